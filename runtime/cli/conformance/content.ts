/** What a sale may hold: encodings, long texts, many lines, amounts below zero. These checks need nobody at RRPay. */
import type { Check } from "./check.ts";
import { isNotStored } from "./check.ts";
import { differs, first, isTaken, refused, taken, within } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import type { Json } from "./wires.ts";

/** A thousand of these are ten euros. */
export const CENT = { unitPriceE4: 100, totalCents: 1 };

const LITHUANIAN = "Ąžuolų šerkšnas „é” ";

/** Signs that end a text, an element or a value elsewhere, or take two places in UTF-16. */
const SIGNS = ["L'Oréal 5'", 'TV 32" \\ C:\\n', "<b>A&B</b> &amp; %s %00 {0} $1", "'; --", "/* x */ #", "Kava ☕ 🍩 𝄞"];

/** Lines that a shop sells besides items of the first VAT group. */
const OTHERS = [
  { vatGroup: "A", vatRateBp: 2100, barcode: "4770001112223" },
  { vatGroup: "B", vatRateBp: 1200, unit: "KG", quantityE4: 10_000 },
  { vatGroup: "C", vatRateBp: 500 },
  { vatGroup: "D", vatRateBp: 0, type: "service", name: "Bandomoji paslauga" },
];

/** What is left of a receipt of which lines were taken out and put in. */
const NUMBERS = [7, 2, 30, 11];

/** Lines whose product is a cent off, half a cent down and half a cent up, and one with a discount. */
const ROUNDED = [
  { quantityE4: 1255, unitPriceE4: 39_900, totalCents: 51 },
  { quantityE4: 1250, unitPriceE4: 10_000, totalCents: 12 },
  { quantityE4: 1250, unitPriceE4: 10_000, totalCents: 13 },
  { unitPriceE4: 3000, discountCents: 5, totalCents: 25 },
];

export const COMPANY = { code: "C1", name: "UAB Bandymas", vatCode: "LT100000000000" };
const PERSON = { code: "", name: "Ona Bandomoji", vatCode: "" };

