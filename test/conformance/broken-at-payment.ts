/** RRPays that are wrong about what a person has paid. Somebody at RRPay has to act. */
import {
  asked,
  type Body,
  type Broken,
  bend,
  bendBody,
  inProgress,
  isTransaction,
  misread,
  put,
  takesAgain,
} from "./breaking.ts";

/** Says something else of what somebody has tried to cancel. */
const behindCancel =
  (change: Body): NonNullable<Broken["warp"]> =>
  () => {
    const gone = new Set<string>();
    return async (request, honest) => {
      const { target } = request;
      if (target.on === "cancel") gone.add(target.id);
      const answer = await honest(request);
      return target.on === "get" && gone.has(target.id) ? put(answer, () => change) : answer;
    };
  };

/** One that does everything in one thread, the terminal too. */
function answersNobodyAtTerminal(): Broken {
  const waiting = new Map<string, Promise<void>>();
  const release = new Map<string, () => void>();
  return {
    fault: "answers nobody while the terminal has the card",
    checks: ["cancel-at-terminal", "terminal-blocks-nobody"],
    warp: () => {
      let storeId = "";
      return async (request, honest) => {
        await waiting.get(storeId);
        const answer = await honest(request);
        if (request.target.on === "health") ({ storeId } = answer.body as Body);
        return answer;
      };
    },
    hands: {
      "card-in": ({ storeId }) => {
        waiting.set(storeId, new Promise((done) => release.set(storeId, done)));
      },
      "card-on": (rrpay, id) => {
        rrpay.operator.pay(id);
        waiting.delete(rrpay.storeId);
        release.get(rrpay.storeId)?.();
      },
    },
  };
}

export const BROKEN_AT_PAYMENT: readonly Broken[] = [
  {
    fault: "calls a card method 1",
    checks: ["pay-card"],
    warp: bendBody(({ payments }) => ({ payments: payments.map((one: Body) => ({ ...one, method: 1 })) })),
  },
  {
    fault: "rounds what is paid by card",
    checks: ["pay-card"],
    warp: bendBody(({ state, payments }) =>
      state === "approved" && payments.length === 1 && payments[0].method === 2
        ? { roundingCents: -2, payments: [{ ...payments[0], amountCents: payments[0].amountCents - 2 }] }
        : {},
    ),
  },
  {
    fault: "writes full card numbers",
    checks: ["pay-card", "card-masked"],
    warp: bendBody(({ payments }) => ({
      payments: payments.map((one: Body) => ({ ...one, card: { maskedPan: "4111111111111111" } })),
    })),
  },
  {
    fault: "prints without telling when",
    checks: ["pay-card", "receipt"],
    warp: bendBody(({ fiscal }) => ({ fiscal: { ...fiscal, printedAt: undefined } })),
  },
  {
    fault: "sells what is paid under another id",
    checks: ["pay-card", "paid-known"],
    warp: bend("post", takesAgain()),
  },
  {
    fault: "sells what is paid in cash under another id",
    checks: ["cash-rounding", "cash-known"],
    warp: () => {
      const inCash = new Set<string>();
      return async (request, honest) => {
        const answer = await honest(request);
        const { id, payments, details } = answer.body as Body;
        if (payments?.[0]?.method === 0) inCash.add(id);
        return answer.status === 409 && inCash.has(details?.id) ? { status: 201, body: inProgress(request) } : answer;
      };
    },
  },
  {
    fault: "cancels what is paid",
    checks: ["pay-card", "paid-stays"],
    warp: behindCancel({ state: "cancelled" }),
  },
  {
    fault: "gives back silently what is paid and cancelled",
    checks: ["pay-card", "paid-stays"],
    warp: behindCancel({ payments: [] }),
  },
  {
    fault: "names another last transaction",
    checks: ["health-last"],
    warp: bend("health", (answer) => put(answer, () => ({ lastTransactionId: "older" }))),
  },
  {
    fault: "calls cash method 7",
    checks: ["cash-rounding"],
    warp: bendBody(({ payments }) => ({
      payments: payments.map((one: Body) => (one.method === 0 ? { ...one, method: 7 } : one)),
    })),
  },
  {
    fault: "has a row for the rounding of cash",
    checks: ["cash-rounding"],
    warp: bendBody(({ payments, roundingCents }) => ({
      roundingCents: 0,
      payments:
        roundingCents === 0 ? payments : [...payments, { method: 9, name: "Apvalinimas", amountCents: -roundingCents }],
    })),
  },
  {
    fault: "takes the change off twice",
    checks: ["cash-change"],
    warp: bendBody(({ payments, changeCents }) => ({
      payments: payments.map((one: Body) => ({ ...one, amountCents: one.amountCents - changeCents })),
    })),
  },
  {
    fault: "writes local time as UTC",
    checks: ["pay-card", "receipt-moment"],
    warp: bendBody(({ fiscal }) =>
      fiscal.printedAt === undefined
        ? {}
        : {
            fiscal: {
              ...fiscal,
              printedAt: new Date(Date.parse(fiscal.printedAt) + 7_200_000).toISOString(),
            },
          },
    ),
  },
  {
    fault: "keeps its revision when it prints",
    checks: ["print-again", "revision-paid"],
    warp: bendBody(({ revision, fiscal }) => ({ revision: fiscal.state === "printed" ? revision - 1 : revision })),
  },
  {
    fault: "says cancelled before the terminal has answered",
    checks: ["cancel-at-terminal"],
    warp: bend("cancel", (answer) => put(answer, () => ({ state: "cancelled" }))),
  },
  {
    fault: "stays cancelled though the terminal takes the money",
    checks: ["cancel-at-terminal"],
    hands: { "card-in": () => {}, "card-on": () => {}, "money-taken": () => "y" },
  },
  answersNobodyAtTerminal(),
  {
    fault: "prints no buyer",
    checks: ["buyer-printed"],
    warp: misread("post", (request) => asked(request, { customer: undefined })),
  },
  {
    fault: "has money in what it declined",
    checks: ["declined"],
    warp: bendBody(({ state, payments, totalCents }) => ({
      payments: state === "declined" ? [{ method: 2, name: "Kortelė", amountCents: totalCents }] : payments,
    })),
  },
  {
    fault: "hides a discount",
    checks: ["discount"],
    warp: bendBody(({ totalCents }) => ({ totalCents: totalCents === 80 ? 100 : totalCents })),
  },
  {
    fault: "prints a second receipt when it is asked again",
    checks: ["print-again"],
    warp: () => {
      let count = 0;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "print") count++;
        const second = count > 1 && isTransaction(answer);
        return second ? put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, documentNo: "999999" } })) : answer;
      };
    },
  },
  {
    fault: "prints in silence a second receipt when it is asked again",
    checks: ["print-again"],
    warp: () => {
      let count = 0;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "print") count++;
        return request.target.on === "health" && count > 1
          ? put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, lastDocumentNo: "999999" } }))
          : answer;
      };
    },
  },
  {
    fault: "names a way to pay by a number",
    checks: ["pay-card", "answers-fit"],
    warp: bendBody(({ payments }) => ({ payments: payments.map((one: Body) => ({ ...one, name: 7 })) })),
  },
];
