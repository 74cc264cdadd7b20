/** What a result for GAMA says: its code, its message and the advice (docs/contracts.md B23). */

import { type Spoken as Code, PRINTED_BEFORE } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { type Context, triesOf } from "../context.ts";
import { inLanguage, knownCode } from "../messages/sentence.ts";
import { wordFor } from "../messages/void-words.ts";
import { hasTypedReceipt, isManualAccepted, owesReceipt } from "../payment/attempt.ts";
import { isFinal } from "../payment/facts.ts";
import { undecidedVoid } from "../payment/known.ts";
import { hasRival, namesMoney } from "../payment/truth.ts";
import { moneyOf } from "./result-money.ts";

const MESSAGE_MAX = 1000;

export function codeOf(context: Context, attempt: Attempt, code: Code | undefined): Code {
  if (attempt.conflict) return attempt.conflict.code === "sale-known" ? "sale-known" : "conflict";
  if (isManualAccepted(attempt)) return "manual-accepted";
  if (attempt.payment === "approved") {
    if (attempt.code === "accepted-differs") return "accepted-differs";
    const unmapped = moneyOf(context, attempt).payments.some(({ method }) => method === -1);
    if (unmapped && attempt.kind !== "void") return "method-unmapped";
    if (!owesReceipt(attempt)) return attempt.adoptedFrom === undefined ? "approved" : "recovered";
    return printCodeOf(attempt);
  }
  if (isFinal(attempt.payment)) return endOf(attempt);
  if (hasTypedReceipt(attempt)) return "manual-recorded";
  return code ?? knownCode(attempt.code);
}

/** What ended without money. No sentence says that none was taken while RRPay's figures beside it show some. */
function endOf(attempt: Attempt): Code {
  if (!namesMoney(attempt)) return knownCode(attempt.code);
  return attempt.left ? "left-to-accountant" : "accepted-unpaid";
}

function printCodeOf({ fiscal }: Attempt): Code {
  return fiscal === "not-printed" ? "approved-not-printed" : "approved-print-unknown";
}

/**
 * What a code says of this attempt. An RRPay without receipts cannot say whether one is printed, and one that does not
 * have the payment will print none: nobody waits, a person must look.
 */
function sentenceOf(context: Context, attempt: Attempt, code: Code): string {
  const { kind, noFiscal } = attempt;
  const isUntold = (code === "approved" || code === "recovered") && noFiscal && kind !== "void";
  const isGone = code === "approved-not-printed" && context.health && !context.remembers(attempt);
  return context.say(wordFor(kind, isUntold || isGone ? "approved-print-unknown" : code), kind);
}

export function messageOf(context: Context, attempt: Attempt, code: Code): string {
  const said = attempt.conflict && code === "conflict" ? conflictWord(context, attempt) : code;
  // a method without a number must not hide that the receipt is missing
  const owed = code === "method-unmapped" && owesReceipt(attempt) ? [printCodeOf(attempt)] : [];
  const about = [said, ...owed].map((one) => sentenceOf(context, attempt, one)).join(" ");
  const note =
    attempt.payment === "approved" || attempt.result?.message === undefined
      ? undefined
      : `RRPay: ${attempt.result.message}`;
  return withDetail(about, note);
}

/** What to do about it. The baseline stands beside it, so that a person can compare it with RRPay's last receipt. */
export function adviceOf(context: Context, attempt: Attempt): string {
  const { language } = context.settings;
  const { documentNo } = attempt.baseline;
  const detail = documentNo === undefined ? undefined : `${inLanguage(PRINTED_BEFORE, language)} ${documentNo}`;
  return withDetail(sentenceOf(context, attempt, adviceCode(context, attempt)), detail);
}

function adviceCode(context: Context, attempt: Attempt): Code {
  const { conflict, payment, gama, manual, code } = attempt;
  if (conflict) return conflictWord(context, attempt);
  if (isManualAccepted(attempt)) return "manual-accepted";
  if (payment === "approved") {
    // while its void may have gone through, its window is not to be opened, and nobody waits for its paper
    const taker = undecidedVoid(triesOf(context, attempt), attempt);
    if (taker) return taker.conflict ? "void-conflict" : taker.left ? "left-to-accountant" : "void-unknown";
    return gama === "saved" || gama === "settled" ? codeOf(context, attempt, undefined) : "unsaved";
  }
  if (attempt.differs) return "amounts-differ";
  if (manual) return hasTypedReceipt(attempt) ? "manual-recorded" : "old-attempt-open";
  return context.manual(attempt).allowed ? "manual-allowed" : knownCode(code);
}

/** That RRPay has no payment is not said where another try of the key may have one, or its own figures show money. */
function conflictWord(context: Context, attempt: Attempt): Code {
  const code = knownCode(attempt.conflict?.code ?? "conflict");
  const isUntold = namesMoney(attempt) || hasRival(triesOf(context, attempt), attempt);
  return code === "saved-unpaid" && isUntold ? "conflict" : code;
}

/** A sentence with a detail after it, cut to the schema's limit. */
export function withDetail(text: string, detail: string | undefined): string {
  return (detail === undefined || detail === "" ? text : `${text} (${detail})`).slice(0, MESSAGE_MAX);
}
