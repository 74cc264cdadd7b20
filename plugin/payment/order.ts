/** What is asked to be paid, returned or voided, before it has an id: the domain's word, whatever form it is sent in. */
import type { Attempt, Customer, Kind, Line, Original, Prepaid } from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";

export interface Order {
  readonly kind: Kind;
  readonly saleKey: string;
  readonly receiptNo: string;
  readonly operator: string;
  readonly currency: string;
  readonly customer?: Customer;
  readonly original?: Original;
  readonly lines: Line[];
  /** What GAMA has taken itself; never an empty list. */
  readonly prepaid?: Prepaid[];
  readonly totalCents: number;
  /** Another hash under the same key is another sale: see `isSameContent`. */
  readonly hash: string;
  /** The hash as journals have it that were begun by the first builds; computed when it is asked for. */
  readonly firstHash?: () => string;
}

/** Whether what an attempt was sent with is what is asked now. */
export function isSameContent({ hash }: Pick<Attempt, "hash">, order: Order): boolean {
  return hash === order.hash || hash === order.firstHash?.();
}

/** How much of an order GAMA has taken itself. */
export function prepaidCentsOf({ prepaid = [] }: Pick<Order, "prepaid">): number {
  return sumCents(prepaid.map(({ amountCents }) => amountCents)) ?? 0;
}
