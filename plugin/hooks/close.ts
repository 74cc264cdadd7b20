/** `close`: GAMA says whether it saved its document. Every cell of contract B's table, late and repeated. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, CloseRequest, CloseResult } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { uuid } from "../identity.ts";
import { sentence } from "../messages/sentence.ts";
import { wordFor } from "../messages/void-words.ts";
import { isOpen, isPaid } from "../payment/attempt.ts";
import { apply } from "../payment/history.ts";
import { hasRival, isVoided, originalKindOf } from "../payment/truth.ts";

/** The `close` of a void with the kind of receipt that it means, or the refusal of one that does not say which of two. */
export function namedClose(context: Context, request: CloseRequest): CloseRequest | CloseResult {
  if (request.kind !== "void" || (request.attemptId && context.ledger.get(request.attemptId))) return request;
  const originalKind = originalKindOf(context.ledger.ofKey(request.saleKey), request.originalKind);
  if (originalKind !== "original-kind-missing") return { ...request, originalKind };
  return { status: "refused", code: originalKind, message: sentence(originalKind, context.settings.language) };
}

/** Answers at once from the journal. */
export function close(context: Context, asked: CloseRequest): CloseResult {
  const request = namedClose(context, asked);
  if ("status" in request) return request;
  const attempt = attemptOf(context, request);
  const atMs = context.moment.wallMs;
  const { kind, saved } = request;
  const verdict = verdictOf(attempt, saved, isTakenBack(context, attempt));
  if (!attempt) return closeRefused(context, request);
  const record = { t: "close", atMs, attemptId: attempt.attemptId, saved } as const;
  // the same word again changes nothing and is not written again
  const isNews = apply(attempt, record) !== attempt || (verdict === "saved-after-void" && !attempt.conflict);
  // another try of the key may have the money that the one named has not
  const told =
    verdict === "saved-unpaid" && hasRival(context.ledger.ofKey(request.saleKey), attempt) ? "conflict" : verdict;
  return answer(context, kind, !isNews || context.record(record) ? told : "not-stored");
}

/** The journal could not be read: nothing is known of the key, and nothing is said of it. */
export function unreadClose(context: Context): CloseResult {
  const code = context.trouble ?? "journal-corrupt";
  return { status: "refused", code, message: sentence(code, context.settings.language) };
}

/** Moves no attempt: there is none, or what GAMA speaks of was refused. */
export function closeRefused(context: Context, request: CloseRequest): CloseResult {
  const { kind, saved } = request;
  if (!saved) return answer(context, kind, "acknowledged");
  const kept = isListed(context, request) || keepUnpaid(context, request, uuid(context.moment.random));
  return answer(context, kind, kept ? "saved-unpaid" : "not-stored");
}

/**
 * Answers open while a conversation pays the sale and nothing of it is open: it is about to be sent under `attemptId`, or
 * its receipt is waited for. `isRefused`: the conversation is about to end in a refusal, and what is paid is another
 * customer's. What GAMA saved is on the disk at once, because a crash may come before the send.
 */
export function closeEarly(
  context: Context,
  request: CloseRequest,
  attemptId: string,
  isRefused: boolean,
): CloseResult {
  // an entry made now under the id of a send that never comes would hide what is paid
  const paid = context.ledger.truth(request);
  if (paid && isPaid(paid) && !isRefused) {
    const told = close(context, request);
    return told.status === "refused" ? told : answer(context, request.kind, "open");
  }
  const early = context.ledger.get(attemptId);
  const isKept = early?.hash || early?.left || request.saved === !!early?.conflict;
  const kept = isKept || keepUnpaid(context, request, attemptId);
  return answer(context, request.kind, kept ? "open" : "not-stored");
}

/** Saved by GAMA and not paid: a conflict, until the sale is sent under this very id, or GAMA takes it back before that. */
function keepUnpaid(context: Context, { kind, saleKey, saved }: CloseRequest, attemptId: string): boolean {
  const word = saved ? {} : { saved };
  return context.record({ t: "unpaid", atMs: context.moment.wallMs, attemptId, kind, saleKey, ...word });
}

/** Whether a person has been told of it already. */
function isListed(context: Context, { kind, saleKey }: CloseRequest): boolean {
  return context.ledger
    .ofKey(saleKey)
    .some((attempt) => attempt.kind === kind && attempt.hash === "" && attempt.conflict?.code === "saved-unpaid");
}

const PLAIN = ["acknowledged", "recorded", "unsaved", "open"] as const;

/** Every other verdict is a conflict. */
type Verdict =
  | (typeof PLAIN)[number]
  | "conflict"
  | "sale-known"
  | "saved-unpaid"
  | "saved-after-void"
  | "saved-then-unsaved";

/** The table of contract B, row by row. */
function verdictOf(attempt: Attempt | undefined, saved: boolean, isTaken: boolean): Verdict {
  if (!attempt) return saved ? "saved-unpaid" : "acknowledged";
  if (attempt.left) return "recorded";
  // saved before it was voided: the same word again
  if (isTaken) return saved && attempt.gama !== "saved" ? "saved-after-void" : "acknowledged";
  if (attempt.gama === "settled") return "recorded";
  if (isPaid(attempt)) {
    if (saved) return "acknowledged";
    return attempt.gama === "saved" ? "saved-then-unsaved" : "unsaved";
  }
  if (!isOpen(attempt)) return unpaidVerdict(attempt, saved);
  switch (attempt.manual?.decision) {
    case undefined:
      return "open";
    case "receipt-printed":
      // the table has one row for a typed receipt: the contradiction is listed, the answer stays
      return saved ? "recorded" : "unsaved";
    default:
      return saved ? "saved-unpaid" : "acknowledged";
  }
}

/** RRPay may have it all the same, under an id of its own. */
function unpaidVerdict({ code }: Attempt, saved: boolean): Verdict {
  if (!saved) return "acknowledged";
  return code === "sale-known" ? "sale-known" : "saved-unpaid";
}

function isTakenBack(context: Context, attempt: Attempt | undefined): boolean {
  return attempt !== undefined && isVoided(context.ledger.ofKey(attempt.saleKey), attempt);
}

/** By its id when GAMA still has it, else what became of that key. */
function attemptOf(context: Context, request: CloseRequest): Attempt | undefined {
  const { kind, saleKey, attemptId } = request;
  const named = attemptId === undefined ? undefined : context.ledger.get(attemptId);
  return named?.kind === kind && named.saleKey === saleKey ? named : context.ledger.truth(request);
}

function answer(context: Context, kind: CloseRequest["kind"], verdict: Verdict | "not-stored"): CloseResult {
  const stored = verdict !== "not-stored";
  const code: Code = wordFor(kind, stored ? verdict : (context.trouble ?? "store-readonly"));
  const { language } = context.settings;
  const status = PLAIN.find((plain) => plain === verdict) ?? "conflict";
  return { status: stored ? status : "refused", code, message: sentence(code, language, kind) };
}
