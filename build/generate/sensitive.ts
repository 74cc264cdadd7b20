// schemas/generated/sensitive.ts: the fields that name a person, a card or a place, by the schemas' `x-sensitive` marks.
import { GENERATED } from "./banner.ts";
import { asSchema, type Json, referenceOf, type Schema, type SchemaTable } from "./schemas.ts";

/** Where a text field stands: its name, and the name of the field that holds its object. */
interface Place {
  readonly parent: string;
  readonly name: string;
  readonly isSensitive: boolean;
}

/** Writes the list; a name that means something else elsewhere stands behind the field that holds it. */
export function generateSensitive(table: SchemaTable): string {
  const places = [...table.payloads.values()].flatMap((title) =>
    placesOf(table, asSchema(table.schemas.get(title), title), { parent: "", depth: 0 }),
  );
  const isAlways = (name: string) => places.every((place) => place.name !== name || place.isSensitive);
  const fields = places
    .filter(({ isSensitive }) => isSensitive)
    .map(({ parent, name }) => (isAlways(name) ? name : `${parent}.${name}`));
  const list = [...new Set(fields)].sort();
  return `${GENERATED}

/** Fields whose text names a person, a card or a place, as \`name\` or, where others have that name too, \`holder.name\`. */
export const SENSITIVE: readonly string[] = [
${list.map((field) => `  ${JSON.stringify(field)},`).join("\n")}
];
`;
}

/** No schema of ours is deeper. */
const DEPTH_MAX = 12;

function placesOf(
  table: SchemaTable,
  schema: Schema,
  at: { readonly parent: string; readonly depth: number },
): Place[] {
  const { parent, depth } = at;
  if (depth > DEPTH_MAX) return [];
  const reference = referenceOf(schema);
  if (reference !== undefined) return placesOf(table, asSchema(table.schemas.get(reference), reference), at);
  const below = (inner: Json, name: string): Place[] =>
    placesOf(table, asSchema(inner, name), { parent: name, depth: depth + 1 });
  const own = Object.entries(asSchema(schema.properties ?? {}, parent)).flatMap(([name, value]) => {
    const property = asSchema(value, name);
    const place = { parent, name, isSensitive: property["x-sensitive"] === true };
    return property.type === "string" ? [place] : below(property, name);
  });
  const items = schema.items === undefined ? [] : below(schema.items, parent);
  const others = ["oneOf", "anyOf", "allOf"].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? (schema[keyword] as readonly Json[]).flatMap((one) => below(one, parent)) : [],
  );
  return [...own, ...items, ...others];
}
