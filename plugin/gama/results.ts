/** Results for GAMA (docs/contracts.md B23), made from the facts of an attempt. */

import { type Spoken as Code, PRINTED_BEFORE } from "../../schemas/generated/sentences.ts";
import type {
  Attempt,
  BlockedBy,
  Fiscal,
  SettlementResult,
  UnresolvedItem,
  VoidResult,
} from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import type { End } from "../conversation/pay-end.ts";
import { inLanguage, knownCode, sentence } from "../messages/sentence.ts";
import { wordFor } from "../messages/void-words.ts";
import { sumCents } from "../money/cents.ts";
import {
  dueCents,
  goesOn,
  hasTypedReceipt,
  isManualAccepted,
  isPaid,
  mayStillPay,
  owesReceipt,
} from "../payment/attempt.ts";
import { claimOf } from "../payment/claim.ts";
import { isFinal } from "../payment/facts.ts";
import { undecidedVoid } from "../payment/known.ts";
import { hasRival, isVoided, namesMoney, paidOf } from "../payment/truth.ts";
import type { Settings } from "../settings.ts";
import { paymentsOf, typedPaymentsOf } from "./mapping.ts";

const MESSAGE_MAX = 1000;

/** The settlement result of an attempt as it is now. `code` says why a call left it open. */
export function resultOf(context: Context, attempt: Attempt, code?: Code): SettlementResult {
  const told = codeOf(context, attempt, code);
  const money = moneyOf(context, attempt);
  return {
    outcome: told === "sale-known" ? "refused" : outcomeOf(attempt),
    saleKey: attempt.saleKey,
    attemptId: attempt.attemptId,
    ...money,
    fiscal: fiscalOf(attempt),
    ...claimedOf(context, attempt),
    manualEntry: told === "outcome-not-stored" ? notStoredEntry(context, attempt) : manualEntryOf(context, attempt),
    code: told,
    message: messageOf(context, attempt, told),
  };
}

function outcomeOf(attempt: Attempt): SettlementResult["outcome"] {
  if (isManualAccepted(attempt)) return "approved";
  return isFinal(attempt.payment) && !goesOn(attempt) ? attempt.payment : "unknown";
}

/** What RRPay has said of money and receipt before its final answer. It is known, so it is never left out. */
function claimedOf(context: Context, attempt: Attempt): Pick<SettlementResult, "claimed"> {
  // what RRPay has approved is not a claim any more, unless it says otherwise now
  const claim = attempt.payment === "approved" && !attempt.differs ? undefined : claimOf(attempt);
  if (!claim) return {};
  const { payments, roundingCents, changeCents, fiscal } = claim;
  const rows = paymentsOf(payments, changeCents, context.settings.payments);
  return { claimed: { payments: rows, roundingCents, changeCents, fiscal } };
}

/** The result of a settlement that sent nothing. */
export function refusalResult(
  language: Settings["language"],
  refusal: {
    readonly outcome: "refused" | "not-accepted";
    readonly code: Code;
    readonly saleKey: string;
    readonly detail?: string;
    readonly blockedBy?: BlockedBy;
    /** The payment that the refusal reports. */
    readonly sale?: SettlementResult;
    /** The kind of the sale, if known: it decides the words. */
    readonly kind?: Attempt["kind"] | undefined;
    /** What is known of the key's receipts. Absent if the journal was not asked. */
    readonly fiscal?: Fiscal;
  },
): SettlementResult {
  const { outcome, code, saleKey, detail, blockedBy, sale, kind, fiscal = { state: "unknown" } } = refusal;
  return {
    outcome,
    saleKey,
    payments: [],
    roundingCents: 0,
    changeCents: 0,
    fiscal,
    manualEntry: { allowed: false, reason: sentence("manual-not-needed", language) },
    ...(blockedBy ? { blockedBy } : {}),
    ...(sale ? { sale } : {}),
    code,
    message: withDetail(sentence(code, language, kind), detail),
  };
}

