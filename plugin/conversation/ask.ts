/** One exchange about an attempt: news in RRPay's answer is judged, journalled, and only then accepted. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, EvidenceRecord } from "../../schemas/generated/types.ts";
import type { Context, PairingCode } from "../context.ts";
import { agreesWithTyped } from "../payment/agreement.ts";
import { hasTypedReceipt, isOpen } from "../payment/attempt.ts";
import { claimOf } from "../payment/claim.ts";
import { asClaim, isNews, judge, judgeTombstone, type Verdict } from "../payment/evidence.ts";
import { unnotedMs, type Watch } from "../payment/manual-entry.ts";
import type { Heard } from "../payment/statement.ts";
import type { PaymentOutcome, PaymentRequest } from "../rrpay/port.ts";
import { checkHealth } from "./health-check.ts";
import { type Conversation, request } from "./runner.ts";

/** Answers to health that do not say who gave them: a cut-off one, a refused token, another protocol. */
const NAMELESS: ReadonlySet<PairingCode> = new Set(["wrong-service", "unauthorized", "protocol-unknown"]);

type Stated = Extract<PaymentOutcome, { type: "statement" }>;

/**
 * A request to the RRPay that this till is paired with, and to nobody else: whoever has the port after it gets no token.
 * A question whose kept connection had ended is asked once more, behind a new health check.
 */
function* askPaired(context: Context, wanted: PaymentRequest): Conversation<PaymentOutcome> {
  for (let isAgain = false; ; isAgain = true) {
    if (!context.mayHaveToken) yield* checkHealth(context, wanted.endsAtMonoMs);
    if (!context.mayHaveToken) return { type: "unsent", why: "unreachable" };
    const wasOpen = context.line.connection !== 0;
    const answer = yield* request(wanted);
    if (isAgain || !wasOpen || wanted.type !== "query" || answer.type !== "unsent") return answer;
  }
}

/** Asks for a payment that is not ours yet. The answer is RRPay's: health was read on its wire, before or behind it. */
export function* askOther(context: Context, id: string, endsAtMonoMs?: number): Conversation<PaymentOutcome> {
  const limits = { timeoutMs: context.answerMs, endsAtMonoMs };
  const answer = yield* askPaired(context, { type: "query", id, afterRevision: 0, waitMs: 0, ...limits });
  if (!context.isFresh) yield* checkHealth(context, endsAtMonoMs);
  return context.health ? answer : { type: "unsent", why: "unreachable" };
}

/** Asks RRPay about an attempt. */
export function* ask(context: Context, attemptId: string, wanted: PaymentRequest): Conversation<Heard> {
  const { endsAtMonoMs } = wanted;
  const answer = yield* askPaired(context, wanted);
  const asked = context.get(attemptId);
  // the send itself is not a query: a person may decide only after a query was tried (docs/contracts.md C8)
  if (asked && wanted.type === "query") context.watch(asked).queried = true;
  if (answer.type === "tombstone") {
    // "never seen" proves something only if RRPay still remembers the send, and it may just have lost its memory
    yield* checkHealth(context, endsAtMonoMs);
    const attempt = context.get(attemptId);
    if (!attempt || !context.remembers(attempt)) return nothing("rrpay-forgot");
    // a feature that is not listed proves nothing
    if (!context.offers("tombstone")) return nothing("answer-invalid");
  }
  // another program may have the port by now, and an RRPay that has lost its memory knows less, but that takes nothing
  // back: check first which RRPay answered. A send goes right behind a health check
  if (answer.type === "statement" && asked && !context.isFresh) {
    const isSent = wanted.type === "send";
    if (!isSent || claimOf(asked)) yield* checkHealth(context, endsAtMonoMs);
    if (!isSent && !context.health) return keepClaim(context, attemptId, answer);
  }
  if (answer.type === "refusal") {
    // only a send and a cancel name the epoch
    const isAct = wanted.type === "send" || wanted.type === "cancel";
    if (answer.code === "epoch-changed" && isAct) yield* checkHealth(context);
    // only a POST of a transaction has the others, and to a query they prove nothing
    else if (wanted.type !== "send" && answer.code !== "unauthorized") return nothing("answer-invalid");
  }
  return hear(context, attemptId, answer);
}

/** One query, answered at once. */
export function* askOnce(context: Context, attemptId: string, endsAtMonoMs?: number): Conversation<Heard> {
  const limits = { timeoutMs: context.answerMs, endsAtMonoMs };
  return yield* ask(context, attemptId, { type: "query", id: attemptId, afterRevision: 0, waitMs: 0, ...limits });
}

