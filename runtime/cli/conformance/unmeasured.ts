/** Why a check could not be made. Nothing is said of RRPay then. */
import type { Words } from "../words.ts";
import type { Evidence } from "./evidence.ts";

/** A check that could not be made, because a person or something else was missing. */
export class Unmeasured extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

/** RRPay takes nothing any more, because of what it has told as ended: that is its fault, whatever was to be measured. */
export class HeldUp extends Error {
  readonly seen: Evidence;
  constructor(id: string, state: string) {
    const en = `RRPay stays busy (423) with ${id}, which it tells as ${state}`;
    super(en);
    this.seen = { en, lt: `RRPay lieka užimtas (423) dėl ${id}, nors apie jį sako ${state}`, kind: "held-up" };
  }
}

/** What the check needs was not taken, which another one measures. */
export function notTaken(why: Words | undefined): Unmeasured {
  return new Unmeasured({
    en: `what it needs was not taken: ${why?.en}`,
    lt: `nepriimta tai, ko jai reikia: ${why?.lt}`,
  });
}

export const NOBODY: Words = { en: "nobody was there to do it", lt: "nebuvo kam to padaryti" };
export const LEFT_OUT: Words = { en: "who was asked to do it left it out", lt: "paprašytas žmogus tai praleido" };
/** Why a check that judges paid sales has nothing to judge. */
export const NO_SALE: Words = { en: "no sale was paid before", lt: "prieš tai nebuvo apmokėto pardavimo" };
export const NO_RETURN: Words = { en: "no return was made before", lt: "prieš tai nebuvo atlikto grąžinimo" };
export const NO_NUMBER: Words = { en: "RRPay tells no document number", lt: "RRPay dokumento numerio nenurodo" };
export const NO_VOID: Words = { en: "no void was made before", lt: "prieš tai nebuvo atlikto anuliavimo" };
export const NO_TERMINAL: Words = {
  en: "no card was in the terminal before: cancel-at-terminal asks for that",
  lt: "prieš tai kortelės terminale nebuvo: to prašo cancel-at-terminal",
};
export const NONE_DEAD: Words = {
  en: "no unknown id was cancelled before",
  lt: "prieš tai nebuvo atšaukta nė vieno nematyto id",
};
export const NONE_ENDED: Words = { en: "nothing had ended before", lt: "prieš tai niekas nebuvo pasibaigę" };
export const PAID_WHOLE: Words = {
  en: "the sale was paid whole, not in part",
  lt: "apmokėtas visas pardavimas, ne dalis",
};
export const PART_UNTOLD: Words = {
  en: "RRPay did not tell what was paid in part, and so there was nothing to forget: part-paid says so",
  lt: "RRPay nepasakė, kiek sumokėta iš dalies, todėl nebuvo ko pamiršti: tai nurodo part-paid",
};
export const NOT_DECLINED: Words = {
  en: "the void was not refused: RRPay had given the money back before anybody could",
  lt: "anuliavimas neatmestas: RRPay pinigus grąžino, kol niekas nespėjo",
};
export const NO_MOMENT: Words = {
  en: "the receipt has no moment that can be read: receipt says what it has",
  lt: "kvitas neturi perskaitomo laiko: ką jis turi, nurodo receipt",
};
export const PAID_UNASKED: Words = {
  en: "RRPay pays by itself, before anybody can: switch that off in its test mode and run it again",
  lt: "RRPay apmoka pats, kol niekas nespėja: bandymų režime tai išjunkite ir pakartokite",
};
export const BUSY: Words = {
  en: "another customer was paying at RRPay: run it again when nobody is",
  lt: "tuo metu RRPay mokėjo kitas pirkėjas: pakartokite, kai niekas nemoka",
};
export const LEFT_OPEN: Words = {
  en: "RRPay still has a sale of an earlier run in progress: end it at RRPay's screen and run it again",
  lt: "RRPay tebevykdo ankstesnio bandymo pardavimą: užbaikite jį RRPay ekrane ir pakartokite",
};
export const STUCK: Words = {
  en: "a sale of an earlier check is still in progress at RRPay: end it at RRPay's screen and run it again",
  lt: "RRPay dar vykdo ankstesnės patikros pardavimą: užbaikite jį RRPay ekrane ir pakartokite",
};
export const HELD_UP: Words = {
  en: "RRPay stays busy with what has ended, and takes nothing: an earlier check says with what",
  lt: "RRPay lieka užimtas dėl to, kas jau baigta, ir nieko nepriima: dėl ko, nurodo ankstesnė patikra",
};
export const CANCELLED_UNASKED: Words = {
  en: "RRPay ended it by itself, before it was done: be quicker, or let RRPay wait longer in its test mode",
  lt: "RRPay pats užbaigė anksčiau, nei tai padaryta: paskubėkite arba bandymų režime leiskite RRPay laukti ilgiau",
};
export const GONE: Words = {
  en: "RRPay had stopped answering before",
  lt: "RRPay jau anksčiau nustojo atsakyti",
};
export const STRANGER: Words = {
  en: "what answers is no RRPay of protocol 1: it gets neither the token nor a sale",
  lt: "atsako ne 1 protokolo RRPay: jam nesiunčiamas nei raktas, nei pardavimas",
};
export const FORGOT: Words = {
  en: "RRPay began another epoch meanwhile, and says with it that it may have forgotten",
  lt: "RRPay tuo metu pradėjo kitą epochą – sako, kad galėjo pamiršti",
};
export const NO_TOKEN: Words = { en: "the config has no token", lt: "konfigūracijoje rakto nėra" };
export const NOT_RESTARTED: Words = {
  en: "RRPay was not ended: a connection of before is still answered",
  lt: "RRPay nebuvo nutrauktas: senu ryšiu jis tebeatsako",
};
export const NOT_WITHOUT_PAPER: Words = {
  en: "without paper the sale was not approved, and so no receipt was owed",
  lt: "be popieriaus pardavimas nepatvirtintas, tad neliko ir skolingo kvito",
};
export const BUSY_WITHOUT_PAPER: Words = {
  en: "without paper RRPay is busy with the receipt that it owes, and takes nothing else",
  lt: "be popieriaus RRPay užimtas skolingu kvitu ir nieko kito nepriima",
};
export const NUMBERED: Words = {
  en: "without paper too RRPay had printed the receipt, or given it its number",
  lt: "ir be popieriaus RRPay kvitą atspausdino arba suteikė jam numerį",
};
export const NO_SURVIVOR: Words = {
  en: "no sale was paid between the end of RRPay's day and its own, or its epoch is another",
  lt: "tarp RRPay dienos pabaigos ir jo nutraukimo nebuvo apmokėto pardavimo arba epocha jau kita",
};
export const NOT_KILLED: Words = {
  en: "RRPay was not ended while it sold",
  lt: "RRPay parduodant nebuvo nutrauktas",
};
export const DECLINED_UNASKED: Words = {
  en: "RRPay refuses or cancels sales by itself, before anybody can pay: switch that off in its test mode and run it again",
  lt: "RRPay atmeta ar atšaukia pardavimus pats, kol niekas nespėja apmokėti: bandymų režime tai išjunkite ir pakartokite",
};
export const NO_FORMER: Words = {
  en: "RRPay has begun no other epoch in this run",
  lt: "per šį bandymą RRPay kitos epochos nepradėjo",
};
export const NOT_FORGOTTEN: Words = {
  en: "nothing was forgotten: RRPay still knows a sale of this run",
  lt: "niekas nepamiršta: RRPay tebežino šio bandymo pardavimą",
};
export const NOT_LATER: Words = {
  en: "neither was RRPay's day closed nor RRPay started again",
  lt: "nei RRPay diena uždaryta, nei RRPay paleistas iš naujo",
};
export const NOT_TOLD: Words = {
  en: "health names neither the last transaction nor the last document, which it need not",
  lt: "būsena nenurodo nei paskutinės operacijos, nei dokumento – to ir nebūtina",
};
export const ODD: Words = {
  en: "an answer has a form that no schema has: answers-fit says which",
  lt: "atsakymo pavidalas neatitinka jokios schemos: kuris, nurodo answers-fit",
};
export const NO_ANSWER: Words = {
  en: "no answer came to be judged",
  lt: "negauta atsakymo, kurį būtų galima tikrinti",
};
