// Time limit: 300 s
/** rrpay.prg: what only a person knows. */

import * as assert from "uvu/assert";
import type { Rule } from "../emulator/rrpay/server.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { KNOWS_SAVED, milk, NO, posts, saved, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { type Box, ESC, type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: decisions");

/** RRPay takes the money and prints, but never says so. */
const silentAfterPrinting: readonly Rule[] = [
  { on: "post", times: "always", fault: { type: "printed-but-silent" } },
  { on: "get", times: "always", fault: { type: "silence" } },
];
const SILENT = { rrpay: { policy: "card", faults: silentAfterPrinting }, timeouts: { answerMs: 300 } } as const;

/** Answers by what is asked; the answers to fields are taken in turn. */
function typing(...fields: string[]): (box: Box) => number | string | undefined {
  return ({ text, buttons }) => {
    if (text.includes("Patikrinti dar kartą?")) return YES;
    if (text.includes("Spręsti dabar?")) return YES;
    return buttons.length === 0 ? fields.shift() : undefined;
  };
}

test("an unknown outcome is asked after again, never paid again, and the printed receipt is typed row by row", () =>
  withGama(async (gama) => {
    gama.receipt("000136", [milk]);
    const answer = typing("1", "FD-1", "2", "2,58", "");
    gama.cashier = (box) => (box.text.includes("Taip - įrašyti") ? YES : answer(box));
    const { window, done } = await settle(gama);
    assert.is(done, true, gama.said.join("\n"));
    assert.is(new Set(posts(gama).map(({ id }) => id)).size, 1);
    assert.equal(window.paid, [[2, 2.58]]);
    assert.ok(gama.story.some((line) => line.includes("resolve decision=receipt-printed documentNo=FD-1")));
  }, SILENT));

test("no method is proposed, the balance is shown, and a sum that is none is asked again with what was typed", () =>
  withGama(async (gama) => {
    gama.receipt("000136", [milk]);
    const answer = typing("1", "FD-1", "kortele", "2", "1,O", "1,00", "0", "1,58", "");
    gama.cashier = (box) => (box.text.includes("Taip - įrašyti") ? YES : answer(box));
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    const story = gama.story.join("\n");
    assert.match(story, /Liko 2,58 EUR\. Mokėjimas 0 Grynieji, 2 Banko kortelė; tuščia - baigti\. Numeris:\n\[__\]/);
    assert.match(story, /Tokio mokėjimo nėra: kortele/);
    assert.match(story, /Tai ne suma\. Banko kortelė, suma EUR:\n\[_1,O_\]/);
    assert.match(story, /Liko 1,58 EUR/);
    assert.match(story, /Kvitas FD-1\n\| Banko kortelė: 1,00 EUR\n\| Grynieji: 1,58 EUR\n/);
  }, SILENT));

test("an entry that does not balance cannot be sent, and correcting it keeps what was typed", () =>
  withGama(async (gama) => {
    gama.receipt("000136", [milk]);
    const answer = typing("1", "FD-1", "2", "2,00", "", "FD-1", "2", "2,58", "");
    let asked = 0;
    gama.cashier = (box) => {
      if (box.buttons.length !== 3) return answer(box);
      asked++;
      if (asked === 1) assert.match(box.text, /Trūksta 0,58 EUR\. Taip ir Ne - taisyti/);
      assert.is(box.preset, "Ne");
      return YES;
    };
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    assert.is(asked, 2);
    assert.match(gama.story.join("\n"), /Kvito numeris \(iš popieriaus\):\n\[_FD-1_\].*Numeris:\n\[_2_\].*\[_2,00_\]/s);
    assert.is(gama.story.filter((line) => line.startsWith("hook resolve")).length, 1);
  }, SILENT));

