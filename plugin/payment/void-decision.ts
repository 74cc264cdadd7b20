/**
 * What a `void` means by the journal: one pure decision from the request and the attempts of its key (docs/contracts.md
 * B10).
 */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, SaleKind, VoidRequest } from "../../schemas/generated/types.ts";
import { awaitsGama, goesOn, isOpen, isTyped, isUnderWay } from "./attempt.ts";
import { mayMoveMoney, type Receipt } from "./given-back.ts";
import { type Refused, refused } from "./refused.ts";
import {
  bears,
  isDisputed,
  isUnsure,
  numbersOf,
  originalKindOf,
  paidOf,
  secondPaid,
  type Tries,
  takesBack,
  truthOf,
  voidsWith,
} from "./truth.ts";

/** What the journal knows besides the attempts of the key. */
export interface Surroundings {
  /** Everything by which the money of a receipt has gone back or may go back. */
  readonly takersOf: (receipt: Receipt) => readonly Attempt[];
  /** The attempts of any key whose receipt has this number, on the day that is meant or on any. */
  readonly bearersOf: (documentNo: string, of: "that day" | "any day") => readonly Attempt[];
  /** Whether RRPay has this number on two receipts, and nobody has decided which is which. */
  readonly isRepeated: (documentNo: string) => boolean;
  /** Whether the journal is complete back to the day of the receipt. */
  readonly isDateKept: boolean;
}

/** A receipt that is to be taken back. */
export interface Target {
  readonly originalKind: SaleKind;
  /** Absent if only the payload knows the receipt. */
  readonly attempt?: Attempt;
  readonly documentNo?: string;
}

export type VoidDecision =
  | Refused
  /** Proven: nothing was ever paid under that key. */
  | { readonly type: "nothing" }
  /** Cancel the attempt under way. */
  | { readonly type: "cancel"; readonly attempt: Attempt }
  /** The receipt was completed, so only a void of the completed receipt takes it back. */
  | { readonly type: "stands"; readonly attempt: Attempt }
  /** A void of it is already known: return it, or follow it to its end. */
  | { readonly type: "known"; readonly attempt: Attempt }
  | { readonly type: "send"; readonly target: Target };

type Asked = Pick<VoidRequest, "scope" | "saleKey" | "originalKind" | "original" | "totals">;

/**
 * Decides. The refusals come in the order of docs/contracts.md B10: journal and pairing were checked before, RRPay's
 * state comes after.
 */
export function decideVoid(tries: Tries, asked: Asked, around: Surroundings): VoidDecision {
  const originalKind = originalKindOf(tries, asked.originalKind);
  if (originalKind === "original-kind-missing") return refused(originalKind);
  const receipt = receiptOf(tries, originalKind, asked.original?.documentNo);
  const identity = voidIdentity(asked, originalKind, receipt);
  const earlier = unheardOf(tries, asked, originalKind) ?? truthOf(tries, identity);
  const takes = earlier && takesBack(earlier);
  if (takes && isOver(earlier)) return refused("already-voided");
  // one that a person says never happened is ended first, and then the right number is sent
  const taker = isUnderWay(earlier) ? earlier : undefined;
  if (earlier && (takes || taker) && isOfAnother(tries, earlier, asked)) return refused("original-differs");
  if (takes) return { type: "known", attempt: earlier };
  // one of them may have given the money back after all, so a person must decide first
  if (voidsWith(tries, identity).some(isUnsure)) return refused("void-conflict");
  const found = { originalKind, receipt, around, taker };
  return asked.scope === "open" ? decideOpen(tries, asked, found) : decideCompleted(tries, asked, found);
}

/** Whether the number that is given is neither the one that this void took back nor another one of its receipts. */
export function isOfAnother(tries: Tries, taken: Attempt, { original }: Pick<Asked, "original">): boolean {
  const { originalDocumentNo, originalKind } = taken;
  if (!original || originalDocumentNo === undefined || original.documentNo === originalDocumentNo) return false;
  return !tries.some((one) => one.kind === originalKind && bears(one, original.documentNo));
}

/**
 * A void that GAMA has not saved is returned before another receipt of the key is taken back, unless the request names
 * one.
 */
function unheardOf(tries: Tries, { original }: Asked, kind: SaleKind): Attempt | undefined {
  const isOf = (one: Attempt) => one.kind === "void" && (one.originalKind ?? kind) === kind && awaitsGama(one);
  return original ? undefined : tries.find(isOf);
}

interface Found {
  readonly originalKind: SaleKind;
  /** The receipt that a void of this key means: paid, or typed as printed. */
  readonly receipt: Attempt | undefined;
  /** A void of it that is under way. */
  readonly taker: Attempt | undefined;
  readonly around: Surroundings;
}

function decideOpen(tries: Tries, asked: Asked, found: Found): VoidDecision {
  const { originalKind, receipt, taker } = found;
  const open = openOf(tries, originalKind);
  if (receipt && !isLater(tries, open, receipt)) {
    // whether it stands, nobody knows before its void has ended
    if (taker) return taker.left ? refused("left-to-accountant") : { type: "known", attempt: taker };
    return { type: "stands", attempt: receipt };
  }
  if (open) return open.left === true ? refused("left-to-accountant") : { type: "cancel", attempt: open };
  return nothingOr(tries, asked, found);
}

