/**
 * What an attempt moved, for the accountant's table. Money that RRPay has confirmed, money that it has spoken of and nobody
 * has reconciled, and money that only a person has seen are told apart; none of it is left out.
 */
import { isManualAccepted, isOpen } from "../../../plugin/payment/attempt.ts";
import { claimOf, holdsMoney } from "../../../plugin/payment/claim.ts";
import type { Attempt, Kind, Tender as RrpayTender } from "../../../schemas/generated/types.ts";

/** One way to pay, as a column. */
export interface Tender {
  readonly key: string;
  readonly name: string;
  readonly amountCents: number;
}

/** Money of an attempt or of a total: the balance formula holds for each that is confirmed. */
export interface Money {
  readonly totalCents: number;
  readonly tenders: readonly Tender[];
  readonly roundingCents: number;
  readonly changeCents: number;
}

/** Whose word it is. */
export type Source = "confirmed" | "unreconciled" | "typed";

export interface Moved {
  readonly source: Source;
  readonly money: Money;
}

const SIGNS: Record<Kind, 1 | -1> = { sale: 1, return: -1, void: -1 };

/** What an attempt moved, signed by its direction; undefined where nothing is known of any money. */
export function movedBy(attempt: Attempt): Moved | undefined {
  const { payment, result, manual } = attempt;
  if (payment === "approved" && result) return { source: "confirmed", money: rrpayMoney(attempt, result) };
  if (manual?.decision === "receipt-printed" && (isOpen(attempt) || isManualAccepted(attempt)))
    return { source: "typed", money: typedMoney(attempt, manual) };
  const said = claimOf(attempt) ?? (result && { ...result, fiscal: { state: "unknown" } as const });
  return said && holdsMoney(said) ? { source: "unreconciled", money: rrpayMoney(attempt, said) } : undefined;
}

type Said = Pick<NonNullable<Attempt["result"]>, "payments" | "roundingCents" | "changeCents">;

function rrpayMoney(attempt: Attempt, { payments, roundingCents, changeCents }: Said): Money {
  const tenders = payments.map(({ method, name, amountCents }: RrpayTender) => ({
    key: `rrpay ${method}`,
    name,
    amountCents,
  }));
  return signed(attempt, tenders, roundingCents, changeCents);
}

function typedMoney(attempt: Attempt, manual: NonNullable<Attempt["manual"]>): Money {
  const { payments = [], roundingCents = 0, changeCents = 0 } = manual;
  const tenders = payments.map(({ method, name = `GAMA ${method}`, rrpayMethod, amountCents }) => ({
    key: rrpayMethod === undefined ? `gama ${method}` : `rrpay ${rrpayMethod}`,
    name,
    amountCents,
  }));
  return signed(attempt, tenders, roundingCents, changeCents);
}

/** The void of a return brings the money in again. */
function signed(
  { kind, originalKind, totalCents }: Attempt,
  tenders: readonly Tender[],
  roundingCents: number,
  changeCents: number,
): Money {
  const sign = kind === "void" && originalKind === "return" ? 1 : SIGNS[kind];
  return {
    totalCents: sign * totalCents,
    tenders: tenders.map((tender) => ({ ...tender, amountCents: sign * tender.amountCents })),
    roundingCents: sign * roundingCents,
    changeCents: sign * changeCents,
  };
}

/** The money of several attempts as far as it is of this source. */
export function sumOf(attempts: readonly Attempt[], source: Source): Money {
  const all = attempts.flatMap((attempt) => {
    const moved = movedBy(attempt);
    return moved?.source === source ? moved.money : [];
  });
  const sum = (amount: (money: Money) => number) => all.reduce((cents, money) => cents + amount(money), 0);
  return {
    totalCents: sum(({ totalCents }) => totalCents),
    tenders: all.flatMap(({ tenders }) => tenders),
    roundingCents: sum(({ roundingCents }) => roundingCents),
    changeCents: sum(({ changeCents }) => changeCents),
  };
}
