/** A look-up in the journal's files beside a conversation with RRPay. It waits for no answer of RRPay's. */
import type { Hit } from "../boundary.ts";
import type { Context } from "../context.ts";
import type { Conversation, Told } from "./runner.ts";

/**
 * Runs a conversation that only looks things up, and reports its end. It ends at once if there is nothing to wait for.
 */
export function lookBeside<Result>(context: Context, talk: Conversation<Result>, done: (result: Result) => void): void {
  const resume = (told: Told): void => {
    const next = talk.next(told);
    if (next.done) return done(next.value);
    const ask = next.value;
    if (ask.type !== "look-up") throw new Error("asks RRPay beside a conversation");
    const hits: Hit[] = [];
    context.lookUps.begin(ask.lookUp, context.batch, {
      hit: (hit) => hits.push(hit),
      waiting: ask.waiting,
      done: (isComplete) => resume({ type: "looked-up", isComplete, hits }),
    });
  };
  resume({ type: "paused" });
}
