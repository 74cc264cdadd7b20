// Time limit: 300 s
/** What GAMA's own code, its consultant and its cashier do to rrpay.prg, and what it says then. Each was red when it was written. */
import * as assert from "uvu/assert";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import {
  cheese,
  f8WithSettlement,
  KNOWS_SAVED,
  milk,
  NO,
  openPos,
  posts,
  remark,
  saved,
  settle,
  YES,
} from "./items.ts";
import type { Settlement } from "./settlement.ts";
import { type Box, ESC, type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";
import { typeVoid } from "./typed.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: surroundings");

/** A receipt of today, which the journal is whole for. */
const TODAY = { I06_OP_DATA: new Date() };
const kinds = (gama: Gama) => posts(gama).map(({ kind }) => kind);
const passed = (gama: Gama) => gama.commands.filter((command) => /^KEYBOARD {F8}|^MACRO/.test(command)).length;
const escapes = (gama: Gama) => gama.commands.filter((command) => command.startsWith("KEYBOARD {ESC}")).length;
const blank = { I06_RAKTAS: " ".repeat(20) };

test("F8 on a receipt that was paid before the shop had header.key takes RRPay's back too", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000401", [milk], { ...TODAY, ...blank });
    const { window } = await settle(gama);
    await gama.run("CLOSE", window);
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.cashier = () => YES;
    await gama.f8(pos);
    assert.equal([passed(gama), kinds(gama)], [1, ["sale", "void"]], gama.story.join("\n"));
  }));

test("a receipt that is only looked at has nothing written into it", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000402", [milk], blank); // a saved receipt of before, on the screen
    const pos = await openPos(gama);
    await gama.run("STATUS", pos);
    await gama.run("CLOSE", pos);
    assert.is(String(gama.tables.get("I06_PARH")?.records[0]?.I06_RAKTAS).trim(), "");
  }));

test("a receipt whose key GAMA took back with its edit is not charged a second time in silence", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000403", [milk], blank);
    await settle(gama);
    gama.receipt("000403", [milk], blank); // Esc, TABLEREVERT(), and space once more
    gama.cashier = () => NO;
    const { done, window } = await settle(gama);
    assert.equal([done, posts(gama).length, window.paid], [true, 1, [[2, 2.58]]], gama.story.join("\n"));
    assert.not(gama.story.includes("hook close saved=false"), "it is the receipt on the screen");
  }));

test("F8 on a receipt whose key GAMA took back with its edit takes RRPay's back too", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000423", [milk], { ...TODAY, ...blank });
    await settle(gama);
    gama.receipt("000423", [milk], { ...TODAY, ...blank });
    gama.answers.push(NO, YES); // not saved; void it in RRPay and GAMA
    await gama.f8(pos);
    assert.equal([passed(gama), kinds(gama)], [1, ["sale", "void"]], gama.story.join("\n"));
    assert.is(posts(gama)[0]?.saleKey, posts(gama)[1]?.saleKey);
  }));

test("a receipt that was said to be unsaved is not told as saved because another one is on the screen", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000425", [milk], blank);
    await settle(gama);
    gama.receipt("000425", [milk], blank);
    gama.cashier = () => NO;
    await gama.run("STATUS", pos);
    gama.receipt("000426", [cheese], blank);
    await settle(gama);
    assert.not(gama.story.includes("hook close saved=true"), gama.story.join("\n"));
    assert.is(posts(gama).length, 1);
  }));

test("another receipt of the same number keeps its own key, and a new one that is said to be another is charged", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000424", [milk], blank);
    await settle(gama);
    gama.receipt("000424", [cheese], { I06_RAKTAS: "012345678905        " });
    gama.cashier = () => NO;
    await settle(gama);
    assert.is(String(gama.tables.get("I06_PARH")?.records[0]?.I06_RAKTAS).trim(), "012345678905");
    assert.ok(gama.story.includes("hook close saved=false"), gama.story.join("\n"));
    assert.is(posts(gama).length, 1);
    gama.receipt("000424", [cheese], blank);
    gama.cashier = () => YES;
    assert.is((await settle(gama)).done, false, "the first is told as unsaved, and blocks");
    assert.is(posts(gama).length, 1);
  }));

