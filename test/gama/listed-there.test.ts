// Time limit: 300 s
/** rrpay.prg: what a sentence sends the cashier to the list for can be decided there and then, in shops without a key for the list too (B9). */
import * as assert from "uvu/assert";
import type { Rule } from "../emulator/rrpay/server.ts";
import { suite } from "../support/suite.ts";
import { cheese, milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import type { Settlement } from "./settlement.ts";
import { type Box, ESC, type Gama } from "./till.ts";
import { SILENT } from "./typed.ts";

const test = suite("rrpay.prg: the list comes up there");
const TIMES = { timeouts: { answerMs: 300, manualAfterMs: 50 } } as const;
const UNHEARD = { rrpay: { policy: "card", faults: SILENT }, ...TIMES } as const;

/** RRPay answers nothing at all, so that it has named no money. */
const MUTE = (["post", "get", "cancel"] as const).map(
  (on): Rule => ({ on, times: "always", fault: { type: "silence" } }),
);

const own = (gama: Gama) => gama.story.filter((line) => line === "MACRO DO f8_gama").length;

/** Accepts what is offered, and types this into the fields. */
function types(gama: Gama, ...fields: string[]): void {
  gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? (fields.shift() ?? ESC) : YES);
}

/** A paid receipt in a POS window in which GAMA's own F8 is a command. */
async function paid(gama: Gama): Promise<Settlement> {
  gama.boundF8 = "DO f8_gama";
  const pos = await openPos(gama);
  gama.receipt("000700", [milk]);
  assert.is((await settle(gama)).done, true, gama.said.join("\n"));
  return pos;
}

/** F8 until manual entry is open: how often depends on the machine's pace. */
async function f8UntilOffered(gama: Gama, pos: Settlement): Promise<unknown> {
  let done: unknown;
  const offered = () => gama.said.some((text) => text.includes("Spręsti dabar?"));
  for (let left = 50; left > 0 && !offered(); left--) done = await gama.f8(pos);
  assert.ok(offered(), gama.story.join("\n"));
  return done;
}

test("an earlier try that is open is decided in the window that is told of it, and its receipt is taken", () =>
  withGama(async (gama) => {
    await openPos(gama);
    gama.receipt("000701", [milk]);
    types(gama, "2");
    assert.is((await settle(gama)).done, false);
    gama.said.length = 0;
    types(gama, "1", "FD-1", "2", "2,58", "");
    const { done, window } = await settle(gama);
    assert.match(gama.said[0]!, /^Pardavimas, kvitas 000701.*\r.*Sąraše pažymėkite.*\rSpręsti dabar\?/);
    assert.equal([done, window.paid, posts(gama).length], [true, [[2, 2.58]], 1], gama.story.join("\n"));
    // told by its own id
    gama.receipt("000702", [cheese]);
    gama.cashier = () => NO;
    await settle(gama);
    const closes = gama.payloads.filter(([hook]) => hook === "close").map(([, lines]) => lines);
    assert.ok(
      closes[0]?.includes("saved=true") && closes[0].some((line) => line.startsWith("attemptId=")),
      gama.story.join("\n"),
    );
  }, UNHEARD));

test("who puts it off reads it once, and the receipt stands as it stood", () =>
  withGama(async (gama) => {
    await openPos(gama);
    gama.receipt("000703", [milk]);
    types(gama, "2");
    await settle(gama);
    gama.said.length = 0;
    gama.cashier = () => NO;
    assert.is((await settle(gama)).done, false);
    assert.equal([gama.said.length, posts(gama).length], [1, 1], gama.said.join("\n"));
  }, UNHEARD));

test("a void that is not heard of is typed where F8 tells of it, and GAMA's own F8 follows", () =>
  withGama(async (gama) => {
    const pos = await paid(gama);
    gama.till.rrpay.script(SILENT);
    types(gama, "1", "V-1", "2", "2,58", "");
    assert.is(await f8UntilOffered(gama, pos), true, gama.story.join("\n"));
    assert.equal([own(gama), posts(gama).map(({ kind }) => kind)], [1, ["sale", "void"]]);
    assert.ok(gama.story.includes("hook close saved=true"), gama.story.join("\n"));
  }, TIMES));

