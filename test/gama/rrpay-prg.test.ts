// Time limit: 900 s
/** rrpay.prg itself, run line by line against the exports and an RRPay emulator. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import type { Rule } from "../emulator/rrpay/server.ts";
import { forEachEngine } from "../support/engines.ts";
import type { FoxObject } from "./expression.ts";
import { type Gama, type Item, Settlement, withGama } from "./till.ts";

/** 2 × 1.29 with VAT. */
const milk: Item = { code: "PR001", name: "Pienas „Žemaitijos“ 2,5 %", pieces: 2, price: 1.29, sum: 2.13, vat: 0.45 };
/** 1.234 kg × 1.39. */
const bananas: Item = { code: "PR102", pieces: 1234, fraction: 1000, price: 1.39, sum: 1.42, vat: 0.3 };
/** 4.99 less 1.00. */
const cheese: Item = { code: "PR203", price: 4.99, sum: 3.3, vat: 0.69 };
const deposit: Item = { code: "TARA1", pieces: 2, price: 0.1, sum: 0.2, vat: 0, rate: 0 };
const remark: Item = { code: "", type: 4, price: 0, sum: 0, vat: 0 };

const YES = 6;
const NO = 7;
const RETRY = 4;
const LATER = 2;

function posts(gama: Gama): RrpayTransactionRequest[] {
  return gama.till.rrpay.requests
    .filter(({ on, body }) => on === "post" && body !== "")
    .map(({ body }) => JSON.parse(body) as RrpayTransactionRequest);
}

/** RRPay takes the money and prints, but never says so. */
const silentAfterPrinting: readonly Rule[] = [
  { on: "post", times: "always", fault: { type: "printed-but-silent" } },
  { on: "get", times: "always", fault: { type: "silence" } },
];

/** INIT of the settlement window, as the cashier brings it about by pressing space. */
async function settle(gama: Gama, window: FoxObject = new Settlement()) {
  return { window, done: await gama.run("INIT", window) };
}

