// Time limit: 300 s
/** A receipt whose key GAMA took back, and windows that are hidden, unnamed or cannot be read. Each was red when it was written. */
import * as assert from "uvu/assert";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { coffee, KNOWS_SAVED, milk, NO, openPos, posts, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { type Box, type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: a lost key");

/** A receipt of today, which the journal is whole for; with a field for the key that is empty. */
const TODAY = { I06_OP_DATA: new Date() };
const BLANK = { ...TODAY, I06_RAKTAS: " ".repeat(20) };
const KEYED = "header.key=I06_RAKTAS\r\n";
const kinds = (gama: Gama) => posts(gama).map(({ kind }) => kind);
const passed = (gama: Gama) => gama.commands.filter((command) => /^KEYBOARD {F8}|^MACRO/.test(command)).length;
const escapes = (gama: Gama) => gama.commands.filter((command) => command.startsWith("KEYBOARD {ESC}")).length;

test("F8 on a paid receipt whose key GAMA took back is not GAMA's alone because the cashier says that it is saved", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = KEYED;
    gama.receipt("000601", [milk], BLANK);
    await settle(gama);
    gama.receipt("000601", [milk], BLANK); // Esc, TABLEREVERT()
    gama.cashier = () => YES; // "it has a receipt, so it is saved"
    await gama.f8(pos);
    assert.not(gama.said.join("\n").includes("tas pats kvitas"), "what is known already is not asked");
    assert.equal([passed(gama), kinds(gama)], [1, ["sale", "void"]], gama.story.join("\n"));
  }));

test("the cashier who does not mean that receipt voids nothing", () =>
  withGama(async (gama) => {
    const pos = await openPos(gama);
    gama.shop = KEYED;
    gama.receipt("000602", [milk], BLANK);
    await settle(gama);
    gama.receipt("000602", [milk], BLANK);
    gama.cashier = ({ text }: Box) => (text.includes("Ar jis išsaugotas") ? YES : NO);
    await gama.f8(pos);
    assert.equal([passed(gama), kinds(gama)], [0, ["sale"]], gama.story.join("\n"));
  }));

test("who gets a receipt paid that was paid before is told that no money was taken now", () =>
  withGama(async (gama) => {
    gama.shop = KEYED;
    gama.receipt("000603", [milk], BLANK);
    await settle(gama);
    gama.receipt("000603", [milk], BLANK); // GAMA gave the number again, or took its edit back: nobody can tell
    gama.cashier = () => NO;
    assert.is((await settle(gama)).done, true);
    assert.is(posts(gama).length, 1);
    assert.match(gama.said.at(-1) ?? "", /anksčiau/, gama.story.join("\n"));
  }));

test("a POS window that is closed twice does not take F8 from another one that is open", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const first = await openPos(gama);
    await openPos(gama);
    await gama.run("CLOSE", first); // QueryUnload
    await gama.run("CLOSE", first); // Destroy
    assert.match(gama.boundF8, /cRRPayF8Text/);
  }));

test("a POS window that was hidden and is shown again keeps F8 when another one closes", () =>
  withGama(async (gama) => {
    gama.boundF8 = "DO f8_gama";
    const first = await openPos(gama);
    await gama.run("CLOSE", first);
    await gama.run("INIT", first);
    const second = await openPos(gama);
    await gama.run("CLOSE", second);
    assert.match(gama.boundF8, /cRRPayF8Text/);
    await gama.run("CLOSE", first);
    assert.is(gama.boundF8, "DO f8_gama");
  }));

for (const action of ["INIT", "BIND"])
  test(`while keys are put aside ${action} of a POS window does not lose GAMA's own F8`, () =>
    withGama(
      async (gama) => {
        gama.boundF8 = "DO f8_gama";
        const pos = await openPos(gama);
        const window = action === "BIND" ? pos : new Settlement("POS pardavimo taskas");
        let nested: Promise<number> | undefined;
        const meanwhile = async (): Promise<number> => {
          const before = gama.boundF8;
          gama.boundF8 = ""; // PUSH KEY CLEAR
          await gama.run(action, window);
          gama.boundF8 = before; // POP KEY
          return 0;
        };
        // What comes up while INKEY waits for the customer: a timer's window, Activate.
        gama.keys.shift = () => {
          nested ??= meanwhile();
          return nested as unknown as number;
        };
        gama.receipt("000604", [milk], TODAY);
        await settle(gama);
        assert.ok(nested !== undefined, "nothing was waited for");
        assert.is(gama.screen.members.get("CRRPAYF8"), "DO f8_gama");
      },
      { rrpay: { policy: { type: "card", pace: { everyMs: 100 } } } },
    ));