test("a void that is not heard of and is put off leaves GAMA's receipt alone", () =>
  withGama(async (gama) => {
    const pos = await paid(gama);
    gama.till.rrpay.script(SILENT);
    gama.cashier = ({ text }: Box) => (text.includes("Spręsti dabar?") ? NO : YES);
    assert.is(await f8UntilOffered(gama, pos), false);
    assert.is(own(gama), 0);
    assert.match(gama.said.at(-1)!, /Spręsti dabar\?/, "it has been read, and is not said again");
  }, TIMES));

test("a void that RRPay declined is entered as made elsewhere where F8 tells of it; GAMA's own F8 is a decision", () =>
  withGama(async (gama) => {
    const pos = await paid(gama);
    gama.till.rrpay.setPolicy("decline");
    types(gama, "1", "V-9");
    assert.is(await gama.f8(pos), true, gama.story.join("\n"));
    const told = gama.said.slice(-4);
    assert.match(told[0]!, /įrašykite tai sąraše\. \(RRPay: .*\rSpręsti dabar\?/);
    assert.match(told[3]!, /RRPay jau anuliuotas.*Anuliuoti tik GAMA\?/s);
    assert.is(own(gama), 1);
  }));

test("a void that waits for another one brings up what is to be finished first, and is made then", () =>
  withGama(async (gama) => {
    const pos = await paid(gama);
    gama.receipt("000706", [cheese]);
    assert.is((await settle(gama)).done, true);
    gama.till.rrpay.script(SILENT);
    gama.receipt("000700", [milk]);
    gama.cashier = ({ text }: Box) => (text.includes("Spręsti dabar?") ? NO : YES);
    await f8UntilOffered(gama, pos);
    gama.till.rrpay.script([]);
    gama.receipt("000706", [cheese]);
    gama.said.length = 0;
    const fields = ["1", "V-1", "2", "2,58", ""];
    gama.cashier = ({ text, buttons }: Box) => {
      if (buttons.length === 0) return fields.shift() ?? ESC;
      return text.includes("Spręsti dabar?") && !text.startsWith("Anuliavimas") ? NO : YES;
    };
    assert.is(await gama.f8(pos), false, gama.story.join("\n"));
    assert.ok(
      gama.said.includes("Pirma reikia užbaigti ankstesnį kvitą. Tada grįžkite prie kvito 000706 (2026-11-23)."),
      gama.said.join("\n"),
    );
    assert.ok(
      gama.said.some((text) => /^Anuliavimas, kvitas 000700 /.test(text)),
      gama.said.join("\n"),
    );
  }, TIMES));

test("F8 on a payment that is not heard of lets it be decided, and calls nothing voided", () =>
  withGama(
    async (gama) => {
      gama.boundF8 = "DO f8_gama";
      const pos = await openPos(gama);
      gama.receipt("000704", [milk]);
      gama.cashier = () => NO;
      await settle(gama);
      gama.said.length = 0;
      types(gama, "2");
      assert.is(await f8UntilOffered(gama, pos), false);
      assert.ok(gama.story.includes("hook resolve decision=nothing-happened"), gama.story.join("\n"));
      assert.is(own(gama), 0);
    },
    { rrpay: { policy: "card", faults: MUTE }, ...TIMES },
  ));

test("a number that is no decision is asked for again, and only nothing puts it off", () =>
  withGama(async (gama) => {
    await openPos(gama);
    gama.receipt("000705", [milk]);
    types(gama, "5", "4770001112223", "2");
    await settle(gama);
    const fields = gama.said.filter((text) => text.includes("tuščia - vėliau"));
    assert.match(fields[1]!, /^Tokio numerio nėra: 5\. 1 - /);
    assert.match(fields[2]!, /^Tokio numerio nėra: 4770001112223\. 1 - /);
    assert.ok(gama.story.includes("hook resolve decision=nothing-happened"), gama.story.join("\n"));
  }, UNHEARD));

test.run();
