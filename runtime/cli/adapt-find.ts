/** What an inspection offers for each name: candidates with their reasons, the likeliest first. */
import { type Cursor, cents, type Field, type Inspection, isNumeric, isText, isWhole } from "./adapt-inspection.ts";
import { type Reading, readingsOf } from "./adapt-lines.ts";
import { DEFAULTS } from "./adapt-names.ts";

export interface Candidate {
  readonly value: string;
  readonly why: string;
}

/** The window in which a receipt is paid, and the one in which its lines are entered. */
export interface Windows {
  readonly settlement: Inspection | undefined;
  readonly pos: Inspection | undefined;
}

const PAYS = /ATSISK|MOK[EĖ]J|APMOK|SETTLE|PAYM/i;

/** Finds the windows by the shop's caption, otherwise by words in the captions. */
export function windowsOf(inspections: readonly Inspection[], caption: string): Windows {
  const called = inspections.filter((one) => one.caption.toUpperCase().includes(caption.toUpperCase()));
  const sounding = inspections.filter((one) => PAYS.test(one.caption));
  const [settlement] = [called, sounding].find((some) => some.length === 1) ?? [];
  return { settlement, pos: inspections.find((one) => one !== settlement) };
}

/** Cursors whose rows can be read as a receipt's lines. GAMA's own name comes first, then the best reading. */
export function linesIn({ cursors }: Inspection): { readonly cursor: Cursor; readonly readings: readonly Reading[] }[] {
  return cursors
    .filter(({ rows, rowCount }) => rows.length > 0 && rowCount === rows.length)
    .map((cursor) => ({ cursor, readings: readingsOf(cursor) }))
    .filter(({ readings }) => readings.length > 0)
    .sort((one, other) => rank(other) - rank(one));
}

const rank = ({ cursor, readings }: { cursor: Cursor; readings: readonly Reading[] }): number =>
  (readings[0]?.explained ?? 0) * 10 + (readings[0]?.score ?? 0) + (cursor.alias === DEFAULTS.lines ? 1000 : 0);

/** Header fields that equal the total of the lines: one field with VAT, or one without VAT and one with the VAT. */
export function totalsIn(header: Cursor, grossCents: number, netCents: number): Candidate[] {
  const numbers = header.fields
    .filter(isNumeric)
    .map(({ name, value }) => ({ name, cents: cents(Number(value)) }))
    .filter((one) => one.cents !== 0);
  if (grossCents === 0) return [];
  const whole = numbers.filter((one) => Math.abs(one.cents) === Math.abs(grossCents));
  const pairs = numbers.flatMap((net) =>
    numbers
      .filter((vat) => vat !== net && Math.abs(net.cents) === Math.abs(netCents))
      .filter((vat) => Math.abs(net.cents + vat.cents) === Math.abs(grossCents))
      .map((vat) => ({ name: `${net.name}+${vat.name}`, cents: net.cents + vat.cents })),
  );
  return [...whole, ...pairs].map((one) => ({ value: one.name, why: `${euros(one.cents)} EUR` }));
}

/** Cursors that may be the receipt's header: one with a date of today, or with the total of the lines. */
export function headersIn(
  { cursors, day }: Inspection,
  lines: Cursor,
  grossCents: number,
  netCents: number,
): { readonly cursor: Cursor; readonly points: number }[] {
  return cursors
    .filter((cursor) => cursor !== lines && cursor.recordCount > 0)
    .map((cursor) => {
      const hasTotal = totalsIn(cursor, grossCents, netCents).length > 0;
      const hasDay = cursor.fields.some(({ type, value }) => "DT".includes(type) && value === day);
      const isNamed = cursor.alias === DEFAULTS.header;
      return { cursor, points: (hasTotal ? 4 : 0) + (hasDay ? 2 : 0) + (isNamed ? 8 : 0) };
    })
    .filter(({ points }) => points > 1)
    .sort((one, other) => other.points - one.points);
}

interface Sought {
  readonly hint: RegExp;
  readonly is?: (field: Field, cursor: Cursor) => boolean;
}

const named = (hint: RegExp, is?: Sought["is"]): Sought => (is === undefined ? { hint } : { hint, is });
const values = ({ name }: Field, { rows }: Cursor): string[] => rows.map((row) => row.get(name) ?? "").filter(Boolean);

