/** Payments and receipts. What a person at RRPay has to do is asked for in the cashier's words. */
import { now } from "../program/talk.ts";
import { parseTime } from "../time.ts";
import type { Check } from "./check.ts";
import { COMPANY } from "./content.ts";
import { differs, first, isNot, isTaken, refused, said } from "./evidence.ts";
import { asEnded, dealtWith, isLastDocument, isPaidBy, paid } from "./paying.ts";
import { NO_MOMENT, NO_SALE, NOT_TOLD, Unmeasured } from "./unmeasured.ts";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
/** A clock may be off by so much. A time zone is off by more. */
const CLOCKS_APART_MS = 30 * 60_000;
const FULL_CARD = /(?<!\d)\d{13,19}(?!\d)/;

const UNDONE = said(
  "the cancel was answered cancelled, and afterwards the sale is approved",
  "į atšaukimą atsakyta cancelled, o vėliau pardavimas – approved",
);
const TAKEN_ALL_THE_SAME = said(
  "it is told without money, and the terminal has taken the money",
  "sakoma, kad pinigų nepaimta, o terminalas juos paėmė",
);

export const PERSON: readonly Check[] = [
  {
    id: "pay-card",
    promises: "C10 B11 R8",
    title: {
      en: "a card payment is approved, by the config's method (2), and adds up",
      lt: "kortelės mokėjimas patvirtinamas, būdas – kaip nustatymuose (2), sumos sutampa",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 12 });
      const got = yield* dealtWith(lab, order, "pay-card");
      // what was not paid is no sale for later checks to judge
      if (got.json.state === "approved") [lab.kept.card, lab.paidAs] = [order, got.json];
      lab.paidAtMs = (yield* now()).wallMs;
      return first(paid(lab, order, got), isPaidBy(got, lab.target.cardMethods));
    },
  },
  {
    id: "card-masked",
    promises: "B13 R11",
    title: { en: "no full card number is in any answer", lt: "atsakymuose nėra viso kortelės numerio" },
    *run(lab) {
      const got = yield* lab.get(lab.paidSale.id);
      const text = JSON.stringify(got.json.payments ?? "");
      return FULL_CARD.test(text)
        ? said("a number of 13 to 19 digits stands in payments", "tarp mokėjimų yra 13–19 skaitmenų numeris")
        : undefined;
    },
  },
  {
    id: "receipt",
    promises: "C4 C5 R12 R16",
    feature: "fiscal",
    title: { en: "a printed receipt has its number and moment", lt: "atspausdintas kvitas turi numerį ir laiką" },
    *run(lab) {
      const got = yield* lab.get(lab.paidSale.id);
      const { documentNo, printedAt } = got.json.fiscal ?? {};
      const seen = differs(got, 200, { "fiscal.state": "printed" });
      return first(
        seen,
        !documentNo && said("it has no documentNo", "nėra documentNo"),
        !MOMENT.test(printedAt ?? "") && isNot("printedAt", printedAt, "2026-11-26T10:15:30Z (RFC 3339)"),
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
      const got = yield* lab.get(lab.paidSale.id);
      const { printedAt } = got.json.fiscal ?? {};
      const atMs = typeof printedAt === "string" ? parseTime(printedAt) : undefined;
      // that it has none, or none of that form, says the check before
      if (atMs === undefined) throw new Unmeasured(NO_MOMENT);
      const apartMin = Math.round((atMs - lab.paidAtMs) / 60_000);
      const [late, lateLt] = apartMin > 0 ? ["after", "vėlesnis"] : ["before", "ankstesnis"];
      return Math.abs(atMs - lab.paidAtMs) < CLOCKS_APART_MS
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
      const order = lab.paidSale;
      const id = lab.sale().id;
      const got = yield* lab.post({ ...order, id });
      if (isTaken(got, { id })) yield* lab.end(id);
      return refused(got, 409, { error: "sale-known", "details.id": order.id, "details.state": "approved" });
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
      const order = lab.paidSale;
      yield* lab.cancel(order.id);
      return differs(yield* lab.get(order.id), 200, asEnded(lab.paidAs));
    },
  },
  {
    id: "health-last",
    promises: "C2 B4 R14",
    title: { en: "health names the last transaction and document", lt: "būsenoje – paskutinė operacija ir dokumentas" },
    *run(lab) {
      const order = lab.sale({ totalCents: 13 });
      const got = yield* dealtWith(lab, order, "pay-card");
      const seen = paid(lab, order, got);
      if (seen !== undefined) return seen;
      const health = yield* lab.getHealth();
      const { lastTransactionId, fiscal } = health.json;
      // health may leave out either
      if (health.status === 200 && (lastTransactionId ?? fiscal?.lastDocumentNo) === undefined)
        throw new Unmeasured(NOT_TOLD);
      return first(
        differs(health, 200),
        typeof lastTransactionId === "string" && differs(health, 200, { lastTransactionId: order.id }),
        isLastDocument(health, got.json.fiscal?.documentNo),
      );
    },
  },
  {
    id: "cash-rounding",
    promises: "B11 R8 R9",
    title: {
      en: "cash is the config's method (0), its rounding stands beside the payments, 2 cents at most",
      lt: "grynieji – būdas, kaip nustatymuose (0), apvalinimas – šalia mokėjimų, iki 2 centų",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 258 });
      const got = yield* dealtWith(lab, order, "pay-cash");
      return first(
        paid(lab, order, got),
        differs(got, 200, { roundingCents: 2 }),
        isPaidBy(got, lab.target.cashMethods),
      );
    },
  },
  {
    id: "cash-change",
    promises: "B11 R9",
    title: {
      en: "the change of a note stands beside what was given, once",
      lt: "grąža nurodoma šalia to, kas duota, vieną kartą",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 260 });
      return paid(lab, order, yield* dealtWith(lab, order, "pay-note"));
    },
  },
  {
    id: "declined",
    promises: "C10 B5",
    title: { en: "what is refused is declined, without money", lt: "atmestas mokėjimas – declined, be pinigų" },
    *run(lab) {
      const order = lab.sale({ totalCents: 14 });
      const got = yield* dealtWith(lab, order, "decline");
      const seen = differs(got, 200, { state: "declined", payments: [] });
      return first(seen, got.json.fiscal?.state === "printed" && said("a receipt was printed", "kvitas atspausdintas"));
    },
  },
  {
    id: "discount",
    promises: "R19",
    title: { en: "a discount given in RRPay shows as another total", lt: "RRPay nuolaida matoma kaip kita suma" },
    *run(lab) {
      const order = lab.sale({ totalCents: 100 });
      const got = yield* dealtWith(lab, order, "discount");
      const total = got.json.totalCents;
      return first(paid(lab, order, got, total), !(total < 100) && isNot("totalCents", total, "< 100"));
    },
  },
  {
    id: "print-again",
    promises: "C11 R7",
    feature: "print",
    needs: "fiscal",
    title: { en: "printing is asked for again, and done once", lt: "spausdinimo prašoma dar kartą, atliekama kartą" },
    *run(lab) {
      const order = lab.sale({ totalCents: 15 });
      yield* lab.hand("no-paper");
      const got = yield* dealtWith(lab, order, "pay-card");
      const before = differs(got, 200, { state: "approved", "fiscal.state": "not-printed" });
      yield* lab.hand("paper");
      const print = { method: "POST", path: `/v1/transactions/${order.id}/print`, body: {} } as const;
      const asked = yield* lab.ask(print);
      const printed = yield* lab.follow(order.id, ({ fiscal }) => fiscal?.state === "printed");
      lab.rises.push({ en: "when it was printed", lt: "atspausdinus", from: got.json, to: printed.json });
      yield* lab.ask(print);
      const again = yield* lab.get(order.id);
      const { documentNo } = printed.json?.fiscal ?? {};
      const last = yield* lab.getHealth();
      return first(
        before,
        differs(asked, 202),
        paid(lab, order, again),
        differs(again, 200, { "fiscal.state": "printed", "fiscal.documentNo": documentNo }),
        isLastDocument(last, documentNo),
      );
    },
  },
  {
    id: "revision-paid",
    promises: "C10 R7",
    title: {
      en: "the revision rises when it is paid and when it is printed",
      lt: "revision didėja apmokėjus ir atspausdinus",
    },
    *run({ rises }) {
      if (rises.length === 0) throw new Unmeasured(NO_SALE);
      const still = rises.find(({ from, to }) => !(to.revision > from.revision));
      return (
        still &&
        said(
          `${still.to.id}: revision ${still.from.revision} before and ${still.to.revision} after, ${still.en}`,
          `${still.to.id}: revision prieš tai ${still.from.revision}, po to ${still.to.revision}, ${still.lt}`,
        )
      );
    },
  },
  {
    id: "cancel-at-terminal",
    promises: "C11",
    feature: "cancel",
    title: {
      en: "a cancel while the terminal has the card is told as what became of the money",
      lt: "atšaukus, kai kortelė terminale, pasakoma, kas iš tikrųjų įvyko su pinigais",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 18 });
      yield* lab.begun(order);
      yield* lab.hand("card-in", order.totalCents);
      const told = yield* lab.cancel(order.id);
      yield* lab.hand("card-on", order.totalCents);
      const end = yield* lab.follow(order.id);
      const { state } = (end.json.state === "in-progress" ? yield* lab.end(order.id) : end).json;
      if (state === "approved" && told.json.state === "cancelled") return UNDONE;
      if (state === "approved") return paid(lab, order, end);
      const seen = differs(end, 200, { payments: [] });
      if (seen !== undefined) return seen;
      return (yield* lab.sees("money-taken", order.totalCents)) ? TAKEN_ALL_THE_SAME : undefined;
    },
  },
  {
    id: "buyer-printed",
    promises: "R21",
    title: { en: "the receipt names the buyer", lt: "kvite nurodytas pirkėjas" },
    *run(lab) {
      const order = lab.sale({ totalCents: 19, customer: COMPANY });
      const seen = paid(lab, order, yield* dealtWith(lab, order, "pay-card"));
      if (seen !== undefined) return seen;
      return (yield* lab.sees("buyer-printed"))
        ? undefined
        : said("the receipt does not name UAB Bandymas", "kvite nėra UAB Bandymas");
    },
  },
];
