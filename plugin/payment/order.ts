/** What is to be paid, returned or voided, before it has an id. It does not depend on the form in which it is sent. */
import type { Customer, Kind, Line, Prepaid, SaleKind } from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";

/** Prefix of a hash that is made by field names. The hashes of 0.1.0 have no prefix. */
export const BY_NAME = "2-";

export interface Order {
  readonly kind: Kind;
  readonly saleKey: string;
  readonly receiptNo: string;
  readonly operator: string;
  readonly currency: string;
  readonly customer?: Customer;
  /** What a return or a void takes back: for a void the kind of receipt, and the receipt's number if there is one. */
  readonly original?: { readonly kind?: SaleKind; readonly documentNo?: string };
  readonly lines: Line[];
  /** What GAMA has taken itself. Never an empty list. */
  readonly prepaid?: Prepaid[];
  readonly totalCents: number;
  /** Another hash under the same key means another sale: see `isSameContent`. */
  readonly hash: string;
  /** Only for a void: the kind of the receipt that it takes back. */
  readonly originalKind?: SaleKind;
}

/** A sale or a return: what a settlement orders. */
export type SaleOrder = Order & { readonly kind: SaleKind };

/** How much of an order GAMA has taken itself. */
export function prepaidCentsOf({ prepaid = [] }: Pick<Order, "prepaid">): number {
  return sumCents(prepaid.map(({ amountCents }) => amountCents)) ?? 0;
}
