/**
 * Flat lines, the form that Visual FoxPro writes with one concatenation a line and reads with STREXTRACT (contract B).
 * The schema's shape decides every type; nothing is guessed from the text.
 */
import type { Shape } from "../../schemas/generated/shapes.ts";

export type ParsedFlat =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly path: string; readonly reason: FlatFault };

export type FlatFault =
  | "no-equals-sign"
  | "unknown-path"
  | "duplicate-path"
  | "escape"
  | "integer"
  | "boolean"
  | "index"
  | "count"
  | "too-many-lines";

/** An array longer than this is refused by every schema. */
const ITEMS_MAX = 1000;
const LINES_MAX = 20_000;

/** While it is read: a leaf, or the parts of an object or array by their path segment. */
type Part =
  | { readonly type: "leaf"; readonly value: unknown }
  | { readonly type: "parts"; readonly parts: Map<string, Part>; count?: number };

/** Parses flat lines by a shape. */
export function parseFlat(text: string, shape: Shape): ParsedFlat {
  const root: Part = { type: "parts", parts: new Map() };
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  if (lines.length > LINES_MAX) return { ok: false, path: "", reason: "too-many-lines" };
  for (const [at, line] of lines.entries()) {
    if (line.trimEnd() === "") continue;
    const equals = line.indexOf("=");
    if (equals < 0) return { ok: false, path: `#${at + 1}`, reason: "no-equals-sign" };
    const path = line.slice(0, equals).trim();
    const fault = put(root, path.split("."), shape, line.slice(equals + 1));
    if (fault) return { ok: false, path, reason: fault };
  }
  return build(root, shape, "");
}

function put(parent: Part, segments: readonly string[], shape: Shape, raw: string): FlatFault | undefined {
  let part = parent;
  let here: Shape = shape;
  for (const [depth, segment] of segments.entries()) {
    if (part.type !== "parts" || typeof here === "string") return "unknown-path";
    const last = depth === segments.length - 1;
    if ("items" in here && segment === "count" && last) return putCount(part, raw);
    const next: Shape | FlatFault = step(here, segment);
    if (next === "index" || next === "unknown-path") return next;
    const known = part.parts.get(segment);
    if (last) {
      if (known || typeof next !== "string") return known ? "duplicate-path" : "unknown-path";
      const leaf = readLeaf(next, raw);
      if (!leaf.ok) return leaf.fault;
      part.parts.set(segment, { type: "leaf", value: leaf.value });
    } else {
      const child: Part = known ?? { type: "parts", parts: new Map() };
      part.parts.set(segment, child);
      part = child;
      here = next;
    }
  }
  return undefined;
}

function step(shape: Exclude<Shape, string>, segment: string): Shape | "index" | "unknown-path" {
  if ("fields" in shape) return Object.hasOwn(shape.fields, segment) ? shape.fields[segment]!.shape : "unknown-path";
  return /^(?:0|[1-9][0-9]{0,3})$/.test(segment) && Number(segment) < ITEMS_MAX ? shape.items : "index";
}

function putCount(part: Extract<Part, { type: "parts" }>, raw: string): FlatFault | undefined {
  const word = raw.trim();
  if (!/^(?:0|[1-9][0-9]{0,3})$/.test(word)) return "count";
  if (part.count !== undefined) return "duplicate-path";
  part.count = Number(word);
  return undefined;
}

type Leaf = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: FlatFault };

function readLeaf(shape: "s" | "i" | "b", raw: string): Leaf {
  if (shape === "s") {
    const text = unescaped(raw);
    return text === undefined ? { ok: false, fault: "escape" } : { ok: true, value: text };
  }
  const word = raw.trim();
  // an empty number or flag is left empty: dropped when optional, refused by the schema when not
  if (word === "") return { ok: true, value: "" };
  if (shape === "b")
    return word === "true" || word === "false" ? { ok: true, value: word === "true" } : { ok: false, fault: "boolean" };
  const value = Number(word);
  const sound = /^-?(?:0|[1-9][0-9]*)$/.test(word) && Number.isSafeInteger(value);
  return sound ? { ok: true, value: value === 0 ? 0 : value } : { ok: false, fault: "integer" };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\n", "\n"],
  ["\\r", "\r"],
  ["\\\\", "\\"],
]);

