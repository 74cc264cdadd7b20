// JSON as Biome formats it, so that generated JSON files pass the same check as the others.
import type { Json } from "./schemas.ts";

const LINE_WIDTH = 120;

/** Formats a value: objects one property a line, arrays of scalars on one line where they fit. */
export function formatJson(value: Json): string {
  return `${format(value, "", 1)}\n`;
}

/** `reserved` is how much of the first line the key before and the comma after it take. */
function format(value: Json, indent: string, reserved: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const isScalar = value.every((item) => typeof item !== "object" || item === null);
    if (isScalar && indent.length + reserved + flat.length <= LINE_WIDTH) return flat;
    return `[\n${value.map((item) => inner + format(item, inner, 1)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const head = `${JSON.stringify(key)}: `;
    return inner + head + format(item, inner, head.length + 1);
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${indent}}`;
}
