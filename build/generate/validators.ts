// schemas/generated/validators.js: a validator for each schema, written as one call of a maker, without ajv.
//
// The pipeline: equal subschemas become one, under an id of its own → each is a constant made by `text`, `whole`, `oneOf`,
// `fields` and the like → esbuild drops what is not used. What ajv writes for the same schemas is four times as large.
// test/spec/schemas.test.ts compares the verdicts with plain ajv's, errors included.
import { transform } from "esbuild";
import { GENERATED } from "./banner.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";

export interface Validators {
  readonly code: string;
  readonly declarations: string;
}

/** Writes `validate<Title>` for the payload of each schema file, and its declaration as a type guard. */
export async function generateValidators({ schemas, payloads }: SchemaTable): Promise<Validators> {
  const titles = [...payloads.values()].sort();
  const shared = new SharedSchemas(schemas);
  const { code } = await transform(`${HELPERS}\n${new Writer(shared.all()).module(titles)}`, {
    target: "es2022",
    format: "esm",
    charset: "ascii",
    minifySyntax: true,
    treeShaking: true,
  });
  return { code: `${GENERATED}\n${code}`, declarations: declarations(titles) };
}

/** Keywords that only people read: left out, so that they do not travel to the till. */
const ANNOTATIONS = new Set(["title", "description", "default", "contentMediaType"]);

/** A value's own check: its JSON type and the limits that go with it, as the schema has them. */
type ValueRule = Readonly<Record<string, Json>>;

/** An object's fields by name, those that are required first; each is checked by the schema of that id. */
interface FieldsRule {
  readonly required: number;
  readonly checks: Readonly<Record<string, string>>;
  /** Fields that nobody names may be there. */
  readonly open?: true;
}

/** What meets the schema `condition` must meet the schema `check`. */
interface WhenRule {
  readonly condition: string;
  readonly check: string;
}

/** A schema as it is written. */
interface Prepared {
  value?: ValueRule;
  each?: string;
  fields?: FieldsRule;
  when?: WhenRule;
}

/** The table's schemas in our keywords: each different subschema once, under an id that is a digest of it. */
class SharedSchemas {
  readonly #schemas = new Map<string, Prepared>();

  constructor(schemas: ReadonlyMap<string, Schema>) {
    for (const [title, schema] of schemas) this.#schemas.set(title, this.#prepared(schema));
  }

  /** Each by its id. */
  all(): ReadonlyMap<string, Prepared> {
    return this.#schemas;
  }

