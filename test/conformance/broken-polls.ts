/** RRPays that wait, answer or mix up answers as they should not. Nobody has to act at RRPay. */
import type { Answer } from "../emulator/rrpay/api.ts";
import { type Body, type Broken, bend, isTransaction, misread, put, refuse } from "./breaking.ts";

/** Keeps each answer to a query for a second. */
const answersFromBefore: NonNullable<Broken["warp"]> = () => {
  const told = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  return async (request, honest) => {
    const { on } = request.target;
    if (on !== "get") return honest(request);
    const { id } = request.target as Body;
    const kept = told.get(id);
    if (kept !== undefined && Date.now() < kept.untilMs) return kept.answer;
    const answer = await honest(request);
    told.set(id, { answer, untilMs: Date.now() + 1000 });
    return answer;
  };
};

export const BROKEN_POLLS: readonly Broken[] = [
  {
    fault: "polls without waiting",
    checks: ["poll-waits"],
    warp: misread("get", (request) => ({ ...request, target: { ...request.target, waitMs: 0 } as never })),
  },
  {
    fault: "raises the revision with each question",
    checks: ["poll-waits"],
    warp: () => {
      const asked = new Map<string, number>();
      return async (request, honest) => {
        const { target } = request;
        if (target.on !== "get") return honest(request);
        const count = (asked.get(target.id) ?? 0) + 1;
        asked.set(target.id, count);
        const answer = await honest({ ...request, target: { ...target, afterRevision: 0 } });
        return isTransaction(answer) ? put(answer, ({ revision }) => ({ revision: revision + count })) : answer;
      };
    },
  },
  {
    fault: "waits although there is news",
    checks: ["poll-at-once"],
    warp: misread("get", (request) => ({ ...request, target: { ...request.target, afterRevision: 1e9 } as never })),
  },
  {
    fault: "ends no poll before its time",
    checks: ["poll-wakes"],
    warp: () => async (request, honest) => {
      if (request.target.on === "get") await new Promise((done) => setTimeout(done, (request.target as Body).waitMs));
      return honest(request);
    },
  },
  {
    fault: "does not find what a poll waits for",
    checks: ["poll-wakes"],
    warp: bend("get", (answer, request) =>
      (request.target as Body).waitMs > 0 && (request.target as Body).afterRevision > 0
        ? refuse(404, "not-found")
        : answer,
    ),
  },
  {
    fault: "answers nobody while a poll waits",
    checks: ["poll-blocks-nobody"],
    warp: () => {
      let turn: Promise<unknown> = Promise.resolve();
      return (request, honest) => {
        const answer = turn.then(() => honest(request));
        turn = answer;
        return answer;
      };
    },
  },
  {
    fault: "has one place for the answers of all connections",
    checks: ["answers-apart"],
    warp: () => {
      let last: Answer;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on !== "get") return answer;
        last = answer;
        await new Promise((done) => setTimeout(done, 20));
        return last;
      };
    },
  },
  {
    fault: "gives the answer before once more",
    checks: ["one-connection"],
    warp: bend("get", () => ({ status: 200, body: { protocol: 1 } })),
  },
  {
    fault: "answers for a second from what it has told before",
    checks: ["cancel", "never-older"],
    warp: answersFromBefore,
  },
  {
    fault: "answers for a second from what it has told before, and has forgotten it all by the end",
    checks: ["cancel", "forgotten", "never-older"],
    warp: answersFromBefore,
  },
  {
    fault: "never answers a poll behind a revision that it has not reached",
    checks: ["poll-ends"],
    warp: () => (request, honest) =>
      request.target.on === "get" && request.target.afterRevision > 100 ? new Promise(() => {}) : honest(request),
  },
  {
    fault: "lets a poll of an id that it does not know wait for ever",
    checks: ["poll-ends"],
    warp: () => async (request, honest) => {
      const answer = await honest(request);
      const isPoll = request.target.on === "get" && request.target.waitMs > 0;
      return isPoll && answer.status === 404 ? new Promise(() => {}) : answer;
    },
  },
  {
    fault: "lets nobody wait longer than 10 s",
    checks: ["poll-longest"],
    warp: () => async (request, honest) =>
      request.target.on === "get" && request.target.waitMs > 10_000 ? refuse(400, "bad-request") : honest(request),
  },
];
