// Payloads from GAMA: forms, code pages, padding, limits and sums; a refusal says code, path and reason.

import * as assert from "uvu/assert";
import { formatFlat } from "../../plugin/gama/flat-lines.ts";
import { isPosPayload, parsePayload } from "../../plugin/gama/payload.ts";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { HookName } from "../../schemas/generated/boundary.ts";
import type { InitSettlementRequest, Line } from "../../schemas/generated/types.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";

const test = suite("payload");

const parse = (hook: HookName, value: unknown) =>
  parsePayload(hook, encodeUtf8(typeof value === "string" ? value : JSON.stringify(value)), "utf-8");

function accepted(hook: HookName, value: unknown): Record<string, unknown> {
  const parsed = parse(hook, value);
  if (!parsed.ok) throw new Error(`refused: ${JSON.stringify(parsed.fault)}`);
  return parsed.request.request as unknown as Record<string, unknown>;
}

function refused(hook: HookName, value: unknown): [code: string, path: string, reason: string] {
  const parsed = parse(hook, value);
  if (parsed.ok) throw new Error("it was accepted");
  const { code, path, reason } = parsed.fault;
  return [code, path, reason];
}

const receipt = sale(258);
const changed = (changes: Record<string, unknown>) => ({ ...receipt, ...changes });
const withLines = (lines: readonly Line[], totalCents = lines.reduce((sum, one) => sum + one.totalCents, 0)) =>
  changed({ lines, totals: { totalCents, discountCents: 0, vatCents: 0 } });

const hooks: readonly [hook: HookName, value: object, name: string][] = [
  ["init", { window: "pos", till: "1", operator: "ONA" }, "init-pos"],
  ["init", receipt, "init-settlement"],
  ["close", { window: "settlement", kind: "sale", saleKey: "T1-1", saved: true }, "close"],
  ["void", { scope: "open", saleKey: "T1-1", operator: "ONA" }, "void"],
  [
    "resolve",
    { kind: "sale", saleKey: "T1-1", attemptId: "a", operator: "ONA", decision: "nothing-happened" },
    "resolve",
  ],
  ["status", { saleKey: "T1-1", refresh: true }, "status"],
  ["doctor", {}, "doctor"],
];
for (const [hook, value, name] of hooks) {
  test(`${name}: JSON and flat lines say the same`, () => {
    const json = parse(hook, value);
    assert.equal(json.ok && json.request, { hook: name, request: value });
    assert.equal(parse(hook, formatFlat(value)), json);
  });
  test(`${name}: an unknown field is refused by name`, () => {
    assert.equal(refused(hook, { ...value, extra: 1 }), ["payload-schema", "extra", "additionalProperties"]);
    assert.equal(refused(hook, `${formatFlat(value)}extra=1\r\n`), ["payload-form", "extra", "unknown-path"]);
  });
}

test("a path that is told has no control character: each is shown as a question mark", () => {
  const told = ["payload-form", "?s?a?l?e?K?e?y?", "unknown-path"];
  assert.equal(refused("init", [..."saleKey="].map((letter) => `\0${letter}`).join("")), told);
  assert.equal(refused("status", "a\u0081\u001f\u007fb=1"), ["payload-form", "a???b", "unknown-path"]);
  assert.equal(refused("status", { "a\r\nmessage=": 1 }), ["payload-schema", "a??message=", "additionalProperties"]);
});

test("each required field of a settlement is missed by name", () => {
  for (const field of ["saleKey", "kind", "receiptNo", "operator", "currency", "lines", "totals"])
    assert.equal(refused("init", { ...receipt, [field]: undefined }), ["payload-schema", field, "required"]);
});

test("B1: neither a key nor a receipt number is empty, nor only blanks", () => {
  for (const field of ["saleKey", "receiptNo"])
    for (const empty of ["", "   "])
      assert.equal(refused("init", { ...receipt, [field]: empty }).slice(0, 2), ["payload-schema", field]);
});

test("each required field of a line is missed by its path", () => {
  for (const field of Object.keys(line(1)).filter((name) => name !== "barcode"))
    assert.equal(refused("init", withLines([{ ...line(1), [field]: undefined } as Line], 1)), [
      "payload-schema",
      `lines.0.${field}`,
      "required",
    ]);
});

test("GAMA's padding is trimmed", () => {
  const padded = changed({ saleKey: `${receipt.saleKey}    `, operator: "ONA   ", kind: "sale " });
  assert.equal(accepted("init", padded), receipt);
});

