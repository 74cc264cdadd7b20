// Time limit: 300 s
/** rrpay.prg where GAMA's own code ends ours, hides records, or swallows a fault. */
import * as assert from "uvu/assert";
import { judgeEscape, judgeVoid } from "../../runtime/cli/adapt-judge-window.ts";
import { Names, readShop, repeatedNames, unknownLines } from "../../runtime/cli/adapt-names.ts";
import { suite } from "../support/suite.ts";
import { inspected } from "./inspected.ts";
import { cheese, milk, openPos, posts, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";
import { Cancelled } from "./values.ts";

const test = suite("rrpay.prg: what GAMA's own code does around it");

/** A settlement window whose payment method ends in CANCEL of GAMA's own error handler. */
function cancelling(): Settlement {
  const window = new Settlement();
  window.members.set("KREDITAS", () => {
    throw new Cancelled();
  });
  return window;
}

/** The sale is paid, and GAMA's CANCEL ends everything that runs. */
async function cutOff(gama: Gama): Promise<Settlement> {
  const window = cancelling();
  const outcome = await settle(gama, window).catch((error: unknown) => error);
  assert.instance(outcome, Cancelled);
  return window;
}

test("work that GAMA's CANCEL has cut off does not stop RRPay for the day: the next receipt is paid", () =>
  withGama(async (gama) => {
    gama.receipt("000501", [milk]);
    await cutOff(gama);
    gama.receipt("000502", [cheese]);
    const { done, window } = await settle(gama);
    assert.is(done, true, gama.story.join("\n"));
    assert.equal(window.paid, [[2, 3.99]]);
  }));

test("the receipt whose work was cut off is not charged again: its payment comes back", () =>
  withGama(async (gama) => {
    gama.receipt("000503", [milk]);
    await cutOff(gama);
    const { done, window } = await settle(gama);
    assert.equal([done, posts(gama).length, window.paid], [true, 1, [[2, 2.58]]], gama.story.join("\n"));
  }));

test("what was cut off leaves no keys put aside, and its window has its caption again", () =>
  withGama(async (gama) => {
    gama.receipt("000504", [milk]);
    const window = await cutOff(gama);
    window.members.set("CAPTION", "Atsiskaitymas - Laukiama");
    await settle(gama);
    const count = (word: string) => gama.commands.filter((command) => command === word).length;
    assert.is(count("PUSH KEY CLEAR"), count("POP KEY"));
    assert.is(window.members.get("CAPTION"), "Atsiskaitymas");
  }));

test("a window that was to be left when work was cut off costs no later receipt its own", () =>
  withGama(async (gama) => {
    gama.receipt("000505", [milk]);
    const window = new Settlement();
    window.members.set("KREDITAS", async () => {
      assert.is(await gama.run("INIT", new Settlement()), false);
      throw new Cancelled();
    });
    assert.instance(await settle(gama, window).catch((error: unknown) => error), Cancelled);
    const before = gama.commands.length;
    gama.receipt("000506", [cheese]);
    assert.is((await settle(gama)).done, true, gama.story.join("\n"));
    assert.not(gama.commands.slice(before).some((command) => command.startsWith("KEYBOARD {ESC}")));
  }));

test("while work goes on, a second window is left and sends nothing", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000507", [milk], { I06_OP_DATA: new Date() });
    await settle(gama);
    let done: Promise<unknown> | undefined;
    gama.cashier = () => {
      done ??= gama.run("INIT", new Settlement());
      return YES;
    };
    await gama.f8(pos);
    assert.is(await done, false);
    assert.equal(
      posts(gama).map(({ kind }) => kind),
      ["sale", "void"],
    );
  }));

/** A day's table with this filter of GAMA's over it, each line with its receipt's number. */
function filtered(gama: Gama, filter: string, receipts: readonly string[]): void {
  gama.receipt("000012", [milk, cheese]);
  const { records = [] } = gama.tables.get("I07_PARD") ?? {};
  for (const [at, record] of records.entries()) record.I07_KODAS_PO = (receipts[at] ?? "").padEnd(12);
  gama.tables.set("I07_PARD", { records, at: 0, filter });
}

