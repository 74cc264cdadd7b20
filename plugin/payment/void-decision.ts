/** What a `void` means, from what the journal knows: one pure table of the request and the attempts of its key (contract B). */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, SaleKind, VoidRequest } from "../../schemas/generated/types.ts";
import { awaitsGama, isOpen } from "./attempt.ts";
import type { Receipt } from "./given-back.ts";
import {
  bears,
  hasMoney,
  isDisputed,
  isDoubted,
  isKnownElsewhere,
  numbersOf,
  originalKindOf,
  paidOf,
  secondPaid,
  type Tries,
  takesBack,
  truthOf,
} from "./truth.ts";

/** What the journal knows beside the attempts of the key. */
export interface Surroundings {
  /** Everything by which the money of a receipt has gone back or may. */
  readonly takersOf: (receipt: Receipt) => readonly Attempt[];
  /** The attempts of any key whose receipt of the day that is meant has this number. */
  readonly bearersOf: (documentNo: string) => readonly Attempt[];
  /** The journal is whole back to the day of the receipt. */
  readonly isDateKept: boolean;
}

/** A receipt as it is to be taken back. */
export interface Target {
  readonly originalKind: SaleKind;
  /** Absent where only the payload knows the receipt. */
  readonly attempt?: Attempt;
  readonly documentNo?: string;
}

export type VoidDecision =
  | { readonly type: "refused"; readonly code: Code }
  /** Proof: nothing of that key was ever paid. */
  | { readonly type: "nothing" }
  /** The attempt under way is to be cancelled. */
  | { readonly type: "cancel"; readonly attempt: Attempt }
  /** The receipt went through: only a void of the completed receipt takes it back. */
  | { readonly type: "stands"; readonly attempt: Attempt }
  /** A void of it is known already: given back, or followed to its end. */
  | { readonly type: "known"; readonly attempt: Attempt }
  | { readonly type: "send"; readonly target: Target };

type Asked = Pick<VoidRequest, "scope" | "saleKey" | "originalKind" | "original" | "totals">;

/** The table. The refusals come in the order of contract B; journal and pairing come before, RRPay's state behind it. */
export function decideVoid(tries: Tries, asked: Asked, around: Surroundings): VoidDecision {
  const originalKind = originalKindOf(tries, asked.originalKind);
  if (originalKind === "original-kind-missing") return refused(originalKind);
  const receipt = receiptOf(tries, originalKind);
  const earlier = unheardOf(tries, asked, originalKind) ?? truthOf(tries, voidIdentity(asked, originalKind, receipt));
  if (earlier && takesBack(earlier))
    return isOver(earlier) ? refused("already-voided") : { type: "known", attempt: earlier };
  // it may have given the money back all the same: a person says so first
  if (earlier && (isDisputed(earlier) || (!isOpen(earlier) && hasMoney(earlier)))) return refused("void-conflict");
  const found = { originalKind, receipt, around };
  return asked.scope === "open" ? decideOpen(tries, asked, found) : decideCompleted(tries, asked, found);
}

/** A void that GAMA has not saved is given back before another receipt of the key is taken back, unless that one is named. */
function unheardOf(tries: Tries, { original }: Asked, kind: SaleKind): Attempt | undefined {
  const isOf = (one: Attempt) => one.kind === "void" && (one.originalKind ?? kind) === kind && awaitsGama(one);
  return original ? undefined : tries.find(isOf);
}

interface Found {
  readonly originalKind: SaleKind;
  /** The receipt that a void of this key means: paid, or typed as printed. */
  readonly receipt: Attempt | undefined;
  readonly around: Surroundings;
}

