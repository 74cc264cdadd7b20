// Two sales, and tills whose customer stands at RRPay's window, is forgotten, or waits for paper.
import * as assert from "uvu/assert";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { sale } from "./sales.ts";
import { byCard, unprinted, waits } from "./scripted-rrpay.ts";
import { type Reply, type StepTill, withTill } from "./step-till.ts";

export const first = sale(258, { saleKey: "A", receiptNo: "1" });
export const second = sale(100, { saleKey: "B", receiptNo: "2" });
export const pos = { window: "pos", till: "1", operator: "ONA" };
export const closing = (saleKey: string, saved: boolean) => ({ window: "settlement", kind: "sale", saleKey, saved });
export const voiding = (saleKey: string) => ({ scope: "open", saleKey, operator: "ONA" });
export const outcome = ({ outcome, code }: Reply) => [outcome, code];
export const completed = { scope: "completed", saleKey: "A", operator: "ONA" } as const;
export const goods = { lines: first.lines, totals: first.totals };

export const conflicts = (till: StepTill) =>
  (till.call("status") as unknown as { unresolved: { conflict?: { code: string } }[] }).unresolved.map(
    ({ conflict }) => conflict?.code,
  );

export const isPending = (till: StepTill, call: number) => !till.replies.has(call);

/** A till whose customer stands at RRPay's window, with that call pending. */
export function withCustomer(run: (till: StepTill, call: number, id: string) => void, request = first): void {
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", request);
    run(till, call, till.rrpay.only.id);
  });
}

/** The customer pays. */
export function pays(till: StepTill, request: InitSettlementRequest = first): void {
  const { kind, saleKey, totals } = request;
  till.rrpay.change(till.rrpay.only.id, byCard({ kind, saleKey, totalCents: totals.totalCents }));
}

/** Leaves an unknown attempt of the first sale behind, with nobody waiting. */
export function withUnknown(run: (till: StepTill, id: string) => void): void {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => (action === "get" ? { status: 500, body: {} } : undefined);
    assert.is(till.call("init", first).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    run(till, till.rrpay.only.id);
  });
}

/** A till that has taken a payment and waits for its receipt, which does not come. */
export function withJam(run: (till: StepTill, call: number) => void): void {
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action, id }) =>
      action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
    run(till, till.start("init", first));
  });
}
