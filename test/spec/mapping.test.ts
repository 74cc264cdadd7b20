// Between GAMA's sale and RRPay's transaction: the bytes, the map of methods.

import * as assert from "uvu/assert";
import { orderOf, paymentsOf } from "../../plugin/gama/mapping.ts";
import { contentOf, transactionOf } from "../../plugin/rrpay/wire.ts";
import { validateRrpayTransactionRequest } from "../../schemas/generated/validators.js";
import { attempt } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";

const test = suite("mapping");

const base = sale(258, {
  saleKey: "T1-1",
  receiptNo: "1",
  customer: { code: "K1", name: "UAB Klientas", vatCode: "LT1" },
  original: { documentNo: "D0" },
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
