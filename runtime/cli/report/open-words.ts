/** What is still to do about an attempt, in a few words. */
import { awaitsGama, isFailedVoid, isOpen, owesReceipt } from "../../../plugin/payment/attempt.ts";
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import { outcomeWords } from "../journal/day-words.ts";
import type { Words } from "../words.ts";

const UNKNOWN: Readonly<Record<Kind, Words>> = {
  sale: { en: "it is not known whether it is paid", lt: "nežinoma, ar sumokėta" },
  return: { en: "it is not known whether the money is given back", lt: "nežinoma, ar pinigai grąžinti" },
  void: { en: "it is not known whether it is voided", lt: "nežinoma, ar anuliuota" },
};

const UNSAVED: Readonly<Record<Kind, Words>> = {
  sale: { en: "paid, GAMA has not saved it", lt: "apmokėta, bet GAMA neišsaugojo" },
  return: { en: "money given back, GAMA has not saved it", lt: "pinigai grąžinti, bet GAMA neišsaugojo" },
  void: { en: "voided in RRPay, GAMA has not saved it", lt: "RRPay anuliuota, bet GAMA neišsaugojo" },
};

/** Why it is on the list of unfinished attempts. */
export function openWords(attempt: Attempt): Words {
  const { manual, differs, kind } = attempt;
  if (isFailedVoid(attempt)) return { en: "the void did not come about", lt: "anuliuoti nepavyko" };
  if (awaitsGama(attempt)) return UNSAVED[kind];
  if (!isOpen(attempt))
    return { en: "the receipt is not known to be printed", lt: "nežinoma, ar atspausdintas kvitas" };
  if (manual?.decision === "receipt-printed")
    return { en: "typed by hand, RRPay has not confirmed", lt: "įvesta ranka, RRPay dar nepatvirtino" };
  if (manual !== undefined)
    return {
      en: "marked that nothing happened, RRPay has not confirmed",
      lt: "pažymėta, kad nieko neįvyko, RRPay dar nepatvirtino",
    };
  if (differs !== undefined)
    return {
      en: "RRPay's answer does not agree with what was sent",
      lt: "RRPay atsakymas nesutampa su tuo, kas išsiųsta",
    };
  return UNKNOWN[kind];
}

/** How it stood when a person left it to the accountant. */
export function leftWords(attempt: Attempt): Words {
  const owes = attempt.payment === "approved" && owesReceipt(attempt);
  return isOpen(attempt) || isFailedVoid(attempt) || owes ? openWords(attempt) : outcomeWords(attempt);
}
