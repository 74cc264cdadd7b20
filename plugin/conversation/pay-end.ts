/** How a try to pay ended, and why one was refused. */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { BlockedBy } from "../../schemas/generated/types.ts";

/** How a try to pay ended. An attempt that is still open is unknown. Without an attempt nothing was sent. */
export type PayEnd =
  | { readonly type: "attempt"; readonly attemptId: string; readonly code?: Code }
  | {
      readonly type: "refused";
      readonly code: Code;
      readonly blockedBy?: BlockedBy;
      /** The attempt id of the payment that the refusal reports. */
      readonly saleId?: string;
    }
  /** Proof that nothing was accepted: nothing was ever sent. */
  | { readonly type: "not-accepted"; readonly code: Code };

/** The end with an attempt. `code` says why it is left open. */
export function endedAs(attemptId: string, code?: Code): PayEnd {
  return { type: "attempt", attemptId, ...(code ? { code } : {}) };
}

export type Refusal = Extract<PayEnd, { type: "refused" }>;
/** Why a call is refused, or why its bytes may not leave. */
export type Refuses = (of?: "bytes") => Refusal | undefined;

/** How a conversation ended: a try to pay, or a round that only checked what is open. */
export type End = PayEnd | { readonly type: "looked" };