  #reference(schema: Schema, open = false): string {
    if (typeof schema.$ref === "string") return schema.$ref.slice("#/$defs/".length);
    const prepared = this.#prepared(schema, open);
    const id = `_${digest(JSON.stringify(prepared))}`;
    const known = this.#schemas.get(id);
    if (known && JSON.stringify(known) !== JSON.stringify(prepared))
      throw new Error(`validators.js: two schemas with the digest ${id}`);
    this.#schemas.set(id, prepared);
    return id;
  }

  /** `open`: a condition, which names only the fields that it speaks of. */
  #prepared(schema: Schema, open = false): Prepared {
    const { required = [], properties, additionalProperties, items, if: condition, then, ...own } = schema;
    const entries = Object.entries(own).filter(([keyword]) => !ANNOTATIONS.has(keyword));
    const value = Object.fromEntries(entries.filter(([keyword, rule]) => keyword !== "type" || rule !== "object"));
    if (properties !== undefined && additionalProperties !== false && !open)
      throw new Error("validators.js: an object is not closed");
    return {
      ...(Object.keys(value).length === 0 ? {} : { value }),
      ...(items === undefined ? {} : { each: this.#reference(asSchema(items, "items")) }),
      ...(properties === undefined ? {} : { fields: this.#fields(properties, required, open) }),
      ...(condition === undefined ? {} : { when: this.#when(condition, then) }),
    };
  }

  #fields(properties: Json, required: Json, open: boolean): FieldsRule {
    const fields = asSchema(properties, "properties");
    const needed = required as string[];
    const names = [...needed, ...Object.keys(fields).filter((name) => !needed.includes(name))];
    const checks = names.map((name) => [name, this.#reference(asSchema(fields[name], name))]);
    return { required: needed.length, checks: Object.fromEntries(checks), ...(open ? { open: true as const } : {}) };
  }

  #when(condition: Json, then: Json | undefined): WhenRule {
    return {
      condition: this.#reference(asSchema(condition, "if"), true),
      check: this.#reference(asSchema(then, "then"), true),
    };
  }
}

/** Writes each schema as a constant, behind those that it needs. */
class Writer {
  readonly #schemas: ReadonlyMap<string, Prepared>;
  readonly #written = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #lines: string[] = [];

  constructor(schemas: ReadonlyMap<string, Prepared>) {
    this.#schemas = schemas;
  }

  module(titles: readonly string[]): string {
    for (const title of titles) this.#reference(title);
    return [...this.#lines, ...titles.map((title) => `export const validate${title} = is${title};`)].join("\n");
  }

  /** The constant of a schema; one that is being written refers to itself later. */
  #reference(id: string): string {
    if (this.#written.has(id)) return `is${id}`;
    if (this.#begun.has(id)) return `later(() => is${id})`;
    this.#begun.add(id);
    const schema = this.#schemas.get(id);
    if (!schema) throw new Error(`validators.js: no schema ${id}`);
    this.#lines.push(`const is${id} = ${this.#made(schema)};`);
    this.#written.add(id);
    return `is${id}`;
  }

  #made({ value, each, fields, when }: Prepared): string {
    const checks = [
      ...(value && (each === undefined || Object.keys(value).length > 1) ? [this.#value(value)] : []),
      ...(each === undefined ? [] : [call("each", this.#reference(each))]),
      ...(fields ? [this.#fields(fields)] : []),
      ...(when ? [call("when", this.#reference(when.condition), this.#reference(when.check))] : []),
    ];
    const [only = "anything"] = checks;
    return checks.length < 2 ? only : call("every", `[${checks.join(", ")}]`);
  }

  /** An unknown keyword is a mistake of the generator's. */
  #value({ type, ...rules }: ValueRule): string {
    const {
      pattern,
      enum: options,
      const: only,
      maxLength,
      minLength,
      maximum,
      minimum,
      maxItems,
      minItems,
      ...rest
    } = rules;
    if (Object.keys(rest).length > 0) throw new Error(`validators.js: no check for ${Object.keys(rest)[0]}`);
    if (options !== undefined) return call("oneOf", ...kindOf(type), JSON.stringify(options));
    if (only !== undefined) return call("equal", ...kindOf(type), JSON.stringify(only));
    switch (type) {
      case "string":
        return call(
          "text",
          ...trimmed(maxLength, minLength, typeof pattern === "string" ? this.#pattern(pattern) : undefined),
        );
      case "integer":
        return call("whole", ...trimmed(minimum, maximum));
      case "boolean":
        return "flag";
      case "array":
        return call("list", ...trimmed(maxItems, minItems));
      default:
        throw new Error(`validators.js: no check for the type ${type}`);
    }
  }

  #fields({ required, checks, open }: FieldsRule): string {
    const entries = Object.entries(checks).map(([name, id]) => `${JSON.stringify(name)}: ${this.#reference(id)}`);
    return call("fields", String(required), `{ ${entries.join(", ")} }`, ...(open ? ["true"] : []));
  }

  #pattern(source: string): string {
    const name = `pattern_${digest(source)}`;
    const line = `const ${name} = /* @__PURE__ */ new RegExp(${JSON.stringify(source)}, "u");`;
    if (!this.#lines.includes(line)) this.#lines.push(line);
    return name;
  }
}

function call(maker: string, ...parts: readonly string[]): string {
  return `/* @__PURE__ */ ${maker}(${parts.join(", ")})`;
}

/** The JavaScript type of what a value is compared with, where the schema has one. */
function kindOf(type: Json | undefined): string[] {
  return [JSON.stringify(type === "integer" ? "number" : (type ?? ""))];
}

/** Parts up to the last one that is there. */
function trimmed(...parts: readonly (Json | undefined)[]): string[] {
  let length = parts.length;
  while (length > 0 && parts[length - 1] === undefined) length--;
  return parts.slice(0, length).map((part) => (part === undefined ? "undefined" : String(part)));
}

/** A short name for equal texts. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** What the validators call. JSON Schema counts characters, not UTF-16 units. */
const HELPERS = `
const { isInteger } = Number;
function fail(validate, instancePath, keyword = "type", detail = undefined) {
  validate.errors = [{ instancePath, keyword, detail }];
  return false;
}
function text(max, min = 0, pattern = undefined) {
  const validate = (data, path = "") => {
    if (typeof data !== "string") return fail(validate, path);
    if (isLonger(data, max)) return fail(validate, path, "maxLength", max);
    if (data.length < min) return fail(validate, path, "minLength", min);
    return !pattern || pattern.test(data) || fail(validate, path, "pattern");
  };
  return validate;
}
function whole(min, max) {
  const validate = (data, path = "") => {
    if (!isInteger(data)) return fail(validate, path);
    if (data > max) return fail(validate, path, "maximum", max);
    return data >= min || fail(validate, path, "minimum", min);
  };
  return validate;
}
function flag(data, path = "") {
  return typeof data === "boolean" || fail(flag, path);
}
function oneOf(type, options) {
  const validate = (data, path = "") => {
    if (type && typeof data !== type) return fail(validate, path);
    return options.includes(data) || fail(validate, path, "enum");
  };
  return validate;
}
function equal(type, only) {
  const validate = (data, path = "") => {
    if (type && (type === "number" ? !isInteger(data) : typeof data !== type)) return fail(validate, path);
    return data === only || fail(validate, path, "const");
  };
  return validate;
}
function list(max, min = 0) {
  const validate = (data, path = "") => {
    if (!Array.isArray(data)) return fail(validate, path);
    if (data.length > max) return fail(validate, path, "maxItems", max);
    return data.length >= min || fail(validate, path, "minItems", min);
  };
  return validate;
}
function each(check) {
  const validate = (data, path = "") => {
    for (let at = 0; at < data.length; at++) if (!check(data[at], path + "/" + at)) return failAs(validate, check);
    return true;
  };
  return validate;
}
function every(checks) {
  const validate = (data, path = "") => {
    for (const check of checks) if (!check(data, path)) return failAs(validate, check);
    return true;
  };
  return validate;
}
function when(condition, check) {
  const validate = (data, path = "") => !condition(data) || check(data, path) || failAs(validate, check);
  return validate;
}
function later(get) {
  const validate = (data, path = "") => get()(data, path) || failAs(validate, get());
  return validate;
}
function failAs(validate, check) {
  validate.errors = check.errors;
  return false;
}
function fields(required, checks, open) {
  const table = {
    required,
    open,
    names: Object.keys(checks),
    values: Object.values(checks),
    // without a prototype, so that a field called "constructor" has no check
    checks: Object.assign(Object.create(null), checks),
  };
  const validate = (data, path = "") => {
    if (!data || typeof data !== "object" || Array.isArray(data)) return fail(validate, path);
    return isSound(data, table) || isFaultless(validate, data, path, table);
  };
  return validate;
}
// nearly every object is sound: to see no more than that takes an engine half as long as to tell what is wrong where
function isSound(data, { required, open, names, values }) {
  let seen = 0;
  for (let at = 0; at < names.length; at++) {
    const value = data[names[at]];
    if (value === undefined) {
      if (at < required) return false;
    } else {
      if (!values[at](value)) return false;
      seen++;
    }
  }
  return open || seen === Object.keys(data).length;
}
function isFaultless(validate, data, path, { required, open, names, checks }) {
  for (const name of names.slice(0, required)) {
    if (data[name] === undefined) return fail(validate, path, "required", name);
  }
  for (const name in data) {
    const check = checks[name];
    if (check === undefined) {
      if (open) continue;
      return fail(validate, path, "additionalProperties", name);
    }
    if (data[name] !== undefined && !check(data[name], path + "/" + name)) return failAs(validate, check);
  }
  return true;
}
function isLonger(text, limit) {
  // there are never more characters than units: nearly always that is enough
  return text.length > limit && ucs2length(text) > limit;
}
function ucs2length(text) {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) { count--; at++; }
  }
  return count;
}`;

function declarations(titles: readonly string[]): string {
  return `${GENERATED}
import type {
${titles.map((title) => `  ${title},`).join("\n")}
} from "./types.ts";

/** What is wrong with the data. Validation stops at the first error. */
export interface ValidationError {
  /** Where, as a JSON pointer. */
  readonly instancePath: string;
  /** The keyword of the schema that is not met. */
  readonly keyword: string;
  /** The limit that is passed, or the name of the field that is missing or unknown there. */
  readonly detail?: number | string;
}

/** Tells whether data is a \`T\`; when it is not, \`errors\` holds why until it is used again. */
export interface Validator<T> {
  (data: unknown): data is T;
  readonly errors?: readonly ValidationError[] | null;
}

${titles.map((title) => `export const validate${title}: Validator<${title}>;`).join("\n")}
`;
}
