/** RRPays that are wrong about what was paid in part. Somebody at RRPay has to act. */
import { type Body, type Broken, bendBody } from "./breaking.ts";

/** Names at a sale's end the payments that it named while the sale was open. */
const keepsPayments: NonNullable<Broken["warp"]> = () => {
  const named = new Map<string, Body>();
  return bendBody(({ id, state, payments }) => {
    if (state === "in-progress") named.set(id, payments);
    return state === "declined" ? { payments: named.get(id) ?? payments } : {};
  })();
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
];