function decideCompleted(tries: Tries, asked: Asked, found: Found): VoidDecision {
  const { originalKind, receipt, around } = found;
  const given = asked.original?.documentNo;
  const numbers = receipt ? numbersOf(receipt) : [];
  const named = given === undefined ? numbers : [...numbers, given];
  const taken = takenAlready(around.takersOf({ kind: originalKind, numbers: named, attempt: receipt }), asked);
  if (taken) return refused(taken);
  if (given !== undefined && isAnothers(given, asked, found)) return refused("original-differs");
  // RRPay would take back any receipt that it has under that number
  if (named.some(around.isRepeated)) return refused("conflict");
  // the second payment of a sale, and nothing tells the two apart: RRPay would take back whichever it likes
  if (receipt?.conflict?.code === "charged-twice" && numbers.length === 0) return refused("conflict");
  const open = openOf(tries, originalKind);
  if (receipt && isLater(tries, open, receipt)) return refused("open");
  if (receipt) {
    // RRPay is told the number that counts, whichever of them is given
    const [documentNo = given] = numbers;
    return {
      type: "send",
      target: { originalKind, attempt: receipt, ...(documentNo ? { documentNo } : {}) },
    };
  }
  // a payment under way may have been completed: what there is to take back is known only at its end
  if (open) return refused(open.left === true ? "left-to-accountant" : "open");
  // RRPay is still busy with a payment of this key that ended here: it may be that very receipt
  if (given === undefined || tries.some((one) => one.kind === originalKind && goesOn(one)))
    return nothingOr(tries, asked, found);
  return asked.totals ? { type: "send", target: { originalKind, documentNo: given } } : refused("original-missing");
}

/**
 * Why no void is sent for a receipt. A void that is open does not refuse here: it is queried first, and blocks then.
 */
function takenAlready(takers: readonly Attempt[], { saleKey }: Asked): Code | undefined {
  // the voids of the key itself were judged before
  const voids = takers.filter((taker) => taker.kind === "void" && taker.saleKey !== saleKey);
  if (voids.some((taken) => takesBack(taken) && isOver(taken))) return "already-voided";
  if (voids.some((taken) => !takesBack(taken) && (!isOpen(taken) || taken.left))) return "void-conflict";
  // a return that twice did not happen is ended before the void is sent
  const isGivenUp = (one: Attempt) => isOpen(one) && !one.left && !isDisputed(one) && one.manual?.again === true;
  return takers.some((one) => one.kind === "return" && !isGivenUp(one)) ? "already-returned" : undefined;
}

/** GAMA has this void, or needs none of it. */
function isOver({ voidedElsewhere, gama }: Attempt): boolean {
  return voidedElsewhere !== undefined || gama === "saved" || gama === "settled";
}

/** Whether the number belongs to another receipt than this key's, as far as the journal knows either of them. */
function isAnothers(given: string, { saleKey }: Asked, { receipt, originalKind, around }: Found): boolean {
  if (receipt && numbersOf(receipt).length > 0) return !bears(receipt, given);
  // what the journal has RRPay has by its key, and by the number it would take back whichever bears that
  const bearers = around.bearersOf(given, receipt ? "any day" : "that day");
  return bearers.some((one) => one.saleKey !== saleKey || one.kind !== originalKind);
}

export function isRepeated({ conflict, repeated }: Attempt): boolean {
  return repeated === true || conflict?.code === "document-repeated";
}

/**
 * Proof that nothing was paid needs a journal that is complete since the receipt's day and a request without a document
 * number. Nobody may say that it was paid: if RRPay or a person contradicts, nothing is proven.
 */
function nothingOr(tries: Tries, { original }: Asked, { originalKind, around }: Found): VoidDecision {
  const doubts = tries.filter((attempt) => attempt.kind === originalKind && mayMoveMoney(attempt));
  if (original === undefined && around.isDateKept && doubts.length === 0) return { type: "nothing" };
  if (doubts.some(isDisputed)) return refused("conflict");
  return refused(doubts.some(({ left }) => left === true) ? "left-to-accountant" : "original-missing");
}

/**
 * What a void of this key takes back: the second payment of a sale paid twice, otherwise the one that is named or
 * counts, otherwise a typed one.
 */
function receiptOf(tries: Tries, kind: SaleKind, given: string | undefined): Attempt | undefined {
  const typed = tries.filter((attempt) => attempt.kind === kind && isTyped(attempt)).at(-1);
  const paid = paidOf(tries, kind);
  return secondPaid(tries, kind) ?? paid.find((attempt) => bears(attempt, given)) ?? paid[0] ?? typed;
}

/** A try that began after the receipt was paid, with no decision about it. Its customer may be paying now. */
function isLater(tries: Tries, open: Attempt | undefined, receipt: Attempt): boolean {
  return open !== undefined && !open.manual && !open.left && tries.indexOf(open) > tries.indexOf(receipt);
}

function openOf(tries: Tries, kind: SaleKind): Attempt | undefined {
  return tries.filter((attempt) => attempt.kind === kind && isOpen(attempt) && !isTyped(attempt)).at(-1);
}

function voidIdentity({ saleKey, original }: Asked, originalKind: SaleKind, receipt: Attempt | undefined) {
  const [number] = receipt ? numbersOf(receipt) : [];
  const documentNo = original?.documentNo ?? number;
  return {
    kind: "void",
    saleKey,
    originalKind,
    ...(documentNo ? { original: { documentNo } } : {}),
  } as const;
}
