/** RRPays that are wrong about what was paid in part. Somebody at RRPay has to act. */
import { type Body, type Broken, bendBody, isTransaction, put } from "./breaking.ts";

/** Names at a sale's end the payments that it named while the sale was open. */
const keepsPayments: NonNullable<Broken["warp"]> = () => {
  const named = new Map<string, Body>();
  return bendBody(({ id, state, payments }) => {
    if (state === "in-progress") named.set(id, payments);
    return state === "declined" ? { payments: named.get(id) ?? payments } : {};
  })();
};

/** Says something else of a sale that was paid in part when it was started again. */
const partRestarted = (change: (body: Body) => object): Pick<Broken, "warp" | "hands"> => {
  // two runs at once may give a sale the same id, each at a store of its own
  const touched = new Set<string>();
  return {
    warp: () => {
      let storeId = "";
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "health") ({ storeId } = answer.body as Body);
        const isTouched = isTransaction(answer) && touched.has(`${storeId} ${(answer.body as Body).id}`);
        return isTouched ? put(answer, change) : answer;
      };
    },
    hands: {
      restart: async (rrpay, id) => {
        await rrpay.restart();
        touched.add(`${rrpay.storeId} ${id}`);
      },
    },
  };
};

export const BROKEN_PART_PAID: readonly Broken[] = [
  {
    fault: "names no payment before the last",
    checks: ["part-paid"],
    warp: bendBody(({ state, payments }) => ({ payments: state === "in-progress" ? [] : payments })),
  },
  {
    fault: "forgets the first of two ways to pay",
    checks: ["part-paid"],
    warp: bendBody(({ state, payments }) => ({ payments: state === "approved" ? payments.slice(-1) : payments })),
  },
  {
    fault: "keeps its revision when a part is paid",
    checks: ["part-paid"],
    warp: bendBody(({ state, payments, revision }) => ({
      revision: state === "in-progress" ? revision - payments.length : revision,
    })),
  },
  {
    fault: "keeps in silence what was paid of a sale that it declined",
    checks: ["part-refused"],
    hands: { "part-back": () => "n" },
  },
  {
    fault: "still names what it has given back",
    checks: ["part-refused"],
    warp: keepsPayments,
  },
  {
    fault: "keeps in silence what was paid of a sale that the till cancelled",
    checks: ["part-cancelled"],
    hands: { "part-back": () => "n" },
  },
  {
    fault: "forgets what was paid in part when it is started again",
    checks: ["part-restarted"],
    ...partRestarted(({ state }) => (state === "in-progress" ? { payments: [] } : {})),
  },
  {
    fault: "collects all of a sale once more when it is started again",
    checks: ["part-restarted"],
    ...partRestarted(({ state, totalCents }) =>
      state === "approved"
        ? { payments: [{ method: 0, name: "Grynieji", amountCents: totalCents }], roundingCents: 0, changeCents: 0 }
        : {},
    ),
  },
  {
    fault: "ends at its start what was paid in part, and keeps that in silence",
    checks: ["part-restarted"],
    hands: {
      restart: async (rrpay, id) => {
        await rrpay.restart();
        rrpay.operator.decline(id);
      },
      "part-back": () => "n",
    },
  },
];
