/**
 * Flat lines, the form that Visual FoxPro writes with one concatenation a line and reads with STREXTRACT (contract B).
 * The schema's shape decides every type; nothing is guessed from the text.
 */
import type { ArrayShape, ObjectShape, Shape } from "../../schemas/generated/shapes.ts";

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

/** A place for values: the object or array itself, filled as the lines come, and what it may hold. */
type Branch =
  | { readonly type: "object"; readonly shape: ObjectShape; readonly value: Record<string, unknown> }
  | { readonly type: "array"; readonly shape: ArrayShape; readonly value: unknown[]; size: number; count?: number };

/** Parses flat lines by a shape. */
export function parseFlat(text: string, shape: ObjectShape): ParsedFlat {
  const lines = text
    .replace(/^\ufeff/, "")
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .split("\n");
  if (lines.length > LINES_MAX) return { ok: false, path: "", reason: "too-many-lines" };
  const root: Branch = { type: "object", shape, value: {} };
  // by path, because most lines share theirs with the line before: walking it each time costs QuickJS milliseconds a sale
  const branches = new Map<string, Branch>();
  let number = 0;
  for (const line of lines) {
    number += 1;
    const equals = line.indexOf("=");
    if (equals < 0) {
      if (line.trim() === "") continue;
      return { ok: false, path: `#${number}`, reason: "no-equals-sign" };
    }
    const path = line.slice(0, equals).trim();
    const dot = path.lastIndexOf(".");
    const branch = dot < 0 ? root : (branches.get(path.slice(0, dot)) ?? grow(root, path.slice(0, dot), branches));
    const raw = line.slice(equals + 1);
    const fault = typeof branch === "string" ? branch : put(branch, path.slice(dot + 1), raw);
    if (fault) return { ok: false, path, reason: fault };
  }
  return arrayFault(branches) ?? { ok: true, value: root.value };
}

/** The branch at a path, made with all that it hangs on where it is new. */
function grow(root: Branch, path: string, branches: Map<string, Branch>): Branch | FlatFault {
  let branch = root;
  for (let end = nextDot(path, -1); ; end = nextDot(path, end)) {
    const here = path.slice(0, end);
    let child = branches.get(here);
    if (!child) {
      const segment = here.slice(here.lastIndexOf(".") + 1);
      const shape = step(branch.shape, segment);
      if (typeof shape === "string") return shape === "index" ? "index" : "unknown-path";
      child = "items" in shape ? { type: "array", shape, value: [], size: 0 } : { type: "object", shape, value: {} };
      branches.set(here, child);
      set(branch, segment, child.value);
    }
    branch = child;
    if (end === path.length) return branch;
  }
}

function nextDot(path: string, after: number): number {
  const dot = path.indexOf(".", after + 1);
  return dot < 0 ? path.length : dot;
}

/** Puts one value into its branch. */
function put(branch: Branch, segment: string, raw: string): FlatFault | undefined {
  if (branch.type === "array" && segment === "count") return putCount(branch, raw);
  const shape = step(branch.shape, segment);
  if (shape === "index") return "index";
  if (shape === "unknown-path" || typeof shape !== "string") return "unknown-path";
  // a name of the schema is no name of a prototype's
  if ((branch.value as Record<string, unknown>)[segment] !== undefined) return "duplicate-path";
  const leaf = readLeaf(shape, raw);
  if (!leaf.ok) return leaf.fault;
  set(branch, segment, leaf.value);
  return undefined;
}

function step(shape: ObjectShape | ArrayShape, segment: string): Shape | "index" | "unknown-path" {
  if ("fields" in shape) return shape.fields[segment]?.shape ?? "unknown-path";
  return /^(?:0|[1-9][0-9]{0,3})$/.test(segment) && Number(segment) < ITEMS_MAX ? shape.items : "index";
}

/** The segment is a field of the shape or an index within bounds: `step` has seen to it. */
function set(branch: Branch, segment: string, value: unknown): void {
  if (branch.type === "object") {
    branch.value[segment] = value;
  } else {
    branch.value[Number(segment)] = value;
    branch.size += 1;
  }
}

function putCount(branch: Extract<Branch, { type: "array" }>, raw: string): FlatFault | undefined {
  const word = raw.trim();
  if (!/^(?:0|[1-9][0-9]{0,3})$/.test(word)) return "count";
  if (branch.count !== undefined) return "duplicate-path";
  branch.count = Number(word);
  return undefined;
}

/** Indexes must be dense, and a count must agree. */
function arrayFault(branches: ReadonlyMap<string, Branch>): ParsedFlat | undefined {
  for (const [path, branch] of branches) {
    if (branch.type !== "array") continue;
    const { value, size, count = size } = branch;
    if (count !== size) return { ok: false, path: `${path}.count`, reason: "count" };
    const gap = value.length === size ? -1 : value.findIndex((_, index) => !(index in value));
    if (gap >= 0) return { ok: false, path: `${path}.${gap}`, reason: "index" };
  }
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
  // as we would write it ourselves: no plus, no leading zeros, no exponent
  const sound = Number.isSafeInteger(value) && (String(value) === word || word === "-0");
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
