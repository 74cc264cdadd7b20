/** What a schema's error says to people. */
import type { ValidationError } from "../schemas/generated/validators.js";

/** Where the error is, as the dotted path of flat lines; a field that is missing or unknown belongs to it. */
export function pathOf(error: ValidationError | undefined): string {
  const leaf = typeof error?.detail === "string" ? `/${error.detail}` : "";
  return `${error?.instancePath ?? ""}${leaf}`.slice(1).replace(/\//g, ".");
}
