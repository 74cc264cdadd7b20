/**
 * What only a person at RRPay can do or see, in the words of the request. Enter means that it is done, yes or no what
 * was seen; `s` skips the check.
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
  "pay-note": say(
    "At RRPay's screen pay {sum} in cash, with a note of 5 euros.",
    "RRPay ekrane apmokėkite {sum} grynaisiais, duodami 5 eurų banknotą.",
  ),
  "pay-part": say(
    "At RRPay's screen pay {sum} of the sale by card (a test card), and leave the rest. Where RRPay takes no part of a sale: s.",
    "RRPay ekrane kortele (bandomąja) apmokėkite tik {sum} pardavimo sumos, likutį palikite. Jei RRPay dalimis nepriima – s.",
  ),
  "pay-rest": say("Now pay the rest, {sum}, in cash.", "Dabar likutį, {sum}, apmokėkite grynaisiais."),
  "refuse-rest": say(
    "Now end that sale at RRPay's screen without paying the rest, {sum}.",
    "Dabar RRPay ekrane užbaikite tą pardavimą nesumokėję likučio, {sum}.",
  ),
  finish: say(
    "Nothing is left to pay of this sale: finish it at RRPay's screen, if it waits.",
    "Už šį pardavimą mokėti nebereikia: jei RRPay laukia, užbaikite jį ekrane.",
  ),
  "card-in": say(
    "At RRPay's screen begin to pay {sum} by card, and stop when the terminal waits for the PIN.",
    "RRPay ekrane pradėkite mokėti {sum} kortele ir sustokite, kai terminalas laukia PIN.",
  ),
  "card-on": say(
    "The sale of {sum} was just cancelled from the till. Go on at the terminal: enter the PIN, if it still lets you.",
    "{sum} pardavimas ką tik atšauktas iš kasos. Tęskite terminale: įveskite PIN, jei dar leidžia.",
  ),
  "give-back": say(
    "At RRPay's screen confirm that {sum} is given back (to the test card).",
    "RRPay ekrane patvirtinkite {sum} grąžinimą (į bandomąją kortelę).",
  ),
  "give-cash": say(
    "At RRPay's screen confirm that the sale of {sum}, paid in cash, is given back.",
    "RRPay ekrane patvirtinkite grynaisiais apmokėto {sum} pardavimo grąžinimą.",
  ),
  "give-none": say("At RRPay's screen refuse to give {sum} back.", "RRPay ekrane atsisakykite grąžinti {sum}."),
  "take-again": say(
    "At RRPay's screen confirm that the return of {sum} is taken back: the money comes in again (from the test card).",
    "RRPay ekrane patvirtinkite {sum} grąžinimo anuliavimą: pinigai paimami iš naujo (iš bandomosios kortelės).",
  ),
  decline: say("At RRPay's screen refuse the payment of {sum}.", "RRPay ekrane atmeskite {sum} mokėjimą."),
  discount: say(
    "At RRPay's screen give a discount on the sale of {sum}, then pay the rest by card.",
    "RRPay ekrane pritaikykite nuolaidą {sum} pardavimui, likutį apmokėkite kortele.",
  ),
  print: say(
    "{sum} is paid, and RRPay says that its receipt is not printed yet. Wait until the printer has printed it, or until it is sure that it will not.",
    "{sum} jau apmokėta, o RRPay sako, kad kvitas dar neatspausdintas. Palaukite, kol spausdintuvas jį atspausdins arba paaiškės, kad nespausdins.",
  ),
  "no-paper": say("Take the paper out of the printer.", "Išimkite popierių iš spausdintuvo."),
  paper: say("Put the paper back.", "Įdėkite popierių."),
  restart: say(
    "End RRPay's process and start it again; wait until it is ready.",
    "Nutraukite RRPay procesą ir paleiskite iš naujo; palaukite, kol bus pasirengęs.",
  ),
  kill: say(
    "Press Enter, then end RRPay's process at once, as a power cut does (Task Manager, End task), and start it again: this program sells meanwhile.",
    "Paspauskite Enter ir iškart nutraukite RRPay procesą, kaip dingus elektrai (užduočių tvarkytuvė, „Baigti užduotį“), tada paleiskite iš naujo: programa tuo metu parduoda.",
  ),
  forget: say(
    "Restore RRPay from a backup made before this run, or give it an empty store.",
    "Atkurkite RRPay iš kopijos, padarytos prieš šį bandymą, arba paleiskite tuščią.",
  ),
  "fiscal-off": say("Unplug the fiscal device.", "Atjunkite fiskalinį įrenginį."),
  "fiscal-on": say("Plug the fiscal device in again.", "Vėl prijunkite fiskalinį įrenginį."),
  "z-open": say(
    "A sale of {sum} is under way: print the Z report once more all the same. Where RRPay does not let you: s.",
    "Vyksta {sum} pardavimas: vis tiek dar kartą atspausdinkite Z ataskaitą. Jei RRPay neleidžia – s.",
  ),
  "z-report": say("Print the Z report (close RRPay's day).", "Atspausdinkite Z ataskaitą (uždarykite RRPay dieną)."),
} as const satisfies Readonly<Record<string, Words>>;

export type Hand = keyof typeof HANDS;

const ANSWER: Words = { en: "y or n, s to leave it out:", lt: "t (taip) arba n (ne), praleidžiant – s:" };
const ask = (en: string, lt: string): Words => ({ en: `${en} ${ANSWER.en}`, lt: `${lt} ${ANSWER.lt}` });

export const SIGHTS = {
  "money-taken": ask("Has the terminal taken the {sum} all the same?", "Ar terminalas {sum} vis tiek paėmė?"),
  "was-done": ask(
    "RRPay says already that this transaction has ended. Had you done at its screen what was asked, with {sum}? If it was over before: n.",
    "RRPay sako, kad ši operacija jau baigta. Ar spėjote jo ekrane padaryti, ko prašyta ({sum})? Jei baigėsi anksčiau – n.",
  ),
  "part-back": ask(
    "Has RRPay given the {sum} that was paid back to the card?",
    "Ar RRPay sumokėtus {sum} grąžino į kortelę?",
  ),
  "buyer-printed": ask(
    "Does the receipt that was just printed name the buyer, UAB Bandymas?",
    "Ar ką tik atspausdintame kvite nurodytas pirkėjas UAB Bandymas?",
  ),
} as const satisfies Readonly<Record<string, Words>>;

export type Sight = keyof typeof SIGHTS;

/** The request to a person, in a language. */
export function promptOf(asked: Hand | Sight, sumCents: number, language: Language): string {
  const sum = `${Math.floor(sumCents / 100)}.${String(sumCents % 100).padStart(2, "0")}`;
  return { ...HANDS, ...SIGHTS }[asked][language].replace("{sum}", sum);
}

/** Whether a person who was asked to act has done so. Nobody answers where nobody is. */
export function isDone(reply: string | undefined): boolean {
  return reply !== undefined && !/^[sp-]/i.test(reply.trim());
}
