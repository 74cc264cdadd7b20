/** The words that the accountant reads instead of codes, in the table and the report of a day. */
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import { printable } from "../terminal-text.ts";
import { plain, type Words } from "../words.ts";
import { DONE_WORDS } from "./attempt-text.ts";
import type { Source } from "./money.ts";

const OUTCOME_WORDS: Readonly<Record<Exclude<Attempt["payment"], "approved">, Words>> = {
  sent: { en: "unknown", lt: "nežinoma" },
  cancelling: { en: "unknown", lt: "nežinoma" },
  unknown: { en: "unknown", lt: "nežinoma" },
  declined: { en: "declined", lt: "atmesta" },
  cancelled: { en: "cancelled", lt: "atšaukta" },
  "not-accepted": { en: "not accepted", lt: "nepriimta" },
};

/** How an attempt has ended. */
export function outcomeWords({ kind, payment }: Attempt): Words {
  return payment === "approved" ? DONE_WORDS[kind] : OUTCOME_WORDS[payment];
}

export const PAPER_WORDS: Readonly<Record<Attempt["fiscal"], Words>> = {
  unknown: { en: "unknown", lt: "nežinoma" },
  printed: { en: "printed", lt: "atspausdintas" },
  "not-printed": { en: "not printed", lt: "neatspausdintas" },
};
export const SAVED_WORDS: Readonly<Record<Attempt["gama"], Words>> = {
  waiting: { en: "waiting", lt: "laukia" },
  saved: { en: "saved", lt: "išsaugota" },
  unsaved: { en: "not saved", lt: "neišsaugota" },
  settled: { en: "settled", lt: "sutvarkyta" },
};
export const KINDS_WORDS: Readonly<Record<Kind, Words>> = {
  sale: { en: "Sales", lt: "Pardavimai" },
  return: { en: "Returns", lt: "Grąžinimai" },
  void: { en: "Voids", lt: "Anuliavimai" },
};
/** What a total counts. */
export const SOURCE_WORDS: Readonly<Record<Source, Words>> = {
  confirmed: { en: "Total as RRPay has it", lt: "Iš viso pagal RRPay" },
  unreconciled: { en: "RRPay spoke of it, not reconciled", lt: "RRPay nurodyta, nesutikrinta" },
  typed: { en: "Typed by hand, RRPay has not confirmed", lt: "Įvesta ranka, RRPay nepatvirtino" },
};
const MANUAL_WORDS: Readonly<Record<NonNullable<Attempt["manual"]>["decision"], Words>> = {
  "receipt-printed": { en: "receipt printed", lt: "kvitas atspausdintas" },
  "nothing-happened": { en: "nothing happened", lt: "nieko neįvyko" },
};

/** What a person decided, and who. */
export function manualWords({ decision, operator }: NonNullable<Attempt["manual"]>): Words {
  const { en, lt } = MANUAL_WORDS[decision];
  return { en: `${en}, ${operator}`, lt: `${lt}, ${operator}` };
}

const VOIDED_ELSEWHERE: Words = { en: "voided in RRPay's own window", lt: "anuliuota RRPay lange" };

const LEFT: Words = { en: "left to the accountant", lt: "palikta buhalteriui" };

/** What people said about an attempt. Undefined if nobody did. */
export function personsWord({ manual, voidedElsewhere, left }: Attempt): Words | undefined {
  const typed = voidedElsewhere === undefined ? manual && manualWords(manual) : VOIDED_ELSEWHERE;
  if (left !== true) return typed;
  return typed ? { en: `${typed.en}, ${LEFT.en}`, lt: `${typed.lt}, ${LEFT.lt}` } : LEFT;
}

const CONFLICT_WORDS: ReadonlyMap<string, Words> = new Map([
  ["charged-twice", { en: "paid twice in RRPay", lt: "RRPay apmokėta du kartus" }],
  ["document-repeated", { en: "another receipt has this number", lt: "tokį numerį turi kitas kvitas" }],
  [
    "evidence-contradicts",
    { en: "RRPay later said otherwise than before", lt: "RRPay vėliau pranešė kitaip negu iš pradžių" },
  ],
  [
    "journal-behind",
    { en: "RRPay has it, the journal had nothing of it", lt: "RRPay turi, o mokėjimų žurnale nebuvo" },
  ],
  ["manual-differs", { en: "typed otherwise than RRPay has it", lt: "ranka įvesta kitaip, negu turi RRPay" }],
  ["manual-not-found", { en: "typed, but RRPay never received it", lt: "įvesta ranka, bet RRPay negavo" }],
  [
    "money-without-approval",
    {
      en: "RRPay shows money or a receipt of what it did not approve",
      lt: "RRPay nepatvirtino, bet rodo pinigus arba kvitą",
    },
  ],
  ["paid-after-left", { en: "left to the accountant, paid after all", lt: "palikta buhalteriui, bet vėliau apmokėta" }],
  ["paid-after-manual", { en: "marked as not paid, paid in RRPay", lt: "pažymėta, kad nesumokėta, o RRPay apmokėta" }],
  [
    "sale-known",
    { en: "RRPay has it under another id, with other data", lt: "RRPay jį jau turi, ir jo duomenys nesutampa" },
  ],
  ["saved-after-void", { en: "saved in GAMA after its void", lt: "GAMA išsaugota, nors jau anuliuota" }],
  ["saved-then-unsaved", { en: "GAMA said saved, then not saved", lt: "GAMA išsaugojo, paskui pranešė, kad ne" }],
  ["saved-unpaid", { en: "saved in GAMA, no payment in RRPay", lt: "GAMA išsaugota, o RRPay mokėjimo nėra" }],
  [
    "unpaid-after-manual",
    { en: "typed as paid, RRPay has no payment", lt: "įvesta kaip sumokėta, o RRPay mokėjimo nėra" },
  ],
]);

/** Why a person must look. A code of a later version is shown unchanged. */
export function conflictWords(code: string): Words {
  return CONFLICT_WORDS.get(code) ?? plain(printable(code));
}

/** Every conflict that has words. */
export const CONFLICTS: readonly string[] = [...CONFLICT_WORDS.keys()];
