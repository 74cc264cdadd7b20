/**
 * Whether the money of a receipt has gone back, may have, or may be going back now (contract B, Once): the one question
 * that a void and a return ask before anything is sent. It is asked of all attempts, because a return has a key of its
 * own, and a void by number may have been sent under another key than the receipt's.
 */
import type { Attempt, SaleKind } from "../../schemas/generated/types.ts";
import { isConfirmedNothing, isOpen, isPaid } from "./attempt.ts";
import { isBeforeReceipt } from "./document.ts";
import { bears, hasMoney, isDoubted, isKnownElsewhere, numbersOf, takesBack, voidedBy, voidsOf } from "./truth.ts";

/** What the journal knows: all of it, and one key. */
export interface Known {
  readonly all: () => readonly Attempt[];
  readonly ofKey: (saleKey: string) => readonly Attempt[];
}

/** A receipt that may be taken back. */
export interface Receipt {
  readonly kind: SaleKind;
  readonly numbers: readonly string[];
  /** Absent where the journal has no more than a number. */
  readonly attempt?: Attempt | undefined;
}

/** The receipts that a number may mean, since fiscal devices may begin anew each day; one of which nothing else is known. */
export function receiptsOf(known: Known, kind: SaleKind, documentNo: string): Receipt[] {
  const own = known.all().filter((one) => one.kind === kind && bears(one, documentNo) && (isPaid(one) || isOpen(one)));
  return own.length === 0 ? [{ kind, numbers: [documentNo] }] : own.map(asReceipt);
}

/**
 * Everything by which the money of a receipt has gone back or may: its voids, whatever their key, and of a sale the
 * returns that stand. What may be of several receipts counts for each of them.
 */
export function takersOf(known: Known, receipt: Receipt): Attempt[] {
  return known.all().filter((taker) => isTakerOf(known, taker, receipt) && mayMoveMoney(taker));
}

/** The voids that have not ended, or not without a doubt, of whatever receipt bears this number. */
export function voidsUnderWay(known: Known, kind: SaleKind, documentNo: string): Attempt[] {
  const voids = receiptsOf(known, kind, documentNo).flatMap((receipt) => voidsIn(takersOf(known, receipt)));
  return voids.filter((taken) => isOpen(taken) || taken.conflict !== undefined);
}

/** Whether the sale of this number was taken back by a void; where several bear it, whether each of them was. */
export function isReceiptVoided(known: Known, documentNo: string): boolean {
  return receiptsOf(known, "sale", documentNo).every((receipt) => isTaken(known, receipt));
}

/** Whether it may have been, by a void that has ended: a person who left that one to the accountant does not know either. */
export function isReceiptDoubted(known: Known, documentNo: string): boolean {
  return receiptsOf(known, "sale", documentNo).every((receipt) =>
    voidsIn(takersOf(known, receipt)).some((taken) => takesBack(taken) || (!isOpen(taken) && !taken.conflict)),
  );
}

function isTaken(known: Known, receipt: Receipt): boolean {
  return voidsIn(takersOf(known, receipt)).some(takesBack);
}

function voidsIn(takers: readonly Attempt[]): Attempt[] {
  return takers.filter(({ kind }) => kind === "void");
}

function asReceipt(attempt: Attempt): Receipt {
  return { kind: attempt.kind === "return" ? "return" : "sale", numbers: numbersOf(attempt), attempt };
}

function isTakerOf(known: Known, taker: Attempt, { kind, numbers, attempt }: Receipt): boolean {
  const { saleKey, originalDocumentNo = "", originalKind = kind } = taker;
  if (taker.kind === "void" && attempt?.saleKey === saleKey)
    return voidsOf(known.ofKey(saleKey), attempt).includes(taker);
  if (taker.kind === "sale" || !numbers.includes(originalDocumentNo)) return false;
  if (attempt && isBeforeReceipt(taker, attempt)) return false;
  if (taker.kind === "return") return kind === "sale" && !isTaken(known, asReceipt(taker));
  return originalKind === kind && voidedBy(known.ofKey(saleKey), taker).length === 0;
}

/** Money has gone by it, or may have, or may yet: whatever a person has said of it, but twice that nothing happened. */
function mayMoveMoney(taker: Attempt): boolean {
  const isUnderWay = isOpen(taker) && !isConfirmedNothing(taker);
  return isUnderWay || takesBack(taker) || isDoubted(taker) || hasMoney(taker) || isKnownElsewhere(taker);
}
