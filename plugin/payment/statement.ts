/** What RRPay says of one payment, and what an answer about it was worth: the domain's words, whatever protocol brought them. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { EvidenceState, Fiscal, Kind, SaleKind, Tender } from "../../schemas/generated/types.ts";

/** RRPay's whole word about one payment. Nothing in it is believed before it is judged (`evidence.ts`). */
export interface Statement {
  readonly id: string;
  readonly till: string;
  readonly kind: Kind;
  readonly saleKey: string;
  /** What a return or a void takes back, where RRPay echoes it. */
  readonly original?: { readonly kind?: SaleKind; readonly documentNo?: string };
  readonly currency: string;
  readonly totalCents: number;
  readonly state: EvidenceState;
  readonly revision: number;
  readonly payments: Tender[];
  readonly roundingCents: number;
  readonly changeCents: number;
  readonly fiscal: Fiscal;
  readonly code?: string;
  readonly message?: string;
}

/** What a cancel of an id that RRPay had never seen leaves behind: proof that nothing was taken. */
export type Tombstone = Pick<Statement, "id"> &
  Partial<Pick<Statement, "revision" | "payments" | "roundingCents" | "changeCents" | "fiscal">>;

/** A refusal that RRPay gives by name; anything else means unknown (rule 12). */
export type RefusalCode = "unauthorized" | "epoch-changed" | "id-conflict" | "sale-known" | "invalid" | "busy";

/** What an answer about an attempt was worth, once it was judged and journalled. */
export type Heard =
  /** A valid answer that names our id. */
  | { readonly type: "named"; readonly changed: boolean }
  | { readonly type: "not-found" }
  | { readonly type: "refusal"; readonly code: RefusalCode; readonly otherId?: string }
  /** The request never left. */
  | { readonly type: "unsent"; readonly why: "unreachable" | "not-stored" }
  /** Nothing that proves anything; `code` says why for the cashier. */
  | { readonly type: "nothing"; readonly code: Code };
