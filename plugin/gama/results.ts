/** What goes back to GAMA: results of contract B from the facts of an attempt. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type {
  Attempt,
  BlockedBy,
  Fiscal,
  SettlementResult,
  UnresolvedItem,
  VoidResult,
} from "../../schemas/generated/types.ts";
import type { Desk } from "../context.ts";
import type { PayEnd } from "../conversation/pay.ts";
import { knownCode, sentence } from "../messages/sentence.ts";
import { formatEuros } from "../money/cents.ts";
import { decisionsFor } from "../payment/attempt.ts";
import { isFinal } from "../payment/facts.ts";
import { paymentsOf } from "./mapping.ts";

const MESSAGE_MAX = 1000;

/** The settlement result of an attempt as it stands. `code` is why a call left it open. */
export function resultOf(desk: Desk, attempt: Attempt, code?: Code): SettlementResult {
  const told = codeOf(desk, attempt, code);
  const money = moneyOf(desk, attempt);
  return {
    outcome: told === "sale-known" ? "refused" : isFinal(attempt.payment) ? attempt.payment : "unknown",
    saleKey: attempt.saleKey,
    attemptId: attempt.attemptId,
    ...money,
    fiscal: fiscalOf(attempt),
    manualEntry: told === "outcome-not-stored" ? notStoredEntry(desk) : manualEntryOf(desk, attempt),
    code: told,
    message: messageOf(desk, attempt, told),
  };
}

/** The result of a settlement that sent nothing. */
export function refusalResult(
  desk: Pick<Desk, "settings">,
  refusal: {
    readonly outcome: "refused" | "not-accepted";
    readonly code: Code;
    readonly saleKey: string;
    readonly detail?: string;
    readonly blockedBy?: BlockedBy;
  },
): SettlementResult {
  const { language } = desk.settings;
  const { outcome, code, saleKey, detail, blockedBy } = refusal;
  return {
    outcome,
    saleKey,
    payments: [],
    roundingCents: 0,
    changeCents: 0,
    fiscal: { state: "not-printed" },
    manualEntry: { allowed: false, reason: sentence("manual-not-needed", language) },
    ...(blockedBy ? { blockedBy } : {}),
    code,
    message: withDetail(sentence(code, language), detail),
  };
}

/** A settlement's result from the end of its conversation. */
export function settlementEnd(desk: Desk, saleKey: string, end: PayEnd): SettlementResult {
  if (end.type === "attempt") {
    const attempt = desk.ledger.get(end.attemptId);
    if (attempt) return resultOf(desk, attempt, end.code);
    return refusalResult(desk, { outcome: "refused", code: "attempt-unknown", saleKey });
  }
  const blocked = end.type === "refused" && end.blockedBy ? { blockedBy: end.blockedBy } : {};
  return refusalResult(desk, { outcome: end.type, code: end.code, saleKey, ...blocked });
}

/** A void's result from the attempt of the void itself. */
export function voidResultOf(desk: Desk, attempt: Attempt, code?: Code): VoidResult {
  const outcome = {
    approved: "voided",
    declined: "not-voided",
    cancelled: "not-voided",
    "not-accepted": "not-voided",
  } as const;
  const told = codeOf(desk, attempt, code);
  const renamed: Code = told === "approved" ? "voided" : told === "declined" ? "void-declined" : told;
  return {
    outcome: isFinal(attempt.payment) ? outcome[attempt.payment] : "unknown",
    attemptId: attempt.attemptId,
    ...moneyOf(desk, attempt),
    fiscal: fiscalOf(attempt),
    code: renamed,
    message: messageOf(desk, attempt, renamed),
  };
}

/** An attempt that needs a person, as `init` pos and `status` list it. */
export function unresolvedOf(desk: Desk, attempt: Attempt): UnresolvedItem {
  const since = (atMs: number) => Math.max(0, Math.trunc(desk.moment.wallMs - atMs));
  const { manual, conflict } = attempt;
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
    totalCents: attempt.totalCents,
    sinceMs: since(attempt.sentAtMs),
    decisions: decisionsFor(attempt, desk.manual(attempt).allowed),
    advice: adviceOf(desk, attempt),
  };
}

function fiscalOf({ fiscal, documentNo, printedAt }: Attempt): Fiscal {
  return {
    state: fiscal,
    ...(documentNo === undefined ? {} : { documentNo }),
    ...(printedAt === undefined ? {} : { printedAt }),
  };
}