export const CONTENT: readonly Check[] = [
  {
    id: "names",
    promises: "R10",
    title: { en: "a name of 100 characters, Lithuanian, is taken", lt: "100 lietuviškų ženklų pavadinimas priimamas" },
    *run(lab) {
      const order = lab.sale();
      const [line] = order.lines;
      const long = { ...order, lines: [{ ...line, name: LITHUANIAN.repeat(5) }] };
      const got = yield* lab.post(long);
      yield* lab.end(order.id);
      return taken(got, order);
    },
  },
  {
    id: "signs",
    promises: "C1 C10",
    title: {
      en: "names with quotes, backslashes, angle brackets, percent signs and signs beyond the first plane are taken",
      lt: "pavadinimai su kabutėmis, atgaliniais brūkšniais, < >, procentų ir papildomų plokštumų ženklais priimami",
    },
    *run(lab) {
      const order = saleOf(
        lab,
        SIGNS.map((name) => ({ ...CENT, name })),
      );
      return yield* taking(lab, { ...order, customer: { ...COMPANY, name: SIGNS.join(" ") } });
    },
  },
  {
    id: "encodings",
    promises: "C1 R1",
    title: { en: "\\uXXXX and UTF-8 are the same content", lt: "\\uXXXX ir UTF-8 – tas pats turinys" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const got = yield* lab.post(JSON.stringify(order));
      yield* lab.end(order.id);
      return differs(got, 200, { id: order.id });
    },
  },
  {
    id: "many-lines",
    promises: "C10",
    title: { en: "a sale of 1000 lines is taken", lt: "1000 eilučių pardavimas priimamas" },
    *run(lab) {
      // the till takes no longer receipt, and each letter that is not ASCII is six bytes on the wire
      const line = { ...CENT, name: LITHUANIAN.repeat(3) };
      const lines = Array.from({ length: 1000 }, () => line);
      return yield* taking(lab, saleOf(lab, lines));
    },
  },
  {
    id: "long-texts",
    promises: "C10",
    title: {
      en: "id, sale key and texts of the greatest length are taken and echoed whole",
      lt: "ilgiausi id, raktas ir tekstai priimami ir kartojami visi",
    },
    *run(lab) {
      const plain = lab.sale();
      const long = (text: string) => text.padEnd(64, "x");
      const names = { id: long(plain.id), receiptNo: long("1"), operator: long("TEST") };
      const saleKey = plain.saleKey.padEnd(64, "š");
      const customer = { code: long("C"), name: "Ų".repeat(200), vatCode: long("LT") };
      const lines = plain.lines.map((line) => ({ ...line, code: long("T"), name: "Ė".repeat(200) }));
      const order = { ...plain, ...names, saleKey, customer, lines };
      const got = yield* lab.post(order);
      const asked = isTaken(got, order) ? yield* lab.get(order.id) : undefined;
      yield* lab.end(order.id);
      const { id } = order;
      return first(taken(got, order, { saleKey }), asked && differs(asked, 200, { id, saleKey }));
    },
  },
  {
    id: "deposit",
    promises: "C10 B18",
    title: { en: "a line below zero, a returned deposit, is taken", lt: "neigiama eilutė (grąžinta tara) priimama" },
    *run(lab) {
      const order = lab.sale({ totalCents: 10 });
      const [line] = order.lines as [Json];
      const whole = { ...line, unitPriceE4: 2000, totalCents: 20 };
      const back = { ...line, no: 2, type: "deposit", name: "Užstatas", quantityE4: -10_000, totalCents: -10 };
      return yield* taking(lab, { ...order, lines: [whole, back] });
    },
  },
  {
    id: "other-lines",
    promises: "C10",
    title: {
      en: "services, barcodes, other units and every VAT group and rate are taken, on one receipt, however its lines are numbered",
      lt: "paslaugos, brūkšniniai kodai, kiti vienetai, visos PVM grupės ir tarifai viename kvite priimami, kad ir kaip sunumeruotos eilutės",
    },
    *run(lab) {
      const lines = OTHERS.map((one, at) => ({ ...CENT, ...one, no: NUMBERS[at] }));
      return yield* taking(lab, saleOf(lab, lines));
    },
  },
  {
    id: "total-zero",
    promises: "C10 B18",
    title: {
      en: "a sale whose total is zero, because a returned deposit pays it, is taken",
      lt: "pardavimas, kurio suma nulinė, nes jį padengia grąžinta tara, priimamas",
    },
    *run(lab) {
      return yield* taking(lab, zeroSale(lab));
    },
  },
  {
    id: "large-sum",
    promises: "C10",
    title: {
      en: "a sale of more than 10 000 euros is taken",
      lt: "didesnis nei 10 000 eurų pardavimas priimamas",
    },
    *run(lab) {
      return yield* taking(lab, lab.sale({ totalCents: 1_234_567 }));
    },
  },
  {
    id: "line-rounding",
    promises: "C10 B18",
    title: {
      en: "a line that is a cent off its product, half a cent either way or with a discount, is taken as it is",
      lt: "eilutė, centu ar puse cento besiskirianti nuo sandaugos arba su nuolaida, priimama tokia, kokia yra",
    },
    *run(lab) {
      return yield* taking(lab, saleOf(lab, ROUNDED));
    },
  },
  {
    id: "sum-of-lines",
    promises: "C10 B18",
    title: {
      en: "a total that is not the sum of the lines is 422, and nothing is stored",
      lt: "jei suma – ne eilučių suma, atsakoma 422 ir neįrašoma",
    },
    *run(lab) {
      return yield* refusing(lab, { ...lab.sale(), totalCents: 11 });
    },
  },
  {
    id: "line-numbers",
    promises: "C10",
    title: {
      en: "two lines with one number are 422, and nothing is stored",
      lt: "dvi eilutės vienu numeriu – 422, nieko neįrašoma",
    },
    *run(lab) {
      const plain = lab.sale();
      const [line] = plain.lines as [Json];
      return yield* refusing(lab, { ...plain, lines: [line, line], totalCents: 2 * plain.totalCents });
    },
  },
  {
    id: "buyer",
    promises: "C10",
    title: {
      en: "a sale that names its buyer, with a VAT code or without, is taken",
      lt: "pardavimas su nurodytu pirkėju, su PVM kodu ar be jo, priimamas",
    },
    *run(lab) {
      const seen = [];
      for (const customer of [COMPANY, PERSON]) {
        const order = lab.sale({ customer });
        const got = yield* lab.post(order);
        yield* lab.end(order.id);
        const [en, lt] = customer === COMPANY ? ["a company", "įmonė"] : ["no VAT code", "be PVM kodo"];
        seen.push(within(en, lt, taken(got, order)));
      }
      return first(...seen);
    },
  },
  {
    id: "buyer-content",
    promises: "C10",
    title: {
      en: "the same id with another buyer is 409",
      lt: "tas pats id su kitu pirkėju – 409",
    },
    *run(lab) {
      const order = lab.sale({ customer: COMPANY });
      yield* lab.begun(order);
      const got = yield* lab.post({ ...order, customer: PERSON });
      yield* lab.end(order.id);
      return refused(got, 409, { error: "id-conflict" });
    },
  },
  {
    id: "added-fields",
    promises: "C1 R20",
    title: {
      en: "a field that RRPay does not know is passed over, or is 422 and not stored",
      lt: "nežinomo lauko nepaisoma, arba atsakoma 422 ir neįrašoma",
    },
    *run(lab) {
      const order = lab.sale();
      const got = yield* lab.post({ ...order, laterField: { of: "another version" } });
      if (got.status === 422) return yield* isNotStored(lab, order.id);
      yield* lab.end(order.id);
      return taken(got, order);
    },
  },
];

/** A sale that a returned deposit pays. */
export function zeroSale(lab: Lab): ReturnType<Lab["sale"]> {
  const plain = lab.sale();
  const [line] = plain.lines as [Json];
  const deposit = { no: 2, type: "deposit", name: "Užstatas", quantityE4: -10_000, totalCents: -line.totalCents };
  return { ...plain, lines: [line, { ...line, ...deposit }], totalCents: 0 };
}

/** A sale of these lines. What is not said of one is as in the run's other sales; the total is the sum of theirs. */
export function saleOf(
  lab: Lab,
  lines: readonly { readonly totalCents: number; readonly [field: string]: Json }[],
): Json {
  const order = lab.sale();
  const [own] = order.lines as [Json];
  return {
    ...order,
    lines: lines.map((one, at) => ({ ...own, no: at + 1, ...one })),
    totalCents: lines.reduce((sum, { totalCents }) => sum + totalCents, 0),
  };
}

/** Sends an order, and lets it end: it must be taken with its own total. */
export function* taking(lab: Lab, order: Json): ReturnType<Check["run"]> {
  const got = yield* lab.post(order);
  yield* lab.end(order.id);
  return taken(got, order, { totalCents: order.totalCents });
}

/** Sends an order that no RRPay may take: it must be refused, and not stored. */
function* refusing(lab: Lab, order: Json): ReturnType<Check["run"]> {
  const got = yield* lab.post(order);
  if (isTaken(got, order)) yield* lab.end(order.id);
  return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, order.id));
}
