/** Payments, receipts and voids: what a person at RRPay has to do. Each request is in the cashier's words. */
import type { Talk } from "../program/talk.ts";
import { type Check, differs, first } from "./check.ts";
import type { Hand } from "./hands.ts";
import type { Lab } from "./lab.ts";
import { NOT_TOLD, Unmeasured } from "./unmeasured.ts";
import type { Got, Json } from "./wires.ts";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const FULL_CARD = /(?<!\d)\d{13,19}(?!\d)/;

/** Posts a sale, asks a person to act, and follows the sale to its end. */
function* dealtWith(lab: Lab, order: ReturnType<Lab["sale"]>, hand: Hand): Talk<Got> {
  // that a sale is taken is measured elsewhere
  const isPlain = order.kind === "sale" && order.prepaid === undefined;
  const posted = yield* isPlain ? lab.begun(order) : lab.post(order);
  if (posted.status !== 201) return posted;
  if (posted.json.state === "in-progress") yield* lab.hand(hand, order.totalCents);
  const isJudged = ({ fiscal }: Json) => !lab.offers("fiscal") || fiscal?.state !== "unknown";
  const got = yield* lab.follow(order.id, (json) => json.state !== "in-progress" && isJudged(json));
  if (got.json.state === "in-progress") yield* lab.end(order.id);
  return got;
}

/** Checks that an approval adds up, and keeps its document number for later checks. */
function paid(lab: Lab, order: ReturnType<Lab["sale"]>, got: Got, totalCents = order.totalCents): string | undefined {
  const seen = differs(got, 200, { state: "approved", id: order.id, totalCents });
  if (seen !== undefined) return seen;
  const { payments, changeCents, roundingCents, fiscal } = got.json;
  const rows: readonly Json[] = Array.isArray(payments) ? payments : [];
  const sumCents = rows.reduce((sum, row) => sum + row?.amountCents, 0);
  const prepaidCents = (order.prepaid ?? []).reduce((sum, { amountCents }) => sum + amountCents, 0);
  if (typeof fiscal?.documentNo === "string") lab.documents.push(fiscal.documentNo.trimEnd());
  if (sumCents - changeCents !== totalCents - prepaidCents + roundingCents)
    return `paid ${sumCents} less change ${changeCents} is not ${totalCents} less ${prepaidCents} and rounding ${roundingCents}`;
  return Math.abs(roundingCents) > 2 ? `rounding is ${roundingCents}` : undefined;
}

/** How the last document of health differs from this one; it need not be told. */
function isLastDocument({ json }: Got, documentNo: Json): string | undefined {
  const last = json.fiscal?.lastDocumentNo;
  if (typeof last !== "string" || typeof documentNo !== "string" || last.trimEnd() === documentNo.trimEnd())
    return undefined;
  return `fiscal.lastDocumentNo is ${last}, expected ${documentNo}`;
}

