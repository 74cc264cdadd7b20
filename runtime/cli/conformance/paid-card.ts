/** The sale that is paid by card, and what is asked about it once it is paid. */
import { findCards } from "../../../plugin/text/mask.ts";
import { now } from "../program/talk.ts";
import { parseTime } from "../time.ts";
import type { Check } from "./check.ts";
import { differs, first, isNot, refused, said } from "./evidence.ts";
import { asEnded, dealtWith, isNotTakenAgain, isPaidBy, paid } from "./paying.ts";
import { printed, toldLater } from "./receipts.ts";
import { NO_MOMENT, Unmeasured } from "./unmeasured.ts";
import type { Json } from "./wires.ts";

/** A clock may be off by so much. A time zone is off by more. */
const CLOCKS_APART_MS = 30 * 60_000;
/** As on a card: in one piece, or with single blanks or dashes between its groups. */
const FULL_CARD = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/;

/** A receipt's moment; undefined where it has none that can be read. */
const momentOf = (printedAt: Json) => (typeof printedAt === "string" ? parseTime(printedAt) : undefined);

/** Whether a card's number stands in a value that RRPay gave: by its check digit, or where a card's number belongs. */
function hasCard(value: Json, name = ""): boolean {
  if (typeof value === "string") return findCards(value).length > 0 || (name === "maskedPan" && FULL_CARD.test(value));
  return typeof value === "object" && value !== null && Object.entries(value).some(([key, one]) => hasCard(one, key));
}

export const PAID_CARD: readonly Check[] = [
  {
    id: "pay-card",
    promises: "C10 B11 R8",
    title: {
      en: "a card payment is approved, by the config's method (2), to the cent",
      lt: "kortelės mokėjimas patvirtinamas, būdas – kaip nustatymuose (2), sumos sutampa iki cento",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 57 });
      const got = yield* dealtWith(lab, order, "pay-card");
      // what was not paid is no sale for later checks to judge
      if (got.json.state === "approved") [lab.notes.kept.card, lab.notes.paidAs] = [order, got.json];
      lab.notes.paidAtMs = (yield* now()).wallMs;
      return first(
        paid(lab, order, got),
        isPaidBy(got, lab.target.cardMethods),
        // only cash is rounded
        differs(got, 200, { roundingCents: 0 }),
      );
    },
  },
  {
    id: "card-masked",
    promises: "B13 R11",
    title: { en: "no full card number is in any answer", lt: "atsakymuose nėra viso kortelės numerio" },
    *run(lab) {
      yield* lab.get(lab.notes.paidSale.id);
      const bodies = lab.wires.answers.map(({ got }) => got.json);
      return first(
        bodies.some(({ payments }) => hasCard(payments)) &&
          said("a full card number stands in payments", "tarp mokėjimų yra visas kortelės numeris"),
        bodies.some(({ message, code }) => hasCard([message, code])) &&
          said("a full card number stands in message or code", "visas kortelės numeris yra message arba code"),
      );
    },
  },
  {
    id: "receipt",
    promises: "C4 C5 R12 R16",
    feature: "fiscal",
    title: { en: "a printed receipt has its number and moment", lt: "atspausdintas kvitas turi numerį ir laiką" },
    *run(lab) {
      const got = yield* lab.get(lab.notes.paidSale.id);
      const { documentNo, printedAt } = got.json.fiscal ?? {};
      return first(
        printed(lab, got),
        !documentNo && said("it has no documentNo", "nėra documentNo"),
        momentOf(printedAt) === undefined && isNot("printedAt", printedAt, "2026-11-26T10:15:30Z (RFC 3339)"),
      );
    },
  },
  {
    id: "receipt-moment",
    promises: "C4 R12",
    needs: "fiscal",
    title: {
      en: "the moment of a receipt is the moment at which it was printed",
      lt: "kvito laikas – tas, kuriuo jis atspausdintas",
    },
    *run(lab) {
      const got = yield* lab.get(lab.notes.paidSale.id);
      const { printedAt } = got.json.fiscal ?? {};
      const atMs = momentOf(printedAt);
      if (got.json.fiscal?.state !== "printed") toldLater(lab);
      // that it has none, or none of that form, says the check before
      if (atMs === undefined) throw new Unmeasured(NO_MOMENT);
      const apartMin = Math.round((atMs - lab.notes.paidAtMs) / 60_000);
      const [late, lateLt] = apartMin > 0 ? ["after", "vėlesnis"] : ["before", "ankstesnis"];
      return Math.abs(atMs - lab.notes.paidAtMs) < CLOCKS_APART_MS
        ? undefined
        : said(
            `printedAt ${printedAt} is ${Math.abs(apartMin)} min ${late} the payment by this computer's clock`,
            `printedAt ${printedAt} ${Math.abs(apartMin)} min ${lateLt} už mokėjimą pagal šio kompiuterio laikrodį`,
          );
    },
  },
  {
    id: "paid-known",
    promises: "C10 R6",
    title: {
      en: "an approved sale is not sold again under another id",
      lt: "apmokėtas pardavimas kitu id nebeparduodamas",
    },
    *run(lab) {
      return yield* isNotTakenAgain(lab, lab.notes.paidSale);
    },
  },
  {
    id: "paid-again",
    promises: "C10 R3",
    title: {
      en: "an approved sale that is sent again is told as it was paid, and other content under its id is 409",
      lt: "pakartotinai išsiuntus apmokėtą pardavimą, sakoma, kaip jis apmokėtas, o kitas turinys jo id – 409",
    },
    *run(lab) {
      const got = yield* lab.post(lab.notes.paidSale);
      const other = yield* lab.post({ ...lab.notes.paidSale, receiptNo: "other" });
      return first(
        differs(got, 200, { id: lab.notes.paidSale.id, ...asEnded(lab.notes.paidAs) }),
        refused(other, 409, { error: "id-conflict" }),
      );
    },
  },
  {
    id: "paid-stays",
    promises: "C10 C11",
    title: {
      en: "an approved sale cannot be cancelled, and its money stays",
      lt: "patvirtinto pardavimo nebegalima atšaukti, jo pinigai nesikeičia",
    },
    *run(lab) {
      const order = lab.notes.paidSale;
      yield* lab.cancel(order.id);
      return differs(yield* lab.get(order.id), 200, asEnded(lab.notes.paidAs));
    },
  },
];
