// schemas/generated/validators.js: a validator for each schema, written as one call of a maker, without ajv.
//
// The pipeline: equal subschemas become one, under an id of its own → each is a constant made by `text`, `whole`, `oneOf`,
// `fields` and the like → esbuild drops what is not used. What ajv writes for the same schemas is four times as large.
// test/spec/schemas.test.ts compares the verdicts with plain ajv's, errors included.
import { transform } from "esbuild";
import { GENERATED } from "./banner.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";
import { declarations, HELPERS } from "./validator-makers.ts";

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
const ANNOTATIONS = new Set(["title", "description", "default", "contentMediaType", "x-sensitive"]);

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