function unescaped(raw: string): string | undefined {
  if (!raw.includes("\\")) return raw;
  let sound = true;
  const text = raw.replace(/\\[\s\S]?/g, (pair) => {
    const char = ESCAPES.get(pair);
    if (char === undefined) sound = false;
    return char ?? "";
  });
  return sound ? text : undefined;
}

/** Turns the parts into objects and arrays; indexes must be dense, and a count must agree. */
function build(part: Part, shape: Shape, path: string): ParsedFlat {
  if (part.type === "leaf" || typeof shape === "string")
    return { ok: true, value: part.type === "leaf" ? part.value : undefined };
  if ("items" in shape) return buildArray(part, shape.items, path);
  const object: Record<string, unknown> = {};
  for (const [key, child] of part.parts) {
    const built = build(child, shape.fields[key]!.shape, path === "" ? key : `${path}.${key}`);
    if (!built.ok) return built;
    object[key] = built.value;
  }
  return { ok: true, value: object };
}

function buildArray(part: Extract<Part, { type: "parts" }>, items: Shape, path: string): ParsedFlat {
  const array: unknown[] = [];
  if (part.count !== undefined && part.count !== part.parts.size)
    return { ok: false, path: `${path}.count`, reason: "count" };
  for (let at = 0; at < part.parts.size; at++) {
    const child = part.parts.get(String(at));
    if (!child) return { ok: false, path: `${path}.${at}`, reason: "index" };
    const built = build(child, items, `${path}.${at}`);
    if (!built.ok) return built;
    array.push(built.value);
  }
  return { ok: true, value: array };
}

/**
 * Trims what GAMA pads: trailing spaces of strings go, and an optional field that is empty counts as absent (contract B).
 * Everything else, unknown keys included, is left for the validator to refuse. Returns a fresh structure.
 */
export function normalise(value: unknown, shape: Shape): unknown {
  if (typeof value === "string") return withoutPadding(value);
  if (typeof shape === "string" || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return "items" in shape ? value.map((item) => normalise(item, shape.items)) : value;
  if (!("fields" in shape)) return value;
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    const trimmed = field ? normalise(item, field.shape) : item;
    if (!(field?.optional && isEmpty(trimmed, field.shape))) entries.push([key, trimmed]);
  }
  // fromEntries defines own properties: a key `__proto__` stays a key
  return Object.fromEntries(entries);
}

/** By hand: the regular expression for it takes the square of a long run of blanks. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end -= 1;
  return text.slice(0, end);
}

/**
 * An object of nothing but empty fields is empty: GAMA writes `customer.code=`, `customer.name=` and so on for a sale
 * without a customer. An unknown field is never empty, so that the validator sees it; neither is an array, whose count
 * of 0 was said on purpose (a sale of 0 € has no payments).
 */
function isEmpty(value: unknown, shape: Shape): boolean {
  if (value === "") return true;
  if (typeof shape === "string" || "items" in shape) return false;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([key, item]) => Object.hasOwn(shape.fields, key) && isEmpty(item, shape.fields[key]!.shape),
  );
}

/** Writes a result as flat lines: begins with CRLF and every line ends with one, so that STREXTRACT finds whole keys only. */
export function formatFlat(value: object): string {
  const lines: string[] = [];
  write(lines, "", value);
  return `\r\n${lines.map((line) => `${line}\r\n`).join("")}`;
}

function write(lines: string[], path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    lines.push(`${path}.count=${value.length}`);
    for (const [at, item] of value.entries()) write(lines, `${path}.${at}`, item);
  } else if (typeof value === "object") {
    for (const [key, item] of Object.entries(value)) write(lines, path === "" ? key : `${path}.${key}`, item);
  } else {
    lines.push(`${path}=${typeof value === "string" ? escaped(value) : String(value)}`);
  }
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r");
}