test("cash with change is typed as the receipt says it", () =>
  withGama(async (gama) => {
    gama.receipt("000136", [milk]);
    const answer = typing("1", "FD-1", "0", "5", "", "2,40");
    gama.cashier = (box) => (box.text.includes("Taip - įrašyti") ? YES : answer(box));
    const { window, done } = await settle(gama);
    assert.is(done, true, gama.said.join("\n"));
    // 2.58 in cash is 2.60.
    assert.equal(window.paid, [[0, 2.6]]);
  }, SILENT));

/** A milk of 2.58 of which a voucher has paid 1.00, typed as the paper says it; answers put the box in its window off. */
async function typedWithVoucher(gama: Gama, fields: readonly string[], isPutOff: boolean): Promise<void> {
  gama.shop = "prepaid.voucher=I06_CEKIS\r\n";
  gama.receipt("000136", [milk], { I06_CEKIS: 1 });
  const answer = typing(...fields);
  let putOff = isPutOff;
  gama.cashier = (box) => {
    if (box.text.includes("Taip - įrašyti")) return YES;
    if (!putOff || !box.text.includes("Spręsti dabar?")) return answer(box);
    putOff = false;
    return NO;
  };
  const { window, done } = await settle(gama);
  assert.is(done, !isPutOff, gama.story.join("\n"));
  if (isPutOff) await gama.run("STATUS", window);
  assert.match(gama.story.join("\n"), /Liko 1,58 EUR.*resolve decision=receipt-printed documentNo=FD-1 /s);
}

test("of a sale that a voucher has partly paid, RRPay's receipt has the rest", () =>
  withGama(async (gama) => {
    await typedWithVoucher(gama, ["1", "FD-1", "2", "1,58", ""], false);
    assert.not(gama.story.some((line) => line.includes("priimta GAMA")));
  }, SILENT));

test("of a sale that a voucher has paid whole, the receipt's number alone is typed, and GAMA takes nothing more", () =>
  withGama(async (gama) => {
    gama.shop = "prepaid.voucher=I06_CEKIS\r\n";
    gama.receipt("000136", [milk], { I06_CEKIS: 2.58 });
    const answer = typing("1", "FD-1", "");
    gama.cashier = (box) => (box.text.includes("Taip - įrašyti") ? YES : answer(box));
    const { window, done } = await settle(gama);
    assert.is(done, true, gama.story.join("\n"));
    assert.equal(window.paid, []);
    assert.match(gama.story.join("\n"), /Liko 0,00 EUR.*resolve decision=receipt-printed documentNo=FD-1/s);
  }, SILENT));

test("from the list, where nobody knows of the voucher, the cashier is asked", () =>
  withGama((gama) => typedWithVoucher(gama, ["1", "1,00", "FD-1", "2", "1,58", ""], true), SILENT));

test("Esc in any field puts the entry off: nothing is recorded, and the window is left", () =>
  withGama(async (gama) => {
    gama.receipt("000136", [milk]);
    gama.cashier = typing("1", "FD-1", ESC);
    assert.is((await settle(gama)).done, false);
    assert.not(gama.story.some((line) => line.startsWith("hook resolve")));
    assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
  }, SILENT));

test("space and a scanner's Enter press No, and a scanned barcode is no decision", () =>
  withGama(async (gama) => {
    gama.shop = KNOWS_SAVED;
    gama.receipt("000142", [milk]);
    const { window } = await settle(gama);
    await gama.run("CLOSE", window);
    // The second is a weighed article's, whose first digit is the number of a decision.
    gama.answers.push(NO, YES, "4770001112223", YES, "2000001012345");
    for (let times = 0; times < 3; times++) await gama.run("STATUS", window);
    assert.match(gama.story.join("\n"), /Spręsti dabar\? \(Ne - vėliau\)\n\[Taip\] \[\*Ne\] -> Ne/);
    assert.not(gama.story.some((line) => line.startsWith("hook resolve")));
    assert.is(gama.commands.filter((command) => command === "CLEAR TYPEAHEAD").length, gama.said.length);
  }));