test("an optional field that is empty counts as absent", () => {
  const { barcode: _barcode, ...bare } = line(258);
  const empty = changed({
    lines: [{ ...bare, barcode: "  " }],
    customer: { code: "", name: " ", vatCode: "" },
    original: { documentNo: "" },
  });
  assert.equal(accepted("init", empty), changed({ lines: [bare] }));
});

test("a padded window is still that window", () => {
  const parsed = parse("init", { window: "pos   ", till: "1", operator: "" });
  assert.is(parsed.ok && parsed.request.hook, "init-pos");
});

test("Lithuanian letters come through windows-1257 and UTF-8 alike", () => {
  const text = JSON.stringify(receipt);
  const fromWindows = parsePayload("init", encodeWindows1257(text), "windows-1257");
  assert.equal(fromWindows, parse("init", text));
  assert.is(fromWindows.ok, true);
});

test("a byte order mark is read over", () => {
  assert.equal(accepted("init", `\ufeff${JSON.stringify(receipt)}`), receipt);
  assert.equal(accepted("status", "\ufeffsaleKey=T1-1"), { saleKey: "T1-1" });
});

test("blanks and line ends before JSON are read over", () => {
  assert.equal(accepted("status", ' \r\n\t{"saleKey":"T1-1"}'), { saleKey: "T1-1" });
});

test("nothing at all is an empty payload", () => {
  assert.equal(accepted("status", ""), {});
  assert.equal(accepted("doctor", "\r\n\r\n"), {});
  assert.equal(refused("init", ""), ["payload-schema", "window", "required"]);
});

test("bytes of another code page are refused", () => {
  const wrong = (codepage: "utf-8" | "windows-1257", byte: number) => {
    const parsed = parsePayload("status", Uint8Array.of(byte), codepage);
    return parsed.ok ? [] : [parsed.fault.code, parsed.fault.path, parsed.fault.reason];
  };
  assert.equal(wrong("utf-8", 0xe0), ["payload-not-text", "", "encoding"]);
  assert.equal(wrong("windows-1257", 0x81), ["payload-not-text", "", "encoding"]);
});

test("ten megabytes are refused at once", () => {
  const parsed = parsePayload("init", new Uint8Array(10 * 1024 * 1024).fill(0x7b), "windows-1257");
  assert.equal(parsed.ok ? "" : parsed.fault.code, "payload-too-large");
});

test("256 KiB are not too large, one byte more is", () => {
  const of = (bytes: number) => {
    const parsed = parsePayload("status", new Uint8Array(bytes).fill(0x20), "utf-8");
    return parsed.ok ? "fits" : parsed.fault.code;
  };
  assert.equal([of(256 * 1024), of(256 * 1024 + 1)], ["fits", "payload-too-large"]);
});

test("truncated JSON is refused", () => {
  const text = JSON.stringify(receipt);
  for (const length of [1, 10, text.length >> 1, text.length - 1])
    assert.equal(refused("init", text.slice(0, length)), ["payload-form", "", "syntax"]);
});

test("nesting beyond 32 is refused before it is parsed", () => {
  const deep = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  assert.equal(refused("status", deep(32)), ["payload-form", "", "depth"]);
  assert.equal(refused("status", deep(31)), ["payload-schema", "a", "additionalProperties"]);
});

test("__proto__ is a field like any other: unknown", () => {
  assert.equal(refused("status", '{"__proto__":{"saleKey":"x"}}'), [
    "payload-schema",
    "__proto__",
    "additionalProperties",
  ]);
  assert.equal(refused("status", "__proto__.saleKey=x"), ["payload-form", "__proto__.saleKey", "unknown-path"]);
  assert.is(({} as { saleKey?: string }).saleKey, undefined);
});

test("floats are on no wire", () => {
  assert.equal(refused("init", withLines([{ ...line(1), quantityE4: 0.5 }], 1)), [
    "payload-schema",
    "lines.0.quantityE4",
    "type",
  ]);
  assert.equal(
    refused("init", changed({ totals: { totalCents: "2.58", discountCents: 0, vatCents: 0 } }))[1],
    "totals.totalCents",
  );
  assert.equal(refused("init", "window=settlement\r\ntotals.totalCents=2.58"), [
    "payload-form",
    "totals.totalCents",
    "integer",
  ]);
});

test("control characters are in no key", () => {
  for (const char of ["\u0000", "\n", "\u007f", "\u0085"])
    assert.equal(refused("init", changed({ saleKey: `T1${char}1` })), ["payload-schema", "saleKey", "pattern"]);
});

