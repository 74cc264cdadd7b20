// What goes back to GAMA: outcome, code and text from the facts of an attempt; every result fits its schema.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { encodeResult } from "../../plugin/gama/reply.ts";
import { resultOf, settlementEnd, unresolvedOf, voidResultOf } from "../../plugin/gama/results.ts";
import { voidEnd } from "../../plugin/hooks/void.ts";
import { isCode, knownCode, type Language, reasonText, sentence } from "../../plugin/messages/sentence.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { validatePosResult, validateSettlementResult, validateVoidResult } from "../../schemas/generated/validators.js";
import { AT_MS, attempt, evidence, fold, paymentRecord } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";
import { context, open, paid, told, typed, unknown } from "../support/told-results.ts";

const test = suite("results");

const codes: readonly [rule: string, one: Attempt, outcome: string, code: string][] = [
  ["paid and printed", paid(), "approved", "approved"],
  ["paid, not printed", paid({ fiscal: { state: "not-printed" } }), "approved", "approved-not-printed"],
  ["paid, printing unknown", paid({ fiscal: { state: "unknown" } }), "approved", "approved-print-unknown"],
  [
    "a method without a number comes before the receipt's state",
    paid({ payments: [{ method: 9, name: "Čekis", amountCents: 258 }], fiscal: { state: "not-printed" } }),
    "approved",
    "method-unmapped",
  ],
  [
    "a conflict comes before everything, the outcome stands",
    { ...paid({ payments: [{ method: 9, name: "x", amountCents: 258 }] }), conflict: { code: "x", sinceMs: 1 } },
    "approved",
    "conflict",
  ],
  ["declined", fold(attempt(), evidence({ state: "declined" })), "declined", "declined"],
  ["cancelled", fold(attempt(), evidence({ state: "cancelled" })), "cancelled", "cancelled"],
  ["a first send refused", fold(attempt(), paymentRecord("not-taken-up", "busy")), "not-accepted", "busy"],
  [
    "known under another id: refused",
    fold(attempt(), paymentRecord("not-taken-up", "sale-known")),
    "refused",
    "sale-known",
  ],
  ["unknown, with its stored reason", unknown, "unknown", "no-answer"],
  ["unknown with a typed receipt", { ...unknown, ...typed }, "unknown", "manual-recorded"],
  ["a reason of a neighbouring version", { ...unknown, code: "novelty" }, "unknown", "unknown"],
];

for (const [rule, one, ...wanted] of codes) test(`code: ${rule}`, () => assert.equal(told(one), wanted));

test("why this call left it open comes before the stored reason", () => {
  assert.equal(told(unknown, "cancel-unconfirmed"), ["unknown", "cancel-unconfirmed"]);
});

test("a method without a number comes as −1 under RRPay's own name, the outcome kept", () => {
  const { payments } = resultOf(context(), paid({ payments: [{ method: 9, name: "Čekis", amountCents: 258 }] }));
  assert.equal(payments, [{ method: -1, name: "Čekis", amountCents: 258, netCents: 258, rrpayMethod: 9 }]);
});

test("rounding and change come as RRPay gave them: Σ amounts − change = total + rounding", () => {
  const cash = { payments: [{ method: 0, name: "", amountCents: 500 }], roundingCents: 2, changeCents: 240 };
  const { payments, roundingCents, changeCents } = resultOf(context(), paid(cash));
  assert.is(payments.reduce((sum, { amountCents }) => sum + amountCents, 0) - changeCents, 258 + roundingCents);
});

test("odd rounding of a declined answer stays within a result's bounds", () => {
  for (const [odd, within] of [
    [-90, -2],
    [90, 2],
  ] as const) {
    const { roundingCents } = resultOf(context(), fold(attempt(), evidence({ state: "declined", roundingCents: odd })));
    assert.is(roundingCents, within);
  }
});

test("a typed receipt's money is given while RRPay has none, with names from the config's map", () => {
  const { payments, roundingCents, changeCents } = resultOf(context(), { ...unknown, ...typed });
  assert.equal(payments, [{ method: 2, name: "Banko kortelė", amountCents: 258, netCents: 258, rrpayMethod: 2 }]);
  assert.equal([roundingCents, changeCents], [0, 0]);
});

