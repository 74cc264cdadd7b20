/** The figures of a day: the state in the tills' journals, beside RRPay's answers. A pure function of what was read. */
import type { Named } from "../../../plugin/journal/named.ts";
import { needsPerson } from "../../../plugin/payment/attempt.ts";
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import type { CashMethods } from "../journal/cash.ts";
import type { DayAttempt, ShopDay, TillDay } from "../journal/day.ts";
import { addUp, cashIn, columnsOf, type Money, movedBy, rrpayMoney, type Source } from "../journal/money.ts";
import { ratesOf } from "../journal/table.ts";
import { dayMoment, tillOffset } from "../journal/till-day.ts";
import { tillNames } from "../journal/till-names.ts";
import { gapsOfTills, type TillGap } from "../journal/trust.ts";
import { type Typed, typedOf } from "../journal/typed.ts";
import { formatTime, type OffsetAt } from "../time.ts";

/** How many, and how much of it RRPay has confirmed. */
export interface Count {
  readonly count: number;
  readonly totalCents: number;
}

/** A way to pay: what stays of it by the tills' journals, and by RRPay's answers. */
export interface TenderFigures {
  readonly key: string;
  readonly name: string;
  readonly isCash: boolean;
  readonly amountCents: number;
  /** Confirmed by RRPay, or typed and still valid. */
  readonly netCents: number;
  readonly answeredCents: number;
}

export interface RateFigures {
  readonly rateBp: number;
  readonly totalCents: number;
  readonly vatCents: number;
}

/** An hour of the till's clock: what came in, and what went out. */
export interface HourFigures {
  readonly hour: number;
  readonly count: number;
  readonly inCents: number;
  readonly outCents: number;
}

/** An attempt that somebody must look at, and its till. */
export interface Item {
  readonly till: string;
  /** The time of day by the till's clock, with the date if it is another day. */
  readonly sent: string;
  readonly attempt: Attempt;
  /** Only if a person typed something. */
  readonly typed?: Typed;
  /** What RRPay reported and nobody has reconciled. */
  readonly reported?: Money;
}

export interface Figures {
  /** Of what RRPay has confirmed. */
  readonly kinds: Readonly<Record<Kind, Count>>;
  readonly totalCents: number;
  readonly roundingCents: number;
  readonly changeCents: number;
  readonly prepaidCents: number;
  readonly differenceCents: number;
  /** In the drawer: confirmed and typed. */
  readonly cashCents: number;
  /** What is counted apart. */
  readonly apart: Readonly<Record<Exclude<Source, "confirmed">, Count>>;
  /** Tries that ended without money. */
  readonly unpaidCount: number;
  readonly tenders: readonly TenderFigures[];
  readonly rates: readonly RateFigures[];
  readonly unknownRateCents: number;
  readonly hours: readonly HourFigures[];
}

export interface TillFigures extends Figures {
  readonly till: string;
  readonly folder: string;
  readonly openCount: number;
  readonly conflictCount: number;
  readonly unreadableLines: number;
  readonly gapCount: number;
  readonly leftCount: number;
}

/** What RRPay has named, and the till that it named it to. */
export type NamedItem = Named & { readonly till: string };

/** The whole report before it becomes a page. */
export interface Report {
  readonly day: string;
  readonly shop: Figures;
  readonly tills: readonly TillFigures[];
  readonly manual: readonly Item[];
  readonly conflicts: readonly Item[];
  readonly open: readonly Item[];
  /** What a person left to the accountant: the till asks nobody about it any more. */
  readonly left: readonly Item[];
  /** Of other days. */
  readonly elsewhere: readonly Item[];
  /** What RRPay has named and nobody has answered for. It is in no sum. */
  readonly named: readonly NamedItem[];
  readonly unreadableLines: number;
  /** What of the journal is not there. What it had is in no sum. */
  readonly gaps: readonly TillGap[];
}

/** An attempt, with the money that it moved. */
interface Row extends DayAttempt {
  readonly source: Source | undefined;
  readonly money: Money | undefined;
  readonly answered: Money | undefined;
  readonly hour: number;
}

export function reportOf({ day, tills, offsetAt }: ShopDay, cash: CashMethods): Report {
  const names = tillNames(tills);
  const rows = tills.map((till) => rowsOf(till, offsetAt, cash));
  const item = (at: number, attempt: Attempt): Item => {
    const { sentAtMs } = attempt;
    const [date, time = ""] = formatTime(sentAtMs, tillOffset(attempt, offsetAt)(sentAtMs)).slice(0, 16).split(" ");
    const typed = typedOf(attempt, cash);
    const moved = movedBy(attempt, cash);
    return {
      ...{ till: names[at] ?? "", sent: date === day ? time : `${date} ${time}`, attempt },
      ...(typed && { typed }),
      ...(moved?.source === "unreconciled" && { reported: moved.money }),
    };
  };
  const items = (isWanted: (one: DayAttempt) => boolean) =>
    tills.flatMap(({ attempts }, at) => attempts.filter(isWanted).map(({ attempt }) => item(at, attempt)));
  return {
    day,
    shop: figuresOf(rows.flat()),
    tills: tills.map(({ folder, attempts, unreadableLines, gaps }, at) => ({
      ...{ till: names[at] ?? "", folder, unreadableLines, gapCount: gaps.length },
      openCount: attempts.filter(isWaiting).length,
      conflictCount: attempts.filter(({ attempt }) => attempt.conflict !== undefined).length,
      leftCount: attempts.filter(isLeft).length,
      ...figuresOf(rows[at] ?? []),
    })),
    manual: items(({ attempt }) => attempt.manual !== undefined),
    conflicts: items(({ attempt }) => attempt.conflict !== undefined),
    open: items(isWaiting),
    left: items(isLeft),
    elsewhere: tills.flatMap((till, at) => till.elsewhere.filter(needsPerson).map((attempt) => item(at, attempt))),
    named: tills.flatMap((till, at) => till.named.map((one) => ({ till: names[at] ?? "", ...one }))),
    unreadableLines: tills.reduce((count, till) => count + till.unreadableLines, 0),
    gaps: gapsOfTills(tills),
  };
}