test("a remark in the field of header.key does not make two receipts one", () =>
  withGama(async (gama) => {
    gama.shop = `header.key=I06_APRASYMAS1\r\n${KNOWS_SAVED}`;
    const done: unknown[] = [];
    for (const number of ["000404", "000405"]) {
      gama.receipt(number, [milk], { I06_APRASYMAS1: "DOVANA" });
      const one = await settle(gama);
      done.push(one.done);
      saved(one.window);
      await gama.run("CLOSE", one.window);
    }
    assert.ok(
      posts(gama).length === 2 || gama.said.join("\n").includes("I06_APRASYMAS1"),
      `${JSON.stringify(done)} ${gama.story.join("\n")}`,
    );
  }));

test("the VAT code of another customer does not go out", () =>
  withGama(async (gama) => {
    gama.receipt("000406", [milk], { I06_KODAS_KS: "KL001       ", I06_PAV: "UAB Pavyzdys" });
    gama.tables.set("N08_KLIJ", { records: [{ N08_KODAS_KS: "KL999       ", N08_PVM_KODAS: "LT999999999" }], at: 0 });
    await settle(gama);
    assert.is(posts(gama)[0]?.customer?.vatCode || undefined, undefined, JSON.stringify(posts(gama)[0]?.customer));
  }));

test("a settlement window that came up while F8 was at work does not cost a later one its paid receipt", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000407", [milk], TODAY);
    await settle(gama);
    await f8WithSettlement(gama, pos);
    const before = escapes(gama);
    gama.receipt("000408", [cheese], TODAY);
    const { done } = await settle(gama);
    assert.equal([done, escapes(gama) - before], [true, 0], gama.story.join("\n"));
  }));

test("a till whose name has a dash is no reason to show the key", () =>
  withGama(async (gama) => {
    assert.is(await gama.call("RRPayReceipt", "TKASA-2-20261123-000123"), "000123 (2026-11-23)");
  }));

test("F8 stopped by the receipt's own lines says one thing: that nothing was sent", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000409", [{ ...milk, rate: 9 }], { I06_OP_DATA: new Date("2020-01-02T00:00:00Z") });
    gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? "FD-1" : NO);
    await gama.f8(pos);
    const box = gama.said.at(-1) ?? "";
    assert.not(/nieko neišsiųsta.*Nežinoma/s.test(box), box);
  }));

test("the bound key tells a missing file only where it is missing", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000410", [milk], TODAY);
    await settle(gama);
    gama.vfp.members.set("ACTIVEFORM", pos);
    gama.screen.members.set("CRRPAYFOLDER", `${gama.till.folder}/`);
    gama.cashier = () => YES;
    // A caption that cannot be given back, as one with an Assign method of GAMA's may be.
    const set = pos.members.set.bind(pos.members);
    pos.members.set = (name, value) => {
      if (name === "CAPTION" && value === "POS pardavimo taskas") throw new Error("Property CAPTION is read-only.");
      return set(name, value);
    };
    await gama.pressF8().catch(() => undefined);
    assert.equal(kinds(gama), ["sale", "void"]);
    assert.not(/failo nėra|neanuliuota/.test(gama.said.join("\n")), gama.said.join("\n"));
  }));

