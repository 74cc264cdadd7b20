/** RRPays that are right until something is asked again, at once, or about something else. */
import type { Answer } from "../emulator/rrpay/api.ts";
import {
  type Body,
  type Broken,
  bend,
  bendBody,
  contentOf,
  idOf,
  inProgress,
  isTransaction,
  put,
  sideBySide,
} from "./breaking.ts";

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
];