export const PERSON: readonly Check[] = [
  {
    id: "pay-card",
    promises: "C10 B11 R8",
    title: {
      en: "a card payment is approved, method 2, and adds up",
      lt: "kortelės mokėjimas patvirtinamas, būdas 2, sumos sutampa",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 12 });
      const got = yield* dealtWith(lab, order, "pay-card");
      // what was not paid is no sale for later checks to judge
      if (got.json.state === "approved") lab.kept.card = order;
      const method = got.json.payments?.[0]?.method;
      return first(paid(lab, order, got), method !== 2 && `method is ${method}`);
    },
  },
  {
    id: "card-masked",
    promises: "B13 R11",
    title: { en: "no full card number is in any answer", lt: "atsakymuose nėra viso kortelės numerio" },
    *run(lab) {
      const got = yield* lab.get(lab.paidSale.id);
      const text = JSON.stringify(got.json.payments ?? "");
      return FULL_CARD.test(text) ? "a number of 13 to 19 digits stands in payments" : undefined;
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
      return first(seen, !documentNo && "no documentNo", !MOMENT.test(printedAt ?? "") && `printedAt is ${printedAt}`);
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
      if (got.status === 201) yield* lab.end(id);
      return differs(got, 409, { error: "sale-known", "details.id": order.id, "details.state": "approved" });
    },
  },
  {
    id: "paid-stays",
    promises: "C10 C11",
    title: { en: "an approved sale cannot be cancelled", lt: "patvirtinto pardavimo nebegalima atšaukti" },
    *run(lab) {
      const order = lab.paidSale;
      yield* lab.cancel(order.id);
      return differs(yield* lab.get(order.id), 200, { state: "approved" });
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
    promises: "B11 R9",
    title: {
      en: "cash rounding stands beside the payments, 2 cents at most",
      lt: "grynųjų apvalinimas – šalia mokėjimų, iki 2 centų",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 258 });
      const got = yield* dealtWith(lab, order, "pay-cash");
      return first(paid(lab, order, got), differs(got, 200, { roundingCents: 2 }));
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
      return first(seen, got.json.fiscal?.state === "printed" && "a receipt was printed");
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
      return first(paid(lab, order, got, total), !(total < 100) && `totalCents is ${total}`);
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
    id: "void-wrong",
    promises: "C7 R13",
    title: { en: "a void of a document that does not exist is refused", lt: "nesamo dokumento anuliavimas atmetamas" },
    *run(lab) {
      const order = lab.paidSale;
      const { id } = lab.sale();
      const wrong = { ...order, id, kind: "void", lines: [], original: { kind: "sale", documentNo: "no-such" } };
      const got = yield* lab.post(wrong);
      // refused at once, or once the fiscal device has answered
      if (got.status === 201) return differs(yield* lab.end(id), 200, { state: "declined", payments: [] });
      return differs(got, 422, { error: "invalid" });
    },
  },
  {
    id: "void",
    promises: "C7 R13",
    title: { en: "a receipt is taken back by its number, once", lt: "kvitas anuliuojamas pagal numerį, vieną kartą" },
    *run(lab) {
      const sold = lab.paidSale;
      const { documentNo } = (yield* lab.get(sold.id)).json?.fiscal ?? {};
      const number = typeof documentNo === "string" ? { documentNo: documentNo.trimEnd() } : {};
      const original = { kind: "sale", ...number } as const;
      const order = { ...sold, id: lab.sale().id, kind: "void", lines: [], original } as const;
      const got = yield* dealtWith(lab, order as never, "give-back");
      const again = yield* lab.post({ ...order, id: lab.sale().id });
      const twice = again.status === 422 ? undefined : differs(again, 409, { error: "sale-known" });
      return first(paid(lab, order as never, got), differs(got, 200, { kind: "void", original }), twice);
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
  {
    id: "prepaid",
    promises: "B14 R17",
    feature: "prepaid",
    title: { en: "what GAMA has taken is not collected again", lt: "ką GAMA jau gavo, dar kartą neimama" },
    *run(lab) {
      const order = lab.sale({ totalCents: 30, prepaid: [{ type: "voucher", name: "Čekis", amountCents: 20 }] });
      return paid(lab, order, yield* dealtWith(lab, order, "pay-card"));
    },
  },
  {
    id: "prepaid-whole",
    promises: "B14 R17",
    feature: "prepaid",
    title: { en: "with nothing left to pay it prints", lt: "kai mokėti nebelieka, spausdina" },
    *run(lab) {
      const order = lab.sale({ totalCents: 30, prepaid: [{ type: "voucher", name: "Čekis", amountCents: 30 }] });
      const got = yield* dealtWith(lab, order, "pay-card");
      const printed = lab.offers("fiscal") ? { "fiscal.state": "printed" } : {};
      return first(paid(lab, order, got), differs(got, 200, { payments: [], ...printed }));
    },
  },
];
