/**
 * Attempts as a table that opens in Lithuanian Excel with a double click: UTF-8 with a BOM, semicolons, decimal commas,
 * CRLF.
 * Amounts are signed by direction, so the sum of a column is what stays in the drawer and the bank. Totals count what
 * RRPay has confirmed. What it reported and nobody has reconciled, and what only a person typed, have their own lines.
 */
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import { formatTime, type OffsetAt } from "../time.ts";
import type { Language, Words } from "../words.ts";
import { KIND_WORDS, savedWords } from "./attempt-text.ts";
import type { CashMethods } from "./cash.ts";
import { csvOf, euros, name, text } from "./csv.ts";
import type { DayAttempt, ShopDay, TillDay } from "./day.ts";
import {
  conflictWords,
  KINDS_WORDS,
  outcomeWords,
  PAPER_WORDS,
  personsWord,
  SAVED_WORDS,
  SOURCE_WORDS,
} from "./day-words.ts";
import { documentsOf } from "./documents.ts";
import { addUp, cashIn, columnsOf, type Money, movedBy, type Source, signOf } from "./money.ts";
import { namedNote } from "./named-text.ts";
import { type RateShare, rateText } from "./rates.ts";
import { TABLE_TEXTS as TEXTS } from "./table-texts.ts";
import { printedMoment, tillOffset } from "./till-day.ts";
import { tillNames } from "./till-names.ts";
import { gapNotes, gapsOfTills } from "./trust.ts";
import { type Typed, typedOf } from "./typed.ts";

export interface TableOptions {
  readonly language: Language;
  readonly cash: CashMethods;
}

/** A row of the table before it becomes text. */
interface Row extends DayAttempt {
  readonly till: string;
  readonly source: Source | undefined;
  readonly money: Money | undefined;
  readonly typed: Typed | undefined;
}

/** The whole table: a row for each attempt, totals by kind, overall, and by till, and notes of what is in none of them. */
export function dayTable({ tills, offsetAt }: Pick<ShopDay, "tills" | "offsetAt">, options: TableOptions): string {
  const names = tillNames(tills);
  const rows = tills.flatMap((day, at) => rowsOf(day, names[at] ?? "", options.cash));
  const columns = new Columns(rows, offsetAt, options.language);
  const totals = totalsOf(rows, options.language, tills.length > 1 ? names : []);
  const notes = notesOf(tills).map((note) => [text(note[options.language])]);
  return csvOf([
    columns.head(),
    ...rows.map((row) => columns.row(row)),
    [],
    ...totals.map((total) => columns.total(total)),
    ...(notes.length === 0 ? [] : [[], ...notes]),
  ]);
}

/** What keeps the sums from being whole. */
function notesOf(tills: readonly TillDay[]): Words[] {
  return [...tills.flatMap(({ named }) => named.map(namedNote)), ...gapNotes(gapsOfTills(tills), tills.length)];
}

function rowsOf({ attempts }: TillDay, till: string, cash: CashMethods): Row[] {
  return attempts.map((one) => {
    const moved = movedBy(one.attempt, cash);
    return { ...one, till, source: moved?.source, money: moved?.money, typed: typedOf(one.attempt, cash) };
  });
}

interface Total {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** What is not confirmed has its own total, if there is any. */
function totalsOf(rows: readonly Row[], language: Language, tills: readonly string[]): Total[] {
  const confirmed = rows.filter(({ source }) => source === "confirmed");
  const apart = (["unreconciled", "typed"] as const)
    .map((source) => ({ name: SOURCE_WORDS[source][language], rows: rows.filter((row) => row.source === source) }))
    .filter((total) => total.rows.length > 0);
  return [
    ...(Object.keys(KINDS_WORDS) as Kind[]).map((kind) => ({
      name: KINDS_WORDS[kind][language],
      rows: confirmed.filter(({ attempt }) => attempt.kind === kind),
    })),
    { name: SOURCE_WORDS.confirmed[language], rows: confirmed },
    ...apart,
    ...tills.map((till) => ({
      name: `${TEXTS[language].till} ${till}`,
      rows: confirmed.filter((row) => row.till === till),
    })),
  ];
}

/** The columns of one table: the ways to pay and VAT rates in its rows. */
class Columns {
  readonly #tenders: ReturnType<typeof columnsOf>;
  readonly #rates: readonly number[];
  readonly #offsetAt: OffsetAt;
  readonly #language: Language;

  constructor(rows: readonly Row[], offsetAt: OffsetAt, language: Language) {
    this.#tenders = columnsOf(rows.flatMap(({ money }) => money ?? []));
    const rates = rows.flatMap(({ money, rates: shares = [] }) => (money === undefined ? [] : shares));
    this.#rates = [...new Set(rates.map(({ rateBp }) => rateBp))].sort((a, b) => b - a);
    this.#offsetAt = offsetAt;
    this.#language = language;
  }

  head(): string[] {
    const { first, last, more, rateTotal, rateVat, rest } = TEXTS[this.#language];
    const rates = this.#rates.flatMap((rateBp) => [
      `${rateTotal} ${rateText(rateBp, this.#language)}`,
      `${rateVat} ${rateText(rateBp, this.#language)}`,
    ]);
    return [...first, ...this.#tenders.map((tender) => tender.name), ...last, ...more, ...rates, ...rest].map(text);
  }

