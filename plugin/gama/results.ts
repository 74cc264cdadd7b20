/** Results for GAMA (docs/contracts.md B23), made from the facts of an attempt. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type {
  Attempt,
  BlockedBy,
  Fiscal,
  SettlementResult,
  UnresolvedItem,
  VoidResult,
} from "../../schemas/generated/types.ts";
import { type Context, triesOf } from "../context.ts";
import type { End } from "../conversation/pay-end.ts";
import { sentence } from "../messages/sentence.ts";
import { wordFor } from "../messages/void-words.ts";
import { goesOn, isManualAccepted, isPaid, mayStillPay } from "../payment/attempt.ts";
import { claimOf } from "../payment/claim.ts";
import { isFinal } from "../payment/facts.ts";
import { isVoided, paidOf } from "../payment/truth.ts";
import type { Settings } from "../settings.ts";
import { paymentsOf } from "./mapping.ts";
import { moneyOf } from "./result-money.ts";
import { adviceOf, codeOf, messageOf, withDetail } from "./result-words.ts";

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
  const claim = attempt.payment === "approved" && !attempt.differs && !attempt.conflict ? undefined : claimOf(attempt);
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

/** Whether every kept day was searched for a key. */
export type Search = "done" | "none";

/** A settlement's result from the end of its conversation. */
export function settlementEnd(
  context: Context,
  { kind, saleKey }: Pick<Attempt, "kind" | "saleKey">,
  end: End,
  search: Search,
): SettlementResult {
  const whose = { saleKey, kind };
  const { language } = context.settings;
  if (end.type === "attempt") {
    const attempt = context.get(end.attemptId);
    if (attempt) return resultOf(context, attempt, end.code);
    return refusalResult(language, { outcome: "refused", code: "attempt-unknown", ...whose });
  }
  const fiscal = receiptOf(context, whose, search === "done" && !isUnread(end));
  if (end.type === "looked")
    return refusalResult(language, { outcome: "not-accepted", code: "not-sent", fiscal, ...whose });
  const { type: outcome, code } = end;
  if (end.type !== "refused") return refusalResult(language, { outcome, code, fiscal, ...whose });
  const { blockedBy, saleId } = end;
  const sale = saleId === undefined ? undefined : context.get(saleId);
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
  const tries = triesOf(context, attempt);
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
    return { state: "printed", ...(manual?.documentNo ? { documentNo: manual.documentNo } : {}) };
  return {
    state: fiscal,
    ...(documentNo ? { documentNo } : {}),
    ...(printedAt === undefined ? {} : { printedAt }),
  };
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
