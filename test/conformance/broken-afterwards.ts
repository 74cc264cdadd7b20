/** RRPays that are right until something is asked again, at once, or about something else. */
import type { Answer } from "../emulator/rrpay/api.ts";
import {
  afterwards,
  asked,
  type Body,
  type Broken,
  bend,
  bendBody,
  contentOf,
  idOf,
  inProgress,
  isTransaction,
  put,
  refuse,
} from "./breaking.ts";

/** How long a slow store leaves two requests of one moment side by side. */
const SIDE_BY_SIDE_MS = 50;

/** Takes under each id what comes under two in the same moment. */
const sideBySide =
  (kind: "sale" | "void"): NonNullable<Broken["warp"]> =>
  () => {
    const pending = new Map<string, number>();
    return async (request, honest) => {
      if (request.target.on !== "post" || contentOf(request).kind !== kind) return honest(request);
      const { saleKey } = contentOf(request);
      const count = pending.get(saleKey) ?? 0;
      pending.set(saleKey, count + 1);
      const answer = await honest(request);
      await new Promise((done) => setTimeout(done, SIDE_BY_SIDE_MS));
      pending.delete(saleKey);
      return count > 0 && answer.status === 409 ? { status: 201, body: inProgress(request) } : answer;
    };
  };

/** Says something else of a transaction once somebody has asked for this of it. */
const behind =
  (on: "print" | "cancel", state: string, change: Body): NonNullable<Broken["warp"]> =>
  () => {
    const touched = new Set<string>();
    return async (request, honest) => {
      const answer = await honest(request);
      if (!isTransaction(answer)) return answer;
      const { id, state: is } = answer.body as Body;
      if (request.target.on === on && is === state) touched.add(id);
      return touched.has(id) ? put(answer, () => change) : answer;
    };
  };

