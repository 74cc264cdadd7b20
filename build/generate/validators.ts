// schemas/generated/validators.js: one module of standalone ajv validators, without ajv, `require` or `Function`.
//
// As ajv writes them, the validators would be twice as large as the bundle may be. So equal subschemas become one
// function, closed objects are checked by one helper that takes a table of their fields (an ajv keyword of our own),
// and each error is made by a call. test/spec/schemas.test.ts compares the result with plain ajv.
import { _, Ajv, type KeywordCxt, nil, stringify } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
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
  // The keywords used mean the same in every draft, and the draft-07 class writes less than Ajv2020 does.
  const ajv = new Ajv({ inlineRefs: false, code: { source: true, esm: true, lines: true }, strictRequired: false });
  ajv.addKeyword({ keyword: "fields", type: "object", schemaType: "object", code: checkFields });
  ajv.addSchema(shared.all());
  const source = standalone(ajv, Object.fromEntries(titles.map((title) => [`validate${title}`, title])));
  const { code } = await transform(`${HELPERS}\n${withTables(compact(source))}`, {
    target: "es2022",
    format: "esm",
    charset: "ascii",
    minifySyntax: true,
    treeShaking: true,
  });
  const forbidden =
    /\bisNaN\(|\bisFinite\(|\brequire\(|\bFunction\(|\beval\(|\bIntl\b|\bBigInt\b|schemaPath|rootData/.exec(code);
  if (forbidden) throw new Error(`validators.js: ${forbidden[0]} is left over`);
  return { code: `${GENERATED}\n${code}`, declarations: declarations(titles) };
}

/** Keywords that only people read: left out, so that they do not travel to the till. */
const ANNOTATIONS = new Set(["title", "description", "default"]);

/** The table's schemas as ajv takes them: each different subschema once, under an id of its own. */
class SharedSchemas {
  readonly #schemas = new Map<string, Schema>();
  readonly #idByText = new Map<string, string>();

  constructor(schemas: ReadonlyMap<string, Schema>) {
    for (const [title, schema] of schemas) this.#schemas.set(title, this.#prepared(schema));
  }

  all(): Schema[] {
    return [...this.#schemas].map(([id, schema]) => ({ $id: id, ...schema }));
  }

  #reference(schema: Schema): string {
    if (typeof schema.$ref === "string") return schema.$ref.slice("#/$defs/".length);
    const prepared = this.#prepared(schema);
    const text = JSON.stringify(prepared);
    const id = this.#idByText.get(text) ?? `shared${this.#idByText.size}`;
    this.#idByText.set(text, id);
    this.#schemas.set(id, prepared);
    return id;
  }

  #prepared(schema: Schema): Schema {
    const { required, properties, additionalProperties, items, ...rest } = schema;
    const prepared: Record<string, Json> = {};
    for (const [keyword, value] of Object.entries(rest)) if (!ANNOTATIONS.has(keyword)) prepared[keyword] = value;
    if (items !== undefined) prepared.items = { $ref: this.#reference(asSchema(items, "items")) };
    if (properties === undefined) return prepared;
    if (additionalProperties !== false) throw new Error("validators.js: an object is not closed");
    const fields = asSchema(properties, "properties");
    const needed = (required ?? []) as string[];
    const names = [...needed, ...Object.keys(fields).filter((name) => !needed.includes(name))];
    const references = names.map((name) => [name, this.#reference(asSchema(fields[name], name))]);
    return { ...prepared, fields: { required: needed.length, checks: Object.fromEntries(references) } };
  }
}

/** The keyword `fields`: one call of the helper `closed` with the validator of each field, those that are required first. */
function checkFields(cxt: KeywordCxt): void {
  const { gen, schema, it } = cxt;
  const table = Object.entries(schema.checks as Record<string, string>).reduce((code, [name, id]) => {
    const validate = it.self.getSchema(id);
    if (validate === undefined) throw new Error(`validators.js: no schema ${id}`);
    return _`${code}${stringify(name)}: ${gen.scopeValue("validate", { ref: validate })},`;
  }, nil);
  const parts = _`${schema.required}, {${table}}`;
  gen.if(_`!closed(${it.validateName}, ${parts})`, () => gen.return(false));
}

/** Turns each error into a call, and drops what nobody reads: paths into the schema, the parents of the data. */
function compact(source: string): string {
  return (
    source
      .replace(
        /^(validate\d+)\.errors = \[\{instancePath(?::([^,]+))?,schemaPath:"[^"]*",keyword:("\w+"),params:(.*),message:.*\}\];\nreturn false;$/gm,
        (_all, validate, path = "instancePath", keyword, params) =>
          `return fail(${validate}, ${path}, ${keyword}, ${params});`,
      )
      .replace(/,params:\{[^}]*\},message:"(?:[^"\\]|\\.)*"\}/g, "}")
      // what a person is told is path, keyword and limit: the schema's other values would only make the bundle larger
      .replace(/, "(pattern|enum|const)", \{.*\}\);$/gm, ', "$1");')
      .replace(/, "type", \{.*\}\);$/gm, ");")
      .replace(/, \{(?:comparison: "[<>]=", )?limit: (-?\d+)\}\);$/gm, ", $1);")
      .replace(/schemaPath:"[^"]*",/g, "")
      .replace(/\{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}/g, 'instancePath = ""')
      .replace(/\{instancePath:(instancePath\+"\/" \+ \w+),parentData:\w+,parentDataProperty:\w+,rootData\}/g, "$1")
      .replace(/\{instancePath,parentData,parentDataProperty,rootData\}/g, "instancePath")
      .replace(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, "ucs2length")
      .replace(/\bfunc\d+\((\w+)\) > (\d+)/g, "isLonger($1, $2)")
      .replace(/\bfunc\d+\((\w+)\) < 1\b/g, "$1.length < 1")
      // every number is an integer, and once that is known its bounds are comparisons
      .replaceAll(
        '!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))',
        "!isInteger(data)",
      )
      .replaceAll('if((typeof data == "number") && (isFinite(data))){', "{")
      .replaceAll(" || isNaN(data)){", "){")
      .replace(/^function validate\d+\([\s\S]*?^return errors === 0;$/gm, withoutCounting)
  );
}

/** An object's whole check: its type, which ajv asks for, and its fields. */
const OBJECT =
  /^if\(data && typeof data == "object" && !Array\.isArray\(data\)\)\{\nif\(!closed\((\w+), (.*)\)\)\{\nreturn false;\n\}\n\}\nelse \{\nreturn fail\(\1, instancePath\);\n\}$/gm;

/** Makes one call of an object's check, and moves its table out of it: an engine would make it anew for each object. */
function withTables(source: string): string {
  const tables: string[] = [];
  const moved = source.replace(OBJECT, (_whole, validate, parts) => {
    const name = `table${tables.length}`;
    tables.push(`const ${name} = /* @__PURE__ */ table(${parts});`);
    return `if (!closed(${validate}, data, instancePath, ${name})) return false;`;
  });
  if (/\bclosed\(\w+, \d/.test(moved)) throw new Error("validators.js: an object of another form");
  return [moved, ...tables].join("\n");
}

/** A function that ends at its first error has nothing to count. */
function withoutCounting(validator: string): string {
  if (/\berrors\s*(?:\+\+|=[^=])/.test(validator.replace("let errors = 0;", "").replace(/\w+\.errors = /g, "")))
    return validator;
  return validator
    .replace("let vErrors = null;\nlet errors = 0;\n", "")
    .replace(/\bif\(errors === 0\)/g, "")
    .replace(/^validate\d+\.errors = vErrors;\nreturn errors === 0;$/m, "return true;");
}

/** What the validators call. JSON Schema counts characters, not UTF-16 units. */
const HELPERS = `
const { isInteger } = Number;
function fail(validate, instancePath, keyword = "type", detail = undefined) {
  validate.errors = [{ instancePath, keyword, detail }];
  return false;
}
function table(required, checks) {
  return {
    required,
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
function isSound(data, { required, names, values }) {
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
  return seen === Object.keys(data).length;
}
function isFaultless(validate, data, path, { required, names, checks }) {
  for (const name of names.slice(0, required)) {
    if (data[name] === undefined) return fail(validate, path, "required", name);
  }
  for (const name in data) {
    const check = checks[name];
    if (check === undefined) return fail(validate, path, "additionalProperties", name);
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
