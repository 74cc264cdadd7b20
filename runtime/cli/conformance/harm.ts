/** How grave it is where a promise does not hold. */
import type { Words } from "../words.ts";
import type { Evidence } from "./evidence.ts";

export interface Harm extends Words {
  /** A shop must not sell: money may be taken twice, lost, or told wrong. */
  readonly isGrave?: true;
}

/** Money may be taken twice, lost, or told wrong. */
export const grave = (en: string, lt: string): Harm => ({ en, lt, isGrave: true });
/** A shop can live with it, and has to know it. */
export const light = (en: string, lt: string): Harm => ({ en, lt });

/** What a shop has by what was seen, where that is not the check's own harm. */
export const BY_KIND: Readonly<Record<NonNullable<Evidence["kind"]>, Harm>> = {
  "unknown-refusal": grave(
    "it refuses, but by an answer that the till does not know: such a sale stays unknown until a person closes it",
    "atmeta, bet atsakymu, kurio kasa nežino: toks pardavimas lieka neaiškus, kol jį užbaigia žmogus",
  ),
  "other-status": light(
    "it does that, but answers by another status: this till sells all the same",
    "tai atlieka, bet atsako kitu kodu: ši kasa vis tiek parduoda",
  ),
  "held-up": grave(
    "RRPay takes no sale any more, until it is started again: the till stands still",
    "RRPay nebepriima pardavimų, kol nepaleidžiamas iš naujo: kasa stovi",
  ),
};
