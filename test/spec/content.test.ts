// What counts as the same content under a key (docs/contracts.md B1).
import fc from "fast-check";
import * as assert from "uvu/assert";
import { isSameContent } from "../../plugin/conversation/same-content.ts";
import { hashOf } from "../../plugin/gama/content.ts";
import { orderOf } from "../../plugin/gama/mapping.ts";
import { transactionOf } from "../../plugin/rrpay/wire.ts";
import { SHAPES } from "../../schemas/generated/shapes.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";

const test = suite("content");

const base = sale(258, {
  saleKey: "T1-1",
  receiptNo: "1",
  customer: { code: "K1", name: "UAB Klientas", vatCode: "LT1" },
  original: { documentNo: "D0" },
});
const changed = (changes: Partial<InitSettlementRequest>) => hashOf({ ...base, ...changes });
const without = (name: "customer" | "original") => {
  const { [name]: _left, ...rest } = base;
  return hashOf(rest);
};

const sameContents: readonly [what: string, changes: Partial<InitSettlementRequest>][] = [
  ["another cashier", { operator: "JONAS" }],
  ["another receipt number", { receiptNo: "2" }],
  ["a buyer added for an invoice", { customer: { code: "K2", name: "UAB Kitas", vatCode: "LT2" } }],
  ["an empty list of what GAMA took", { prepaid: [] }],
];
for (const [what, changes] of sameContents)
  test(`${what} changes nothing that was paid`, () => {
    assert.is(changed(changes), hashOf(base));
  });
test("a buyer left out changes nothing that was paid", () => assert.is(without("customer"), hashOf(base)));

const otherContents: readonly [what: string, changes: Partial<InitSettlementRequest>][] = [
  ["a return", { kind: "return" }],
  ["another original", { original: { documentNo: "D9" } }],
  ["another name on a line", { lines: [line(258, { name: "Kefyras" })] }],
  ["a line more", { lines: [line(258), line(0, { no: 2 })] }],
  ["a barcode less", { lines: [withoutBarcode()] }],
  ["another VAT sum", { totals: { totalCents: 258, discountCents: 0, vatCents: 44 } }],
  ["a voucher", { prepaid: [{ type: "voucher", name: "Dovanų čekis", amountCents: 100 }] }],
];
for (const [what, changes] of otherContents)
  test(`${what} is another content`, () => assert.is.not(changed(changes), hashOf(base)));
test("no original is another content", () => assert.is.not(without("original"), hashOf(base)));

function withoutBarcode() {
  const { barcode: _barcode, ...rest } = line(258);
  return rest;
}

test("the values of two lines do not change places unnoticed", () => {
  const [one, other] = [line(100, { code: "A" }), line(158, { no: 2, code: "B" })];
  const swapped = [
    { ...one, code: "B" },
    { ...other, code: "A" },
  ];
  assert.is.not(changed({ lines: [one, other] }), changed({ lines: swapped }));
});

test("a field that a later version adds changes no hash while it is absent", () => {
  const line: unknown = SHAPES.initSettlement.fields.lines?.shape;
  const { fields } = (line as { items: { fields: Record<string, unknown> } }).items;
  const before = hashOf(base);
  fields.absent = { shape: "s", optional: true };
  try {
    assert.is(hashOf(structuredClone(base)), before);
  } finally {
    delete fields.absent;
  }
});

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown, pick: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, pick));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => ({ key, field: shuffled(field, pick), rank: pick() }));
  entries.sort((a, b) => a.rank - b.rank);
  return Object.fromEntries(entries.map(({ key, field }) => [key, field]));
}

test("the order of keys is not content", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (ranks) => {
      const other = shuffled(base, () => ranks.next().value ?? 0) as InitSettlementRequest;
      assert.is(hashOf(other), hashOf(base));
    }),
    { numRuns: 30 },
  );
});

test("a field left undefined is as if it were absent", () => {
  const withUndefined = { ...line(258), barcode: undefined } as unknown as ReturnType<typeof line>;
  assert.is(changed({ lines: [withUndefined] }), changed({ lines: [withoutBarcode()] }));
});

type Stored = Parameters<typeof isSameContent>[0];

/** As 0.1.0 journalled it: a hash of another kind, and the POST. */
function stored(request: InitSettlementRequest): Stored {
  const body = JSON.stringify(transactionOf(orderOf(request), "id", "1"));
  const { kind, currency, totals } = request;
  return { kind, currency, totalCents: totals.totalCents, hash: "0123456789abcdef0123456789abcdef", body };
}

test("what 0.1.0 sent is compared by kind, original, lines and total of its POST", () => {
  assert.ok(isSameContent(stored(base), orderOf({ ...base, operator: "JONAS", receiptNo: "2" })));
  const { customer: _customer, ...noBuyer } = base;
  assert.ok(isSameContent(stored(base), orderOf(noBuyer)));
  for (const changes of [
    { kind: "return" },
    { original: { documentNo: "D9" } },
    { lines: [line(258, { name: "Kefyras" })] },
    { lines: [line(259)], totals: { totalCents: 259, discountCents: 0, vatCents: 45 } },
  ] as const) {
    const other = { ...base, ...changes } as InitSettlementRequest;
    assert.not(isSameContent(stored(base), orderOf(other)), JSON.stringify(changes).slice(0, 60));
  }
});

test("the order of keys in the POST of 0.1.0 is not content", () => {
  const { body = "", ...rest } = stored(base);
  const turned = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).reverse()));
  assert.ok(isSameContent({ ...rest, body: turned }, orderOf(base)));
});

test("what this version sent is compared by its hash alone", () => {
  const { body: _body, ...bare } = stored(base);
  assert.ok(isSameContent({ ...bare, hash: hashOf(base) }, orderOf(base)));
  assert.not(isSameContent({ ...stored(base), hash: changed({ kind: "return" }) }, orderOf(base)));
});

test("without its POST an attempt of 0.1.0 is not taken for the same", () => {
  const { body: _body, ...bare } = stored(base);
  assert.not(isSameContent(bare, orderOf(base)));
});

test("a receipt has one void, whatever is passed with a repeated F8", () => {
  const other = { ...stored(base), kind: "void", hash: "0" } as const;
  assert.ok(isSameContent(other, { ...orderOf(base), kind: "void" }));
});

test.run();
