/** The payloads of close, void and resolve, in the form in which rrpay.prg makes them. */
import type { Saved } from "./ledger.ts";
import { dayOf, flatLine, flatLines, goodsLines, type Receipt } from "./receipt.ts";
import type { Subject } from "./state.ts";

/** What a person decides about an attempt. The fields are those of the hook `resolve`. */
export interface Verdict {
  readonly subject: Subject;
  readonly decision: string;
  readonly note?: string;
  readonly documentNo?: string;
  readonly payments?: readonly { readonly method: number; readonly amountCents: number }[];
  readonly changeCents?: number;
}

/** The payload of close for the settlement window. */
export function closeLines({ kind, saleKey }: Receipt, saved: boolean, attemptId?: string): string {
  return flatLines({ window: "settlement", kind, saleKey, attemptId, saved: String(saved) });
}

/** The payload of void. It contains what GAMA has saved, because the journal may no longer have the sale. */
export function voidLines(scope: "open" | "completed", receipt: Receipt, operator: string, saved?: Saved): string {
  const { saleKey, kind } = receipt;
  const head = flatLines({ scope, saleKey, originalKind: kind, date: dayOf(receipt), operator });
  if (scope === "open" || saved?.documentNo === undefined) return head;
  return head + flatLine("original.documentNo", saved.documentNo) + goodsLines(saved.receipt);
}

/** The payload of close for a void that GAMA has saved. */
export function voidCloseLines({ saleKey, kind }: Receipt, attemptId?: string): string {
  return flatLines({ window: "settlement", kind: "void", originalKind: kind, saleKey, attemptId, saved: "true" });
}

/** The payload of resolve. */
export function decisionLines({ subject, decision, ...said }: Verdict, operator: string): string {
  const { note, documentNo, payments = [], changeCents } = said;
  const { kind, saleKey, attemptId, totalCents } = subject;
  const paid = payments.flatMap(({ method, amountCents }, at) => [
    flatLine(`payments.${at}.method`, method),
    flatLine(`payments.${at}.amountCents`, amountCents),
  ]);
  const sumCents = payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const offCents = sumCents - (changeCents ?? 0) - totalCents;
  // A difference of up to two cents is the rounding of cash; the plugin checks the sum.
  const roundingCents = payments.length > 0 && Math.abs(offCents) <= 2 ? offCents : undefined;
  const head = { kind, saleKey, attemptId, operator, decision };
  const typed = { documentNo: documentNo || undefined, note: note || undefined, roundingCents, changeCents };
  return flatLines({ ...head, ...typed }) + paid.join("");
}
