/**
 * When a person may type in what happened (`manualVerdict`; docs/contracts.md B6, C8), and what that needs to know of an
 * attempt besides its facts.
 *
 * A watch is known only while the till runs: when RRPay last named an attempt, and whether it was queried since.
 * After a restart the wait continues from the journal's wall clock, so a person whose every command is a new process
 * also gets to manual entry. RRPay may have named the attempt once more than the journal says, so the wait counts from
 * the latest time at which an answer could have gone unrecorded. A clock that went back cannot make the wait longer
 * than one whole wait.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Moment } from "../boundary.ts";
import { isFinal } from "./facts.ts";

export interface Watch {
  /**
   * Monotonic time at which the manual-entry wait starts: the send or the last answer that named our id, whichever is
   * later.
   */
  namedAtMonoMs: number;
  /** At least one query was tried since then. A failed connection counts (docs/contracts.md C8). */
  queried: boolean;
  /** When RRPay's answer last changed; after a restart, when it was sent. */
  changedAtMonoMs: number;
  /** RRPay's last answer on state, money and receipt, as one text. */
  content: string;
  /** Whether RRPay answered after a person said that nothing happened. */
  answeredSinceManual: boolean;
  /** Something new waits for it, and RRPay did not answer for it: it is listed, whatever a person has said of it. */
  holdsUp: boolean;
  /** Whether a typed entry was refused. The truth may then be one that cannot be typed. */
  entryRefused: boolean;
  /** Highest revision seen, journalled or not. */
  revision: number;
}

/** The longest time for which answers without news are not journalled. */
export function unnotedMs(manualAfterMs: number): number {
  return manualAfterMs / 2;
}

export class Watches {
  readonly #watches = new Map<string, Watch>();
  readonly #unnotedMs: number;

  constructor(manualAfterMs: number) {
    this.#unnotedMs = unnotedMs(manualAfterMs);
  }

  /** The watch of an attempt. For one from the journal the wait starts at its last journalled answer. */
  of(attempt: Pick<Attempt, "attemptId" | "sentAtMs" | "namedAtMs" | "revision">, moment: Moment): Watch {
    const known = this.#watches.get(attempt.attemptId);
    if (known) return known;
    const unnotedMs = attempt.revision > 0 ? this.#unnotedMs : 0;
    const age = Math.max(0, moment.wallMs - attempt.namedAtMs - unnotedMs);
    const watch: Watch = {
      namedAtMonoMs: moment.monoMs - age,
      queried: false,
      changedAtMonoMs: moment.monoMs - Math.max(0, moment.wallMs - attempt.sentAtMs),
      content: "",
      answeredSinceManual: false,
      holdsUp: false,
      entryRefused: false,
      revision: attempt.revision,
    };
    this.#watches.set(attempt.attemptId, watch);
    return watch;
  }

  /** Drops the watches of attempts that nobody knows any more, because a till may run for months. */
  keep(isKnown: (attemptId: string) => boolean): void {
    for (const attemptId of this.#watches.keys()) if (!isKnown(attemptId)) this.#watches.delete(attemptId);
  }
}

export interface ManualVerdict {
  readonly allowed: boolean;
  readonly reason: Code;
  /** The remaining wait, ms. 0 if the reason is something else. */
  readonly waitMs: number;
}

/**
 * The manual-entry rule: allowed only if the outcome is unknown, a query was tried and the wait is over. Not allowed
 * after a definite answer, while a cancel is under way, or while RRPay has numbers that differ.
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
