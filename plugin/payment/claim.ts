/**
 * What RRPay has said of money and receipt before its final answer. Known money is never forgotten: a claim is valid
 * until an RRPay that still remembers the send says something else of the same payment (docs/contracts.md B4).
 */
import type { Attempt, Claim, EvidenceRecord } from "../../schemas/generated/types.ts";

const NOTHING: Claim = { payments: [], roundingCents: 0, changeCents: 0, fiscal: { state: "unknown" } };

/** The claim that an attempt has. One without money only says that RRPay has accepted the attempt. */
export function claimOf({ claimed, partial, takenUp }: Attempt): Claim | undefined {
  if (claimed) return claimed;
  // tenders that came in, as 0.1.0 journalled them
  if (partial && partial.length > 0) return { ...NOTHING, payments: partial };
  return takenUp ? NOTHING : undefined;
}

/** What an answer claims, or undefined if it has neither money nor a printed receipt. */
export function claimIn(record: EvidenceRecord): Claim | undefined {
  return holdsMoney(record) ? numbersOf(record) : undefined;
}

/**
 * The claim after an answer. An approval replaces it, even with amounts of 0. Any other answer replaces it only if it
 * claims something.
 */
export function claimAfter(attempt: Attempt, record: EvidenceRecord): Claim | undefined {
  return record.state === "approved" ? numbersOf(record) : (claimIn(record) ?? claimOf(attempt));
}

function numbersOf({ payments, roundingCents, changeCents, fiscal }: EvidenceRecord): Claim {
  return { payments, roundingCents, changeCents, fiscal };
}

/** The second number that RRPay has named of what it has approved. It is claimed. */
export function secondNumber({ payment, claimed }: Attempt): string | undefined {
  return payment === "approved" ? claimed?.fiscal.documentNo : undefined;
}

/** Whether RRPay has named this number of the receipt. */
export function isTold(attempt: Attempt, documentNo: string): boolean {
  return attempt.documentNo === documentNo || secondNumber(attempt) === documentNo;
}

/** A receipt has one number, so another number under the same id means another receipt. */
export function isSecondNumber(attempt: Attempt, { fiscal: { documentNo } }: Pick<Claim, "fiscal">): boolean {
  return !!attempt.documentNo && !!documentNo && !isTold(attempt, documentNo);
}

/** Whether money was taken or a receipt was printed. A row with amount 0 is not money. */
export function holdsMoney({ payments, fiscal }: Pick<Claim, "payments" | "fiscal">): boolean {
  return payments.some(({ amountCents }) => amountCents !== 0) || fiscal.state === "printed";
}

/** The sum of the tenders. */
export function paidIn({ payments }: Pick<Claim, "payments">): number {
  return payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

/**
 * Whether an answer has more money than was known, or a receipt that was not. An RRPay that has lost its memory takes
 * nothing back, but it may add.
 */
export function addsMoney(attempt: Attempt, after: Pick<Claim, "payments" | "fiscal">): boolean {
  const { payment, result } = attempt;
  const before = claimOf(attempt) ?? { ...NOTHING, ...(payment !== "approved" && result) };
  return paidIn(after) > paidIn(before) || (after.fiscal.state === "printed" && before.fiscal.state !== "printed");
}

/** Whether RRPay has approved it with other numbers than were sent. */
export function wasApproved({ differs }: Attempt): boolean {
  return !!(differs?.approved || differs?.acceptable);
}

/**
 * Whether an approval names other money than the one before, accepted or not, or what ended without payment has more
 * than was known. One that named none is only completed. After the end no money changes (C10).
 */
export function isOtherMoney(attempt: Attempt, record: EvidenceRecord): boolean {
  const { payment, result, claimed } = attempt;
  const isApproved = record.state === "approved";
  const named = wasApproved(attempt) && claimed?.payments.length ? claimed : undefined;
  const before = (payment === "approved") === isApproved ? result : isApproved && named;
  return !!before && moneyIn(before) !== moneyIn(record) && (isApproved || addsMoney(attempt, record));
}

function moneyIn({ payments, roundingCents, changeCents }: Omit<Claim, "fiscal">): string {
  const rows = payments.map(({ method, amountCents }) => `${method} ${amountCents}`);
  return `${rows.sort()} ${roundingCents} ${changeCents}`;
}

/** Whether two claims have the same content. */
export function isSameClaim(one: Claim | undefined, other: Claim | undefined): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(claim: Claim | undefined): unknown {
  if (!claim) return null;
  const { payments, roundingCents, changeCents, fiscal } = claim;
  const rows = payments.map(({ method, name, amountCents, card }) => [method, name, amountCents, card]);
  // a receipt that is not printed yet has nothing that could be forgotten
  const paper = fiscal.state === "printed" ? [fiscal.documentNo, fiscal.printedAt] : [];
  return [rows, roundingCents, changeCents, fiscal.state === "printed", paper];
}
