/**
 * Flat lines: Visual FoxPro writes them with one concatenation a line and reads them with STREXTRACT (docs/contracts.md
 * B17). The schema decides every type; nothing is guessed from the text.
 */
import type { ArrayShape, ObjectShape, Shape } from "../../schemas/generated/shapes.ts";
import { withoutMark } from "../text/utf8.ts";
import { cleaned, isEmpty } from "./cleaning.ts";
import type { Masking } from "./texts.ts";

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

/** Every schema refuses a longer array. */
const ITEMS_MAX = 1000;

const LINES_MAX = 20_000;

/** A place for values: the object or array itself, which the lines fill, and what it may hold. */
type Branch = ObjectBranch | ArrayBranch;

interface ObjectBranch {
  readonly type: "object";
  readonly shape: ObjectShape;
  readonly value: Record<string, unknown>;
  /** Optional fields that came empty. They count as absent once every line is read. */
  readonly empties: string[];
  /** Removes this object from its parent, where it is an optional field. */
  readonly remove?: () => void;
}

interface ArrayBranch {
  readonly type: "array";
  readonly shape: ArrayShape;
  readonly value: unknown[];
  /** How many items there are so far. The indexes need not come in order. */
  size: number;
  count?: number;
}

/** Parses flat lines by a shape. Trims GAMA's padding as `normalise` does for JSON. */
export function parseFlat(text: string, shape: ObjectShape, masking: Masking = { isMasked: false }): ParsedFlat {
  const lines = withoutMark(text).replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  if (lines.length > LINES_MAX) return { ok: false, path: "", reason: "too-many-lines" };
  const root: ObjectBranch = { type: "object", shape, value: {}, empties: [] };
  const branches = new Map<string, Branch>();
  // most lines belong to the same object as the line before; a new search for each costs QuickJS milliseconds a sale
  let current: Branch = root;
  let prefix = "";
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const equals = line.indexOf("=");
    if (equals < 0) {
      if (line.trim() === "") continue;
      return { ok: false, path: `#${at + 1}`, reason: "no-equals-sign" };
    }
    const raw = line.slice(equals + 1);
    const isNear = current.type === "object" && line.startsWith(prefix);
    let fault = isNear ? put(current, line.slice(prefix.length, equals), raw, masking) : "unknown-path";
    if (fault === "unknown-path") {
      const path = line.slice(0, equals).trim();
      const dot = path.lastIndexOf(".");
      const branch = dot < 0 ? root : (branches.get(path.slice(0, dot)) ?? grow(root, path.slice(0, dot), branches));
      if (typeof branch === "string") return { ok: false, path, reason: branch };
      current = branch;
      prefix = path.slice(0, dot + 1);
      fault = put(branch, path.slice(dot + 1), raw, masking);
    }
    if (fault) return { ok: false, path: line.slice(0, equals).trim(), reason: fault };
  }
  const fault = arrayFault(branches);
  if (fault) return fault;
  for (const branch of [root, ...branches.values()].reverse()) if (branch.type === "object") dropEmpty(branch);
  return { ok: true, value: root.value };
}

/** The branch at a path. It and its missing parents are created. */
function grow(root: Branch, path: string, branches: Map<string, Branch>): Branch | FlatFault {
  let branch = root;
  for (let end = nextDot(path, -1); ; end = nextDot(path, end)) {
    const here = path.slice(0, end);
    let child = branches.get(here);
    if (!child) {
      const made = sprout(branch, here.slice(here.lastIndexOf(".") + 1));
      if (typeof made === "string") return made;
      child = made;
      branches.set(here, child);
    }
    branch = child;
    if (end === path.length) return branch;
  }
}

/** Creates an object or array at a segment of a branch. */
function sprout(branch: Branch, segment: string): Branch | FlatFault {
  if (branch.type === "array") {
    const index = indexOf(segment);
    if (index === undefined) return "index";
    const child = branchOf(branch.shape.items);
    if (!child) return "unknown-path";
    branch.value[index] = child.value;
    branch.size += 1;
    return child;
  }
  const { value, shape } = branch;
  const field = shape.fields[segment];
  const remove = () => {
    delete value[segment];
  };
  const child = field && branchOf(field.shape, field.optional ? { remove } : {});
  if (!child) return "unknown-path";
  value[segment] = child.value;
  return child;
}

