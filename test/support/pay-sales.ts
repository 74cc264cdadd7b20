// Two sales, how a till settles and closes them, and a sale whose outcome is unknown.
import * as assert from "uvu/assert";
import type { PosResult, SettlementResult } from "../../schemas/generated/types.ts";
import { validateSettlementResult } from "../../schemas/generated/validators.js";
import { sale } from "./sales.ts";
import { unprinted, waits } from "./scripted-rrpay.ts";
import { type StepTill, withTill } from "./step-till.ts";

export const one = sale(258, { saleKey: "A", receiptNo: "1" });
export const other = sale(100, { saleKey: "B", receiptNo: "2" });

export function settle(till: StepTill, request = one): SettlementResult {
  const result = till.call("init", request);
  assert.ok(validateSettlementResult(result), JSON.stringify(validateSettlementResult.errors));
  return result as unknown as SettlementResult;
}

export const outcome = ({ outcome, code }: SettlementResult) => [outcome, code];
export const pos = (till: StepTill) =>
  till.call("init", { window: "pos", till: "1", operator: "" }) as unknown as PosResult;

export const close = (till: StepTill, saleKey = "A", attemptId?: string) =>
  till.call("close", { window: "settlement", kind: "sale", saleKey, attemptId, saved: true });

export const posts = (till: StepTill) => till.rrpay.actions.filter((action) => action === "post").length;

export const nothingSent = (till: StepTill) => {
  assert.is(posts(till), 0);
  assert.equal(till.recordsOf("sent"), []);
};

/** Leaves an unknown attempt of the sale A that RRPay holds in that state. */
export function withUnknown(run: (till: StepTill, id: string) => void, seen = waits): void {
  withTill((till) => {
    till.rrpay.outcome = seen;
    till.rrpay.instead = ({ action }) => {
      if (action === "post") {
        till.rrpay.honest(till.rrpay.asked.at(-1)!);
        return "cut";
      }
      return action === "get" ? { status: 500, body: {} } : undefined;
    };
    assert.is(settle(till).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    run(till, till.rrpay.only.id);
  });
}

/** A printer without paper. */
export const outOfPaper = (till: StepTill) => {
  till.rrpay.outcome = unprinted;
  till.rrpay.instead = ({ action, id }) =>
    action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
};
