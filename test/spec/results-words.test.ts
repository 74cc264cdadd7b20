// What a result says in words: advice, what is known of the receipt, and a return's own words (B12).
import * as assert from "uvu/assert";
import type { End } from "../../plugin/conversation/pay-end.ts";
import { withDetail } from "../../plugin/gama/result-words.ts";
import { refusalResult, resultOf, settlementEnd, unresolvedOf, voidResultOf } from "../../plugin/gama/results.ts";
import { close } from "../../plugin/hooks/close.ts";
import { resolve } from "../../plugin/hooks/resolve.ts";
import { plainVoid, voidEnd } from "../../plugin/hooks/void.ts";
import { sentence } from "../../plugin/messages/sentence.ts";
import type { Attempt, Fiscal } from "../../schemas/generated/types.ts";
import { validateSettlementResult } from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { context, open, paid, typed, unknown } from "../support/told-results.ts";

const test = suite("results: words");

test("a refusal carries no money, says what blocks, and where", () => {
  const blockedBy = { kind: "sale", saleKey: "B", attemptId: "b" } as const;
  const result = refusalResult(context().settings.language, {
    outcome: "refused",
    code: "blocked",
    saleKey: "A",
    detail: "x",
    blockedBy,
  });
  assert.ok(validateSettlementResult(result));
  assert.equal([result.payments, result.blockedBy], [[], blockedBy]);
  assert.is(result.message, `${sentence("blocked", "en")} (x)`);
});

test("a message is never longer than its schema", () => {
  assert.is(withDetail("x".repeat(600), "y".repeat(600)).length, 1000);
  assert.equal([withDetail("x", undefined), withDetail("x", "")], ["x", "x"]);
});

const advices: readonly [what: string, one: Attempt, code: Parameters<typeof sentence>[0]][] = [
  ["a conflict: what it is", { ...paid(), conflict: { code: "manual-differs", sinceMs: 1 } }, "manual-differs"],
  ["paid, not saved: to save it", paid(), "unsaved"],
  [
    "paid, saved, not printed: the printer",
    { ...paid({ fiscal: { state: "not-printed" } }), gama: "saved" },
    "approved-not-printed",
  ],
  ["unknown: why", unknown, "no-answer"],
  ["unknown with a typed receipt", { ...unknown, ...typed }, "manual-recorded"],
];

for (const [what, one, code] of advices)
  test(`advice: ${what}`, () => {
    assert.is(unresolvedOf(context(), one).advice, sentence(code, "en"));
  });

test("advice: manual entry, once it is allowed, and what a person said already is not asked again", () => {
  const nothing = { decision: "nothing-happened", operator: "ONA", sinceMs: 1 } as const;
  const at = context();
  at.watch(unknown).queried = true;
  const advice = (one: Attempt) => unresolvedOf(at, one).advice;
  assert.match(advice(unknown), sentence("manual-allowed", "en"));
  assert.match(advice({ ...unknown, ...typed }), sentence("manual-recorded", "en"));
  assert.match(advice({ ...unknown, manual: nothing }), sentence("old-attempt-open", "en"));
});

test("the baseline stands beside the advice, in both languages", () => {
  const one = { ...unknown, baseline: { documentNo: "D0", transactionId: "T0" } };
  assert.match(unresolvedOf(context(), one).advice, "(The receipt that RRPay printed before it: D0)");
  assert.match(unresolvedOf(context({ language: "lt" }), one).advice, "(Prieš tai RRPay atspausdino kvitą D0)");
  const half = { ...unknown, baseline: { transactionId: "T0" } };
  assert.not.match(unresolvedOf(context(), half).advice, "T0");
});

test("B12: a method without a number does not hide that the receipt is missing", () => {
  const one = paid({ payments: [{ method: 9, name: "x", amountCents: 258 }], fiscal: { state: "not-printed" } });
  const { code, message } = resultOf(context(), one);
  assert.is(code, "method-unmapped");
  assert.is(message, `${sentence("method-unmapped", "en")} ${sentence("approved-not-printed", "en")}`);
});

const blocked = { type: "refused", code: "blocked" } as const;
const corrupt = { type: "refused", code: "journal-corrupt" } as const;
const owed = { payment: "approved", fiscal: "not-printed" } as const;
export const declined = { payment: "declined", fiscal: "not-printed" } as const;
const printedOne = { ...owed, fiscal: "printed", documentNo: "D7" } as const;

