/**
 * What RRPay has said of the money and of the receipt without it being final. Known money is never forgotten: a claim
 * stands until RRPay, with the memory of the send, says something else of the same payment (docs/contracts.md B4).
 */
import type { Attempt, Claim, EvidenceRecord } from "../../schemas/generated/types.ts";

const NOTHING: Claim = { payments: [], roundingCents: 0, changeCents: 0, fiscal: { state: "unknown" } };

/** The claim that stands for an attempt. One without money says only that RRPay has it, whatever became of it. */
export function claimOf({ claimed, partial, takenUp }: Attempt): Claim | undefined {
  if (claimed) return claimed;
  // what 0.1.0 journalled of tenders that came in
  if (partial && partial.length > 0) return { ...NOTHING, payments: partial };
  return takenUp ? NOTHING : undefined;
}

/** What an answer claims; nothing where it speaks of neither money nor paper. */
export function claimIn(record: EvidenceRecord): Claim | undefined {
  return holdsMoney(record) ? numbersOf(record) : undefined;
}

/** What stands after an answer: an approval's own numbers, though it is of nothing; else what it claims, or what stood before. */
export function claimAfter(attempt: Attempt, record: EvidenceRecord): Claim | undefined {
  return record.state === "approved" ? numbersOf(record) : (claimIn(record) ?? claimOf(attempt));
}

function numbersOf({ payments, roundingCents, changeCents, fiscal }: EvidenceRecord): Claim {
  return { payments, roundingCents, changeCents, fiscal };
}

/** Money was taken, or paper was printed. A row of nothing is none. */
export function holdsMoney({ payments, fiscal }: Pick<Claim, "payments" | "fiscal">): boolean {
  return payments.some(({ amountCents }) => amountCents !== 0) || fiscal.state === "printed";
}

/** Whether more money or paper is told than was known: an RRPay that has lost its memory takes nothing back, and may add. */
export function saysMore(before: Claim, after: Pick<Claim, "payments" | "fiscal">): boolean {
  const sum = ({ payments }: Pick<Claim, "payments">) =>
    payments.reduce((all, { amountCents }) => all + amountCents, 0);
  return sum(after) > sum(before) || (after.fiscal.state === "printed" && before.fiscal.state !== "printed");
}

/** Whether two claims say the same. */
export function isSameClaim(one: Claim | undefined, other: Claim | undefined): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(claim: Claim | undefined): unknown {
  if (!claim) return null;
  const { payments, roundingCents, changeCents, fiscal } = claim;
  const rows = payments.map(({ method, name, amountCents, card }) => [method, name, amountCents, card]);
  // a receipt that is not printed yet says nothing that could be forgotten
  const paper = fiscal.state === "printed" ? [fiscal.documentNo, fiscal.printedAt] : [];
  return [rows, roundingCents, changeCents, fiscal.state === "printed", paper];
}