test("a typed receipt's own names, numbers, rounding and change are kept", () => {
  const card = { authCode: "123456" };
  const payments = [{ method: 7, name: "Čekis", amountCents: 260, rrpayMethod: 5, card }];
  const manual = { ...typed.manual, payments, roundingCents: 1, changeCents: 1 };
  const result = resultOf(context(), { ...unknown, manual });
  assert.equal(result.payments, [{ ...payments[0], netCents: 259 }]);
  assert.equal([result.roundingCents, result.changeCents], [1, 1]);
});

test("a typed receipt with a method that the map does not have", () => {
  const manual = { ...typed.manual, payments: [{ method: 7, amountCents: 258 }] };
  assert.equal(resultOf(context(), { ...unknown, manual }).payments, [
    { method: 7, name: "", amountCents: 258, netCents: 258, rrpayMethod: 0 },
  ]);
});

test("RRPay's money stands over a typed receipt's", () => {
  const both = fold({ ...unknown, ...typed }, evidence({ payments: [{ method: 0, name: "", amountCents: 258 }] }));
  assert.is(resultOf(context(), both).payments[0]?.method, 0);
});

test("an open payment without a person's word carries no money", () => {
  const partial = [{ method: 0, name: "", amountCents: 100 }];
  assert.equal(resultOf(context(), { ...unknown, partial }).payments, []);
});

test("why nothing was paid is told with RRPay's own words", () => {
  const declined = fold(attempt(), evidence({ state: "declined", message: "Insufficient funds" }));
  assert.match(resultOf(context(), declined).message, "(RRPay: Insufficient funds)");
});

test("a conflict is told by what it is", () => {
  const one = { ...paid(), conflict: { code: "manual-differs", sinceMs: 1 } };
  assert.is(resultOf(context(), one).message, sentence("manual-differs", "en"));
});

test("manual entry that is too early says how long to wait", () => {
  const at = context();
  const one = { ...unknown, namedAtMs: at.moment.wallMs };
  at.watch(one).queried = true;
  assert.match(resultOf(at, one).manualEntry.reason, /\(60 s\)$/);
});

test("an outcome that was not stored allows no manual entry", () => {
  const at = context();
  at.watch(unknown).queried = true;
  const { manualEntry, code } = resultOf(at, unknown, "outcome-not-stored");
  assert.equal([code, manualEntry.allowed], ["outcome-not-stored", false]);
});

const voids: readonly [one: Attempt, outcome: string, code: string][] = [
  [attempt({ ...paid(), kind: "void" }), "voided", "voided"],
  [fold(attempt({ kind: "void" }), evidence({ state: "declined" })), "not-voided", "void-declined"],
  [fold(attempt({ kind: "void" }), evidence({ state: "cancelled" })), "not-voided", "void-cancelled"],
  [fold(attempt({ kind: "void" }), paymentRecord("not-taken-up", "busy")), "not-voided", "void-busy"],
  [{ ...unknown, kind: "void" }, "unknown", "void-unknown"],
];

for (const [one, ...wanted] of voids)
  test(`void: ${one.payment} is ${wanted[0]}`, () => {
    const result = voidResultOf(context(), one);
    assert.ok(validateVoidResult(result), JSON.stringify(validateVoidResult.errors));
    assert.equal([result.outcome, result.code], wanted);
  });

test("void open of a sale with a conflict is not voided", () => {
  const at = context();
  at.ledger.apply({
    ...{ t: "checkpoint", v: 1, atMs: 1, till: "1", segments: [] },
    attempts: [attempt({ payment: "cancelled", conflict: { code: "money-without-approval", sinceMs: 1 } })],
  });
  const result = voidEnd(at, open, { type: "attempt", attemptId: attempt().attemptId });
  assert.equal([result.outcome, result.code], ["not-voided", "conflict"]);
});

test("an end without its attempt is told as such", () => {
  const end = { type: "attempt", attemptId: "gone" } as const;
  assert.is(settlementEnd(context(), { kind: "sale", saleKey: "K" }, end, "done").code, "attempt-unknown");
  assert.is(voidEnd(context(), open, end).code, "attempt-unknown");
});

test("the list of what is open fits its schema, with what to do", () => {
  const items = [...codes.map(([, one]) => one), ...voids.map(([one]) => one)].map((one) =>
    unresolvedOf(context(), one),
  );
  const list = {
    status: "attention",
    rrpay: "unknown",
    unresolved: items,
    unresolvedTotal: items.length,
    code: "attention",
    message: "",
  };
  assert.ok(validatePosResult(list), JSON.stringify(validatePosResult.errors));
});

