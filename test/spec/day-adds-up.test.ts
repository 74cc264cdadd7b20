// The accountant's table adds up (runtime/cli/journal/money.ts).

import * as assert from "uvu/assert";
import { movedBy } from "../../runtime/cli/journal/money.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { attempt } from "../cli/day-attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("the day adds up");
const totalOf = (one: Attempt) => movedBy(one, [])?.money.totalCents;

test("money.ts: a void that a person recorded as done in RRPay's own window takes its money out of the day", () => {
  const { result: _result, documentNo: _no, ...failed } = attempt({ kind: "void", originalKind: "sale" });
  const done: Attempt = { ...failed, payment: "declined", fiscal: "unknown", gama: "settled", voidedElsewhere: "V9" };
  assert.equal([movedBy(done, [])?.source, totalOf(done)], ["typed", -done.totalCents]);
});

for (const more of [
  { conflict: { code: "unpaid-after-manual", sinceMs: 1 } },
  { left: true, gama: "settled" },
] as const)
  test(`money.ts: a typed receipt that RRPay declined is not left out (${Object.keys(more)[0]})`, () => {
    const { documentNo: _no, ...sold } = attempt({});
    const declined = {
      ...{ ...sold, payment: "declined", fiscal: "not-printed" },
      result: { payments: [], roundingCents: 0, changeCents: 0 },
      manual: {
        ...{ decision: "receipt-printed", operator: "ONA", sinceMs: 1, documentNo: "D7" },
        payments: [{ method: 0, amountCents: sold.totalCents }],
      },
      ...more,
    } as Attempt;
    assert.equal([movedBy(declined, [])?.source, totalOf(declined)], ["typed", declined.totalCents]);
  });

test.run();
