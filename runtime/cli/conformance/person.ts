import type { Check } from "./check.ts";
import { COMPANY, zeroSale } from "./content.ts";
import { differs, first, isNot, isTaken, said, TAKEN, taken } from "./evidence.ts";
import { dealtWith, ended, isLastDocument, isNotTakenAgain, isPaidBy, paid } from "./paying.ts";
import { printed, toldLater, withReceipt } from "./receipts.ts";
import { printing } from "./request.ts";
import { NO_SALE, NO_TERMINAL, NOT_TOLD, NOT_WITHOUT_PAPER, Unmeasured } from "./unmeasured.ts";
import type { Got } from "./wires.ts";

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
    id: "health-printing",
    promises: "C2 R14",
    title: {
      en: "health stays ready right after a payment, while its receipt is printed",
      lt: "ką tik apmokėjus, kol spausdinamas kvitas, būsenoje lieka ready: true",
    },
    *run({ notes: { atPrinter } }) {
      if (atPrinter.length === 0) throw new Unmeasured(NO_SALE);
      // that it is answered at all says another check
      const wrong = atPrinter.find(({ json }) => json.ready === false);
      return wrong && differs(wrong, 200, { ready: true });
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
      if (got.json.state === "approved") lab.notes.kept.cash = order;
      return first(
        paid(lab, order, got),
        differs(got, 200, { roundingCents: 2 }),
        isPaidBy(got, lab.target.cashMethods),
      );
    },
  },
  {
    id: "cash-known",
    promises: "C10 R6",
    title: {
      en: "a sale that was paid in cash is not sold again under another id",
      lt: "grynaisiais apmokėtas pardavimas kitu id nebeparduodamas",
    },
    *run(lab) {
      const { cash } = lab.notes.kept;
      if (cash === undefined) throw new Unmeasured(NO_SALE);
      return yield* isNotTakenAgain(lab, cash);
    },
  },
  {
    id: "cash-change",
    promises: "B11 R9",
    title: {
      en: "the change of a note stands beside what was given, once, and a sum is rounded down as well",
      lt: "grąža nurodoma šalia to, kas duota, vieną kartą, o suma apvalinama ir žemyn",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 257 });
      const got = yield* dealtWith(lab, order, "pay-note");
      if (got.json.state === "approved") lab.notes.kept.note = order;
      return first(paid(lab, order, got), differs(got, 200, { roundingCents: -2 }));
    },
  },
  {
    id: "zero-printed",
    promises: "C10 B18",
    title: {
      en: "a sale whose total is zero is approved and printed, and nothing is collected",
      lt: "nulinės sumos pardavimas patvirtinamas ir atspausdinamas, nieko neimama",
    },
    *run(lab) {
      const order = zeroSale(lab);
      const got = yield* dealtWith(lab, order, "finish");
      return paid(lab, order, got) ?? printed(lab, got);
    },
  },
  {
    id: "declined",
    promises: "C10 B5",
    title: {
      en: "what is refused is declined, without money, stays so, and the sale may come under a new id",
      lt: "atmestas mokėjimas – declined, be pinigų, taip lieka, o pardavimas gali būti siunčiamas nauju id",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 14 });
      const got = yield* dealtWith(lab, order, "decline");
      const declined = { state: "declined", payments: [] };
      const seen = differs(got, 200, declined);
      if (seen !== undefined) return seen;
      // neither asking again nor a cancel or a print makes another end of it
      if (lab.offers("cancel")) yield* lab.cancel(order.id);
      if (lab.offers("print")) yield* lab.ask(printing(order.id));
      const again = yield* lab.post(order);
      const still = yield* lab.get(order.id);
      // the customer may try once more: another attempt of the same sale
      const next = { ...order, id: lab.sale().id };
      const tried = yield* lab.post(next);
      if (isTaken(tried, next)) yield* lab.end(next.id);
      const isPrinted = [got, still].some(({ json }) => json.fiscal?.state === "printed");
      const receipt = isPrinted && said("a receipt was printed", "kvitas atspausdintas");
      return first(differs(still, 200, declined), receipt, differs(again, 200, declined), taken(tried, next));
    },
  },
  {
    id: "discount",
    promises: "R19",
    title: { en: "a discount given in RRPay shows as another total", lt: "RRPay nuolaida matoma kaip kita suma" },
    *run(lab) {
      const order = lab.sale({ totalCents: 100 });
      const got = yield* dealtWith(lab, order, "discount");
      if (got.json.state === "approved") lab.notes.kept.discounted = order;
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
      let got: Got;
      try {
        got = yield* ended(lab, order, "pay-card");
      } finally {
        // without it later receipts would be missed
        yield* lab.hand("paper");
      }
      if (TAKEN.includes(got.status) && got.json.state !== "approved") throw new Unmeasured(NOT_WITHOUT_PAPER);
      const before = differs(got, 200, { state: "approved", "fiscal.state": "not-printed" });
      const print = printing(order.id);
      const asked = yield* lab.ask(print);
      const done = yield* withReceipt(lab, got, order);
      if (done.json.fiscal?.state === "printed")
        lab.notes.rises.push({ en: "when it was printed", lt: "atspausdinus", from: got.json, to: done.json });
      else if (before === undefined) toldLater(lab);
      const once = yield* lab.getHealth();
      yield* lab.ask(print);
      const again = yield* lab.get(order.id);
      const { documentNo, printedAt } = done.json?.fiscal ?? {};
      const twice = yield* lab.getHealth();
      return first(
        before,
        differs(asked, 202),
        paid(lab, order, again),
        differs(again, 200, { fiscal: { state: "printed", documentNo, printedAt } }),
        // how health writes its number says another check
        isLastDocument(twice, once.json.fiscal?.lastDocumentNo),
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
    *run({ notes: { rises } }) {
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
      const asked = yield* lab.get(order.id);
      const health = yield* lab.getHealth();
      const told = yield* lab.cancel(order.id);
      lab.notes.atTerminal.push(asked, health, told);
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
    id: "terminal-blocks-nobody",
    promises: "C8",
    title: {
      en: "while the terminal has the card a query, health and a cancel are answered",
      lt: "kol kortelė terminale, į teiravimąsi, būsenos užklausą ir atšaukimą atsakoma",
    },
    *run({ notes: { atTerminal } }) {
      if (atTerminal.length === 0) throw new Unmeasured(NO_TERMINAL);
      // what they are to say is measured elsewhere
      const late = atTerminal.find(({ lost }) => lost !== undefined);
      return late && differs(late, late.asked?.startsWith("POST") ? 202 : 200);
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
