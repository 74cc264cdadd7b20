// Time limit: 300 s
/** rrpay.prg: F8, in whatever window it is pressed. */

import * as assert from "uvu/assert";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { cheese, KNOWS_SAVED, milk, NO, openPos, posts, saved, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { ESC, type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: F8");

/** A receipt of today, which the journal is whole for. */
const TODAY = { I06_OP_DATA: new Date() };

const kinds = (gama: Gama) => posts(gama).map(({ kind }) => kind);
const hooks = (gama: Gama) => gama.story.filter((line) => line.startsWith("hook ")).map((line) => line.slice(5));
const passed = (gama: Gama) => gama.commands.filter((command) => /^KEYBOARD {F8}|^MACRO/.test(command)).length;

test("on a paid receipt it asks, voids in RRPay first, and GAMA's own F8 follows", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000133", [milk]);
    const { window } = await settle(gama);
    await gama.run("CLOSE", window);
    gama.answers.push(YES);
    assert.is(await gama.f8(pos), true, gama.said.join("\n"));
    assert.equal(kinds(gama), ["sale", "void"]);
    assert.is(passed(gama), 1);
    // GAMA has heard its key by the next action: only then is the cashier asked.
    gama.receipt("000134", [cheese]);
    gama.answers.push(YES);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    assert.ok(gama.said.some((text) => /RRPay anuliavo kvitą 000133.*anuliavimas išsaugotas GAMA/s.test(text)));
    assert.equal(kinds(gama), ["sale", "void", "sale"]);
  }));

test("where GAMA's own F8 is a command, the void is told as soon as that is done", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000133", [milk]);
    await settle(gama);
    gama.answers.push(YES, YES);
    assert.is(await gama.f8(pos), true);
    assert.ok(gama.story.indexOf("MACRO DO f8_gama") < gama.story.findIndex((line) => line.startsWith("hook close")));
  }));

/** What a hook was told under one name, each time. */
const told = (gama: Gama, hook: string, name: string) =>
  gama.payloads
    .filter(([one]) => one === hook)
    .map(([, lines]) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1));

test("a void and its close say which kind of receipt is taken back, and a void says of which day", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    for (const [number, items] of [
      ["000133", [milk]],
      ["000134", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]],
    ] as const) {
      gama.receipt(number, items);
      gama.answers.push(...(number === "000134" ? ["FD-77"] : []));
      await settle(gama);
      gama.answers.push(YES, YES);
      assert.is(await gama.f8(pos), true, gama.said.join("\n"));
    }
    assert.equal(told(gama, "void", "originalKind"), ["sale", "sale", "return", "return"]);
    assert.equal(new Set(told(gama, "void", "date")), new Set(["2026-11-23"]));
    assert.equal(told(gama, "close", "kind"), ["void", "void"]);
    assert.equal(told(gama, "close", "originalKind"), ["sale", "return"]);
    assert.equal(told(gama, "close", "saved"), ["true", "true"]);
    gama.receipt("000135", [cheese]);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
  }));

test("where GAMA has no lines of a receipt any more, the journal knows what it was", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000133", [milk]);
    await settle(gama);
    gama.receipt("000133", []);
    gama.answers.push(YES);
    assert.is(await gama.f8(pos), true, gama.said.join("\n"));
    assert.equal(told(gama, "void", "originalKind"), [undefined, undefined]);
    assert.equal(kinds(gama), ["sale", "void"]);
  }));

test("a void that GAMA has not saved ends with F8 once more: it is not made twice, and is told as saved", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000133", [milk]);
    await settle(gama);
    gama.answers.push(YES, NO);
    await gama.f8(pos);
    assert.match(gama.said.at(-1) ?? "", /GAMA nepranešė, kad anuliavimą išsaugojo/);
    gama.answers.push(YES);
    assert.is(await gama.f8(pos), true, gama.said.join("\n"));
    assert.equal(kinds(gama), ["sale", "void"]);
    assert.equal(told(gama, "close", "saved"), ["false", "true"]);
    gama.receipt("000134", [cheese]);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
  }));

test("a void that the cashier takes back leaves RRPay and GAMA alone, and CLOSE still tells that the sale is saved", () =>
  withGama(async (gama) => {
    gama.shop = KNOWS_SAVED;
    await openPos(gama);
    gama.receipt("000134", [milk]);
    const { window } = await settle(gama);
    gama.answers.push(NO);
    assert.is(await gama.f8(window), false);
    assert.equal(kinds(gama), ["sale"]);
    assert.is(passed(gama), 0);
    saved(window);
    await gama.run("CLOSE", window);
    assert.ok(hooks(gama).includes("close saved=true"));
    gama.receipt("000135", [cheese]);
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
  }));

