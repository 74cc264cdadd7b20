/**
 * What an attempt moved, for the accountant's table. Money that RRPay has confirmed, money that it has spoken of and nobody
 * has reconciled, and money that only a person has seen are told apart; none of it is left out.
 */
import { netAmounts } from "../../../plugin/money/net.ts";
import { isManualAccepted, isOpen } from "../../../plugin/payment/attempt.ts";
import { claimOf, holdsMoney } from "../../../plugin/payment/claim.ts";
import type { Attempt, Kind, Tender as RrpayTender } from "../../../schemas/generated/types.ts";
import { type CashMethods, isCashTender } from "./cash.ts";

/** One way to pay, as a column. */
export interface Tender {
  readonly key: string;
  readonly name: string;
  readonly amountCents: number;
  /** What of it stays in the shop: change comes off cash (docs/contracts.md B11). */
  readonly netCents: number;
  readonly isCash: boolean;
}

/** Money of an attempt or of a total: the balance formula holds for each that is confirmed. */
export interface Money {
  readonly totalCents: number;
  readonly tenders: readonly Tender[];
  readonly roundingCents: number;
  readonly changeCents: number;
  /** What GAMA had taken before. */
  readonly prepaidCents: number;
  /** RRPay's total less ours, where a person accepted RRPay's. */
  readonly differenceCents: number;
}

/** Whose word it is. */
export type Source = "confirmed" | "unreconciled" | "typed";

export interface Moved {
  readonly source: Source;
  readonly money: Money;
}

const SIGNS: Record<Kind, 1 | -1> = { sale: 1, return: -1, void: -1 };

/** What an attempt moved, signed by its direction; undefined where nothing is known of any money. */
export function movedBy(attempt: Attempt, cash: CashMethods): Moved | undefined {
  const { payment, result, manual } = attempt;
  if (payment === "approved" && result) return { source: "confirmed", money: rrpayMoney(attempt, result, cash) };
  if (manual?.decision === "receipt-printed" && (isOpen(attempt) || isManualAccepted(attempt)))
    return { source: "typed", money: typedMoney(attempt, manual, cash) };
  const said = claimOf(attempt) ?? (result && { ...result, fiscal: { state: "unknown" } as const });
  return said && holdsMoney(said) ? { source: "unreconciled", money: rrpayMoney(attempt, said, cash) } : undefined;
}

/** Money as RRPay says it. */
export type Said = Pick<NonNullable<Attempt["result"]>, "payments" | "roundingCents" | "changeCents">;

/** What RRPay says of an attempt, signed by its direction. */
export function rrpayMoney(attempt: Attempt, said: Said, cash: CashMethods): Money {
  const rows = said.payments.map(({ method, name, amountCents }: RrpayTender) => ({
    key: `rrpay ${method}`,
    name,
    amountCents,
    isCash: isCashTender(cash, { rrpayMethod: method }),
  }));
  const { acceptedCents } = attempt;
  const differenceCents = acceptedCents === undefined ? 0 : acceptedCents - attempt.totalCents;
  return signed(attempt, rows, { ...said, differenceCents });
}

/** What a person has typed, signed by its direction. */
export function typedMoney(attempt: Attempt, manual: NonNullable<Attempt["manual"]>, cash: CashMethods): Money {
  const { payments = [], roundingCents = 0, changeCents = 0 } = manual;
  const rows = payments.map(({ method, rrpayMethod, amountCents, ...typed }) => {
    const known = cash.find(({ gama }) => gama === method);
    const number = rrpayMethod ?? known?.rrpay;
    return {
      key: number === undefined ? `gama ${method}` : `rrpay ${number}`,
      name: typed.name ?? known?.name ?? `GAMA ${method}`,
      amountCents,
      isCash: isCashTender(cash, { method, rrpayMethod: number }),
    };
  });
  return signed(attempt, rows, { roundingCents, changeCents, differenceCents: 0 });
}

type Row = Omit<Tender, "netCents">;
type Sums = Pick<Money, "roundingCents" | "changeCents" | "differenceCents">;

/** 1 where money comes in: the void of a return brings it in again. */
export function signOf({ kind, originalKind }: Pick<Attempt, "kind" | "originalKind">): 1 | -1 {
  return kind === "void" && originalKind === "return" ? 1 : SIGNS[kind];
}

function signed(attempt: Attempt, rows: readonly Row[], sums: Sums): Money {
  const sign = signOf(attempt);
  const { totalCents, prepaidCents = 0 } = attempt;
  const net = netAmounts(
    rows.map(({ amountCents, isCash: cash }) => ({ amountCents, cash })),
    sums.changeCents,
  );
  // nothing is nothing in either direction
  const of = (cents: number) => (cents === 0 ? 0 : sign * cents);
  return {
    totalCents: of(totalCents),
    tenders: rows.map((row, at) => ({ ...row, amountCents: of(row.amountCents), netCents: of(net[at] ?? 0) })),
    roundingCents: of(sums.roundingCents),
    changeCents: of(sums.changeCents),
    prepaidCents: of(prepaidCents),
    differenceCents: of(sums.differenceCents),
  };
}

/** Several sums as one. */
export function addUp(all: readonly Money[]): Money {
  const sum = (amount: (money: Money) => number) => all.reduce((cents, money) => cents + amount(money), 0);
  return {
    totalCents: sum(({ totalCents }) => totalCents),
    tenders: all.flatMap(({ tenders }) => tenders),
    roundingCents: sum(({ roundingCents }) => roundingCents),
    changeCents: sum(({ changeCents }) => changeCents),
    prepaidCents: sum(({ prepaidCents }) => prepaidCents),
    differenceCents: sum(({ differenceCents }) => differenceCents),
  };
}

/** The money of several attempts as far as it is of this source. */
export function sumOf(attempts: readonly Attempt[], source: Source, cash: CashMethods): Money {
  return addUp(
    attempts.flatMap((attempt) => {
      const moved = movedBy(attempt, cash);
      return moved?.source === source ? moved.money : [];
    }),
  );
}

/** What of it lies in the drawer. */
export function cashIn({ tenders }: Money): number {
  return tenders.reduce((cents, { isCash, netCents }) => cents + (isCash ? netCents : 0), 0);
}

/** The ways to pay of several sums, RRPay's numbers first; two of one name are told apart. */
export function columnsOf(all: readonly Money[]): Pick<Tender, "key" | "name">[] {
  const names = new Map<string, string>();
  for (const { key, name } of all.flatMap(({ tenders }) => tenders)) if (!names.has(key)) names.set(key, name);
  const columns = [...names].map(([key, name]) => ({ key, name })).sort((a, b) => rank(a.key) - rank(b.key));
  return columns.map(({ key, name }) => {
    const unique = columns.filter((other) => other.name === name).length === 1;
    return { key, name: unique && name !== "" ? name : `${name} (${key})`.trim() };
  });
}

/** RRPay's numbers in their order, behind them GAMA's of manual entries. */
function rank(key: string): number {
  const [whose, number] = key.split(" ");
  return Number(number) + (whose === "rrpay" ? 0 : 1_000_000);
}
