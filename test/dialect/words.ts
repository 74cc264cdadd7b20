/**
 * The words of "lines", a protocol that exists only to prove that another protocol fits in one folder: one JSON object
 * per line, amounts as decimal texts, its own letters for VAT, cash rounding as a payment row, names of 80 characters.
 */
import type {
  Kind,
  Line,
  RrpayPayment,
  RrpayTransaction,
  RrpayTransactionRequest,
} from "../../schemas/generated/types.ts";

/** A transaction as the server reports it. */
export interface Op {
  readonly nr: string;
  readonly till: string;
  readonly type: "S" | "R" | "V";
  readonly ref: string;
  readonly sum: string;
  readonly cur: string;
  readonly of?: RrpayTransaction["original"];
  readonly status: "WAIT" | "PAID" | "REFUSED" | "STOPPED";
  /** Rises with every change. */
  readonly seq: number;
  readonly pay: readonly {
    readonly way: string;
    readonly title: string;
    readonly sum: string;
    readonly pan?: string;
  }[];
  readonly change: string;
  readonly slip: "YES" | "NO" | "?";
  readonly doc?: string;
  readonly at?: string;
  readonly code?: string;
  readonly text?: string;
}

const TYPES = { sale: "S", return: "R", void: "V" } as const;
const STATES = { "in-progress": "WAIT", approved: "PAID", declined: "REFUSED", cancelled: "STOPPED" } as const;
const SLIPS = { printed: "YES", "not-printed": "NO", unknown: "?" } as const;
const VAT = { 2100: "P", 900: "R", 500: "L", 0: "N" } as const;
const ROUNDING = "ROUND";
const NAME_CHARACTERS = 80;