test("B11: what RRPay took beside the total, where its own numbers were accepted, is told", () => {
  const accepted = paid({ payments: [{ method: 2, name: "x", amountCents: 238 }] });
  assert.is(resultOf(context(), accepted).differenceCents, -20);
  assert.not("differenceCents" in resultOf(context(), paid()));
});

test("B11: Σ net = total − prepaid + rounding + difference, whatever is paid and given back", () => {
  const cents = fc.integer({ min: 0, max: 5000 });
  const tender = fc.record({ method: fc.constantFrom(0, 2, 9), name: fc.constant("x"), amountCents: cents });
  fc.assert(
    fc.property(
      fc.array(tender, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: -2, max: 2 }),
      cents,
      (payments, changeCents, roundingCents, prepaidCents) => {
        const one = { ...paid({ payments, changeCents, roundingCents }), totalCents: 2580, prepaidCents };
        const told = resultOf(context(), one);
        const net = told.payments.reduce((sum, { netCents }) => sum + netCents, 0);
        assert.is(net, 2580 - prepaidCents + told.roundingCents + (told.differenceCents ?? 0));
      },
    ),
  );
});

test("a clock that went back never makes a time below zero", () => {
  const { sinceMs } = unresolvedOf(context(), { ...unknown, sentAtMs: AT_MS * 2 });
  assert.is(sinceMs, 0);
});

const facts = fc.record({
  payment: fc.constantFrom<Attempt["payment"]>(
    "sent",
    "cancelling",
    "unknown",
    "approved",
    "declined",
    "cancelled",
    "not-accepted",
  ),
  fiscal: fc.constantFrom<Attempt["fiscal"]>("unknown", "printed", "not-printed"),
  gama: fc.constantFrom<Attempt["gama"]>("waiting", "saved", "unsaved", "settled"),
  code: fc.constantFrom("unknown", "no-answer", "busy", "declined", "novelty", "still-in-progress"),
});

const attached = fc.record(
  {
    conflict: fc.constantFrom({ code: "manual-differs", sinceMs: 1 }, { code: "sale-known", sinceMs: 1 }),
    manual: fc.constantFrom(typed.manual, { decision: "nothing-happened" as const, operator: "ONA", sinceMs: 1 }),
    result: fc.constant({
      payments: [{ method: 9, name: "x", amountCents: 258 }],
      roundingCents: 0,
      changeCents: 0,
      message: "z".repeat(1000),
    }),
    documentNo: fc.constant("D1"),
    printedAt: fc.constant("2026-11-23T10:00:00"),
  },
  { requiredKeys: [] },
);

test("every attempt gives results that fit their schemas, whose texts are the table's, in both languages", () => {
  const desks = { lt: context({ language: "lt" }), en: context({ language: "en" }) };
  fc.assert(
    fc.property(facts, attached, fc.constantFrom<Language>("lt", "en"), (state, more, language) => {
      const one = { ...attempt(state), ...more } as Attempt;
      const at = desks[language];
      at.watches.keep(() => false);
      const result = resultOf(at, one);
      assert.ok(validateSettlementResult(result), JSON.stringify(validateSettlementResult.errors));
      assert.ok(validateVoidResult(voidResultOf(at, one)));
      assert.ok(isCode(result.code));
      const about = result.code === "conflict" ? knownCode(one.conflict?.code ?? "") : knownCode(result.code);
      assert.ok(result.message.startsWith(sentence(about, language)), result.message);
      const unresolved = [unresolvedOf(at, one)];
      const list = { status: "attention", rrpay: "up", unresolved, unresolvedTotal: 1, code: "x", message: "" };
      assert.ok(validatePosResult(list), JSON.stringify(validatePosResult.errors));
    }),
    { numRuns: 200 },
  );
});

test("results come in the form and code page of the config", () => {
  const result = { outcome: "approved", message: "Ačiū ✓" };
  const lines = encodeResult(result, { codepage: "windows-1257", format: "lines" });
  assert.is(lines, "\r\noutcome=approved\r\nmessage=A\u00e8i\u00fb ?\r\n");
  const json = encodeResult(result, { codepage: "utf-8", format: "json" });
  assert.equal(JSON.parse(Buffer.from(json, "latin1").toString("utf8")), result);
});

test("a reason that has no words of its own is still told", () => {
  assert.equal(
    [reasonText("constructor", "lt"), reasonText("novelty", "en")],
    ["netinkama reikšmė", "value is not valid"],
  );
  assert.is(reasonText("required", "lt"), "trūksta lauko");
});

test.run();
