/**
 * What only a person at RRPay can do, in the words of the request. Enter means that it is done; `s` skips the check.
 */
import type { Language, Words } from "../words.ts";

const DONE: Words = {
  en: "Enter when it is done, s to leave it out:",
  lt: "Padarę spauskite Enter, praleidžiant – s:",
};
const say = (en: string, lt: string): Words => ({ en: `${en} ${DONE.en}`, lt: `${lt} ${DONE.lt}` });

export const HANDS = {
  "pay-card": say(
    "At RRPay's screen pay {sum} by card (a test card).",
    "RRPay ekrane apmokėkite {sum} kortele (bandomąja).",
  ),
  "pay-cash": say("At RRPay's screen pay {sum} in cash.", "RRPay ekrane apmokėkite {sum} grynaisiais."),
  "give-back": say(
    "At RRPay's screen confirm that {sum} is given back (to the test card).",
    "RRPay ekrane patvirtinkite {sum} grąžinimą (į bandomąją kortelę).",
  ),
  decline: say("At RRPay's screen refuse the payment of {sum}.", "RRPay ekrane atmeskite {sum} mokėjimą."),
  discount: say(
    "At RRPay's screen give a discount on the sale of {sum}, then pay the rest by card.",
    "RRPay ekrane pritaikykite nuolaidą {sum} pardavimui, likutį apmokėkite kortele.",
  ),
  "no-paper": say("Take the paper out of the printer.", "Išimkite popierių iš spausdintuvo."),
  paper: say("Put the paper back.", "Įdėkite popierių."),
  restart: say(
    "End RRPay's process and start it again; wait until it is ready.",
    "Nutraukite RRPay procesą ir paleiskite iš naujo; palaukite, kol bus pasirengęs.",
  ),
  forget: say(
    "Restore RRPay from a backup made before this run, or give it an empty store.",
    "Atkurkite RRPay iš kopijos, padarytos prieš šį bandymą, arba paleiskite tuščią.",
  ),
  "fiscal-off": say("Unplug the fiscal device.", "Atjunkite fiskalinį įrenginį."),
  "fiscal-on": say("Plug the fiscal device in again.", "Vėl prijunkite fiskalinį įrenginį."),
  "z-report": say("Print the Z report (close RRPay's day).", "Atspausdinkite Z ataskaitą (uždarykite RRPay dieną)."),
} as const satisfies Readonly<Record<string, Words>>;

export type Hand = keyof typeof HANDS;

/** The request to a person, in a language. */
export function promptOf(hand: Hand, sumCents: number, language: Language): string {
  const sum = `${Math.floor(sumCents / 100)}.${String(sumCents % 100).padStart(2, "0")}`;
  return HANDS[hand][language].replace("{sum}", sum);
}
