/** What RRPay's health names and does not answer for. */
import * as assert from "uvu/assert";
import { bread, f8, listed, pos, printed } from "./hostile.ts";
import type { Reaction } from "./scripted-rrpay.ts";
import type { StepTill } from "./step-till.ts";
import { numbered, sold } from "./taken-back.ts";

/** The journal is an older copy: RRPay has taken D1 back, and health names that. */
export function takenBackElsewhere(till: StepTill, kind: "return" | "void"): void {
  sold(till, "A", "D1");
  const id = "lost-1";
  const [known] = [...till.rrpay.stored.values()];
  const original = { kind: "sale", documentNo: "D1" } as const;
  const saleKey = kind === "void" ? "A" : "R";
  till.rrpay.stored.set(id, { ...known!, id, kind, saleKey, original, fiscal: printed("X5") });
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
  till.boot();
  numbered(till, "X6");
}

export const silentOf = (till: StepTill, reaction: Reaction) => {
  till.rrpay.instead = ({ action }) => (action === "get" ? reaction : undefined);
};
export const returns = (till: StepTill) => till.recordsOf("sent").filter(({ kind }) => kind === "return").length;

/** RRPay names this id once, and never answers for it. */
export function neverAnswered(till: StepTill): void {
  sold(till, "A", "D1");
  till.rrpay.instead = ({ action, id }) =>
    action === "get" && id === "x-report" ? { status: 500, body: "x" } : undefined;
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "x-report" };
  till.call("init", pos);
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "before" };
  assert.equal(listed(till), [], "nothing waits for it");
  assert.is(till.call("void", f8).code, "void-unknown");
}

/** RRPay refuses a sale, names it all the same, and never answers for it. Returns its id. */
export function refusedAndNamed(till: StepTill): string {
  till.rrpay.instead = ({ action }) =>
    action === "post" ? { status: 422, body: { error: "invalid", message: "invalid" } } : undefined;
  const id = String(till.call("init", bread).attemptId);
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
  silentOf(till, { status: 500, body: "x" });
  return id;
}
