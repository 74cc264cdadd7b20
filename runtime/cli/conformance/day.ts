/**
 * What happens to RRPay in a day: the device is unplugged, the day is closed, RRPay restarts, a store is lost. A person
 * does each of these.
 */
import type { Talk } from "../program/talk.ts";
import type { Check } from "./check.ts";
import { differs, first, said } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { NO_SALE, NOT_FORGOTTEN, NOT_RESTARTED, Unmeasured } from "./unmeasured.ts";
import type { Wire } from "./wires.ts";

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
      en: "the end of RRPay's day changes neither epoch nor what is known",
      lt: "dienos pabaiga nekeičia epochos ir žinomų operacijų",
    },
    *run(lab) {
      yield* lab.hand("z-report");
      const { epoch, storeId } = lab.health;
      const seen = differs(yield* lab.back(), 200, { epoch, storeId });
      return first(seen, lab.kept.card && differs(yield* lab.get(lab.kept.card.id), 200, { state: "approved" }));
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
      const late = hasTombstones ? yield* lab.post(dead) : undefined;
      yield* lab.end(open.id);
      if (isStillOpen) throw new Unmeasured(NOT_RESTARTED);
      const { revision } = before?.json ?? {};
      return first(
        differs(health, 200, { epoch, storeId }),
        after && differs(after, 200, { state: "approved", revision }),
        differs(still, 200, { id: open.id }),
        still.json.revision < begun.json.revision && said("the revision fell", "revision sumažėjo"),
        late && differs(late, 200, { state: "cancelled" }),
      );
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
