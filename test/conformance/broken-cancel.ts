/** RRPays that do not hear a cancel, hear too much in it, or lose what it has stored. Nobody has to act at RRPay. */
import type { Answer } from "../emulator/rrpay/api.ts";
import { type Broken, bend, forgetsTombstones, idOf, inProgress, put, refuse } from "./breaking.ts";

export const BROKEN_CANCEL: readonly Broken[] = [
  {
    fault: "ignores cancels",
    checks: ["cancel"],
    warp: () => async (request, honest) =>
      request.target.on === "cancel"
        ? {
            status: 202,
            body: (
              await honest({ ...request, target: { on: "get", id: request.target.id, afterRevision: 0, waitMs: 0 } })
            ).body,
          }
        : honest(request),
  },
  {
    fault: "says 200 to a cancel",
    checks: ["cancel"],
    warp: bend("cancel", (answer) => ({ ...answer, status: answer.status === 202 ? 200 : answer.status })),
  },
  {
    fault: "raises the revision with each cancel",
    checks: ["cancel-twice"],
    warp: () => {
      let count = 0;
      return bend("cancel", (answer) => put(answer, ({ revision }) => ({ revision: revision + count++ })))();
    },
  },
  {
    fault: "answers with a tombstone and stores none",
    checks: ["tombstone"],
    warp: forgetsTombstones((request, answer) => (request.target.on === "get" ? refuse(404, "not-found") : answer)),
  },
  {
    fault: "charges a late POST",
    checks: ["tombstone-holds"],
    warp: forgetsTombstones((request, answer) =>
      request.target.on === "post" ? { status: 201, body: inProgress(request) } : answer,
    ),
  },
  {
    fault: "lets a POST win over the cancel that came first",
    checks: ["cancel-race"],
    warp: forgetsTombstones((request, answer) =>
      request.target.on === "get" ? put(answer, () => ({ state: "in-progress" })) : answer,
    ),
  },
  {
    fault: "takes a tombstone for a sale under way",
    checks: ["tombstone-free"],
    warp: () => {
      let dead: string | undefined;
      return async (request, honest) => {
        // what it is too busy for it does not keep
        if (request.target.on === "post" && dead !== undefined && idOf(request) !== dead)
          return { status: 423, body: { error: "busy", message: "", details: { id: dead, till: "1" } } };
        const answer = await honest(request);
        if (request.target.on === "cancel" && !("saleKey" in answer.body)) dead = request.target.id;
        return answer;
      };
    },
  },
  {
    fault: "cancels what is on its screen, whatever id is named",
    checks: ["cancel-own"],
    warp: () => {
      let onScreen: string | undefined;
      return async (request, honest) => {
        const { target } = request;
        if (target.on === "cancel" && onScreen !== undefined && onScreen !== target.id)
          await honest({ ...request, target: { ...target, id: onScreen } });
        const answer = await honest(request);
        if (target.on === "post" && answer.status === 201) onScreen = idOf(request);
        return answer;
      };
    },
  },
  {
    fault: "answers a query with what the one before should have had",
    checks: ["cancel"],
    warp: () => {
      const last = new Map<string, Answer>();
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "post") last.set(idOf(request), answer);
        if (request.target.on !== "get") return answer;
        const before = last.get(request.target.id) ?? answer;
        last.set(request.target.id, answer);
        return { ...before, status: answer.status };
      };
    },
  },
  {
    fault: "forgets a tombstone once it has told of it",
    checks: ["tombstone-holds"],
    warp: () => {
      const told = new Set<string>();
      return async (request, honest) => {
        const answer = await honest(request);
        const { on } = request.target;
        if (on === "get" && answer.status === 200 && !("saleKey" in answer.body)) told.add(idOf(request));
        return on === "post" && told.has(idOf(request)) ? { status: 201, body: inProgress(request) } : answer;
      };
    },
  },
];
