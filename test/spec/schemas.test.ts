// The schemas: what their examples prove, and what every one of them must have.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { asSchema, type Json, loadSchemaTable, type Schema } from "../../build/generate/schemas.ts";
import * as generated from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";

const folder = fileURLToPath(new URL("../../schemas/", import.meta.url));
const table = loadSchemaTable(folder);
const files = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".schema.json"))
    .map((name) => [name.slice(0, -".schema.json".length), readJson(join(folder, name)) as Schema] as const),
);

interface Expected {
  readonly instancePath: string;
  readonly keyword: string;
}
type ExpectedTable = Readonly<Record<string, Readonly<Record<string, Expected>>>>;
const expected = readJson(join(folder, "examples/invalid/expected.json")) as unknown as ExpectedTable;

/** What both kinds of validator have in common. */
interface AnyValidator {
  (data: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly keyword: string }[] | null | undefined;
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, "utf8"));
}

function examplesOf(kind: "valid" | "invalid", schema: string): readonly { name: string; data: Json }[] {
  const path = join(folder, "examples", kind, schema);
  const names = existsSync(path) ? readdirSync(path).sort() : [];
  return names.map((name) => ({ name: name.slice(0, -".json".length), data: readJson(join(path, name)) }));
}

function generatedValidator(title: string): AnyValidator {
  const validator = (generated as unknown as Record<string, AnyValidator>)[`validate${title}`];
  if (validator === undefined) throw new Error(`no validate${title}`);
  return validator;
}

/** ajv as anybody else would use it, on the schema files as they are. */
function plainValidators(): ReadonlyMap<string, AnyValidator> {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    keywords: ["x-sensitive"],
    schemas: [...files.values()],
  });
  return new Map(
    [...table.payloads].map(([file, title]) => [title, ajv.getSchema(`${file}.schema.json`) as AnyValidator]),
  );
}

const test = suite("schemas");
const plain = plainValidators();

for (const [file, title] of table.payloads) {
  test(`${file}: has examples of both kinds`, () => {
    assert.ok(examplesOf("valid", file).length > 0, "valid");
    assert.ok(examplesOf("invalid", file).length > 0, "invalid");
  });

  test(`${file}: every valid example is valid`, () => {
    for (const validate of [generatedValidator(title), plain.get(title)!]) {
      for (const { name, data } of examplesOf("valid", file)) {
        assert.ok(validate(data), `${name}: ${JSON.stringify(validate.errors)}`);
      }
    }
  });

  test(`${file}: every invalid example is refused for the reason that is written down`, () => {
    for (const validate of [generatedValidator(title), plain.get(title)!]) {
      for (const { name, data } of examplesOf("invalid", file)) {
        assert.not(validate(data), name);
        const { instancePath, keyword } = validate.errors![0]!;
        assert.equal({ instancePath, keyword }, expected[file]?.[name], name);
      }
    }
  });
}

test("the reasons are those of the invalid examples that are there, and no others", () => {
  for (const [file, reasons] of Object.entries(expected)) {
    assert.equal(
      Object.keys(reasons).sort(),
      examplesOf("invalid", file).map(({ name }) => name),
      file,
    );
  }
});

test("the generated validators judge as plain ajv does, whatever is changed in an example", () => {
  const samples = [...table.payloads].flatMap(([file, title]) =>
    examplesOf("valid", file).map(({ data }) => ({ title, data })),
  );
  const odd = fc.oneof(
    fc.constantFrom<Json>(
      null,
      true,
      "",
      0,
      -1,
      0.5,
      1e300,
      2,
      "sale",
      "x".repeat(70),
      "x".repeat(70000),
      "\u0000",
      "\ud83d",
      "😀".repeat(33),
      {},
    ),
    fc.constant<Json>([]),
    fc.constant<Json>(Array.from({ length: 21 }, () => ({}))),
    fc.string(),
    fc.integer(),
  );
  const change = fc.record({ at: fc.nat(), way: fc.constantFrom("replace", "remove", "add" as const), value: odd });
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.array(change, { maxLength: 3 }), ({ title, data }, changes) => {
      const changed = structuredClone(data);
      for (const { at, way, value } of changes) changeAt(changed, at, way, structuredClone(value));
      assert.is(generatedValidator(title)(changed), plain.get(title)!(changed), `${title}: ${JSON.stringify(changed)}`);
    }),
    { numRuns: 2000 },
  );
});