/** What an answer about an attempt proves. It is journalled first and then accepted. */
export function hear(context: Context, attemptId: string, answer: PaymentOutcome): Heard {
  const attempt = context.get(attemptId);
  if (!attempt) return nothing("attempt-unknown");
  const { wallMs: atMs } = context.moment;
  switch (answer.type) {
    case "statement":
      return believe(context, attempt, verdictOf(context, attempt, answer));
    case "tombstone":
      return believe(context, attempt, judgeTombstone(attempt, answer.tombstone, atMs));
    case "not-found": {
      noteAnswer(context.watch(attempt));
      // it has named this id before and has forgotten it, so this does not say that the id never came
      const isForgotten = attempt.revision > 0 || claimOf(attempt) !== undefined;
      if (answer.storeId !== attempt.storeId || answer.epoch !== attempt.epoch || isForgotten)
        return nothing("rrpay-forgot");
      noteNotFound(context, attempt);
      return { type: "not-found" };
    }
    case "refusal":
      return answer;
    case "nothing":
      return nothing(answer.why);
    case "unsent":
      return { type: "unsent", why: answer.why };
  }
}

function noteAnswer(watch: Watch): void {
  watch.answeredSinceManual = true;
  watch.holdsUp = false;
}

function verdictOf(context: Context, attempt: Attempt, { statement }: Stated): Verdict {
  // nor is it known to be the same one where health names nobody
  const otherEpoch = !context.remembers(attempt);
  return judge(attempt, statement, { till: context.settings.till, atMs: context.moment.wallMs, otherEpoch });
}

/**
 * Money of which RRPay spoke before it could be asked who it is: it is kept as a claim, and is no result. Whoever names
 * itself in health as another RRPay is not believed at all; what is no health of this protocol names nobody.
 */
function keepClaim(context: Context, attemptId: string, answer: Stated): Heard {
  const attempt = context.get(attemptId);
  const { rrpay } = context;
  const isNameless = rrpay.state === "down" || (rrpay.state === "wrong" && NAMELESS.has(rrpay.code));
  const verdict = attempt && isNameless ? verdictOf(context, attempt, answer) : undefined;
  const claim = attempt && verdict?.type === "evidence" ? asClaim(attempt, verdict.record) : undefined;
  return nothing(!claim || context.record(claim) ? "no-answer" : "outcome-not-stored");
}

/** A "not found" that proves that nothing was received disagrees with a receipt that was typed as printed. */
function noteNotFound(context: Context, attempt: Attempt): void {
  const isTyped = hasTypedReceipt(attempt) && !attempt.accepted && !attempt.left;
  if (!isTyped || attempt.conflict || !isOpen(attempt)) return;
  if (!context.canAsk || !context.offers("tombstone")) return;
  context.note(attempt.attemptId, "not-found", "manual-not-found");
}

function believe(context: Context, attempt: Attempt, verdict: Verdict): Heard {
  if (verdict.type === "foreign") return nothing("amounts-differ");
  if (verdict.type === "stale") {
    context.log("warn", `answer not obeyed: stale attempt=${attempt.attemptId}`);
    return nothing("answer-invalid");
  }
  const watch = context.watch(attempt);
  const record = compared(context, attempt, verdict.record);
  if (record.revision < watch.revision && !record.otherEpoch) return nothing("answer-invalid");
  const isNew = isNews(attempt, record);
  if (isNew) {
    if (!context.record(record)) return nothing("outcome-not-stored");
  } else if (isSignOfLife(context, attempt)) context.record(record);
  watch.revision = record.revision;
  watch.namedAtMonoMs = context.moment.monoMs;
  watch.queried = false;
  noteAnswer(watch);
  const changed = noteContent(context, watch, record, isNew);
  return record.differs ? nothing("amounts-differ") : { type: "named", changed };
}

/** The record, with the result of its comparison with what a person typed, by the present configuration. */
function compared(context: Context, attempt: Attempt, record: EvidenceRecord): EvidenceRecord {
  const { payments: methods, timeouts } = context.settings;
  const agrees = agreesWithTyped(attempt, record, { methods, answerMs: timeouts.answerMs });
  return agrees === undefined ? record : { ...record, agrees };
}

/**
 * Only a change of state, money or receipt counts as one; a higher revision alone does not (docs/contracts.md C6). What
 * the journal has is no change after a restart.
 */
function noteContent({ moment }: Context, watch: Watch, record: EvidenceRecord, isNew: boolean): boolean {
  const { state, payments, roundingCents, changeCents, fiscal } = record;
  const content = JSON.stringify([state, payments, roundingCents, changeCents, fiscal]);
  if (content === watch.content) return false;
  if (watch.content || isNew) watch.changedAtMonoMs = moment.monoMs;
  watch.content = content;
  return true;
}

/**
 * Whether to journal that RRPay still answers. After a restart the journal must say when it last named an open attempt,
 * so that manual entry does not open too early.
 */
function isSignOfLife(context: Context, attempt: Attempt): boolean {
  const unseenMs = context.moment.wallMs - attempt.namedAtMs;
  // below zero the clock was set back
  return isOpen(attempt) && (unseenMs < 0 || unseenMs >= unnotedMs(context.settings.timeouts.manualAfterMs));
}

/** What proves nothing, with the reason for the cashier. */
function nothing(code: Code): Heard {
  return { type: "nothing", code };
}
