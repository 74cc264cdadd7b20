/**
 * What happens to RRPay in a day: the device is unplugged, the day is closed, RRPay restarts, a store is lost. A person
 * does each of these.
 */
import { type Check, differs, first } from "./check.ts";
import { NO_SALE, Unmeasured } from "./lab.ts";

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
      return twice === undefined ? undefined : `${twice} was given twice`;
    },
  },
  {
    id: "fiscal-offline",
    promises: "C2 R16",
    title: { en: "health says when no receipt can be issued", lt: "būsena pasako, kai kvitų išduoti negalima" },
    *run(lab) {
      yield* lab.hand("fiscal-off");
      const off = yield* lab.getHealth();
      yield* lab.hand("fiscal-on");
      return first(
        differs(off, 200, { "fiscal.online": false }),
        differs(yield* lab.getHealth(), 200, { "fiscal.online": true }),
      );
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
      const seen = differs(yield* lab.getHealth(), 200, { epoch, storeId });
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
      yield* lab.cancel(dead.id);
      const begun = yield* lab.post(open);
      yield* lab.hand("restart");
      const { epoch, storeId } = lab.health;
      const health = yield* lab.getHealth();
      const after = sold && (yield* lab.get(sold.id));
      const still = yield* lab.get(open.id);
      const late = lab.health.features?.includes("tombstone") ? yield* lab.post(dead) : undefined;
      yield* lab.end(open.id);
      const { revision } = before?.json ?? {};
      return first(
        differs(health, 200, { epoch, storeId }),
        after && differs(after, 200, { state: "approved", revision }),
        differs(still, 200, { id: open.id }),
        still.json?.revision < begun.json?.revision && "the revision fell",
        late && differs(late, 200, { state: "cancelled" }),
      );
    },
  },
  {
    id: "forgotten",
    promises: "C2 R5",
    title: { en: "an RRPay that may have forgotten has another epoch", lt: "galėjęs pamiršti RRPay turi kitą epochą" },
    *run(lab) {
      yield* lab.hand("forget");
      const got = yield* lab.getHealth();
      const seen = first(differs(got, 200), got.json?.epoch === lab.health.epoch && "the epoch is the same");
      lab.health = got.json ?? lab.health;
      return seen;
    },
  },
];
