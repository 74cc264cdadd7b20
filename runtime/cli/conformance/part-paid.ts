/** Sales that are paid in part: what has come in is told, and what is kept of one that ends unpaid. */
import type { Talk } from "../program/talk.ts";
import type { Check } from "./check.ts";
import { differs, first, isNot, type Seen, said, shown } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { isInTime, paid } from "./paying.ts";
import { DECLINED_UNASKED, PAID_WHOLE, Unmeasured } from "./unmeasured.ts";
import type { Got, Json } from "./wires.ts";

const TOTAL_CENTS = 20;
/** What the customer pays first. The rest in cash is 8 cents, and is rounded to 10. */
const PART_CENTS = 12;

export const rowsOf = ({ json }: Got): readonly Json[] => (Array.isArray(json.payments) ? json.payments : []);

/** A sale of which a person has taken a part, and how RRPay answers for it. */
export function* partPaid(
  lab: Lab,
): Talk<{ readonly order: ReturnType<Lab["sale"]>; readonly begun: Got; readonly got: Got }> {
  const order = lab.sale({ totalCents: TOTAL_CENTS });
  const begun = yield* lab.begun(order);
  if (begun.json.state === "declined") throw new Unmeasured(DECLINED_UNASKED);
  yield* lab.hand("pay-part", PART_CENTS);
  const got = yield* lab.follow(order.id, (json) => json.state !== "in-progress" || rowsOf({ json } as Got).length > 0);
  // where RRPay takes a sale whole or not at all, there is no part of it
  if (got.json.state === "approved") throw new Unmeasured(PAID_WHOLE);
  yield* isInTime(lab, "pay-part", got, PART_CENTS);
  return { order, begun, got };
}

/** A person pays the rest. Returns how RRPay answers for the sale then, and leaves nothing in progress. */
export function* restPaid(lab: Lab, order: ReturnType<Lab["sale"]>): Talk<Got> {
  yield* lab.hand("pay-rest", TOTAL_CENTS - PART_CENTS);
  const end = yield* lab.follow(order.id);
  if (end.json.state === "in-progress") yield* lab.end(order.id);
  yield* isInTime(lab, "pay-rest", end, TOTAL_CENTS - PART_CENTS);
  return end;
}

/** That a sale which was paid in two ways adds up, and names both. */
export function bothPaid(lab: Lab, order: ReturnType<Lab["sale"]>, end: Got): Seen {
  const methods = rowsOf(end).map((row) => row?.method);
  const { cardMethods, cashMethods } = lab.target;
  const missing = [cardMethods, cashMethods].find((known) => !methods.some((one) => known.includes(one)));
  return first(paid(lab, order, end), missing && isNot("payments[].method", methods.join(" / "), missing.join(" / ")));
}

/** Whether a sale has ended, and not by being paid. */
export const isUnpaidEnd = ({ json }: Got): boolean => json.state === "declined" || json.state === "cancelled";

/** That a sale which ended unpaid names the money that was kept of it, and no other. A person says what became of it. */
export function* isToldTruly(lab: Lab, end: Got): Talk<Seen> {
  const ended = differs(end, 200);
  if (ended !== undefined) return ended;
  if (end.json.state === "in-progress")
    return said("it is in progress still, though it was ended", "nors užbaigta, ji tebevykdoma");
  if (end.json.state === "approved") return isNot("state", "approved", "declined / cancelled");
  const keptCents = rowsOf(end).reduce((sum, row) => sum + row?.amountCents, 0);
  const isBack = yield* lab.sees("part-back", PART_CENTS);
  if (keptCents === (isBack ? 0 : PART_CENTS)) return undefined;
  return isBack
    ? said(
        `payments name ${shown(keptCents)} cents, and the customer has them back`,
        `tarp payments yra ${shown(keptCents)} centų, nors pirkėjui jie grąžinti`,
      )
    : said(
        `payments name ${shown(keptCents)} cents, and RRPay has kept ${PART_CENTS}`,
        `tarp payments yra ${shown(keptCents)} centų, o RRPay pasiliko ${PART_CENTS}`,
      );
}

export const PART_PAID: readonly Check[] = [
  {
    id: "part-paid",
    promises: "C10 B4 B11",
    title: {
      en: "what was paid in part is told while the rest is awaited, and both ways to pay add up",
      lt: "dalis sumos nurodoma dar laukiant likučio, o abu mokėjimo būdai sudaro sumą",
    },
    *run(lab) {
      const { order, begun, got } = yield* partPaid(lab);
      const end = yield* restPaid(lab, order);
      if (end.json.state === "approved") lab.notes.kept.parts = order;
      return first(
        differs(got, 200, { state: "in-progress" }),
        rowsOf(got)[0]?.amountCents !== PART_CENTS &&
          isNot("payments[0].amountCents", rowsOf(got)[0]?.amountCents, PART_CENTS),
        !(got.json.revision > begun.json.revision) &&
          isNot("revision", got.json.revision, `> ${shown(begun.json.revision)}`),
        bothPaid(lab, order, end),
      );
    },
  },
  {
    id: "part-refused",
    promises: "C10 B4 B5",
    title: {
      en: "a sale that ends after a part was paid names the money that is kept, and no other",
      lt: "sumokėjus dalį ir pardavimą atmetus, nurodomi tik tie pinigai, kurie pasilikti",
    },
    *run(lab) {
      const { order } = yield* partPaid(lab);
      yield* lab.hand("refuse-rest", TOTAL_CENTS - PART_CENTS);
      const end = yield* lab.follow(order.id);
      if (end.json.state === "in-progress") yield* lab.end(order.id);
      return yield* isToldTruly(lab, end);
    },
  },
  {
    id: "part-cancelled",
    promises: "C10 C11 B4",
    feature: "cancel",
    title: {
      en: "a cancel after a part was paid is told as what became of that money",
      lt: "sumokėjus dalį ir pardavimą atšaukus, pasakoma, kas įvyko su tais pinigais",
    },
    *run(lab) {
      const { order } = yield* partPaid(lab);
      yield* lab.cancel(order.id);
      const end = yield* lab.follow(order.id);
      // RRPay may leave it to the person at its screen
      return yield* isToldTruly(lab, end.json.state === "in-progress" ? yield* lab.end(order.id) : end);
    },
  },
];
