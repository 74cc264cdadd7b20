/** Voids and returns. A person at RRPay gives the money back. */
import { postedAtOnce } from "./at-once.ts";
import type { Check } from "./check.ts";
import { differs, first, isTaken, refused, taken } from "./evidence.ts";
import {
  asEnded,
  bought,
  dealtWith,
  isLastDocument,
  isLastTransaction,
  isNotTakenAgain,
  isPaidBy,
  paid,
  voidOf,
} from "./paying.ts";
import { printed } from "./receipts.ts";
import { NO_NUMBER, NO_RETURN, NO_VOID, NOT_DECLINED, Unmeasured } from "./unmeasured.ts";
import { VOID_SUMS, VOID_UNPRINTED, VOIDS_OF_FORMS } from "./void-forms.ts";
import { asRead, isMadeStill, isOnce, isRefused, standing } from "./voiding.ts";

/** How that ends which nobody has confirmed when it is cancelled. */
const CANCELLED = { state: "cancelled", payments: [] };

export const UNDO: readonly Check[] = [
  {
    id: "void-wrong",
    promises: "C7 R13",
    title: { en: "a void of a document that does not exist is refused", lt: "nesamo dokumento anuliavimas atmetamas" },
    *run(lab) {
      const order = lab.notes.paidSale;
      const { id } = lab.sale();
      const wrong = { ...order, id, kind: "void", lines: [], original: { kind: "sale", documentNo: "no-such" } };
      return yield* isRefused(lab, wrong);
    },
  },
  {
    id: "void",
    promises: "C7 R13",
    title: { en: "a receipt is taken back by its number, once", lt: "kvitas anuliuojamas pagal numerį, vieną kartą" },
    *run(lab) {
      const sold = lab.notes.paidSale;
      const order = yield* voidOf(lab, sold);
      const { original } = order;
      const got = yield* dealtWith(lab, order, "give-back");
      if (got.json.state === "approved") lab.notes.kept.void = order;
      const seen = first(paid(lab, order, got), differs(asRead(got), 200, { kind: "void", original }));
      const last = isLastTransaction(yield* lab.getHealth(), order);
      return first(seen, last, yield* isOnce(lab, order)) ?? printed(lab, got);
    },
  },
  {
    id: "void-again",
    promises: "C7 C10 C11 R3",
    title: {
      en: "a void that was made stays as it was made, sent again and cancelled, and its id is no other receipt's",
      lt: "atliktas anuliavimas lieka toks ir pakartotas, ir atšaukiamas, o jo id – ne kito kvito",
    },
    *run(lab) {
      const { void: order } = lab.notes.kept;
      if (order === undefined) throw new Unmeasured(NO_VOID);
      const made = yield* lab.get(order.id);
      const stays = yield* isMadeStill(lab, order, made);
      const other = yield* lab.post({ ...order, original: { kind: "sale", documentNo: "no-such-4" } });
      return first(stays, refused(other, 409, { error: "id-conflict" }));
    },
  },
  {
    id: "voided-stays",
    promises: "C7 C10 R6 R13",
    title: {
      en: "what was taken back stays as it was paid, and is not sold again under another id",
      lt: "anuliuotas pardavimas lieka toks, koks apmokėtas, ir kitu id nebeparduodamas",
    },
    *run(lab) {
      const sold = lab.notes.paidSale;
      if (lab.notes.kept.void === undefined) throw new Unmeasured(NO_VOID);
      const still = yield* lab.get(sold.id);
      const soldAgain = yield* isNotTakenAgain(lab, sold);
      return first(differs(still, 200, asEnded(lab.notes.paidAs)), soldAgain);
    },
  },
  {
    id: "void-declined",
    promises: "C7 C10 R6 R13",
    title: {
      en: "a void that was declined or cancelled gives nothing back, and holds neither its key nor its receipt",
      lt: "atmestas ar atšauktas anuliavimas nieko negrąžina ir nelaiko užėmęs nei rakto, nei kvito",
    },
    *run(lab) {
      const { sold, got: paidFor } = yield* bought(lab, 21);
      const order = yield* voidOf(lab, sold);
      const got = yield* dealtWith(lab, order, "give-none");
      if (got.json.state === "approved") throw new Unmeasured(NOT_DECLINED);
      const seen = taken(got, order, { state: "declined", payments: [] });
      if (seen !== undefined) return seen;
      lab.notes.kept.standing = sold;
      const still = yield* lab.get(sold.id);
      // the cashier tries again, thinks better of it, and tries once more
      const tries = [];
      for (let at = 0; at < 2; at++) {
        const next = { ...order, id: lab.sale().id };
        const tried = yield* lab.post(next);
        tries.push(taken(asRead(tried), next, { kind: "void", original: order.original }));
        const ended = isTaken(tried, next) && differs(yield* lab.end(next.id), 200, CANCELLED);
        if (lab.offers("cancel") && ended) tries.push(ended);
      }
      return first(differs(still, 200, asEnded(paidFor.json)), ...tries);
    },
  },
  ...VOIDS_OF_FORMS,
  VOID_SUMS,
  {
    id: "void-other",
    promises: "C7 R13",
    title: {
      en: "a void of another receipt of the same key is not taken for the one that was made",
      lt: "kito to paties rakto kvito anuliavimas nelaikomas jau atliktu",
    },
    *run(lab) {
      const sold = lab.notes.paidSale;
      const { id } = lab.sale();
      const original = { kind: "sale", documentNo: "no-such-2" };
      return yield* isRefused(lab, { ...sold, id, kind: "void", lines: [], original });
    },
  },
  {
    id: "return",
    promises: "B11 C10",
    title: { en: "a return gives back, in positive amounts", lt: "grąžinimas – teigiamomis sumomis" },
    *run(lab) {
      const order = lab.sale({ kind: "return", totalCents: 16 });
      const got = yield* dealtWith(lab, order, "give-back");
      if (got.json.state === "approved") lab.notes.kept.back = order;
      const { cashMethods, cardMethods } = lab.target;
      const seen = first(
        paid(lab, order, got),
        differs(got, 200, { kind: "return" }),
        isPaidBy(got, [...cardMethods, ...cashMethods]),
        isLastDocument(yield* lab.getHealth(), got.json.fiscal?.documentNo),
      );
      return seen ?? printed(lab, got);
    },
  },
  {
    id: "return-again",
    promises: "C10 R3 R6",
    title: {
      en: "a return that was paid out is not paid out again, and is told as it was paid, when it is cancelled too",
      lt: "išmokėtas grąžinimas antrą kartą neišmokamas, ir sakoma, kaip jis išmokėtas, taip pat jį atšaukiant",
    },
    *run(lab) {
      const { back } = lab.notes.kept;
      if (back === undefined) throw new Unmeasured(NO_RETURN);
      const paidOut = yield* lab.get(back.id);
      const second = yield* isNotTakenAgain(lab, back);
      // money that goes back twice is graver than an answer that tells it otherwise
      return first(second, yield* isMadeStill(lab, back, paidOut));
    },
  },
  {
    id: "return-declined",
    promises: "C10 R6",
    title: {
      en: "a return that is refused gives nothing back, may come under a new id, and is ended by a cancel",
      lt: "atmestas grąžinimas nieko negrąžina, gali būti siunčiamas nauju id ir užbaigiamas atšaukimu",
    },
    *run(lab) {
      const order = lab.sale({ kind: "return", totalCents: 15 });
      const got = yield* dealtWith(lab, order, "give-none");
      if (got.json.state === "approved") throw new Unmeasured(NOT_DECLINED);
      const next = { ...order, id: lab.sale().id };
      const tried = yield* lab.post(next);
      const ended = isTaken(tried, next) ? differs(yield* lab.end(next.id), 200, CANCELLED) : undefined;
      const nothing = taken(got, order, { state: "declined", payments: [] });
      return first(nothing, taken(tried, next), lab.offers("cancel") && ended);
    },
  },
  {
    id: "concurrent-returns",
    promises: "C10 R6",
    title: {
      en: "one return under two ids at once is taken under one, and gives the money back once",
      lt: "tas pats grąžinimas vienu metu dviem id priimamas vienu, pinigai grąžinami kartą",
    },
    *run(lab) {
      const order = lab.sale({ kind: "return", totalCents: 9 });
      const { made, seen } = yield* postedAtOnce(lab, [order, { ...order, id: lab.sale().id }]);
      const [one, ...others] = made;
      for (const { id } of others) yield* lab.end(id);
      return first(seen, one && paid(lab, one, yield* dealtWith(lab, one, "give-back")));
    },
  },
  {
    id: "return-named",
    promises: "C7 C10",
    needs: "fiscal",
    title: {
      en: "a return that names its receipt gives back its own sum, and the receipt stays as it was paid",
      lt: "kvitą nurodantis grąžinimas grąžina savo sumą, o kvitas lieka toks, koks apmokėtas",
    },
    *run(lab) {
      const sold = yield* standing(lab);
      const before = yield* lab.get(sold.id);
      const documentNo = (yield* voidOf(lab, sold)).original?.documentNo;
      if (documentNo === undefined) throw new Unmeasured(NO_NUMBER);
      const order = lab.sale({ kind: "return", totalCents: 7, original: { documentNo } });
      const got = yield* dealtWith(lab, order, "give-back");
      const still = yield* lab.get(sold.id);
      const stays = differs(still, 200, asEnded(before.json));
      return first(paid(lab, order, got), differs(got, 200, { kind: "return" }), stays);
    },
  },
  {
    id: "return-other",
    promises: "C10",
    needs: "fiscal",
    title: {
      en: "the same id of a return that names another receipt is 409",
      lt: "tas pats grąžinimo id, kai nurodytas kitas kvitas, – 409",
    },
    *run(lab) {
      const { original } = yield* voidOf(lab, yield* standing(lab));
      if (original?.documentNo === undefined) throw new Unmeasured(NO_NUMBER);
      const order = lab.sale({ kind: "return", totalCents: 6, original: { documentNo: original.documentNo } });
      const posted = yield* lab.post(order);
      if (!isTaken(posted, order)) return taken(posted, order);
      const other = yield* lab.post({ ...order, original: { documentNo: "no-such-3" } });
      const none = yield* lab.post({ ...order, original: undefined });
      yield* lab.end(order.id);
      return first(...[other, none].map((one) => refused(one, 409, { error: "id-conflict" })));
    },
  },
  {
    id: "void-return",
    promises: "C7 R13",
    title: {
      en: "a return is taken back by its number, as a return and once, stays as it was paid, and is not paid out again",
      lt: "grąžinimas anuliuojamas pagal numerį, kaip grąžinimas, vieną kartą, lieka toks, koks išmokėtas, ir antrą kartą neišmokamas",
    },
    *run(lab) {
      const { back } = lab.notes.kept;
      if (back === undefined) throw new Unmeasured(NO_RETURN);
      const paidOut = yield* lab.get(back.id);
      const order = yield* voidOf(lab, back, "return");
      const { original } = order;
      // under that number there is no sale
      const other = yield* isRefused(lab, { ...order, id: lab.sale().id, original: { ...original, kind: "sale" } });
      const got = yield* dealtWith(lab, order, "take-again");
      const seen = first(paid(lab, order, got), differs(asRead(got), 200, { kind: "void", original }));
      const still = differs(yield* lab.get(back.id), 200, asEnded(paidOut.json));
      return first(seen, yield* isOnce(lab, order), yield* isNotTakenAgain(lab, back), still, other);
    },
  },
  {
    id: "concurrent-voids",
    promises: "C7 C10 R6 R13",
    title: {
      en: "one void under two ids at once is taken under one, and gives the money back once",
      lt: "tas pats anuliavimas vienu metu dviem id priimamas vienu, pinigai grąžinami kartą",
    },
    *run(lab) {
      const { sold } = yield* bought(lab, 18);
      const order = yield* voidOf(lab, sold);
      const { made, seen } = yield* postedAtOnce(lab, [order, { ...order, id: lab.sale().id }]);
      const [one, ...others] = made;
      for (const { id } of others) yield* lab.end(id);
      return first(seen, one && paid(lab, one, yield* dealtWith(lab, one, "give-back")));
    },
  },
  VOID_UNPRINTED,
];
