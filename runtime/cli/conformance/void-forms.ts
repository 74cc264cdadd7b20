/** Voids of the forms in which a till sends them, and of a sale that was paid in cash. A person gives the money back. */
import type { Check } from "./check.ts";
import { isTaken, taken } from "./evidence.ts";
import { bought, dealtWith, ended, paid, voidOf } from "./paying.ts";
import { NO_NUMBER, NO_SALE, NOT_DECLINED, NOT_WITHOUT_PAPER, NUMBERED, Unmeasured } from "./unmeasured.ts";
import { isRefused, standing } from "./voiding.ts";

export const VOIDS_OF_FORMS: readonly Check[] = [
  {
    id: "void-forms",
    promises: "C7 C10 R13",
    title: {
      en: "a void is taken with its receipt's lines, also where they do not add up, and without GAMA's number",
      lt: "anuliavimas priimamas su kvito eilutėmis, nors jų suma ir kita, ir be GAMA numerio",
    },
    *run(lab) {
      const sold = yield* standing(lab);
      const order = yield* voidOf(lab, sold);
      const [line] = sold.lines;
      for (const form of [{ lines: sold.lines }, { lines: [{ ...line, totalCents: 1 }] }, { receiptNo: "" }]) {
        const next = { ...order, id: lab.sale().id, ...form };
        const tried = yield* lab.post(next);
        const seen = taken(tried, next);
        if (seen !== undefined) return seen;
        if ((yield* lab.end(next.id)).json.state === "approved") throw new Unmeasured(NOT_DECLINED);
      }
      return undefined;
    },
  },
  {
    id: "void-mixed",
    promises: "C7 R13",
    needs: "fiscal",
    title: {
      en: "a void by the key of one receipt and the number of another takes neither back",
      lt: "anuliavimas su vieno kvito raktu ir kito kvito numeriu neanuliuoja nė vieno",
    },
    *run(lab) {
      const sold = yield* standing(lab);
      const other = lab.notes.kept.note ?? (yield* bought(lab, 22)).sold;
      const order = yield* voidOf(lab, sold);
      const { original } = yield* voidOf(lab, other);
      if (original?.documentNo === undefined) throw new Unmeasured(NO_NUMBER);
      // whichever of the two RRPay would take back, the total is right for it
      for (const { totalCents } of [other, sold]) {
        const seen = yield* isRefused(lab, { ...order, id: lab.sale().id, original, totalCents });
        if (seen !== undefined) return seen;
      }
      return undefined;
    },
  },
  {
    id: "void-cash",
    promises: "B11 C7 R9 R13",
    title: {
      en: "a void of a sale that was paid in cash gives back what was kept of the note, not the note",
      lt: "anuliuojant grynaisiais apmokėtą pardavimą grąžinama tai, kas liko davus grąžą, o ne visas banknotas",
    },
    *run(lab) {
      const sold = lab.notes.kept.note;
      if (sold === undefined) throw new Unmeasured(NO_SALE);
      const order = yield* voidOf(lab, sold);
      return paid(lab, order, yield* dealtWith(lab, order, "give-cash"));
    },
  },
];

export const VOID_SUMS: Check = {
  id: "void-sums",
  promises: "B11 C7 R13 R19",
  title: {
    en: "a void of what was paid in two ways, or with a discount of RRPay's, gives back what was paid",
    lt: "anuliuojant tai, kas apmokėta dviem būdais ar su RRPay nuolaida, grąžinama tai, kas sumokėta",
  },
  *run(lab) {
    const { parts, discounted } = lab.notes.kept;
    if (parts === undefined && discounted === undefined) throw new Unmeasured(NO_SALE);
    for (const sold of [parts, discounted]) {
      if (sold === undefined) continue;
      // a void names RRPay's own total of its receipt
      const { totalCents } = (yield* lab.get(sold.id)).json;
      const order = { ...(yield* voidOf(lab, sold)), totalCents };
      const seen = paid(lab, order, yield* dealtWith(lab, order, "give-back"));
      if (seen !== undefined) return seen;
    }
    return undefined;
  },
};

export const VOID_UNPRINTED: Check = {
  id: "void-unprinted",
  promises: "C7 R13",
  needs: "fiscal",
  title: {
    en: "a receipt that is paid and not printed can be taken back, by its key",
    lt: "apmokėtą, bet neatspausdintą kvitą galima anuliuoti pagal raktą",
  },
  *run(lab) {
    const sold = lab.sale({ totalCents: 23 });
    yield* lab.hand("no-paper");
    try {
      const got = yield* ended(lab, sold, "pay-card");
      if (got.json.state !== "approved") throw new Unmeasured(NOT_WITHOUT_PAPER);
      const { state, documentNo } = got.json.fiscal ?? {};
      if (state === "printed" || typeof documentNo === "string") throw new Unmeasured(NUMBERED);
      const order = { ...sold, id: lab.sale().id, kind: "void", lines: [], original: { kind: "sale" } } as const;
      const tried = yield* lab.post(order);
      // a void may need paper too: that it is taken is enough
      if (isTaken(tried, order)) yield* lab.end(order.id);
      return taken(tried, order);
    } finally {
      yield* lab.hand("paper");
    }
  },
};
