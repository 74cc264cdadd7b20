/** What a person can decide about an attempt, in words instead of codes. */
import type { Kind } from "../../../schemas/generated/types.ts";
import { plain, type Words } from "../words.ts";

/** Whether a decision has this name. Whether it is possible now, the till knows. */
export function isDecision(name: string | undefined): boolean {
  return name !== undefined && Object.hasOwn(NAMES, name);
}

/** A decision that was made, where nobody says of what kind the attempt is. */
export function decidedWords(decision: string): Words {
  return OF_ANY_KIND[decision] ?? NAMES[decision] ?? plain(decision);
}

const OF_ANY_KIND: Readonly<Record<string, Words>> = {
  "receipt-printed": { en: "the receipt is printed", lt: "kvitas atspausdintas" },
  "nothing-happened": { en: "there is no receipt, no money has moved", lt: "kvito nėra, pinigai nejudėjo" },
};

/** The name of a decision, in GAMA's words: that RRPay is right means that nothing was paid, where it was declined. */
export function decisionName(decision: string, { kind, payment }: { kind: Kind; payment: string }): Words {
  if (decision === "accept-rrpay" && ["declined", "cancelled"].includes(payment)) return NOT_DONE[kind];
  const own = BY_KIND[kind][decision] ?? NAMES[decision];
  return own ?? plain(decision);
}

const NOT_DONE: Readonly<Record<Kind, Words>> = {
  sale: { en: "nothing was paid, as RRPay says", lt: "mokėjimas neįvyko, kaip sako RRPay" },
  return: { en: "no money was given back, as RRPay says", lt: "pinigai negrąžinti, kaip sako RRPay" },
  void: { en: "nothing was voided, as RRPay says", lt: "neanuliuota, kaip sako RRPay" },
};

const NAMES: Readonly<Record<string, Words>> = {
  "receipt-printed": { en: "RRPay's receipt is printed", lt: "RRPay kvitas atspausdintas" },
  "nothing-happened": { en: "there is no receipt, no money was taken", lt: "kvito nėra, pinigai nepaimti" },
  "saved-in-gama": { en: "saved in GAMA", lt: "išsaugota GAMA" },
  "leave-to-accountant": { en: "leave to the accountant", lt: "palikti buhalteriui" },
  "accept-rrpay": { en: "what RRPay shows is right", lt: "teisinga, ką rodo RRPay" },
  "accept-manual": { en: "what was typed by hand is right", lt: "teisinga, kas įvesta ranka" },
  "voided-elsewhere": {
    en: "voided in RRPay's window, there is a receipt of the void",
    lt: "anuliuota RRPay lange, yra anuliavimo kvitas",
  },
};

const BY_KIND: Readonly<Record<Kind, Readonly<Record<string, Words>>>> = {
  sale: {},
  return: {
    "nothing-happened": { en: "there is no receipt, no money was given back", lt: "kvito nėra, pinigai negrąžinti" },
  },
  void: {
    "receipt-printed": { en: "the receipt of the void is printed", lt: "anuliavimo kvitas atspausdintas" },
    "nothing-happened": { en: "there is no receipt of a void", lt: "anuliavimo kvito nėra" },
  },
};
