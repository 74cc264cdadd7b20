/** The payloads of close, void and resolve, as rrpay.prg makes them. */
import type { Saved } from "./ledger.ts";
import { dayOf, flatLine, flatLines, goodsLines, type Receipt } from "./receipt.ts";
import type { Subject } from "./state.ts";

/** What a person decides about an attempt; the fields are those of the hook `resolve`. */
export interface Verdict {
  readonly subject: Subject;
  readonly decision: string;
  readonly note?: string;
  readonly documentNo?: string;
  readonly payments?: readonly { readonly method: number; readonly amountCents: number }[];
  readonly changeCents?: number;
}

/** Payload of close of the settlement window. */
export function closeLines({ kind, saleKey }: Receipt, saved: boolean, attemptId?: string): string {
  return flatLines({ window: "settlement", kind, saleKey, attemptId, saved: String(saved) });
}

/** Payload of void; what GAMA has saved goes along, where the journal may no longer have the sale. */
export function voidLines(scope: "open" | "completed", receipt: Receipt, operator: string, saved?: Saved): string {
  const { saleKey, kind } = receipt;
  const head = flatLines({ scope, saleKey, originalKind: kind, date: dayOf(receipt), operator });
  if (scope === "open" || saved?.documentNo === undefined) return head;
  return head + flatLine("original.documentNo", saved.documentNo) + goodsLines(saved.receipt);
}

/** Payload of close of a void that GAMA has saved. */
export function voidCloseLines({ saleKey, kind }: Receipt, attemptId?: string): string {
  return flatLines({ window: "settlement", kind: "void", originalKind: kind, saleKey, attemptId, saved: "true" });
}

/** Payload of resolve. */
export function decisionLines({ subject, decision, ...said }: Verdict, operator: string): string {
  const { note, documentNo, payments = [], changeCents } = said;
  const { kind, saleKey, attemptId, totalCents } = subject;
  const paid = payments.flatMap(({ method, amountCents }, at) => [
    flatLine(`payments.${at}.method`, method),
    flatLine(`payments.${at}.amountCents`, amountCents),
  ]);
  const sumCents = payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const offCents = sumCents - (changeCents ?? 0) - totalCents;
  // What is left over up to two cents is the rounding of cash; the plugin checks the sum.
  const roundingCents = payments.length > 0 && Math.abs(offCents) <= 2 ? offCents : undefined;
  const head = { kind, saleKey, attemptId, operator, decision };
  const typed = { documentNo: documentNo || undefined, note: note || undefined, roundingCents, changeCents };
  return flatLines({ ...head, ...typed }) + paid.join("");
}
