/** How an old id of which a person said that nothing happened comes to its end. */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { isConfirmedNothing, isOpen } from "../payment/attempt.ts";
import { isAnswer } from "../payment/statement.ts";
import { askOnce } from "./ask.ts";
import { follow, mayCancel, NOTHING_YET } from "./follow.ts";
import type { Conversation } from "./runner.ts";

/**
 * Ends the old id of what a person reopened: by a tombstone if RRPay has them, by its final answer, or by a
 * second "nothing happened" made after RRPay answered again (docs/contracts.md B25). False: not yet; undefined: RRPay
 * has not answered for it, and nothing was done.
 */
export function* endReopened(context: Context, old: Attempt, listener: Listener): Conversation<boolean | undefined> {
  if (!context.health) return false;
  const { attemptId } = old;
  // a cancel changes something, so a query always comes first
  const heard = context.canAsk ? yield* askOnce(context, attemptId) : NOTHING_YET;
  const asked = context.get(attemptId) ?? old;
  if (!isAnswer(heard) && !asked.differs) {
    context.watch(asked).holdsUp = true;
    return undefined;
  }
  // RRPay has it in progress, which takes a second "nothing happened" back: a person decides anew
  if (old.manual?.again && !asked.manual?.again) return !isOpen(asked);
  if (context.offers("tombstone") && mayCancel(context, asked))
    yield* follow(context, attemptId, withCancel(listener), heard.type === "not-found" ? NOTHING_YET : heard);
  const found = context.get(old.attemptId);
  return !found || !isOpen(found) || isConfirmedNothing(found);
}

/** The same listener, with a cancel asked for. */
export function withCancel(listener: Listener): Listener {
  return {
    phase: (phase) => listener.phase(phase),
    cancelAsked: true,
    get cancelAskedMonoMs() {
      return listener.cancelAskedMonoMs;
    },
    newAttemptId: listener.newAttemptId,
  };
}
