/**
 * What happens to RRPay in a day: the device is unplugged, the day is closed, RRPay restarts, a store is lost. A person
 * does each of these.
 */
import type { Talk } from "../program/talk.ts";
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isNot, isTaken, refused, type Seen, said, shown } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { asEnded, dealtWith, paid } from "./paying.ts";
import { isOnce } from "./undo.ts";
import { NO_SALE, NO_TOKEN, NOT_FORGOTTEN, NOT_LATER, NOT_RESTARTED, Unmeasured } from "./unmeasured.ts";
import type { Got, Wire } from "./wires.ts";

/** How long an answer on an old connection is waited for. */
const ANSWERED_MS = 3000;

/** The date of a moment as RRPay writes it. */
const dateOf = (moment: unknown): string => String(moment).slice(0, 10);

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

/** That a revision has fallen: who asks for what is above the old one is told nothing any more. */
function fell(before: Got | undefined, after: Got | undefined): Seen {
  const [was, is] = [before?.json.revision, after?.json.revision];
  return is < was ? isNot("revision", is, `>= ${shown(was)}`) : undefined;
}

export const DAY: readonly Check[] = [
  {
    id: "document-numbers",
    promises: "C5 R18",
    feature: "fiscal",
    title: {
      en: "each document of a day has a number of its own",
      lt: "kiekvienas dienos dokumentas turi savo numerį",
    },
    *run({ documents }) {
      if (documents.length < 2) throw new Unmeasured(NO_SALE);
      const twice = documents.find((one, at) => documents.indexOf(one) !== at);
      return twice === undefined ? undefined : said(`${twice} was given twice`, `${twice} duotas dukart`);
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
      const sold = lab.kept.card;
      const before = sold && (yield* lab.get(sold.id));
      yield* lab.hand("z-report");
      lab.isLater = true;
      const { epoch, storeId } = lab.health;
      const seen = differs(yield* lab.back(), 200, { epoch, storeId });
      const after = sold && (yield* lab.get(sold.id));
      return first(seen, after && differs(after, 200, { state: "approved" }), fell(before, after));
    },
  },
  {
    id: "restart",
    promises: "C10 C11 R3 R4 R5",
    feature: "status",
    title: {
      en: "a restart forgets nothing: ids, revisions, tombstones, epoch",
      lt: "paleidus iš naujo niekas nepamiršta",
    },
    *run(lab) {
      const sold = lab.kept.card;
      const [open, dead] = [lab.sale(), lab.sale()];
      const before = sold && (yield* lab.get(sold.id));
      const hasTombstones = lab.offers("tombstone");
      if (hasTombstones) yield* lab.cancel(dead.id);
      const begun = yield* lab.begun(open);
      // a connection that outlives the restart shows that there was none
      const wire = yield* lab.wires.dial();
      yield* lab.hand("restart");
      const health = yield* lab.back();
      const isStillOpen = wire !== undefined && (yield* isAnswered(lab, wire));
      const { epoch, storeId } = lab.health;
      const after = sold && (yield* lab.get(sold.id));
      const still = yield* lab.get(open.id);
      const again = yield* lab.post(open);
      const ended = hasTombstones ? yield* lab.get(dead.id) : undefined;
      yield* lab.end(open.id);
      const late = hasTombstones ? yield* lab.post(dead) : undefined;
      if (isStillOpen) throw new Unmeasured(NOT_RESTARTED);
      lab.isLater = true;
      return first(
        before && differs(before, 200),
        differs(health, 200, { epoch, storeId }),
        after && differs(after, 200, { state: "approved" }),
        fell(before, after),
        differs(still, 200, { id: open.id }),
        differs(again, 200, { id: open.id }),
        still.json.state === "approved" &&
          said(
            `${open.id} is approved, though nobody has paid it`,
            `${open.id} – patvirtintas, nors niekas už jį nemokėjo`,
          ),
        fell(begun, still),
        ended && differs(ended, 200, { state: "cancelled" }),
        late && differs(late, 200, { state: "cancelled" }),
      );
    },
  },
  {
    id: "token-later",
    promises: "C10",
    title: {
      en: "after RRPay's day, or a restart, the token is asked for as before",
      lt: "po dienos pabaigos ar paleidus iš naujo rakto reikalaujama kaip anksčiau",
    },
    *run(lab) {
      if (lab.target.token === undefined) throw new Unmeasured(NO_TOKEN);
      if (!lab.isLater) throw new Unmeasured(NOT_LATER);
      const order = lab.sale();
      const got = yield* lab.post(order, { token: "wrong" });
      const stored = yield* isNotStored(lab, order.id);
      const bare = yield* lab.post(order, { token: undefined });
      if ([got, bare].some((one) => isTaken(one, order))) yield* lab.end(order.id);
      return first(refused(got, 401, { error: "unauthorized" }, stored), refused(bare, 401));
    },
  },
  {
    id: "paid-later",
    promises: "C10 R6",
    title: {
      en: "after RRPay's day, or a restart, a paid sale has its money still, and is neither sold nor given back again",
      lt: "po dienos pabaigos ar paleidus iš naujo apmokėto pardavimo pinigai tie patys, jis neparduodamas ir negrąžinamas antrą kartą",
    },
    *run(lab) {
      const sold = lab.paidSale;
      if (!lab.isLater) throw new Unmeasured(NOT_LATER);
      const still = yield* lab.get(sold.id);
      const second = { ...sold, id: lab.sale().id };
      const got = yield* lab.post(second);
      if (isTaken(got, second)) yield* lab.end(second.id);
      const givenBack = lab.kept.void && (yield* isOnce(lab, lab.kept.void));
      return first(
        givenBack,
        differs(still, 200, asEnded(lab.paidAs)),
        refused(got, 409, { error: "sale-known", "details.id": sold.id, "details.state": "approved" }),
      );
    },
  },
  {
    id: "numbers-later",
    promises: "C5 R18",
    feature: "fiscal",
    title: {
      en: "after RRPay's day, or a restart, no document number of the same date comes again",
      lt: "po dienos pabaigos ar paleidus iš naujo tos pačios datos numeriai nesikartoja",
    },
    *run(lab) {
      if (lab.documents.length === 0) throw new Unmeasured(NO_SALE);
      if (!lab.isLater) throw new Unmeasured(NOT_LATER);
      const given = [...lab.documents];
      const order = lab.sale({ totalCents: 17 });
      const got = yield* dealtWith(lab, order, "pay-card");
      const seen = paid(lab, order, got);
      if (seen !== undefined) return seen;
      const date = dateOf(got.json.fiscal?.printedAt);
      // beyond midnight a number may come again
      if (date !== dateOf(lab.paidAs.fiscal?.printedAt)) return undefined;
      const number = lab.documents.at(-1) ?? "";
      return given.includes(number) ? said(`${number} was given twice`, `${number} duotas dukart`) : undefined;
    },
  },
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
      return first(differs(got, 200), isSame && said("the epoch is the same", "epocha ta pati"));
    },
  },
];
