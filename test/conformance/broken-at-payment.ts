import {
  afterwards,
  asked,
  type Body,
  type Broken,
  bend,
  bendBody,
  inProgress,
  isTransaction,
  misread,
  put,
  refuse,
  takesInvalid,
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

export const BROKEN_AT_PAYMENT: readonly Broken[] = [
  {
    fault: "calls a card method 1",
    checks: ["pay-card"],
    warp: bendBody(({ payments }) => ({ payments: payments.map((one: Body) => ({ ...one, method: 1 })) })),
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
    warp: bend("post", (answer, request) =>
      answer.status === 409 ? { status: 201, body: inProgress(request) } : answer,
    ),
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
    fault: "voids a document that does not exist",
    checks: ["pay-card", "void-wrong"],
    warp: takesInvalid,
  },
  {
    fault: "does not echo what a void takes back",
    checks: ["pay-card", "void"],
    warp: bendBody(() => ({ original: undefined })),
  },
  {
    fault: "takes every void of a key for the same",
    checks: ["pay-card", "void", "void-other"],
    warp: () => {
      const voids = new Map<string, string>();
      return async (request, honest) => {
        if (request.target.on !== "post") return honest(request);
        const { id, kind, saleKey } = JSON.parse(Buffer.from(request.body).toString("utf8"));
        const holder = voids.get(saleKey);
        if (kind === "void" && holder !== undefined)
          return {
            status: 409,
            body: { error: "sale-known", message: "", details: { id: holder, state: "approved" } },
          };
        const answer = await honest(request);
        if (kind === "void" && answer.status === 201) voids.set(saleKey, id);
        return answer;
      };
    },
  },
  {
    fault: "writes a return with negative amounts",
    checks: ["return"],
    warp: bendBody(({ kind, payments }) => ({
      payments: kind === "return" ? payments.map((one: Body) => ({ ...one, amountCents: -one.amountCents })) : payments,
    })),
  },
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
    fault: "loses its tombstones when it is started again",
    checks: ["restart"],
    ...afterwards("restart", (answer, { target }) =>
      target.on === "get" && !("saleKey" in answer.body) ? refuse(404, "not-found") : answer,
    ),
  },
  {
    fault: "forgets with its day which sales are paid",
    checks: ["pay-card", "z-report", "paid-later"],
    ...afterwards("z-report", (answer, request) =>
      request.target.on === "post" && answer.status === 409 ? { status: 201, body: inProgress(request) } : answer,
    ),
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
    fault: "names a way to pay by a number",
    checks: ["pay-card", "answers-fit"],
    warp: bendBody(({ payments }) => ({ payments: payments.map((one: Body) => ({ ...one, name: 7 })) })),
  },
];
