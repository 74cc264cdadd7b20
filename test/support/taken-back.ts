/** Receipts that are sold, voided and returned, by their numbers and on several days. */
import * as assert from "uvu/assert";
import { bread, closing } from "./hostile.ts";
import { sale } from "./sales.ts";
import { byCard } from "./scripted-rrpay.ts";
import type { StepTill } from "./step-till.ts";

const DAY_MS = 86_400_000;
const { lines, totals } = bread;

/** From now on RRPay approves with this number, printed today. */
export function numbered(till: StepTill, documentNo: string, more: object = {}): void {
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo }, ...more });
}
/** A sale of 2.58 that is paid, printed with this number, and saved. */
export function sold(till: StepTill, saleKey: string, documentNo: string): string {
  numbered(till, documentNo);
  const { attemptId } = till.call("init", sale(258, { saleKey }));
  till.call("close", closing("sale", saleKey));
  return String(attemptId);
}
export const back = (documentNo: string, saleKey = "R") =>
  sale(258, { saleKey, kind: "return", original: { documentNo } });
/** A return of that number, paid out and saved. */
export function returned(till: StepTill, documentNo: string, own: string): void {
  numbered(till, own);
  assert.is(till.call("init", back(documentNo)).outcome, "approved");
  till.call("close", closing("return", "R"));
}
/** F8 on a key of which only the payload knows the number. */
export const byNumber = (documentNo: string, more: object = {}) => ({
  ...{ scope: "completed", saleKey: "Z", operator: "ONA", original: { documentNo }, lines, totals },
  ...more,
});
export function nextDay(till: StepTill): void {
  till.wallMs += DAY_MS;
  till.boot();
}
export const voids = (till: StepTill) => till.recordsOf("sent").filter(({ kind }) => kind === "void").length;
