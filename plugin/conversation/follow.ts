/**
 * Following one attempt until RRPay says how it ended: queries only, a cancel when somebody asked for it, never a second
 * charge. Every answer is judged, journalled and only then believed.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { isOpen } from "../payment/attempt.ts";
import { isNews, judge, judgeTombstone, type Verdict } from "../payment/evidence.ts";
import { beginProgress, type News, nextStep, type Present } from "../payment/next-step.ts";
import type { Heard } from "../payment/statement.ts";
import { LONG_POLL_MS, type PaymentOutcome, type PaymentRequest } from "../rrpay/port.ts";
import { checkHealth } from "./health-check.ts";
import { type Conversation, pause, request } from "./runner.ts";

/** One exchange about an attempt: what is new in its answer is journalled, and only then believed. */
export function* ask(context: Context, attemptId: string, wanted: PaymentRequest): Conversation<Heard> {
  const answer = yield* request(wanted);
  const asked = context.ledger.get(attemptId);
  // the send itself is no query: a person decides only after somebody has asked (contract C)
  if (asked && wanted.type === "query") context.watch(asked).queried = true;
  if (answer.type === "tombstone") {
    // "never seen" proves something only where RRPay still has the memory of the send: it may have lost it just now
    yield* checkHealth(context);
    const attempt = context.ledger.get(attemptId);
    if (!attempt || !context.remembers(attempt)) return { type: "nothing", code: "rrpay-forgot" };
  }
  return hear(context, attemptId, answer);
}

function hear(context: Context, attemptId: string, answer: PaymentOutcome): Heard {
  const attempt = context.ledger.get(attemptId);
  if (!attempt) return { type: "nothing", code: "attempt-unknown" };
  const watch = context.watch(attempt);
  switch (answer.type) {
    case "statement":
      return believe(context, attempt, judge(attempt, context.settings.till, answer.statement, context.moment.wallMs));
    case "tombstone":
      return believe(context, attempt, judgeTombstone(attempt, answer.tombstone, context.moment.wallMs));
    case "not-found": {
      watch.answeredSinceManual = true;
      const same = answer.storeId === attempt.storeId && answer.epoch === attempt.epoch;
      return same ? { type: "not-found" } : { type: "nothing", code: "rrpay-forgot" };
    }
    case "refusal":
      return answer;
    case "nothing":
      return { type: "nothing", code: answer.why };
    case "unsent":
      return { type: "unsent", why: answer.why };
  }
}

function believe(context: Context, attempt: Attempt, verdict: Verdict): Heard {
  if (verdict.type === "differs") return { type: "nothing", code: "amounts-differ" };
  if (verdict.type !== "evidence") {
    context.log("warn", `answer not obeyed: stale attempt=${attempt.attemptId}`);
    return { type: "nothing", code: "answer-invalid" };
  }
  const { record } = verdict;
  const watch = context.watch(attempt);
  if (record.revision < watch.revision) return { type: "nothing", code: "answer-invalid" };
  if (isNews(attempt, record)) {
    if (!context.record(record)) return { type: "nothing", code: "outcome-not-stored" };
  } else if (isSignOfLife(context, attempt)) context.record(record);
  const changed = record.revision > watch.revision;
  watch.revision = record.revision;
  watch.namedAtMonoMs = context.moment.monoMs;
  watch.answeredSinceManual = true;
  return { type: "named", changed };
}

/** A restart reads from the journal when RRPay last named an open attempt: manual entry must not open much too early. */
function isSignOfLife(context: Context, attempt: Attempt): boolean {
  return isOpen(attempt) && context.moment.wallMs - attempt.namedAtMs >= context.settings.timeouts.manualAfterMs / 2;
}

/** How a call that followed an attempt ended: with a final state, or unknown for this reason. */
export type Followed = { readonly type: "final" } | { readonly type: "open"; readonly code: Code };

/** Follows an attempt that RRPay may know. `heard` is what the last exchange about it was worth. */
export function* follow(context: Context, attemptId: string, listener: Listener, heard: Heard): Conversation<Followed> {
  let news: News = heard;
  let progress = beginProgress(heard, context.moment.monoMs);
  for (;;) {
    const attempt = context.ledger.get(attemptId);
    if (!attempt) return { type: "final" };
    const decided = nextStep(progress, news, presentOf(context, attempt, listener));
    progress = decided.progress;
    const { step } = decided;
    switch (step.type) {
      case "done":
        return { type: "final" };
      case "give-up":
        return giveUp(context, attempt, step.code);
      case "wait":
        yield* pause(step.untilMonoMs);
        news = { type: "waited" };
        break;
      case "check-health":
        yield* checkHealth(context);
        news = { type: "health-checked" };
        break;
      case "cancel":
        news = yield* ask(context, attemptId, cancelRequest(context, attempt, listener));
        break;
      case "query":
        news = yield* ask(context, attemptId, query(context, attempt, listener));
        break;
    }
  }
}

function presentOf(context: Context, attempt: Attempt, listener: Listener): Present {
  const { answerMs, customerMs } = context.settings.timeouts;
  return {
    monoMs: context.moment.monoMs,
    isOver: !isOpen(attempt),
    cancelAsked: listener.cancelAsked,
    isUp: context.rrpay.state === "up",
    isFresh: context.isFresh,
    mayCancel: mayCancel(context, attempt),
    mayQuery: context.offers("status"),
    answerMs,
    customerMs,
  };
}

/** A cancel is a request; sent again while no answer to it has come, because it changes nothing twice (rule 9). */
function cancelRequest(context: Context, attempt: Attempt, listener: Listener): PaymentRequest {
  listener.phase({ type: "cancelling" });
  const written = () => askCancel(context, attempt);
  return { type: "cancel", id: attempt.attemptId, timeoutMs: context.settings.timeouts.answerMs, written };
}

function query(context: Context, attempt: Attempt, listener: Listener): PaymentRequest {
  const paidCents = (attempt.partial ?? []).reduce((sum, { amountCents }) => sum + amountCents, 0);
  const { attemptId, totalCents } = attempt;
  if (attempt.payment === "cancelling") listener.phase({ type: "cancelling" });
  else listener.phase({ type: "customer", paidCents, totalCents });
  const afterRevision = context.watch(attempt).revision;
  const timeoutMs = context.settings.timeouts.answerMs;
  return { type: "query", id: attemptId, afterRevision, waitMs: LONG_POLL_MS, timeoutMs };
}

/** Under another epoch neither a POST nor a cancel is sent for an old id (contract B). */
export function mayCancel(context: Context, attempt: Attempt): boolean {
  return context.offers("cancel") && context.remembers(attempt);
}

/** The record that a cancel is about to be sent, ahead of its first byte. */
function askCancel(context: Context, attempt: Attempt): boolean {
  const { attemptId } = attempt;
  if (context.ledger.get(attemptId)?.payment === "cancelling") return true;
  return context.record({
    t: "payment",
    atMs: context.moment.wallMs,
    attemptId,
    event: "cancel-asked",
    code: "cancel-unconfirmed",
  });
}

/** Leaves an attempt as unknown, with the reason a person reads (rule 3). */
export function giveUp(context: Context, attempt: Attempt, code: Code): Followed {
  const told: Code = attempt.payment === "cancelling" && code !== "outcome-not-stored" ? "cancel-unconfirmed" : code;
  const news = attempt.payment === "sent" || attempt.payment === "cancelling" || attempt.code !== told;
  if (news)
    context.record({
      t: "payment",
      atMs: context.moment.wallMs,
      attemptId: attempt.attemptId,
      event: "gave-up",
      code: told,
    });
  return { type: "open", code: told };
}
