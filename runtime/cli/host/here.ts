/**
 * Runs the program's talks in a plain call, for callers that read a journal in between: the page, the simulation,
 * tests.
 */
import type { Talk } from "../program/talk.ts";
import type { Reply, Request } from "../program/wire.ts";
import { NodeHost } from "./node.ts";

/** Runs a talk to its end and throws what it throws. Its requests must not wait for anything. */
export function runHere<Result>(talk: Talk<Result>, carryOut = answerHere): Result {
  let told: Reply = { status: 0 } as Reply;
  for (;;) {
    const next = talk.next(told);
    if (next.done) return next.value;
    told = carryOut(next.value);
  }
}

/** Answers a request on this machine at once. */
export function answerHere(request: Request): Reply {
  return host.carryOutNow(request);
}

const host = new NodeHost();