test("strings, arrays and numbers beyond their limits are refused", () => {
  assert.equal(refused("init", changed({ saleKey: "x".repeat(65) })), ["payload-schema", "saleKey", "maxLength"]);
  assert.equal(refused("init", changed({ lines: [] })), ["payload-schema", "lines", "minItems"]);
  assert.equal(refused("init", withLines([line(1, { no: 0 })])), ["payload-schema", "lines.0.no", "minimum"]);
  assert.equal(refused("init", withLines([line(1, { vatRateBp: 10_001 })])), [
    "payload-schema",
    "lines.0.vatRateBp",
    "maximum",
  ]);
});

test("a total below zero is refused", () => {
  assert.equal(refused("init", withLines([line(-10)])), ["payload-schema", "totals.totalCents", "minimum"]);
});

test("a returned deposit is a negative line of a positive sale", () => {
  const deposit = line(-10, { no: 2, type: "deposit", code: "TARA", name: "Tara" });
  assert.is(accepted("init", withLines([line(258), deposit])).saleKey, receipt.saleKey);
});

test("a sale that comes to nothing is a sale", () => {
  const deposit = line(-10, { no: 2, type: "deposit", code: "TARA", name: "Tara" });
  assert.is(accepted("init", withLines([line(10), deposit])).saleKey, receipt.saleKey);
});

test("lines that do not add up are refused", () => {
  assert.equal(refused("init", withLines([line(258)], 259)), ["payload-sums", "totals.totalCents", "total"]);
  assert.equal(refused("init", withLines([line(258)], 257)), ["payload-sums", "totals.totalCents", "total"]);
});

test("a product may differ from its line's total by a cent, not by two", () => {
  const off = (cents: number) => withLines([line(258, { unitPriceE4: (258 + cents) * 100 })]);
  for (const cents of [-1, 0, 1]) assert.is(accepted("init", off(cents)).kind, "sale");
  for (const cents of [-2, 2])
    assert.equal(refused("init", off(cents)), ["payload-sums", "lines.0.totalCents", "line-product"]);
});

test("a discount belongs to the product", () => {
  assert.is(accepted("init", withLines([line(200, { unitPriceE4: 25_800, discountCents: 58 })])).kind, "sale");
});

test("a line number given twice is refused", () => {
  assert.equal(refused("init", withLines([line(1), line(2)])), ["payload-sums", "lines.1.no", "line-number"]);
});

test("VAT amounts are carried, not judged", () => {
  const totals = { totalCents: 258, discountCents: 0, vatCents: 99_999 };
  assert.is(accepted("init", changed({ totals })).kind, "sale");
});

const asVoid = ({ lines, totals }: Pick<InitSettlementRequest, "lines" | "totals">) => ({
  scope: "completed",
  saleKey: "T1-1",
  operator: "ONA",
  original: { documentNo: "D1" },
  lines,
  totals,
});

test("a void's own lines must add up as well", () => {
  assert.is(accepted("void", asVoid(receipt)).scope, "completed");
  const wrong = { ...receipt.totals, totalCents: 1 };
  assert.equal(refused("void", asVoid({ ...receipt, totals: wrong })), ["payload-sums", "totals.totalCents", "total"]);
});

test("a refusal still says which sale it is about, when that can be read", () => {
  const key = (value: object) => {
    const parsed = parse("init", value);
    return parsed.ok ? undefined : parsed.fault.saleKey;
  };
  assert.is(key(changed({ lines: [] })), receipt.saleKey);
  assert.is(key(withLines([line(258)], 1)), receipt.saleKey);
  assert.is(key(changed({ saleKey: 5 })), "");
  assert.is(key(changed({ saleKey: "x".repeat(65) })), "");
  assert.is(key(changed({ saleKey: "T1\n1" })), "");
});

test("a card number in a path is masked before the path is cut", () => {
  for (const between of ["", " ", "\u{1f4b3}\u{1f4b3}"])
    for (let before = 150; before < 200; before++) {
      const number = "4111111111111111".match(/..../g)!.join(between);
      const [, path] = refused("status", `${"x".repeat(before)} ${number}=1`);
      assert.not.match(path.replace(/[^0-9x*]/g, ""), /41111111/, path);
    }
});

test("a path is never longer than a line of the journal takes", () => {
  const parsed = parse("status", { ["x".repeat(5000)]: 1 });
  assert.is(parsed.ok ? 0 : parsed.fault.path.length, 200);
});

test("the POS window is recognised in payloads that are broken otherwise", () => {
  const pos = (text: string) => isPosPayload(encodeUtf8(text));
  for (const text of ['{"window":"pos"', '{ "window" : "pos  ", oops', "window=pos", "a=1\r\nwindow=pos  \r\nb=2"])
    assert.ok(pos(text), text);
  for (const text of ['{"window":"settlement"', "window=positive", "xwindow=pos", "", '{"name":"window=pos"}'])
    assert.not.ok(pos(text), text);
});

test.run();
