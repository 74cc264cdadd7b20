/**
 * What is only known while the till runs: when RRPay last named an attempt, and whether it was asked since. After a restart
 * the wait goes on from the journal's wall clock, so that a person whose every command is a process of its own gets there
 * too. Where RRPay had named the attempt, it may have done so once more than the journal says: the restart counts as an
 * answer, but no later than the journal would have noted one. A clock that went back cannot keep manual entry shut for
 * longer than the whole wait.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Moment } from "../boundary.ts";
import { isFinal } from "./facts.ts";

export interface Watch {
  /** Monotonic time from which the manual-entry wait runs: the later of the send and the last answer that named our id. */
  namedAtMonoMs: number;
  /** At least one query was tried since then; a failed connection counts (docs/contracts.md C8). */
  queried: boolean;
  /** When what RRPay says of it last changed. */
  changedAtMonoMs: number;
  /** What RRPay last said of state, money and receipt, as one text. */
  content: string;
  /** RRPay answered after a person said that nothing happened. */
  answeredSinceManual: boolean;
  /** What a person typed of it was refused: the truth may be none that can be typed. */
  entryRefused: boolean;
  /** Highest revision seen, journalled or not. */
  revision: number;
}

/** How long answers that say nothing new may go without a record of one: what is journalled of them is never older. */
export function unnotedMs(manualAfterMs: number): number {
  return manualAfterMs / 2;
}

export class Watches {
  readonly #watches = new Map<string, Watch>();
  readonly #unnotedMs: number;

  constructor(manualAfterMs: number) {
    this.#unnotedMs = unnotedMs(manualAfterMs);
  }

  /** The watch of an attempt; one that the journal brought back waits from its last journalled sign of life. */
  of(attempt: Attempt, moment: Moment): Watch {
    const known = this.#watches.get(attempt.attemptId);
    if (known) return known;
    const unnotedMs = attempt.revision > 0 ? this.#unnotedMs : 0;
    const age = Math.max(0, moment.wallMs - attempt.namedAtMs - unnotedMs);
    const watch: Watch = {
      namedAtMonoMs: moment.monoMs - age,
      queried: false,
      changedAtMonoMs: moment.monoMs,
      content: "",
      answeredSinceManual: false,
      entryRefused: false,
      revision: attempt.revision,
    };
    this.#watches.set(attempt.attemptId, watch);
    return watch;
  }

  /** Drops those of attempts that nobody knows any more: a till is not started anew for months. */
  keep(isKnown: (attemptId: string) => boolean): void {
    for (const attemptId of this.#watches.keys()) if (!isKnown(attemptId)) this.#watches.delete(attemptId);
  }
}

export interface ManualVerdict {
  readonly allowed: boolean;
  readonly reason: Code;
  /** How long to wait still, ms; 0 when waiting is not what is missing. */
  readonly waitMs: number;
}

/**
 * The manual-entry rule: only when the outcome is unknown, a query was tried, and the wait has passed; never after a
 * definite answer, never while a cancel is under way, never while RRPay has numbers of its own that do not agree.
 */
export function manualVerdict(attempt: Attempt, watch: Watch, moment: Moment, manualAfterMs: number): ManualVerdict {
  const no = (reason: Code, waitMs = 0): ManualVerdict => ({ allowed: false, reason, waitMs });
  if (attempt.conflict) return no("conflict");
  if (isFinal(attempt.payment)) return no("manual-not-needed");
  if (attempt.payment === "cancelling") return no("manual-cancelling");
  if (attempt.left) return no("manual-not-needed");
  if (attempt.differs) return no("amounts-differ");
  const waitMs = Math.max(0, watch.namedAtMonoMs + manualAfterMs - moment.monoMs);
  if (attempt.payment === "sent" || !watch.queried || waitMs > 0) return no("manual-too-early", waitMs);
  return { allowed: true, reason: "manual-allowed", waitMs: 0 };
}
