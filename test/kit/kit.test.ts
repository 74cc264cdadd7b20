// The assertions of the developer kit: each of them must be able to fail.
import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";
import { aSale, assertMoney, assertReceipt, cents, minutes, withTill } from "./index.ts";

const test = suite("developer kit");

test("a sale is paid, printed, saved, and never sent again", () =>
  withTill((till) => {
    const sale = aSale().item("Pienas", "2.58").operator("ONA");
    till.settle(sale).is("approved").paid("2.58").printed();
    till.saved(sale);
    till.restart().settle(sale).is("refused", "already-saved");
    assertReceipt(till.receipts[0], ["Pienas"], ["A"]);
    assert.is(till.receipts.length, 1);
  }));

test("a customer who is declined pays nothing", () =>
  withTill((till) => {
    till.customer("declines").settle(aSale().item("Duona", "1.20")).is("declined").paid("0.00");
  }));

test("a silent RRPay is unknown, and found again when it is back", () =>
  withTill((till) => {
    const sale = aSale().item("Duona", "1.20");
    till.rrpayFallsSilent().settle(sale).is("unknown");
    till.rrpayIsBack().pass(minutes(1));
    assert.is(till.receipts[0]?.saleKey, sale.saleKey);
  }));

test("a return names the document, and has the same lines", () =>
  withTill((till) => {
    const sale = aSale().item("Pienas", "2.58");
    const { documentNo = "" } = till.settle(sale).result.fiscal;
    till.saved(sale);
    till.settle(sale.asReturnOf(documentNo)).is("approved").paid("2.58");
    assert.is(till.receipts[1]?.kind, "return");
  }));

test("a built bundle is stepped as well as the sources", () =>
  withTill((till) => void till.settle(aSale().item("Pienas", "2.58")).is("approved"), {
    bundle: checkoutFile("dist/rrpay.plugin.js"),
  }));

test("each matcher can fail, and says what was expected", () =>
  withTill((till) => {
    const settled = till.settle(aSale().item("Pienas", "2.58"));
    assert.throws(() => settled.is("declined"), /approved/);
    assert.throws(() => settled.paid("2.57"), /not 2.57/);
    assert.throws(() => assertReceipt(undefined, []), /no receipt/);
    assert.throws(() => assertReceipt(till.receipts[0], ["Duona"]), /Pienas/);
    assert.throws(() => assertMoney(1, "0.02"), /1 ct/);
    assert.throws(() => cents("2.5"), /two decimals/);
  }));

test.run();
