/**
 * What the attempts of one sale key amount to (contract B): which one is the truth of a sale, which voids speak of it,
 * and what is refused because of it. `tries` are all attempts of that key, of every kind, in the journal's order.
 */
import type { Attempt, SaleKind } from "../../schemas/generated/types.ts";
import { isOpen, isPaid, type SaleIdentity } from "./attempt.ts";
import { claimOf, holdsMoney } from "./claim.ts";

export type Tries = readonly Attempt[];

/** The paid attempts of a sale or return, the one that counts first: what GAMA saved, else what was paid first. */
export function paidOf(tries: Tries, kind: SaleKind): Attempt[] {
  const paid = tries.filter((attempt) => attempt.kind === kind && isPaid(attempt));
  const standing = paid.find(({ gama }) => gama === "saved") ?? paid.find(isFirstPaid) ?? paid[0];
  return standing === undefined ? [] : [standing, ...paid.filter((attempt) => attempt !== standing)];
}

/** A second payment of one sale is listed as such until somebody ends it; ended, it is settled. */
function isFirstPaid({ conflict, left, gama }: Attempt): boolean {
  return conflict?.code !== "charged-twice" && left !== true && gama !== "settled";
}

/** The payment of a sale that was taken once too often and that nobody has ended yet. */
export function secondPaid(tries: Tries, kind: SaleKind): Attempt | undefined {
  return paidOf(tries, kind)
    .slice(1)
    .find(({ conflict }) => conflict?.code === "charged-twice");
}

/**
 * The attempt that says what became of a sale, return or void: the paid one before any later one, else one whose end is not
 * known and that nobody has given up, else the newest. What GAMA saved without a payment is an entry too, and hides neither.
 */
export function truthOf(tries: Tries, identity: SaleIdentity): Attempt | undefined {
  const { kind } = identity;
  if (kind !== "void") return paidOf(tries, kind)[0] ?? newestOf(tries.filter((attempt) => attempt.kind === kind));
  const own = tries.filter((attempt) => attempt.kind === "void" && isVoidOf(tries, attempt, identity));
  return own.filter(isPaid).at(-1) ?? newestOf(own);
}

function newestOf(tries: Tries): Attempt | undefined {
  const standing = tries.filter((attempt) => isOpen(attempt) && attempt.manual?.decision !== "nothing-happened");
  return standing.at(-1) ?? tries.at(-1);
}

/** RRPay or a person says that it may be paid, and nobody has decided yet. */
export function isDoubted({ conflict }: Attempt): boolean {
  return conflict !== undefined && conflict.code !== "saved-unpaid";
}

/** Doubted, and the journal knows whose money it is: what is `sale-known` or `journal-behind` by its own code it never had. */
export function isDisputed(attempt: Attempt): boolean {
  return isDoubted(attempt) && attempt.conflict?.code !== attempt.code;
}

/** RRPay names money or paper of it, or a person who left it had its receipt in hand, and nobody has said whose word stands. */
export function hasMoney(attempt: Attempt): boolean {
  const { result, fiscal, left, accepted, manual } = attempt;
  if (accepted && !left) return false;
  const claim = claimOf(attempt);
  if (result && holdsMoney({ payments: result.payments, fiscal: { state: fiscal } })) return true;
  return (claim !== undefined && holdsMoney(claim)) || (left === true && manual?.decision === "receipt-printed");
}

/** RRPay has it under an id of its own, and a person has left that to the accountant. */
export function isKnownElsewhere({ left, code }: Attempt): boolean {
  return left === true && code === "sale-known";
}

/** Money may have been taken by it, or given back. */
export function mayHaveMoney(attempt: Attempt): boolean {
  return isPaid(attempt) || isOpen(attempt) || isDoubted(attempt);
}

/** The newest attempt of a kind that may have money: beside it no other says that none was taken. */
export function moneyOf(tries: Tries, kind: Attempt["kind"]): Attempt | undefined {
  return tries.filter((one) => one.kind === kind && mayHaveMoney(one)).at(-1);
}

