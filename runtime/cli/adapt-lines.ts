/**
 * Finds which numeric fields of a cursor are quantity, price, discount, sum and VAT of a receipt's lines: those whose
 * numbers fit together.
 */
import { type Cursor, cents, type Field, isNumeric } from "./adapt-inspection.ts";
import { DEFAULTS } from "./adapt-names.ts";

/** Field names by role. "" if there is no such field. */
export type Roles = Readonly<Record<string, string>>;

export interface Reading {
  readonly roles: Roles;
  /** How many of the rows with an amount it explains, and how many there are. */
  readonly explained: number;
  readonly costing: number;
  readonly score: number;
}

/** Words that such field names have. They only decide between readings whose numbers fit equally well. */
const HINTS: Readonly<Record<string, RegExp>> = {
  "line.sum": /SUM|VISO|TOTAL/i,
  "line.vat": /PVM|VAT|MOKEST/i,
  "line.rate": /TARIF|TAR$|PROC|_P$|RATE|PRC/i,
  "line.quantity": /KIEK|QTY|QUANT/i,
  "line.fraction": /FRAK|DAL/i,
  "line.price": /KAIN|PRICE/i,
  "line.priceNet": /BE$|BE_|NET/i,
  "line.discount": /NUOL|DISC/i,
  "line.discountSum": /NUOL|DISC/i,
};

/** A numeric field with its values, row by row. */
interface Column {
  readonly name: string;
  readonly values: readonly number[];
}

const NONE: Column = { name: "", values: [] };
const CENT = 0.0101;

/** Every reading that explains the most rows, the likeliest first. */
export function readingsOf(cursor: Cursor): Reading[] {
  const all = cursor.fields.filter(isNumeric).map((field) => columnOf(field, cursor));
  const columns = withoutTwins(all.filter(({ values }) => values.some((value) => value !== 0)));
  const readings = moneyOf(columns)
    .slice(0, 12)
    .flatMap((money) => measuresOf(columns, money));
  const best = Math.max(0, ...readings.map(({ explained }) => explained));
  return readings
    .filter(({ explained, costing }) => explained === best && explained * 2 > costing)
    .sort((one, other) => other.score - one.score);
}

const columnOf = ({ name }: Field, { rows }: Cursor): Column => ({
  name,
  values: rows.map((row) => Number(row.get(name) ?? 0)),
});

/**
 * Of columns with equal numbers in every row only one is kept: GAMA's own name, otherwise a name that says what it is.
 */
function withoutTwins(columns: readonly Column[]): Column[] {
  const known = new Set(Object.values(DEFAULTS));
  const rank = ({ name }: Column) =>
    (known.has(name) ? 2 : 0) + (Object.values(HINTS).some((hint) => hint.test(name)) ? 1 : 0);
  const best = new Map<string, Column>();
  for (const column of columns) {
    const numbers = column.values.join(" ");
    const other = best.get(numbers);
    if (other === undefined || rank(column) > rank(other)) best.set(numbers, column);
  }
  return [...best.values()];
}

/** Fields for sum, VAT and rate that fit together, and the total of each line with VAT. */
interface Money {
  readonly roles: Roles;
  readonly gross: readonly number[];
  readonly percents: readonly number[];
  readonly score: number;
}

/** The sum may be without VAT or with it. A rate that is 0 everywhere proves nothing. */
function moneyOf(columns: readonly Column[]): Money[] {
  const rates = columns.filter(
    ({ values }) => values.every((value) => value >= 0 && value <= 40) && values.some((value) => value > 0),
  );
  const found: Money[] = [];
  for (const rate of rates)
    for (const sum of columns) {
      if (sum === rate || !sum.values.some((value, at) => value !== 0 && (rate.values[at] ?? 0) > 0)) continue;
      for (const vat of columns) {
        if (vat === sum || vat === rate) continue;
        const isOnTop = fits(sum.values, (value, at) => [vat.values[at] ?? 0, (value * (rate.values[at] ?? 0)) / 100]);
        const isInside = fits(sum.values, (value, at) => {
          const percent = rate.values[at] ?? 0;
          return [vat.values[at] ?? 0, (value * percent) / (100 + percent)];
        });
        if (isOnTop || isInside) found.push(moneyFrom(sum, vat, rate, isOnTop));
      }
    }
  const all = found.length > 0 ? found : rates.filter(isVatRate).flatMap((rate) => withoutVat(columns, rate));
  return all.sort((one, other) => other.score - one.score);
}

/** Lithuania's rates, and those that were: nothing else proves a rate where GAMA has no VAT of a line. */
const isVatRate = ({ values }: Column): boolean => values.every((value) => [0, 5, 6, 9, 12, 21].includes(value));

