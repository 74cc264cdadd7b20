// Questions about one attempt: what blocks, what is settled, what a person may decide (docs/contracts.md B25).

import * as assert from "uvu/assert";
import {
  awaitsGama,
  blockedByOf,
  blocksNewSends,
  decisionsFor,
  isOpen,
  isSettled,
  needsPerson,
  needsRrpay,
} from "../../plugin/payment/attempt.ts";
import type { Attempt, Decision, PaymentState } from "../../schemas/generated/types.ts";
import { ATTEMPT_ID, attempt } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("attempt");

const manual = (decision: "receipt-printed" | "nothing-happened", more = {}) => ({
  manual: { decision, operator: "ONA", sinceMs: 1, ...more },
});
const unbalanced = { differs: { totalCents: 258, acceptable: false } };
const conflict = { conflict: { code: "manual-differs", sinceMs: 1 } };

const claimed = {
  payments: [{ method: 2, name: "Kortelė", amountCents: 100 }],
  ...{ roundingCents: 0, changeCents: 0 },
  fiscal: { state: "unknown" as const },
};

interface Row {
  readonly is: string;
  readonly attempt: Partial<Attempt>;
  readonly blocks: boolean;
  readonly settled: boolean;
  readonly person: boolean;
  readonly rrpay: boolean;
  /** Decisions once manual entry is allowed. */
  readonly decisions: readonly Decision[];
}

const manualEntry: readonly Decision[] = ["receipt-printed", "nothing-happened"];
const onceMore: readonly Decision[] = [...manualEntry, "leave-to-accountant"];
const notSaved: readonly Decision[] = ["saved-in-gama", "leave-to-accountant"];
const inConflict: readonly Decision[] = ["accept-rrpay", "leave-to-accountant"];
const typedInConflict: readonly Decision[] = ["accept-rrpay", "accept-manual", "leave-to-accountant"];
const open = { blocks: true, settled: false, person: true, rrpay: true };
const over = { blocks: false, settled: true, person: false, rrpay: false, decisions: [] };

const rows: readonly Row[] = [
  { is: "sent", attempt: { payment: "sent" }, ...open, decisions: manualEntry },
  { is: "cancelling", attempt: { payment: "cancelling" }, ...open, decisions: manualEntry },
  { is: "unknown", attempt: { payment: "unknown" }, ...open, decisions: manualEntry },
  {
    is: "unknown with a typed receipt",
    attempt: { payment: "unknown", ...manual("receipt-printed") },
    ...{ ...open, blocks: false, decisions: onceMore },
  },
  {
    is: "unknown with a typed receipt that GAMA saved",
    attempt: { payment: "unknown", gama: "saved", ...manual("receipt-printed") },
    ...{ ...open, blocks: false, decisions: ["leave-to-accountant"] },
  },
  {
    is: "unknown with a typed receipt that GAMA saved, left to the accountant",
    attempt: { payment: "unknown", gama: "saved", left: true, ...manual("receipt-printed") },
    ...{ ...open, blocks: false, person: false, decisions: [] },
  },
  {
    is: "unknown, left to the accountant, with a conflict",
    attempt: { payment: "unknown", gama: "saved", left: true, ...manual("receipt-printed"), ...conflict },
    ...{ ...open, blocks: false, decisions: typedInConflict },
  },
  {
    is: "unknown, nothing happened",
    attempt: { payment: "unknown", ...manual("nothing-happened") },
    ...{ ...open, blocks: false, decisions: onceMore },
  },
  {
    is: "unknown, nothing happened, said again",
    attempt: { payment: "unknown", ...manual("nothing-happened", { again: true }) },
    ...{ ...open, blocks: false, decisions: onceMore },
  },
  {
    is: "unknown, nothing happened, said again where no tombstone can be had",
    attempt: { payment: "unknown", ...manual("nothing-happened", { again: true, confirmed: true }) },
    ...{ ...open, blocks: false, person: false, decisions: onceMore },
  },
  {
    is: "unknown with money that RRPay spoke of (B4)",
    attempt: { payment: "unknown", claimed },
    ...{ ...open, decisions: ["receipt-printed", "leave-to-accountant"] },
  },
  {
    is: "unknown with tenders that 0.1.0 journalled (B4)",
    attempt: { payment: "unknown", partial: claimed.payments },
    ...{ ...open, decisions: ["receipt-printed", "leave-to-accountant"] },
  },
  {
    is: "unknown, and RRPay named it as its last transaction (B4)",
    attempt: { payment: "unknown", takenUp: true },
    ...{ ...open, decisions: ["receipt-printed", "leave-to-accountant"] },
  },
  {
    is: "unknown, left to the accountant (B4)",
    attempt: { payment: "unknown", left: true, gama: "settled" },
    ...{ ...open, blocks: false, person: false, decisions: [] },
  },
  {
    is: "unknown with RRPay's own numbers, which balance (B5)",
    attempt: { payment: "unknown", claimed, differs: { totalCents: 100, acceptable: true } },
    ...{ ...open, decisions: ["accept-rrpay", "leave-to-accountant"] },
  },
  {
    is: "unknown with RRPay's own numbers, which do not (B5)",
    attempt: { payment: "unknown", claimed, differs: { totalCents: 100, acceptable: false } },
    ...{ ...open, decisions: ["leave-to-accountant"] },
  },
  {
    is: "declined by RRPay, the typed receipt accepted (B6)",
    attempt: { payment: "declined", accepted: "manual", ...manual("receipt-printed") },
    ...{ blocks: true, settled: false, person: true, rrpay: false, decisions: notSaved },
  },
  {
    is: "declined by RRPay, the typed receipt accepted and saved (B6)",
    attempt: { payment: "declined", accepted: "manual", gama: "saved", ...manual("receipt-printed") },
    ...over,
  },
  {
    is: "approved, saved, where RRPay knows nothing of receipts (C4)",
    attempt: { payment: "approved", gama: "saved", noFiscal: true },
    ...over,
  },
  {
    is: "unknown with a conflict",
    attempt: { payment: "unknown", ...conflict },
    ...{ ...open, blocks: false, decisions: inConflict },
  },
  {
    is: "unknown, typed, with a conflict about numbers that do not balance",
    attempt: { payment: "unknown", ...manual("receipt-printed"), ...conflict, ...unbalanced },
    ...{ ...open, blocks: false, decisions: ["accept-manual", "leave-to-accountant"] },
  },
  {
    is: "approved, printed, waiting for GAMA",
    attempt: { payment: "approved", fiscal: "printed" },
    ...{ blocks: true, settled: false, person: true, rrpay: false, decisions: notSaved },
  },
  {
    is: "approved, printed, unsaved",
    attempt: { payment: "approved", fiscal: "printed", gama: "unsaved" },
    ...{ blocks: true, settled: false, person: true, rrpay: false, decisions: notSaved },
  },
  {
    is: "approved, not printed, waiting",
    attempt: { payment: "approved", fiscal: "not-printed" },
    ...{ blocks: true, settled: false, person: true, rrpay: true, decisions: notSaved },
  },
  {
    is: "approved, not printed, saved",
    attempt: { payment: "approved", fiscal: "not-printed", gama: "saved" },
    ...{ blocks: false, settled: false, person: true, rrpay: true, decisions: ["leave-to-accountant"] },
  },
  { is: "approved, printed, saved", attempt: { payment: "approved", fiscal: "printed", gama: "saved" }, ...over },
  { is: "approved, settled", attempt: { payment: "approved", fiscal: "not-printed", gama: "settled" }, ...over },
  {
    is: "approved, saved, not printed, left to the accountant",
    attempt: { payment: "approved", fiscal: "not-printed", gama: "saved", left: true },
    ...over,
  },
  {
    is: "approved with a conflict",
    attempt: { payment: "approved", fiscal: "printed", gama: "saved", ...conflict },
    ...{ blocks: false, settled: false, person: true, rrpay: false, decisions: inConflict },
  },
  ...(["declined", "cancelled", "not-accepted"] as const).map((payment) => ({
    is: payment,
    attempt: { payment },
    ...over,
  })),
  {
    is: "declined with a conflict",
    attempt: { payment: "declined", ...conflict },
    ...{ blocks: false, settled: false, person: true, rrpay: false, decisions: inConflict },
  },
  {
    is: "cancelled, and it goes on in RRPay",
    attempt: { payment: "cancelled", takenUp: true, ...conflict, ...unbalanced },
    ...{ blocks: false, settled: false, person: true, rrpay: true, decisions: ["leave-to-accountant"] },
  },
  {
    is: "cancelled, it goes on in RRPay, and was left to the accountant",
    attempt: { payment: "cancelled", takenUp: true, left: true },
    ...{ blocks: false, settled: false, person: false, rrpay: true, decisions: [] },
  },
];

