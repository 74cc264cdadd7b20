/**
 * What happens to RRPay in a day: the device is unplugged, the day is closed, RRPay restarts, a store is lost. A person
 * does each of these.
 */
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isTaken, refused, type Seen, said, TAKEN, within } from "./evidence.ts";
import { isGuarded } from "./flow.ts";
import { KILLED, VOID_LATER } from "./killed.ts";
import type { Notebook } from "./notebook.ts";
import { NUMBERS_OWED, PRINTED_LATER } from "./owed.ts";
import { isUnpaidEnd } from "./part-paid.ts";
import { asEnded, dealtWith, isNotTakenAgain, paid } from "./paying.ts";
import { toldLater } from "./receipts.ts";
import { guardOf } from "./request.ts";
import { fell, RESTART } from "./restart.ts";
import {
  NO_FORMER,
  NO_SALE,
  NO_TOKEN,
  NONE_DEAD,
  NONE_ENDED,
  NOT_FORGOTTEN,
  NOT_LATER,
  PAID_UNASKED,
  Unmeasured,
} from "./unmeasured.ts";
import { isMadeStill, isOnce } from "./voiding.ts";
import type { Answer, Got } from "./wires.ts";

/** Of each kind of end so many are asked for again, the oldest first. */
const OLDEST = 10;

/** That a number was given before on the same date, the last one's or any; beyond midnight it may come again. */
function isGivenTwice(given: Notebook["documents"], last?: Notebook["documents"][number]): Seen {
  const isSame = (one: typeof last, other: typeof last) => one?.number === other?.number && one?.date === other?.date;
  const all = last === undefined ? given : [last];
  const twice = all.find((one) => given.some((other) => other !== one && isSame(one, other)));
  return twice && said(`${twice.number} was given twice`, `${twice.number} duotas dukart`);
}

/** That a later answer about what has ended says the same of it. */
function isAsBefore(before: Answer | undefined, got: Got): Seen {
  if (before === undefined) return undefined;
  const { on } = before;
  const { state } = before.got.json;
  const { totalCents, ...end } = asEnded(before.got.json);
  // a tombstone may tell of its sale, or not
  const told = state === "approved" ? { totalCents, ...end } : end;
  const seen = differs(got, TAKEN.includes(got.status) ? TAKEN : 200, told);
  return within(`after ${on} it was ${state}, and later`, `po ${on} buvo ${state}, o vėliau`, seen);
}

