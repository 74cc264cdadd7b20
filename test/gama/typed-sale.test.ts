// Time limit: 300 s
/** rrpay.prg: a receipt that was typed before its window comes up again is taken as it was typed (B24, B25). */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { KNOWS_SAVED, milk, NO, openPos, posts, saved, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import type { Box, Gama } from "./till.ts";
import { SILENT } from "./typed.ts";
import { text } from "./values.ts";

const test = suite("rrpay.prg: typed sale");
const OPTIONS = { rrpay: { policy: "card", faults: SILENT }, timeouts: { answerMs: 300, manualAfterMs: 50 } } as const;

/** A milk that RRPay has printed and never tells of: its window is left, and its paper typed in the list. */
async function typedInTheList(gama: Gama, item = milk): Promise<void> {
  const pos = await openPos(gama);
  gama.receipt("000136", [item]);
  gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? "" : NO);
  assert.is((await settle(gama)).done, false);
  let listed = "";
  while (!listed.includes("=receipt-printed"))
    listed = text(await gama.call("RRPayCall", "status", "\r\nrefresh=true\r\n"));
  const fields = ["1", "FD-1", "2", "2,58", ""];
  gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? fields.shift() : YES);
  await gama.run("STATUS", pos);
  assert.ok(gama.story.some((line) => line.includes("resolve decision=receipt-printed documentNo=FD-1")));
  gama.said.length = 0;
  gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? "" : NO);
}

test("what was typed in the list is taken by the window that is told to save it, and nothing is typed again", () =>
  withGama(async (gama) => {
    await typedInTheList(gama);
    const { window, done } = await settle(gama);
    assert.equal([done, window.paid], [true, [[2, 2.58]]], gama.said.join("\n"));
    assert.equal(gama.said.length, 1);
    assert.match(
      gama.said[0]!,
      /^Mokėjimas įvestas ranka.*Išsaugokite pardavimą;.*\r.*apmokėtas anksčiau.*Jei pirkėjas kitas/s,
    );
    assert.is(new Set(posts(gama).map(({ id }) => id)).size, 1);
  }, OPTIONS));

test("a return that was typed is taken as a return", () =>
  withGama(async (gama) => {
    await typedInTheList(gama, { ...milk, pieces: -2, sum: -2.13, vat: -0.45 });
    const { window, done } = await settle(gama);
    assert.equal([done, window.paid], [true, [[2, -2.58]]], gama.said.join("\n"));
  }, OPTIONS));

test("typed, and GAMA died before it saved: the next start's window takes it, and close tells whose it is", () =>
  withGama(async (gama) => {
    await typedInTheList(gama);
    for (const name of ["CRRPAYRETURN", "CRRPAYOPEN", "CRRPAYASIDE", "CRRPAYPAID"]) gama.screen.members.delete(name);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    gama.receipt("000137", [milk]);
    await gama.run("STATUS", await openPos(gama));
    const closes = gama.payloads.filter(([hook]) => hook === "close").map(([, lines]) => lines);
    assert.ok(
      closes.some((lines) => lines.includes("saved=true") && lines.some((line) => line.startsWith("attemptId="))),
    );
  }, OPTIONS));

test("what GAMA has saved as it was typed is not taken once more: a number given again is another customer's", () =>
  withGama(async (gama) => {
    gama.shop = KNOWS_SAVED;
    await typedInTheList(gama);
    const { window } = await settle(gama);
    saved(window);
    await gama.run("CLOSE", window);
    const again = await settle(gama);
    assert.equal([again.done, again.window.paid], [false, []], gama.said.join("\n"));
  }, OPTIONS));

for (const [what, code, outcome, message, done] of [
  ["paid without a receipt", "approved-not-printed", "approved", "Apmokėta, bet kvitas neatspausdintas.", true],
  ["declined", "declined", "declined", "Mokėjimas atmestas, pinigai nepaimti.", false],
] as const)
  test(`RRPay has answered while it was typed: the cashier reads what, ${what}`, () =>
    withGama(async (gama) => {
      await openPos(gama);
      gama.receipt("000138", [milk]);
      gama.told = (hook) =>
        hook === "resolve"
          ? `\r\nstatus=superseded\r\ncode=superseded\r\nmessage=Galioja RRPay atsakymas.\r\nresult.outcome=${outcome}\r\nresult.code=${code}\r\nresult.message=${message}\r\n`
          : undefined;
      const fields = ["1", "FD-1", "2", "2,58", ""];
      gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? fields.shift() : YES);
      assert.is((await settle(gama)).done, done, gama.said.join("\n"));
      assert.is(gama.said.at(-1)?.trim(), `Galioja RRPay atsakymas.\r${message}`);
    }, OPTIONS));

test.run();
