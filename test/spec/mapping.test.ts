// Between GAMA's sale and RRPay's transaction: the content hash, the bytes, the map of methods.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { orderOf, paymentsOf } from "../../plugin/gama/mapping.ts";
import { isSameContent } from "../../plugin/payment/order.ts";
import { contentOf, transactionOf } from "../../plugin/rrpay/wire.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { validateRrpayTransactionRequest } from "../../schemas/generated/validators.js";
import { attempt } from "../support/attempts.ts";
import { line, sale } from "../support/sales.ts";

const test = suite("mapping");

const base = sale(258, {
  saleKey: "T1-1",
  receiptNo: "1",
  customer: { code: "K1", name: "UAB Klientas", vatCode: "LT1" },
  original: { documentNo: "D0" },
});
const hashOf = (changes: Partial<InitSettlementRequest>) => orderOf({ ...base, ...changes }).hash;

test("another cashier is not another sale", () => {
  assert.is(hashOf({ operator: "JONAS" }), orderOf(base).hash);
});

const otherContents: readonly Partial<InitSettlementRequest>[] = [
  { kind: "return" },
  { saleKey: "T1-2" },
  { receiptNo: "2" },
  { currency: "USD" },
  { customer: { code: "K2", name: "UAB Klientas", vatCode: "LT1" } },
  { original: { documentNo: "D9" } },
  { lines: [line(258, { name: "Kefyras" })] },
  { lines: [line(258), line(0, { no: 2 })] },
  { totals: { totalCents: 258, discountCents: 0, vatCents: 44 } },
];
for (const changes of otherContents)
  test(`another ${Object.keys(changes)[0]} is another content: ${JSON.stringify(changes).slice(0, 60)}`, () => {
    assert.is.not(hashOf(changes), orderOf(base).hash);
  });

test("a sale that a first build's journal names is still the same sale", () => {
  const order = orderOf(base);
  const stored = { hash: order.firstHash?.() ?? "" };
  assert.is.not(stored.hash, order.hash);
  assert.ok(isSameContent(stored, orderOf({ ...base, operator: "JONAS" })));
  for (const changes of otherContents) assert.not(isSameContent(stored, orderOf({ ...base, ...changes })));
});

test("a missing customer is another content than an empty one would be", () => {
  const { customer: _customer, ...without } = base;
  assert.is.not(orderOf(without).hash, orderOf(base).hash);
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
      assert.is(orderOf(other).hash, orderOf(base).hash);
    }),
    { numRuns: 30 },
  );
});

test("a field left undefined is as if it were absent", () => {
  const withUndefined = { ...line(258), barcode: undefined } as unknown as ReturnType<typeof line>;
  const { barcode: _barcode, ...without } = line(258);
  assert.is(hashOf({ lines: [withUndefined] }), hashOf({ lines: [without] }));
});

test("the same order under the same id gives the same bytes", () => {
  const { lines, customer } = base;
  const again = { ...orderOf({ ...base }), lines, customer: customer! };
  assert.is(JSON.stringify(transactionOf(orderOf(base), "id", "1")), JSON.stringify(transactionOf(again, "id", "1")));
});

test("what is sent fits RRPay's schema and never carries the hash", () => {
  const sent = transactionOf(orderOf(base), "id", "1");
  assert.ok(validateRrpayTransactionRequest(sent), JSON.stringify(validateRrpayTransactionRequest.errors));
  assert.is("hash" in sent, false);
  assert.equal(sent.customer, base.customer);
});

test("a sale without customer and original sends neither", () => {
  const sent = transactionOf(orderOf(sale()), "id", "1");
  assert.equal(
    Object.keys(sent).filter((key) => key === "customer" || key === "original"),
    [],
  );
});

const map = [
  { rrpay: 0, gama: 10, name: "Grynieji" },
  { rrpay: 2, gama: 20, name: "Banko kortelė" },
];

test("RRPay's methods become GAMA's numbers and names", () => {
  const card = { maskedPan: "411111******1111" };
  assert.equal(paymentsOf([{ method: 2, name: "CARD", amountCents: 5, card }], 0, map), [
    { method: 20, name: "Banko kortelė", amountCents: 5, netCents: 5, rrpayMethod: 2, card },
  ]);
});

test("a method without a number comes as −1 under RRPay's own name", () => {
  assert.equal(paymentsOf([{ method: 7, name: "Čekis", amountCents: 5 }], 0, map), [
    { method: -1, name: "Čekis", amountCents: 5, netCents: 5, rrpayMethod: 7 },
  ]);
});

test("the lines of an attempt are those of its bytes, while the journal has them", () => {
  const body = JSON.stringify(transactionOf(orderOf(base), "id", "1"));
  assert.equal(contentOf(attempt({ body }).body), { lines: base.lines });
  assert.equal(contentOf(undefined), { lines: [] });
});

const voucher = { type: "voucher", name: "Dovanų čekis", amountCents: 100 } as const;

test("B14: what GAMA has taken is sent under the same name, and read back with the lines", () => {
  const sent = transactionOf(orderOf({ ...base, prepaid: [voucher] }), "id", "1");
  assert.equal(sent.prepaid, [voucher]);
  assert.ok(validateRrpayTransactionRequest(sent));
  assert.equal(contentOf(JSON.stringify(sent)), { lines: base.lines, prepaid: [voucher] });
});

test("B14: a prepaid list without rows is as if there were none", () => {
  assert.not("prepaid" in transactionOf(orderOf({ ...base, prepaid: [] }), "id", "1"));
});

test("B11: without the key, method 0 alone is cash; the config may say otherwise", () => {
  const rows = [
    { method: 0, name: "", amountCents: 500 },
    { method: 3, name: "", amountCents: 500 },
  ];
  const net = (methods: Parameters<typeof paymentsOf>[2]) =>
    paymentsOf(rows, 300, methods).map(({ netCents }) => netCents);
  assert.equal(net([]), [200, 500]);
  const named = [
    { rrpay: 0, gama: 0, name: "x", cash: false },
    { rrpay: 3, gama: 3, name: "y", cash: true },
  ];
  assert.equal(net(named), [500, 200]);
});

test.run();
