// Time limit: 300 s
/** rrpay.prg as a guest: in data sessions with settings of their own, over records as GAMA left them, beside a scanner. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";
import { ESC, type Gama } from "./till.ts";
import { Cancelled, Currency } from "./values.ts";

const test = suite("rrpay.prg: a guest in GAMA");
const BARCODE = "4770001112229";

/** Nothing is left of what _SCREEN held. */
async function restart(gama: Gama): Promise<void> {
  await gama.end();
  for (const name of gama.screen.members.keys()) if (name.includes("RRPAY")) gama.screen.members.delete(name);
}

test("where TALK is on in each data session nothing that RRPay reckons is shown, and it is on again", () =>
  withGama(async (gama) => {
    gama.receipt("000801", [milk]);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    assert.is(gama.settings.talked, 0);
    assert.equal([gama.settings.of("TALK", 1), gama.settings.of("TALK", 2)], ["ON", "ON"]);
  }));

test("a record that somebody else has locked is not waited for without an end: the cashier types what it did not take", () =>
  withGama(async (gama) => {
    gama.shop = "header.document=I06_FISK\r\n";
    gama.receipt("000802", [milk], { I06_FISK: " ".repeat(20) });
    gama.tables.get("I06_PARH")!.locked = true;
    const outcome = await settle(gama).catch((error: unknown) => error);
    assert.not.instance(outcome, Cancelled);
    assert.match(gama.said.at(-1) ?? "", /Įveskite GAMA lange:\rFiskalinio kvito numeris: \S+/);
    assert.is(gama.settings.of("REPROCESS", 2), 0);
  }));

test("a key that a locked record does not take sends nothing, and the window is left", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000803", [milk], { I06_RAKTAS: " ".repeat(12) });
    gama.tables.get("I06_PARH")!.locked = true;
    assert.is((await settle(gama)).done, false);
    assert.equal([posts(gama), gama.commands.includes("KEYBOARD {ESC}")], [[], true]);
  }));

test("amounts that GAMA keeps as currency go out as they are, and what is paid is compared", () =>
  withGama(async (gama) => {
    gama.shop = "payment.sum=SUMOKETA\r\n";
    const money = { I07_SUMA: new Currency(2.13), I07_PVM: new Currency(0.45), I07_KAINA_SU: new Currency(1.29) };
    gama.receipt("000804", [{ ...milk, fields: money }]);
    const window = new Settlement();
    window.members.set("SUMOKETA", new Currency(0));
    window.members.set("KREDITAS", ([, euros = 0]) => {
      window.members.set("SUMOKETA", new Currency(Number(euros)));
      return true;
    });
    assert.is((await settle(gama, window)).done, true, gama.said.join("\n"));
    assert.equal([posts(gama)[0]?.totalCents, gama.said], [258, []]);
  }));

test("a number that was never written is none, whatever bytes stand in its field", () =>
  withGama(async (gama) => {
    gama.receipt("\0".repeat(20), [milk]);
    assert.is((await settle(gama)).done, false);
    assert.match(gama.said.join("\n"), /^Kvitas dar neturi numerio/);
    assert.equal(posts(gama), []);
  }));

test("after a restart of GAMA who gets a receipt paid that was paid before is told that no money was taken now", () =>
  withGama(async (gama) => {
    gama.receipt("000805", [milk]);
    await settle(gama);
    await restart(gama);
    gama.cashier = () => NO;
    await openPos(gama);
    gama.receipt("000805", [milk]); // the same number, given to the next customer
    assert.is((await settle(gama)).done, true, gama.story.join("\n"));
    assert.is(posts(gama).length, 1);
    assert.is(
      gama.said.at(-1)?.trimEnd(),
      "Kvitas apmokėtas anksčiau, dabar pinigai nepaimti. Jei pirkėjas kitas, kvieskite atsakingą darbuotoją.",
    );
  }));

test("who leaves the window of a paid receipt and comes back is told that no money was taken now", () =>
  withGama(async (gama) => {
    gama.receipt("000806", [milk]);
    await settle(gama);
    assert.equal(gama.said, []);
    await settle(gama);
    assert.is(posts(gama).length, 1);
    assert.match(gama.said.at(-1) ?? "", /^Kvitas apmokėtas anksčiau, dabar pinigai nepaimti\./);
  }));

test("a barcode in the field of the purchase's receipt is asked about, and No lets it be typed again", () =>
  withGama(async (gama) => {
    gama.receipt("000807", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
    gama.answers.push(BARCODE, NO, "FD-77");
    await settle(gama);
    assert.is(posts(gama)[0]?.original?.documentNo, "FD-77", gama.story.join("\n"));
  }));

test("a number that only looks like a barcode is taken, and the field is left with Esc as ever", () =>
  withGama(async (gama) => {
    const back = [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }];
    gama.receipt("000808", back);
    gama.answers.push(BARCODE, NO, ESC);
    await settle(gama);
    assert.equal(posts(gama), []);
    gama.answers.push(BARCODE, YES);
    await settle(gama);
    assert.is(posts(gama)[0]?.original?.documentNo, BARCODE, gama.story.join("\n"));
  }));

test.run();
