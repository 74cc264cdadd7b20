/**
 * `close`: GAMA says whether it saved its document. Covers every cell of the table of docs/contracts.md B24, also for a
 * late or repeated `close`.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, CloseRequest, CloseResult } from "../../schemas/generated/types.ts";
import { type Context, triesOf } from "../context.ts";
import { uuid } from "../identity.ts";
import { sentence } from "../messages/sentence.ts";
import { wordFor } from "../messages/void-words.ts";
import { goesOn, isAcceptedUnpaid, isGoneInGama, isOpen, isPaid } from "../payment/attempt.ts";
import { apply } from "../payment/history.ts";
import { isVoided, moneyOf, namesMoney, originalKindOf } from "../payment/truth.ts";

/** Adds to a void's `close` the kind of receipt that it means. Refuses it if it does not say which of two. */
export function namedClose(context: Context, request: CloseRequest): CloseRequest | CloseResult {
  if (request.kind !== "void" || (request.attemptId && context.get(request.attemptId))) return request;
  const originalKind = originalKindOf(triesOf(context, request), request.originalKind);
  if (originalKind !== "original-kind-missing") return { ...request, originalKind };
  return { status: "refused", code: originalKind, message: context.say(originalKind) };
}

/**
 * Answers at once from the journal. `unsentId` is the id under which the word was kept until now: nothing was sent
 * under it.
 */
export function close(context: Context, asked: CloseRequest, unsentId?: string): CloseResult {
  const request = namedClose(context, asked);
  if ("status" in request) return request;
  const attempt = attemptOf(context, request);
  const atMs = context.moment.wallMs;
  const { kind, saved } = request;
  const verdict = verdictOf(attempt, saved, isTakenBack(context, attempt));
  if (!attempt) return closeRefused(context, request);
  const record = {
    ...({ t: "close", atMs, attemptId: attempt.attemptId, saved } as const),
    ...(unsentId ? { unsentId } : {}),
  };
  // a repeated `close` changes nothing and is not written again
  const isMoved = unsentId !== undefined || apply(attempt, record) !== attempt;
  const isNews = isMoved || (verdict === "saved-after-void" && !attempt.savedAfterVoid);
  const told = verdict === "saved-unpaid" ? unpaidWord(context, request, attempt) : verdict;
  return answer(context, kind, !isNews || context.record(record) ? told : "not-stored");
}

/** The journal could not be read, so the answer says nothing about the key. */
export function unreadClose(context: Context): CloseResult {
  const code = context.unread;
  return { status: "refused", code, message: context.say(code) };
}

/** Answers without moving an attempt: there is none, or the sale was refused. */
export function closeRefused(context: Context, request: CloseRequest): CloseResult {
  const { kind, saved } = request;
  if (!saved) return answer(context, kind, "acknowledged");
  const kept = isListed(context, request) || keepUnpaid(context, request, uuid(context.moment.random));
  return answer(context, kind, kept ? unpaidWord(context, request) : "not-stored");
}

/** RRPay may have the money of this attempt after all, or another attempt of the key may have it. */
function unpaidWord({ ledger }: Context, { kind, saleKey }: CloseRequest, attempt?: Attempt): Verdict {
  const others = ledger.ofKey(saleKey).filter((one) => one !== attempt);
  const isOwn = attempt && (goesOn(attempt) || namesMoney(attempt));
  return isOwn || moneyOf(others, kind) ? "conflict" : "saved-unpaid";
}

/**
 * Answers `open` while a conversation pays the sale and no attempt of it is open: it will be sent under `attemptId`, or
 * only its receipt is missing. `isRefused`: the conversation will end in a refusal, and the paid attempt belongs to
 * another customer. What GAMA saved goes to the disk at once, because a crash may come before the send.
 */
export function closeEarly(
  context: Context,
  request: CloseRequest,
  attemptId: string,
  isRefused: boolean,
): CloseResult {
  const { ledger } = context;
  const early = ledger.get(attemptId);
  const truth = ledger.truth(request);
  // an entry under the id of a send that never comes would hide the paid attempt; or that send took nothing, because
  // RRPay has an older id of ours, and that one is followed
  if (truth && (isPaid(truth) ? !isRefused : isOpen(truth) && early?.hash)) {
    const told = close(context, request);
    // what it names has ended, so that "open" would not be true of it
    const isDone = isPaid(truth) && (truth.fiscal === "printed" || truth.gama === "saved");
    const isOver = isDone && truth.attemptId === request.attemptId;
    return told.status === "refused" || isOver ? told : answer(context, request.kind, "open");
  }
  const isKept = early?.hash || early?.left || request.saved === !!early?.conflict;
  const kept = isKept || keepUnpaid(context, request, attemptId);
  // the window will be refused, and nothing was saved: nobody has anything to wait for
  const told = isRefused && !request.saved ? "acknowledged" : "open";
  return answer(context, request.kind, kept ? told : "not-stored");
}

