// schemas/generated/config.ts: the defaults of contract D, so that neither loader nor plugin writes them a second time.
import { GENERATED } from "./banner.ts";
import { asSchema, type Json, type Schema, type SchemaTable } from "./schemas.ts";

/** Writes the configuration's defaults and the ranges of its integers. */
export function generateConfig({ schemas }: SchemaTable): string {
  const config = asSchema(schemas.get("Config"), "Config");
  const ranges = [...integers(config, "")].map(
    ([path, { minimum, maximum }]) => `  ${JSON.stringify(path)}: { min: ${minimum}, max: ${maximum} },`,
  );
  return `${GENERATED}

/** What holds where the configuration says nothing (contract D). */
export const CONFIG_DEFAULTS = ${JSON.stringify(defaults(config), null, 2)} as const;

/** The range of each integer of the configuration, by its path. */
export const CONFIG_RANGES = {
${ranges.join("\n")}
} as const;
`;
}

function defaults(schema: Schema): Json {
  if (schema.properties === undefined) return schema.default ?? null;
  const entries = Object.entries(asSchema(schema.properties, "properties")).map(
    ([name, child]) => [name, defaults(asSchema(child, name))] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function* integers(schema: Schema, path: string): Generator<[string, Schema]> {
  if (schema.type === "integer") yield [path, schema];
  if (schema.properties === undefined) return;
  for (const [name, child] of Object.entries(asSchema(schema.properties, path))) {
    yield* integers(asSchema(child, name), path === "" ? name : `${path}.${name}`);
  }
}
