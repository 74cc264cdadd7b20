// Time limit: 300 s
/** rrpay.prg where RRPay's side can judge nothing, or can write nothing, and with receipts that are too large for it. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { cheese, milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import type { Box, Gama } from "./till.ts";

const test = suite("rrpay.prg: where RRPay's side is shut");
const ALONE = /Anuliuoti tik GAMA\?$/;
const passed = (gama: Gama) => gama.commands.filter((command) => /^KEYBOARD {F8}|^MACRO/.test(command)).length;
const closes = (gama: Gama) => gama.story.filter((line) => line.startsWith("hook close"));

/** F8 on a receipt that nobody has paid: GAMA's own must be within reach, and not by Enter. */
async function f8IsWithinReach(gama: Gama): Promise<void> {
  const pos = await openPos(gama);
  gama.receipt("000921", [milk]);
  gama.said.length = 0;
  gama.answers.push(NO, YES);
  assert.is(await gama.f8(pos), false);
  assert.is(passed(gama), 0);
  assert.is(gama.said.length, 1, gama.said.join("\n"));
  assert.match(gama.said[0] ?? "", ALONE);
  assert.is(await gama.f8(pos), true);
  assert.is(passed(gama), 1);
}

test("with a mistake in the config that only the bundle sees, GAMA's own F8 is within reach", () =>
  withGama(async (gama) => {
    gama.till.writeConfig({ timeouts: { manualAfterMs: 1 } });
    await f8IsWithinReach(gama);
    assert.match(gama.said[0] ?? "", /timeouts\.manualAfterMs/);
  }));

test("with a damaged journal GAMA's own F8 is within reach", () =>
  withGama(async (gama) => {
    const journal = join(gama.till.dataDir, "journal");
    for (const name of readdirSync(journal)) writeFileSync(join(journal, name), "not a journal\n");
    await f8IsWithinReach(gama);
    assert.match(gama.said[0] ?? "", /žurnalas sugadintas/);
  }));

test("that a sale is saved unpaid while nothing can be written is asked once, and told when something can", () =>
  withGama(
    async (gama) => {
      const pos = await openPos(gama);
      gama.cashier = ({ text }: Box) => (/vis tiek išsaugotas/.test(text) ? YES : NO);
      for (const number of ["000922", "000923"]) {
        gama.receipt(number, [milk]);
        await settle(gama);
      }
      gama.said.length = 0;
      gama.told = (hook) =>
        hook === "close" ? "\r\nstatus=refused\r\ncode=disk-full\r\nmessage=Diske nebėra vietos.\r\n" : undefined;
      gama.receipt("000924", [cheese]);
      await gama.run("STATUS", pos);
      await gama.run("STATUS", pos);
      assert.is(gama.said.filter((box) => /Ar kvitas vis tiek/.test(box)).length, 1, gama.said.join("\n"));
      gama.told = () => undefined;
      gama.said.length = 0;
      await gama.run("STATUS", pos);
      assert.is(closes(gama).at(-1), "hook close saved=true");
      assert.match(gama.said.join("\n"), /kvitas 000923 [^|]*GAMA išsaugojo pardavimą, o RRPay mokėjimo nėra/);
      const told = closes(gama).length;
      await gama.run("STATUS", pos);
      assert.is(closes(gama).length, told, "it was heard");
    },
    { rrpay: { policy: "decline" } },
  ));

test("what stands in the way of telling several receipts is said once an action", () =>
  withGama(
    async (gama) => {
      const pos = await openPos(gama);
      gama.cashier = () => YES;
      gama.told = (hook) =>
        hook === "close" ? "\r\nstatus=refused\r\ncode=disk-full\r\nmessage=Diske nebėra vietos.\r\n" : undefined;
      for (const number of ["000925", "000926", "000927"]) {
        gama.receipt(number, [milk]);
        await settle(gama);
      }
      gama.said.length = 0;
      gama.receipt("000928", [cheese]);
      await gama.run("STATUS", pos);
      assert.is(gama.said.filter((box) => box === "Diske nebėra vietos.").length, 1, gama.said.join("\n"));
    },
    { rrpay: { policy: "decline" } },
  ));

test("a paid receipt that was voided in GAMA alone is not told as saved, however the next one came up", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000932", [milk]);
    assert.is((await settle(gama)).done, true);
    gama.told = (hook) =>
      hook === "void" ? "\r\noutcome=refused\r\ncode=journal-corrupt\r\nmessage=Žurnalas sugadintas.\r\n" : undefined;
    gama.answers.push(YES);
    assert.is(await gama.f8(pos), true, gama.said.join("\n"));
    gama.told = () => undefined;
    gama.receipt("000933", [cheese]);
    gama.cashier = () => NO;
    await gama.run("STATUS", pos);
    assert.match(gama.said.join("\n"), /Kvitas 000932 [^|]*apmokėtas per RRPay\.\rAr jis išsaugotas GAMA\?/);
    assert.equal(closes(gama), ["hook close saved=false"]);
  }));

/** More than a call takes (256 KiB). */
const LARGE: (typeof milk)[] = Array.from({ length: 200 }, () => ({ ...milk, name: "Pienas ".repeat(200) }));

test("a receipt that is too large for a call is not sent, and its window is left with a way out", () =>
  withGama(async (gama) => {
    await openPos(gama);
    gama.receipt("000929", LARGE);
    assert.is((await settle(gama)).done, false);
    assert.equal(gama.said, ["Perduodama per daug duomenų. Išskaidykite kvitą į kelis."]);
    assert.is(gama.commands.filter((command) => command.startsWith("KEYBOARD {ESC}")).length, 1);
    assert.equal(posts(gama), []);
    gama.receipt("000929", [milk]);
    assert.is((await settle(gama)).done, true, gama.story.join("\n"));
  }));

test("F8 on such a receipt of a day before the journal goes by its number, and nobody is told to split what is sold", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000930", LARGE);
    gama.cashier = ({ buttons }: Box) => (buttons.length === 0 ? "FD-1" : NO);
    await gama.f8(pos);
    assert.not(/Išskaidykite/.test(gama.said.join("\n")), gama.said.join("\n"));
    assert.equal(
      posts(gama).map(({ kind, totalCents, original }) => [kind, totalCents, original?.documentNo]),
      [["void", 200 * 258, "FD-1"]],
    );
  }));

test("an unknown payment is told with one order: why nothing can be typed is said only where it is about typing", () =>
  withGama(async (gama) => {
    const AGAIN = "RRPay dar nepatvirtino, kad atšaukta. Patikrinkite dar kartą; mokėjimo nekartokite.";
    const reasons = [
      "RRPay atsakymas nesutampa su pardavimu. Kvieskite atsakingą darbuotoją.",
      "Įvesti ranka dar negalima, palaukite. (9 s)",
    ];
    gama.receipt("000931", [milk]);
    gama.cashier = () => NO;
    for (const reason of reasons) {
      gama.told = (hook) =>
        hook === "init"
          ? `\r\noutcome=unknown\r\nmanualEntry.allowed=false\r\nmanualEntry.reason=${reason}\r\ncode=cancel-unconfirmed\r\nmessage=${AGAIN}\r\n`
          : undefined;
      await settle(gama);
    }
    assert.equal(
      gama.said.map((box) => box.split("\r").slice(0, -1)),
      [[AGAIN], [AGAIN, reasons[1]]],
    );
  }));

test.run();
