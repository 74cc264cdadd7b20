/** `resolve`: a person decides. Only what is offered is taken; who, when and why is journalled. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, DecisionRecord, ResolveRequest, ResolveResult } from "../../schemas/generated/types.ts";
import type { Desk } from "../context.ts";
import { resultOf } from "../gama/results.ts";
import { sentence } from "../messages/sentence.ts";
import { decisionsFor } from "../payment/attempt.ts";
import { isFinal } from "../payment/facts.ts";
import { balances } from "../payment/history.ts";

/** Answers at once from the journal. */
export function resolve(desk: Desk, request: ResolveRequest): ResolveResult {
  const attempt = desk.ledger.get(request.attemptId);
  if (!attempt || attempt.kind !== request.kind || attempt.saleKey !== request.saleKey)
    return refused(desk, "attempt-unknown");
  const { decision } = request;
  const manual = decision === "receipt-printed" || decision === "nothing-happened";
  if (manual && isFinal(attempt.payment) && !attempt.conflict) return answer(desk, "superseded", attempt);
  if (isDone(attempt, request)) return answer(desk, "recorded", attempt);
  if (!decisionsFor(attempt, desk.manual(attempt).allowed).includes(decision))
    return refused(desk, "decision-not-allowed", attempt);
  const fault = decision === "receipt-printed" ? receiptFault(attempt, request) : undefined;
  if (fault) return refused(desk, fault, attempt);
  if (!desk.record(recordOf(desk, attempt, request))) return refused(desk, desk.trouble ?? "store-readonly", attempt);
  if (manual) desk.watch(attempt).answeredSinceManual = false;
  return answer(desk, "recorded", desk.ledger.get(attempt.attemptId) ?? attempt);
}

/** The same decision again, after it has taken effect, is not an error. */
function isDone(attempt: Attempt, { decision }: ResolveRequest): boolean {
  if (attempt.conflict) return false;
  if (decision === "saved-in-gama") return attempt.payment === "approved" && attempt.gama === "saved";
  if (decision === "leave-to-accountant") return attempt.left === true;
  return decision === "receipt-printed" && attempt.manual?.decision === "receipt-printed" && attempt.gama === "saved";
}

function receiptFault(attempt: Attempt, request: ResolveRequest): Code | undefined {
  const { documentNo, payments, roundingCents = 0, changeCents = 0 } = request;
  if (documentNo === undefined || payments === undefined) return "documents-missing";
  return balances(attempt.totalCents, { payments, roundingCents, changeCents }) ? undefined : "payments-unbalanced";
}

function recordOf(desk: Desk, attempt: Attempt, request: ResolveRequest): DecisionRecord {
  const { kind: _kind, saleKey: _key, ...given } = request;
  const second = request.decision === "nothing-happened" && attempt.manual?.decision === "nothing-happened";
  const again = second && desk.watch(attempt).answeredSinceManual;
  // made after RRPay answered again, where no tombstone can be had: it stands for one (contract B)
  const noTombstone = !desk.offers("tombstone") || !desk.offers("cancel") || !desk.remembers(attempt);
  const stands = again ? { again, ...(noTombstone ? { confirmed: true as const } : {}) } : {};
  return { t: "decision", atMs: desk.moment.wallMs, ...given, ...stands };
}

function answer(desk: Desk, status: "recorded" | "superseded", attempt: Attempt): ResolveResult {
  const result = attempt.kind === "void" ? {} : { result: resultOf(desk, attempt) };
  return { status, ...result, code: status, message: sentence(status, desk.settings.language) };
}

function refused(desk: Desk, code: Code, attempt?: Attempt): ResolveResult {
  const result = attempt && attempt.kind !== "void" ? { result: resultOf(desk, attempt) } : {};
  return { status: "refused", ...result, code, message: sentence(code, desk.settings.language) };
}
