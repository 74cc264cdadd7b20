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
export const PAYMENT_WORDS: Readonly<Record<Attempt["payment"], Words>> = {
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
  const { kind, saleKey, totalCents, currency, attemptId, payment, fiscal } = attempt;
  const saved = savedWords(attempt, GAMA_WORDS);
  const money = (language: Language) => `${centsIn(language, totalCents)} ${currency}`;
  return {
    en: `${KIND_WORDS[kind].en} ${saleKey}, ${money("en")}, attempt ${attemptId}: payment ${PAYMENT_WORDS[payment].en}, receipt ${RECEIPT_WORDS[fiscal].en}, GAMA ${saved.en}`,
    lt: `${KIND_WORDS[kind].lt} ${saleKey}, ${money("lt")}, bandymas ${attemptId}: mokėjimas – ${PAYMENT_WORDS[payment].lt}, kvitas – ${RECEIPT_WORDS[fiscal].lt}, GAMA – ${saved.lt}`,
  };
}