/** Writes a number with this many decimal places: 258 with two is "2.58". */
export function decimal(value: number, places: number): string {
  const digits = String(Math.abs(value)).padStart(places + 1, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/**
 * The whole number for a decimal text. NaN, which no schema accepts, if it has not exactly this many decimal places.
 */
export function ofDecimal(text: unknown, places: number): number {
  const [, sign, whole, rest] = /^(-?)(\d{1,12})\.(\d+)$/.exec(typeof text === "string" ? text : "") ?? [];
  if (whole === undefined || rest?.length !== places) return Number.NaN;
  return Number(`${sign}${whole}${rest}`) + 0;
}

function keyOf<K extends string | number, V>(table: Readonly<Record<K, V>>, value: unknown): K | undefined {
  return (Object.keys(table) as unknown as K[]).find((key) => table[key] === value);
}

/** The line that sends a payment; undefined when a VAT rate has no letter. */
export function payOf(order: RrpayTransactionRequest): object | undefined {
  const { id, kind, saleKey, currency, totalCents, original, lines, receiptNo, operator, till, customer } = order;
  const rows = lines.map((line) => ({
    no: line.no,
    as: line.type,
    code: line.code,
    ...(line.barcode === undefined ? {} : { ean: line.barcode }),
    name: Array.from(line.name).slice(0, NAME_CHARACTERS).join(""),
    unit: line.unit,
    qty: decimal(line.quantityE4, 4),
    price: decimal(line.unitPriceE4, 4),
    off: decimal(line.discountCents, 2),
    sum: decimal(line.totalCents, 2),
    vat: (VAT as Readonly<Record<number, string>>)[line.vatRateBp],
  }));
  if (rows.some(({ vat }) => vat === undefined)) return undefined;
  const who = { receipt: receiptNo, cashier: operator, ...(customer ? { buyer: customer } : {}) };
  const what = { type: TYPES[kind], ref: saleKey, sum: decimal(totalCents, 2), cur: currency };
  return { do: "pay", nr: id, till, ...what, ...(original ? { of: original } : {}), ...who, rows };
}

// biome-ignore lint/suspicious/noExplicitAny: a line of the wire: whoever reads what it says judges it by a schema
type Wire = any;

/** The payment that a line requests, in the words of the rest of the project. */
export function orderOf(pay: Wire): RrpayTransactionRequest {
  const lines = (pay.rows as Wire[]).map(
    (row): Line => ({
      ...{ no: row.no, type: row.as, code: row.code, ...(row.ean === undefined ? {} : { barcode: row.ean }) },
      ...{ name: row.name, unit: row.unit, quantityE4: ofDecimal(row.qty, 4), unitPriceE4: ofDecimal(row.price, 4) },
      ...{ discountCents: ofDecimal(row.off, 2), totalCents: ofDecimal(row.sum, 2) },
      ...{ vatGroup: row.vat, vatRateBp: Number(keyOf(VAT, row.vat)) },
    }),
  );
  return {
    ...{ id: pay.nr, till: pay.till, kind: keyOf(TYPES, pay.type) as Kind, saleKey: pay.ref, receiptNo: pay.receipt },
    ...{ operator: pay.cashier, currency: pay.cur, ...(pay.buyer ? { customer: pay.buyer } : {}) },
    ...{ ...(pay.of ? { original: pay.of } : {}), lines, totalCents: ofDecimal(pay.sum, 2) },
  };
}

/**
 * What the server says about a transaction, not checked yet: an unknown word becomes a value that no schema accepts.
 */
export function transactionOf(op: Wire): unknown {
  const rows: Wire[] = Array.isArray(op.pay) ? op.pay : [{}];
  const isRounding = ({ way }: Wire) => way === ROUNDING;
  const [rounding = { sum: "0.00" }, ...more] = rows.filter(isRounding);
  const paid = rows.filter((row) => !isRounding(row));
  return {
    ...{ id: op.nr, till: op.till, kind: keyOf(TYPES, op.type), saleKey: op.ref, currency: op.cur, revision: op.seq },
    ...{ totalCents: ofDecimal(op.sum, 2), state: keyOf(STATES, op.status), changeCents: ofDecimal(op.change, 2) },
    ...{
      ...(op.of ? { original: op.of } : {}),
      ...(op.code ? { code: op.code } : {}),
      ...(op.text ? { message: op.text } : {}),
    },
    roundingCents: more.length > 0 ? Number.NaN : -ofDecimal(rounding.sum, 2) + 0,
    payments: paid.map(({ way, title, sum, pan }) => ({
      ...{ method: Number(way), name: title, amountCents: ofDecimal(sum, 2) },
      ...(pan === undefined ? {} : { card: { maskedPan: pan } }),
    })),
    fiscal: {
      state: keyOf(SLIPS, op.slip),
      ...(op.doc ? { documentNo: op.doc } : {}),
      ...(op.at ? { printedAt: op.at } : {}),
    },
  };
}

/** The reverse: how a server writes a transaction. */
export function opOf(transaction: RrpayTransaction): Op {
  const { id, till, kind, saleKey, totalCents, currency, original, state, revision, fiscal, code, message } =
    transaction;
  const rows = transaction.payments.map(({ method, name, amountCents, card }: RrpayPayment) => ({
    ...{ way: String(method), title: name, sum: decimal(amountCents, 2) },
    ...(card?.maskedPan === undefined ? {} : { pan: card.maskedPan }),
  }));
  const { roundingCents, changeCents } = transaction;
  const rounding = { way: ROUNDING, title: "Apvalinimas", sum: decimal(-roundingCents, 2) };
  return {
    ...{ nr: id, till, type: TYPES[kind], ref: saleKey, sum: decimal(totalCents, 2), cur: currency },
    ...{ ...(original ? { of: original } : {}), status: STATES[state], seq: revision },
    ...{
      pay: roundingCents === 0 ? rows : [...rows, rounding],
      change: decimal(changeCents, 2),
      slip: SLIPS[fiscal.state],
    },
    ...{
      ...(fiscal.documentNo ? { doc: fiscal.documentNo } : {}),
      ...(fiscal.printedAt ? { at: fiscal.printedAt } : {}),
    },
    ...{ ...(code ? { code } : {}), ...(message ? { text: message } : {}) },
  };
}