test("a filter means what it means to GAMA: a shorter number is another receipt's, a longer one begins with it", () =>
  withGama(async (gama) => {
    filtered(gama, 'ALLTRIM(I07_KODAS_PO) = "000012"', ["00001", "000012"]);
    await settle(gama);
    assert.is(posts(gama)[0]?.totalCents, 399);
  }));

test("a filter that names its own table judges each line by itself", () =>
  withGama(async (gama) => {
    filtered(gama, 'i07_pard.I07_KODAS_PO = "000012"', ["000011", "000012"]);
    await settle(gama);
    assert.is(posts(gama)[0]?.totalCents, 399);
  }));

test("a filter by record numbers is not followed blindly: nothing is sent", () =>
  withGama(async (gama) => {
    filtered(gama, "RECNO() = 1", ["000012", "000012"]);
    assert.is((await settle(gama)).done, false);
    assert.equal(posts(gama), []);
    assert.match(gama.said.join(), /filtras pagal įrašo numerį: RECNO\(\) = 1\. Dabar nieko neišsiųsta/);
  }));

/** A settlement window whose Error method takes a fault of its payment method, and which says what it holds as paid. */
function swallowing(holds: boolean): Settlement {
  const window = new Settlement();
  const take = window.members.get("KREDITAS") as (args: unknown[]) => unknown;
  window.members.set("SUMOKETA", 0);
  window.members.set("KREDITAS", (args) => {
    if (!holds) return true; // what FoxPro gives of a method that the Error method has returned from
    take(args);
    window.members.set("SUMOKETA", Number(window.members.get("SUMOKETA")) + Number(args[1]));
    return true;
  });
  return window;
}

test("a payment whose fault GAMA's Error method has swallowed is told, where payment.sum shows what is paid", () =>
  withGama(async (gama) => {
    gama.shop = "payment.sum=sumoketa\r\n";
    gama.receipt("000508", [milk]);
    assert.is((await settle(gama, swallowing(false))).done, true);
    assert.match(gama.said.join("\n"), /Įveskite GAMA lange:\r.*2,58 EUR/);
    gama.said.length = 0;
    gama.receipt("000509", [milk]);
    assert.is((await settle(gama, swallowing(true))).done, true);
    assert.equal(gama.said, []);
  }));

test("payment.sum that names nothing judges no payment", () =>
  withGama(async (gama) => {
    gama.shop = "payment.sum=nera\r\n";
    gama.receipt("000510", [milk]);
    assert.is((await settle(gama)).done, true);
    assert.equal(gama.said, []);
  }));

test("the buyer whom GAMA gives every receipt is no customer for an invoice, where the shop names the code", () =>
  withGama(async (gama) => {
    gama.shop = "customer.none=MAZM, PIRKEJAS\r\n";
    gama.receipt("000511", [milk], { I06_KODAS_KS: "PIRKEJAS    ", I06_PAV: "Pirkėjas" });
    await settle(gama);
    gama.receipt("000512", [milk], { I06_KODAS_KS: "KL001       ", I06_PAV: "UAB" });
    await settle(gama);
    assert.equal(
      posts(gama).map(({ customer }) => customer?.code),
      [undefined, "KL001"],
    );
  }));

const NAMES = new Names(new Map());
const lt = (said: string) => said;

test("F8 that GAMA has bound again after INIT is found by INSPECT and adapt, and BIND gives it back to us", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    const held = judgeVoid(await inspected(gama, pos), NAMES, lt);
    assert.equal([held.verdict, held.evidence], ["holds", "ON KEY LABEL F8: DO f8_gama"]);
    gama.boundF8 = "DO f8_gama"; // in the window's Activate
    const lost = judgeVoid(await inspected(gama, pos), NAMES, lt);
    assert.is(lost.verdict, "does-not-hold");
    assert.match(lost.evidence, '"BIND"');
    assert.is(await gama.run("BIND", pos), true);
    assert.is(gama.boundF8, "=EXECSCRIPT(_SCREEN.cRRPayF8Text)");
    gama.receipt("000513", [milk], { I06_OP_DATA: new Date() });
    await settle(gama);
    gama.cashier = () => YES;
    gama.vfp.members.set("ACTIVEFORM", pos);
    gama.screen.members.set("CRRPAYFOLDER", `${gama.till.folder}/`);
    await gama.pressF8();
    assert.equal(
      posts(gama).map(({ kind }) => kind),
      ["sale", "void"],
    );
    assert.ok(gama.commands.includes("MACRO DO f8_gama"), gama.commands.join("\n"));
  }));

