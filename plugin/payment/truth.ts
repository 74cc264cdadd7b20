/**
 * What all attempts of one sale key mean together (docs/contracts.md B3): which one decides about a sale, which voids
 * belong to it, and what is refused because of it. `tries` are all attempts of the key, of every kind, in journal
 * order.
 */
import type { Attempt, SaleKind } from "../../schemas/generated/types.ts";
import {
  awaitsGama,
  goesOn,
  hasTypedReceipt,
  isConfirmedNothing,
  isDenied,
  isOpen,
  isPaid,
  isTyped,
  mayStillPay,
  type SaleIdentity,
} from "./attempt.ts";
import { claimOf, holdsMoney, isTold, secondNumber } from "./claim.ts";

export type Tries = readonly Attempt[];

/**
 * The paid attempts of a sale or return. The first one counts: the one that GAMA saved, otherwise the one paid first.
 */
export function paidOf(tries: Tries, kind: SaleKind): Attempt[] {
  const paid = tries.filter((attempt) => attempt.kind === kind && isPaid(attempt));
  if (paid.length < 2) return paid;
  const standing = paid.find(({ gama }) => gama === "saved") ?? paid.find(isFirstPaid) ?? paid[0]!;
  return [standing, ...paid.filter((attempt) => attempt !== standing)];
}

/** A second payment of a sale has this conflict until somebody ends it. Afterwards it is settled. */
function isFirstPaid({ conflict, left, gama }: Attempt): boolean {
  return conflict?.code !== "charged-twice" && left !== true && gama !== "settled";
}

/** The payment by which a sale was paid twice, while nobody has ended that conflict. */
export function secondPaid(tries: Tries, kind: SaleKind): Attempt | undefined {
  return paidOf(tries, kind)
    .slice(1)
    .find(({ conflict }) => conflict?.code === "charged-twice");
}

/**
 * The attempt that decides about a sale, return or void: a paid one, otherwise one that is open and not given up,
 * otherwise the newest. A sale that GAMA saved without a payment has an entry too, which hides neither of the first
 * two.
 */
export function truthOf(tries: Tries, identity: SaleIdentity): Attempt | undefined {
  const { kind } = identity;
  if (kind !== "void") return paidOf(tries, kind)[0] ?? newestOf(tries.filter((attempt) => attempt.kind === kind));
  const own = voidsWith(tries, identity);
  return own.filter(isPaid).at(-1) ?? newestOf(own);
}

/** The voids of this identity. */
export function voidsWith(tries: Tries, identity: SaleIdentity): Attempt[] {
  return tries.filter((attempt) => attempt.kind === "void" && isVoidOf(tries, attempt, identity));
}

function newestOf(tries: Tries): Attempt | undefined {
  const open = tries.filter(isOpen);
  // a reopened one that RRPay has after all comes before a later one that has ended
  const alive = open.filter((attempt) => !isConfirmedNothing(attempt));
  const standing = open.filter((attempt) => !isDenied(attempt));
  // the paper that a person has in hand counts before a later try
  return tries.find(isTyped) ?? standing.at(-1) ?? alive.at(-1) ?? open.at(-1) ?? tries.at(-1);
}

/** RRPay or a person says that it may be paid, and nobody has decided yet. */
export function isDoubted(attempt: Attempt): boolean {
  const { conflict } = attempt;
  // GAMA saved what is not paid: that alone is mended by paying, unless money is known in it after all
  return conflict !== undefined && (conflict.code !== "saved-unpaid" || hasMoney(attempt));
}

/** Doubted, and the journal knows the payment. It never knew one whose own code is `sale-known` or `journal-behind`. */
export function isDisputed(attempt: Attempt): boolean {
  return isDoubted(attempt) && attempt.conflict?.code !== attempt.code;
}

/**
 * RRPay reports money or a printed receipt, or the person who left the attempt had its receipt in hand, and nobody has
 * decided whose answer is valid.
 */
export function hasMoney(attempt: Attempt): boolean {
  const { left, accepted } = attempt;
  if (accepted && !left) return false;
  return namesMoney(attempt) || (left === true && hasTypedReceipt(attempt));
}

/** RRPay's own figures show money or a printed receipt, whatever a person has decided about them. */
export function namesMoney(attempt: Attempt): boolean {
  const { result, fiscal } = attempt;
  const claim = claimOf(attempt);
  if (result && holdsMoney({ payments: result.payments, fiscal: { state: fiscal } })) return true;
  return claim !== undefined && holdsMoney(claim);
}

/** RRPay has it under an id of its own, and a person left that to the accountant. */
export function isKnownElsewhere({ left, code }: Attempt): boolean {
  return left === true && code === "sale-known";
}

/** A void that has ended, and nobody knows whether it has taken its receipt back. */
export function isUnsure(taken: Attempt): boolean {
  return isDisputed(taken) || goesOn(taken) || isKnownElsewhere(taken) || (!isOpen(taken) && hasMoney(taken));
}

/** Whether this attempt may have taken money, or given it back. */
export function mayHaveMoney(attempt: Attempt): boolean {
  return isPaid(attempt) || mayStillPay(attempt) || isDoubted(attempt);
}

