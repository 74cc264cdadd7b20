// The keywords of the generated validators: what a schema says, as code that stops at the first error with one call of
// `fail`. ajv resolves references, gives each schema its function and writes the module; the checks are written here,
// through ajv's code-generation interface, because its own build an error object of six fields for each keyword.
import { _, type Ajv, type Code, type CodeGen, type KeywordCxt, type Name, nil, stringify } from "ajv";
import type { Json } from "./schemas.ts";

/** A value's own check: its JSON type and the limits that go with it, as the schema has them. */
export type ValueRule = Readonly<Record<string, Json>>;

/** An object's fields by name, those that are required first; each is checked by the schema of that id. */
export interface FieldsRule {
  readonly required: number;
  readonly checks: Readonly<Record<string, string>>;
  /** Fields that nobody names may be there. */
  readonly open?: true;
}

/** What meets the schema `condition` must meet the schema `check`. */
export interface WhenRule {
  readonly condition: string;
  readonly check: string;
}

/** Names that ajv numbers as they come, and what they are called instead: a field more must not rename the others. */
export type Names = Map<string, string>;

/** Adds the keywords to ajv. `names` hears of every function, table and pattern that the code mentions. */
export function addKeywords(ajv: Ajv, names: Names): void {
  const define = (keyword: string, code: (writer: Writer, rule: never) => void) =>
    ajv.addKeyword({ keyword, code: (cxt) => code(new Writer(cxt, names), cxt.schema as never) });
  define("value", (writer, rule: ValueRule) => writer.value(rule));
  define("each", (writer, id: string) => writer.each(id));
  define("fields", (writer, rule: FieldsRule) => writer.fields(rule));
  define("when", (writer, rule: WhenRule) => writer.when(rule));
}

const data = _`data`;
const path = _`instancePath`;

/** The limits of each type in the order in which plain ajv looks at them, and when one is broken. */
const LIMITS: Readonly<Record<string, (limit: number) => Code>> = {
  maxLength: (limit) => _`isLonger(data, ${limit})`,
  minLength: (limit) => _`data.length < ${limit}`,
  maximum: (limit) => _`data > ${limit}`,
  minimum: (limit) => _`data < ${limit}`,
  maxItems: (limit) => _`data.length > ${limit}`,
  minItems: (limit) => _`data.length < ${limit}`,
};

const IS_NOT: Readonly<Record<string, Code>> = {
  string: _`typeof data != "string"`,
  integer: _`!isInteger(data)`,
  boolean: _`typeof data != "boolean"`,
  array: _`!Array.isArray(data)`,
};

class Writer {
  readonly #gen: CodeGen;
  readonly #self: Ajv;
  readonly #me: Name;
  readonly #names: Names;

  constructor({ gen, it }: KeywordCxt, names: Names) {
    this.#gen = gen;
    this.#self = it.self as Ajv;
    this.#me = it.validateName;
    this.#names = names;
    names.set(it.validateName.str, `is${it.baseId}`);
  }

  /** Type, then limits, then what it must be equal to; an unknown keyword is a mistake of the generator's. */
  value({ type, pattern, enum: options, const: only, ...limits }: ValueRule): void {
    const wrong = IS_NOT[String(type)];
    if (type !== undefined && wrong === undefined) throw new Error(`validators.js: no check for the type ${type}`);
    if (wrong) this.#failIf(wrong, nil);
    for (const keyword of Object.keys(limits))
      if (!LIMITS[keyword]) throw new Error(`validators.js: no check for ${keyword}`);
    for (const [keyword, broken] of Object.entries(LIMITS)) {
      const limit = limits[keyword];
      // the limit is told, so that a person hears how long, how large or how many
      if (typeof limit === "number") this.#failIf(broken(limit), _`, ${stringify(keyword)}, ${limit}`);
    }
    if (typeof pattern === "string") this.#failIf(_`!${this.#pattern(pattern)}.test(data)`, _`, "pattern"`);
    if (Array.isArray(options)) this.#failIf(unequal(options as Json[]), _`, "enum"`);
    if (only !== undefined) this.#failIf(unequal([only]), _`, "const"`);
  }

  /** Every item of an array by the same schema. */
  each(id: string): void {
    const check = this.#function(id);
    this.#gen.forRange("i", 0, _`data.length`, (i) => this.#require(check, _`data[${i}]`, _`${path} + "/" + ${i}`));
  }

  /** One call of a helper with a table of the fields' own checks. */
  fields({ required, checks, open }: FieldsRule): void {
    const entries = Object.entries(checks).reduce(
      (code, [name, id]) => _`${code}${stringify(name)}: ${this.#function(id)},`,
      nil,
    );
    const code = _`/* @__PURE__ */ table(${required}, {${entries}}, ${open === true})`;
    const table = this.#gen.scopeValue("obj", { ref: checks, code });
    this.#names.set(table.str, `fieldsOf${this.#names.get(this.#me.str)?.slice("is".length)}`);
    this.#gen.if(_`!closed(${this.#me}, data, instancePath, ${table})`, () => this.#gen.return(false));
  }

  when({ condition, check }: WhenRule): void {
    const [met, required] = [this.#function(condition), this.#function(check)];
    this.#gen.if(_`${met}(data)`, () => this.#require(required, data, path));
  }

  #require(check: Name, value: Code, where: Code): void {
    this.#gen.if(_`!${check}(${value}, ${where})`, () => {
      this.#gen.assign(_`${this.#me}.errors`, _`${check}.errors`);
      this.#gen.return(false);
    });
  }

  #failIf(broken: Code, keyword: Code): void {
    this.#gen.if(broken, () => this.#gen.return(_`fail(${this.#me}, instancePath${keyword})`));
  }

  #function(id: string): Name {
    const validate = this.#self.getSchema(id);
    if (validate === undefined) throw new Error(`validators.js: no schema ${id}`);
    return this.#gen.scopeValue("validate", { ref: validate });
  }

  #pattern(source: string): Name {
    const name = this.#gen.scopeValue("pattern", {
      key: source,
      ref: source,
      code: _`new RegExp(${source}, "u")`,
    });
    this.#names.set(name.str, `pattern_${digest(source)}`);
    return name;
  }
}

function unequal(options: readonly Json[]): Code {
  return options.reduce<Code>((code, option) => {
    const differs = _`data !== ${option as string | number | boolean | null}`;
    return code === nil ? differs : _`${code} && ${differs}`;
  }, nil);
}

/** A short name for equal texts. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36);
}
