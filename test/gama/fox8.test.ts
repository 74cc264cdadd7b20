// Time limit: 300 s
/** rrpay.prg: an eighth reading. Each test is the rule that was broken. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import { ESC, type Gama } from "./till.ts";

const test = suite("rrpay.prg: eighth reading");
const kinds = (gama: Gama) => posts(gama).map(({ kind }) => kind);

for (const [code, message] of [
  ["void-cancelled", "Šis anuliavimas atšauktas."],
  ["conflict", "GAMA, RRPay ir kasininko duomenys nesutampa."],
])
  test(`what F8 hears as ${code} is told as it is: the receipt is not called paid, and nothing is voided`, () =>
    withGama(async (gama) => {
      gama.boundF8 = "DO f8_gama";
      const pos = await openPos(gama);
      gama.receipt("000911", [milk]);
      gama.told = (hook) =>
        hook === "void" ? `\r\noutcome=not-voided\r\ncode=${code}\r\nmessage=${message}\r\n` : undefined;
      gama.cashier = () => YES;
      assert.is(await gama.f8(pos), false);
      assert.equal(gama.said, [message]);
      assert.equal([kinds(gama), gama.commands.includes("MACRO DO f8_gama")], [[], false]);
    }));

test("that RRPay is right is called what it means: of a payment that it declined, that nothing was paid", () =>
  withGama(
    async (gama) => {
      gama.receipt("000914", [milk]);
      await settle(gama);
      gama.cashier = ({ buttons }) => (buttons.length === 0 ? ESC : YES);
      await gama.run("STATUS", await openPos(gama));
      assert.match(
        gama.said.join("\n"),
        /^1 - mokėjimas neįvyko, kaip sako RRPay; 2 - palikti buhalteriui; tuščia - vėliau\. Numeris:$/m,
      );
      gama.answers.push(YES, "1");
      await gama.run("STATUS", await openPos(gama));
      assert.ok(gama.story.includes("hook resolve decision=accept-rrpay"), gama.story.join("\n"));
    },
    { rrpay: { policy: "card", faults: [{ on: "post", fault: { type: "money-in-declined" } }] } },
  ));

test("a return of which GAMA has no lines left is told by F8 in the words of a return", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000913", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
    gama.answers.push("");
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    gama.receipt("000913", []);
    gama.cashier = () => NO;
    gama.said.length = 0;
    await gama.f8(pos);
    assert.match(gama.said.join("\n"), /Kvitas 000913 \(2026-11-23\)\. Grąžinta/);
    assert.not(/apmokėt/i.test(gama.said.join("\n")), gama.said.join("\n"));
  }));

test("before F8's question nobody reads what the consultant has to do", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("", [milk]);
    gama.cashier = () => NO;
    await gama.f8(pos);
    assert.match(gama.said.join("\n"), /Kvitas dar neturi numerio.*Anuliuoti tik GAMA\?/s);
    assert.not(/gama-shop|Kvieskite/.test(gama.said.join("\n")), gama.said.join("\n"));
  }));

test.run();
