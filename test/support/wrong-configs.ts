/** Every way in which one field of a config can be wrong, made from the config's own schema. */
import { asSchema, type Json, type Schema } from "../../build/generate/schemas.ts";
import configSchema from "../../schemas/gama-rrpay.schema.json" with { type: "json" };

/** One mistake in a config that is otherwise right. */
export interface WrongConfig {
  /** The field that a message has to name. */
  readonly path: string;
  readonly mistake: string;
  /** Puts the mistake into a config. */
  readonly spoil: (config: object) => object;
}

/** Of each type of JSON a value; none of them is allowed where another type is. */
const VALUES: Readonly<Record<string, Json>> = {
  string: "8917",
  number: 1.5,
  boolean: true,
  object: {},
  array: [1],
  null: null,
};

/** All of them, field by field in the order of the schema. */
export function wrongConfigs(): WrongConfig[] {
  return [...sectionFaults(asSchema(configSchema as Json, "config"), [])];
}

/** The first mistake of each field, where all of them would take too long. */
export function oneOfEachField(all: readonly WrongConfig[]): WrongConfig[] {
  return all.filter(({ path }, at) => all.findIndex((one) => one.path === path) === at);
}

function* sectionFaults(section: Schema, path: readonly string[]): Generator<WrongConfig> {
  yield wrong([...path, "typo"], "a field that there is not", 1);
  const required = (section.required ?? []) as readonly string[];
  for (const name of required) yield wrong([...path, name], "missing", undefined);
  for (const [name, field] of Object.entries(asSchema(section.properties ?? {}, "properties")))
    yield* fieldFaults(asSchema(field, name), [...path, name]);
}

function* fieldFaults(field: Schema, path: readonly string[]): Generator<WrongConfig> {
  const { type, minimum, maximum, maxLength, pattern, enum: choices } = field;
  for (const [kind, value] of Object.entries(VALUES))
    if (kind !== type) yield wrong(path, `${kind === "object" ? "an" : "a"} ${kind}`, value);
  if (typeof minimum === "number") yield wrong(path, "below the least", minimum - 1);
  if (typeof maximum === "number") yield wrong(path, "above the most", maximum + 1);
  if (typeof maxLength === "number") yield wrong(path, "too long", "1".repeat(maxLength + 1));
  if (pattern !== undefined) yield wrong(path, "with a control character", "1\u0007");
  if (choices !== undefined) yield wrong(path, "not one of the choices", "other");
  if (type === "object") yield* sectionFaults(field, path);
  if (field.items !== undefined) yield* fieldFaults(asSchema(field.items, "items"), [...path, "0"]);
}

function wrong(path: readonly string[], mistake: string, value: Json | undefined): WrongConfig {
  return { path: path.join("."), mistake, spoil: (config) => changed(config as Json, path, value) as object };
}

/** A copy with another value at a path; a payment that is not there yet is first made right. */
function changed(json: Json, [name = "", ...rest]: readonly string[], value: Json | undefined): Json {
  if (Array.isArray(json) || name === "0")
    return [rest.length === 0 ? (value ?? null) : changed({ rrpay: 0, gama: 0, name: "Grynieji" }, rest, value)];
  const fields = json as Readonly<Record<string, Json>>;
  return { ...fields, [name]: rest.length === 0 ? value : changed(fields[name] ?? {}, rest, value) } as Json;
}
