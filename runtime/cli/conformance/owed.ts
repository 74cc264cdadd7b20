/** Receipts that are owed, and receipts that are printed: each is printed once, under a number of its own. */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import type { Talk } from "../program/talk.ts";
import type { Check } from "./check.ts";
import { differs, first, NO_CONNECTION, type Seen, said } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { dealtWith, ended, isLastDocument, paid, voidOf } from "./paying.ts";
import { printed, toldLater, withReceipt } from "./receipts.ts";
import { printing } from "./request.ts";
import { NO_NUMBER, NOT_LATER, NOT_WITHOUT_PAPER, NUMBERED, Unmeasured } from "./unmeasured.ts";
import type { Got } from "./wires.ts";

/** Two sales that are paid while there is no paper. */
function* owedTwice(lab: Lab): Talk<readonly RrpayTransactionRequest[]> {
  const owed = [lab.sale({ totalCents: 24 }), lab.sale({ totalCents: 26 })];
  yield* lab.hand("no-paper");
  try {
    for (const order of owed) {
      const { state, fiscal } = (yield* ended(lab, order, "pay-card")).json;
      if (state !== "approved") throw new Unmeasured(NOT_WITHOUT_PAPER);
      if (fiscal?.state === "printed" || typeof fiscal?.documentNo === "string") throw new Unmeasured(NUMBERED);
    }
  } finally {
    // without it later receipts would be missed
    yield* lab.hand("paper");
  }
  return owed;
}

/** Asks for both receipts in the same moment. */
function* askedAtOnce(lab: Lab, owed: readonly RrpayTransactionRequest[]): Talk<Seen> {
  const wires = [];
  for (const _ of owed) {
    const wire = yield* lab.wires.dial();
    if (wire === undefined) return NO_CONNECTION;
    wires.push(wire);
  }
  for (const [at, wire] of wires.entries()) yield* lab.send(wire, printing(owed[at]?.id ?? ""));
  yield* lab.wait(wires);
  for (const wire of wires) yield* lab.wires.hangUp(wire);
  return undefined;
}

export const NUMBERS_OWED: Check = {
  id: "numbers-owed",
  promises: "C5 C7 C11 R7 R13 R18",
  // who prints by itself alone owes receipts until a person sees to them
  feature: "print",
  needs: "fiscal",
  title: {
    en: "two receipts that are owed, and asked for at once, have numbers of their own, by which they are taken back",
    lt: "du skolingi kvitai, kurių prašoma vienu metu, turi kiekvienas savo numerį, pagal kurį ir anuliuojami",
  },
  *run(lab) {
    const owed = yield* owedTwice(lab);
    const lost = yield* askedAtOnce(lab, owed);
    if (lost !== undefined) return lost;
    const got: Got[] = [];
    const seen: Seen[] = [];
    for (const order of owed) {
      const receipt = yield* withReceipt(lab, yield* lab.get(order.id), order);
      got.push(receipt);
      seen.push(paid(lab, order, receipt) ?? printed(lab, receipt));
    }
    const [one, other] = got.map(({ json }) => json.fiscal ?? {});
    const isSame = typeof one?.documentNo === "string" && one.documentNo === other?.documentNo;
    const isTwice = isSame && lab.dateOf(one?.printedAt) === lab.dateOf(other?.printedAt);
    const twice = isTwice && said(`${one?.documentNo} was given twice`, `${one?.documentNo} duotas dukart`);
    const wrong = first(...seen, twice);
    if (wrong !== undefined) return wrong;
    // what stands under a number is told by what it gives back: the two are of different sums
    const undone = yield* voidOf(lab, owed[0] as RrpayTransactionRequest);
    return paid(lab, undone, yield* dealtWith(lab, undone, "give-back"));
  },
};

export const PRINTED_LATER: Check = {
  id: "printed-later",
  promises: "C11 R7",
  feature: "print",
  needs: "fiscal",
  title: {
    en: "after RRPay's day, or a restart, a receipt that was printed is not printed again",
    lt: "po dienos pabaigos ar paleidus iš naujo atspausdintas kvitas antrą kartą nespausdinamas",
  },
  *run(lab) {
    const { id } = lab.notes.paidSale;
    if (!lab.notes.isLater) throw new Unmeasured(NOT_LATER);
    const { state, documentNo, printedAt } = (yield* lab.get(id)).json.fiscal ?? {};
    if (state !== "printed") toldLater(lab);
    if (state !== "printed") throw new Unmeasured(NO_NUMBER);
    const once = yield* lab.getHealth();
    yield* lab.ask(printing(id));
    const again = yield* lab.get(id);
    const twice = yield* lab.getHealth();
    return first(
      differs(again, 200, { fiscal: { state, documentNo, printedAt } }),
      // how health writes its number says another check
      isLastDocument(twice, once.json.fiscal?.lastDocumentNo),
    );
  },
};
