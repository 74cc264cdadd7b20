/** A story reads no row of a receipt that the plug-in has taken, and all of one that it has refused. */
import * as assert from "uvu/assert";
import { formatFlat } from "../../plugin/gama/flat-lines.ts";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { hookMessage } from "../../runtime/cli/trace/hook-message.ts";
import { tell } from "../../runtime/cli/trace/story.ts";
import common from "../../schemas/common.schema.json" with { type: "json" };
import { HOOK } from "../../schemas/generated/boundary.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { runsOf } from "../support/traces.ts";

const test = suite("what GAMA asks, as it is told");

/** Every decision that the contract has. */
const DECISIONS = common.$defs.Decision.enum;

const receipt = (operator = "Žaneta") => sale(258, { operator });

/** What is told of a payload's hook, by a till that has lived through it. */
function toldOf(text: string, till = new StepTill({ gama: { codepage: "windows-1257", format: "lines" } })): string {
  till.boot().step({ type: "hook", call: 1, hook: HOOK.init, payload: encodeWindows1257(text) });
  const hooks = tell(runsOf(till)).filter(({ sentence }) => sentence.from === "gama");
  return hooks.map(({ sentence }) => sentence.words.en).join("\n");
}

test("a receipt that was refused for one of its rows is told with that row", () => {
  const text = formatFlat(receipt()).replace(/lines\.0\.quantityMilli=\d+|lines\.0\.totalCents=\d+/, "$&x");
  assert.match(
    toldOf(text),
    /^GAMA calls init with something that cannot be read \(lines\.0\.\w+: must be a whole number\)\.$/,
  );
});

test("what a person decided is told in words, in both languages, with the note behind it", () => {
  const decided = (decision: string, note?: string, receipt: object = {}) => {
    const about = {
      kind: "sale",
      saleKey: "SALE-1",
      attemptId: "00000000-0000-4000-8000-000000000001",
      operator: "Ona",
    };
    const request = { ...about, decision, ...(note === undefined ? {} : { note }), ...receipt };
    return hookMessage(HOOK.resolve, formatFlat(request), "utf-8", true).words;
  };
  assert.equal(decided("nothing-happened"), {
    en: "Ona decides about SALE-1: there is no receipt, no money has moved.",
    lt: "Ona nusprendžia dėl SALE-1: kvito nėra, pinigai nejudėjo.",
  });
  assert.is(decided("leave-to-accountant", "vakar").en, "Ona decides about SALE-1: leave to the accountant (vakar).");
  const typed = {
    documentNo: "000123",
    payments: [
      { method: 2, amountCents: 200 },
      { method: 0, name: "Grynieji", amountCents: 100 },
    ],
  };
  assert.equal(decided("receipt-printed", undefined, { ...typed, changeCents: 42 }), {
    en: "Ona decides about SALE-1: the receipt is printed; typed 000123: payment 2 – 2.00, Grynieji 1.00, change 0.42.",
    lt: "Ona nusprendžia dėl SALE-1: kvitas atspausdintas; įvesta 000123: mokėjimas 2 – 2,00, Grynieji 1,00, grąža 0,42.",
  });
  assert.is(
    decided("voided-elsewhere", undefined, { documentNo: "000124" }).en,
    "Ona decides about SALE-1: voided in RRPay's window, there is a receipt of the void; typed 000124.",
  );
  for (const decision of DECISIONS) assert.not.match(decided(decision).en + decided(decision).lt, decision);
  assert.match(decided("printed").lt, "(decision: neleistina reikšmė).");
});

test("a receipt that was taken is told alike whether its rows are read or not", () => {
  for (const request of [
    receipt(),
    { ...receipt("Jonas\tPetraitis "), kind: "return", original: { documentNo: "7" } },
  ]) {
    const text = formatFlat(request);
    const payload = Buffer.from(encodeWindows1257(text)).toString("latin1");
    const read = hookMessage(HOOK.init, payload, "windows-1257", false);
    assert.equal(hookMessage(HOOK.init, payload, "windows-1257", true), read);
    assert.match(read.words.en, /^GAMA asks to settle (sale|return) \S+, 2\.58 EUR \(.+\)\.$/);
  }
});

test("what rows are left out of is not read twice: a broken row of a taken receipt is nobody's fault", () => {
  const payload = formatFlat(receipt("Ona")).replace(/lines\.0\.name=[^\r]*/, "lines.0.name");
  assert.match(hookMessage(HOOK.init, payload, "windows-1257", true).words.en, /^GAMA asks to settle sale /);
  assert.match(hookMessage(HOOK.init, payload, "windows-1257", false).words.en, /cannot be read/);
});

for (const [what, from, to] of [
  ["a sum", /totals\.totalCents=\d+/, "totals.totalCents="],
  ["a key", /saleKey=[^\r]*\r\n/, ""],
  ["a kind", /kind=sale/, "kind=toString"],
] as const)
  test(`without ${what} all of it is read, and its fault is told`, () => {
    const payload = formatFlat(receipt("Ona")).replace(from, to);
    assert.match(hookMessage(HOOK.init, payload, "windows-1257", true).words.en, /cannot be read/);
  });

test("the POS window, a preview and other hooks are told as before", () => {
  const pos = formatFlat({ window: "pos", till: "1", operator: "Ona" });
  assert.is(hookMessage(HOOK.init, pos, "utf-8", true).words.en, "GAMA opens the till's window (Ona).");
  const preview = hookMessage(HOOK.preview, formatFlat(receipt("Ona")), "utf-8", true);
  assert.match(preview.words.en, /^GAMA asks to preview sale /);
});

test.run();
