// Time limit: 300 s
/** A receipt whose key GAMA has not saved; work that was cut off; what SET KEY and filters hide. Each was red when it was written. */
import * as assert from "uvu/assert";
import { judge } from "../../runtime/cli/adapt-judge.ts";
import { judgeEscape, judgePayments, judgeVoid } from "../../runtime/cli/adapt-judge-window.ts";
import { Names } from "../../runtime/cli/adapt-names.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { inspected } from "./inspected.ts";
import { cheese, f8WithSettlement, milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { type Box, type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";
import { Cancelled } from "./values.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: an unsaved key");

/** A receipt of today, which the journal is whole for; with a field for the key that is empty. */
const TODAY = { I06_OP_DATA: new Date() };
const BLANK = { ...TODAY, I06_RAKTAS: " ".repeat(20) };
const KEYED = "header.key=I06_RAKTAS\r\n";
const kinds = (gama: Gama) => posts(gama).map(({ kind }) => kind);
const passed = (gama: Gama) => gama.commands.filter((command) => /^KEYBOARD {F8}|^MACRO/.test(command)).length;
const SAME = /Ar dabar ekrane tas pats kvitas\?/;
const ALONE = /Anuliuoti tik GAMA\?/;

/** Paid, told as saved, and called up again without the key, which GAMA has not saved. */
async function calledUp(gama: Gama, number: string): Promise<Settlement> {
  const pos = await openPos(gama);
  gama.shop = KEYED;
  gama.receipt(number, [milk], BLANK);
  await settle(gama);
  gama.receipt("000799", [cheese], BLANK);
  await gama.run("STATUS", pos);
  assert.ok(gama.story.includes("hook close saved=true"), gama.story.join("\n"));
  gama.receipt(number === "" ? "000798" : number, [milk], BLANK);
  gama.said.length = 0;
  return pos;
}

test("F8 on a saved receipt whose key GAMA has not saved takes RRPay's back too", () =>
  withGama(async (gama) => {
    const pos = await calledUp(gama, "000701");
    gama.cashier = () => YES;
    await gama.f8(pos);
    assert.match(gama.said[0] ?? "", SAME);
    assert.equal([passed(gama), kinds(gama)], [1, ["sale", "void"]], gama.story.join("\n"));
    assert.is(posts(gama)[0]?.saleKey, posts(gama)[1]?.saleKey);
    // and the void is told as that receipt's
    gama.receipt("000702", [cheese], BLANK);
    assert.is((await settle(gama)).done, true, gama.story.join("\n"));
    assert.equal(kinds(gama), ["sale", "void", "sale"]);
  }));

test("whoever presses Enter at its questions voids nothing", () =>
  withGama(async (gama) => {
    const pos = await calledUp(gama, "000703");
    gama.cashier = () => NO;
    await gama.f8(pos);
    assert.equal([passed(gama), kinds(gama)], [0, ["sale"]], gama.story.join("\n"));
    assert.match(gama.said.join("\n"), ALONE);
  }));

test("another receipt of that number can be voided in GAMA alone, by a decision", () =>
  withGama(async (gama) => {
    const pos = await calledUp(gama, "000704");
    gama.cashier = ({ text }: Box) => (ALONE.test(text) ? YES : NO);
    await gama.f8(pos);
    assert.equal([passed(gama), kinds(gama)], [1, ["sale"]], gama.story.join("\n"));
  }));

test("where GAMA numbers on saving and does not save the key, F8 is not GAMA's alone in silence", () =>
  withGama(async (gama) => {
    const pos = await calledUp(gama, "");
    gama.cashier = () => NO;
    await gama.f8(pos);
    assert.match(gama.said.join("\n"), ALONE);
    assert.equal([passed(gama), kinds(gama)], [0, ["sale"]], gama.story.join("\n"));
  }));

test("a receipt that RRPay never saw is GAMA's own affair in a shop with keys too", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = KEYED;
    gama.receipt("000705", [milk], BLANK);
    await gama.f8(pos);
    assert.equal([passed(gama), gama.said], [1, []], gama.story.join("\n"));
  }));

test("F8 finds a receipt that lost its key when GAMA was started anew", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = KEYED;
    gama.receipt("000706", [milk], BLANK);
    await settle(gama);
    gama.receipt("000706", [milk], BLANK); // TABLEREVERT()
    for (const name of ["CRRPAYOPEN", "CRRPAYASIDE"]) gama.screen.members.delete(name);
    gama.cashier = () => YES;
    await gama.f8(pos);
    assert.equal([passed(gama), kinds(gama)], [1, ["sale", "void"]], gama.story.join("\n"));
  }));

