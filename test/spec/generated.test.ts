// Slow: it generates everything anew.
// Only on Node: the generator is a program for Node, and writes the same wherever it runs.
// What build/generate writes: that it is up to date, and that it does what it is for.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import quickjs from "@jitl/quickjs-ng-wasmfile-release-sync";
import { Validator } from "@seriousme/openapi-schema-validator";
import { build } from "esbuild";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";
import * as assert from "uvu/assert";
import { loadBoundary } from "../../build/generate/boundary.ts";
import { encodeBatch, encodeEvent } from "../../build/generate/encoder.ts";
import { formatJson } from "../../build/generate/json.ts";
import { findDrift } from "../../build/generate/main.ts";
import { asSchema, loadSchemaTable, type Schema } from "../../build/generate/schemas.ts";
import { generateValidators } from "../../build/generate/validators.ts";
import { CONFIG_DEFAULTS, CONFIG_RANGES } from "../../schemas/generated/config.ts";
import { SHAPES, type Shape } from "../../schemas/generated/shapes.ts";
import { validateConfig } from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const table = loadSchemaTable(`${root}schemas`);
const boundary = loadBoundary(`${root}schemas/boundary.json`);

/** The validators as the bundle carries them. */
async function minifiedValidators(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["schemas/generated/validators.js"],
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "validators",
    target: "es2022",
    charset: "ascii",
    write: false,
  });
  return outputFiles[0]!.text;
}

const test = suite("generated");

test("every generated file is what the generator would write now", async () => {
  assert.equal(await findDrift(), []);
});

test("the validators of all payloads take at most 45 kB of the bundle", async () => {
  const { length } = await minifiedValidators();
  assert.ok(length <= 45_000, `${length} bytes`);
});

test("a new optional field changes only the generated lines of its own object", async () => {
  const customer = asSchema(table.schemas.get("Customer"), "Customer");
  const properties = { ...asSchema(customer.properties, "properties"), added: { type: "string", maxLength: 7 } };
  const schemas = new Map([...table.schemas, ["Customer", { ...customer, properties }]]);
  const linesOf = async (of: typeof table) => new Set((await generateValidators(of)).code.split("\n"));
  const [before, after] = [await linesOf(table), await linesOf({ ...table, schemas })];
  const changed = [...after].filter((line) => !before.has(line));
  assert.ok(changed.length <= 4, changed.join("\n"));
  assert.match(changed.join("\n"), "added");
});

test("the validators work in QuickJS without Function, eval, Intl and BigInt", async () => {
  const context = (await newQuickJSWASMModuleFromVariant(quickjs)).newContext();
  const example = readFileSync(`${root}schemas/examples/valid/init-settlement-request/supermarket-basket.json`, "utf8");
  const script = `delete globalThis.Function; delete globalThis.eval; delete globalThis.Intl; delete globalThis.BigInt;
    ${await minifiedValidators()}
    const sale = JSON.parse(${JSON.stringify(example)});
    const before = validators.validateInitSettlementRequest(sale);
    sale.lines[2].quantityE4 = 1.5;
    const after = validators.validateInitSettlementRequest(sale);
    JSON.stringify([before, after, validators.validateInitSettlementRequest.errors[0].instancePath])`;
  const result = context.unwrapResult(context.evalCode(script));
  assert.equal(JSON.parse(context.getString(result)), [true, false, "/lines/2/quantityE4"]);
  result.dispose();
  context.dispose();
});

test("rrpay.openapi.json is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(readFileSync(`${root}schemas/rrpay.openapi.json`, "utf8")));
  assert.equal(result, { valid: true });
  assert.is(validator.version, "3.1");
});

test("rrpay.openapi.json has every path and status of contract C", () => {
  const { paths } = JSON.parse(readFileSync(`${root}schemas/rrpay.openapi.json`, "utf8"));
  const statuses = (path: string, method: string) => Object.keys(paths[path][method].responses);
  assert.equal(statuses("/v1/health", "get"), ["200", "401"]);
  assert.equal(statuses("/v1/transactions", "post"), ["200", "201", "401", "409", "412", "422", "423"]);
  assert.equal(statuses("/v1/transactions/{id}", "get"), ["200", "401", "404"]);
  assert.equal(statuses("/v1/transactions/{id}/cancel", "post"), ["202", "401", "404", "412"]);
  assert.equal(statuses("/v1/transactions/{id}/print", "post"), ["202", "401", "404"]);
});

test("a configuration of the defaults is valid, and its least and greatest numbers are too", () => {
  const least = { till: "1", rrpay: { port: 8917 }, dataDir: "data" };
  assert.ok(validateConfig({ ...CONFIG_DEFAULTS, ...least, rrpay: { ...CONFIG_DEFAULTS.rrpay, port: 8917 } }));
  for (const [path, range] of Object.entries(CONFIG_RANGES)) {
    const [section = "", name = ""] = path.split(".");
    const configure = (value: number) => ({ ...least, [section]: { [name]: value } });
    assert.ok(validateConfig(configure(range.min)), `${path} ${range.min}`);
    assert.ok(validateConfig(configure(range.max)), `${path} ${range.max}`);
    assert.not(validateConfig(configure(range.min - 1)), `${path} ${range.min - 1}`);
    assert.not(validateConfig(configure(range.max + 1)), `${path} ${range.max + 1}`);
  }
});