function decideOpen(tries: Tries, asked: Asked, found: Found): VoidDecision {
  const { originalKind, receipt } = found;
  const open = openOf(tries, originalKind);
  if (receipt && !isLater(tries, open, receipt)) return { type: "stands", attempt: receipt };
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
  // RRPay would take back whichever receipt it has under that number
  if (named.some((number) => around.bearersOf(number).some(isRepeated))) return refused("conflict");
  const open = openOf(tries, originalKind);
  if (receipt && isLater(tries, open, receipt)) return refused("open");
  if (receipt) {
    const documentNo = given ?? numbers[0];
    return {
      type: "send",
      target: { originalKind, attempt: receipt, ...(documentNo === undefined ? {} : { documentNo }) },
    };
  }
  // a payment that is under way may have gone through: only its end says what there is to take back
  if (open) return refused(open.left === true ? "left-to-accountant" : "open");
  if (given === undefined) return nothingOr(tries, asked, found);
  return asked.totals ? { type: "send", target: { originalKind, documentNo: given } } : refused("original-missing");
}

/** Why nothing more is sent to take a receipt back; a void that is open is asked about first, and blocks it. */
function takenAlready(takers: readonly Attempt[], { saleKey }: Asked): Code | undefined {
  // what the key itself has of voids was judged before
  const voids = takers.filter((taker) => taker.kind === "void" && taker.saleKey !== saleKey);
  if (voids.some((taken) => takesBack(taken) && isOver(taken))) return "already-voided";
  if (voids.some((taken) => !takesBack(taken) && !isOpen(taken))) return "void-conflict";
  return takers.some(({ kind }) => kind === "return") ? "already-returned" : undefined;
}

/** GAMA has this void, or needs none of it. */
function isOver({ voidedElsewhere, gama }: Attempt): boolean {
  return voidedElsewhere !== undefined || gama === "saved" || gama === "settled";
}

/** The number given is of another receipt than this key's, by what the journal has of either. */
function isAnothers(given: string, { saleKey }: Asked, { receipt, originalKind, around }: Found): boolean {
  if (receipt && numbersOf(receipt).length > 0) return !bears(receipt, given);
  return around.bearersOf(given).some((one) => one.saleKey !== saleKey || one.kind !== originalKind);
}

function isRepeated({ conflict }: Attempt): boolean {
  return conflict?.code === "document-repeated";
}

/**
 * Proof that nothing was paid needs a journal that is whole since the receipt's day, a receipt that has no number, and
 * nobody who says that it was paid: what RRPay or a person contradicts is no proof.
 */
function nothingOr(tries: Tries, { original }: Asked, { originalKind, around }: Found): VoidDecision {
  const own = tries.filter(({ kind }) => kind === originalKind);
  const doubts = own.filter((attempt) => isDoubted(attempt) || hasMoney(attempt) || isKnownElsewhere(attempt));
  if (original === undefined && around.isDateKept && doubts.length === 0) return { type: "nothing" };
  if (doubts.some(isDisputed)) return refused("conflict");
  return refused(doubts.some(({ left }) => left === true) ? "left-to-accountant" : "original-missing");
}

/** What a void of this key takes back: the payment that was one too many, else what counts, else what a person typed. */
function receiptOf(tries: Tries, kind: SaleKind): Attempt | undefined {
  const typed = tries.filter((attempt) => attempt.kind === kind && isTyped(attempt)).at(-1);
  return secondPaid(tries, kind) ?? paidOf(tries, kind)[0] ?? typed;
}

/** A try that began after the receipt was paid, and of which nobody has said anything: its customer may be paying. */
function isLater(tries: Tries, open: Attempt | undefined, receipt: Attempt): boolean {
  return open !== undefined && !open.manual && !open.left && tries.indexOf(open) > tries.indexOf(receipt);
}

/** A person has the receipt in hand, and RRPay has not answered. */
export function isTyped(attempt: Attempt): boolean {
  return isOpen(attempt) && attempt.manual?.decision === "receipt-printed";
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
    ...(documentNo === undefined ? {} : { original: { documentNo } }),
  } as const;
}

function refused(code: Code): VoidDecision {
  return { type: "refused", code };
}
