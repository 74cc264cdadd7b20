// Time limit: 300 s
/** rrpay.prg: what the cashier reads is true of that receipt at that moment, and its way out works (B9, B12). */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { coffee, milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import { type Box, ESC } from "./till.ts";
import { SILENT } from "./typed.ts";

const test = suite("rrpay.prg: the cashier's words");

test("the change of a receipt that was paid before is not called due: it may have been given", () =>
  withGama(
    async (gama) => {
      gama.receipt("000720", [coffee]);
      await settle(gama);
      assert.match(gama.said.at(-1)!, /^GRĄŽA: 22,55 EUR$/m);
      assert.is((await settle(gama)).done, true);
      assert.match(gama.said.at(-1)!, /^Grąža, jei jos dar neatidavėte: 22,55 EUR$/m);
      assert.not(/GRĄŽA:/.test(gama.said.at(-1)!), gama.said.join("\n"));
    },
    { rrpay: { policy: { type: "cash", givenCents: 3000 } } },
  ));

test("who has said by mistake that a receipt is saved is told a way out, and it works to the letter", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000721", [milk]);
    await settle(gama);
    gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? "1" : YES);
    await gama.run("STATUS", pos);
    assert.ok(gama.story.includes("hook resolve decision=saved-in-gama"), gama.story.join("\n"));
    assert.is((await settle(gama)).done, false);
    const told = gama.said.at(-1)!;
    assert.not(/GAMA jį išsaugojo/.test(told), told);
    assert.match(
      told,
      /laikomas išsaugotu.*\rJei pirkėjas tas pats, o GAMA šio kvito neišsaugojo, anuliuokite jį ir pradėkite/,
    );
    gama.cashier = () => YES;
    await gama.f8(pos);
    gama.receipt("000722", [milk]);
    gama.cashier = () => YES; // GAMA has voided it
    assert.is((await settle(gama)).done, true, gama.story.join("\n"));
    assert.equal(
      posts(gama).map(({ kind }) => kind),
      ["sale", "void", "sale"],
    );
  }));

test("what the list has not shown yet is called that: what was put off is not finished either", () =>
  withGama(async (gama) => {
    const items = Array.from({ length: 7 }, (_, at) =>
      Object.entries({
        kind: "sale",
        saleKey: `T1-20261123-00073${at}`,
        attemptId: `a${at}`,
        payment: "approved",
        gama: "waiting",
        totalCents: "258",
        advice: "Apmokėta.",
        "decisions.count": "1",
        "decisions.0": "saved-in-gama",
      })
        .map(([name, value]) => `\r\nunresolved.${at}.${name}=${value}\r\n`)
        .join(""),
    );
    gama.told = (hook) =>
      hook === "init"
        ? `\r\nstatus=attention\r\nmessage=Yra.\r\nunresolved.count=7\r\nunresolvedTotal=7\r\n${items.join("")}`
        : undefined;
    gama.cashier = ({ text }: Box) => (text.includes("Rodyti toliau?") ? YES : NO);
    await openPos(gama);
    assert.ok(gama.said.includes("Dar nerodyta: 2.\rRodyti toliau?"), gama.said.join("\n"));
    assert.is(gama.said.filter((text) => text.includes("Apmokėta.")).length, 7);
  }));

test("a receipt's number that is too long is asked for again, in the cashier's words, and not cut in silence", () =>
  withGama(
    async (gama) => {
      const long = "F".repeat(65);
      gama.receipt("000740", [milk]);
      const fields = ["1", long, "FD-1", "2", "2,58", ""];
      gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? (fields.shift() ?? ESC) : YES);
      assert.is((await settle(gama)).done, true, gama.story.join("\n"));
      assert.ok(
        gama.said.some((text) => text.startsWith("Per ilgas numeris. Kvito numeris")),
        gama.said.join("\n"),
      );
      gama.receipt("000741", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
      gama.said.length = 0;
      fields.push(long, ESC);
      assert.is((await settle(gama)).done, false);
      assert.match(gama.said[1] ?? "", /^Per ilgas numeris\. Grąžinimas\./);
    },
    { rrpay: { policy: "card", faults: SILENT }, timeouts: { answerMs: 300, manualAfterMs: 50 } },
  ));

test("a decision that is not to be had any more ends the typing: nothing typed otherwise would be taken", () =>
  withGama(
    async (gama) => {
      gama.receipt("000742", [milk]);
      gama.told = (hook) =>
        hook === "resolve"
          ? "\r\nstatus=refused\r\ncode=decision-not-allowed\r\nmessage=Atnaujinkite sąrašą.\r\n"
          : undefined;
      const fields = ["1", "FD-1", "2", "2,58", ""];
      gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? fields.shift() : YES);
      assert.is((await settle(gama)).done, false, gama.story.join("\n"));
      assert.is(gama.said.at(-1), "Atnaujinkite sąrašą.");
    },
    { rrpay: { policy: "card", faults: SILENT }, timeouts: { answerMs: 300, manualAfterMs: 50 } },
  ));

test("F8 after a void that GAMA has not saved yet does not say that the void is done", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000743", [milk]);
    await settle(gama);
    gama.cashier = () => YES;
    await gama.f8(pos);
    gama.said.length = 0;
    gama.cashier = () => NO; // GAMA has not saved the void
    assert.is(await gama.f8(pos), true);
    assert.is(gama.said.at(-1), "RRPay kvitą anuliavo. Dabar jis anuliuojamas ir GAMA.");
    assert.is(posts(gama).length, 2);
  }));

test("F8 on a payment that waits in RRPay says that it is cancelled there, and not that work may go on", () =>
  withGama(
    async (gama) => {
      const pos = await openPos(gama);
      gama.receipt("000744", [milk]);
      gama.cashier = () => NO;
      await settle(gama);
      gama.said.length = 0;
      await gama.f8(pos);
      assert.equal(gama.said, ["Per RRPay atšaukta. Dabar kvitas anuliuojamas ir GAMA."]);
    },
    { rrpay: { policy: "wait" }, timeouts: { customerMs: 500, answerMs: 300, manualAfterMs: 20_000 } },
  ));

test("a window without a receipt is told as that in a shop without keys too, by space and by F8", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("", [milk]);
    const { records = [] } = gama.tables.get("I06_PARH") ?? {};
    gama.tables.set("I06_PARH", { records, at: 0, isAtEnd: true });
    gama.said.length = 0;
    assert.is((await settle(gama)).done, false);
    assert.equal(gama.said, ["Lange nėra kvito. Dabar nieko neišsiųsta."]);
    gama.cashier = () => NO;
    assert.is(await gama.f8(pos), false);
    assert.match(gama.said[1] ?? "", /^Lange nėra kvito\..*Anuliuoti tik GAMA\?$/s);
  }));

test.run();
