/** The steps that a policy gives to the payment of a transaction. Each step makes one revision. */
import type { Kind } from "../../../schemas/generated/types.ts";
import type { Policy, Tender } from "./model.ts";
import { METHOD, type Paid } from "./money.ts";

export type Step =
  /** A text on the payment screen. */
  | { readonly type: "notice"; readonly message: string }
  | { readonly type: "tender"; readonly tender: Tender }
  /** A void gives back what the sale had brought. */
  | { readonly type: "refund" }
  /** Nothing is left to pay, because the till has taken all of it. */
  | { readonly type: "settle" }
  | { readonly type: "print" }
  | { readonly type: "decline" }
  | { readonly type: "cancel" };

const WAITING_FOR_CARD: Step = { type: "notice", message: "Laukiama kortelės" };
const WAITING_FOR_CASH: Step = { type: "notice", message: "Laukiama grynųjų" };

/** The steps that are left after what has been paid already, so that a restart goes on where the money stands. */
export function planOf(policy: Policy, kind: Kind, dueCents: number, paid: Paid): Step[] {
  if (policy.type === "wait" || policy.type === "amount") return [];
  if (policy.type === "decline") return [WAITING_FOR_CARD, { type: "decline" }];
  if (policy.type === "cancel") return [WAITING_FOR_CARD, { type: "cancel" }];
  if (kind === "void") return [{ type: "refund" }, { type: "print" }];
  if (dueCents === 0) return [{ type: "settle" }, { type: "print" }];
  return [...tenderSteps(policy, dueCents, paid), { type: "print" }];
}

function tenderSteps(
  policy: Extract<Policy, { type: "cash" | "card" | "mixed" }>,
  dueCents: number,
  paid: Paid,
): Step[] {
  const card = (tender: Tender): Step[] => [WAITING_FOR_CARD, { type: "tender", tender }];
  const cash = (givenCents: number | undefined): Step[] => [
    WAITING_FOR_CASH,
    { type: "tender", tender: givenCents === undefined ? { type: "cash" } : { type: "cash", givenCents } },
  ];
  switch (policy.type) {
    case "cash":
      return cash(policy.givenCents);
    case "card":
      return card({ type: "card" });
    case "mixed": {
      if (paid.payments.some(({ method }) => method === METHOD.card)) return cash(policy.givenCents);
      const amountCents = Math.min(policy.cardCents ?? Math.floor(dueCents / 2), dueCents);
      const byCard = card({ type: "card", amountCents });
      return amountCents === dueCents ? byCard : [...byCard, ...cash(policy.givenCents)];
    }
  }
}