test("a line is told by its place on the screen", () =>
  withGama(async (gama) => {
    gama.receipt("000412", [remark, { ...milk, rate: 9 }]);
    await settle(gama);
    assert.match(gama.said.at(-1) ?? "", /^Eilutė 2 \(/);
  }));

test("a name in gama-shop.txt counts with spaces round its sign, or is told", () =>
  withGama(async (gama) => {
    gama.shop = "prepaid.voucher = I06_CEKIS\r\n";
    gama.receipt("000413", [milk], { I06_CEKIS: 1 });
    await settle(gama);
    const [post] = posts(gama);
    assert.ok(post === undefined || post.prepaid?.length === 1, JSON.stringify(post));
  }));

/** Sells a receipt, voids it while RRPay is silent, types the void's paper, and lets GAMA void it. */
async function voidTyped(gama: Gama, pos: Settlement, number: string): Promise<void> {
  gama.receipt(number, [milk]);
  await settle(gama);
  await typeVoid(gama, pos);
  gama.cashier = () => YES;
  await gama.f8(pos);
}

test("of a void that was typed no box says that RRPay made it", () =>
  withGama(
    async (gama) => {
      const pos = await openPos(gama); // GAMA's own F8 is a key that waits
      await voidTyped(gama, pos, "000414");
      gama.said.length = 0;
      gama.cashier = () => NO;
      gama.receipt("000415", [cheese]);
      await settle(gama);
      assert.ok(
        gama.said.some((text) => text.includes("anuliavimas išsaugotas GAMA")),
        gama.said.join("\n"),
      );
      assert.not(/RRPay (kvitą )?anuliavo/.test(gama.said.join("\n")), gama.said.join("\n"));
    },
    { timeouts: { answerMs: 300 } },
  ));

test("while GAMA has not voided it yet, no box says that the void is done", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000416", [milk]);
    await settle(gama);
    gama.answers.push(YES);
    await gama.f8(pos);
    assert.not(/Galite tęsti darbą/.test(gama.said.join("\n")), gama.said.join("\n"));
  }));

test("after a void that was typed and that GAMA has saved, the next sale is not blocked by the sale it took back", () =>
  withGama(
    async (gama) => {
      gama.boundF8 = "DO f8_gama";
      const pos = await openPos(gama);
      await voidTyped(gama, pos, "000417");
      assert.ok(gama.story.includes("hook close saved=true"), gama.story.join("\n"));
      gama.till.rrpay.script([]);
      gama.story.length = 0;
      gama.cashier = () => NO;
      gama.receipt("000418", [cheese]);
      const { done } = await settle(gama);
      assert.not(/^\| Pardavimas, kvitas 000417/m.test(gama.story.join("\n")), gama.story.join("\n"));
      assert.is(done, true, gama.story.join("\n"));
    },
    { timeouts: { answerMs: 300 } },
  ));

test("a return whose question for the number is left with Esc is not sent, and is asked again", () =>
  withGama(async (gama) => {
    const back = { ...milk, pieces: -2, sum: -2.13, vat: -0.45 };
    gama.receipt("000419", [back]);
    gama.answers.push(ESC);
    assert.is((await settle(gama)).done, false, gama.story.join("\n"));
    assert.is(posts(gama).length, 0);
    gama.answers.push("FD-77");
    assert.is((await settle(gama)).done, true, gama.story.join("\n"));
    assert.is(posts(gama)[0]?.original?.documentNo, "FD-77");
  }));

test("a sale that is blocked by what is in no list is not left without a word", () =>
  withGama(async (gama) => {
    gama.told = (hook) => {
      if (hook === "init")
        return "\r\noutcome=refused\r\ncode=blocked\r\nmessage=Pirma.\r\nblockedBy.saleKey=T1-20261123-000001\r\n";
      return "\r\nstatus=ready\r\nunresolved.count=0\r\nunresolvedTotal=0\r\nmessage=Kasa.\r\n";
    };
    gama.receipt("000420", [milk]);
    assert.is((await settle(gama)).done, false);
    assert.equal(gama.said, ["Pirma."]);
  }));

test("space on a receipt without goods says that, in a cashier's words", () =>
  withGama(async (gama) => {
    gama.receipt("000422", []);
    assert.is((await settle(gama)).done, false);
    assert.equal(gama.said, ["Kvite nėra prekių. Dabar nieko neišsiųsta. Įveskite prekę."]);
  }));

test.run();
