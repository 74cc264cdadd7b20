/** Runs the program's talks in this very call, for whoever asks a journal in between: the page, the simulation, tests. */
import type { Talk } from "../program/talk.ts";
import type { Reply, Request } from "../program/wire.ts";
import { NodeHost } from "./node.ts";

/** Runs a talk to its end; what it throws is thrown. Its requests may wait for nothing. */
export function runHere<Result>(talk: Talk<Result>, carryOut = answerHere): Result {
  let told: Reply = { status: 0 } as Reply;
  for (;;) {
    const next = talk.next(told);
    if (next.done) return next.value;
    told = carryOut(next.value);
  }
}

/** What this machine answers at once. Each talk has a host of its own. */
export function answerHere(request: Request): Reply {
  return host.carryOutNow(request);
}

const host = new NodeHost();
