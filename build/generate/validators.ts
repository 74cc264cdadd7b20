// schemas/generated/validators.js: one module of standalone ajv validators, without ajv, `require` or `Function`.
//
// The pipeline: equal subschemas become one, under an id of its own → each schema is written in keywords of our own
// (keywords.ts) → ajv writes a module of one function a schema → the frame that ajv puts around each function is made
// smaller, and the functions get names that stay when a field is added (the only rewriting of text) → esbuild drops
// what is not used. test/spec/schemas.test.ts compares the result with plain ajv.
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { transform } from "esbuild";
import { GENERATED } from "./banner.ts";
import { addKeywords, digest, type FieldsRule, type Names, type ValueRule, type WhenRule } from "./keywords.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";

export interface Validators {
  readonly code: string;
  readonly declarations: string;
}

/** Writes `validate<Title>` for the payload of each schema file, and its declaration as a type guard. */
export async function generateValidators({ schemas, payloads }: SchemaTable): Promise<Validators> {
  const titles = [...payloads.values()].sort();
  const shared = new SharedSchemas(schemas);
  const names: Names = new Map();
  const ajv = new Ajv({ inlineRefs: false, code: { source: true, esm: true, lines: true } });
  addKeywords(ajv, names);
  ajv.addSchema(shared.all());
  const source = standalone(ajv, Object.fromEntries(titles.map((title) => [`validate${title}`, title])));
  const { code } = await transform(`${HELPERS}\n${renamed(withoutFrame(source), names)}`, {
    target: "es2022",
    format: "esm",
    charset: "ascii",
    minifySyntax: true,
    treeShaking: true,
  });
  const forbidden = /\brequire\(|\bFunction\(|\beval\(|\bIntl\b|\bBigInt\b|schemaPath|rootData|vErrors/.exec(code);
  if (forbidden) throw new Error(`validators.js: ${forbidden[0]} is left over`);
  return { code: `${GENERATED}\n${code}`, declarations: declarations(titles) };
}

/** Keywords that only people read: left out, so that they do not travel to the till. */
const ANNOTATIONS = new Set(["title", "description", "default", "contentMediaType"]);

/** A schema in our own keywords, as ajv takes it. */
type Prepared = { value?: ValueRule; each?: string; fields?: FieldsRule; when?: WhenRule };

/** The table's schemas in our keywords: each different subschema once, under an id that is a digest of it. */
class SharedSchemas {
  readonly #schemas = new Map<string, Prepared>();

  constructor(schemas: ReadonlyMap<string, Schema>) {
    for (const [title, schema] of schemas) this.#schemas.set(title, this.#prepared(schema));
  }

  all(): object[] {
    return [...this.#schemas].map(([id, schema]) => ({ $id: id, ...schema }));
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

/**
 * ajv's frame around each function counts errors and takes the parents of the data: ours return at the first error and
 * take the path as text.
 */
function withoutFrame(source: string): string {
  return source
    .replaceAll('{instancePath="", parentData, parentDataProperty, rootData=data}={}', 'instancePath = ""')
    .replaceAll("let vErrors = null;\nlet errors = 0;\n", "")
    .replace(/^validate\d+\.errors = vErrors;\nreturn errors === 0;$/gm, "return true;");
}

/** The names that ajv numbers become those that say what they are. */
function renamed(source: string, names: Names): string {
  return source.replace(/\b(?:validate|pattern|obj)\d+\b/g, (name) => names.get(name) ?? name);
}

/** What the validators call. JSON Schema counts characters, not UTF-16 units. */
const HELPERS = `
const { isInteger } = Number;
function fail(validate, instancePath, keyword = "type", detail = undefined) {
  validate.errors = [{ instancePath, keyword, detail }];
  return false;
}
function table(required, checks, open) {
  return {
    required,
    open,
    names: Object.keys(checks),
    values: Object.values(checks),
    // without a prototype, so that a field called "constructor" has no check
    checks: Object.assign(Object.create(null), checks),
  };
}
function closed(validate, data, path, table) {
  if (!data || typeof data !== "object" || Array.isArray(data)) return fail(validate, path);
  return isSound(data, table) || isFaultless(validate, data, path, table);
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
    if (data[name] !== undefined && !check(data[name], path + "/" + name)) {
      validate.errors = check.errors;
      return false;
    }
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
