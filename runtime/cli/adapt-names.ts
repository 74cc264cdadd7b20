/**
 * The names that rrpay.prg looks up in gama-shop.txt, with their defaults (runtime/gama/source/names.prg), and that
 * file.
 */
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";

/** Every name with one default. `vat.RATE` and `unit.CODE` have as many rows as the shop needs. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  "window.settlement": "ATSISKAITYMAS",
  header: "I06_PARH",
  lines: "I07_PARD",
  "header.number": "I06_DOK_NR",
  "header.date": "I06_OP_DATA",
  "header.key": "",
  "header.customer": "I06_KODAS_KS",
  "header.customerName": "I06_PAV",
  "customer.none": "",
  "header.currency": "I06_KODAS_VL",
  "header.foreign": "I06_VAL_POZ",
  "header.priceHasVat": "I06_PVM_TIP",
  "header.storno": "",
  "header.document": "",
  "header.original": "",
  "header.total": "",
  "line.type": "I07_TIPAS",
  "line.code": "I07_KODAS",
  "line.barcode": "DI07_BAR_KODAS",
  "line.name": "I07_PAV",
  "line.unit": "I07_KODAS_US",
  "line.quantity": "I07_KIEKIS",
  "line.fraction": "I07_FRAKCIJA",
  "line.salesUnit": "I07_KODAS_US_A",
  "line.salesQuantity": "I07_ALT_KIEKIS",
  "line.salesFraction": "I07_ALT_FRAK",
  "line.price": "I07_KAINA_SU",
  "line.priceNet": "I07_KAINA_BE",
  "line.discount": "I07_NUOLAIDA",
  "line.discountSum": "",
  "line.sum": "I07_SUMA",
  "line.sumHasVat": "no",
  "line.vat": "I07_PVM",
  "line.hasVat": "I07_MOKESTIS",
  "line.rate": "I07_MOKESTIS_P",
  "vat.21": "A",
  "vat.12": "B",
  "vat.5": "C",
  "vat.0": "D",
  "type.goods": "1,2,3",
  "type.service": "2",
  "unit.default": "VNT",
  ...Object.fromEntries(
    "VNT KG G T L ML M CM M2 M3 PAK DEZ KOMPL PORA VAL".split(" ").map((unit) => [`unit.${unit}`, unit]),
  ),
  "deposit.prefix": "TARA",
  "currency.own": "EUR",
  "name.length": "",
  "return.ask": "yes",
  "prepaid.voucher": "",
  "prepaid.advance": "",
  "prepaid.loyalty": "",
  "prepaid.voucher.name": "Dovanų čekis",
  "prepaid.advance.name": "Avansas",
  "prepaid.loyalty.name": "Lojalumo taškai",
  "payment.method": "kreditas",
  "payment.sum": "",
  "payment.cursor": "",
  "payment.cursor.number": "",
  "payment.cursor.sum": "",
  "payment.returns": "negative",
  "rounding.credit": "",
  "saved.property": "screen",
  operator: "",
  "void.key": "F8",
  "void.method": "",
};

const LETTERS = "ąčęėįšųūžĄČĘĖĮŠŲŪŽ";
/** A Lithuanian letter in UTF-8, as latin1. In windows-1257 no such pair stands in a Lithuanian text. */
const PAIRS = [...LETTERS].map((letter) => ({ letter, pair: latin1(encodeUtf8(letter)) }));

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/**
 * GAMA writes in Windows' code page, an editor perhaps in UTF-8: both are read as rrpay.prg reads them. A byte that is
 * in neither becomes `?`, so that the rest can still be read.
 */
export function textOf(file: Uint8Array): string {
  const chars = PAIRS.reduce(
    (text, { letter, pair }) => text.replaceAll(pair, latin1(encodeWindows1257(letter))),
    latin1(file).replace(/^\xef\xbb\xbf/, ""),
  );
  const bytes = Uint8Array.from(chars, (char) => char.charCodeAt(0));
  const isKnown = (byte: number) => decodeWindows1257(Uint8Array.of(byte)) !== null;
  return (
    decodeWindows1257(bytes) ??
    decodeWindows1257(Uint8Array.from(bytes, (byte) => (isKnown(byte) ? byte : "?".charCodeAt(0)))) ??
    ""
  );
}

/** Whether rrpay.prg looks this name up. */
export function isName(name: string): boolean {
  return Object.hasOwn(DEFAULTS, name) || /^vat\.\d+(\.\d\d)?$/.test(name) || /^unit\.[^a-z.][^a-z]*$/.test(name);
}

/** A line of gama-shop.txt. It has no name if it has no equals sign. */
interface ShopLine {
  readonly line: string;
  readonly name?: string;
  readonly value: string;
}

/** By the rule of RRPayTidy: spaces and tabs round a name and its sign do not count. */
function linesOf(text: string): ShopLine[] {
  return text.split(/\r\n|\r|\n/).map((row) => {
    const line = row.replaceAll("\t", " ").trim();
    const at = line.indexOf("=");
    return at < 0 ? { line, value: "" } : { line, name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
}

/** What the shop has set itself. The first line of a name counts, as in rrpay.prg. */
export function readShop(text: string): Map<string, string> {
  const chosen = new Map<string, string>();
  for (const { name, value } of linesOf(text)) if (name && !chosen.has(name)) chosen.set(name, value);
  return chosen;
}

/** Lines of gama-shop.txt that rrpay.prg never reads. A misspelt name has no effect and gives no message. */
export function unknownLines(text: string): string[] {
  return linesOf(text)
    .filter(({ line }) => line.trim() !== "" && !line.startsWith("*") && !line.startsWith("#"))
    .filter(({ name }) => name === undefined || !isName(name))
    .map(({ line }) => line);
}

/** Names with more than one line. Only the first line of each counts. */
export function repeatedNames(text: string): string[] {
  const names = linesOf(text).flatMap(({ name }) => name ?? []);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

/** The names as rrpay.prg sees them: first the shop's own, then the proposed ones, then the defaults. */
export class Names {
  readonly #shop: ReadonlyMap<string, string>;
  readonly #answered = new Set<string>();
  readonly proposed = new Map<string, string>();

  constructor(shop: ReadonlyMap<string, string>) {
    this.#shop = shop;
  }

  get(name: string): string {
    return this.#shop.get(name) ?? this.proposed.get(name) ?? DEFAULTS[name] ?? "";
  }

  /** Whether the shop's file or a person's answer has decided this name. */
  isChosen(name: string): boolean {
    return this.#shop.has(name) || this.#answered.has(name);
  }

  /** Sets a person's answer, which no finding changes. A value in the shop's file still comes first. */
  answer(name: string, value: string): void {
    this.propose(name, value);
    this.#answered.add(name);
  }

  /** Proposes a value for a name that the shop has not set. A value equal to the default needs no line. */
  propose(name: string, value: string): void {
    if (this.isChosen(name)) return;
    if (value === (DEFAULTS[name] ?? "")) this.proposed.delete(name);
    else this.proposed.set(name, value);
  }
}

/** The file with the proposed lines at its end, in Windows' code page. Not one existing byte is changed. */
export function withProposed(file: Uint8Array, proposed: ReadonlyMap<string, string>): Uint8Array {
  const isEnded = file.length === 0 || file.at(-1) === LINE_FEED;
  const lines = [...proposed].map(([name, value]) => `${name}=${value}\r\n`).join("");
  const added = encodeWindows1257((isEnded ? "" : "\r\n") + lines);
  const whole = new Uint8Array(file.length + added.length);
  whole.set(file);
  whole.set(added, file.length);
  return whole;
}

const LINE_FEED = 10;
