/**
 * Decides the next step for an attempt that RRPay may know: wait, check RRPay's health, cancel, query, or give up. It
 * is a pure function; the conversation (`conversation/follow.ts`) only carries it out.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import { NEVER_MS } from "../clock.ts";
import type { Heard } from "./statement.ts";

/** The state of following one attempt. */
export interface Progress {
  /** The result of the last answer. */
  readonly last: Heard;
  /** When RRPay last named our id, or when the following began. */
  readonly namedAtMonoMs: number;
  /** When RRPay's answer last changed. */
  readonly changedAtMonoMs: number;
  readonly changes: number;
  /** When RRPay was last asked about it. */
  readonly askedAtMonoMs: number;
  readonly asked: "nothing" | "query" | "cancel";
  /** The pause before the next query after a failed one. */
  readonly retryMs: number;
  /** When an answer to a cancel came first. The cancel is then not sent again. */
  readonly cancelHeardMonoMs: number;
}

/** What has come since the last step. */
export type News = Heard | { readonly type: "waited" } | { readonly type: "health-checked" };

/** Everything about the present that the decision needs. */
export interface Present {
  readonly monoMs: number;
  /** Whether the payment has ended. */
  readonly isOver: boolean;
  /** Whether somebody asked to cancel. */
  readonly cancelAsked: boolean;
  /** When a person last asked to cancel. */
  readonly cancelAskedMonoMs: number;
  readonly isUp: boolean;
  /** Whether the last health check still describes the RRPay at the other end. */
  readonly isFresh: boolean;
  /** Whether RRPay accepts cancels and remembers the send. */
  readonly mayCancel: boolean;
  /** Whether RRPay answers queries. */
  readonly mayQuery: boolean;
  readonly answerMs: number;
  readonly customerMs: number;
}

export type Step =
  | { readonly type: "done" }
  | { readonly type: "give-up"; readonly code: Code }
  | { readonly type: "wait"; readonly untilMonoMs: number }
  | { readonly type: "check-health" }
  | { readonly type: "cancel" }
  | { readonly type: "query" };

export interface Decided {
  readonly step: Step;
  readonly progress: Progress;
}

/** The pause after a failed query. It doubles, up to a second. */
const RETRY_MS = { first: 100, most: 1000 };
/** At most four queries a second about one attempt, however fast RRPay answers (docs/contracts.md C6). */
const PACE_MS = 250;

/** More changes than any sale has. Those that follow no longer renew `customerMs`, so it ends under any answers. */
const CHANGES_MAX = 32;

/** The progress before the first step. `last` is what is already known of the attempt. */
export function beginProgress(last: Heard, monoMs: number): Progress {
  return {
    last,
    namedAtMonoMs: monoMs,
    changedAtMonoMs: monoMs,
    changes: 0,
    askedAtMonoMs: monoMs - PACE_MS,
    asked: "nothing",
    retryMs: RETRY_MS.first,
    cancelHeardMonoMs: NEVER_MS,
  };
}

/**
 * Decides the next step. It checks every deadline before it asks again, so a stream of answers cannot outlast a
 * deadline.
 */
export function nextStep(before: Progress, news: News, now: Present): Decided {
  const progress = noted(before, news, now);
  if (now.isOver) return { step: { type: "done" }, progress };
  // RRPay has answered the cancel long ago and goes on, and somebody wants to leave
  if (now.cancelAskedMonoMs >= progress.cancelHeardMonoMs + now.answerMs) return leave("cancel-unconfirmed", progress);
  if (progress.last.type === "named") {
    if (now.monoMs - progress.changedAtMonoMs >= now.customerMs) return leave("still-in-progress", progress);
  } else if (news.type !== "waited" && !(news.type === "health-checked" && now.isUp)) {
    return retry(progress, now);
  }
  return ask(progress, news, now);
}

/** The progress after the news. */
function noted(before: Progress, news: News, { monoMs, isUp }: Present): Progress {
  switch (news.type) {
    case "waited":
      return before;
    case "health-checked":
      return isUp ? before : { ...before, last: { type: "unsent", why: "unreachable" } };
    case "named":
      return {
        ...before,
        last: news,
        namedAtMonoMs: monoMs,
        changedAtMonoMs: news.changed && before.changes < CHANGES_MAX ? monoMs : before.changedAtMonoMs,
        changes: before.changes + (news.changed ? 1 : 0),
        retryMs: RETRY_MS.first,
        cancelHeardMonoMs:
          before.asked === "cancel" ? Math.min(before.cancelHeardMonoMs, monoMs) : before.cancelHeardMonoMs,
      };
    default:
      return { ...before, last: news };
  }
}

/** No answer named our id: asks again after a pause, until `answerMs` has passed. */
function retry(progress: Progress, { monoMs, answerMs }: Present): Decided {
  const { namedAtMonoMs, retryMs, last } = progress;
  const endsAt = namedAtMonoMs + answerMs;
  if (monoMs >= endsAt) return leave(reasonOf(last), progress);
  return {
    step: { type: "wait", untilMonoMs: Math.min(monoMs + retryMs, endsAt) },
    progress: { ...progress, retryMs: Math.min(retryMs * 2, RETRY_MS.most) },
  };
}

/**
 * Sends a cancel if somebody wants one, otherwise a query. A cancel changes something, so RRPay's health must first be
 * read on the same connection.
 */
function ask(progress: Progress, news: News, now: Present): Decided {
  const wantsCancel = now.cancelAsked && progress.cancelHeardMonoMs === NEVER_MS;
  const isChecked = news.type === "health-checked";
  if (!isChecked && (!now.isUp || (wantsCancel && !now.isFresh))) return { step: { type: "check-health" }, progress };
  const askedAtMonoMs = now.monoMs;
  // the cancel is sent again until an answer comes, because a repeated cancel changes nothing (docs/payment-rules.md,
  // rule 9)
  if (wantsCancel && now.mayCancel)
    return { step: { type: "cancel" }, progress: { ...progress, askedAtMonoMs, asked: "cancel" } };
  if (!now.mayQuery) return leave(reasonOf(progress.last), progress);
  const paced = progress.askedAtMonoMs + PACE_MS;
  if (progress.last.type === "named" && now.monoMs < paced)
    return { step: { type: "wait", untilMonoMs: paced }, progress };
  return { step: { type: "query" }, progress: { ...progress, askedAtMonoMs, asked: "query" } };
}

function leave(code: Code, progress: Progress): Decided {
  return { step: { type: "give-up", code }, progress };
}

/** The reason for the cashier why nothing more is known. */
export function reasonOf(heard: Heard): Code {
  switch (heard.type) {
    case "named":
      return "unknown";
    case "not-found":
      return "not-received";
    case "refusal":
      // after the first send a refusal proves nothing about what was accepted before
      if (heard.code === "epoch-changed") return "rrpay-forgot";
      return heard.code === "id-conflict" || heard.code === "sale-known" ? heard.code : "answer-invalid";
    case "unsent":
      return heard.why === "not-stored" ? "outcome-not-stored" : "no-answer";
    case "nothing":
      return heard.code;
  }
}
