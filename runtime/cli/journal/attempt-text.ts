/** An attempt in one line, in words instead of codes. */
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import { centsIn } from "../money-text.ts";
import type { Language, Words } from "../words.ts";

/** The kind of an attempt, as people call it. */
export const KIND_WORDS: Readonly<Record<Kind, Words>> = {
  sale: { en: "sale", lt: "pardavimas" },
  return: { en: "return", lt: "grąžinimas" },
  void: { en: "void", lt: "anuliavimas" },
};
/** What RRPay has done where it approves: of a return and a void nothing is paid. */
export const DONE_WORDS: Readonly<Record<Kind, Words>> = {
  sale: { en: "paid", lt: "apmokėta" },
  return: { en: "given back", lt: "grąžinta" },
  void: { en: "voided", lt: "anuliuota" },
};
const PAYMENT_WORDS: Readonly<Record<Attempt["payment"], Words>> = {
  sent: { en: "sent", lt: "išsiųsta" },
  cancelling: { en: "cancelling", lt: "atšaukiama" },
  unknown: { en: "unknown", lt: "nežinoma" },
  approved: { en: "approved", lt: "apmokėta" },
  declined: { en: "declined", lt: "atmesta" },
  cancelled: { en: "cancelled", lt: "atšaukta" },
  "not-accepted": { en: "not accepted", lt: "nepriimta" },
};
export const RECEIPT_WORDS: Readonly<Record<Attempt["fiscal"], Words>> = {
  unknown: { en: "unknown", lt: "nežinomas" },
  printed: { en: "printed", lt: "atspausdintas" },
  "not-printed": { en: "not printed", lt: "neatspausdintas" },
};
export const GAMA_WORDS: Readonly<Record<Attempt["gama"], Words>> = {
  waiting: { en: "waiting", lt: "laukiama" },
  saved: { en: "saved", lt: "išsaugota" },
  unsaved: { en: "not saved", lt: "neišsaugota" },
  settled: { en: "settled", lt: "sutvarkyta" },
};

/** How the payment of an attempt stands. */
export function paymentWords({ kind, payment }: Pick<Attempt, "kind" | "payment">): Words {
  return payment === "approved" && kind !== "sale" ? DONE_WORDS[kind] : PAYMENT_WORDS[payment];
}

/** GAMA's part in an attempt, in one of two wordings. It waits for nothing where no money moved and nobody says so. */
export function savedWords(attempt: Attempt, words: Readonly<Record<Attempt["gama"], Words>>): Words {
  const { gama, payment, conflict, accepted } = attempt;
  const isOver = payment === "declined" || payment === "cancelled" || payment === "not-accepted";
  const isDisputed = conflict !== undefined || accepted === "manual";
  return gama === "waiting" && isOver && !isDisputed ? NOTHING_TO_SAVE : words[gama];
}

const NOTHING_TO_SAVE: Words = { en: "nothing to save", lt: "nėra ko išsaugoti" };

/** Which sale it is, how much, and its state. */
export function describeAttempt(attempt: Attempt): Words {
  const { kind, saleKey, totalCents, currency, attemptId, fiscal } = attempt;
  const payment = paymentWords(attempt);
  const saved = savedWords(attempt, GAMA_WORDS);
  const money = (language: Language) => `${centsIn(language, totalCents)} ${currency}`;
  return {
    en: `${KIND_WORDS[kind].en} ${saleKey}, ${money("en")}, attempt ${attemptId}: payment ${payment.en}, receipt ${RECEIPT_WORDS[fiscal].en}, GAMA ${saved.en}`,
    lt: `${KIND_WORDS[kind].lt} ${saleKey}, ${money("lt")}, bandymas ${attemptId}: mokėjimas – ${payment.lt}, kvitas – ${RECEIPT_WORDS[fiscal].lt}, GAMA – ${saved.lt}`,
  };
}
