// schemas/generated/config.ts and runtime/native/generated/config.h: the defaults and ranges of docs/contracts.md D2, so that
// neither loader nor plugin nor shim writes them a second time.
import { GENERATED, NOTICE } from "./banner.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";

/** Writes the configuration's defaults, the ranges of its integers, and what may stand in each field. */
export function generateConfig({ schemas }: SchemaTable): string {
  const config = asSchema(schemas.get("Config"), "Config");
  const fields = [...fieldsOf(schemas, config, "")];
  const ranges = rangesOf(fields).map(([path, min, max]) => `  ${JSON.stringify(path)}: { min: ${min}, max: ${max} },`);
  const rules = fields
    .filter(([, field]) => field.type !== "string" || field.enum !== undefined)
    .map(([path, field]) => `  ${JSON.stringify(path)}: ${JSON.stringify(ruleOf(field))},`);
  return `${GENERATED}

/** What holds where the configuration says nothing (docs/contracts.md D2). */
export const CONFIG_DEFAULTS = ${JSON.stringify(defaults(config), null, 2)} as const;

/** The range of each integer of the configuration outside its arrays, by its path. */
export const CONFIG_RANGES = {
${ranges.join("\n")}
} as const;

/** What may stand in each field that is not free text, in no language; items of arrays have the index 0. */
export const CONFIG_RULES: Readonly<Record<string, string>> = {
${rules.join("\n")}
};
`;
}

/** The same ranges for the shim, each as the two numbers of its macro. */
export function configC({ schemas }: SchemaTable): string {
  const fields = [...fieldsOf(schemas, asSchema(schemas.get("Config"), "Config"), "")];
  const nameOf = (path: string) => path.replace(/[A-Z]/g, "_$&").replaceAll(".", "_").toUpperCase();
  const ranges = rangesOf(fields).map(([path, min, max]) => `#define GRP_RANGE_${nameOf(path)} ${min}, ${max}`);
  return `/* ${NOTICE} */
#ifndef GRP_GENERATED_CONFIG_H
#define GRP_GENERATED_CONFIG_H

/* The range of each integer of the configuration outside its arrays: the least and the greatest. */
${ranges.join("\n")}

#endif
`;
}

function rangesOf(fields: readonly (readonly [string, Schema])[]): readonly (readonly [string, Json, Json])[] {
  return fields
    .filter(([path, { type }]) => type === "integer" && !path.includes(".0."))
    .map(([path, { minimum, maximum }]) => [path, minimum ?? null, maximum ?? null]);
}

function defaults(schema: Schema): Json {
  if (schema.properties === undefined) return schema.default ?? null;
  const entries = Object.entries(asSchema(schema.properties, "properties")).map(
    ([name, child]) => [name, defaults(asSchema(child, name))] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** Every field below a schema, sections and items of arrays included, by its path. */
function* fieldsOf(schemas: SchemaTable["schemas"], schema: Schema, path: string): Generator<[string, Schema]> {
  if (path !== "") yield [path, schema];
  const below = schema.items === undefined ? asSchema(schema.properties ?? {}, path) : { 0: schema.items };
  for (const [name, child] of Object.entries(below)) {
    const reference = asSchema(child, name);
    const shared = String(reference.$ref ?? "").slice("#/$defs/".length);
    yield* fieldsOf(schemas, schemas.get(shared) ?? reference, path === "" ? name : `${path}.${name}`);
  }
}

function ruleOf({ type, enum: choices, minimum, maximum }: Schema): string {
  if (Array.isArray(choices)) return choices.join(" | ");
  switch (type) {
    case "integer":
      return `${minimum} ... ${maximum}`;
    case "boolean":
      return "true | false";
    case "array":
      return "[ ]";
    default:
      return "{ }";
  }
}
