/**
 * `resolve`: a person decides. Only a decision that is offered is accepted. Who decided, when and why is journalled.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type {
  Attempt,
  DecisionRecord,
  ManualPayment,
  ResolveRequest,
  ResolveResult,
} from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { leaveNamed, unansweredOf } from "../conversation/journal-behind.ts";
import { resultOf } from "../gama/results.ts";
import { fitsClaim } from "../payment/agreement.ts";
import { dueCents, isDenied } from "../payment/attempt.ts";
import { claimOf } from "../payment/claim.ts";
import { isDocumentUsed } from "../payment/document.ts";
import { isFinal } from "../payment/facts.ts";
import { balances } from "../payment/history.ts";
import { bears } from "../payment/truth.ts";

/** Accepts the decision or says why not, from what memory knows of the journal. */
export function resolve(context: Context, request: ResolveRequest): ResolveResult {
  const found = judged(context, request);
  if ("status" in found) return found;
  const { decision } = request;
  const decide = () => context.record(recordOf(context, found, request));
  if (!(decision === "leave-to-accountant" ? leaveNamed(context, found.attemptId, decide) : decide()))
    return refused(context, context.trouble ?? "store-readonly", found);
  if (isWord(decision)) context.watch(found).answeredSinceManual = false;
  return answer(context, "recorded", context.get(found.attemptId) ?? found);
}

/** Whether it says what happened, where RRPay does not. */
function isWord(decision: ResolveRequest["decision"]): boolean {
  return decision === "receipt-printed" || decision === "nothing-happened";
}

/** The document number that must first be searched for in all kept days, or undefined if memory can already decide. */
export function numberToSeek(context: Context, request: ResolveRequest): string | undefined {
  const { decision, documentNo } = request;
  if ((decision !== "receipt-printed" && decision !== "voided-elsewhere") || documentNo === undefined) return undefined;
  return "status" in judged(context, request) ? undefined : documentNo;
}

/** The kept days could not be searched, so it is not proven that the number is free. */
export function unsought(context: Context, { attemptId }: ResolveRequest): ResolveResult {
  return refused(context, context.unread, context.get(attemptId));
}

/** The attempt about which this decision may be made, or the answer if it may not. */
function judged(context: Context, request: ResolveRequest): Attempt | ResolveResult {
  const isMeant = ({ attemptId }: Attempt) => attemptId === request.attemptId;
  const attempt = unansweredOf(context).find(isMeant) ?? context.get(request.attemptId);
  if (!attempt || attempt.kind !== request.kind || attempt.saleKey !== request.saleKey)
    return refused(context, "attempt-unknown");
  const { decision } = request;
  if (isWord(decision) && isFinal(attempt.payment) && !attempt.conflict) return answer(context, "superseded", attempt);
  if (!context.decisions(attempt).includes(decision))
    return isDone(attempt, request)
      ? answer(context, "recorded", attempt)
      : refused(context, "decision-not-allowed", attempt);
  const fault = faultOf(context, attempt, request);
  // the typed entry may be impossible: a part payment that RRPay never reported balances with nothing, and another
  // receipt may have the number by mistake; the refusal names the accountant as the way out
  if (fault === "payments-unbalanced" || fault === "document-used") context.watch(attempt).entryRefused = true;
  return fault ? refused(context, fault, attempt) : attempt;
}

/** The same decision again, after it has taken effect, is not an error. */
function isDone(attempt: Attempt, { decision, documentNo, payments }: ResolveRequest): boolean {
  const { manual } = attempt;
  if (attempt.conflict) return false;
  if (decision === "saved-in-gama") return attempt.payment === "approved" && attempt.gama === "saved";
  if (decision === "leave-to-accountant") return attempt.left === true;
  if (decision === "accept-rrpay") return attempt.accepted === "rrpay";
  if (decision === "accept-manual") return attempt.accepted === "manual";
  if (decision === "voided-elsewhere") return attempt.voidedElsewhere === documentNo;
  const isSame = manual?.documentNo === documentNo && JSON.stringify(manual?.payments) === JSON.stringify(payments);
  return decision === "receipt-printed" && manual?.decision === decision && isSame && attempt.gama === "saved";
}

