/**
 * Manual entry: what a person reads from the printed receipt, row by row, until it balances (as in GAMA's own entry).
 */

import { centsIn } from "../money-text.ts";
import { question, say, type Talk } from "../program/talk.ts";
import type { Language } from "../words.ts";
import { askShort } from "./short-text.ts";

/** What the decision needs besides its name. */
export interface Receipt {
  readonly documentNo?: string;
  readonly payments?: readonly Row[];
  readonly roundingCents?: number;
  readonly changeCents?: number;
}

interface Row {
  readonly method: number;
  readonly amountCents: number;
}

interface Method {
  readonly method: number;
  readonly name: string;
  readonly isCash: boolean;
}

export interface Asked {
  readonly kind: "sale" | "return" | "void";
  readonly totalCents: number;
  readonly boot: ReadonlyMap<string, string>;
  readonly language: Language;
}

/** Cash is rounded by at most this much. */
const ROUNDING_CENTS = 2;

/** Asks for number, payments and change until they balance. Undefined if the person postpones it. */
export function* askReceipt(asked: Asked): Talk<Receipt | undefined> {
  const { kind, totalCents, language } = asked;
  const text = TEXTS[language];
  const methods = methodsOf(asked.boot);
  const documentNo = (yield* askShort(kind === "void" ? text.voidDocument : text.document, language)) ?? "";
  if (documentNo === "") return undefined;
  for (;;) {
    const payments = yield* askRows(asked, methods);
    if (payments === undefined) return undefined;
    const sum = payments.reduce((cents, { amountCents }) => cents + amountCents, 0);
    const changeCents = sum - totalCents > ROUNDING_CENTS ? yield* askChange(text.change, text.notSum) : 0;
    if (changeCents === undefined) return undefined;
    const off = totalCents - (sum - changeCents);
    const hasCash = payments.some(({ method }) => methods.find((one) => one.method === method)?.isCash);
    const isBalanced = (cents: number) => cents === 0 || (hasCash && Math.abs(cents) <= ROUNDING_CENTS);
    if (isBalanced(off)) return { documentNo, payments, changeCents, roundingCents: -off };
    yield* say(`${off > 0 ? text.missing : text.tooMuch} ${centsIn(language, Math.abs(off))} EUR.`);
    if (off < 0) continue;
    // the list does not have the prepaid part, and RRPay's receipt shows only the rest as paid
    const typed = yield* askCents(text.prepaid, text.notSum);
    const prepaidCents = typeof typed === "number" ? typed : 0;
    if (prepaidCents > 0 && isBalanced(off - prepaidCents))
      return { documentNo, payments, changeCents, roundingCents: prepaidCents - off };
    if (payments.length === 0) return undefined;
  }
}

/** Undefined if the person postpones it. */
function* askRows({ totalCents, language }: Asked, methods: readonly Method[]): Talk<Row[] | undefined> {
  const text = TEXTS[language];
  const rows: Row[] = [];
  const names = methods.map(({ method, name }) => `${method} ${name}`).join(", ");
  for (;;) {
    const left = totalCents - rows.reduce((cents, { amountCents }) => cents + amountCents, 0);
    const rest = `${left < 0 ? text.tooMuch : text.left} ${centsIn(language, Math.abs(left))} EUR. `;
    const typed = ((yield* question(`${rest}${text.payment} ${names}${text.number}`)) ?? "").trim();
    if (typed === "") return rows;
    const found = methods.find(
      ({ method, name }) => String(method) === typed || name.toLowerCase() === typed.toLowerCase(),
    );
    if (found === undefined) {
      yield* say(`${text.noMethod} ${typed}.`);
      continue;
    }
    const amountCents = yield* askCents(`${found.name}${text.sum}`, text.notSum);
    if (amountCents === undefined) return undefined;
    // a payment that was chosen by mistake; those before it stay
    if (amountCents === "nothing") continue;
    rows.push({ method: found.method, amountCents });
  }
}

/** The change, asked until it is typed: by now the whole receipt is. Undefined if nobody answers. */
function* askChange(prompt: string, notSum: string): Talk<number | undefined> {
  for (;;) {
    const changeCents = yield* askCents(prompt, notSum);
    if (changeCents !== "nothing") return changeCents;
  }
}

/** A sum in euros as cents, asked again until it is valid. Undefined if nobody answers. */
function* askCents(prompt: string, notSum: string): Talk<number | "nothing" | undefined> {
  for (;;) {
    const typed = (yield* question(prompt))?.trim();
    if (typed === undefined) return undefined;
    if (typed === "") return "nothing";
    const [, euros, cents = ""] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed) ?? [];
    if (euros !== undefined) return Number(euros) * 100 + Number(cents.padEnd(2, "0"));
    yield* say(notSum);
  }
}

/** The ways to pay of the config's map, as the boot reports them. */
function methodsOf(boot: ReadonlyMap<string, string>): Method[] {
  const methods: Method[] = [];
  for (let at = 0; boot.has(`payments.${at}.method`); at++)
    methods.push({
      method: Number(boot.get(`payments.${at}.method`)),
      name: boot.get(`payments.${at}.name`) ?? "",
      isCash: boot.get(`payments.${at}.cash`) === "true",
    });
  return methods;
}

const TEXTS = {
  en: {
    document: "Receipt number (from the paper): ",
    voidDocument: "Number of the void's receipt (from the paper): ",
    left: "Left",
    missing: "Missing",
    tooMuch: "Too much:",
    payment: "Payment",
    number: "; empty - that is all. Number: ",
    sum: ", sum in EUR: ",
    noMethod: "There is no such payment:",
    notSum: "Not a sum.",
    change: "Change on the receipt, EUR (none - 0): ",
    prepaid: "Taken by GAMA before (voucher, advance, points), EUR (none - 0): ",
  },
  lt: {
    document: "Kvito numeris (iš popieriaus): ",
    voidDocument: "Anuliavimo kvito numeris (iš popieriaus): ",
    left: "Liko",
    missing: "Trūksta",
    tooMuch: "Per daug",
    payment: "Mokėjimas",
    number: "; tuščia - baigti. Numeris: ",
    sum: ", suma EUR: ",
    noMethod: "Tokio mokėjimo nėra:",
    notSum: "Tai ne suma.",
    change: "Grąža iš kvito, EUR (nėra - 0): ",
    prepaid: "Priimta GAMA anksčiau (čekiu, avansu, taškais), EUR (nėra - 0): ",
  },
} as const;