  row(row: Row): string[] {
    const { attempt, till, money, typed } = row;
    const cards = cardsOf(row);
    return [
      ...this.#identity(attempt),
      ...this.#moneyCells(money),
      ...this.#paper(attempt),
      ...[name(till), name(attempt.operator)],
      ...moreMoney(money),
      ...[
        name(cards.map(({ authCode = "" }) => authCode).join(", ")),
        name(cards.map(({ rrn = "" }) => rrn).join(", ")),
      ],
      ...(money === undefined ? [...this.#rates.flatMap(() => ["", ""]), ""] : this.#rateCells([row])),
      ...this.#typedCells(typed),
    ];
  }

  total({ name: title, rows }: Total): string[] {
    const { first, last } = TEXTS[this.#language];
    const money = addUp(rows.flatMap((row) => row.money ?? []));
    return [
      text(title),
      ...first.slice(2).map(() => ""),
      ...this.#moneyCells(money),
      ...last.slice(2).map(() => ""),
      ...["", ""],
      ...moreMoney(money),
      ...["", ""],
      ...this.#rateCells(rows),
      ...TYPED.map(() => ""),
    ];
  }

  #identity(attempt: Attempt): string[] {
    const { kind, saleKey, receiptNo, attemptId, sentAtMs } = attempt;
    const sent = this.#time(attempt, sentAtMs);
    const language = this.#language;
    return [
      text(KIND_WORDS[kind][language]),
      ...[saleKey, receiptNo, attemptId].map(name),
      ...[sent, outcomeWords(attempt)[language]].map(text),
    ];
  }

  #paper(attempt: Attempt): string[] {
    const { claimed, fiscal, printedAt = "", conflict } = attempt;
    const language = this.#language;
    const printedMs = printedMoment(attempt);
    // RRPay has also named a receipt, which is not known to be this one's
    const isClaimed = fiscal === "not-printed" && claimed?.fiscal.state === "printed";
    const printed = printedMs === undefined ? printedAt : this.#time(attempt, printedMs);
    return [
      name(documentsOf(attempt)),
      text(PAPER_WORDS[isClaimed ? "unknown" : fiscal][language]),
      text(printed),
      text(savedWords(attempt, SAVED_WORDS)[language]),
      text(personsWord(attempt)?.[language] ?? ""),
      text(conflict === undefined ? "" : conflictWords(conflict.code)[language]),
    ];
  }

  #time(attempt: Attempt, atMs: number): string {
    return formatTime(atMs, tillOffset(attempt, this.#offsetAt)(atMs)).slice(0, 19);
  }

  /** Total, a cell for each way to pay, rounding, change. Empty if no money moved. */
  #moneyCells(money: Money | undefined): string[] {
    if (money === undefined) return ["", ...this.#tenders.map(() => ""), "", ""];
    const { totalCents, tenders, roundingCents, changeCents } = money;
    const amounts = this.#tenders.map(({ key }) => {
      const own = tenders.filter((tender) => tender.key === key);
      return own.length === 0 ? "" : euros(own.reduce((cents, { amountCents }) => cents + amountCents, 0));
    });
    return [euros(totalCents), ...amounts, euros(roundingCents), euros(changeCents)];
  }

  /**
   * The total and its VAT at each rate, and the amount without known lines. Together they are the total of the rows.
   */
  #rateCells(rows: readonly Row[]): string[] {
    const { shares, unknownCents } = ratesOf(rows);
    const cells = this.#rates.flatMap((rateBp) => {
      const share = shares.get(rateBp);
      return share === undefined ? ["", ""] : [euros(share.totalCents), euros(share.vatCents)];
    });
    return [...cells, euros(unknownCents)];
  }

  #typedCells(typed: Typed | undefined): string[] {
    if (typed === undefined) return TYPED.map(() => "");
    const { yes, no, unanswered } = TEXTS[this.#language];
    const { money, documentNo, verdict } = typed;
    const payments = (money?.tenders ?? []).map((tender) => `${tender.name} ${euros(tender.amountCents)}`).join(" + ");
    return [
      name(documentNo),
      text(payments),
      money === undefined ? "" : euros(money.changeCents),
      text({ same: no, differs: yes, unanswered }[verdict]),
    ];
  }
}

/** The columns of a manual entry: document, payments, change, and whether RRPay differs. */
const TYPED = ["document", "payments", "change", "verdict"];

function moreMoney(money: Money | undefined): string[] {
  if (money === undefined) return ["", "", ""];
  return [euros(cashIn(money)), euros(money.prepaidCents), euros(money.differenceCents)];
}

type Cards = NonNullable<NonNullable<Attempt["result"]>["payments"][number]["card"]>;

/** The cards that RRPay accepted, or that a person typed. */
function cardsOf({ attempt, source }: Row): Cards[] {
  const { result, claimed, manual } = attempt;
  const payments = source === "typed" ? manual?.payments : (result ?? claimed)?.payments;
  return (payments ?? []).flatMap(({ card }) => card ?? []);
}

/** The sums of rows at each rate, signed by direction. */
export function ratesOf(rows: readonly Pick<Row, "attempt" | "rates" | "money">[]): {
  readonly shares: ReadonlyMap<number, RateShare>;
  readonly unknownCents: number;
} {
  const shares = new Map<number, RateShare>();
  let unknownCents = 0;
  for (const { attempt, rates = [], money } of rows) {
    if (money === undefined) continue;
    const sign = signOf(attempt);
    unknownCents += money.totalCents;
    // the lines of a receipt whose total RRPay changed do not say at which rate, nor do they of its void
    const linesCents = rates.reduce((cents, { totalCents }) => cents + sign * totalCents, 0);
    const own = linesCents === money.totalCents + money.differenceCents ? rates : [];
    for (const { rateBp, totalCents, vatCents } of own) {
      const before = shares.get(rateBp) ?? { rateBp, totalCents: 0, vatCents: 0 };
      unknownCents -= sign * totalCents;
      shares.set(rateBp, {
        rateBp,
        totalCents: before.totalCents + sign * totalCents,
        vatCents: before.vatCents + sign * vatCents,
      });
    }
  }
  return { shares, unknownCents };
}
