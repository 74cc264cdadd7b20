/** What GAMA has taken itself: gift vouchers, advances, loyalty points. */
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isTaken, refused, taken } from "./evidence.ts";
import { dealtWith, isNotTakenAgain, paid, voidOf } from "./paying.ts";
import { printed } from "./receipts.ts";
import { NO_SALE, Unmeasured } from "./unmeasured.ts";

export const voucher = (amountCents: number) => ({ type: "voucher", name: "Čekis", amountCents }) as const;

/** These need nobody at RRPay. */
export const PREPAID_ALONE: readonly Check[] = [
  {
    id: "prepaid-kinds",
    promises: "B14 R17",
    feature: "prepaid",
    title: {
      en: "a voucher, an advance and loyalty points are taken, together too",
      lt: "čekis, avansas ir lojalumo taškai priimami, ir kartu",
    },
    *run(lab) {
      const [advance, points] = [
        { type: "advance", name: "Avansas", amountCents: 2 } as const,
        { type: "loyalty", name: "Taškai", amountCents: 3 } as const,
      ];
      const order = lab.sale({ prepaid: [voucher(1), advance, points] });
      const got = yield* lab.post(order);
      yield* lab.end(order.id);
      return taken(got, order);
    },
  },
  {
    id: "prepaid-too-much",
    promises: "B14 C10",
    feature: "prepaid",
    title: {
      en: "more prepaid than the total is 422, and nothing is stored",
      lt: "iš anksto sumokėta daugiau nei suma – 422, nieko neįrašoma",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 10, prepaid: [voucher(11)] });
      const got = yield* lab.post(order);
      if (isTaken(got, order)) yield* lab.end(order.id);
      return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, order.id));
    },
  },
  {
    id: "prepaid-content",
    promises: "B14 C10",
    feature: "prepaid",
    title: {
      en: "the same id with another prepaid sum is 409",
      lt: "tas pats id su kita iš anksto sumokėta suma – 409",
    },
    *run(lab) {
      const order = lab.sale({ prepaid: [voucher(2)] });
      yield* lab.begun(order);
      const got = [];
      for (const prepaid of [[voucher(3)], undefined]) got.push(yield* lab.post({ ...order, prepaid }));
      yield* lab.end(order.id);
      return first(...got.map((one) => refused(one, 409, { error: "id-conflict" })));
    },
  },
];

/** These need somebody who pays, or gives back. */
export const PREPAID_PAID: readonly Check[] = [
  {
    id: "prepaid",
    promises: "B14 R17",
    feature: "prepaid",
    title: { en: "what GAMA has taken is not collected again", lt: "ką GAMA jau gavo, dar kartą neimama" },
    *run(lab) {
      const order = lab.sale({ totalCents: 30, prepaid: [voucher(20)] });
      const got = yield* dealtWith(lab, order, "pay-card");
      if (got.json.state === "approved") lab.notes.kept.prepaid = order;
      return paid(lab, order, got);
    },
  },
  {
    id: "prepaid-cash",
    promises: "B14 R9 R17",
    feature: "prepaid",
    title: { en: "in cash it is the rest that is rounded", lt: "grynaisiais apvalinamas likutis, o ne visa suma" },
    *run(lab) {
      // the whole would be rounded down by one, the rest is rounded up by two
      const order = lab.sale({ totalCents: 256, prepaid: [voucher(53)] });
      const got = yield* dealtWith(lab, order, "pay-cash");
      return first(paid(lab, order, got), differs(got, 200, { roundingCents: 2 }));
    },
  },
  {
    id: "prepaid-whole",
    promises: "B14 R17",
    feature: "prepaid",
    title: { en: "with nothing left to pay it prints", lt: "kai mokėti nebelieka, spausdina" },
    *run(lab) {
      const order = lab.sale({ totalCents: 30, prepaid: [voucher(30)] });
      const got = yield* dealtWith(lab, order, "pay-card");
      if (got.json.state === "approved") lab.notes.kept.whole = order;
      return first(paid(lab, order, got), differs(got, 200, { payments: [] })) ?? printed(lab, got);
    },
  },
  {
    id: "prepaid-again",
    promises: "B14 C10 R6",
    feature: "prepaid",
    title: {
      en: "what GAMA has paid, in part or wholly, is not sold again under another id",
      lt: "ko dalį ar visą sumą gavo GAMA, kitu id nebeparduodama",
    },
    *run(lab) {
      const { prepaid, whole } = lab.notes.kept;
      const sold = [prepaid, whole].filter((order) => order !== undefined);
      if (sold.length === 0) throw new Unmeasured(NO_SALE);
      const seen = [];
      for (const order of sold) seen.push(yield* isNotTakenAgain(lab, order));
      return first(...seen);
    },
  },
  {
    id: "prepaid-return",
    promises: "B14 R17",
    feature: "prepaid",
    title: {
      en: "of a return only what GAMA does not give back itself is given back",
      lt: "grąžinant atiduodama tik tai, ko GAMA negrąžina pati",
    },
    *run(lab) {
      const order = lab.sale({ kind: "return", totalCents: 31, prepaid: [voucher(20)] });
      return paid(lab, order, yield* dealtWith(lab, order, "give-back"));
    },
  },
  {
    id: "prepaid-void",
    promises: "B14 C7 R17",
    feature: "prepaid",
    title: {
      en: "a void gives back what RRPay has taken, not what GAMA has",
      lt: "anuliuojant grąžinama tai, ką paėmė RRPay, o ne ką gavo GAMA",
    },
    *run(lab) {
      const sold = lab.notes.kept.prepaid;
      if (sold === undefined) throw new Unmeasured(NO_SALE);
      const order = yield* voidOf(lab, sold);
      return paid(lab, order, yield* dealtWith(lab, order, "give-back"));
    },
  },
];
