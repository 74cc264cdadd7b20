/** A payload or result of either form as flat fields: `fiscal.documentNo` → its text. */

/** Reads JSON or flat lines. Any other text has no fields. */
export function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  if (text.trimStart().startsWith("{")) {
    flatten("", JSON.parse(text), fields);
    return fields;
  }
  for (const line of text.split(/\r\n|\r|\n/)) {
    const equals = line.indexOf("=");
    if (equals > 0) fields.set(line.slice(0, equals), withoutEscapes(line.slice(equals + 1)));
  }
  return fields;
}

function flatten(path: string, value: unknown, fields: Map<string, string>): void {
  if (typeof value !== "object" || value === null) {
    fields.set(path, String(value));
    return;
  }
  for (const [key, item] of Object.entries(value)) flatten(path === "" ? key : `${path}.${key}`, item, fields);
}

const ESCAPES: Record<string, string> = { "\\n": "\n", "\\r": "\r", "\\\\": "\\" };

function withoutEscapes(value: string): string {
  return value.replace(/\\[nr\\]/g, (pair) => ESCAPES[pair] ?? pair).trimEnd();
}
