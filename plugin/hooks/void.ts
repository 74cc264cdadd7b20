/** `void` (F8): the answers to GAMA (docs/contracts.md B10). */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, VoidRequest, VoidResult } from "../../schemas/generated/types.ts";
import { type Context, triesOf } from "../context.ts";
import type { End } from "../conversation/pay-end.ts";
import { resultOf, voidResultOf } from "../gama/results.ts";
import { knownCode } from "../messages/sentence.ts";
import { wordFor } from "../messages/void-words.ts";
import { isOpen, isPaid, isTyped, mayStillPay } from "../payment/attempt.ts";
import { mayMoveMoney } from "../payment/given-back.ts";
import { moneyOf, namesMoney, originalKindOf } from "../payment/truth.ts";
import { isOfAnother } from "../payment/void-decision.ts";

/** The answer once the conversation about a void has ended, for either scope. */
export function voidEnd(context: Context, request: VoidRequest, end: End): VoidResult {
  const { scope } = request;
  const tries = triesOf(context, request);
  const named = originalKindOf(tries, request.originalKind);
  const originalKind = named === "original-kind-missing" ? undefined : named;
  if (end.type === "attempt") {
    const attempt = context.get(end.attemptId);
    if (!attempt) return plainVoid(context, "refused", "attempt-unknown");
    if (attempt.kind !== "void") {
      const { saleKey } = attempt;
      return { ...saleEnd(context, attempt, end.code), ...(saleKey === request.saleKey ? {} : { saleKey }) };
    }
    // a call that joined may have meant another receipt
    return isOfAnother(tries, attempt, request)
      ? plainVoid(context, "refused", "original-differs")
      : voidResultOf(context, attempt, end.code);
  }
  // ended early, before any of it was sent
  if (end.type === "looked") return plainVoid(context, "not-voided", "void-cancelled");
  if (end.code === "nothing-to-void") {
    // a person has decided that it was not paid, and RRPay's figures show money all the same
    const isDecided = tries.some((one) => one.kind === (originalKind ?? "sale") && namesMoney(one));
    return plainVoid(context, "nothing-to-void", isDecided ? "accepted-unpaid" : "nothing-to-void");
  }
  // stopped before anything of the sale was sent, so nothing remains of it
  if (scope === "open" && end.code === "not-sent") return plainVoid(context, "voided", "not-sent", originalKind);
  const outcome = end.type === "refused" ? "refused" : "not-voided";
  // these codes are about the payment that was to be taken back: nothing of its void was sent
  return scope === "open" || ["open", "conflict", "left-to-accountant"].includes(end.code)
    ? plainVoid(context, outcome, end.code, originalKind)
    : plainVoid(context, outcome, wordFor("void", end.code), "void");
}

/** The answer to F8 on a receipt that was still being paid, once that payment has ended. */
function saleEnd(context: Context, attempt: Attempt, code: Code | undefined): VoidResult {
  const { attemptId, kind } = attempt;
  const told = (outcome: VoidResult["outcome"], word: Code, of?: Attempt["kind"]) => ({
    ...plainVoid(context, outcome, word, of),
    attemptId,
  });
  if (isPaid(attempt) || isTyped(attempt))
    return { ...told("not-voided", "not-voided", kind), sale: resultOf(context, attempt) };
  if (attempt.conflict && !isOpen(attempt)) return told("not-voided", "conflict", kind);
  if (attempt.left && mayMoveMoney(attempt)) return told("refused", "left-to-accountant", kind);
  if (mayStillPay(attempt)) return told("unknown", code ?? knownCode(attempt.code), kind);
  // an earlier send of the same key may still have taken money
  const taken = moneyOf(triesOf(context, attempt), kind);
  return taken ? saleEnd(context, taken, undefined) : told("voided", "voided");
}

/** A void's result without money. `kind` decides its words, if the kind is known. */
export function plainVoid(
  context: Context,
  outcome: VoidResult["outcome"],
  code: Code,
  kind?: Attempt["kind"],
): VoidResult {
  return { outcome, code, message: context.say(code, kind) };
}
