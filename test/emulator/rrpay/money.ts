/** Cash rounding and payments, in integer cents. */
import type { RrpayPayment } from "../../../schemas/generated/types.ts";
import type { Tender } from "./model.ts";
import { Objection } from "./objection.ts";

/** RRPay's numbers for the ways to pay, as in RASO Retail. */
export const METHOD = { cash: 0, card: 2 } as const;

/** Rounds a cash total to the nearest 5 ct: 1–2 down, 3–4 up (in Lithuania since 2025-05-01). */
export function roundCash(cents: number): number {
  const over = cents % 5;
  return over < 3 ? cents - over : cents - over + 5;
}

/** What a customer without small coins gives: the next multiple of five euros. */
function givenFor(dueCents: number): number {
  return Math.ceil(dueCents / 500) * 500;
}

/** The payments so far, and the rounding and change of the last one. */
export interface Paid {
  readonly payments: readonly RrpayPayment[];
  readonly roundingCents: number;
  readonly changeCents: number;
  readonly covered: boolean;
}

export const NOTHING_PAID: Paid = { payments: [], roundingCents: 0, changeCents: 0, covered: false };

/**
 * Adds one tender to what is paid of `dueCents`. `serial` numbers the card authorisations. Throws on what a payment
 * screen would not accept.
 */
export function addTender(paid: Paid, dueCents: number, tender: Tender, serial: number): Paid {
  if (paid.covered) throw new Objection({ en: "the transaction is paid already", lt: "operacija jau apmokėta" });
  const due = dueCents - sumCents(paid.payments);
  return tender.type === "card"
    ? addCard(paid, due, tender.amountCents ?? due, serial)
    : addCash(paid, due, tender.givenCents);
}

function addCard(paid: Paid, due: number, amountCents: number, serial: number): Paid {
  requireCents(amountCents);
  if (amountCents > due)
    throw new Objection({
      en: `a card pays at most what is due, ${due} cents`,
      lt: `kortele apmokama ne daugiau nei mokėtina suma: ${due} ct`,
    });
  const number = String(serial).padStart(6, "0");
  const card = {
    maskedPan: "411111******1111",
    authCode: `A${number}`,
    rrn: `000000${number}`,
    terminalId: "EMU00001",
  };
  const payment = { method: METHOD.card, name: "Banko kortelė", amountCents, card };
  return { ...paid, payments: [...paid.payments, payment], covered: amountCents === due };
}

function addCash(paid: Paid, due: number, given: number | undefined): Paid {
  const rounded = roundCash(due);
  const amountCents = given ?? givenFor(rounded);
  requireCents(amountCents);
  const payments = [...paid.payments, { method: METHOD.cash, name: "Grynieji", amountCents }];
  if (amountCents < rounded) return { ...paid, payments };
  return { payments, roundingCents: rounded - due, changeCents: amountCents - rounded, covered: true };
}

function requireCents(cents: number): void {
  if (!Number.isSafeInteger(cents) || cents < 0)
    throw new Objection({
      en: "amounts are integer cents, not below zero",
      lt: "sumos – sveiki centai, ne mažesni už nulį",
    });
}

/**
 * What is given back when a sale is voided: each way to pay returns what it brought, and cash does so without the
 * change.
 */
export function refundOf(sale: Omit<Paid, "covered">): Paid {
  let change = sale.changeCents;
  const payments = sale.payments.map((payment) => {
    if (payment.method !== METHOD.cash) return payment;
    const back = Math.min(change, payment.amountCents);
    change -= back;
    return { ...payment, amountCents: payment.amountCents - back };
  });
  return { payments, roundingCents: sale.roundingCents, changeCents: 0, covered: true };
}

/** What stays in the drawer and at the bank from these payments. */
export function netCents(paid: Omit<Paid, "covered">): number {
  return sumCents(paid.payments) - paid.changeCents;
}

function sumCents(payments: readonly RrpayPayment[]): number {
  return payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
}
