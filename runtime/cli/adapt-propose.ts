/** Decides, name by name, what rrpay.prg must know from the inspections. It asks if they allow several answers. */
import {
  type Candidate,
  creditsIn,
  fieldsFor,
  headersIn,
  linesIn,
  methodsFor,
  paymentRowsIn,
  savedFor,
  totalsIn,
  voidersFor,
  type Windows,
} from "./adapt-find.ts";
import { type Cursor, cents, type Inspection } from "./adapt-inspection.ts";
import type { Reading } from "./adapt-lines.ts";
import { DEFAULTS, type Names } from "./adapt-names.ts";
import type { Talk } from "./program/talk.ts";

/** Chooses one of several candidates. Undefined if nobody can say. */
export type Choose = (name: string, candidates: readonly Candidate[]) => Talk<string | undefined>;

/** Findings that the judgement also needs. */
export interface Found {
  readonly lines: Cursor | undefined;
  readonly header: Cursor | undefined;
  readonly reading: Reading | undefined;
  readonly grossCents: number;
  readonly netCents: number;
}

const NOTHING: Found = { lines: undefined, header: undefined, reading: undefined, grossCents: 0, netCents: 0 };

/** Proposes names from the windows. What the shop has set stays. */
export function* propose({ settlement, pos }: Windows, names: Names, choose: Choose): Talk<Found> {
  if (settlement === undefined) return NOTHING;
  if (!settlement.caption.toUpperCase().includes(names.get("window.settlement").toUpperCase()))
    // Copied as it is: only GAMA's own Windows knows which letters are capitals.
    names.propose("window.settlement", settlement.caption);
  const found = yield* proposeLines(settlement, names, choose);
  if (found.header !== undefined) yield* proposeHeader(found.header, found, names, choose);
  yield* proposePayments(settlement, [found.lines, found.header], names, choose);
  yield* decide(names, "saved.property", savedFor(settlement), choose, "screen");
  if (pos !== undefined) yield* proposeVoid(pos, names, choose);
  return found;
}

/** Takes the only candidate, or asks if there are several. `none` is used if there is no candidate. */
function* decide(
  names: Names,
  name: string,
  candidates: readonly Candidate[],
  choose: Choose,
  none?: string,
): Talk<void> {
  if (names.isChosen(name)) return;
  const [first, ...others] = candidates;
  if (first === undefined) {
    if (none !== undefined) names.propose(name, none);
    return;
  }
  const value = others.length === 0 ? first.value : yield* choose(name, candidates);
  if (value !== undefined) names.propose(name, value);
}

function* proposeLines(settlement: Inspection, names: Names, choose: Choose): Talk<Found> {
  const possible = linesIn(settlement);
  const best = names.isChosen("lines")
    ? possible.find(({ cursor }) => cursor.alias.toUpperCase() === names.get("lines").toUpperCase())
    : possible[0];
  if (best === undefined) return NOTHING;
  const { cursor, readings } = best;
  names.propose("lines", cursor.alias);
  const [reading] = readings;
  if (reading === undefined) return NOTHING;
  yield* proposeRoles(readings, names, choose);
  const taken = (field: string) => Object.values(reading.roles).includes(field);
  for (const [name, none] of TEXT_ROLES) {
    const candidates = fieldsFor(name, cursor, (field) => taken(field) || isUsed(names, field, name));
    yield* decide(names, name, candidates, choose, none);
  }
  proposeMaps(cursor, names);
  const gross = sumOf(cursor, names, "gross");
  const net = sumOf(cursor, names, "net");
  const [header] = headersIn(settlement, cursor, gross, net);
  const chosen = settlement.cursors.find((one) => one.alias.toUpperCase() === names.get("header").toUpperCase());
  const head = names.isChosen("header") ? chosen : header?.cursor;
  if (head !== undefined) names.propose("header", head.alias);
  return { lines: cursor, header: head, reading, grossCents: gross, netCents: net };
}

/** The names of the lines' texts, and the value if GAMA has no such field. */
const TEXT_ROLES: readonly (readonly [name: string, none?: string])[] = [
  ["line.barcode", ""],
  ["line.name"],
  ["line.unit", ""],
  ["line.type", ""],
  ["line.code"],
];

const isUsed = (names: Names, field: string, name: string): boolean =>
  TEXT_ROLES.some(([other]) => other !== name && names.proposed.get(other) === field);

/**
 * Proposes the numeric fields that fit. Asks about a name if another equally good reading has a different field for it.
 */
function* proposeRoles(readings: readonly Reading[], names: Names, choose: Choose): Talk<void> {
  const best = readings.filter(({ score }) => score === readings[0]?.score);
  const roles = new Set(["line.price", "line.priceNet", "line.fraction", "line.discount", "line.discountSum"]);
  for (const role of Object.keys(readings[0]?.roles ?? {})) roles.add(role);
  for (const role of roles) {
    const fields = [...new Set(best.map((reading) => reading.roles[role] ?? ""))];
    const candidates = fields.map((value) => ({ value, why: "" }));
    const [only = ""] = fields;
    if (fields.length === 1 && only === "") {
      // A default that is not there counts as absent anyway. Only a price must say which of the two there is, and VAT that
      // there is none: rrpay.prg then works it out of the sum.
      if (role === "line.vat" && readings.length > 0) names.propose("line.vat", "");
      if (role === "line.price") names.propose("line.price", readings[0]?.roles["line.priceNet"] ?? "");
      continue;
    }
    yield* decide(names, role, candidates, choose);
  }
}

