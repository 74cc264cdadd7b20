/** Turns a schema error into words for people. */
import type { ValidationError } from "../schemas/generated/validators.js";

/** Where the error is, as the dotted path of flat lines. The name of a missing or unknown field is part of the path. */
export function pathOf(error: ValidationError | undefined): string {
  const leaf = typeof error?.detail === "string" ? `/${error.detail}` : "";
  return `${error?.instancePath ?? ""}${leaf}`.slice(1).replace(/\//g, ".");
}
