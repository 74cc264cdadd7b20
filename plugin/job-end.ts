/** What the end of a job leaves behind: in the journal, of an early `close`, and for whoever still waits. */
import type { Spoken as Code } from "../schemas/generated/sentences.ts";
import type { Context } from "./context.ts";
import { refusalOf } from "./conversation/clearance.ts";
import type { End } from "./conversation/pay-end.ts";
import { closeEnded } from "./hooks/close.ts";
import type { Job, Subject } from "./job.ts";
import { isOpen, needsRrpay } from "./payment/attempt.ts";

/**
 * What the journal alone says of the subject. Refusals come first: GAMA may have saved the paid one, or mean another
 * receipt.
 */
export function leftBy(context: Context, subject: Subject): End {
  if (subject.type === "recovery") return { type: "looked" };
  const { order } = subject.type === "pay" ? subject : {};
  const known = order && refusalOf(context, order);
  if (known) return known;
  const paid = context.ledger.truth(subject);
  return paid ? { type: "attempt", attemptId: paid.attemptId } : { type: "looked" };
}

/** Journals a refusal, and applies a `close` that came before anything was sent. */
export function recordEnd(context: Context, job: Job, end: End): void {
  if (end.type === "refused" && job.subject.type !== "recovery") journalRefusal(context, job.subject, end.code);
  applyClose(context, job, end);
}

/** Applies a `close` that came before anything was sent, by the same rules as any other. */
function applyClose(context: Context, { closeSaved: saved, subject, newAttemptId }: Job, end: End): void {
  // after a refusal the `close` moves no attempt, because it may be about another customer's (docs/contracts.md B24)
  if (saved === undefined || subject.type === "recovery" || end.type === "refused") return;
  const { kind, saleKey } = subject;
  const named = end.type === "attempt" ? { attemptId: end.attemptId } : {};
  closeEnded(context, { window: "settlement", kind, saleKey, saved, ...named }, newAttemptId);
}

export function journalRefusal(
  context: Context,
  { type, kind, saleKey }: Pick<Exclude<Subject, { type: "recovery" }>, "type" | "kind" | "saleKey">,
  code: Code,
): void {
  const hook = type === "cancel" || kind === "void" ? "void" : "init";
  context.record({ t: "refusal", atMs: context.moment.wallMs, hook, code, saleKey });
}

/**
 * Attempts that were sent before this start and whose end was never heard: they are unknown from here on (rule 3).
 */
export function leaveInterrupted(context: Context): void {
  for (const attempt of context.ledger.unsettled()) {
    if (attempt.payment !== "sent" && attempt.payment !== "cancelling") continue;
    const code = attempt.cancelAsked ? "cancel-unconfirmed" : "connection-lost";
    context.note(attempt.attemptId, "gave-up", code);
  }
}

/** Whether RRPay has anything to be asked about. */
export function hasWork({ ledger }: Context): boolean {
  return ledger.named.size > 0 || ledger.unsettled().some((attempt) => needsRrpay(attempt) || isOpen(attempt));
}