/** The lines with an amount show which types are goods, and which units there are. */
function proposeMaps(cursor: Cursor, names: Names): void {
  const type = names.get("line.type");
  const costing = cursor.rows.filter((_, at) => centsOf(cursor, names, at, "gross") !== 0);
  if (type !== "" && type !== DEFAULTS["line.type"]) {
    const kinds = new Set(costing.map((row) => wordOf(row.get(type) ?? "")).filter(Boolean));
    if (kinds.size > 0) names.propose("type.goods", [...kinds].sort().join(","));
  }
  for (const row of costing) {
    const unit = (row.get(names.get("line.unit")) ?? "").toUpperCase();
    if (unit !== "" && names.get(`unit.${unit}`) === "") names.propose(`unit.${unit}`, unit);
  }
  const deposits = costing.filter((row) => /UŽSTAT|UZSTAT|DEPOZ/i.test(row.get(names.get("line.name")) ?? ""));
  const [first] = deposits.map((row) => (row.get(names.get("line.code")) ?? "").toUpperCase());
  const prefix = /^[^\d]+/.exec(first ?? "")?.[0] ?? "";
  if (prefix !== "" && !first?.startsWith(names.get("deposit.prefix"))) names.propose("deposit.prefix", prefix);
}

/** A number as rrpay.prg writes it as text: "2.0000" is "2". */
export const wordOf = (value: string): string =>
  /^-?\d+\.0+$/.test(value) ? value.slice(0, value.indexOf(".")) : value;

/** With VAT, or without. */
type Vat = "gross" | "net";

/** The total of a line in cents. */
export function centsOf(cursor: Cursor, names: Names, at: number, vatIn: Vat): number {
  const value = (name: string) => Number(cursor.rows[at]?.get(names.get(name)) ?? 0);
  const hasVat = names.get("line.sumHasVat") === "yes";
  const vat = value("line.vat");
  const sum = value("line.sum");
  return cents(vatIn === "gross" ? (hasVat ? sum : sum + vat) : hasVat ? sum - vat : sum);
}

const sumOf = (cursor: Cursor, names: Names, vatIn: Vat): number =>
  cursor.rows.reduce((total, _, at) => total + centsOf(cursor, names, at, vatIn), 0);

function* proposeHeader(header: Cursor, found: Found, names: Names, choose: Choose): Talk<void> {
  const taken = (field: string) => [...names.proposed.values()].includes(field);
  yield* decide(names, "header.date", fieldsFor("header.date", header, taken), choose);
  yield* decide(names, "header.number", fieldsFor("header.number", header, taken), choose);
  const number = header.fields.find(({ name }) => name === names.get("header.number"));
  // GAMA gives the number only when it saves, so the key needs a field of its own.
  const isNumbered = number !== undefined && number.value !== "" && Number(number.value) !== 0;
  if (!isNumbered) yield* decide(names, "header.key", fieldsFor("header.key", header, taken), choose);
  for (const name of ["header.customer", "header.customerName", "header.currency"])
    yield* decide(names, name, fieldsFor(name, header, taken), choose, "");
  for (const name of ["header.document", "operator"]) {
    const candidates = fieldsFor(name, header, taken);
    if (candidates.length === 1) yield* decide(names, name, candidates, choose);
  }
  const totals = totalsIn(header, found.grossCents, found.netCents);
  if (totals[0] !== undefined) yield* decide(names, "header.total", [totals[0]], choose);
}

function* proposePayments(
  settlement: Inspection,
  taken: readonly (Cursor | undefined)[],
  names: Names,
  choose: Choose,
): Talk<void> {
  const cursors = taken.filter((one) => one !== undefined);
  const methods = methodsFor(settlement);
  const hasOwn = methods.some(({ value }) => value === names.get("payment.method").toLowerCase());
  const rows = hasOwn ? [] : paymentRowsIn(settlement, cursors);
  if (rows[0] !== undefined && methods.length === 0) {
    yield* decide(
      names,
      "payment.cursor",
      rows.map((one) => ({ value: one.cursor.alias, why: `${one.number}, ${one.sum}` })),
      choose,
    );
    const row = rows.find(({ cursor }) => cursor.alias === names.get("payment.cursor"));
    if (row !== undefined) {
      names.propose("payment.cursor.number", row.number);
      names.propose("payment.cursor.sum", row.sum);
      names.propose("payment.method", "");
    }
  } else if (!hasOwn) yield* decide(names, "payment.method", methods, choose, "");
  const rounding = creditsIn(settlement).find(({ name }) => /APVAL|ROUND/i.test(name));
  if (rounding !== undefined) names.propose("rounding.credit", String(rounding.number));
}

/** The key that voids, if GAMA has bound another one than F8; or the method that voids, if the window gets no keys. */
function* proposeVoid(pos: Inspection, names: Names, choose: Choose): Talk<void> {
  const bound = [...pos.keys].filter(([key, command]) => /^F\d+$/.test(key) && /ANUL|STORN|VOID/i.test(command));
  const own = pos.keys.get("F8") ?? "";
  if (own === "" && bound.length > 0)
    yield* decide(
      names,
      "void.key",
      bound.map(([value, why]) => ({ value, why })),
      choose,
    );
  const voiders = voidersFor(pos);
  if (own === "" && bound.length === 0 && !pos.previewsKeys) yield* decide(names, "void.method", voiders, choose, "");
}
