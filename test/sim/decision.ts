/** What a person decides about a payment that no machine knows the end of, and what he types of its receipt, truthfully or not. */
import type { Receipt } from "./gama.ts";
import type { Honesty } from "./plan.ts";
import type { Random } from "./random.ts";
import type { ItemView } from "./views.ts";
import type { World } from "./world.ts";

/** Who decides, and what he can see. */
export interface Person {
  readonly world: World;
  readonly random: Random;
  readonly honesty: Honesty;
  readonly patience: number;
}

/** What a person may type about a payment. */
export interface Typed {
  readonly documentNo: string;
  readonly payments: readonly { readonly method: number; readonly amountCents: number }[];
  readonly roundingCents: number;
  readonly changeCents: number;
}

export const netOf = ({ payments, changeCents }: Typed): number => payments[0]!.amountCents - changeCents;

/** Chooses among the decisions on offer; undefined when the item is left as it is. */
export function choose(item: ItemView, receipt: Receipt | undefined, person: Person): string | undefined {
  const { world, random, honesty, patience } = person;
  const isPatient = patience > 0;
  const { decisions, payment, gama, attemptId } = item;
  const offers = (decision: string) => decisions.includes(decision);
  if (decisions.length === 0) return undefined;
  if (!isPatient && random.chance(0.25)) return undefined; // somebody else's business
  // any decision on offer may be chosen: each of them must be accepted and lead further
  if (!isPatient && honesty !== "honest" && random.chance(0.4)) return random.pick(decisions);
  const isLeft = offers("leave-to-accountant") && (patience > 6 || random.chance(0.05));
  if (isLeft) return "leave-to-accountant";
  if (offers("accept-rrpay")) return random.pick(decisions);
  if (offers("nothing-happened") || offers("receipt-printed")) {
    // only a payment that nobody can still make may be decided, because the customer stands at RRPay's window
    const stored = world.rrpay.stored(attemptId);
    if (stored?.transaction.state === "in-progress" && !stored.sick) return undefined;
    const truly = world.rrpay.truth.taking(attemptId) ? "receipt-printed" : "nothing-happened";
    return offers(truly) ? truly : undefined;
  }
  if (payment === "approved" && (gama === "waiting" || gama === "unsaved")) {
    if (item.kind === "void" || receipt?.saved) return offers("saved-in-gama") ? "saved-in-gama" : undefined;
    if (receipt?.end !== undefined) return offers("leave-to-accountant") ? "leave-to-accountant" : undefined;
    return "save";
  }
  if (offers("voided-elsewhere") && patience > 3) return "leave-to-accountant";
  return patience > 4 && offers("leave-to-accountant") ? "leave-to-accountant" : undefined;
}

/** What is on the paper, or something else. A card slip without a fiscal receipt is entered as a slip. */
export function typeReceipt(item: ItemView, person: Person): Typed | undefined {
  const { world, random, honesty, patience } = person;
  const { truth } = world.rrpay;
  const taking = truth.taking(item.attemptId);
  const paper = truth.paper(item.attemptId);
  if (!taking && honesty === "honest") return undefined;
  const netCents = taking?.netCents ?? item.totalCents;
  const method = taking?.method === 7 ? 2 : (taking?.method ?? 2);
  const roundingCents = Math.abs(netCents - item.totalCents) <= 2 ? netCents - item.totalCents : 0;
  const changeCents = method === 0 && random.chance(0.5) ? 100 : 0;
  // a person who is asked for "the receipt" holds the receipt of the sale
  const sale =
    item.kind === "void"
      ? truth.papers.find(({ kind, saleKey }) => kind !== "void" && saleKey === item.saleKey)
      : undefined;
  const documentNo = paper?.documentNo ?? sale?.documentNo ?? "slip";
  const other = truth.papers.find(({ documentNo: no }) => no !== documentNo)?.documentNo;
  const isWrong = patience === 0 && honesty === "careless" && random.chance(0.4);
  const wrongNo = isWrong && other !== undefined && random.chance(0.6);
  const wrongMethod = isWrong && !wrongNo && roundingCents === 0;
  const cashless = wrongMethod && method === 0;
  return {
    documentNo: wrongNo ? other : documentNo,
    payments: [
      {
        method: wrongMethod ? (method === 0 ? 2 : 0) : roundingCents === 0 ? method : 0,
        amountCents: netCents + (cashless ? 0 : changeCents),
      },
    ],
    roundingCents,
    changeCents: cashless ? 0 : changeCents,
  };
}

/** Notes whether the decision is not true. */
export function mislead(item: ItemView, receipt: Receipt | undefined, decision: string, world: World): void {
  if (!receipt) return;
  const { attemptId } = item;
  const { truth } = world.rrpay;
  const stored = world.rrpay.stored(attemptId);
  const taking = truth.taking(attemptId);
  const mayPay = stored?.transaction.state === "in-progress" && !stored.sick;
  if (decision === "nothing-happened" && (taking || mayPay)) receipt.misled = true;
  if (decision === "receipt-printed" && !taking) {
    if (item.kind === "void" && !receipt.misled) receipt.misledBy = item.attemptId;
    receipt.misled = true;
  }
  if (decision === "accept-manual" || decision === "voided-elsewhere") receipt.misled = true;
  if (decision === "saved-in-gama" && !receipt.saved) receipt.misled = true;
}
