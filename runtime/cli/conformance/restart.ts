/** RRPay is ended and started again by a person: what it keeps of what it had. */
import type { Talk } from "../program/talk.ts";
import type { Check } from "./check.ts";
import { COMPANY } from "./content.ts";
import { differs, first, isNot, isTaken, refused, type Seen, said, shown, taken } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { bothPaid, isToldTruly, isUnpaidEnd, partPaid, restPaid, rowsOf } from "./part-paid.ts";
import { dealtWith, isLastTransaction, paid } from "./paying.ts";
import { voucher } from "./prepaid.ts";
import { NOT_RESTARTED, PAID_UNASKED, PART_UNTOLD, Unmeasured } from "./unmeasured.ts";
import type { Got, Json, Wire } from "./wires.ts";

/** How long an answer on an old connection is waited for. */
const ANSWERED_MS = 3000;

/** Whether RRPay still answers on a connection. */
function* isAnswered(lab: Lab, wire: Wire): Talk<boolean> {
  const { losses } = lab.wires;
  const before = losses.length;
  if (!wire.isOver) yield* lab.send(wire, lab.askingHealth());
  yield* lab.wait([wire], Math.min(lab.target.answerMs, ANSWERED_MS));
  losses.length = before;
  yield* lab.wires.hangUp(wire);
  return wire.got?.status === 200;
}

/** A person ends RRPay and starts it again. Returns its health then; where it was not ended, nothing is proved. */
function* startedAgain(lab: Lab): Talk<Got> {
  // a connection that outlives the restart shows that there was none
  const wire = yield* lab.wires.dial();
  yield* lab.hand("restart");
  const health = yield* lab.back();
  if (wire !== undefined && (yield* isAnswered(lab, wire))) throw new Unmeasured(NOT_RESTARTED);
  lab.notes.isLater = true;
  return health;
}

/** In these a transaction holds its key. */
const HOLDS: readonly Json[] = ["in-progress", "approved"];

/** That what has a key is told to whoever comes with that key under another id. */
function* isHeld(lab: Lab, order: ReturnType<Lab["sale"]>): Talk<Seen> {
  const next = { ...order, id: lab.sale().id };
  const got = yield* lab.post(next);
  if (isTaken(got, next)) yield* lab.end(next.id);
  return refused(got, 409, { error: "sale-known", "details.id": order.id });
}

/** That a revision has fallen: who asks for what is above the old one is told nothing any more. */
export function fell(before: Got | undefined, after: Got | undefined): Seen {
  const [was, is] = [before?.json.revision, after?.json.revision];
  return is < was ? isNot("revision", is, `>= ${shown(was)}`) : undefined;
}

export const RESTART: readonly Check[] = [
  {
    id: "restart",
    promises: "C10 C11 R3 R5",
    feature: "status",
    title: {
      en: "a restart forgets nothing: ids and their content, keys, revisions, epoch",
      lt: "paleidus iš naujo niekas nepamirštama: id ir jų turinys, raktai, revision, epocha",
    },
    *run(lab) {
      const sold = lab.notes.kept.card;
      // all that a sale may have, so that all of it may be forgotten
      const prepaid = lab.offers("prepaid") ? { prepaid: [voucher(1)] } : {};
      const open = lab.sale({ customer: COMPANY, ...prepaid });
      const before = sold && (yield* lab.get(sold.id));
      yield* lab.entomb();
      const begun = yield* lab.begun(open);
      const isPaying = begun.json.state === "approved" || (yield* lab.get(open.id)).json.state === "approved";
      const health = yield* startedAgain(lab);
      const { epoch, storeId } = lab.health;
      const after = sold && (yield* lab.get(sold.id));
      const still = yield* lab.get(open.id);
      const again = yield* lab.post(open);
      const other = yield* lab.post({ ...open, receiptNo: "other" });
      const holds = HOLDS.includes(again.json.state) && (yield* isHeld(lab, open));
      yield* lab.end(open.id);
      return first(
        before && differs(before, 200),
        differs(health, 200, { epoch, storeId }),
        after && differs(after, 200, { state: "approved" }),
        fell(before, after),
        differs(still, 200, { id: open.id }),
        differs(again, 200, { id: open.id }),
        holds,
        refused(other, 409, { error: "id-conflict" }),
        still.json.state === "approved" &&
          !isPaying &&
          said(
            `${open.id} is approved, though nobody has paid it`,
            `${open.id} – patvirtintas, nors niekas už jį nemokėjo`,
          ),
        fell(begun, still),
        isLastTransaction(health, open),
      );
    },
  },
  {
    id: "part-restarted",
    promises: "C10 B4 R3",
    title: {
      en: "a restart forgets nothing of a sale that was paid in part: what was paid is named, and only the rest is collected",
      lt: "paleidus iš naujo, iš dalies apmokėto pardavimo sumokėta dalis nurodoma, imamas tik likutis",
    },
    *run(lab) {
      const { order, got: before } = yield* partPaid(lab);
      if (rowsOf(before).length === 0) throw new Unmeasured(PART_UNTOLD);
      yield* startedAgain(lab);
      const got = yield* lab.get(order.id);
      if (isUnpaidEnd(got)) return yield* isToldTruly(lab, got);
      const forgot = first(
        differs(got, 200, { state: "in-progress", payments: before.json.payments }),
        fell(before, got),
      );
      if (forgot !== undefined) {
        yield* lab.end(order.id);
        return forgot;
      }
      const end = yield* restPaid(lab, order);
      // it may also end what it found
      return isUnpaidEnd(end) ? yield* isToldTruly(lab, end) : bothPaid(lab, order, end);
    },
  },
  {
    id: "prepaid-restarted",
    promises: "B14 C10 R3 R17",
    feature: "prepaid",
    title: {
      en: "a restart does not forget what GAMA has taken: only the rest is collected",
      lt: "paleidus iš naujo nepamirštama, ką gavo GAMA: imamas tik likutis",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 33, prepaid: [voucher(20)] });
      const posted = yield* lab.post(order);
      if (!isTaken(posted, order)) return taken(posted, order);
      if (posted.json.state === "approved") throw new Unmeasured(PAID_UNASKED);
      yield* startedAgain(lab);
      const got = yield* lab.get(order.id);
      // it may also end what it found
      if (isUnpaidEnd(got)) return differs(got, 200, { payments: [] });
      return paid(lab, order, yield* dealtWith(lab, order, "pay-card"));
    },
  },
];
