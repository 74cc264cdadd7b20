/** RRPays that print wrongly: under a number of another receipt, or once more. Somebody at RRPay has to act. */
import type { Answer } from "../emulator/rrpay/api.ts";
import { afterwards, type Body, type Broken, idOf, isTransaction, put } from "./breaking.ts";

/** How long a printer leaves two receipts of one moment side by side. */
const SIDE_BY_SIDE_MS = 50;

/** Tells other numbers of two receipts that are asked for in one moment. */
const renumbering =
  (change: (one: string, other: string) => readonly [string, string]): NonNullable<Broken["warp"]> =>
  () => {
    const told = new Map<string, string>();
    const pending = new Map<string, string>();
    return async (request, honest) => {
      const answer = await honest(request);
      const numberOf = ({ fiscal }: Body): string | undefined => fiscal?.documentNo;
      if (request.target.on === "print" && numberOf(answer.body) !== undefined) {
        pending.set(idOf(request), numberOf(answer.body) ?? "");
        await new Promise((done) => setTimeout(done, SIDE_BY_SIDE_MS));
        const [one, other] = [...pending];
        if (one && other) {
          const [first, second] = change(one[1], other[1]);
          told.set(one[0], first).set(other[0], second);
        }
        pending.clear();
      }
      const number = isTransaction(answer) ? told.get((answer.body as Body).id) : undefined;
      return number === undefined
        ? answer
        : put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, documentNo: number } }));
    };
  };

/** Works on each receipt for some answers, and is not ready meanwhile. */
const unreadyWhilePrinting: NonNullable<Broken["warp"]> = () => {
  const left = new Map<string, number>();
  return async (request, honest) => {
    const answer = await honest(request);
    if (request.target.on === "health")
      return [...left.values()].some((count) => count > 0) ? put(answer, () => ({ ready: false })) : answer;
    const { id, state, revision } = answer.body as Body;
    if (state !== "approved") return answer;
    const count = left.get(id) ?? 2;
    left.set(id, count - 1);
    return count > 0 ? put(answer, () => ({ revision: revision - 1, fiscal: { state: "not-printed" } })) : answer;
  };
};

/** Prints what was printed once more, once it is started again: health names the new document. */
function reprinting(change: (answer: Answer, documentNo: string) => Answer): Pick<Broken, "warp" | "hands"> {
  // by id, over all runs
  const again = new Map<string, string>();
  return afterwards("restart", (answer, request) => {
    if (request.target.on === "print") again.set(idOf(request), `9999${again.size}`);
    const last = [...again.values()].at(-1);
    if (request.target.on === "health" && last !== undefined)
      return put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, lastDocumentNo: last } }));
    const number = isTransaction(answer) ? again.get((answer.body as Body).id) : undefined;
    return number === undefined ? answer : change(answer, number);
  });
}

export const BROKEN_PRINTER: readonly Broken[] = [
  {
    fault: "is not ready while its printer works",
    checks: ["pay-card", "health-printing"],
    warp: unreadyWhilePrinting,
  },
  {
    fault: "gives two receipts of one moment one number",
    checks: ["numbers-owed"],
    warp: renumbering((one) => [one, one]),
  },
  {
    fault: "takes the number of one receipt of a moment for the other's",
    checks: ["numbers-owed"],
    warp: renumbering((one, other) => [other, one]),
  },
  {
    fault: "prints a receipt once more when it is asked again once it is started again",
    checks: ["pay-card", "restart", "printed-later"],
    ...reprinting((answer, documentNo) => put(answer, ({ fiscal }) => ({ fiscal: { ...fiscal, documentNo } }))),
  },
  {
    fault: "prints in silence a receipt once more when it is asked again once it is started again",
    checks: ["pay-card", "restart", "printed-later"],
    ...reprinting((answer) => answer),
  },
];
