/** RRPay's statement about one payment, and the result of an answer about it, independent of the protocol. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { EvidenceState, Fiscal, Kind, SaleKind, Tender } from "../../schemas/generated/types.ts";

/** Everything that RRPay says about one payment. None of it is accepted before it is judged (`evidence.ts`). */
export interface Statement {
  readonly id: string;
  readonly till: string;
  readonly kind: Kind;
  readonly saleKey: string;
  /** What a return or a void takes back, if RRPay echoes it. */
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

/** The result of a cancel of an id that RRPay had never seen. It proves that nothing was taken. */
export type Tombstone = Pick<Statement, "id"> &
  Partial<Pick<Statement, "revision" | "payments" | "roundingCents" | "changeCents" | "fiscal">>;

/** A refusal that RRPay gives by name. Any other one means unknown (rule 12). */
export type RefusalCode = "unauthorized" | "epoch-changed" | "id-conflict" | "sale-known" | "invalid" | "busy";

/** The result of an answer about an attempt, after it was judged and journalled. */
export type Heard =
  /** A valid answer that names our id. */
  | { readonly type: "named"; readonly changed: boolean }
  | { readonly type: "not-found" }
  | { readonly type: "refusal"; readonly code: RefusalCode; readonly otherId?: string }
  /** The request never left. */
  | { readonly type: "unsent"; readonly why: "unreachable" | "not-stored" }
  /** It proves nothing. `code` tells the cashier why. */
  | { readonly type: "nothing"; readonly code: Code };

/** Whether RRPay has answered for the id: it named it, or does not have it, whether or not it forgot it. */
export function isAnswer(heard: Heard): boolean {
  const isForgotten = heard.type === "nothing" && heard.code === "rrpay-forgot";
  return heard.type === "named" || heard.type === "not-found" || isForgotten;
}
