// What the cashier reads while waiting, in the words of what is waited for.

import * as assert from "uvu/assert";
import { type Phase, progressText } from "../../plugin/messages/progress.ts";
import type { Kind } from "../../schemas/generated/types.ts";
import { suite } from "../support/suite.ts";

const test = suite("progress");

const waiting: Phase = { type: "customer", paidCents: 0, totalCents: 258 };
const words: readonly [kind: Kind, phase: Phase, lt: string][] = [
  ["sale", waiting, "Laukiama mokėjimo RRPay lange. Esc – atšaukti. 3 s"],
  ["return", waiting, "Grąžinama RRPay lange. Esc – atšaukti. 3 s"],
  ["void", waiting, "Anuliuojama RRPay lange. Esc – atšaukti. 3 s"],
  ["return", { ...waiting, paidCents: 100 }, "Grąžinama RRPay lange. Esc – atšaukti. Grąžinta 1,00 € / 2,58 €. 3 s"],
  ["sale", { ...waiting, paidCents: 100 }, "Laukiama mokėjimo RRPay lange. Esc – atšaukti. Gauta 1,00 € / 2,58 €. 3 s"],
  ["return", { type: "sending" }, "Grąžinimas perduodamas į RRPay… 3 s"],
  ["void", { type: "sending" }, "Anuliavimas perduodamas į RRPay… 3 s"],
  ["return", { type: "printing" }, "Grąžinta. Laukiama kvito: patikrinkite spausdintuvą ir popierių. 3 s"],
  ["void", { type: "printing" }, "Anuliuota. Laukiama kvito: patikrinkite spausdintuvą ir popierių. 3 s"],
];
for (const [kind, phase, lt] of words)
  test(`a ${kind} in the phase ${phase.type}: ${lt}`, () => assert.is(progressText(phase, 3400, "lt", kind), lt));

test("no return and no void is told as a payment, in either language", () => {
  for (const type of ["connecting", "searching", "sending", "cancelling", "checking", "printing", "customer"] as const)
    for (const kind of ["return", "void"] as const)
      for (const language of ["lt", "en"] as const) {
        const phase: Phase = type === "customer" ? waiting : { type };
        assert.not.match(progressText(phase, 0, language, kind), /mokėjim|pmokėta|payment|Paid|sale/i);
      }
});

test.run();
