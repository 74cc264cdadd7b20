/** The customer at RRPay's window: what he will do, and how he pays. */
import type { RrpayTransaction, RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import type { Random } from "./random.ts";

/** What the customer will do with a transaction, decided when it arrives. */
export type Customer = "pays" | "declines" | "walks-away" | "hesitates" | "stands" | "pays-part";

/** A transaction with its customer. */
export interface Stored {
  transaction: RrpayTransaction;
  /** Undefined for a tombstone. */
  request?: RrpayTransactionRequest;
  customer: Customer;
  uid: number;
  /** It answers 500 from now on, because its store is damaged there. */
  sick?: boolean;
}

/** How the rest of a transaction is paid, and what RRPay says of it then. */
export interface Tender {
  readonly method: number;
  readonly netCents: number;
  readonly settled: Partial<RrpayTransaction>;
}

/** Pays what is left: by card, in cash with rounding and change, seldom by something unusual. */
export function tenderOf({ transaction, request }: Stored, random: Random, discounts: number, allPay: boolean): Tender {
  const { kind, payments, totalCents } = transaction;
  const discount = kind === "sale" && !allPay && random.chance(discounts) ? Math.min(20, totalCents) : 0;
  const prepaid = ((request as { prepaid?: { amountCents: number }[] }).prepaid ?? []).reduce(
    (sum, { amountCents }) => sum + amountCents,
    0,
  );
  const asked = totalCents - discount - prepaid;
  const [card] = payments;
  const left = asked - (card?.amountCents ?? 0);
  const cash = left >= 0 && random.chance(0.5);
  const method = cash ? 0 : !allPay && random.chance(0.05) ? 7 : 2;
  const roundingCents = cash ? Math.round(left / 5) * 5 - left : 0;
  const changeCents = cash ? random.pick([0, 100]) : 0;
  const rest = { method, name: cash ? "Grynieji" : "Kortelė", amountCents: left + roundingCents + changeCents };
  const netCents = asked + roundingCents;
  const paid = card && left >= 0 ? [card, rest] : [{ ...rest, amountCents: netCents + changeCents }];
  return { method, netCents, settled: { state: "approved", payments: paid, roundingCents, changeCents } };
}