export const DAY: readonly Check[] = [
  NUMBERS_OWED,
  {
    id: "document-numbers",
    promises: "C5 R18",
    feature: "fiscal",
    title: {
      en: "each document of a day has a number of its own",
      lt: "kiekvienas dienos dokumentas turi savo numerį",
    },
    *run(lab) {
      const { documents } = lab.notes;
      if (documents.length < 2) toldLater(lab);
      if (documents.length < 2) throw new Unmeasured(NO_SALE);
      return isGivenTwice(documents);
    },
  },
  {
    id: "fiscal-offline",
    promises: "C2 R16",
    title: { en: "health says when no receipt can be issued", lt: "būsena pasako, kai kvitų išduoti negalima" },
    *run(lab) {
      yield* lab.hand("fiscal-off");
      // RRPay may need a moment to notice
      const off = yield* lab.healthOnce(({ fiscal }) => fiscal?.online === false);
      yield* lab.hand("fiscal-on");
      const on = yield* lab.healthOnce(({ fiscal }) => fiscal?.online === true);
      return first(differs(off, 200, { "fiscal.online": false }), differs(on, 200, { "fiscal.online": true }));
    },
  },
  {
    id: "z-report",
    promises: "C2 R18",
    title: {
      en: "the end of RRPay's day changes neither epoch nor what is known, and no revision falls",
      lt: "dienos pabaiga nekeičia epochos ir žinomų operacijų, revision nemažėja",
    },
    *run(lab) {
      const sold = lab.notes.kept.card;
      const before = sold && (yield* lab.get(sold.id));
      yield* lab.entomb();
      yield* lab.hand("z-report");
      lab.notes.isLater = true;
      const { epoch, storeId } = lab.health;
      const seen = differs(yield* lab.back(), 200, { epoch, storeId });
      const after = sold && (yield* lab.get(sold.id));
      return first(seen, after && differs(after, 200, { state: "approved" }), fell(before, after));
    },
  },
  {
    id: "z-under-way",
    promises: "C2 C5 C10 R18",
    title: {
      en: "a sale that is under way at the end of RRPay's day stays, is paid once, and has a number of its own",
      lt: "dienos pabaigoje vykstantis pardavimas lieka, apmokamas kartą ir turi savo numerį",
    },
    *run(lab) {
      const order = lab.sale({ totalCents: 22 });
      const begun = yield* lab.begun(order);
      if (begun.json.state !== "in-progress") throw new Unmeasured(PAID_UNASKED);
      yield* lab.hand("z-open", order.totalCents);
      const got = yield* lab.get(order.id);
      // it may also end what it found
      if (isUnpaidEnd(got)) return differs(got, 200, { payments: [] });
      const seen = first(differs(got, 200, { id: order.id, state: "in-progress" }), fell(begun, got));
      if (seen !== undefined) return seen;
      const { documents } = lab.notes;
      const given = documents.length;
      const wrong = paid(lab, order, yield* dealtWith(lab, order, "pay-card"));
      return wrong ?? (documents.length > given ? isGivenTwice(documents.slice(0, -1), documents.at(-1)) : undefined);
    },
  },
  ...RESTART,
  {
    id: "token-later",
    promises: "C10",
    title: {
      en: "after RRPay's day, or a restart, the token is asked for as before",
      lt: "po dienos pabaigos ar paleidus iš naujo rakto reikalaujama kaip anksčiau",
    },
    *run(lab) {
      if (lab.target.token === undefined) throw new Unmeasured(NO_TOKEN);
      if (!lab.notes.isLater) throw new Unmeasured(NOT_LATER);
      const order = lab.sale();
      const got = yield* lab.post(order, { token: "wrong" });
      const stored = yield* isNotStored(lab, order.id);
      const bare = yield* lab.post(order, { token: undefined });
      if ([got, bare].some((one) => isTaken(one, order))) yield* lab.end(order.id);
      return first(refused(got, 401, { error: "unauthorized" }, stored), refused(bare, 401));
    },
  },
  {
    id: "guard-later",
    promises: "C3 R15",
    feature: "epoch-guard",
    title: {
      en: "after RRPay's day, or a restart, a POST of another epoch is 412 as before, and nothing is accepted",
      lt: "po dienos pabaigos ar paleidus iš naujo kitos epochos POST – 412 kaip anksčiau, nieko nepriimama",
    },
    *run(lab) {
      if (!lab.notes.isLater) throw new Unmeasured(NOT_LATER);
      return yield* isGuarded(lab, "another");
    },
  },
  {
    id: "tombstone-later",
    promises: "C11 R4",
    feature: "tombstone",
    needs: "cancel",
    title: {
      en: "after RRPay's day, or a restart, a tombstone is told still, and a late POST of it is not charged",
      lt: "po dienos pabaigos ar paleidus iš naujo atšauktas nematytas id tebežinomas, pavėlavusi jo POST neapmokama",
    },
    *run(lab) {
      if (lab.notes.dead.length === 0) throw new Unmeasured(NONE_DEAD);
      if (!lab.notes.isLater) throw new Unmeasured(NOT_LATER);
      const seen: Seen[] = [];
      for (const dead of lab.notes.dead) {
        const told = lab.offers("status") ? yield* lab.get(dead.id) : undefined;
        const late = yield* lab.post(dead);
        if (isTaken(late, dead)) yield* lab.end(dead.id);
        seen.push(told && differs(told, 200, { state: "cancelled" }), differs(late, 200, { state: "cancelled" }));
      }
      return first(...seen);
    },
  },
  {
    id: "paid-later",
    promises: "C10 R6",
    title: {
      en: "after RRPay's day, or a restart, a paid sale has its money still, and neither it nor a return is sold, paid out or given back again",
      lt: "po dienos pabaigos ar paleidus iš naujo apmokėto pardavimo pinigai tie patys, nei jis, nei grąžinimas antrą kartą neparduodami, neišmokami ir negrąžinami",
    },
    *run(lab) {
      const sold = lab.notes.paidSale;
      if (!lab.notes.isLater) throw new Unmeasured(NOT_LATER);
      const still = yield* lab.get(sold.id);
      const soldAgain = yield* isNotTakenAgain(lab, sold);
      const givenBack = lab.notes.kept.void && (yield* isOnce(lab, lab.notes.kept.void));
      const paidOut = lab.notes.kept.back && (yield* isNotTakenAgain(lab, lab.notes.kept.back));
      // what the till sends again after a restart has its old id
      const same: Seen[] = [];
      for (const order of [sold, lab.notes.kept.void, lab.notes.kept.back])
        if (order !== undefined) same.push(yield* isMadeStill(lab, order, yield* lab.get(order.id)));
      return first(givenBack, differs(still, 200, asEnded(lab.notes.paidAs)), soldAgain, paidOut, ...same);
    },
  },
  PRINTED_LATER,
  {
    id: "numbers-later",
    promises: "C5 R18",
    feature: "fiscal",
    title: {
      en: "after RRPay's day, or a restart, no document number of the same date comes again",
      lt: "po dienos pabaigos ar paleidus iš naujo tos pačios datos numeriai nesikartoja",
    },
    *run(lab) {
      if (lab.notes.documents.length === 0) toldLater(lab);
      if (lab.notes.documents.length === 0) throw new Unmeasured(NO_SALE);
      if (!lab.notes.isLater) throw new Unmeasured(NOT_LATER);
      const order = lab.sale({ totalCents: 17 });
      const got = yield* dealtWith(lab, order, "pay-card");
      if (got.json.state === "approved") lab.notes.kept.late = order;
      const seen = paid(lab, order, got);
      if (seen !== undefined) return seen;
      return isGivenTwice(lab.notes.documents.slice(0, -1), lab.notes.documents.at(-1));
    },
  },
  {
    id: "ended-stays",
    promises: "C10 C11 R3",
    needs: "status",
    title: {
      en: "what has ended is told as it ended in every later answer, and of each kind the oldest too",
      lt: "kas pasibaigę, visuose vėlesniuose atsakymuose nurodoma taip pat, ir seniausi kiekvienos rūšies",
    },
    *run(lab) {
      const { ended } = lab.notes;
      if (ended.size === 0) throw new Unmeasured(NONE_ENDED);
      for (const answers of ended.values())
        for (const [at, { got }] of answers.entries()) {
          const seen = at > 0 && isAsBefore(answers[at - 1], got);
          if (seen) return seen;
        }
      const asked = new Map<string, number>();
      for (const [id, answers] of ended) {
        const last = answers.at(-1);
        const kind = `${last?.got.json.state} ${"saleKey" in (last?.got.json ?? {})}`;
        const count = (asked.get(kind) ?? 0) + 1;
        asked.set(kind, count);
        const seen = count <= OLDEST && isAsBefore(last, yield* lab.get(id));
        if (seen) return seen;
      }
      return undefined;
    },
  },
  KILLED,
  VOID_LATER,
  {
    id: "forgotten",
    promises: "C2 R5",
    title: { en: "an RRPay that may have forgotten has another epoch", lt: "galėjęs pamiršti RRPay turi kitą epochą" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const { id } = order;
      yield* lab.end(id);
      yield* lab.hand("forget");
      const got = yield* lab.back();
      const isSame = got.json.epoch === lab.health.epoch && got.json.storeId === lab.health.storeId;
      if (isSame && lab.offers("status") && (yield* lab.get(id)).status === 200) throw new Unmeasured(NOT_FORGOTTEN);
      if (got.status === 200) lab.forget(got.json);
      const { epoch, storeId } = got.json;
      const unknown = lab.offers("status") ? yield* lab.get(lab.sale().id) : undefined;
      return first(
        differs(got, 200),
        isSame && said("the epoch is the same", "epocha ta pati"),
        // that it is 404 says another check
        unknown?.status === 404 && differs(unknown, 404, { epoch, storeId }),
      );
    },
  },
  {
    id: "epoch-guard-later",
    promises: "C3 R5 R15",
    feature: "epoch-guard",
    title: {
      en: "where RRPay may have forgotten, a POST of the epoch before is 412, and nothing is accepted",
      lt: "galėjusiam pamiršti RRPay ankstesnės epochos POST – 412, nieko nepriimama",
    },
    *run(lab) {
      const { epoch } = guardOf({ epoch: lab.notes.formerEpoch });
      if (epoch === undefined || epoch === lab.health.epoch) throw new Unmeasured(NO_FORMER);
      return yield* isGuarded(lab, epoch);
    },
  },
];
