// Time limit: 300 s
/** Where GAMA, RRPay and the cashier say different things of one receipt. Each was red when it was written. */
import * as assert from "uvu/assert";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { cheese, KNOWS_SAVED, milk, NO, openPos, posts, saved, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { type Box, type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: told otherwise");

const backMilk = { ...milk, pieces: -2, sum: -2.13, vat: -0.45 };

/** How often the number of the receipt that a return takes back was asked for. */
function asked(gama: Gama): number {
  return gama.said.filter((text) => text.startsWith("Grąžinimas. Pirkimo RRPay kvito numeris")).length;
}

/** What each call of a hook was given under this name. */
function given(gama: Gama, hook: string, name: string): (string | undefined)[] {
  return gama.payloads
    .filter(([one]) => one === hook)
    .map(([, lines]) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1));
}

test("the number of the receipt that a return takes back is asked again after a refusal", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000140", [milk]);
    await settle(gama);
    const voided = gama.till.rrpay.receipts().at(-1)?.documentNo ?? "";
    gama.answers.push(YES, YES);
    await gama.f8(pos);
    gama.receipt("000141", [backMilk]);
    gama.answers.push(voided);
    assert.is((await settle(gama)).done, false);
    gama.cashier = (box: Box) => (box.buttons.length === 0 ? "FD-77" : undefined);
    const again = await settle(gama);
    assert.equal([asked(gama), again.done], [2, true], gama.said.join("\n"));
  }));

test("a paid return whose number is typed otherwise after GAMA's restart can still be taken", () =>
  withGama(async (gama) => {
    gama.receipt("000142", [backMilk]);
    gama.answers.push("FD-77");
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    // GAMA dies before it has saved, and is started anew
    for (const name of ["CRRPAYRETURN", "CRRPAYOPEN", "CRRPAYASIDE"]) gama.screen.members.delete(name);
    gama.answers.push("FD-7");
    assert.is((await settle(gama)).done, false);
    gama.cashier = (box: Box) => (box.buttons.length === 0 ? "FD-77" : undefined);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
  }));

test("what init gave of a paid receipt is told by close, also where a later init of it was refused", () =>
  withGama(async (gama) => {
    gama.shop = KNOWS_SAVED;
    gama.receipt("000143", [milk]);
    await settle(gama);
    gama.receipt("000143", [milk, cheese]); // an item is added
    assert.is((await settle(gama)).done, false);
    gama.receipt("000143", [milk]); // and taken off again; the window that is paid is saved
    const window = new Settlement();
    saved(window);
    await gama.run("CLOSE", window);
    assert.ok(given(gama, "close", "attemptId").at(-1), gama.story.join("\n"));
    gama.receipt("000144", [cheese]);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    assert.is(posts(gama).length, 2);
  }));

test("where GAMA's number is not that of the receipt to be voided, it is asked for, and GAMA's own F8 is a decision", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    gama.shop = "header.document=I06_TEKSTAS3\r\n";
    const pos = await openPos(gama);
    gama.receipt("000145", [milk], { I06_TEKSTAS3: " ".repeat(40) });
    await settle(gama);
    const ours = gama.till.rrpay.receipts().at(-1)?.documentNo ?? "";
    gama.receipt("000145", [milk], { I06_TEKSTAS3: "FD-OTHER" });
    gama.answers.push(YES); // void it
    gama.cashier = (box: Box) => (box.buttons.length === 0 ? ours : NO); // and not in GAMA
    await gama.f8(pos);
    assert.ok(
      gama.said.some((text) => text.includes(`RRPay anuliuotas kvitas ${ours}, o GAMA kvito numeris - FD-OTHER`)),
      gama.said.join("\n"),
    );
    assert.equal(
      posts(gama).map(({ kind }) => kind),
      ["sale", "void"],
    );
    assert.equal(given(gama, "close", "kind").at(-1), "void");
  }));

/** What `void` says where the second receipt of a sale that was paid twice has gone (docs/contracts.md B3). */
const SECOND_VOIDED = [
  "outcome=voided",
  "attemptId=a2",
  "payments.count=0",
  "fiscal.state=printed",
  "fiscal.documentNo=V2",
  "code=second-voided",
  "message=Antras kvitas anuliuotas, pirmasis lieka galioti.",
];

test("of a sale that was paid twice the second receipt is voided, GAMA's document stays, and its void is done with", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000146", [milk]);
    await settle(gama);
    gama.told = (hook, payload) => {
      if (hook === "void" && payload.includes("scope=completed")) return `\r\n${SECOND_VOIDED.join("\r\n")}\r\n`;
      if (hook !== "close" || !payload.includes("kind=void")) return undefined;
      return "\r\nstatus=acknowledged\r\ncode=recorded\r\nmessage=\r\n";
    };
    gama.answers.push(YES);
    assert.is(await gama.f8(pos), false, "GAMA's own F8 would void the receipt that stands");
    assert.not(gama.commands.includes("MACRO DO f8_gama"));
    assert.is(gama.said.at(-1), "Antras kvitas anuliuotas, pirmasis lieka galioti.");
    assert.equal(given(gama, "close", "attemptId").at(-1), "a2");
    assert.equal(given(gama, "close", "saved").at(-1), "true");
    // The sale stands, and nobody is asked about a void that GAMA has nothing to save of.
    gama.told = () => undefined;
    gama.receipt("000147", [cheese]);
    const asked = gama.said.length;
    await settle(gama);
    assert.not(
      gama.said.slice(asked).some((text) => text.includes("anuliavimas išsaugotas")),
      gama.said.join("\n"),
    );
  }));

test("F8 whose answer never came says that it is not known, and No is what Enter presses", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000148", [milk]);
    gama.told = (hook) =>
      hook === "void" ? "\r\noutcome=unknown\r\ncode=-1\r\nmessage=Nežinoma.\r\nfault=true\r\n" : undefined;
    gama.answers.push(NO);
    assert.is(await gama.f8(pos), false);
    assert.match(gama.said.at(-1) ?? "", /Nežinoma, ar per RRPay anuliuota: pažiūrėkite RRPay lange\./);
    assert.not(/neanuliuota/.test(gama.said.join()));
  }));

test.run();
