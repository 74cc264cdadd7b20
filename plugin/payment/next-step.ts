/**
 * What to do next about an attempt that RRPay may know: wait, look at RRPay's health, cancel, query, or leave it. A pure
 * decision; the conversation around it (`conversation/follow.ts`) only carries it out.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Heard } from "./statement.ts";

/** How far following one attempt has come. */
export interface Progress {
  /** What the last answer was worth. */
  readonly last: Heard;
  /** When RRPay last named our id, or the following began. */
  readonly namedAtMonoMs: number;
  /** When what RRPay says last changed. */
  readonly changedAtMonoMs: number;
  /** When RRPay was last asked about it. */
  readonly askedAtMonoMs: number;
  readonly asked: "nothing" | "query" | "cancel";
  /** How long the next failed query is waited for. */
  readonly retryMs: number;
  /** An answer to a cancel has come: it is not sent again. */
  readonly cancelHeard: boolean;
}

/** What came since the step before. */
export type News = Heard | { readonly type: "waited" } | { readonly type: "health-checked" };

/** The present, as far as the decision goes. */
export interface Present {
  readonly monoMs: number;
  /** The payment has ended. */
  readonly isOver: boolean;
  /** Somebody asked to cancel. */
  readonly cancelAsked: boolean;
  readonly isUp: boolean;
  /** What health said still speaks of the RRPay at the other end. */
  readonly isFresh: boolean;
  /** RRPay takes cancels, and remembers the send. */
  readonly mayCancel: boolean;
  /** RRPay answers queries. */
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

/** Between two queries that failed, at first; doubled up to a second. */
const RETRY_MS = { first: 100, most: 1000 };
/** At most four queries a second about one attempt, however fast RRPay answers (docs/contracts.md C6). */
const PACE_MS = 250;

/** Progress before the first step; `last` is what is known of the attempt already. */
export function beginProgress(last: Heard, monoMs: number): Progress {
  return {
    last,
    namedAtMonoMs: monoMs,
    changedAtMonoMs: monoMs,
    askedAtMonoMs: monoMs - PACE_MS,
    asked: "nothing",
    retryMs: RETRY_MS.first,
    cancelHeard: false,
  };
}

/** The next step. Every deadline is looked at before anything is asked again, so no stream of answers outlasts one. */
export function nextStep(before: Progress, news: News, now: Present): Decided {
  const progress = noted(before, news, now);
  if (now.isOver) return { step: { type: "done" }, progress };
  if (progress.last.type === "named") {
    if (now.monoMs - progress.changedAtMonoMs >= now.customerMs) return leave("still-in-progress", progress);
  } else if (news.type !== "waited" && !(news.type === "health-checked" && now.isUp)) {
    return retry(progress, now);
  }
  return ask(progress, news, now);
}

/** What the news changes. */
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
        changedAtMonoMs: news.changed ? monoMs : before.changedAtMonoMs,
        retryMs: RETRY_MS.first,
        cancelHeard: before.cancelHeard || before.asked === "cancel",
      };
    default:
      return { ...before, last: news };
  }
}

/** Nothing was heard that names our id: again in a while, as long as `answerMs` has not passed. */
function retry(progress: Progress, { monoMs, answerMs }: Present): Decided {
  const { namedAtMonoMs, retryMs, last } = progress;
  const endsAt = namedAtMonoMs + answerMs;
  if (monoMs >= endsAt) return leave(reasonOf(last), progress);
  return {
    step: { type: "wait", untilMonoMs: Math.min(monoMs + retryMs, endsAt) },
    progress: { ...progress, retryMs: Math.min(retryMs * 2, RETRY_MS.most) },
  };
}

/** A cancel that somebody waits for, else a query. A cancel is an act: it needs RRPay's health read on the same wire. */
function ask(progress: Progress, news: News, now: Present): Decided {
  const wantsCancel = now.cancelAsked && !progress.cancelHeard;
  const isChecked = news.type === "health-checked";
  if (!isChecked && (!now.isUp || (wantsCancel && !now.isFresh))) return { step: { type: "check-health" }, progress };
  const askedAtMonoMs = now.monoMs;
  // sent again while no answer to it has come, because it changes nothing twice (docs/payment-rules.md, rule 9)
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

/** Why nothing more is known, for the cashier. */
export function reasonOf(heard: Heard): Code {
  switch (heard.type) {
    case "named":
      return "unknown";
    case "not-found":
      return "not-received";
    case "refusal":
      // after the first send a refusal proves nothing of what was accepted before it
      if (heard.code === "epoch-changed") return "rrpay-forgot";
      return heard.code === "id-conflict" || heard.code === "sale-known" ? heard.code : "answer-invalid";
    case "unsent":
      return heard.why === "not-stored" ? "outcome-not-stored" : "no-answer";
    case "nothing":
      return heard.code;
  }
}