/** The newest attempt of a kind that may have money. No other attempt then proves that none was taken. */
export function moneyOf(tries: Tries, kind: Attempt["kind"]): Attempt | undefined {
  return tries.filter((one) => one.kind === kind && mayHaveMoney(one)).at(-1);
}

/** Whether another attempt of the key may have money. Then nobody may say that RRPay has none for this sale. */
export function hasRival(tries: Tries, { attemptId, kind }: Attempt): boolean {
  return (
    moneyOf(
      tries.filter((one) => one.attemptId !== attemptId),
      kind,
    ) !== undefined
  );
}

/** Whether a void has this identity: the original's kind and the key, and the document too if two were paid. */
function isVoidOf(tries: Tries, taken: Attempt, { originalKind, original }: SaleIdentity): boolean {
  const kind = originalKind ?? "sale";
  const paid = paidOf(tries, kind);
  if (taken.originalKind !== undefined && taken.originalKind !== kind) return false;
  if (taken.originalKind === undefined) {
    // 0.1.0 did not say which receipt a void took back: it is the one with the named document, otherwise any
    const named = (["sale", "return"] as const).filter((one) =>
      paidOf(tries, one).some((attempt) => bears(attempt, taken.originalDocumentNo)),
    );
    if (named.length > 0 && !named.includes(kind)) return false;
  }
  if (paid.length < 2 || original?.documentNo === undefined) return true;
  return targetOf(paid, taken.originalDocumentNo) === targetOf(paid, original.documentNo);
}

/** Which of several receipts a document number means. If none has it, the one taken back, else the one that counts. */
function targetOf(paid: readonly Attempt[], documentNo: string | undefined): Attempt | undefined {
  return paid.find((attempt) => bears(attempt, documentNo)) ?? paid.find(({ takenBack }) => takenBack) ?? paid[0];
}

/**
 * Every number that the journal has for an attempt's receipt. The first one is what RRPay is told: its own, because it
 * knows no other one, otherwise the typed one. RRPay may have named a second one of what it has approved.
 */
export function numbersOf(attempt: Attempt): string[] {
  const all = [attempt.documentNo, secondNumber(attempt), attempt.manual?.documentNo];
  return [...new Set(all.filter((number): number is string => !!number))];
}

/** Whether the attempt's receipt has this number. Asked of every attempt for each receipt, so no list is made. */
export function bears(attempt: Attempt, documentNo: string | undefined): boolean {
  return !!documentNo && (attempt.manual?.documentNo === documentNo || isTold(attempt, documentNo));
}

/** The voids of one receipt, oldest first. */
export function voidsOf(tries: Tries, target: Attempt): Attempt[] {
  const voids = tries.filter(({ kind }) => kind === "void");
  // nearly no receipt has one
  if (target.kind === "void" || voids.length === 0) return [];
  const identity = { kind: "void", saleKey: target.saleKey, originalKind: target.kind } as const;
  const paid = paidOf(tries, target.kind);
  const among = paid.includes(target) ? paid : [...paid, target];
  return voids.filter(
    (one) => isVoidOf(tries, one, identity) && (paid.length < 2 || targetOf(among, one.originalDocumentNo) === target),
  );
}

/** The paid receipts that a void takes back. */
export function voidedBy(tries: Tries, taken: Attempt): Attempt[] {
  const kinds = taken.originalKind === undefined ? (["sale", "return"] as const) : [taken.originalKind];
  return kinds
    .flatMap((kind) => paidOf(tries, kind))
    .filter((receipt) => voidsOf(tries, receipt).some(({ attemptId }) => attemptId === taken.attemptId));
}

/**
 * Whether this void takes its receipt back: it is done, or typed as printed while RRPay has not answered, or done
 * elsewhere.
 */
export function takesBack(taken: Attempt): boolean {
  if (isPaid(taken) || taken.voidedElsewhere !== undefined) return true;
  return isTyped(taken) && taken.conflict === undefined;
}

/** Whether a receipt has been taken back. */
export function isVoided(tries: Tries, target: Attempt): boolean {
  return voidsOf(tries, target).some(takesBack);
}

/** Whether GAMA need not save a paid receipt any more: a typed void stands, and RRPay's answer would settle it. */
export function isGone(tries: Tries, receipt: Attempt): boolean {
  return receipt.conflict === undefined && awaitsGama(receipt) && isVoided(tries, receipt);
}

/**
 * Whether the payment that counts for a key of this kind has been taken back. If none counts, whether any void did so.
 */
export function isKeyVoided(tries: Tries, kind: SaleKind): boolean {
  const [standing] = paidOf(tries, kind);
  if (standing) return isVoided(tries, standing);
  return tries.some(
    (attempt) =>
      attempt.kind === "void" && isVoidOf(tries, attempt, { ...attempt, originalKind: kind }) && takesBack(attempt),
  );
}

/**
 * The kind of receipt that a void means: the named one, otherwise the one in the journal. With both in it, it is
 * ambiguous.
 */
export function originalKindOf(
  tries: readonly Pick<Attempt, "kind">[],
  given: SaleKind | undefined,
): SaleKind | "original-kind-missing" {
  if (given !== undefined) return given;
  const kinds = (["sale", "return"] as const).filter((kind) => tries.some((attempt) => attempt.kind === kind));
  return kinds.length > 1 ? "original-kind-missing" : (kinds[0] ?? "sale");
}