/** A sum with VAT, for which rrpay.prg works the VAT out. */
function withoutVat(columns: readonly Column[], rate: Column): Money[] {
  return columns
    .filter((sum) => sum !== rate)
    .map((sum) => {
      const roles = { "line.sum": sum.name, "line.vat": "", "line.rate": rate.name, "line.sumHasVat": "yes" };
      return { roles, gross: sum.values, percents: rate.values, score: scoreOf(roles) };
    });
}

function moneyFrom(sum: Column, vat: Column, rate: Column, isOnTop: boolean): Money {
  const roles = {
    "line.sum": sum.name,
    "line.vat": vat.name,
    "line.rate": rate.name,
    "line.sumHasVat": isOnTop ? "no" : "yes",
  };
  const gross = isOnTop ? sum.values.map((value, at) => value + (vat.values[at] ?? 0)) : sum.values;
  return { roles, gross, percents: rate.values, score: scoreOf(roles) };
}

/** Whether two numbers are equal within a cent in every row. */
function fits(
  values: readonly number[],
  both: (value: number, at: number) => readonly [number, number] | [number, number],
): boolean {
  return values.every((value, at) => {
    const [one, other] = both(value, at);
    return Math.abs(one - other) <= CENT;
  });
}

/** Quantity, fraction, price and discount that give the lines' sums. */
function measuresOf(columns: readonly Column[], money: Money): Reading[] {
  const taken = new Set(Object.values(money.roles));
  const free = columns.filter(({ name }) => !taken.has(name));
  const fractions = [NONE, ...free.filter(isFraction)];
  const discounts = [NONE, ...free.filter(isDiscount)];
  const costing = money.gross.filter((value) => cents(value) !== 0).length;
  const found: Reading[] = [];
  for (const quantity of free)
    for (const price of free)
      for (const fraction of fractions)
        for (const discount of discounts) {
          if (new Set([quantity, price, fraction, discount]).size < 4 && !(fraction === discount && fraction === NONE))
            continue;
          if (quantity === price) continue;
          for (const kind of discount === NONE ? (["percent"] as const) : (["percent", "sum"] as const))
            for (const isNet of [false, true]) {
              const explained = countFitting({ quantity, fraction, price, discount, kind, isNet }, money);
              if (explained === 0 || explained * 2 <= costing) continue;
              const roles = {
                ...money.roles,
                "line.quantity": quantity.name,
                "line.fraction": fraction.name,
                [isNet ? "line.priceNet" : "line.price"]: price.name,
                [kind === "percent" ? "line.discount" : "line.discountSum"]: discount.name,
              };
              found.push({ roles, explained, costing, score: scoreOf(roles) });
            }
        }
  return found;
}

/** Whether the values are parts of one: 1, 10, 100, 1000. */
const isFraction = ({ name, values }: Column): boolean =>
  values.every((value) => [0, 1, 10, 100, 1000].includes(value)) ||
  (HINTS["line.fraction"]?.test(name) === true && values.every((value) => Number.isInteger(value) && value >= 0));

/** A discount is missing in some line. A field with a value in every line may be anything else. */
const isDiscount = ({ name, values }: Column): boolean =>
  values.every((value) => value >= 0) && (values.includes(0) || HINTS["line.discount"]?.test(name) === true);

interface Measures {
  readonly quantity: Column;
  readonly fraction: Column;
  readonly price: Column;
  readonly discount: Column;
  readonly kind: "percent" | "sum";
  /** Whether the price is without VAT. rrpay.prg always takes a discount in euros as one with VAT. */
  readonly isNet: boolean;
}

/** How many rows give their sum by rrpay.prg's own rule (RRPayFits). */
function countFitting({ quantity, fraction, price, discount, kind, isNet }: Measures, money: Money): number {
  const { gross, percents } = money;
  let count = 0;
  for (let at = 0; at < gross.length; at++) {
    const target = gross[at] ?? 0;
    if (cents(target) === 0) continue;
    const parts = fraction === NONE ? 1 : Math.max(1, fraction.values[at] ?? 1);
    const each = (price.values[at] ?? 0) * (isNet ? 1 + (percents[at] ?? 0) / 100 : 1);
    const full = ((quantity.values[at] ?? 0) / parts) * each;
    const off = discount === NONE ? 0 : (discount.values[at] ?? 0);
    const left = kind === "percent" ? full * (1 - off / 100) : full - off;
    // A percentage with two decimals leaves this tolerance.
    const open = CENT + (kind === "percent" && off > 0 ? Math.abs(full) * 0.00005 : 0);
    if (Math.abs(left - target) <= open) count++;
  }
  return count;
}

/** GAMA's own names score highest, then names that say what they are. Fewer fields score higher than more. */
function scoreOf(roles: Roles): number {
  let score = 0;
  for (const [role, name] of Object.entries(roles)) {
    if (name === "" || role === "line.sumHasVat") continue;
    score -= 1;
    if (name === DEFAULTS[role]) score += 8;
    else if (HINTS[role]?.test(name)) score += 4;
  }
  return score;
}