forEachEngine((engine) => {
  const test = suite(`rrpay.prg (${engine.name})`);

  test("the POS window opens without a word when all is well, and the void key is bound", () =>
    withGama({ engine }, async (gama) => {
      assert.is(await gama.run("INIT", new Settlement("POS pardavimo taskas")), true);
      assert.equal(gama.said, []);
      assert.ok(gama.commands.some((command) => /^ON KEY LABEL F8 =EXECSCRIPT\(.*rrpay\.prg.*'F8'/.test(command)));
    }));

  test("a sale goes out in cents and ten-thousandths and comes back as payments of the window", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000123", [milk, bananas, cheese, remark, deposit]);
      const window = new Settlement();
      assert.is((await settle(gama, window)).done, true, gama.said.join("\n"));
      const [post] = posts(gama);
      assert.is(post?.saleKey, "T1-20261123-000123");
      assert.is(post?.operator, "ona");
      assert.is(post?.totalCents, 258 + 172 + 399 + 20);
      assert.equal(
        post?.lines?.map((line) => [line.type, line.quantityE4, line.unitPriceE4, line.discountCents, line.totalCents]),
        [
          ["item", 20_000, 12_900, 0, 258],
          ["item", 12_340, 13_900, 0, 172],
          ["item", 10_000, 49_900, 100, 399],
          ["deposit", 20_000, 1_000, 0, 20],
        ],
      );
      assert.is(post?.lines?.[0]?.name, "Pienas „Žemaitijos“ 2,5 %");
      assert.equal(window.paid, [[2, 8.49]]);
      assert.equal(gama.said, []);
    }));

  test("the line that GAMA stood on is the current one again", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000124", [milk, bananas]);
      const lines = gama.tables.get("I07_PARD");
      if (lines) lines.at = 1;
      await settle(gama);
      assert.is(lines?.at, 1);
    }));

  test("a line that is marked as deleted is not sold, whatever SET DELETED says", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000129", [milk, cheese, bananas]);
      const lines = gama.tables.get("I07_PARD");
      if (lines) gama.tables.set("I07_PARD", { ...lines, deleted: [1] });
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
      assert.equal(
        posts(gama)[0]?.lines?.map(({ totalCents }) => totalCents),
        [258, 172],
      );
    }));

  test("Esc leaves a boot that does not end: nothing is sent, and the till is free again", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000129", [milk]);
      gama.boots = false;
      gama.bootKeys.push(0, 27);
      assert.is((await settle(gama)).done, false);
      assert.match(gama.said.join(), "RRPay ryšys dar nepasileido");
      assert.equal(posts(gama), []);
      gama.boots = true;
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    }));

  test("keys, Esc and the busy flag are left as they were found", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000125", [milk]);
      await settle(gama);
      const count = (word: string) => gama.commands.filter((command) => command === word).length;
      assert.is(count("PUSH KEY CLEAR"), count("POP KEY"));
      assert.is(count("SET ESCAPE OFF"), count("SET ESCAPE ON"));
      assert.is(gama.screen.members.get("LRRPAYBUSY"), false);
    }));

  test("CLOSE tells that GAMA has saved it, and the next sale may follow", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000126", [milk]);
      const { window } = await settle(gama);
      window.members.set("ISSAUGOTA", true);
      assert.is(await gama.run("CLOSE", window), true, gama.said.join("\n"));
      gama.receipt("000127", [cheese]);
      assert.is((await settle(gama)).done, true);
      assert.is(gama.till.rrpay.receipts().length, 2);
    }));

  test("a window that cannot take payments has the cashier told what to enter", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000128", [milk]);
      const window = new Settlement();
      window.members.delete("KREDITAS");
      assert.is((await settle(gama, window)).done, true);
      assert.match(gama.said.join("\n"), /Įveskite GAMA lange:\r.*\(2\): 2,58/);
    }));

  test("a return is recognised by its sum, and its amounts go out positive", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000129", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
      const [post] = posts(gama);
      assert.is(post?.kind, "return");
      assert.is(post?.totalCents, 258);
      assert.is(post?.lines?.[0]?.quantityE4, 20_000);
    }));

  test("a payment that was declined is told, and Esc brings the receipt back", () =>
    withGama({ engine, rrpay: { policy: "decline" } }, async (gama) => {
      gama.receipt("000130", [milk]);
      const { window, done } = await settle(gama);
      assert.is(done, false);
      assert.is(gama.said.length, 1);
      assert.ok(gama.commands.includes("KEYBOARD {ESC}"));
      assert.is(await gama.run("CLOSE", window), true, gama.said.join("\n"));
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

  test("a second INIT while one is waiting does nothing", () =>
    withGama({ engine, rrpay: { policy: "wait" } }, async (gama) => {
      gama.receipt("000132", [milk]);
      const settled = settle(gama);
      await gama.till.rrpay.until((rrpay) => rrpay.transactions().length > 0);
      assert.is(await gama.run("INIT", new Settlement()), false);
      gama.keys.push(27);
      await settled;
      assert.is(posts(gama).length, 1);
    }));

  test("the void key on a paid receipt asks, voids it in RRPay, then lets GAMA void it too", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000133", [milk]);
      const { window } = await settle(gama);
      window.members.set("ISSAUGOTA", true);
      await gama.run("CLOSE", window);
      const pos = new Settlement("POS pardavimo taskas");
      gama.answers.push(YES, YES);
      assert.is(await gama.run("F8", pos), true, gama.said.join("\n"));
      assert.equal(
        posts(gama).map(({ kind }) => kind),
        ["sale", "void"],
      );
      assert.equal(pos.pressed, [-7]);
    }));

  test("a void that the cashier takes back leaves RRPay and GAMA alone", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000134", [milk]);
      await settle(gama);
      const pos = new Settlement("POS pardavimo taskas");
      gama.answers.push(NO);
      assert.is(await gama.run("F8", pos), false);
      assert.is(posts(gama).length, 1);
      assert.equal(pos.pressed, []);
    }));

  test("the void key on a receipt that RRPay never saw is GAMA's own affair", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000135", [milk]);
      const pos = new Settlement("POS pardavimo taskas");
      assert.is(await gama.run("F8", pos), true, gama.said.join("\n"));
      assert.equal(pos.pressed, [-7]);
      assert.is(posts(gama).length, 0);
    }));

  test("an unknown outcome is asked after again, never paid again, and a printed receipt may be entered by hand", () =>
    withGama(
      {
        engine,
        rrpay: { policy: "card", faults: silentAfterPrinting },
        timeouts: { answerMs: 300 },
      },
      async (gama) => {
        gama.receipt("000136", [milk]);
        const window = new Settlement();
        // Retry until manual entry is open, then: printed, its number, its payments.
        const settled = answerUntilPrinted(gama, () => settle(gama, window));
        assert.is((await settled).done, true, gama.said.join("\n"));
        assert.ok(gama.said.some((text) => text.includes("Ar RRPay kasos kvitas atspausdintas?")));
        assert.is(new Set(posts(gama).map(({ id }) => id)).size, 1);
        assert.is(
          window.paid.reduce((sum, [, euros]) => sum + euros, 0),
          2.58,
        );
      },
    ));

  test("a sale that GAMA did not save blocks the next one, and a person may say there and then that it is saved", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000140", [milk]);
      const { window } = await settle(gama);
      await gama.run("CLOSE", window);
      gama.receipt("000141", [cheese]);
      gama.answers.push(YES);
      assert.is((await settle(gama)).done, false);
      assert.is(posts(gama).length, 1);
      assert.ok(gama.said.some((text) => text.includes("T1-20261123-000140") && text.includes("išsaugotas GAMA")));
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    }));

  test("STATUS asks RRPay again and offers the decisions; one that is put off changes nothing", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000142", [milk]);
      const { window } = await settle(gama);
      await gama.run("CLOSE", window);
      gama.answers.push(LATER, NO);
      assert.is(await gama.run("STATUS", window), true);
      assert.is(await gama.run("STATUS", window), true);
      const asked = gama.said.filter((text) => text.includes("T1-20261123-000142")).length;
      assert.is(asked, 2);
      gama.said.length = 0;
      assert.is(await gama.run("STATUS", window), true);
      assert.equal(gama.said, []);
    }));

  test("a sale that is saved and whose receipt is missing can be left to the accountant, or put off", () =>
    withGama({ engine, timeouts: { customerMs: 300 } }, async (gama) => {
      gama.till.rrpay.operator.set({ paper: false });
      gama.receipt("000143", [milk]);
      const { window } = await settle(gama);
      window.members.set("ISSAUGOTA", true);
      await gama.run("CLOSE", window);
      gama.answers.push(NO, YES);
      assert.is(await gama.run("STATUS", window), true);
      assert.is(await gama.run("STATUS", window), true);
      assert.is(gama.said.filter((text) => text.includes("palikti buhalteriui")).length, 2);
      gama.said.length = 0;
      assert.is(await gama.run("STATUS", window), true);
      assert.equal(gama.said, []);
    }));

  test("a missing field is told by its name, and nothing is sent", () =>
    withGama({ engine }, async (gama) => {
      gama.receipt("000137", [milk]);
      for (const record of gama.tables.get("I07_PARD")?.records ?? []) delete record.I07_KAINA_SU;
      assert.is((await settle(gama)).done, false);
      assert.match(gama.said.join("\n"), /GAMA lauko I07_PARD\.I07_KAINA_SU nėra/);
      assert.is(posts(gama).length, 0);
    }));

  test("a wrong config is told by its field, and nothing is sent", () =>
    withGama({ engine }, async (gama) => {
      const path = join(gama.till.folder, "gama-rrpay.json");
      writeFileSync(path, readFileSync(path, "utf8").replace(/"port": \d+/, '"port": 0'));
      gama.receipt("000138", [milk]);
      assert.is((await settle(gama)).done, false);
      assert.match(gama.said.join("\n"), /rrpay\.port/);
    }));

  test("amounts are read and written without SET POINT", () =>
    withGama({ engine }, async (gama) => {
      for (const [text, cents] of [
        ["12,5", 1250],
        ["12.50", 1250],
        ["0,07", 7],
        ["3", 300],
        [" 1 000,00", 100_000],
      ] as const)
        assert.is(await gama.call("RRPayCents", text), cents, text);
      assert.is(await gama.call("RRPayEuros", 1205), "12,05");
      assert.is(await gama.call("RRPayInt", -123456789), "-123456789");
    }));

  test("a text with back-slashes and line breaks survives the way out and back", () =>
    withGama({ engine }, async (gama) => {
      const text = "C:\\new\\rrpay\r\nsecond";
      const line = await gama.call("RRPayLine", "message", text);
      assert.is(await gama.call("RRPayGet", line, "message"), text);
      assert.is(await gama.call("RRPayGet", line, "essage"), "");
    }));

  test.run();
});

/** Answers each question as it comes: retry until a receipt may be called printed, then its number and payments. */
async function answerUntilPrinted<T>(gama: Gama, body: () => Promise<T>): Promise<T> {
  const shift = gama.answers.shift.bind(gama.answers);
  gama.answers.shift = () => {
    const asked = gama.said.at(-1) ?? "";
    if (asked.includes("atspausdintas?")) return YES;
    if (asked.startsWith("Kvito numeris")) return "FD-1";
    if (asked.startsWith("Mokėjimai kvite")) return "2=2,58";
    return asked.includes("\r") ? RETRY : shift();
  };
  return body();
}