test("the defaults are those of contract D", () => {
  assert.equal(CONFIG_DEFAULTS, {
    rrpay: { host: "127.0.0.1", allowEmulator: false, healthToken: false, dialect: "rrpay" },
    gama: { codepage: "windows-1257", format: "lines" },
    language: "lt",
    payments: [
      { rrpay: 0, gama: 0, name: "Grynieji" },
      { rrpay: 2, gama: 2, name: "Banko kortelė" },
    ],
    timeouts: { connectMs: 3000, answerMs: 10000, customerMs: 300000, manualAfterMs: 60000 },
    bundle: { file: "rrpay.plugin.js" },
    journal: { keepDays: 90 },
    log: { level: "info", keepDays: 14 },
    trace: { enabled: true, maxMb: 16 },
    limits: { memoryMb: 32, stepMs: 2000 },
    access: {},
  });
});

test("a shape has every field of its schema, optional where the schema does not require it", () => {
  assert.equal(plainShape(SHAPES.initSettlement), shapeOf("InitSettlementRequest"));
  assert.equal(plainShape(SHAPES.initPos), shapeOf("InitPosRequest"));
  assert.equal(plainShape(SHAPES.close), shapeOf("CloseRequest"));
  assert.equal(plainShape(SHAPES.void), shapeOf("VoidRequest"));
  assert.equal(plainShape(SHAPES.resolve), shapeOf("ResolveRequest"));
  assert.equal(plainShape(SHAPES.status), shapeOf("StatusRequest"));
  assert.equal(plainShape(SHAPES.doctor), shapeOf("DoctorRequest"));
});

test("a shape has no field that only a prototype has", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    assert.is((SHAPES.doctor.fields as Record<string, unknown>)[name], undefined, name);
  }
});

/** A shape as the schema says it, found without the generator. */
function shapeOf(title: string): unknown {
  return describe({ $ref: `#/$defs/${title}` });
}

function describe(schema: Schema): unknown {
  if (typeof schema.$ref === "string") return describe(table.schemas.get(schema.$ref.split("/").at(-1)!)!);
  if (schema.type === "array") return [describe(asSchema(schema.items, "items"))];
  // a text for people to read is cleaned otherwise than a key (docs/contracts.md B13)
  if (schema.contentMediaType === "text/plain") return "t";
  if (schema.type !== "object") return String(schema.type).charAt(0);
  const required = (schema.required ?? []) as readonly string[];
  const fields = Object.entries(asSchema(schema.properties, "properties"));
  return Object.fromEntries(
    fields.map(([name, field]) => [required.includes(name) ? name : `${name}?`, describe(asSchema(field, name))]),
  );
}

function plainShape(shape: Shape): unknown {
  if (typeof shape === "string") return shape;
  if ("items" in shape) return [plainShape(shape.items)];
  return Object.fromEntries(
    Object.entries(shape.fields).map(([name, field]) => [field.optional ? `${name}?` : name, plainShape(field.shape)]),
  );
}

test("an event is encoded as boundary.md says, byte for byte", () => {
  const random = { hex: "000102030405060708090a0b0c0d0e0f" };
  const bytes = encodeEvent(boundary, "hook", {
    utcOffsetMin: -90,
    wallMs: 1,
    monoMs: 2,
    random,
    call: 258,
    hook: 1,
    payload: { ascii: "{}" },
  });
  const expected = [
    "02",
    "00",
    "a6ff",
    "000000000000f03f",
    "0000000000000040",
    random.hex,
    "02010000",
    "01",
    "02000000",
    "7b7d",
  ];
  assert.is(Buffer.from(bytes).toString("hex"), expected.join(""));
});

test("a batch is encoded as boundary.md says, byte for byte", () => {
  const bytes = encodeBatch(boundary, [
    ["append", { json: { ascii: "{}" } }],
    ["truncate", { segment: 7, offset: 2 }],
  ]);
  const append = ["01", "06000000", "02000000", "7b7d"];
  const truncate = ["03", "0c000000", "07000000", "0000000000000040"];
  assert.is(Buffer.from(bytes).toString("hex"), ["02", "02000000", ...append, ...truncate].join(""));
});

test("JSON is formatted as Biome does it: objects a property a line, short arrays of scalars on one", () => {
  assert.is(
    formatJson({ a: [1, "b"], c: {}, d: [{ e: null }] }),
    '{\n  "a": [1, "b"],\n  "c": {},\n  "d": [\n    {\n      "e": null\n    }\n  ]\n}\n',
  );
  assert.is(
    formatJson({ long: ["x".repeat(60), "y".repeat(60)] }),
    `{\n  "long": [\n    "${"x".repeat(60)}",\n    "${"y".repeat(60)}"\n  ]\n}\n`,
  );
});

test.run();
