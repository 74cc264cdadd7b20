// The three facts of an attempt: every pair of state and event, against the words of docs/contracts.md B19 and
// invariant 4.

import * as assert from "uvu/assert";
import { FISCAL, GAMA, isFinal, PAYMENT, type PaymentEvent } from "../../plugin/payment/facts.ts";
import type { FiscalState, GamaState, PaymentState } from "../../schemas/generated/types.ts";
import { suite } from "../support/suite.ts";

const test = suite("facts");

const finals = ["approved", "declined", "cancelled", "not-accepted"] as const;
const payments: readonly PaymentState[] = ["sent", "cancelling", "unknown", ...finals];
const paymentEvents: readonly PaymentEvent[] = [
  "cancel-asked",
  "gave-up",
  "approved",
  "declined",
  "cancelled",
  "not-taken-up",
];

/** docs/contracts.md B19: the only ways a payment may move. */
const paymentMoves: Record<PaymentState, readonly PaymentState[]> = {
  sent: ["cancelling", "unknown", ...finals],
  cancelling: ["unknown", ...finals],
  unknown: ["cancelling", ...finals],
  approved: [],
  declined: [],
  cancelled: [],
  "not-accepted": [],
};

test("the payment table is total", () => {
  assert.equal(Object.keys(PAYMENT).sort(), [...payments].sort());
  for (const row of Object.values(PAYMENT)) assert.equal(Object.keys(row).sort(), [...paymentEvents].sort());
});

for (const state of payments) {
  for (const event of paymentEvents) {
    const next = PAYMENT[state][event];
    test(`payment: ${state} on ${event} is ${next}`, () => {
      if (next === "same") return assert.is(expectedPayment(state, event), "same");
      if (next !== "conflict")
        assert.ok(paymentMoves[state].includes(next), "a move that docs/contracts.md B19 does not list");
      assert.is(next, expectedPayment(state, event));
    });
  }
}

/** What each event means, said without the table. */
function expectedPayment(state: PaymentState, event: PaymentEvent): PaymentState | "same" | "conflict" {
  if (isFinal(state)) {
    if (event !== "approved" && event !== "declined" && event !== "cancelled") return "same";
    // two answers that both say "no money" do not contradict each other
    return (state === "approved") === (event === "approved") ? "same" : "conflict";
  }
  if (event === "approved" || event === "declined" || event === "cancelled") return event;
  if (event === "not-taken-up") return state === "sent" ? "not-accepted" : "same";
  const wanted = event === "gave-up" ? "unknown" : "cancelling";
  return state === wanted ? "same" : wanted;
}

test("invariant 4: no event moves a final payment", () => {
  for (const state of payments.filter(isFinal))
    for (const event of paymentEvents) assert.ok(["same", "conflict"].includes(PAYMENT[state][event]));
});

test("invariant 3: declined and cancelled come from RRPay's own evidence only", () => {
  for (const state of payments)
    for (const event of paymentEvents) {
      const next = PAYMENT[state][event];
      if (next === "declined" || next === "cancelled") assert.is(event, next);
    }
});

test("invariant 3: not-accepted comes from the refusal of a first send only", () => {
  const ways = payments.flatMap((state) =>
    paymentEvents.filter((event) => PAYMENT[state][event] === "not-accepted").map((event) => `${state} ${event}`),
  );
  assert.equal(ways, ["sent not-taken-up"]);
});

test("B19: the four final states", () => {
  assert.equal(payments.filter(isFinal), [...finals]);
});

const fiscals: readonly FiscalState[] = ["unknown", "printed", "not-printed"];
const fiscalMoves: Record<FiscalState, readonly FiscalState[]> = {
  unknown: ["printed", "not-printed"],
  "not-printed": ["printed"],
  printed: [],
};

test("the fiscal table is total", () => {
  assert.equal(Object.keys(FISCAL).sort(), [...fiscals].sort());
  for (const row of Object.values(FISCAL)) assert.equal(Object.keys(row).sort(), [...fiscals].sort());
});

for (const state of fiscals)
  for (const seen of fiscals)
    test(`fiscal: ${state} told ${seen} is ${FISCAL[state][seen]}`, () => {
      assert.is(FISCAL[state][seen], fiscalMoves[state].includes(seen) ? seen : "same");
    });

const gamas: readonly GamaState[] = ["waiting", "saved", "unsaved", "settled"];
const gamaEvents = ["saved", "unsaved", "settled"] as const;
const gamaMoves: Record<GamaState, readonly GamaState[]> = {
  waiting: ["saved", "unsaved", "settled"],
  unsaved: ["saved", "settled"],
  saved: [],
  settled: [],
};

test("the gama table is total", () => {
  assert.equal(Object.keys(GAMA).sort(), [...gamas].sort());
  for (const row of Object.values(GAMA)) assert.equal(Object.keys(row).sort(), [...gamaEvents].sort());
});

for (const state of gamas)
  for (const event of gamaEvents)
    test(`gama: ${state} on ${event} is ${GAMA[state][event]}`, () => {
      const contradicts = state === "saved" && event === "unsaved";
      assert.is(GAMA[state][event], contradicts ? "conflict" : gamaMoves[state].includes(event) ? event : "same");
    });

test.run();