/** Whether somebody still has something to do. Conflicts have their own list. */
function isWaiting({ attempt, isGone }: DayAttempt): boolean {
  return attempt.conflict === undefined && needsPerson(attempt) && isGone !== true;
}

function isLeft({ attempt }: DayAttempt): boolean {
  return attempt.left === true && attempt.conflict === undefined;
}

function rowsOf({ attempts }: TillDay, offsetAt: OffsetAt, cash: CashMethods): Row[] {
  return attempts.map((one) => {
    const { attempt } = one;
    const moved = movedBy(attempt, cash);
    const atMs = dayMoment(attempt);
    const localMs = atMs + tillOffset(attempt, offsetAt)(atMs) * 60_000;
    const answer = one.answer ?? (attempt.payment === "approved" ? attempt.result : undefined);
    return {
      ...one,
      source: moved?.source,
      money: moved?.money,
      answered: answer && rrpayMoney(attempt, answer, cash),
      hour: Math.floor(localMs / 3_600_000) % 24,
    };
  });
}

function figuresOf(rows: readonly Row[]): Figures {
  const of = (source: Source) => rows.filter((row) => row.source === source);
  const [confirmed, typed, unreconciled] = [of("confirmed"), of("typed"), of("unreconciled")];
  const sum = addUp(moneyIn(confirmed));
  const { shares, unknownCents } = ratesOf(confirmed);
  const { totalCents, roundingCents, changeCents, prepaidCents, differenceCents } = sum;
  return {
    kinds: { sale: countOf(confirmed, "sale"), return: countOf(confirmed, "return"), void: countOf(confirmed, "void") },
    ...{ totalCents, roundingCents, changeCents, prepaidCents, differenceCents },
    cashCents: cashIn(addUp(moneyIn([...confirmed, ...typed]))),
    apart: { typed: countOf(typed), unreconciled: countOf(unreconciled) },
    unpaidCount: rows.filter(({ attempt, money }) => money === undefined && isEnded(attempt)).length,
    tenders: tendersOf(rows),
    rates: [...shares.values()].sort((a, b) => b.rateBp - a.rateBp),
    unknownRateCents: unknownCents,
    hours: hoursOf(confirmed),
  };
}

function isEnded({ payment }: Attempt): boolean {
  return payment === "declined" || payment === "cancelled" || payment === "not-accepted";
}

function moneyIn(rows: readonly Row[]): Money[] {
  return rows.flatMap(({ money }) => money ?? []);
}

function countOf(rows: readonly Row[], kind?: Kind): Count {
  const own = rows.filter(({ attempt }) => kind === undefined || attempt.kind === kind);
  return { count: own.length, totalCents: addUp(moneyIn(own)).totalCents };
}

/**
 * The tills' amounts are what is valid: confirmed, or typed until RRPay answers. RRPay's amounts come only from its
 * approvals.
 */
function tendersOf(rows: readonly Row[]): TenderFigures[] {
  const told = rows.filter(({ source }) => source === "confirmed" || source === "typed");
  const [ours, theirs] = [addUp(moneyIn(told)), addUp(rows.flatMap(({ answered }) => answered ?? []))];
  return columnsOf([ours, theirs]).map(({ key, name }) => {
    const own = ours.tenders.filter((tender) => tender.key === key);
    const answered = theirs.tenders.filter((tender) => tender.key === key);
    return {
      ...{ key, name, isCash: [...own, ...answered].some(({ isCash }) => isCash) },
      amountCents: own.reduce((cents, { amountCents }) => cents + amountCents, 0),
      netCents: own.reduce((cents, { netCents }) => cents + netCents, 0),
      answeredCents: answered.reduce((cents, { netCents }) => cents + netCents, 0),
    };
  });
}

/** From the first hour with a receipt to the last. */
function hoursOf(rows: readonly Row[]): HourFigures[] {
  const hours = rows.map(({ hour }) => hour);
  if (hours.length === 0) return [];
  const first = hours.reduce((a, b) => Math.min(a, b));
  const last = hours.reduce((a, b) => Math.max(a, b));
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const own = rows.filter(({ hour }) => hour === first + at);
    const cents = own.map(({ money }) => money?.totalCents ?? 0);
    return {
      hour: first + at,
      count: own.length,
      inCents: cents.reduce((sum, one) => sum + Math.max(0, one), 0),
      outCents: cents.reduce((sum, one) => sum + Math.min(0, one), 0),
    };
  });
}