test("a receipt of a day before the journal is voided in GAMA alone by a decision, and No is what Enter presses", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000135", [milk]);
    for (const answer of [NO, YES]) {
      gama.answers.push(ESC, answer);
      assert.is(await gama.f8(pos), answer === YES);
      assert.match(gama.story.join("\n"), /Anuliuoti tik GAMA\?\n\[Taip\] \[\*Ne\]/);
    }
    assert.is(passed(gama), 1);
    assert.equal(kinds(gama), []);
  }));

test("a receipt that RRPay never saw is GAMA's own affair", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000135", [milk], TODAY);
    assert.is(await gama.f8(pos), true, gama.said.join("\n"));
    assert.is(passed(gama), 1);
    assert.equal(gama.said, []);
    assert.equal(posts(gama), []);
  }));

test("in any other window of GAMA's it does what it did before, and asks nothing", () =>
  withGama(async (gama) => {
    await openPos(gama);
    const other = new Settlement("Klientai");
    other.members.set("HWND", 77);
    await gama.f8(other);
    assert.is(passed(gama), 1);
    assert.equal(
      hooks(gama).filter((hook) => hook.startsWith("void")),
      [],
    );
  }));

test("it is released with the POS window: GAMA's own command is bound again", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    assert.is(gama.boundF8, "=EXECSCRIPT(_SCREEN.cRRPayF8Text)");
    // A second INIT must not take our own binding for GAMA's.
    await gama.run("INIT", pos);
    await gama.run("CLOSE", pos);
    assert.is(gama.boundF8, "DO f8_gama");
  }));

test("with two POS windows it goes with the last one, and is ours in both", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const [first, second] = [await openPos(gama), await openPos(gama)];
    await gama.run("CLOSE", second);
    gama.receipt("000133", [milk], TODAY);
    await gama.f8(first);
    assert.ok(hooks(gama).includes("void scope=open"), "RRPay is asked in the window that is left");
    await gama.run("CLOSE", first);
    assert.is(gama.boundF8, "DO f8_gama");
  }));

test("a POS window that has no handle while it opens is known by F8 all the same", () =>
  withGama(async (gama) => {
    const pos = new Settlement("POS pardavimo taskas");
    pos.members.set("HWND", 0);
    await gama.run("INIT", pos);
    pos.members.set("HWND", 11);
    gama.receipt("000133", [milk], TODAY);
    await gama.f8(pos);
    assert.ok(hooks(gama).includes("void scope=open"));
  }));

test("a fault in GAMA's own F8 is GAMA's: no box says that RRPay has voided nothing", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000133", [milk]);
    await settle(gama);
    gama.vfp.members.set("ACTIVEFORM", pos);
    gama.screen.members.set("CRRPAYFOLDER", `${gama.till.folder}/`);
    gama.answers.push(YES);
    gama.ownF8Fails = true;
    const fault = await gama.pressF8().catch((error: Error) => error.message);
    assert.is(fault, "Alias 'KVITAI' is not found.");
    assert.not(/neanuliuota/.test(gama.said.join()), gama.said.join("\n"));
    assert.equal(kinds(gama), ["sale", "void"]);
  }));

test("GAMA's own F8 that closes its window is followed by no message", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const pos = await openPos(gama);
    gama.receipt("000133", [milk], TODAY);
    assert.is(await gama.run("F8", pos), true);
    pos.members.clear();
    await gama.run("F8OWN", pos);
    assert.equal(gama.said, []);
  }));

test("without the DLL GAMA's own F8 is within reach, and No is what Enter presses", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000136", [milk]);
    gama.hasDll = false;
    gama.answers.push(NO, YES);
    assert.is(await gama.f8(pos), false);
    assert.is(passed(gama), 0);
    assert.match(gama.story.join("\n"), /Anuliuoti tik GAMA\?\n\[Taip\] \[\*Ne\]/);
    assert.is(await gama.f8(pos), true);
    assert.is(passed(gama), 1);
  }));

test("where the folder is gone the bound key says so and GAMA's own F8 is within reach", () =>
  withGama(async (gama) => {
    await openPos(gama);
    gama.hasFolder = false;
    gama.answers.push(NO, YES);
    await gama.pressF8();
    assert.is(passed(gama), 0);
    await gama.pressF8();
    assert.is(passed(gama), 1);
    assert.match(gama.said.join(), "RRPay jungties failo nėra");
  }));

test("the bound key runs the program, whatever quotes its folder has", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.receipt("000137", [milk], TODAY);
    gama.vfp.members.set("ACTIVEFORM", pos);
    gama.screen.members.set("CRRPAYFOLDER", `${gama.till.folder}/`);
    assert.not(
      /gama-rrpay|till-/.test(gama.boundF8 + String(gama.screen.members.get("CRRPAYF8TEXT"))),
      "no path in it",
    );
    await gama.pressF8();
    assert.ok(hooks(gama).includes("void scope=open"));
  }));

test.run();
