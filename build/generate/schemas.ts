// Reads schemas/*.schema.json and flattens them into one table by title, from which everything else is generated.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Schema = { readonly [keyword: string]: Json };

export interface SchemaTable {
  /** Every titled schema, in which each reference is `#/$defs/<title>` and untitled ones are written in place. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Title of each file's own payload, by the file's name without `.schema.json`. */
  readonly payloads: ReadonlyMap<string, string>;
}

/** Keywords that say where a schema lives, which has no meaning once it is in the table. */
const PLACE_KEYWORDS = new Set(["$schema", "$id", "$comment", "$defs"]);
/** Keywords whose value is a table of schemas by name, not a schema. */
const TABLE_KEYWORDS = new Set(["properties", "$defs"]);
/** Keywords whose value is data, whatever it looks like. */
const DATA_KEYWORDS = new Set(["const", "enum", "default", "examples", "required"]);

/** Loads and flattens every schema file of a folder. A file without a title only lends its `$defs`. */
export function loadSchemaTable(folder: string): SchemaTable {
  const files = new Map<string, Schema>();
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith(".schema.json"))
      files.set(file, asSchema(JSON.parse(readFileSync(join(folder, file), "utf8")), file));
  }
  const flattener = new Flattener(files);
  const payloads = new Map<string, string>();
  for (const [file, schema] of files) {
    for (const [name, definition] of Object.entries(asSchema(schema.$defs ?? {}, file))) {
      if (typeof asSchema(definition, name).title === "string") flattener.flatten(asSchema(definition, name), file);
    }
    if (typeof schema.title !== "string") continue;
    flattener.flatten(schema, file);
    payloads.set(basename(file, ".schema.json"), schema.title);
  }
  return { schemas: new Map([...flattener.titled].sort(([a], [b]) => (a < b ? -1 : 1))), payloads };
}

/** Narrows a JSON value to an object; schemas of `true` and `false` are not used in this project. */
export function asSchema(value: Json | undefined, where: string): Schema {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Schema;
  throw new Error(`${where}: expected an object`);
}

/** The title that a reference of the table names, if the schema is one. */
export function referenceOf(schema: Schema): string | undefined {
  return typeof schema.$ref === "string" ? schema.$ref.slice("#/$defs/".length) : undefined;
}

class Flattener {
  readonly titled = new Map<string, Schema>();
  readonly #files: ReadonlyMap<string, Schema>;
  readonly #sources = new Map<string, Schema>();

  constructor(files: ReadonlyMap<string, Schema>) {
    this.#files = files;
  }

  /** The schema with its references followed; a titled one goes into the table and leaves a reference behind. */
  flatten(schema: Schema, file: string): Schema {
    if (typeof schema.$ref === "string") return this.#follow(schema, schema.$ref, file);
    if (typeof schema.title !== "string") return this.#children(schema, file);
    const known = this.#sources.get(schema.title);
    if (known === undefined) {
      this.#sources.set(schema.title, schema);
      this.titled.set(schema.title, this.#children(schema, file));
    } else if (JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`${file}: the title ${schema.title} is taken by another schema`);
    }
    return { $ref: `#/$defs/${schema.title}` };
  }

  #follow(schema: Schema, ref: string, file: string): Schema {
    const [targetFile, pointer = ""] = ref.split("#");
    const name = targetFile || file;
    let target: Json | undefined = this.#files.get(name);
    for (const key of pointer.split("/").slice(1)) target = asSchema(target, `${file}: ${ref}`)[key];
    const flat = this.flatten(asSchema(target, `${file}: ${ref}`), name);
    const { $ref: _, ...siblings } = schema;
    if (Object.keys(siblings).length === 0) return flat;
    // json-schema-to-typescript would write a titled type a second time for each reference that has siblings.
    if (referenceOf(flat) !== undefined)
      throw new Error(`${file}: ${ref} is titled, so nothing may stand beside the reference`);
    return { ...flat, ...this.#children(siblings, file) };
  }

  #children(schema: Schema, file: string): Schema {
    const flat: Record<string, Json> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (PLACE_KEYWORDS.has(keyword)) continue;
      flat[keyword] = DATA_KEYWORDS.has(keyword) ? value : this.#child(keyword, value, file);
    }
    return flat;
  }

  #child(keyword: string, value: Json, file: string): Json {
    if (Array.isArray(value)) return value.map((item) => this.#child(keyword, item, file));
    if (typeof value !== "object" || value === null) return value;
    if (!TABLE_KEYWORDS.has(keyword)) return this.flatten(value as Schema, file);
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, this.flatten(asSchema(entry, name), file)]),
    );
  }
}
