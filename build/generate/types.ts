// schemas/generated/types.ts: one TypeScript type for each titled schema.
import { compile, type JSONSchema } from "json-schema-to-typescript";
import { GENERATED } from "./banner.ts";
import type { Json, SchemaTable } from "./schemas.ts";

/** Writes every titled schema as an exported type, each once. */
export async function generateTypes({ schemas }: SchemaTable): Promise<string> {
  const everything = {
    title: WRAPPER,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries([...schemas.keys()].map((title) => [title, { $ref: `#/$defs/${title}` }])),
    $defs: Object.fromEntries([...schemas].map(([title, schema]) => [title, withoutConditions(schema)])),
  };
  const code = await compile(everything as unknown as JSONSchema, WRAPPER, {
    bannerComment: "",
    // Bounds are the validators' work: as tuple types they would only make the code that reads the data unreadable.
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120 },
  });
  const types = code.replace(new RegExp(`export interface ${WRAPPER} \\{[^}]*\\}\\n?`), "").replace(REFERENCE_NOTE, "");
  for (const title of schemas.keys()) {
    const count = types.split(new RegExp(`export (?:interface|type) ${title}\\b`)).length - 1;
    if (count !== 1) throw new Error(`types.ts: ${title} is declared ${count} times`);
  }
  return `${GENERATED}\n${types.replace(/^\n+/, "")}`;
}

const WRAPPER = "Everything";
/** What json-schema-to-typescript adds about the wrapper, which nobody needs to know. */
const REFERENCE_NOTE = new RegExp(
  `(?: \\*\\n)? \\* This (?:interface|type) was referenced by \`${WRAPPER}\`'s JSON-Schema\\n \\* via the .*\\n`,
  "g",
);

/** Conditions narrow what is valid but not the type, and json-schema-to-typescript does not know them. */
function withoutConditions(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutConditions);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([keyword]) => keyword !== "if" && keyword !== "then" && keyword !== "else")
      .map(([keyword, child]) => [keyword, withoutConditions(child)]),
  );
}