/** A settlement's result from the end of its conversation. `isAsked`: every kept day was searched for the key. */
export function settlementEnd(
  context: Context,
  { kind, saleKey }: Pick<Attempt, "kind" | "saleKey">,
  end: End,
  isAsked: boolean,
): SettlementResult {
  const whose = { saleKey, kind };
  const { language } = context.settings;
  if (end.type === "attempt") {
    const attempt = context.ledger.get(end.attemptId);
    if (attempt) return resultOf(context, attempt, end.code);
    return refusalResult(language, { outcome: "refused", code: "attempt-unknown", ...whose });
  }
  const fiscal = receiptOf(context, whose, isAsked && !isUnread(end));
  if (end.type === "looked")
    return refusalResult(language, { outcome: "not-accepted", code: "not-sent", fiscal, ...whose });
  const { type: outcome, code } = end;
  if (end.type !== "refused") return refusalResult(language, { outcome, code, fiscal, ...whose });
  const { blockedBy, saleId } = end;
  const sale = saleId === undefined ? undefined : context.ledger.get(saleId);
  return refusalResult(language, {
    ...{ outcome, code, fiscal, ...whose },
    ...(blockedBy ? { blockedBy } : {}),
    ...(sale ? { sale: resultOf(context, sale) } : {}),
  });
}

/** The journal could not be read, or belongs to another till. */
function isUnread(end: End): boolean {
  return end.type === "refused" && (end.code === "journal-corrupt" || end.code === "till-mismatch");
}

/** What is known of the receipts of a key and kind. A printed one comes first; "not printed" needs proof. */
function receiptOf(context: Context, { kind, saleKey }: Pick<Attempt, "kind" | "saleKey">, isProven: boolean): Fiscal {
  const receipts = context.ledger
    .ofKey(saleKey)
    .filter((attempt) => attempt.kind === kind)
    .map(fiscalOf);
  const printed = receipts.filter(({ state }) => state === "printed").at(-1);
  const isUnknown = !isProven || receipts.some(({ state }) => state === "unknown");
  return printed ?? { state: isUnknown ? "unknown" : "not-printed" };
}

/** A void's result from the attempt of the void itself. */
export function voidResultOf(context: Context, attempt: Attempt, code?: Code): VoidResult {
  const outcome = isPaid(attempt) ? "voided" : mayStillPay(attempt) ? "unknown" : "not-voided";
  const tries = context.ledger.ofKey(attempt.saleKey);
  const [standing] = paidOf(tries, attempt.originalKind ?? "sale");
  // of a sale that was paid twice it took back the payment too many: GAMA's document is the other one's, and stays
  const isSecond = !attempt.conflict && standing && !isVoided(tries, standing);
  const own = codeOf(context, attempt, code);
  const told = isSecond && isPaid(attempt) ? "second-voided" : isSecond && own === "manual-recorded" ? "unknown" : own;
  return {
    outcome,
    attemptId: attempt.attemptId,
    ...moneyOf(context, attempt),
    fiscal: fiscalOf(attempt),
    code: wordFor("void", told),
    message: messageOf(context, attempt, told),
  };
}

/** An attempt that needs a person, in the form that `init` pos and `status` list. */
export function unresolvedOf(context: Context, attempt: Attempt): UnresolvedItem {
  const since = (atMs: number) => Math.max(0, Math.trunc(context.moment.wallMs - atMs));
  const { manual, conflict } = attempt;
  const decisions = context.decisions(attempt);
  const { waitMs } = context.manual(attempt);
  return {
    kind: attempt.kind,
    saleKey: attempt.saleKey,
    attemptId: attempt.attemptId,
    payment: attempt.payment,
    fiscal: attempt.fiscal,
    gama: attempt.gama,
    ...(manual
      ? { manual: { decision: manual.decision, operator: manual.operator, sinceMs: since(manual.sinceMs) } }
      : {}),
    ...(conflict ? { conflict: { code: conflict.code, sinceMs: since(conflict.sinceMs) } } : {}),
    ...claimedOf(context, attempt),
    ...(attempt.originalKind ? { originalKind: attempt.originalKind } : {}),
    totalCents: attempt.totalCents,
    sinceMs: since(attempt.sentAtMs),
    decisions,
    ...(decisions.length === 0 && waitMs > 0 ? { manualInMs: Math.ceil(waitMs) } : {}),
    advice: adviceOf(context, attempt),
  };
}