const receipts: readonly [rule: string, tries: readonly Partial<Attempt>[], end: End, wanted: Fiscal["state"]][] = [
  ["every kept day was asked, and nothing is there", [], blocked, "not-printed"],
  ["the journal could not be asked", [], corrupt, "unknown"],
  ["a printed receipt, before a later try that came to nothing", [printedOne, declined], blocked, "printed"],
  ["a printed receipt in a journal that is damaged", [printedOne], corrupt, "printed"],
  ["a try whose end is not known", [declined, { payment: "unknown" }], blocked, "unknown"],
  ["a receipt that is owed", [owed], blocked, "not-printed"],
  ["the void of a printed receipt is another thing", [{ ...printedOne, kind: "void" }], blocked, "not-printed"],
];

for (const [rule, tries, end, wanted] of receipts)
  test(`B12: what a refusal says of the receipt is known of that key and kind: ${rule}: ${wanted}`, () => {
    const here = context();
    for (const [at, changes] of tries.entries())
      here.ledger.adopt({ ...unknown, attemptId: `a${at}`, payment: "sent", ...changes });
    const { kind, saleKey } = unknown;
    assert.is(settlementEnd(here, { kind, saleKey }, end, "done").fiscal.state, wanted);
    const unasked = settlementEnd(here, { kind, saleKey }, end, "none").fiscal;
    assert.equal(unasked, wanted === "printed" ? { state: "printed", documentNo: "D7" } : { state: "unknown" });
  });

test("B12: an RRPay that knows nothing of receipts is not said to have printed one (C4)", () => {
  const one = { ...paid({ fiscal: { state: "unknown" } }), noFiscal: true } as const;
  const { code, message } = resultOf(context(), one);
  assert.equal([code, message], ["approved", sentence("approved-print-unknown", "en")]);
  assert.is(voidResultOf(context(), { ...one, kind: "void" }).message, sentence("voided", "en"));
});

test("B12: F8 on a payment that has not ended speaks of the payment, not of a void that was never sent", () => {
  const end = { type: "refused", code: "open" } as const;
  const { code, message } = voidEnd(context(), { ...open, scope: "completed" }, end);
  assert.equal([code, message], ["open", sentence("open", "en")]);
});

test("a return is told in a return's words, in results and in the list", () => {
  const back = (one: Attempt) => ({ ...one, kind: "return" as const });
  const lt = context({ language: "lt" });
  assert.is(resultOf(lt, back(paid())).message, "Grąžinta, kvitas atspausdintas.");
  assert.match(resultOf(lt, back(unknown)).message, "ar pinigai grąžinti");
  assert.match(unresolvedOf(lt, back(paid())).advice, /^Grąžinta, bet GAMA nepranešė, kad grąžinimą išsaugojo/);
  const end = { type: "not-accepted", code: "not-sent" } as const;
  assert.match(settlementEnd(lt, { kind: "return", saleKey: "K" }, end, "done").message, "pinigai negrąžinti");
});

test("B12: close, resolve and void speak of a return in a return's words", () => {
  const here = context({ language: "en" });
  const { attemptId, saleKey } = unknown;
  const whose = { kind: "return", saleKey, attemptId } as const;
  const word = (code: Parameters<typeof sentence>[0]) => sentence(code, "en", "return");
  here.ledger.adopt({ ...unknown, kind: "return" });
  const settlement = { window: "settlement", ...whose } as const;
  assert.is(close(here, { ...settlement, saved: true }).message, word("open"));
  const decision = { ...whose, operator: "ONA", decision: "saved-in-gama" } as const;
  assert.is(resolve(here, decision).message, word("decision-not-allowed"));
  assert.match(voidEnd(here, open, { type: "attempt", attemptId, code: "no-answer" }).message, word("no-answer"));
  here.ledger.adopt({ ...paid(), kind: "return", attemptId });
  assert.is(close(here, { ...settlement, saved: false }).message, word("unsaved"));
  assert.is(voidEnd(here, open, { type: "attempt", attemptId }).message, word("not-voided"));
  const stopped = { type: "not-accepted", code: "not-sent" } as const;
  assert.is(voidEnd(here, { ...open, originalKind: "return" }, stopped).message, word("not-sent"));
  assert.is(plainVoid(here, "refused", "blocked").message, sentence("blocked", "en"));
});

test.run();
