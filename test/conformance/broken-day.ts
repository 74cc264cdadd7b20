/** RRPays that do not come through a day: its end, a restart, a restored backup. Somebody at RRPay has to act. */
import {
  afterwards,
  type Body,
  type Broken,
  bend,
  idOf,
  inProgress,
  isTransaction,
  put,
  refuse,
  takesAgain,
} from "./breaking.ts";

/** Takes whatever epoch is named for its own, once it is started again. */
function unguardedAfterRestart(): Pick<Broken, "warp" | "hands"> {
  let isLater = false;
  return {
    warp: () => (request, honest) =>
      honest(isLater ? { ...request, asked: { ...request.asked, epoch: undefined } } : request),
    hands: {
      restart: async (rrpay) => {
        await rrpay.restart();
        isLater = true;
      },
    },
  };
}

export const BROKEN_DAY: readonly Broken[] = [
  {
    fault: "gives one document number twice",
    checks: ["pay-card", "health-last", "document-numbers"],
    warp: bend("all", (answer) =>
      isTransaction(answer) && (answer.body as Body).fiscal.documentNo
        ? put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, documentNo: "000001" } }))
        : answer,
    ),
  },
  {
    fault: "is always online by its own word",
    checks: ["fiscal-offline"],
    warp: bend("health", (answer) => put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, online: true } }))),
  },
  {
    fault: "begins an epoch with each day",
    checks: ["z-report"],
    hands: { "z-report": (rrpay) => rrpay.restart({ memory: "forgotten" }) },
  },
  {
    fault: "approves at its start what was open",
    checks: ["restart"],
    ...afterwards("restart", (answer, { target }) =>
      target.on === "get" && (answer.body as Body).state === "in-progress"
        ? put(answer, ({ totalCents }) => ({
            state: "approved",
            payments: [{ method: 2, name: "Kortelė", amountCents: totalCents }],
          }))
        : answer,
    ),
  },
  {
    fault: "judges no epoch once it is started again",
    checks: ["restart", "guard-later"],
    ...unguardedAfterRestart(),
  },
  {
    fault: "loses its tombstones when it is started again",
    checks: ["restart", "tombstone-later"],
    ...afterwards("restart", (answer, { target }) =>
      target.on === "get" && !("saleKey" in answer.body) ? refuse(404, "not-found") : answer,
    ),
  },
  {
    fault: "forgets with its day which sales are paid",
    checks: ["pay-card", "z-report", "paid-later"],
    ...afterwards("z-report", takesAgain()),
  },
  {
    fault: "knows after a restart that money came, but not how",
    checks: ["pay-card", "restart", "paid-later"],
    ...afterwards("restart", (answer, { target }) =>
      target.on === "get" && (answer.body as Body).state === "approved"
        ? put(answer, ({ payments }) => ({ payments: payments.map((one: Body) => ({ ...one, method: 0 })) }))
        : answer,
    ),
  },
  {
    fault: "begins its numbers anew with its day",
    checks: ["pay-card", "z-report", "numbers-later"],
    ...afterwards("z-report", (answer) =>
      isTransaction(answer) && (answer.body as Body).fiscal?.documentNo
        ? put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, documentNo: "000001" } }))
        : answer,
    ),
  },
  {
    fault: "keeps its transactions in memory",
    checks: ["pay-card", "restart"],
    hands: { restart: (rrpay) => rrpay.restart({ memory: "forgotten" }) },
  },
  {
    fault: "forgets without telling",
    checks: ["forgotten"],
    warp: () => {
      let first: string | undefined;
      return bend("health", (answer) => {
        first ??= (answer.body as Body).epoch as string;
        return put(answer, () => ({ epoch: first }));
      })();
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
    fault: "clears with its day what was cancelled",
    checks: ["z-report", "tombstone-later"],
    ...afterwards("z-report", (answer, request) => {
      if (!("state" in answer.body) || "saleKey" in answer.body) return answer;
      return request.target.on === "post" ? { status: 201, body: inProgress(request) } : refuse(404, "not-found");
    }),
  },
  {
    fault: "takes later what it has declined",
    checks: ["declined", "ended-stays"],
    warp: () => {
      let declined: string | undefined;
      let isTaken = false;
      return async (request, honest) => {
        const answer = await honest(request);
        const { id, state, totalCents } = answer.body as Body;
        if (state === "declined") declined ??= id;
        // the bank answers while the next sale is under way
        if (declined !== undefined && state === "cancelled") isTaken = true;
        return isTaken && id === declined
          ? put(answer, () => ({
              state: "approved",
              payments: [{ method: 2, name: "Kortelė", amountCents: totalCents }],
            }))
          : answer;
      };
    },
  },
  {
    fault: "says approved before it tells what was paid",
    checks: ["pay-card", "ended-stays"],
    warp: () => {
      const told = new Set<string>();
      return bend("get", (answer) => {
        const { id, state } = answer.body as Body;
        if (state !== "approved" || told.has(id)) return answer;
        told.add(id);
        return put(answer, () => ({ payments: [], fiscal: { state: "unknown" } }));
      })();
    },
  },
  {
    fault: "remembers its last three sales alone",
    checks: ["pay-card", "cash-rounding", "declined", "ended-stays"],
    warp: () => {
      const ids: string[] = [];
      return async (request, honest) => {
        if (request.target.on === "post" && !ids.includes(idOf(request))) ids.push(idOf(request));
        if (request.target.on === "get" && ids.slice(0, -3).includes(idOf(request))) return refuse(404, "not-found");
        return honest(request);
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
    fault: "forgets with its day what it has given back",
    checks: ["pay-card", "void", "z-report", "paid-later"],
    ...afterwards(
      "z-report",
      takesAgain(({ kind }) => kind === "void"),
    ),
  },
  {
    fault: "forgets with its day what is under way",
    checks: ["z-under-way"],
    ...afterwards("z-open", (answer, { target }) =>
      target.on === "get" && (answer.body as Body).state === "in-progress" ? refuse(404, "not-found") : answer,
    ),
  },
  {
    fault: "counts anew with a sale that was under way at the end of its day",
    checks: ["pay-card", "z-under-way"],
    ...afterwards("z-open", (answer) =>
      isTransaction(answer) && (answer.body as Body).fiscal.documentNo
        ? put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, documentNo: "000001" } }))
        : answer,
    ),
  },
  {
    fault: "collects also what GAMA has taken once it is started again",
    checks: ["prepaid-restarted"],
    ...afterwards("restart", (answer) =>
      isTransaction(answer) && (answer.body as Body).state === "approved"
        ? put(answer, ({ totalCents }) => ({ payments: [{ method: 2, name: "Kortelė", amountCents: totalCents }] }))
        : answer,
    ),
  },
];