test("a payment that is still open is not called paid where its receipt lost its key", () =>
  withGama(
    async (gama) => {
      const pos = await openPos(gama);
      gama.shop = KEYED;
      gama.receipt("000707", [milk], BLANK);
      gama.cashier = () => NO;
      await settle(gama);
      gama.receipt("000707", [milk], BLANK);
      for (const name of ["CRRPAYOPEN", "CRRPAYASIDE"]) gama.screen.members.delete(name);
      gama.said.length = 0;
      await gama.f8(pos);
      assert.match(gama.said[0] ?? "", SAME);
      assert.not(/apmokėtas/.test(gama.said.join("\n")), gama.said.join("\n"));
      assert.is(passed(gama), 0);
    },
    {
      rrpay: {
        policy: "card",
        faults: [
          { on: "get", times: "always", fault: { type: "silence" } },
          { on: "post", times: "always", fault: { type: "printed-but-silent" } },
        ],
      },
      timeouts: { answerMs: 300, manualAfterMs: 60_000 },
    },
  ));

test("whatever runs first after work that was cut off gives GAMA's keys and its Esc back", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.bound.set("F2", "DO f2_gama");
    gama.receipt("000708", [milk]);
    const window = new Settlement();
    window.members.set("KREDITAS", () => {
      throw new Cancelled();
    });
    assert.instance(await settle(gama, window).catch((error: unknown) => error), Cancelled);
    assert.equal([gama.bound.get("F2"), gama.settings.get("ESCAPE")], [undefined, "OFF"]);
    await gama.run("BIND", pos); // the POS window's Activate
    assert.is(gama.bound.get("F2"), "DO f2_gama");
    assert.is(gama.boundF8, "=EXECSCRIPT(_SCREEN.cRRPayF8Text)");
    assert.is(gama.settings.get("ESCAPE"), "ON");
  }));

for (const [what, own, order] of [
  [
    "a settlement window that came up during F8 is left behind the boxes of GAMA's void, where that is a command",
    "DO f8_gama",
    ["MACRO DO f8_gama", "CLEAR TYPEAHEAD", "KEYBOARD {ESC}"],
  ],
  [
    "a settlement window that came up during F8 is left before GAMA's own F8, where that is a key",
    "",
    ["KEYBOARD {ESC}", "KEYBOARD {F8}"],
  ],
] as const)
  test(what, () =>
    withGama(async (gama) => {
      gama.boundF8 = own;
      const pos = await openPos(gama);
      gama.receipt("000709", [milk], TODAY);
      await settle(gama);
      await f8WithSettlement(gama, pos);
      const last = order.map((command) => gama.commands.lastIndexOf(command));
      assert.ok(!last.includes(-1), gama.commands.join("\n"));
      assert.equal(
        last,
        [...last].sort((one, other) => one - other),
        gama.commands.join("\n"),
      );
    }),
  );

test("lines of which SET KEY shows only some are not sent: a query would see another receipt's", () =>
  withGama(async (gama) => {
    gama.receipt("000710", [milk, cheese]);
    const { records = [] } = gama.tables.get("I07_PARD") ?? {};
    gama.tables.set("I07_PARD", { records, at: 0, range: ["000710", "000710"] });
    assert.is((await settle(gama)).done, false);
    assert.equal(posts(gama), []);
    assert.match(gama.said.join("\n"), /SET KEY\): 000710 000710\. Dabar nieko neišsiųsta/);
  }));

const lt = (said: string) => said;
const namesOf = (...rows: [string, string][]) => new Names(new Map(rows));

test("INSPECT tells what keys do in GAMA, though it puts them aside", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    gama.bound.set("ESC", "DO esc_gama");
    const pos = await openPos(gama);
    const inspection = await inspected(gama, pos);
    assert.is(judgeVoid(inspection, namesOf(), lt).evidence, "ON KEY LABEL F8: DO f8_gama");
    assert.is(judgeEscape(inspection, lt).verdict, "does-not-hold");
  }));

test("INSPECT tells what SET KEY leaves of the lines, and adapt that GAMA-2 does not hold", () =>
  withGama(async (gama) => {
    gama.receipt("000711", [milk, cheese]);
    const { records = [] } = gama.tables.get("I07_PARD") ?? {};
    gama.tables.set("I07_PARD", { records, at: 0, range: ["A 12", "A 12"] });
    const inspection = await inspected(gama, new Settlement());
    const lines = inspection.cursors.find(({ alias }) => alias === "I07_PARD");
    assert.is(lines?.keyRange, "A 12 A 12");
    const found = { lines, header: undefined, reading: undefined, grossCents: 0, netCents: 0 };
    const [, held] = judge({ settlement: inspection, pos: undefined }, found, namesOf(), "lt").judgements;
    assert.equal([held?.name, held?.verdict], ["GAMA-2", "does-not-hold"]);
    assert.match(held?.evidence ?? "", "SET KEY: A 12 A 12");
    assert.not(lines?.fields.some(({ name }) => name === "key"));
  }));