/** Whether another try of the key may have money: that RRPay has none is then not to be said of the sale. */
export function hasRival(tries: Tries, { attemptId, kind }: Attempt): boolean {
  return (
    moneyOf(
      tries.filter((one) => one.attemptId !== attemptId),
      kind,
    ) !== undefined
  );
}

/** Whether a void is of this identity: till, the original's kind, key, and where two were paid the document as well. */
function isVoidOf(tries: Tries, taken: Attempt, { originalKind, original }: SaleIdentity): boolean {
  const kind = originalKind ?? "sale";
  const paid = paidOf(tries, kind);
  if (taken.originalKind !== undefined && taken.originalKind !== kind) return false;
  if (taken.originalKind === undefined) {
    // 0.1.0 did not say whose receipt it voided: that of the document it names, else whichever there is
    const named = (["sale", "return"] as const).filter((one) =>
      paidOf(tries, one).some((attempt) => bears(attempt, taken.originalDocumentNo)),
    );
    if (named.length > 0 && !named.includes(kind)) return false;
  }
  if (paid.length < 2 || original?.documentNo === undefined) return true;
  return targetOf(paid, taken.originalDocumentNo) === targetOf(paid, original.documentNo);
}

/** The receipt of several that a document number means; one that none bears means the one that counts. */
function targetOf(paid: readonly Attempt[], documentNo: string | undefined): Attempt | undefined {
  return paid.find((attempt) => bears(attempt, documentNo)) ?? paid[0];
}

/** Every number that the journal has for the receipt of an attempt: RRPay's and what a person typed. */
export function numbersOf({ documentNo, manual }: Attempt): string[] {
  return [...new Set([documentNo, manual?.documentNo].filter((number): number is string => !!number))];
}

/** Whether this is a number of the attempt's receipt. */
export function bears(attempt: Attempt, documentNo: string | undefined): boolean {
  return documentNo !== undefined && numbersOf(attempt).includes(documentNo);
}

/** The voids of one receipt, oldest first. */
export function voidsOf(tries: Tries, target: Attempt): Attempt[] {
  if (target.kind === "void") return [];
  const [documentNo] = numbersOf(target);
  const identity: SaleIdentity = {
    kind: "void",
    saleKey: target.saleKey,
    originalKind: target.kind,
    ...(documentNo === undefined ? {} : { original: { documentNo } }),
  };
  return tries.filter((attempt) => attempt.kind === "void" && isVoidOf(tries, attempt, identity));
}

/** The paid receipts that a void speaks of. */
export function voidedBy(tries: Tries, taken: Attempt): Attempt[] {
  const kinds = taken.originalKind === undefined ? (["sale", "return"] as const) : [taken.originalKind];
  return kinds
    .flatMap((kind) => paidOf(tries, kind))
    .filter((receipt) => voidsOf(tries, receipt).some(({ attemptId }) => attemptId === taken.attemptId));
}

/** Whether this void takes its receipt back: done, typed as printed while RRPay has not answered, or done elsewhere. */
export function takesBack(taken: Attempt): boolean {
  if (isPaid(taken) || taken.voidedElsewhere !== undefined) return true;
  return isOpen(taken) && taken.manual?.decision === "receipt-printed" && taken.conflict === undefined;
}

/** Whether a receipt has been taken back. */
export function isVoided(tries: Tries, target: Attempt): boolean {
  return voidsOf(tries, target).some(takesBack);
}

/** Whether what stands for a key of this kind has been taken back; where nothing stands, whether anything was. */
export function isKeyVoided(tries: Tries, kind: SaleKind): boolean {
  const [standing] = paidOf(tries, kind);
  if (standing) return isVoided(tries, standing);
  return tries.some(
    (attempt) =>
      attempt.kind === "void" && isVoidOf(tries, attempt, { ...attempt, originalKind: kind }) && takesBack(attempt),
  );
}

/** The kind of receipt that a void means: the one it names, else the one that the journal has; two are ambiguous. */
export function originalKindOf(tries: Tries, given: SaleKind | undefined): SaleKind | "original-kind-missing" {
  if (given !== undefined) return given;
  const kinds = (["sale", "return"] as const).filter((kind) => tries.some((attempt) => attempt.kind === kind));
  return kinds.length > 1 ? "original-kind-missing" : (kinds[0] ?? "sale");
}
