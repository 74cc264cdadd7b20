// Time limit: 300 s
/** What rrpay.prg makes of a receipt: its key, its lines, its sums. The engine has no part in it. */
import * as assert from "uvu/assert";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { suite } from "../support/suite.ts";
import { bananas, cheese, deposit, milk, posts, remark, settle, YES } from "./items.ts";
import { sell, withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";

const test = suite("rrpay.prg: the receipt");

test("a sale goes out in cents and ten-thousandths and comes back as payments of the window", () =>
  withGama(async (gama) => {
    const { window, post, said } = await sell(gama, [milk, bananas, cheese, remark, deposit]);
    assert.is(said, "");
    assert.is(post?.saleKey, "T1-20261123-000123");
    assert.is(post?.operator, "ona");
    assert.is(post?.totalCents, 258 + 172 + 399 + 20);
    assert.equal(
      post?.lines?.map((line) => [line.type, line.quantityE4, line.unitPriceE4, line.discountCents, line.totalCents]),
      [
        ["item", 20_000, 12_900, 0, 258],
        ["item", 12_340, 13_900, 0, 172],
        ["item", 10_000, 49_900, 100, 399],
        ["deposit", 20_000, 1_000, 0, 20],
      ],
    );
    assert.is(post?.lines?.[0]?.name, "Pienas „Žemaitijos“ 2,5 %");
    assert.equal(window.paid, [[2, 8.49]]);
  }));

test("a receipt without a number is not sent: its key would be every such receipt's", () =>
  withGama(async (gama) => {
    for (const number of ["", "   "]) {
      gama.said.length = 0;
      const { done, said } = await sell(gama, [milk], {}, number);
      assert.is(done, false);
      assert.match(said, /neturi numerio \(I06_PARH\.I06_DOK_NR\).*GAMA-3/);
    }
    assert.equal(posts(gama), []);
    assert.ok(gama.commands.includes("KEYBOARD {ESC}"), "the settlement window is left");
  }));

test("where GAMA has a place for it the key has a random part of its own, kept with the receipt", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\n";
    const first = await sell(gama, [milk], { I06_RAKTAS: " ".repeat(20) });
    const key = first.post?.saleKey ?? "";
    assert.match(key, /^T1-20261123-000123~[0-9A-Z]{9}500$/);
    const kept = gama.tables.get("I06_PARH")?.records[0]?.I06_RAKTAS;
    assert.ok(key.endsWith(String(kept)));
    // The same number, used again: another receipt. Whether GAMA saved the first one only the cashier can say.
    gama.answers.push(YES);
    const second = await sell(gama, [milk], { I06_RAKTAS: " ".repeat(20) });
    assert.is(second.done, true, second.said);
    assert.is(posts(gama).length, 2);
    assert.is.not(second.post?.saleKey, key);
  }));

test("where GAMA numbers on saving, the random part is number and key", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\n";
    const { post, said } = await sell(gama, [milk], { I06_RAKTAS: "" }, "");
    assert.match(post?.saleKey ?? said, /^T1-20261123-~\w{12}$/);
    assert.match(post?.receiptNo ?? "", /^\w{12}$/);
  }));

test("a customer goes out for the invoice, and a return names the document that GAMA keeps of its sale", () =>
  withGama(async (gama) => {
    gama.shop = "header.original=I06_RRPAY\r\n";
    const { post, said } = await sell(gama, [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], {
      I06_KODAS_KS: "KL001       ",
      I06_PAV: "UAB Pavyzdys",
      I06_RRPAY: "FD-12",
    });
    assert.equal([post?.customer?.code, post?.customer?.name], ["KL001", "UAB Pavyzdys"], said);
    assert.is(post?.original?.documentNo, "FD-12");
  }));

test("a receipt that GAMA numbers on saving keeps the key it was paid under", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\n";
    const { post } = await sell(gama, [milk], { I06_RAKTAS: " ".repeat(12) }, "");
    const head = gama.tables.get("I06_PARH")?.records[0];
    if (head) head.I06_DOK_NR = "000777";
    assert.is(`T1${await gama.call("RRPayTail")}`, post?.saleKey);
  }));