function fiscalOf(attempt: Attempt): Fiscal {
  const { fiscal, documentNo, printedAt, manual } = attempt;
  if (isManualAccepted(attempt))
    return { state: "printed", ...(manual?.documentNo === undefined ? {} : { documentNo: manual.documentNo }) };
  return {
    state: fiscal,
    ...(documentNo === undefined ? {} : { documentNo }),
    ...(printedAt === undefined ? {} : { printedAt }),
  };
}

type Money = Pick<SettlementResult, "payments" | "roundingCents" | "changeCents" | "differenceCents">;

/** Amounts are given only when they are RRPay's final ones, or a person's while RRPay has none. */
function moneyOf(context: Context, attempt: Attempt): Money {
  const { result, manual } = attempt;
  const map = context.settings.payments;
  if (result && !isManualAccepted(attempt)) {
    const { changeCents } = result;
    const roundingCents = clampRounding(result.roundingCents);
    const payments = paymentsOf(result.payments, changeCents, map);
    return { payments, roundingCents, changeCents, ...differenceOf(attempt, payments, roundingCents) };
  }
  if (manual && hasTypedReceipt(attempt)) {
    const { roundingCents = 0, changeCents = 0 } = manual;
    return { payments: typedPaymentsOf(manual.payments ?? [], changeCents, map), roundingCents, changeCents };
  }
  return { payments: [], roundingCents: 0, changeCents: 0 };
}

/**
 * What RRPay took beyond the total, if a person accepted its numbers. Nothing else that is unbalanced is ever approved.
 */
function differenceOf(
  attempt: Attempt,
  payments: Money["payments"],
  roundingCents: number,
): Pick<Money, "differenceCents"> {
  const net = sumCents(payments.map(({ netCents }) => netCents)) ?? 0;
  const differenceCents = net - dueCents(attempt) - roundingCents;
  return attempt.payment === "approved" && differenceCents !== 0 ? { differenceCents } : {};
}

/** A declined answer with a larger rounding is already a conflict. The result must still keep its own limit. */
function clampRounding(cents: number): number {
  return Math.max(-2, Math.min(2, cents));
}

function codeOf(context: Context, attempt: Attempt, code: Code | undefined): Code {
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

/** Nothing can be entered by hand while nothing can be stored (docs/contracts.md B20). */
function notStoredEntry(context: Context, { kind }: Attempt): SettlementResult["manualEntry"] {
  return { allowed: false, reason: context.say("outcome-not-stored", kind) };
}

function manualEntryOf(context: Context, attempt: Attempt): SettlementResult["manualEntry"] {
  const { allowed, reason, waitMs } = context.manual(attempt);
  const text = context.say(reason, attempt.kind);
  return { allowed, reason: waitMs > 0 ? `${text} (${Math.ceil(waitMs / 1000)} s)` : text };
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

function messageOf(context: Context, attempt: Attempt, code: Code): string {
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
function adviceOf(context: Context, attempt: Attempt): string {
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
    const taker = undecidedVoid(context.ledger.ofKey(attempt.saleKey), attempt);
    if (taker) return taker.conflict ? "void-conflict" : taker.left ? "left-to-accountant" : "void-unknown";
    return gama === "saved" || gama === "settled" ? codeOf(context, attempt, undefined) : "unsaved";
  }
  if (attempt.differs) return "amounts-differ";
  if (manual) return hasTypedReceipt(attempt) ? "manual-recorded" : "old-attempt-open";
  return context.manual(attempt).allowed ? "manual-allowed" : knownCode(code);
}

/** That RRPay has no payment is not said where another try of the key may have one, or its own figures show money. */
function conflictWord({ ledger }: Context, attempt: Attempt): Code {
  const code = knownCode(attempt.conflict?.code ?? "conflict");
  const isUntold = namesMoney(attempt) || hasRival(ledger.ofKey(attempt.saleKey), attempt);
  return code === "saved-unpaid" && isUntold ? "conflict" : code;
}

/** A sentence with a detail after it, cut to the schema's limit. */
export function withDetail(text: string, detail: string | undefined): string {
  return (detail === undefined || detail === "" ? text : `${text} (${detail})`).slice(0, MESSAGE_MAX);
}