/**
 * Applies such a `close` at the end of the conversation. Where an older id was found, nothing was sent under
 * `newAttemptId`, and the word is that one's.
 */
export function closeEnded(context: Context, request: CloseRequest, newAttemptId: string): void {
  const isUnsent = context.get(newAttemptId)?.hash === "";
  close(context, request, request.attemptId !== undefined && isUnsent ? newAttemptId : undefined);
}

/**
 * Journals that GAMA saved a sale that is not paid. It is a conflict until the sale is sent under this id, or until
 * GAMA takes it back before that.
 */
function keepUnpaid(context: Context, { kind, saleKey, saved }: CloseRequest, attemptId: string): boolean {
  const word = saved ? {} : { saved };
  return context.record({ t: "unpaid", atMs: context.moment.wallMs, attemptId, kind, saleKey, ...word });
}

/** Whether a person has already been told of it. */
function isListed(context: Context, { kind, saleKey }: CloseRequest): boolean {
  return context.ledger
    .ofKey(saleKey)
    .some((attempt) => attempt.kind === kind && attempt.hash === "" && attempt.conflict?.code === "saved-unpaid");
}

const PLAIN = ["acknowledged", "recorded", "unsaved", "open"] as const;

/** Every verdict except the plain ones is a conflict. */
type Verdict =
  | (typeof PLAIN)[number]
  | "conflict"
  | "sale-known"
  | "saved-unpaid"
  | "saved-after-void"
  | "saved-then-unsaved";

/** The table of docs/contracts.md B24, row by row. */
function verdictOf(attempt: Attempt | undefined, saved: boolean, isTaken: boolean): Verdict {
  if (!attempt) return unpaidVerdict(attempt, saved);
  if (attempt.left) return "recorded";
  // a receipt saved before its void: the `close` is repeated
  if (isTaken) return saved && isGoneInGama(attempt) ? "saved-after-void" : "acknowledged";
  if (attempt.gama === "settled" && !isAcceptedUnpaid(attempt)) return "recorded";
  if (isPaid(attempt)) {
    if (saved) return "acknowledged";
    if (attempt.gama !== "saved") return "unsaved";
    return attempt.unsaveDecided ? "recorded" : "saved-then-unsaved";
  }
  if (!isOpen(attempt)) return unpaidVerdict(attempt, saved);
  switch (attempt.manual?.decision) {
    case undefined:
      return "open";
    case "receipt-printed":
      // the table has one row for a typed receipt; the contradiction is listed, and the answer stays the same
      return saved ? "recorded" : "unsaved";
    default:
      return saved ? "saved-unpaid" : "acknowledged";
  }
}

/** RRPay may have the sale after all, under its own id. */
function unpaidVerdict(attempt: Attempt | undefined, saved: boolean): Verdict {
  if (!saved) return "acknowledged";
  return attempt?.code === "sale-known" ? "sale-known" : "saved-unpaid";
}

function isTakenBack(context: Context, attempt: Attempt | undefined): boolean {
  return attempt !== undefined && isVoided(triesOf(context, attempt), attempt);
}

/** The attempt with this id if GAMA gives one, otherwise the one that decides about the key. */
function attemptOf(context: Context, request: CloseRequest): Attempt | undefined {
  const { kind, saleKey, attemptId } = request;
  const named = attemptId === undefined ? undefined : context.get(attemptId);
  return named?.kind === kind && named.saleKey === saleKey ? named : context.ledger.truth(request);
}

function answer(context: Context, kind: CloseRequest["kind"], verdict: Verdict | "not-stored"): CloseResult {
  const stored = verdict !== "not-stored";
  const code: Code = wordFor(kind, stored ? verdict : (context.trouble ?? "store-readonly"));
  const { language } = context.settings;
  const status = PLAIN.find((plain) => plain === verdict) ?? "conflict";
  return { status: stored ? status : "refused", code, message: sentence(code, language, kind) };
}