/** How to recognize each field: by its name, and by its values. */
const SOUGHT: Readonly<Record<string, Sought>> = {
  "header.number": named(
    /DOK_?NR|KV.*NR|NUMER|CEKI?O?_?NR|_NR$|^NR|NUM/i,
    (field) => isText(field) || isNumeric(field),
  ),
  "header.date": named(/DAT|DIENA|DAY/i, ({ type }) => "DT".includes(type)),
  "header.customer": named(/KODAS_KS|KLI.*(KOD|ID)|KL_KOD|PIRK.*KOD|CUST.*(ID|CODE)/i, isText),
  "header.customerName": named(/KLI.*(PAV|VARD)|KL_PAV|PIRK.*(PAV|VARD)|CUST.*NAME/i, isText),
  "header.currency": named(/VALIUT|KODAS_VL|CURR|^VAL$/i, (field) => isText(field)),
  "header.key": named(
    /RAKT|REZ|PAST|KOMENT|APRAS|NOTE|TXT|INFO/i,
    ({ type, width, value }) => type === "C" && width >= 12 && value === "",
  ),
  "header.document": named(/FISK|RRPAY|KASOS.*(DOK|NR)/i, ({ type, width }) => type === "C" && width >= 12),
  operator: named(/ADDUSR|USER|KASININ|OPERAT|DARB/i, (field) => isText(field) && field.value !== ""),
  "line.type": named(/TIP|RUS|TYPE|KIND/i, (field, cursor) => new Set(values(field, cursor)).size <= 5),
  "line.code": named(
    /KODAS$|KOD|CODE|^ID/i,
    (field, cursor) => isText(field) && values(field, cursor).every((value) => !/ /.test(value)),
  ),
  "line.barcode": named(/BAR|EAN/i, (field, cursor) =>
    values(field, cursor).every((value) => /^\d{8,14}$/.test(value)),
  ),
  "line.name": named(/PAV|NAME|PREK|DESC/i, (field) => isText(field) && field.width >= 16),
  "line.unit": named(
    /KODAS_US|VNT|MATO?|UNIT|VIEN/i,
    (field, cursor) => isText(field) && values(field, cursor).every((value) => value.length <= 12),
  ),
};

/** Fields that may be meant, chosen by name and value. If the default field exists, it is the only candidate. */
export function fieldsFor(name: string, cursor: Cursor, isTaken: (field: string) => boolean): Candidate[] {
  const { hint, is = () => true } = SOUGHT[name] ?? named(/$^/);
  const own = cursor.fields.find((field) => field.name === DEFAULTS[name]);
  if (own !== undefined) return [candidate(own)];
  const fitting = cursor.fields.filter((field) => !isTaken(field.name) && is(field, cursor));
  const sounding = fitting.filter((field) => hint.test(field.name));
  // A date is told by its type alone.
  return (sounding.length === 0 && name === "header.date" ? fitting : sounding).map(candidate);
}

const candidate = ({ name, type, width, value }: Field): Candidate => ({
  value: name,
  why: `${type} ${width}${value === "" ? "" : `, "${value.slice(0, 24)}"`}`,
});

/** Methods of the settlement window that may accept a payment. */
export function methodsFor({ members }: Inspection): Candidate[] {
  return membersLike(members, /KREDIT|MOK(E|A|EJ|$|_)|APMOK|SUMOK|PAYM|TENDER/, "Method");
}

/** Logical properties that may say that the receipt is saved. */
export function savedFor({ members }: Inspection): Candidate[] {
  return membersLike(members, /SAUG|IRAS|SAVED|UZBAIG/, "Property L");
}

/** Methods of the POS window that may do a void. */
export function voidersFor({ members }: Inspection): Candidate[] {
  return membersLike(members, /ANUL|STORN|VOID/, "Method");
}

function membersLike(members: ReadonlyMap<string, string>, like: RegExp, kind: string): Candidate[] {
  return [...members]
    .filter(([name, what]) => like.test(name) && what.startsWith(kind))
    .map(([name, what]) => ({ value: name.toLowerCase(), why: what }));
}

/** A cursor of payment rows: a credit number and a sum. */
export interface PaymentRows {
  readonly cursor: Cursor;
  readonly number: string;
  readonly sum: string;
}

export function paymentRowsIn({ cursors }: Inspection, taken: readonly Cursor[]): PaymentRows[] {
  return cursors
    .filter((cursor) => !taken.includes(cursor))
    .flatMap((cursor) => {
      const number = creditIn(cursor);
      const sum = cursor.fields.filter(isNumeric).find(({ name }) => /SUM|EUR|AMOUNT/i.test(name));
      return number === undefined || sum === undefined ? [] : [{ cursor, number: number.name, sum: sum.name }];
    });
}

/** A way to pay in GAMA's list: its credit number and name. */
export interface Method {
  readonly number: number;
  readonly name: string;
}

/** The field of a credit number. */
const creditIn = (cursor: Cursor): Field | undefined =>
  cursor.fields.find(
    (field) => isWhole(field, cursor) && /NR|NUM|KRED|KOD|BUD/i.test(field.name) && !/SUM/i.test(field.name),
  );

/** GAMA's own list of ways to pay, if any cursor has it. */
export function creditsIn({ cursors }: Inspection): Method[] {
  for (const cursor of cursors) {
    const { fields, rows } = cursor;
    const number = creditIn(cursor);
    const title = fields.find((field) => isText(field) && /PAV|NAME|BUD/i.test(field.name));
    if (number === undefined || title === undefined) continue;
    const methods = rows.map((row) => ({ number: Number(row.get(number.name) ?? 0), name: row.get(title.name) ?? "" }));
    if (methods.some(({ name }) => /GRYN|CASH/i.test(name)) && methods.every((one) => Number.isInteger(one.number)))
      return methods;
  }
  return [];
}

export function euros(amount: number): string {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
