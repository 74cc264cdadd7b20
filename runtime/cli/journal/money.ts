/**
 * The money that an attempt moved, for the accountant's table. There are three sources: money that RRPay has confirmed,
 * money that it reported and nobody has reconciled, and money that only a person has seen. None of it is left out.
 */
import { netAmounts } from "../../../plugin/money/net.ts";
import { claimOf, holdsMoney } from "../../../plugin/payment/claim.ts";
import type { Attempt, Kind, Tender as RrpayTender } from "../../../schemas/generated/types.ts";
import { type CashMethods, isCashTender } from "./cash.ts";

/** One way to pay, as a column. */
export interface Tender {
  readonly key: string;
  readonly name: string;
  readonly amountCents: number;
  /** How much of it stays in the shop: change is taken from cash (docs/contracts.md B11). */
  readonly netCents: number;
  readonly isCash: boolean;
}

/** Money of an attempt or of a total. The balance formula holds for all confirmed money. */
export interface Money {
  readonly totalCents: number;
  readonly tenders: readonly Tender[];
  readonly roundingCents: number;
  readonly changeCents: number;
  /** What GAMA had already taken. */
  readonly prepaidCents: number;
  /** RRPay's total less ours, where a person accepted RRPay's or nobody has decided yet. */
  readonly differenceCents: number;
}

/** Who reported the money. */
export type Source = "confirmed" | "unreconciled" | "typed";

export interface Moved {
  readonly source: Source;
  readonly money: Money;
}

const SIGNS: Record<Kind, 1 | -1> = { sale: 1, return: -1, void: -1 };

/** What an attempt moved, signed by its direction. Undefined if no money is known. */
export function movedBy(attempt: Attempt, cash: CashMethods): Moved | undefined {
  const { payment, result, manual, accepted, voidedElsewhere } = attempt;
  if (payment === "approved" && result) return { source: "confirmed", money: rrpayMoney(attempt, result, cash) };
  const said = claimOf(attempt) ?? (result && { ...result, fiscal: { state: "unknown" } as const });
  const named: Moved | undefined =
    said && holdsMoney(said) ? { source: "unreconciled", money: rrpayMoney(attempt, said, cash) } : undefined;
  // of a void in RRPay's own window only the number is known, unless RRPay names money of ours after all
  if (voidedElsewhere !== undefined && !named?.money.tenders.some(({ amountCents }) => amountCents !== 0))
    return { source: "typed", money: signed(attempt, [], NO_SUMS) };
  // what RRPay declined stays with the person's word, until somebody says that RRPay is right
  if (manual?.decision === "receipt-printed" && accepted !== "rrpay")
    return { source: "typed", money: typedMoney(attempt, manual, cash) };
  return named;
}

/** Money as RRPay reports it. */
export type Said = Pick<NonNullable<Attempt["result"]>, "payments" | "roundingCents" | "changeCents">;

/** What RRPay reports about an attempt, signed by its direction. */
export function rrpayMoney(attempt: Attempt, said: Said, cash: CashMethods): Money {
  const rows = said.payments.map(({ method, name, amountCents }: RrpayTender) => ({
    key: `rrpay ${method}`,
    name,
    amountCents,
    isCash: isCashTender(cash, { rrpayMethod: method }),
  }));
  const { acceptedCents, differs, result, totalCents } = attempt;
  // of one that has a result, what differs is another answer than that
  const ownCents = acceptedCents ?? (result === undefined ? differs?.totalCents : undefined) ?? totalCents;
  const differenceCents = ownCents - totalCents;
  return signed(attempt, rows, { ...said, differenceCents });
}

/** What a person typed, signed by its direction. */
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

const NO_SUMS: Sums = { roundingCents: 0, changeCents: 0, differenceCents: 0 };

/** 1 if money comes in. The void of a return brings money in. */
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
  // zero has no sign
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

/** Adds several sums. */
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

/** The money of several attempts that has this source. */
export function sumOf(attempts: readonly Attempt[], source: Source, cash: CashMethods): Money {
  return addUp(
    attempts.flatMap((attempt) => {
      const moved = movedBy(attempt, cash);
      return moved?.source === source ? moved.money : [];
    }),
  );
}

/** How much of it is in the drawer. */
export function cashIn({ tenders }: Money): number {
  return tenders.reduce((cents, { isCash, netCents }) => cents + (isCash ? netCents : 0), 0);
}

/** The ways to pay of several sums. RRPay's numbers come first. Two with the same name also show their number. */
export function columnsOf(all: readonly Money[]): Pick<Tender, "key" | "name">[] {
  const names = new Map<string, string>();
  for (const { key, name } of all.flatMap(({ tenders }) => tenders)) if (!names.has(key)) names.set(key, name);
  const columns = [...names].map(([key, name]) => ({ key, name })).sort((a, b) => rank(a.key) - rank(b.key));
  return columns.map(({ key, name }) => {
    const unique = columns.filter((other) => other.name === name).length === 1;
    return { key, name: unique && name !== "" ? name : `${name} (${key})`.trim() };
  });
}

/** RRPay's numbers in order, then GAMA's numbers of manual entries. */
function rank(key: string): number {
  const [whose, number] = key.split(" ");
  return Number(number) + (whose === "rrpay" ? 0 : 1_000_000);
}
