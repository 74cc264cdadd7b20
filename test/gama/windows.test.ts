// Time limit: 900 s
/** rrpay.prg itself, run line by line against the exports and an RRPay emulator: the two windows. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { cheese, coffee, KNOWS_SAVED, milk, NO, openPos, posts, saved, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { type Gama, withGama } from "./till.ts";

/** The hooks that were called, with what a story tells of them. */
const hooks = (gama: Gama): string[] =>
  gama.story.filter((line) => line.startsWith("hook ")).map((line) => line.slice(5));

forEachEngine((engine) => {
  const test = suite(`rrpay.prg: the windows (${engine.name})`);

  test("the POS window opens without a message when all is well, and the void key is bound", () =>
    withGama({ engine }, async (gama) => {
      assert.is(await gama.run("INIT", new Settlement("POS pardavimo taskas")), true);
      assert.equal(gama.said, []);
      assert.is(gama.boundF8, "=EXECSCRIPT(_SCREEN.cRRPayF8Text)");
    }));

  test("Esc leaves a boot that does not end: nothing is sent, and the till is free again", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000129", [milk]);
      gama.boots = false;
      gama.bootKeys.push(0, 27);
      assert.is((await settle(gama)).done, false);
      assert.match(gama.said.join(), "RRPay jungtis dar nepasileido");
      assert.equal(posts(gama), []);
      gama.boots = true;
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    }));

  test("keys, Esc, the busy flag and the window's caption are left as they were found", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000125", [milk]);
      const { window } = await settle(gama);
      const count = (word: string) => gama.commands.filter((command) => command === word).length;
      assert.is(count("PUSH KEY CLEAR"), count("POP KEY"));
      assert.is(count("SET ESCAPE OFF"), count("SET ESCAPE ON"));
      assert.is(gama.screen.members.get("LRRPAYBUSY"), false);
      assert.is(gama.screen.members.get("ORRPAYFORM"), null);
      assert.is(window.members.get("CAPTION"), "Atsiskaitymas");
    }));

  test("what goes on is shown in the window's caption too: a wait window lies behind a top-level form", () =>
    withGama({ engine, rrpay: { policy: "wait" } }, async (gama) => {
      gama.receipt("000131", [milk]);
      const window = new Settlement();
      const settled = settle(gama, window);
      await gama.till.rrpay.until((rrpay) => rrpay.transactions().length > 0);
      while (!String(window.members.get("CAPTION")).includes("Laukiama")) await gama.pause();
      gama.keys.push(27);
      await settled;
      assert.is(window.members.get("CAPTION"), "Atsiskaitymas");
    }));

  test("where GAMA says that it is saved, CLOSE tells it at once, and the next sale may follow", () =>
    withGama({ engine }, async (gama) => {
      gama.shop = KNOWS_SAVED;
      gama.receipt("000126", [milk]);
      const { window } = await settle(gama);
      saved(window);
      assert.is(await gama.run("CLOSE", window), true, gama.said.join("\n"));
      assert.ok(hooks(gama).includes("close saved=true"));
      gama.receipt("000127", [cheese]);
      assert.is((await settle(gama)).done, true);
      assert.is(gama.till.rrpay.receipts().length, 2);
      assert.equal(gama.said, []);
    }));

  test("where it does not, CLOSE asks nothing: a paid receipt that has left the screen is saved", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000126", [milk]);
      const { window } = await settle(gama);
      assert.is(await gama.run("CLOSE", window), true);
      assert.not(hooks(gama).some((hook) => hook.startsWith("close")));
      gama.receipt("000127", [cheese]);
      assert.is((await settle(gama)).done, true);
      assert.ok(hooks(gama).includes("close saved=true"));
      assert.is(gama.till.rrpay.receipts().length, 2);
      assert.equal(gama.said, []);
    }));

  test("the last sale of the day is told when the POS window closes", () =>
    withGama({ engine }, async (gama) => {
      const pos = await openPos(gama);
      gama.receipt("000126", [milk]);
      const { window } = await settle(gama);
      await gama.run("CLOSE", window);
      gama.receipt("000127", []);
      await gama.run("CLOSE", pos);
      assert.ok(hooks(gama).includes("close saved=true"));
      assert.is(gama.boundF8, "", "the void key is GAMA's again");
    }));

  test("a window that cannot take payments has the cashier told what to enter", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000128", [milk]);
      const window = new Settlement();
      window.members.delete("KREDITAS");
      assert.is((await settle(gama, window)).done, true);
      assert.match(gama.said.join("\n"), /Įveskite GAMA lange:\r.*\(2\): 2,58/);
    }));

  test("a payment method of GAMA's that fails after an approval shows what to enter, and the sale stays paid", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000128", [milk]);
      const window = new Settlement();
      window.members.set("KREDITAS", () => {
        throw new Error("GAMA's own trouble");
      });
      assert.is((await settle(gama, window)).done, true);
      assert.match(gama.said.join("\n"), /Apmokėta per RRPay\. Įveskite GAMA lange:\r.*\(2\): 2,58/);
      assert.not(gama.commands.includes("KEYBOARD {ESC}"), "a paid window is not left");
    }));

  test("GAMA gets what stays in the shop, and the cashier reads the change", () =>
    withGama({ engine, rrpay: { policy: { type: "cash", givenCents: 3000 } } }, async (gama) => {
      gama.receipt("000128", [coffee]);
      const { window } = await settle(gama);
      assert.equal(window.paid, [[0, 7.45]]);
      assert.match(gama.said.join("\n"), /Suapvalinta: -0,02 EUR\rGRĄŽA: 22,55 EUR/);
    }));

  test("rounding goes in by its own credit number, where the shop has one", () =>
    withGama({ engine, rrpay: { policy: { type: "cash", givenCents: 3000 } } }, async (gama) => {
      gama.shop = "rounding.credit=9\r\n";
      gama.receipt("000128", [coffee]);
      const { window } = await settle(gama);
      assert.equal(window.paid, [
        [0, 7.45],
        [9, 0.02],
      ]);
    }));

  test("a payment that was declined is told, and Esc brings the receipt back", () =>
    withGama({ engine, rrpay: { policy: "decline" } }, async (gama) => {
      gama.receipt("000130", [milk]);
      const { done } = await settle(gama);
      assert.is(done, false);
      assert.is(gama.said.length, 1);
      assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
    }));

  test("a receipt that was not paid and is saved all the same is told as such", () =>
    withGama({ engine, rrpay: { policy: "decline" } }, async (gama) => {
      gama.shop = KNOWS_SAVED;
      gama.receipt("000130", [milk]);
      const { window } = await settle(gama);
      saved(window);
      gama.said.length = 0;
      await gama.run("CLOSE", window);
      assert.ok(hooks(gama).includes("close saved=true"));
      assert.is(gama.said.length, 1, "the cashier reads that it is not paid");
    }));

  test("after any error before the call the window is left, and what was saved all the same is told", () =>
    withGama({ engine }, async (gama) => {
      gama.shop = "line.rate=I07_NERA\r\n";
      gama.receipt("000130", [milk]);
      const { done } = await settle(gama);
      assert.is(done, false);
      assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
      gama.shop = "";
      // The receipt has gone from the screen; only the cashier knows how.
      gama.receipt("000131", [cheese]);
      gama.answers.push(YES);
      await settle(gama);
      assert.ok(gama.said.some((text) => /000130.*nebaigtas.*išsaugotas GAMA/s.test(text)));
      assert.is(
        hooks(gama).find((hook) => hook.startsWith("close")),
        "close saved=true",
      );
    }));

  test("without the DLL the window is left, and the receipt is told when the DLL is back", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000130", [milk]);
      gama.hasDll = false;
      assert.is((await settle(gama)).done, false);
      assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
      assert.match(gama.said.join(), "gama_rrpay.dll");
      gama.hasDll = true;
      gama.receipt("000131", [cheese]);
      gama.answers.push(NO);
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
      assert.ok(hooks(gama).includes("close saved=false"));
    }));

  test("Esc while waiting asks RRPay to cancel, once", () =>
    withGama({ engine, rrpay: { policy: "wait" } }, async (gama) => {
      gama.receipt("000131", [milk]);
      const settled = settle(gama);
      await gama.till.rrpay.until((rrpay) => rrpay.transactions().length > 0);
      gama.keys.push(27, 27, 27);
      assert.is((await settled).done, false);
      assert.is(gama.till.rrpay.requests.filter(({ on }) => on === "cancel").length, 1);
      assert.ok(gama.waited.length > 0, "the cashier saw what goes on");
      assert.is(gama.till.rrpay.receipts().length, 0);
    }));

  test("a second INIT while one is waiting sends nothing, and its window is left when the first has ended", () =>
    withGama({ engine, rrpay: { policy: "wait" } }, async (gama) => {
      gama.receipt("000132", [milk]);
      const settled = settle(gama);
      await gama.till.rrpay.until((rrpay) => rrpay.transactions().length > 0);
      assert.is(await gama.run("INIT", new Settlement()), false);
      assert.not(gama.commands.includes("KEYBOARD {ESC}"), "Esc would cancel the payment");
      gama.till.rrpay.operator.pay(gama.till.rrpay.transactions()[0]?.id ?? "");
      assert.is((await settled).done, true);
      assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
      assert.is(posts(gama).length, 1);
    }));

  test("a sale that GAMA did not save blocks the next one, and a person may say there and then that it is saved", () =>
    withGama({ engine }, async (gama) => {
      gama.shop = KNOWS_SAVED;
      gama.receipt("000140", [milk]);
      const { window } = await settle(gama);
      await gama.run("CLOSE", window);
      gama.receipt("000141", [cheese]);
      gama.answers.push(YES, "1");
      assert.is((await settle(gama)).done, false);
      assert.is(posts(gama).length, 1);
      assert.ok(gama.said.some((text) => text.includes("000140 (2026-11-23), 2,58 EUR")));
      assert.ok(gama.said.some((text) => text.startsWith("1 - išsaugota GAMA")));
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    }));

  test("a wrong config is told by its field, nothing is sent, and the window is left", () =>
    withGama({ engine }, async (gama) => {
      const path = join(gama.till.folder, "gama-rrpay.json");
      writeFileSync(path, readFileSync(path, "utf8").replace(/"port": \d+/, '"port": 0'));
      gama.receipt("000138", [milk]);
      assert.is((await settle(gama)).done, false);
      assert.match(gama.said.join("\n"), /rrpay\.port/);
      assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
    }));

  test("INIT.txt and CLOSE.txt run the program, and without the folder say so and leave the settlement window", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000139", [milk]);
      const window = new Settlement();
      await gama.paste("INIT.txt", window);
      assert.equal(window.paid, [[2, 2.58]]);
      await gama.paste("CLOSE.txt", window);
      gama.hasFolder = false;
      for (const [caption, isLeft] of [
        ["POS pardavimo taskas", false],
        ["Atsiskaitymas", true],
      ] as const) {
        gama.said.length = 0;
        gama.commands.length = 0;
        await gama.paste("INIT.txt", new Settlement(caption));
        assert.match(gama.said.join(), "Nerastas failas");
        assert.is(gama.commands.includes("KEYBOARD {ESC}"), isLeft);
        await gama.paste("CLOSE.txt", new Settlement(caption));
        assert.is(gama.said.length, 1);
      }
    }));

  test.run();
});
