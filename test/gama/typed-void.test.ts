// Time limit: 300 s
/** rrpay.prg: a void that a person typed, and a receipt that RRPay says is voided already, can still be voided in GAMA. */
import * as assert from "uvu/assert";
import { formatDate } from "../../runtime/cli/time.ts";
import { engineOf } from "../support/engines.ts";
import { offsetHere, reportDay } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { milk, NO, openPos, posts, settle, YES } from "./items.ts";
import type { Settlement } from "./settlement.ts";
import { type Box, type Gama, withGama as withAnyGama } from "./till.ts";
import { SILENT, typeVoid } from "./typed.ts";

const withGama = (body: (gama: Gama) => Promise<void>) =>
  withAnyGama({ engine: engineOf("direct"), timeouts: { answerMs: 300 } }, body);
const test = suite("rrpay.prg: typed and foreign voids");

const OWN = "MACRO DO f8_gama";

const ownF8 = (gama: Gama) => gama.story.filter((line) => line === OWN).length;
const kinds = (gama: Gama) => posts(gama).map(({ kind }) => kind);

/** A paid receipt in a POS window in which GAMA's own F8 is a command. */
async function paid(gama: Gama, number: string): Promise<Settlement> {
  gama.boundF8 = "DO f8_gama";
  const pos = await openPos(gama);
  gama.receipt(number, [milk]);
  assert.is((await settle(gama)).done, true, gama.said.join("\n"));
  return pos;
}

test("GAMA's own F8 follows a void that was typed while RRPay has not answered", () =>
  withGama(async (gama) => {
    const pos = await paid(gama, "000300");
    assert.is(await typeVoid(gama, pos), false, gama.story.join("\n"));
    assert.is(ownF8(gama), 0, "nobody knew what had become of the void");
    assert.ok(
      gama.story.some((line) => line.includes("resolve decision=receipt-printed documentNo=V-1")),
      gama.story.join("\n"),
    );
    gama.story.length = 0;
    gama.cashier = () => YES;
    assert.is(await gama.f8(pos), true, gama.story.join("\n"));
    assert.match(gama.said[gama.said.length - 2] ?? "", /^Anuliavimas įvestas ranka, RRPay jo dar nepatvirtino/);
    const after = gama.story.slice(gama.story.indexOf(OWN));
    assert.ok(after.includes("hook close saved=true"), "GAMA's void is told behind it");
    assert.equal([ownF8(gama), kinds(gama)], [1, ["sale", "void"]]);
    const { report } = reportDay([gama.till.dataDir], formatDate(Date.now(), offsetHere(Date.now())));
    assert.equal(
      report.open.map(({ attempt }) => attempt.kind),
      ["void"],
      "the sale that it took back waits for nobody",
    );
  }));

test("a receipt that is voided already is offered to GAMA's own F8, and No is what Enter presses", () =>
  withGama(async (gama) => {
    const pos = await paid(gama, "000301");
    gama.answers.push(YES, YES);
    assert.is(await gama.f8(pos), true);
    for (const answer of [NO, YES]) {
      gama.story.length = 0;
      gama.answers.push(answer);
      assert.is(await gama.f8(pos), answer === YES, gama.story.join("\n"));
      const box = /Šis kvitas RRPay jau anuliuotas\..*Anuliuoti tik GAMA\?\n\[Taip\] \[\*Ne\]/s;
      assert.match(gama.story.join("\n"), box);
      assert.is(ownF8(gama), answer === YES ? 1 : 0);
    }
    assert.equal(kinds(gama), ["sale", "void"]);
  }));

for (const [what, pieces, said] of [
  ["sale", 1, /^Kvito 000302 \(2026-11-23\) apmokėjimas įvestas ranka\.\rAnuliuoti jį RRPay ir GAMA\?/m],
  ["return", -1, /^Grąžinimo kvitas 000302 \(2026-11-23\) įvestas ranka\.\rAnuliuoti šį grąžinimą RRPay ir GAMA\?/m],
] as const)
  test(`of a ${what} that only a person has called paid, F8 does not say that it went through RRPay`, () =>
    withGama(async (gama) => {
      const pos = await openPos(gama);
      gama.till.rrpay.script(SILENT);
      gama.receipt("000302", [{ ...milk, pieces: 2 * pieces, sum: 2.13 * pieces, vat: 0.45 * pieces }]);
      const fields = ["", "1", "V-2", "2", "2,58", ""];
      if (what === "sale") fields.shift(); // a return asks for its purchase's number first
      gama.cashier = ({ text, buttons }: Box) => (buttons.length === 0 ? fields.shift() : text ? YES : undefined);
      assert.is((await settle(gama)).done, true, gama.story.join("\n"));
      gama.said.length = 0;
      gama.cashier = () => NO;
      await gama.f8(pos);
      assert.match(gama.said.join("\n"), said);
    }));

test("space on a receipt whose void is not heard of does not call it paid: the void is asked about first", () =>
  withGama(async (gama) => {
    const pos = await paid(gama, "000941");
    gama.till.rrpay.script(SILENT);
    gama.answers.push(YES);
    gama.cashier = () => NO;
    assert.is(await gama.f8(pos), false);
    gama.said.length = 0;
    const { done, window } = await settle(gama);
    assert.equal([done, window.paid], [false, []], gama.story.join("\n"));
    assert.is(gama.said[0], "Pirma reikia sužinoti, ar anuliuotas kvitas 000941 (2026-11-23).");
    assert.not(/apmokėta/i.test(gama.said.join("\n")), gama.said.join("\n"));
    // RRPay answers again: it has given the money back
    gama.till.rrpay.script([]);
    gama.said.length = 0;
    assert.is((await settle(gama)).done, false);
    assert.match(gama.said.join("\n"), /jau anuliuotas/);
    assert.equal(
      posts(gama).map(({ kind }) => kind),
      ["sale", "void"],
    );
  }));

test.run();
