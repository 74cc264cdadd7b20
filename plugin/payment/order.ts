/** What is asked to be paid, returned or voided, before it has an id: the domain's word, whatever form it is sent in. */
import type { Customer, Kind, Line, Prepaid, SaleKind } from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";

/** Before the hash of a content that is hashed by field names; 0.1.0's hashes have nothing before them. */
export const BY_NAME = "2-";

export interface Order {
  readonly kind: Kind;
  readonly saleKey: string;
  readonly receiptNo: string;
  readonly operator: string;
  readonly currency: string;
  readonly customer?: Customer;
  /** What a return or a void takes back: of a void the kind of receipt, and its number where there is one. */
  readonly original?: { readonly kind?: SaleKind; readonly documentNo?: string };
  readonly lines: Line[];
  /** What GAMA has taken itself; never an empty list. */
  readonly prepaid?: Prepaid[];
  readonly totalCents: number;
  /** Another hash under the same key is another sale: see `isSameContent`. */
  readonly hash: string;
  /** Of a void: whose receipt it takes back. */
  readonly originalKind?: SaleKind;
}

/** How much of an order GAMA has taken itself. */
export function prepaidCentsOf({ prepaid = [] }: Pick<Order, "prepaid">): number {
  return sumCents(prepaid.map(({ amountCents }) => amountCents)) ?? 0;
}
