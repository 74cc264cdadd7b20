// schemas/generated/answers.ts: what is read of RRPay's answers, so that a field it adds, a null, or a text that is too long stops no till.
import { GENERATED } from "./banner.ts";
import { asSchema, type Schema, type SchemaTable } from "./schemas.ts";

/** RRPay's answers, in the order in which the wire meets them. */
const ANSWERS = {
  health: "rrpay-health",
  transaction: "rrpay-transaction",
  tombstone: "rrpay-tombstone",
  error: "rrpay-error",
  notFound: "rrpay-not-found",
} as const;

/** Writes the known fields of each answer, and where a text is cut. */
export function generateAnswers(table: SchemaTable): string {
  const trees = Object.entries(ANSWERS).map(([name, file]) => {
    const title = table.payloads.get(file);
    if (title === undefined) throw new Error(`answers.ts: no schema ${file}`);
    return `  ${name}: ${treeOf(table, asSchema(table.schemas.get(title), title))},`;
  });
  return `${GENERATED}

/** What is read of a value: 0 as it is, a number as a text of at most so many characters, known fields, items of a list. */
export type Answer = number | AnswerFields | readonly [Answer];
export interface AnswerFields {
  readonly [field: string]: Answer;
}

/** The known fields of each of RRPay's answers. */
export const ANSWERS = {
${trees.join("\n")}
} as const satisfies { readonly [name: string]: Answer };
`;
}

function treeOf(table: SchemaTable, schema: Schema): string {
  if (typeof schema.$ref === "string") {
    const title = schema.$ref.slice("#/$defs/".length);
    return treeOf(table, asSchema(table.schemas.get(title), title));
  }
  if (schema.type === "array") return `[${treeOf(table, asSchema(schema.items, "items"))}]`;
  if (schema.type !== "object") return schema.contentMediaType === undefined ? "0" : String(schema.maxLength);
  const fields = Object.entries(asSchema(schema.properties, "properties"));
  return `{ ${fields.map(([name, field]) => `${name}: ${treeOf(table, asSchema(field, name))}`).join(", ")} }`;
}