export const BROKEN_AFTERWARDS: readonly Broken[] = [
  {
    fault: "takes the letters of the token in any case",
    checks: ["token"],
    warp: () => (request, honest) => {
      const authorization = request.asked.authorization?.replace(/secret$/i, "secret");
      return honest({ ...request, asked: { ...request.asked, ...(authorization ? { authorization } : {}) } });
    },
  },
  {
    fault: "takes a sale under each id that comes in the same moment",
    checks: ["concurrent-ids"],
    warp: sideBySide("sale"),
  },
  {
    fault: "names what it refused as the last transaction",
    checks: ["health-accepted"],
    warp: () => {
      let last: string | undefined;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "post") last = answer.status === 422 ? idOf(request) : undefined;
        return request.target.on === "health" && last !== undefined
          ? put(answer, () => ({ lastTransactionId: last }))
          : answer;
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
    fault: "says of a printed receipt that it is not printed once it is cancelled",
    checks: ["pay-card", "paid-stays"],
    warp: behind("cancel", "approved", { fiscal: { state: "not-printed" } }),
  },
  {
    fault: "moves the moment of a receipt when it is asked to print again",
    checks: ["print-again"],
    warp: () => {
      let count = 0;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "print") count++;
        return count > 1 && isTransaction(answer)
          ? put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, printedAt: "2026-11-28T00:00:00Z" } }))
          : answer;
      };
    },
  },
  {
    fault: "refuses after a restart the very id that it has under way",
    checks: ["restart"],
    warp: () => async (request, honest) => {
      const answer = await honest(request);
      if (request.target.on !== "post" || answer.status !== 200 || !("saleKey" in answer.body)) return answer;
      const { id, state } = answer.body as Body;
      return { status: 409, body: { error: "sale-known", message: "", details: { id, state } } };
    },
  },
  {
    fault: "refuses what is paid when it is sent again",
    checks: ["pay-card", "paid-again"],
    warp: () => async (request, honest) => {
      const answer = await honest(request);
      const { id, state } = answer.body as Body;
      if (request.target.on !== "post" || state !== "approved") return answer;
      return { status: 409, body: { error: "sale-known", message: "", details: { id, state } } };
    },
  },
  {
    fault: "writes card numbers in groups of four",
    checks: ["pay-card", "card-masked"],
    warp: bendBody(({ payments }) => ({
      payments: payments.map((one: Body) => ({ ...one, card: { maskedPan: "4111 1111 1111 1111" } })),
    })),
  },
  {
    fault: "writes the card's number into its message",
    checks: ["pay-card", "card-masked"],
    warp: bendBody(({ state }) => (state === "approved" ? { message: "Kortelė 4111111111111111" } : {})),
  },
  {
    fault: "has a row below zero for the change",
    checks: ["cash-change"],
    warp: bendBody(({ payments, changeCents }) =>
      changeCents === 0
        ? {}
        : { changeCents: 0, payments: [...payments, { method: 0, name: "Grąža", amountCents: -changeCents }] },
    ),
  },
  {
    fault: "calls what was declined cancelled once it is cancelled",
    checks: ["declined"],
    warp: behind("cancel", "declined", { state: "cancelled" }),
  },
  {
    fault: "prints what was declined when it is asked to print",
    checks: ["declined"],
    warp: behind("print", "declined", {
      fiscal: { state: "printed", documentNo: "9", printedAt: "2026-11-27T10:15:30Z" },
    }),
  },
  {
    fault: "takes one void under each id that comes in the same moment",
    checks: ["concurrent-voids"],
    warp: sideBySide("void"),
  },
  {
    fault: "takes a return back for each id that asks for it",
    checks: ["return", "void-return"],
    warp: bend("post", (answer, request) => {
      const { kind, original } = contentOf(request);
      const isOfReturn = kind === "void" && original.kind === "return";
      return isOfReturn && answer.status === 409 ? { status: 201, body: inProgress(request) } : answer;
    }),
  },
  {
    fault: "takes no return back",
    checks: ["return", "void-return"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && contentOf(request).original?.kind === "return"
        ? refuse(422, "invalid")
        : honest(request),
  },
  {
    fault: "takes a return back that is named as a sale",
    checks: ["return", "void-return"],
    warp: () => {
      const returns = new Set<string>();
      return async (request, honest) => {
        const { kind, original } = request.target.on === "post" ? contentOf(request) : {};
        const isReturn = kind === "void" && returns.has(original?.documentNo);
        const answer = await honest(isReturn ? asked(request, { original: { ...original, kind: "return" } }) : request);
        const { kind: of, fiscal } = answer.body as Body;
        if (of === "return" && fiscal?.documentNo) returns.add(fiscal.documentNo);
        return answer;
      };
    },
  },
  {
    fault: "begins its revisions anew with its day",
    checks: ["pay-card", "z-report"],
    ...afterwards("z-report", (answer) => (isTransaction(answer) ? put(answer, () => ({ revision: 1 })) : answer)),
  },
  {
    fault: "asks for no token once it is started again",
    checks: ["restart", "token-later"],
    ...afterwards("restart", (answer, request) =>
      request.target.on === "post" && answer.status === 401 ? { status: 200, body: inProgress(request) } : answer,
    ),
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
  {
    fault: "begins anew what was declined when it is sent again",
    checks: ["declined"],
    warp: bend("post", (answer, request) =>
      (answer.body as Body).state === "declined" ? { status: 201, body: inProgress(request) } : answer,
    ),
  },
  {
    fault: "keeps the key of what was declined",
    checks: ["declined"],
    warp: () => {
      const declined = new Map<string, string>();
      return async (request, honest) => {
        const { id, saleKey } = request.target.on === "post" ? contentOf(request) : {};
        const holder = declined.get(saleKey);
        if (holder !== undefined && holder !== id)
          return {
            status: 409,
            body: { error: "sale-known", message: "", details: { id: holder, state: "declined" } },
          };
        const answer = await honest(request);
        const body = answer.body as Body;
        if (isTransaction(answer) && body.state === "declined") declined.set(body.saleKey, body.id);
        return answer;
      };
    },
  },
  {
    fault: "remembers that it did not know an id, and says so once it has taken it",
    checks: ["accepted-known"],
    warp: () => {
      const unknown = new Map<string, Answer>();
      return async (request, honest) => {
        if (request.target.on !== "get") return honest(request);
        const answer = unknown.get(request.target.id) ?? (await honest(request));
        if (answer.status === 404) unknown.set(request.target.id, answer);
        return answer;
      };
    },
  },
  {
    fault: "forgets with its day what it has given back",
    checks: ["pay-card", "void", "z-report", "paid-later"],
    ...afterwards("z-report", (answer, request) =>
      request.target.on === "post" && answer.status === 409 && contentOf(request).kind === "void"
        ? { status: 201, body: inProgress(request) }
        : answer,
    ),
  },
];
