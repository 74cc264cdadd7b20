// schemas/generated/shapes.ts: by these trees the plugin types flat lines and trims strings.
import { GENERATED } from "./banner.ts";
import { asSchema, referenceOf, type Schema, type SchemaTable } from "./schemas.ts";

/** Name of each shape and the file whose payload it describes: one for every hook request. */
const REQUESTS = {
  initPos: "init-pos-request",
  initSettlement: "init-settlement-request",
  close: "close-request",
  void: "void-request",
  resolve: "resolve-request",
  status: "status-request",
  doctor: "doctor-request",
} as const;

/** Writes the shapes of the hook requests; a titled object is written once and shared. */
export function generateShapes(table: SchemaTable): string {
  const writer = new ShapeWriter(table);
  const entries = Object.entries(REQUESTS).map(([name, file]) => {
    const title = table.payloads.get(file);
    if (title === undefined) throw new Error(`shapes.ts: no schema ${file}`);
    return `  ${name}: ${writer.named(title)},`;
  });
  return `${GENERATED}
${HEAD}
${writer.declarations.join("\n")}

/** The shape of each hook request. */
export const SHAPES = {
${entries.join("\n")}
} as const satisfies Record<string, Shape>;
`;
}

const HEAD = `
/** What a value must be: a string, a free text, an integer, a boolean, an object or an array. */
export type Shape = "s" | "t" | "i" | "b" | ObjectShape | ArrayShape;
/** \`fields\` has no prototype: a key that the schema does not have is not found, whatever its name. */
export interface ObjectShape {
  readonly fields: Readonly<Record<string, Field>>;
}
export interface ArrayShape {
  readonly items: Shape;
}
/** An empty value of an optional field counts as absent. */
export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

function object(required: Record<string, Shape>, optional: Record<string, Shape> = {}): ObjectShape {
  const fields: Record<string, Field> = Object.create(null);
  for (const [name, shape] of Object.entries(required)) fields[name] = { shape, optional: false };
  for (const [name, shape] of Object.entries(optional)) fields[name] = { shape, optional: true };
  return { fields };
}
`;

const SCALARS: Readonly<Record<string, string>> = { string: '"s"', integer: '"i"', boolean: '"b"' };

class ShapeWriter {
  /** One constant for each titled object, those that others need first. */
  readonly declarations: string[] = [];
  readonly #written = new Set<string>();
  readonly #table: SchemaTable;

  constructor(table: SchemaTable) {
    this.#table = table;
  }

  /** The expression for a titled schema: the name of its constant, or the scalar it is. */
  named(title: string): string {
    const schema = asSchema(this.#table.schemas.get(title), title);
    if (schema.type !== "object") return this.#shape(schema, title);
    if (!this.#written.has(title)) {
      this.#written.add(title);
      const shape = this.#shape(schema, title);
      this.declarations.push(`const ${title} = /* @__PURE__ */ ${shape};`);
    }
    return title;
  }

  #shape(schema: Schema, where: string): string {
    const reference = referenceOf(schema);
    if (reference !== undefined) return this.named(reference);
    if (schema.type === "array") return `{ items: ${this.#shape(asSchema(schema.items, where), where)} }`;
    if (schema.type === "object") return this.#object(schema, where);
    const scalar = schema.contentMediaType === undefined ? SCALARS[String(schema.type)] : '"t"';
    if (scalar === undefined) throw new Error(`shapes.ts: ${where} has no plain type`);
    return scalar;
  }

  #object(schema: Schema, where: string): string {
    const needed = Array.isArray(schema.required) ? schema.required : [];
    const required: string[] = [];
    const optional: string[] = [];
    for (const [name, property] of Object.entries(asSchema(schema.properties, where))) {
      const field = `${name}: ${this.#shape(asSchema(property, `${where}.${name}`), `${where}.${name}`)}`;
      (needed.includes(name) ? required : optional).push(field);
    }
    const table = (fields: string[]) => (fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`);
    return optional.length === 0 ? `object(${table(required)})` : `object(${table(required)}, ${table(optional)})`;
  }
}