function branchOf(shape: Shape, removal: Pick<ObjectBranch, "remove"> = {}): Branch | undefined {
  if (typeof shape === "string") return undefined;
  if ("items" in shape) return { type: "array", shape, value: [], size: 0 };
  return { type: "object", shape, value: {}, empties: [], ...removal };
}

/** Children come first, because an object whose fields are all empty objects is empty too. */
function dropEmpty({ value, shape, empties, remove }: ObjectBranch): void {
  for (const name of empties) delete value[name];
  if (remove && isEmpty(value, shape)) remove();
}

function nextDot(path: string, after: number): number {
  const dot = path.indexOf(".", after + 1);
  return dot < 0 ? path.length : dot;
}

/** Puts one value into its branch. */
function put(branch: Branch, name: string, raw: string, masking: Masking): FlatFault | undefined {
  if (branch.type === "array") return name === "count" ? putCount(branch, raw) : putItem(branch, name, raw, masking);
  const field = branch.shape.fields[name];
  if (typeof field?.shape !== "string") return "unknown-path";
  const fault = place(branch.value, name, field.shape, raw, masking);
  if (field.optional && branch.value[name] === "") branch.empties.push(name);
  return fault;
}

function putItem(branch: ArrayBranch, name: string, raw: string, masking: Masking): FlatFault | undefined {
  const index = indexOf(name);
  if (index === undefined) return "index";
  const shape = branch.shape.items;
  if (typeof shape !== "string") return "unknown-path";
  branch.size += 1;
  return place(branch.value, index, shape, raw, masking);
}

/** Puts a leaf where none is yet. No name in a schema is also a name on a prototype. */
function place<Key extends PropertyKey>(
  values: { [key in Key]: unknown },
  key: Key,
  shape: LeafShape,
  raw: string,
  masking: Masking,
): FlatFault | undefined {
  if (values[key] !== undefined) return "duplicate-path";
  const leaf = readLeaf(shape, raw, masking);
  if (leaf === undefined) return LEAF_FAULTS[shape];
  values[key] = leaf;
  return undefined;
}

/** An index or a count: a plain number of at most four digits. */
const COUNTER = /^(?:0|[1-9][0-9]{0,3})$/;

/** The index that a segment names, or undefined if it is no valid index. */
function indexOf(segment: string): number | undefined {
  const index = Number(segment);
  return COUNTER.test(segment) && index < ITEMS_MAX ? index : undefined;
}

function putCount(branch: ArrayBranch, raw: string): FlatFault | undefined {
  const word = raw.trim();
  if (!COUNTER.test(word)) return "count";
  if (branch.count !== undefined) return "duplicate-path";
  branch.count = Number(word);
  return undefined;
}

/** Indexes must have no gaps, and a count must be right. */
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

type LeafShape = Extract<Shape, string>;

const LEAF_FAULTS: { readonly [shape in LeafShape]: FlatFault } = {
  s: "escape",
  t: "escape",
  i: "integer",
  b: "boolean",
};

/** The value in the type of the shape, or undefined if the text does not fit. */
function readLeaf(shape: LeafShape, raw: string, masking: Masking): string | number | boolean | undefined {
  if (shape === "i") {
    // nearly every number is written as we would write it
    const plain = +raw;
    if (Number.isSafeInteger(plain) && `${plain}` === raw) return plain;
  } else if (shape !== "b") {
    const text = unescaped(raw);
    return text === undefined ? undefined : cleaned(text, shape, masking);
  }
  const word = raw.trim();
  // an empty number or flag stays empty: absent if it is optional, otherwise the schema refuses it
  if (word === "") return "";
  if (shape === "b") return word === "true" || (word === "false" ? false : undefined);
  const value = Number(word);
  // written as we would write it: no plus, no leading zeros, no exponent
  const sound = Number.isSafeInteger(value) && (String(value) === word || word === "-0");
  if (!sound) return undefined;
  return value === 0 ? 0 : value;
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
 * Writes a result as flat lines. It begins with CRLF and every line ends with one, so STREXTRACT finds whole keys only.
 */
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