test("BIND in a window that has had no INIT of ours binds nothing", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    assert.is(await gama.run("BIND", new Settlement("Sąskaitos")), false);
    assert.is(gama.boundF8, "DO f8_gama");
  }));

test("an ON KEY LABEL ESC, which our Esc goes past, is found by INSPECT and adapt", () =>
  withGama(async (gama) => {
    gama.receipt("000514", [milk]);
    assert.is(judgeEscape(await inspected(gama, new Settlement()), lt).verdict, "cannot-tell");
    gama.bound.set("ESC", "DO esc_gama");
    assert.is(judgeEscape(await inspected(gama, new Settlement()), lt).verdict, "does-not-hold");
  }));

test("a line without a name is told in a cashier's words, by its code", () =>
  withGama(async (gama) => {
    gama.receipt("000515", [{ ...milk, name: "" }]);
    assert.is((await settle(gama)).done, false);
    assert.equal(gama.said, [
      "Eilutė 1 (PR001): prekė neturi pavadinimo. Dabar nieko neišsiųsta. Įrašykite pavadinimą GAMA.",
    ]);
  }));

test("a close of what is still open is no box of its own: the next sale is stopped by it, and names it", () =>
  withGama(async (gama) => {
    gama.told = (hook) => {
      if (hook === "close") return "\r\nstatus=open\r\nmessage=Palaukite.\r\n";
      return hook === "init" && gama.payloads.length < 2 ? "\r\noutcome=refused\r\nmessage=Ne.\r\n" : undefined;
    };
    gama.receipt("000516", [milk]);
    await settle(gama);
    gama.receipt("000517", [cheese]);
    gama.cashier = () => YES;
    await settle(gama);
    assert.ok(gama.story.includes("hook close saved=true"), gama.story.join("\n"));
    assert.not(gama.said.includes("Palaukite."), gama.said.join("\n"));
  }));

test("PREVIEW tells that header.key names a field which GAMA uses itself", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_APRASYMAS1\r\n";
    gama.receipt("000518", [milk], { I06_APRASYMAS1: "DOVANA" });
    await gama.run("PREVIEW", new Settlement());
    assert.match(gama.said.join("\n"), "I06_APRASYMAS1 yra ne kvito raktas");
  }));

test("adapt and doctor read gama-shop.txt by rrpay.prg's own rule", () =>
  withGama(async (gama) => {
    const text =
      "header.key = I06_A\r\n\tvoid.key\t=\tF9 \rpayment.sum=  suma  \n  operator =X\r\nvoid.key=F7\r\nname.length=\r\n";
    gama.shop = text;
    await gama.run("STATUS", new Settlement("POS pardavimo taskas"));
    const read = readShop(text);
    for (const name of ["header.key", "void.key", "payment.sum", "operator", "name.length"])
      assert.is(await gama.call("RRPayName", name), read.get(name), name);
    assert.equal([read.get("void.key"), unknownLines(text), repeatedNames(text)], ["F9", [], ["void.key"]]);
  }));

test("what a scanner may have typed as the receipt's number is doubted before it is recorded", () =>
  withGama(async (gama) => {
    for (const [number, isBarcode] of [
      ["4770123456782", true],
      ["4770123456784", false],
      ["000123", false],
      ["96385074", true],
    ] as const)
      assert.is(await gama.call("RRPayIsBarcode", number), isBarcode, number);
    const entry = "\r\ndocument=96385074\r\n\r\nrows=0\r\n";
    assert.match(String(await gama.call("RRPayEntryText", entry)), /^Kvitas 96385074 \(pana/);
  }));

test.run();