test("a window whose sum cannot be read after a payment has the cashier told, and the receipt is not left", () =>
  withGama(async (gama) => {
    gama.shop = "payment.sum=viso\r\n";
    gama.receipt("000605", [milk], TODAY);
    const window = new Settlement();
    window.members.set("VISO", 0);
    window.members.set("KREDITAS", () => {
      window.members.set("VISO", null);
      return true;
    });
    assert.is((await settle(gama, window)).done, true, gama.story.join("\n"));
    assert.equal([escapes(gama), gama.said.length], [0, 1], gama.story.join("\n"));
    assert.match(gama.said[0] ?? "", /Įveskite GAMA lange/);
  }));

test("a settlement window of the shop's own name is left where gama-shop.txt cannot be read", () =>
  withGama(async (gama) => {
    gama.shop = "w\0i\0n\0d\0o\0w\0.\0s\0e\0t\0t\0l\0e\0m\0e\0n\0t\0=\0K\0A\0S\0A\0";
    await openPos(gama);
    const before = escapes(gama);
    gama.receipt("000606", [milk], TODAY);
    assert.is((await settle(gama, new Settlement("Kasa"))).done, false);
    assert.is(escapes(gama) - before, 1, "an open window takes cash that nobody fiscalises");
  }));

/** A window that says that it is not saved, and the receipt on the screen again without its key. */
async function leftUnsaved(gama: Gama, number: string): Promise<Settlement> {
  const pos = await openPos(gama);
  gama.shop = KEYED + KNOWS_SAVED;
  gama.receipt(number, [milk], BLANK);
  const { window } = await settle(gama);
  await gama.run("CLOSE", window);
  gama.receipt(number, [milk], BLANK);
  return pos;
}

test("a receipt that its window said is unsaved, and whose key GAMA took back, stands in its own way no longer", () =>
  withGama(async (gama) => {
    await leftUnsaved(gama, "000607");
    gama.cashier = ({ text }: Box) => (text.includes("tas pats kvitas") ? YES : NO);
    const { done, window } = await settle(gama);
    assert.equal([done, posts(gama).length, window.paid], [true, 1, [[2, 2.58]]], gama.story.join("\n"));
  }));

test("another receipt of that number does not get its payment", () =>
  withGama(async (gama) => {
    await leftUnsaved(gama, "000608");
    gama.cashier = () => NO;
    const { done, window } = await settle(gama);
    assert.equal([done, posts(gama).length, window.paid], [false, 1, []], gama.story.join("\n"));
    gama.cashier = ({ text }: Box) => (text.includes("tas pats kvitas") ? YES : NO);
    gama.receipt("000608", [milk], BLANK);
    assert.is((await settle(gama)).done, true, "who said No is asked again");
  }));

test("F8 on a receipt that its window said is unsaved, and whose key GAMA took back, takes RRPay's back too", () =>
  withGama(async (gama) => {
    const pos = await leftUnsaved(gama, "000609");
    gama.cashier = () => YES;
    await gama.f8(pos);
    assert.not(gama.said.join("\n").includes("tas pats kvitas"), "what is known already is not asked");
    assert.equal([passed(gama), kinds(gama)], [1, ["sale", "void"]], gama.story.join("\n"));
  }));

test("a window that rounds cash itself has taken the payment", () =>
  withGama(
    async (gama) => {
      gama.shop = "payment.sum=viso\r\n";
      gama.receipt("000610", [coffee], TODAY);
      const window = new Settlement();
      window.members.set("VISO", 0);
      window.members.set("KREDITAS", ([, euros = 0]) => {
        window.members.set("VISO", Number(euros) + 0.02); // 7.45, and a row of its own for the rounding
        return true;
      });
      await settle(gama, window);
      assert.not(gama.said.join("\n").includes("Įveskite GAMA lange"), gama.said.join("\n"));
    },
    { rrpay: { policy: "cash" } },
  ));

test.run();
