// schemas/generated/validators.js: one module of standalone ajv validators, without ajv, `require` or `Function`.
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { transform } from "esbuild";
import { GENERATED } from "./banner.ts";
import type { Json, Schema, SchemaTable } from "./schemas.ts";

export interface Validators {
  readonly code: string;
  readonly declarations: string;
}

/** Writes `validate<Title>` for the payload of each schema file, and its declaration as a type guard. */
export async function generateValidators({ schemas, payloads }: SchemaTable): Promise<Validators> {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    code: { source: true, esm: true, lines: true },
    schemas: [...schemas].map(([title, schema]) => ({ $id: title, ...withIds(schema) })),
  });
  const titles = [...payloads.values()].sort();
  const source = standalone(ajv, Object.fromEntries(titles.map((title) => [`validate${title}`, title])));
  const { code } = await transform(selfContained(source), {
    target: "es2022",
    format: "esm",
    charset: "ascii",
    minifySyntax: true,
  });
  const forbidden = /\brequire\(|\bFunction\(|\beval\(|\bIntl\b|\bBigInt\b/.exec(code);
  if (forbidden) throw new Error(`validators.js: ${forbidden[0]} is left over`);
  return { code: `${GENERATED}\n${code}`, declarations: declarations(titles) };
}

/** Keywords that only people read: left out, so that they do not travel to the till inside the validators. */
const ANNOTATIONS = new Set(["title", "description", "default"]);

/** The schema as ajv takes it: without annotations, with titles as ids. */
function withIds(schema: Schema): Schema {
  return stripped(schema, false) as Schema;
}

function stripped(value: Json, isTable: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => stripped(item, false));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => isTable || !ANNOTATIONS.has(key));
  return Object.fromEntries(
    entries.map(([key, child]) => {
      if (!isTable && key === "$ref" && typeof child === "string") return [key, child.replace("#/$defs/", "")];
      return [key, stripped(child, !isTable && key === "properties")];
    }),
  );
}

/** Replaces what ajv would import, and drops what nobody reads: paths into the schema and evaluation marks. */
function selfContained(source: string): string {
  const code = source
    .replace(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, "ucs2length")
    .replace(/schemaPath:"(?:[^"\\]|\\.)*",/g, "")
    .replace(/^validate\d+\.evaluated = .*$/gm, "");
  return `${UCS2LENGTH}\n${code}`;
}

/** JSON Schema counts characters, not UTF-16 units. */
const UCS2LENGTH = `function ucs2length(text) {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) { count--; at++; }
  }
  return count;
}`;

function declarations(titles: readonly string[]): string {
  return `${GENERATED}
import type {
${titles.map((title) => `  ${title},`).join("\n")}
} from "./types.ts";

/** What is wrong with the data. Validation stops at the first error. */
export interface ValidationError {
  /** Where, as a JSON pointer. */
  readonly instancePath: string;
  /** The keyword of the schema that is not met. */
  readonly keyword: string;
  /** The keyword's details, such as \`limit\`, \`missingProperty\` or \`additionalProperty\`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What is wrong, in English. */
  readonly message: string;
}

/** Tells whether data is a \`T\`; when it is not, \`errors\` holds why until the next use. */
export interface Validator<T> {
  (data: unknown): data is T;
  readonly errors: readonly ValidationError[] | null | undefined;
}

${titles.map((title) => `export const validate${title}: Validator<${title}>;`).join("\n")}
`;
}
