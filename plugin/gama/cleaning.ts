// Cleans a payload of either form before the validator sees it.
import type { ObjectShape, Shape } from "../../schemas/generated/shapes.ts";
import { cleanKey, cleanText, type Masking } from "./texts.ts";

/**
 * Trims GAMA's padding and cleans what people wrote (`texts.ts`). An optional field that is empty counts as absent
 * (docs/contracts.md B17). Everything else, unknown keys included, goes to the validator. Works in place and returns
 * the cleaned value.
 */
export function normalise(value: unknown, shape: Shape, masking: Masking = { isMasked: false }): unknown {
  if (typeof value === "string") return cleaned(value, shape, masking);
  if (typeof shape === "string" || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    if ("items" in shape) for (const [at, item] of value.entries()) value[at] = normalise(item, shape.items, masking);
  } else if ("fields" in shape) {
    normaliseFields(value as Record<string, unknown>, shape, masking);
  }
  return value;
}

function normaliseFields(value: Record<string, unknown>, { fields }: ObjectShape, masking: Masking): void {
  // Object.entries takes QuickJS twice as long; a key `__proto__` is an own key and stays one
  for (const key in value) {
    const field = fields[key];
    const item = value[key];
    if (!field || typeof item === "number") continue;
    const trimmed = normalise(item, field.shape, masking);
    if (field.optional && isEmpty(trimmed, field.shape)) delete value[key];
    else if (trimmed !== item) value[key] = trimmed;
  }
}

export function cleaned(text: string, shape: Shape, masking: Masking): string {
  return shape === "t" ? cleanText(text, masking) : cleanKey(text);
}

/**
 * An object whose fields are all empty is empty: GAMA writes `customer.code=`, `customer.name=` and so on for a sale
 * without a customer. An unknown field is never empty, so that the validator sees it. An array is never empty either:
 * its count of 0 was written on purpose (a sale of 0 € has no payments).
 */
export function isEmpty(value: unknown, shape: Shape): boolean {
  if (value === "") return true;
  if (typeof shape === "string" || "items" in shape) return false;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([key, item]) => Object.hasOwn(shape.fields, key) && isEmpty(item, shape.fields[key]!.shape),
  );
}