test("adapt tells that payment.sum names nothing in the window", () =>
  withGama(async (gama) => {
    gama.receipt("000712", [milk], { I06_SUMOKETA: 0 });
    const window = new Settlement();
    window.members.set("VISO", 0);
    const inspection = await inspected(gama, window);
    for (const [sum, verdict] of [
      ["nera", "does-not-hold"],
      ["viso", "cannot-tell"],
      ["I06_SUMOKETA", "cannot-tell"],
    ] as const)
      assert.is(judgePayments(inspection, namesOf(["payment.sum", sum]), lt).verdict, verdict, sum);
  }));

test("a filter that names another table whose name ends alike keeps that name", () =>
  withGama(async (gama) => {
    gama.receipt("000713", [milk, cheese]);
    const { records = [] } = gama.tables.get("I07_PARD") ?? {};
    for (const [at, record] of records.entries()) record.I07_PO = at;
    gama.tables.set("VI07_PARD", { records: [{ NR: 1 }], at: 0 });
    gama.tables.set("I07_PARD", { records, at: 0, filter: "VI07_PARD.NR = i07_pard.I07_PO AND I07_PARD->I07_PO > 0" });
    await settle(gama);
    assert.is(posts(gama)[0]?.totalCents, 399, gama.said.join("\n"));
  }));

test("another void.key counts while the POS window is open, and GAMA has its old key back", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    gama.bound.set("F9", "DO f9_gama");
    const pos = await openPos(gama);
    gama.shop = "void.key=F9\r\n";
    await gama.run("STATUS", pos);
    assert.equal([gama.boundF8, gama.bound.get("F9")], ["DO f8_gama", "=EXECSCRIPT(_SCREEN.cRRPayF8Text)"]);
    await gama.run("CLOSE", pos);
    assert.equal([gama.boundF8, gama.bound.get("F9")], ["DO f8_gama", "DO f9_gama"]);
  }));

test("CLOSE's text with BIND in it gives F8 back, and is silent where rrpay.prg is gone", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.boundF8 = "DO f8_gama"; // in Activate
    await gama.paste("CLOSE.txt", pos, "BIND");
    assert.is(gama.boundF8, "=EXECSCRIPT(_SCREEN.cRRPayF8Text)");
    gama.hasFolder = false;
    await gama.paste("CLOSE.txt", pos, "BIND");
    assert.equal(gama.said, []);
  }));

test("a key's field that is .NULL. in a new record is an empty one", () =>
  withGama(async (gama) => {
    gama.shop = KEYED;
    gama.receipt("000714", [milk], { ...TODAY, I06_RAKTAS: null });
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    assert.match(posts(gama)[0]?.saleKey ?? "", /000714~[0-9A-Z]{12}$/);
  }));

test("a window without a receipt is told as that, and not as a field that is too short", () =>
  withGama(async (gama) => {
    gama.shop = KEYED;
    gama.receipt("", [milk], BLANK);
    const { records = [] } = gama.tables.get("I06_PARH") ?? {};
    gama.tables.set("I06_PARH", { records, at: 0, isAtEnd: true });
    assert.is((await settle(gama)).done, false);
    assert.equal(gama.said, ["Lange nėra kvito. Dabar nieko neišsiųsta."]);
  }));

test("a code with a space in customer.none is that code", () =>
  withGama(async (gama) => {
    gama.shop = "customer.none=MAZ 1 , KITAS\r\n";
    gama.receipt("000716", [milk], { I06_KODAS_KS: "MAZ 1       ", I06_PAV: "Pirkėjas" });
    await settle(gama);
    assert.is(posts(gama)[0]?.customer, undefined);
  }));

test("F8 is ours in a POS window that came up while RRPay was at work", () =>
  withGama(
    async (gama) => {
      gama.boundF8 = "DO f8_gama";
      let nested: Promise<unknown> | undefined;
      gama.keys.shift = () => {
        nested ??= gama.run("INIT", new Settlement("POS pardavimo taskas")).then(() => 0);
        return nested as unknown as number;
      };
      gama.receipt("000717", [milk], TODAY);
      await settle(gama);
      assert.ok(nested !== undefined, "nothing was waited for");
      assert.is(gama.boundF8, "=EXECSCRIPT(_SCREEN.cRRPayF8Text)");
    },
    { rrpay: { policy: { type: "card", pace: { everyMs: 100 } } } },
  ));

test("receipts without a number are told apart in the list by their age", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = KEYED;
    gama.receipt("", [milk], BLANK);
    await settle(gama);
    const advice = () => gama.said.filter((box) => box.startsWith("Pardavimas, kvitas ")).join("\n");
    gama.cashier = () => NO;
    await gama.run("STATUS", pos);
    assert.match(advice(), / Pradėta prieš 0 min\.\r/);
    // one with a number has it
    gama.receipt("000708", [cheese], BLANK);
    await settle(gama);
    gama.said.length = 0;
    await gama.run("STATUS", pos);
    assert.match(advice(), /000708/);
    assert.not(/000708[\s\S]*Pradėta/.test(advice()), advice());
  }));

test.run();
