/**
 * Whether the money of a receipt has gone back, may have, or may be going back now (docs/contracts.md B10, Once). A
 * void and a return check this before anything is sent. All attempts are searched, because a return has its own key,
 * and a void by number may have been sent under another key than the receipt's.
 */
import type { Attempt, SaleKind } from "../../schemas/generated/types.ts";
import { isConfirmedNothing, isOpen, isPaid, isTyped, mayStillPay } from "./attempt.ts";
import { isBeforeReceipt } from "./document.ts";
import {
  bears,
  hasMoney,
  isDisputed,
  isDoubted,
  isKnownElsewhere,
  mayHaveMoney,
  numbersOf,
  takesBack,
  voidedBy,
  voidsOf,
} from "./truth.ts";

/** The journal's attempts: all of them, or those of one key. */
export interface Known {
  readonly all: () => readonly Attempt[];
  readonly ofKey: (saleKey: string) => readonly Attempt[];
  /** The dates of its files, in the order in which they were written. */
  readonly dates: readonly number[];
}

/** What a void or a return says of itself. */
type Identity = Pick<Attempt, "kind" | "saleKey" | "originalKind">;

/** A receipt that may be taken back. */
export interface Receipt {
  readonly kind: SaleKind;
  readonly numbers: readonly string[];
  /** Absent if the journal knows only a number. */
  readonly attempt?: Attempt | undefined;
}

/**
 * The receipts that a number may mean: fiscal devices may begin anew each day, so there can be several. If the journal
 * has none, the result is a receipt with only this number.
 */
export function receiptsOf(known: Known, kind: SaleKind, documentNo: string): Receipt[] {
  const own = known.all().filter((one) => one.kind === kind && bears(one, documentNo) && (isPaid(one) || isOpen(one)));
  return own.length === 0 ? [{ kind, numbers: [documentNo] }] : own.map(asReceipt);
}

/** The number by which RRPay has the sale with this number. Where several receipts bear it, it stays as it is. */
export function ownNumber(known: Known, documentNo: string): string {
  const [own = documentNo, ...others] = new Set(
    receiptsOf(known, "sale", documentNo).flatMap(({ numbers }) => numbers[0] ?? []),
  );
  return others.length === 0 ? own : documentNo;
}

/**
 * Everything by which the money of a receipt has gone back or may go back: its voids under any key, and for a sale its
 * valid returns. An attempt that may belong to several receipts counts for each of them.
 */
export function takersOf(known: Known, receipt: Receipt): Attempt[] {
  return known.all().filter((taker) => isTakerOf(known, taker, receipt) && mayMoveMoney(taker));
}

/** What has or may have been taken back without a number, though RRPay gives numbers. */
export function takenUnnumbered(known: Known): Attempt[] {
  // without a number only a void of its own key names it
  const isTaken = (one: Attempt) => voidsOf(known.ofKey(one.saleKey), one).some(mayMoveMoney);
  return known.all().filter((one) => !one.noFiscal && mayHaveMoney(one) && numbersOf(one).length === 0 && isTaken(one));
}

/**
 * What has not ended, or ended in doubt, and takes back a receipt with this number, whatever a person has said of it. A
 * void names its receipt by the key too: what takes back another one of that number is not asked about.
 */
export function takersUnderWay(known: Known, order: Identity, documentNo: string): Attempt[] {
  const named = receiptsOf(known, order.originalKind ?? "sale", documentNo);
  const own = named.filter(({ attempt }) => order.kind === "void" && attempt?.saleKey === order.saleKey);
  const receipts = own.length > 0 ? own : named;
  const isTaker = (one: Attempt) => receipts.some((receipt) => isTakerOf(known, one, receipt));
  return known.all().filter((one) => (isOpen(one) || isDoubted(one)) && isTaker(one));
}

/**
 * Whether nobody knows what such a return has paid out. A receipt may be returned in parts, so another return waits
 * only for this, and not for one that is told: paid, typed as printed, or left to the accountant.
 */
export function isUntold(taker: Attempt): boolean {
  return isDoubted(taker) || (isOpen(taker) && !taker.left && !isTyped(taker));
}

/** Whether a void took back the sale with this number. If several have it, every one must have been taken back. */
export function isReceiptVoided(known: Known, documentNo: string): boolean {
  return receiptsOf(known, "sale", documentNo).every((receipt) => voidsIn(takersOf(known, receipt)).some(takesBack));
}

/**
 * Whether a void that has ended or was left may have taken it back. A person who left that void to the accountant does
 * not know either.
 */
export function isReceiptDoubted(known: Known, documentNo: string): boolean {
  return receiptsOf(known, "sale", documentNo).every((receipt) =>
    voidsIn(takersOf(known, receipt)).some(
      (taken) => takesBack(taken) || taken.left || (!isOpen(taken) && !taken.conflict),
    ),
  );
}

/**
 * Whether money may go back for it once more: RRPay has approved its void and never taken that back, or it was done
 * elsewhere. A void that is only typed stops money, but releases none, also where a person accepted it.
 */
function isReleased(known: Known, receipt: Receipt): boolean {
  const isDone = ({ payment, voidedElsewhere }: Attempt) => payment === "approved" || voidedElsewhere !== undefined;
  return voidsIn(takersOf(known, receipt)).some((taken) => isDone(taken) && !isDisputed(taken) && !taken.differs);
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
  if (attempt && isBeforeReceipt(taker, attempt, known.dates)) return false;
  if (taker.kind === "return") return kind === "sale" && !isReleased(known, asReceipt(taker));
  return originalKind === kind && voidedBy(known.ofKey(saleKey), taker).length === 0;
}

/**
 * Whether money has gone, may have gone or may still go by this attempt, whatever a person has said of it. Only a
 * second "nothing happened" excludes it.
 */
export function mayMoveMoney(taker: Attempt): boolean {
  const isUnderWay = mayStillPay(taker) && !isConfirmedNothing(taker);
  return isUnderWay || takesBack(taker) || isDoubted(taker) || hasMoney(taker) || isKnownElsewhere(taker);
}
