// `close`, the table of docs/contracts.md B24 cell by cell, through the bundle: the answer, and what the journal makes
// of it.

import * as assert from "uvu/assert";
import type { Attempt, CloseResult } from "../../schemas/generated/types.ts";
import { validateCloseResult } from "../../schemas/generated/validators.js";
import { attempt } from "../support/attempts.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("close");

/** A till whose journal holds exactly this attempt. */
function tillWith(facts: Partial<Attempt> | undefined): StepTill {
  const till = new StepTill();
  till.listens = false;
  till.boot();
  const [line = ""] = till.segments.get(till.segment)!.lines;
  const attempts = facts === undefined ? [] : [attempt(facts)];
  const { carried: _carried, ...checkpoint } = JSON.parse(line);
  till.segments.get(till.segment)!.lines[0] = JSON.stringify({ ...checkpoint, v: 1, storeId: "store-1", attempts });
  return till.boot();
}

function closed(till: StepTill, saved: boolean, more: object = {}): CloseResult {
  const result = till.call("close", { window: "settlement", kind: "sale", saleKey: "T1-1", saved, ...more });
  assert.ok(validateCloseResult(result));
  return result as unknown as CloseResult;
}

/** What the till now holds against that key. */
function listed(till: StepTill): { conflict: string | undefined; gama: string | undefined } {
  const { unresolved } = till.call("status", { saleKey: "T1-1" }) as unknown as {
    unresolved: { conflict?: { code: string }; gama: string }[];
  };
  return { conflict: unresolved[0]?.conflict?.code, gama: unresolved[0]?.gama };
}

const manual = (decision: "receipt-printed" | "nothing-happened") => ({
  payment: "unknown" as const,
  manual: { decision, operator: "ONA", sinceMs: 1 },
});
const paid = { payment: "approved", fiscal: "printed", documentNo: "D1" } as const;
type Cell = readonly [status: CloseResult["status"], code: string, conflict?: string];
const unpaid: Cell = ["conflict", "saved-unpaid", "saved-unpaid"];
const fine: Cell = ["acknowledged", "acknowledged"];
const over: Cell = ["recorded", "recorded"];

const rows: readonly [attempt: string, facts: Partial<Attempt> | undefined, savedTrue: Cell, savedFalse: Cell][] = [
  ["none", undefined, unpaid, fine],
  ["not-accepted", { payment: "not-accepted" }, unpaid, fine],
  ["declined", { payment: "declined" }, unpaid, fine],
  ["cancelled", { payment: "cancelled" }, unpaid, fine],
  ["open (sent)", { payment: "sent" }, ["open", "open"], ["open", "open"]],
  ["open (cancelling)", { payment: "cancelling" }, ["open", "open"], ["open", "open"]],
  ["unknown", { payment: "unknown" }, ["open", "open"], ["open", "open"]],
  ["approved, gama waiting", { ...paid, gama: "waiting" }, fine, ["unsaved", "unsaved"]],
  ["approved, gama unsaved", { ...paid, gama: "unsaved" }, fine, ["unsaved", "unsaved"]],
  ["approved, gama saved", { ...paid, gama: "saved" }, fine, ["conflict", "saved-then-unsaved", "saved-then-unsaved"]],
  ["approved, settled", { ...paid, gama: "settled" }, over, over],
  ["declined, settled by a person", { payment: "declined", gama: "settled" }, over, over],
  ["manual, settled by a person", { ...manual("nothing-happened"), gama: "settled" }, over, over],
  ["manual, receipt printed", manual("receipt-printed"), ["recorded", "recorded"], ["unsaved", "unsaved"]],
  [
    "manual, receipt printed, saved",
    { ...manual("receipt-printed"), gama: "saved" },
    ["recorded", "recorded"],
    ["unsaved", "unsaved", "saved-then-unsaved"],
  ],
  ["manual, nothing happened", manual("nothing-happened"), unpaid, fine],
];

for (const [name, facts, ...cells] of rows)
  for (const [saved, [status, code, conflict]] of [true, false].map((word, at) => [word, cells[at]!] as const)) {
    test(`${name}, saved: ${saved} → ${status}`, () => {
      const till = tillWith(facts);
      const result = closed(till, saved);
      assert.equal([result.status, result.code], [status, code]);
      assert.is(listed(till).conflict, conflict);
    });
    test(`${name}, saved: ${saved}, said again: the same answer, written once`, () => {
      const till = tillWith(facts);
      const first = closed(till, saved);
      const records = till.records.length;
      assert.equal(closed(till, saved), first);
      assert.is(till.records.length, records);
    });
  }

test("approved and not saved: the way from unsaved to saved stays open", () => {
  const till = tillWith({ ...paid });
  assert.is(closed(till, false).status, "unsaved");
  assert.is(listed(till).gama, "unsaved");
  assert.is(closed(till, true).status, "acknowledged");
  assert.is(listed(till).gama, undefined);
});

test("a close is by its id when GAMA still has it, else for the newest of that key", () => {
  const till = tillWith({ ...paid });
  assert.is(closed(till, false, { attemptId: "another" }).status, "unsaved");
  assert.is(closed(till, false, { attemptId: attempt().attemptId }).status, "unsaved");
});

test("a return and a void are closed by their own kind", () => {
  const till = tillWith({ ...paid });
  assert.is(closed(till, false, { kind: "return" }).status, "acknowledged");
  assert.is(closed(till, true, { kind: "void" }).status, "conflict");
});

test("a close that cannot be stored is refused, with why", () => {
  const till = tillWith({ ...paid });
  till.boot({ flags: 0 });
  const { status, code } = closed(till, true);
  assert.equal([status, code], ["refused", "store-readonly"]);
});

test("a close that says nothing new needs no store", () => {
  const till = tillWith({ ...paid, gama: "saved" });
  till.boot({ flags: 0 });
  assert.is(closed(till, true).status, "acknowledged");
});

test("saved without any attempt is refused where it cannot be stored", () => {
  const till = tillWith(undefined);
  till.boot({ flags: 0 });
  assert.equal([closed(till, true).status, closed(till, false).status], ["refused", "acknowledged"]);
});

test.run();