for (const row of rows) {
  const one = attempt(row.attempt);
  test(`${row.is}: ${row.blocks ? "blocks" : "does not block"} new sends`, () =>
    assert.is(blocksNewSends(one), row.blocks));
  test(`${row.is}: ${row.settled ? "settled" : "not settled"}`, () => assert.is(isSettled(one), row.settled));
  test(`${row.is}: ${row.person ? "needs" : "does not need"} a person`, () => assert.is(needsPerson(one), row.person));
  test(`${row.is}: ${row.rrpay ? "needs" : "does not need"} RRPay`, () => assert.is(needsRrpay(one), row.rrpay));
  test(`${row.is}: decisions [${row.decisions}]`, () => assert.equal(decisionsFor(one, true), [...row.decisions]));
}

test("before manual entry is allowed an open payment offers no decision", () => {
  for (const payment of ["sent", "cancelling", "unknown"] as const)
    assert.equal(decisionsFor(attempt({ payment }), false), []);
});

test("B7: RRPay goes on saying that it waits, with nothing moved for customerMs: only the accountant can take it", () => {
  assert.equal(decisionsFor(attempt({ payment: "unknown", code: "still-in-progress" }), false), [
    "leave-to-accountant",
  ]);
});

test("whether manual entry is allowed changes nothing for what has ended or is in conflict", () => {
  for (const { attempt: facts } of rows.filter(
    ({ attempt: { payment, conflict } }) => conflict || payment === "approved",
  ))
    assert.equal(decisionsFor(attempt(facts), false), decisionsFor(attempt(facts), true));
});

test("open is what has no final payment", () => {
  const states: readonly PaymentState[] = ["sent", "cancelling", "unknown", "approved", "declined", "cancelled"];
  assert.equal(
    states.filter((payment) => isOpen(attempt({ payment }))),
    ["sent", "cancelling", "unknown"],
  );
});

test("only an approved payment awaits GAMA", () => {
  assert.is(awaitsGama(attempt({ payment: "unknown" })), false);
  assert.is(awaitsGama(attempt({ payment: "declined" })), false);
});

test("a refusal names the attempt by kind, key and id", () => {
  assert.equal(blockedByOf(attempt()), { kind: "sale", saleKey: "T1-1", attemptId: ATTEMPT_ID });
});

test.run();