test("F8 where a sale and a return have one number asks which is meant; nothing is voided until it is said", () =>
  withGama(async (gama) => {
    gama.shop = KNOWS_SAVED;
    for (const item of [milk, { ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]) {
      gama.receipt("000200", [item]);
      gama.answers.push("FD-77");
      const { window, done } = await settle(gama);
      assert.is(done, true, gama.story.join("\n"));
      saved(window);
      await gama.run("CLOSE", window);
      gama.answers.length = 0;
    }
    const voided = async (...answers: (string | number)[]): Promise<string> => {
      gama.receipt("000200", []);
      gama.answers.push(...answers);
      gama.story.length = 0;
      assert.is(await gama.f8(new Settlement()), false);
      return gama.story.join("\n");
    };
    const asked = /ir pardavimas, ir grąžinimas.*1 - anuliuoti pardavimą; 2 - anuliuoti grąžinimą/s;
    const putOff = await voided("");
    assert.match(putOff, asked);
    assert.is(putOff.split("hook void").length, 2, putOff);
    const chosen = await voided("2", NO);
    assert.match(chosen, asked);
    assert.match(
      chosen,
      /hook void scope=open\n.*Pinigai pagal grąžinimo kvitą 000200 .* grąžinti per RRPay.*Anuliuoti šį grąžinimą RRPay ir GAMA\?/s,
    );
    assert.not.match(chosen, "scope=completed");
  }));

test("STATUS asks RRPay again and offers the decisions; one that is taken is gone", () =>
  withGama(async (gama) => {
    gama.shop = KNOWS_SAVED;
    gama.receipt("000142", [milk]);
    const { window } = await settle(gama);
    await gama.run("CLOSE", window);
    gama.answers.push(NO, YES, "1");
    assert.is(await gama.run("STATUS", window), true);
    assert.is(await gama.run("STATUS", window), true);
    assert.is(gama.said.filter((text) => text.includes("000142 (2026-11-23), 2,58 EUR")).length, 2);
    gama.said.length = 0;
    assert.is(await gama.run("STATUS", window), true);
    assert.equal(gama.said, ["Kasa paruošta. Neužbaigtų mokėjimų nėra."]);
  }));

test("a sale that is saved and whose receipt is missing can be left to the accountant", () =>
  withGama(
    async (gama) => {
      gama.shop = KNOWS_SAVED;
      gama.till.rrpay.operator.set({ paper: false });
      gama.receipt("000143", [milk]);
      const { window } = await settle(gama);
      saved(window);
      await gama.run("CLOSE", window);
      gama.answers.push(YES);
      gama.cashier = ({ text }) => /(\d) - palikti buhalteriui/.exec(text)?.[1];
      assert.is(await gama.run("STATUS", window), true);
      gama.said.length = 0;
      assert.is(await gama.run("STATUS", window), true);
      assert.equal(gama.said, ["Kasa paruošta. Neužbaigtų mokėjimų nėra."]);
    },
    { timeouts: { customerMs: 300 } },
  ));

test("no box holds more than MESSAGEBOX shows, and the question is never cut", () =>
  withGama(async (gama) => {
    gama.answers.push(NO);
    await gama.call("RRPayAsk", "a".repeat(3000), "Ar taip?");
    assert.ok((gama.said[0]?.length ?? 9999) <= 1024);
    assert.ok(gama.said[0]?.endsWith("\rAr taip?"));
  }));

test("a receipt is named as a cashier knows it, without a key", () =>
  withGama(async (gama) => {
    for (const [key, name] of [
      ["T1-20261123-000123", "000123 (2026-11-23)"],
      ["-20261123-A-1", "A-1 (2026-11-23)"],
      ["T1-20261123-000123~0000000001500", "000123 (2026-11-23)"],
      ["something else", "something else"],
    ] as const)
      assert.is(await gama.call("RRPayReceipt", key), name);
  }));

test.run();
