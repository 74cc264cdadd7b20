// A sold receipt, and how a till voids, settles, lists and closes it.
import * as assert from "uvu/assert";
import type { PosResult, SettlementResult, VoidResult } from "../../schemas/generated/types.ts";
import { validatePosResult, validateSettlementResult, validateVoidResult } from "../../schemas/generated/validators.js";
import { transaction } from "./attempts.ts";
import { sale } from "./sales.ts";
import type { Outcome } from "./scripted-rrpay.ts";
import { type StepTill, withTill } from "./step-till.ts";

export const printed = (documentNo: string) =>
  ({ state: "printed", documentNo, printedAt: "2026-11-23T10:00:00" }) as const;
export const one = sale(258, { saleKey: "A", receiptNo: "1" });
export const back = { ...one, kind: "return", original: { documentNo: "sale-B" } } as const;

export function voids(till: StepTill, more: object = {}): VoidResult {
  const result = till.call("void", { scope: "completed", saleKey: "A", operator: "ONA", ...more });
  assert.ok(validateVoidResult(result), JSON.stringify(validateVoidResult.errors));
  return result as unknown as VoidResult;
}

export function settle(till: StepTill, request: object = one): SettlementResult {
  const result = till.call("init", request);
  assert.ok(validateSettlementResult(result), JSON.stringify(validateSettlementResult.errors));
  return result as unknown as SettlementResult;
}

export function listed(till: StepTill): PosResult["unresolved"] {
  const result = till.call("status");
  assert.ok(validatePosResult(result), JSON.stringify(validatePosResult.errors));
  return (result as unknown as PosResult).unresolved;
}

export const close = (till: StepTill, more: object = {}) =>
  till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true, ...more });

export const told = ({ outcome, code }: { outcome: string; code: string }) => [outcome, code];

export const posted = (till: StepTill, kind: string) =>
  till.rrpay.asked
    .filter(({ action }) => action === "post")
    .map(({ body }) => JSON.parse(body))
    .filter((body) => body.kind === kind);

/** How the customer and the printer take sales, and how RRPay takes voids. */
export const takes =
  (sales: Outcome, ofVoids: Outcome): Outcome =>
  (request) =>
    request.kind === "void" ? ofVoids(request) : sales(request);

/** A sale that is paid and saved. */
export function withSale(run: (till: StepTill, sold: SettlementResult) => void): void {
  withTill((till) => {
    const sold = settle(till);
    close(till, { attemptId: sold.attemptId });
    run(till, sold);
  });
}

/** RRPay has a paid sale of some till that the journal has never heard of. */
export function lost(till: StepTill, saleKey: string, ofTill: string): void {
  const id = `lost-${saleKey}`;
  till.rrpay.stored.set(id, transaction({ id, saleKey, till: ofTill }));
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
}
