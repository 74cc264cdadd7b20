/** Voids and returns. A person at RRPay gives the money back. */
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isTaken, refused } from "./evidence.ts";
import { dealtWith, paid, voidOf } from "./paying.ts";

export const UNDO: readonly Check[] = [
  {
    id: "void-wrong",
    promises: "C7 R13",
    title: { en: "a void of a document that does not exist is refused", lt: "nesamo dokumento anuliavimas atmetamas" },
    *run(lab) {
      const order = lab.paidSale;
      const { id } = lab.sale();
      const wrong = { ...order, id, kind: "void", lines: [], original: { kind: "sale", documentNo: "no-such" } };
      const got = yield* lab.post(wrong);
      // refused at once, or once the fiscal device has answered
      if (isTaken(got, { id })) return differs(yield* lab.end(id), 200, { state: "declined", payments: [] });
      return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, id));
    },
  },
  {
    id: "void",
    promises: "C7 R13",
    title: { en: "a receipt is taken back by its number, once", lt: "kvitas anuliuojamas pagal numerį, vieną kartą" },
    *run(lab) {
      const sold = lab.paidSale;
      const order = yield* voidOf(lab, sold);
      const { original } = order;
      const got = yield* dealtWith(lab, order, "give-back");
      const again = yield* lab.post({ ...order, id: lab.sale().id });
      const twice = again.status === 422 ? undefined : differs(again, 409, { error: "sale-known" });
      return first(paid(lab, order, got), differs(got, 200, { kind: "void", original }), twice);
    },
  },
  {
    id: "void-other",
    promises: "C7 R13",
    title: {
      en: "a void of another receipt of the same key is not taken for the one that was made",
      lt: "kito to paties rakto kvito anuliavimas nelaikomas jau atliktu",
    },
    *run(lab) {
      const sold = lab.paidSale;
      const { id } = lab.sale();
      const original = { kind: "sale", documentNo: "no-such-2" };
      const got = yield* lab.post({ ...sold, id, kind: "void", lines: [], original });
      if (isTaken(got, { id })) return differs(yield* lab.end(id), 200, { state: "declined", payments: [] });
      return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, id));
    },
  },
  {
    id: "return",
    promises: "B11 C10",
    title: { en: "a return gives back, in positive amounts", lt: "grąžinimas – teigiamomis sumomis" },
    *run(lab) {
      const order = lab.sale({ kind: "return", totalCents: 16 });
      const got = yield* dealtWith(lab, order, "give-back");
      return first(paid(lab, order, got), differs(got, 200, { kind: "return" }));
    },
  },
];