/** What a decision lacks, or what is wrong with it. */
function faultOf(context: Context, attempt: Attempt, request: ResolveRequest): Code | undefined {
  if (request.decision === "receipt-printed") return receiptFault(context, attempt, request);
  if (request.decision !== "voided-elsewhere") return undefined;
  if (request.documentNo === undefined) return "void-document-missing";
  return isOthers(context, attempt, request.documentNo) ? "document-used" : undefined;
}

/** What is wrong with a typed receipt. */
function receiptFault(context: Context, attempt: Attempt, request: ResolveRequest): Code | undefined {
  // flat lines cannot write an empty list: if nothing was left to pay, nothing was paid
  const nothing = dueCents(attempt) === 0 ? [] : undefined;
  const { documentNo, payments = nothing, roundingCents = 0, changeCents = 0 } = request;
  // an RRPay without receipts may print none, so there may be no number to type
  if (payments === undefined || (documentNo === undefined && !attempt.noFiscal)) return "documents-missing";
  if (!balances(dueCents(attempt), { payments, roundingCents, changeCents })) return "payments-unbalanced";
  if (roundingCents !== 0 && !payments.some((row) => isCashRow(context, row))) return "rounding-needs-cash";
  if (documentNo === undefined) return undefined;
  const isUsed = documentNo === attempt.baseline.documentNo || isOthers(context, attempt, documentNo);
  return isUsed ? "document-used" : undefined;
}

/**
 * Whether the number belongs to another receipt: one of that day, or the one that this void or return takes back, whose
 * paper the person may also hold.
 */
function isOthers({ ledger }: Context, attempt: Attempt, documentNo: string): boolean {
  const { kind, saleKey, originalDocumentNo } = attempt;
  if (documentNo === originalDocumentNo) return true;
  const isReceipt = (one: Attempt) => one.kind !== "void" && bears(one, documentNo);
  if (kind === "void" && ledger.ofKey(saleKey).some(isReceipt)) return true;
  return isDocumentUsed(ledger.all(), attempt, documentNo);
}

/** Method 0 is cash unless the map says otherwise. */
function isCashRow(context: Context, { method, rrpayMethod, amountCents }: ManualPayment): boolean {
  const known = context.settings.payments.find(({ gama }) => gama === method);
  return amountCents > 0 && (known ? (known.cash ?? known.rrpay === 0) : rrpayMethod === 0);
}

function recordOf(context: Context, attempt: Attempt, request: ResolveRequest): DecisionRecord {
  const { kind: _kind, saleKey: _key, ...rest } = request;
  const given: Omit<DecisionRecord, "t" | "atMs"> = rest;
  const second = request.decision === "nothing-happened" && isDenied(attempt);
  const again = second && context.watch(attempt).answeredSinceManual;
  // made after RRPay answered again, with no tombstone possible: it counts as a tombstone (docs/contracts.md B25)
  const mayCome = context.offers("tombstone") && context.offers("cancel") && context.remembers(attempt);
  // what an RRPay that is down has is not known
  const noTombstone = context.health !== undefined && !mayCome;
  const stands = again ? { again, ...(noTombstone ? { confirmed: true as const } : {}) } : {};
  const claim = request.decision === "receipt-printed" ? claimOf(attempt) : undefined;
  if (claim && !fitsClaim(request, claim, context.settings.payments)) given.agrees = false;
  return { t: "decision", atMs: context.moment.wallMs, ...given, ...stands };
}

function answer(context: Context, status: "recorded" | "superseded", attempt: Attempt): ResolveResult {
  const result = attempt.kind === "void" ? {} : { result: resultOf(context, attempt) };
  return { status, ...result, code: status, message: context.say(status, attempt.kind) };
}

function refused(context: Context, code: Code, attempt?: Attempt): ResolveResult {
  const result = attempt && attempt.kind !== "void" ? { result: resultOf(context, attempt) } : {};
  return { status: "refused", ...result, code, message: context.say(code, attempt?.kind) };
}