/** Changes the place that a number chooses among all places of the value. */
function changeAt(value: Json, at: number, way: "replace" | "remove" | "add", odd: Json): void {
  const places = [...placesOf(value)];
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return;
  const { holder, key } = place;
  if (way === "replace") holder[key] = odd;
  else if (way === "add")
    Object.defineProperty(holder, at % 2 ? "__proto__" : "surplus", {
      value: odd,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else if (Array.isArray(holder)) holder.length = 0;
  else delete holder[key];
}

function* placesOf(value: Json): Generator<{ holder: Record<string, Json>; key: string }> {
  if (typeof value !== "object" || value === null) return;
  const holder = value as Record<string, Json>;
  for (const key of Object.keys(holder)) {
    yield { holder, key };
    yield* placesOf(holder[key]!);
  }
}

test("a key __proto__ is refused at every place where an object can be", () => {
  for (const [file, title] of table.payloads) {
    const validate = generatedValidator(title);
    for (const { name, data } of examplesOf("valid", file)) {
      const holders = [data, ...[...placesOf(data)].map(({ holder, key }) => holder[key]!)];
      for (const holder of holders.filter((value) => typeof value === "object" && !Array.isArray(value))) {
        Object.defineProperty(holder, "__proto__", { value: {}, enumerable: true, configurable: true });
        assert.not(validate(data), `${file}/${name}`);
        assert.is(validate.errors![0]!.keyword, "additionalProperties", `${file}/${name}`);
        Reflect.deleteProperty(holder as object, "__proto__");
      }
      assert.ok(validate(data), `${file}/${name}`);
    }
  }
});

test("every object is closed, every string, array and integer has its limits", () => {
  const open = [...files].flatMap(([file, schema]) => [...unbounded(schema, file)]);
  assert.equal(open, []);
});

test("no keyword is used that the generators do not know", () => {
  const used = new Set([...files.values()].flatMap((schema) => [...keywordsOf(schema)]));
  const unknown = [...used].filter((keyword) => !KNOWN_KEYWORDS.has(keyword));
  assert.equal(unknown, []);
});

test("every file's id is its name, and every titled schema and every field says what it means", () => {
  for (const [file, schema] of files) {
    assert.is(schema.$id, `${file}.schema.json`);
    assert.is(schema.$schema, "https://json-schema.org/draft/2020-12/schema", file);
  }
  for (const [title, schema] of table.schemas) assert.type(schema.description, "string", title);
});

const KNOWN_KEYWORDS = new Set(
  "$schema $id $comment $defs $ref title description default type enum const required properties additionalProperties items minItems maxItems minLength maxLength pattern minimum maximum if then contentMediaType x-sensitive".split(
    " ",
  ),
);
/** Keywords whose values are schemas: directly, by name. */
const SCHEMA_KEYWORDS = ["items", "if", "then"];
const TABLE_KEYWORDS = ["properties", "$defs"];

/** Every subschema with its place. A condition narrows a schema that is bounded elsewhere. */
function* subschemas(
  schema: Schema,
  place: string,
  isCondition = false,
): Generator<{ schema: Schema; place: string; isCondition: boolean }> {
  yield { schema, place, isCondition };
  for (const keyword of SCHEMA_KEYWORDS) {
    if (schema[keyword] === undefined) continue;
    const condition = isCondition || keyword === "if" || keyword === "then";
    yield* subschemas(asSchema(schema[keyword], place), `${place}/${keyword}`, condition);
  }
  for (const keyword of TABLE_KEYWORDS) {
    for (const [name, child] of Object.entries(asSchema(schema[keyword] ?? {}, place))) {
      yield* subschemas(asSchema(child, name), `${place}/${keyword}/${name}`, isCondition);
    }
  }
}

function* unbounded(root: Schema, file: string): Generator<string> {
  for (const { schema, place, isCondition } of subschemas(root, file)) {
    const isListed = schema.enum !== undefined || schema.const !== undefined;
    if (
      isCondition ||
      isListed ||
      schema.$ref !== undefined ||
      (schema.type === undefined && schema.title === undefined)
    )
      continue;
    if (schema.type === "object" && schema.additionalProperties !== false) yield place;
    if (schema.type === "string" && typeof schema.maxLength !== "number") yield place;
    if (schema.type === "array" && (typeof schema.maxItems !== "number" || schema.items === undefined)) yield place;
    if (schema.type === "integer" && (typeof schema.minimum !== "number" || typeof schema.maximum !== "number"))
      yield place;
    if (!["object", "string", "array", "integer", "boolean"].includes(String(schema.type))) yield place;
  }
}

function* keywordsOf(root: Schema): Generator<string> {
  for (const { schema } of subschemas(root, "")) yield* Object.keys(schema);
}

test.run();