test("a receipt in another currency is not sent", () =>
  withGama(async (gama) => {
    const { said } = await sell(gama, [milk], { I06_KODAS_VL: "USD         " });
    assert.match(said, /Kvito valiuta USD/);
    assert.equal(posts(gama), []);
    assert.is((await sell(gama, [milk], { I06_KODAS_VL: "EUR" })).done, true);
  }));

test("a storno that gives nothing back is not sent, where the shop knows the flag", () =>
  withGama(async (gama) => {
    gama.shop = "header.storno=I06_OP_STORNO\r\n";
    assert.match((await sell(gama, [milk], { I06_OP_STORNO: 1 })).said, /storno/);
    assert.equal(posts(gama), []);
    assert.is((await sell(gama, [milk], { I06_OP_STORNO: 0 })).done, true);
  }));

test("a return goes out positive, with the document that the cashier read, and comes back below zero", () =>
  withGama(async (gama) => {
    gama.answers.push("FD-77");
    const { window, post, said } = await sell(gama, [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
    assert.is(post?.kind, "return", said);
    assert.is(post?.totalCents, 258);
    assert.is(post?.lines?.[0]?.quantityE4, 20_000);
    assert.is(post?.original?.documentNo, "FD-77");
    assert.equal(window.paid, [[2, -2.58]]);
    // The same window again: the same content, and nobody is asked twice.
    assert.is((await settle(gama)).done, true);
    assert.is(posts(gama).length, 1);
  }));

const PREPAID = [
  "prepaid.voucher=I06_CEKIS",
  "prepaid.advance=I06_AVANSAS",
  "prepaid.advance.name=Avansas pagal užsakymą",
  "prepaid.loyalty=taskai",
]
  .map((line) => `${Buffer.from(encodeWindows1257(line)).toString("latin1")}\r\n`)
  .join("");

/** A settlement window that has taken loyalty points. */
function withPoints(euros: number): Settlement {
  const window = new Settlement();
  window.members.set("TASKAI", euros);
  return window;
}

test("gift voucher, advance and loyalty points that GAMA has taken go out with the sale, and RRPay takes the rest", () =>
  withGama(async (gama) => {
    gama.shop = PREPAID;
    gama.receipt("000123", [milk, cheese], { I06_CEKIS: 2, I06_AVANSAS: " 1,50" });
    const { window, done } = await settle(gama, withPoints(0.07));
    assert.is(done, true, gama.said.join("\n"));
    const [post] = posts(gama);
    assert.is(post?.totalCents, 657);
    assert.equal(post?.prepaid, [
      { type: "voucher", name: "Dovanų čekis", amountCents: 200 },
      { type: "advance", name: "Avansas pagal užsakymą", amountCents: 150 },
      { type: "loyalty", name: "Lojalumo taškai", amountCents: 7 },
    ]);
    assert.equal(window.paid, [[2, 3]]);
  }));

test("what GAMA has not taken is not named, and a return gives back that way, above zero", () =>
  withGama(async (gama) => {
    gama.shop = PREPAID;
    gama.answers.push("FD-77");
    gama.receipt("000123", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], { I06_CEKIS: -2, I06_AVANSAS: 0 });
    const { window, done } = await settle(gama, withPoints(0));
    assert.is(done, true, gama.said.join("\n"));
    const [post] = posts(gama);
    assert.equal([post?.kind, post?.totalCents], ["return", 258]);
    assert.equal(post?.prepaid, [{ type: "voucher", name: "Dovanų čekis", amountCents: 200 }]);
    assert.equal(window.paid, [[2, -0.58]]);
  }));

test("the original of a return is GAMA's, where the shop knows the field", () =>
  withGama(async (gama) => {
    gama.shop = "header.original=I06_PIRKIMAS\r\n";
    const { post } = await sell(gama, [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], { I06_PIRKIMAS: "FD-9   " });
    assert.is(post?.original?.documentNo, "FD-9");
  }));

test.run();