/** Money is given only as RRPay's final word, or as a person's while RRPay has none. */
function moneyOf(desk: Desk, attempt: Attempt): Pick<SettlementResult, "payments" | "roundingCents" | "changeCents"> {
  const { result, manual } = attempt;
  if (result) {
    const { payments, roundingCents, changeCents } = result;
    return {
      payments: paymentsOf(payments, desk.settings.payments),
      roundingCents: clampRounding(roundingCents),
      changeCents,
    };
  }
  if (manual?.decision === "receipt-printed") {
    const payments = (manual.payments ?? []).map(({ method, name, amountCents, rrpayMethod, card }) => ({
      method,
      name: name ?? desk.settings.payments.find(({ gama }) => gama === method)?.name ?? "",
      amountCents,
      rrpayMethod: rrpayMethod ?? desk.settings.payments.find(({ gama }) => gama === method)?.rrpay ?? 0,
      ...(card ? { card } : {}),
    }));
    return { payments, roundingCents: manual.roundingCents ?? 0, changeCents: manual.changeCents ?? 0 };
  }
  return { payments: [], roundingCents: 0, changeCents: 0 };
}

/** A declined answer with odd rounding is a conflict already; the result's own bound holds all the same. */
function clampRounding(cents: number): number {
  return Math.max(-2, Math.min(2, cents));
}

function codeOf(desk: Desk, attempt: Attempt, code: Code | undefined): Code {
  if (attempt.conflict) return attempt.conflict.code === "sale-known" ? "sale-known" : "conflict";
  if (attempt.payment === "approved") {
    const unmapped = moneyOf(desk, attempt).payments.some(({ method }) => method === -1);
    if (unmapped) return "method-unmapped";
    if (attempt.fiscal === "printed") return "approved";
    return attempt.fiscal === "not-printed" ? "approved-not-printed" : "approved-print-unknown";
  }
  if (isFinal(attempt.payment)) return knownCode(attempt.code);
  if (attempt.manual?.decision === "receipt-printed") return "manual-recorded";
  return code ?? knownCode(attempt.code);
}

/** What cannot be written down cannot be entered by hand either (contract B). */
function notStoredEntry(desk: Desk): SettlementResult["manualEntry"] {
  return { allowed: false, reason: sentence("outcome-not-stored", desk.settings.language) };
}

function manualEntryOf(desk: Desk, attempt: Attempt): SettlementResult["manualEntry"] {
  const { allowed, reason, waitMs } = desk.manual(attempt);
  const text = sentence(reason, desk.settings.language);
  return { allowed, reason: waitMs > 0 ? `${text} (${Math.ceil(waitMs / 1000)} s)` : text };
}

function messageOf(desk: Desk, attempt: Attempt, code: Code): string {
  const { language } = desk.settings;
  const about =
    attempt.conflict && code === "conflict"
      ? sentence(knownCode(attempt.conflict.code), language)
      : sentence(code, language);
  const note =
    attempt.payment === "approved" || attempt.result?.message === undefined
      ? undefined
      : `RRPay: ${attempt.result.message}`;
  return withDetail(about, note);
}

/** What to do with it, with the baseline beside it for the person who compares with RRPay's last receipt. */
function adviceOf(desk: Desk, attempt: Attempt): string {
  const { language } = desk.settings;
  const { documentNo, transactionId } = attempt.baseline;
  const lt = language === "lt";
  const before = [
    ...(documentNo === undefined ? [] : [`${lt ? "kvitas" : "document"} ${documentNo}`]),
    ...(transactionId === undefined ? [] : [`${lt ? "operacija" : "transaction"} ${transactionId}`]),
  ].join(", ");
  const amount = formatEuros(attempt.totalCents, language);
  const detail = before === "" ? amount : `${amount}. ${lt ? "Prieš siunčiant" : "Before the send"}: ${before}.`;
  return withDetail(sentence(adviceCode(desk, attempt), language), detail);
}

function adviceCode(desk: Desk, attempt: Attempt): Code {
  const { conflict, payment, gama, manual, code } = attempt;
  if (conflict) return knownCode(conflict.code);
  if (payment === "approved")
    return gama === "saved" || gama === "settled" ? codeOf(desk, attempt, undefined) : "unsaved";
  if (manual) return manual.decision === "receipt-printed" ? "manual-recorded" : "old-attempt-open";
  return desk.manual(attempt).allowed ? "manual-allowed" : knownCode(code);
}

/** A sentence with a detail behind it, within the schema's bound. */
export function withDetail(text: string, detail: string | undefined): string {
  return (detail === undefined || detail === "" ? text : `${text} (${detail})`).slice(0, MESSAGE_MAX);
}
