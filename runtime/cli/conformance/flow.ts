/** Cancels, tombstones, the epoch, and printing too early. These checks need nobody. */
import type { Talk } from "../program/talk.ts";
import { type Check, isNotStored } from "./check.ts";
import { answeredBy, differs, first, type Seen, said, TAKEN, taken } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { printing } from "./request.ts";

/** That what comes with an epoch that is not RRPay's is refused for that, and not stored. */
export function* isGuarded(lab: Lab, other: string): Talk<Seen> {
  const { storeId, epoch } = lab.health;
  const wanted = { error: "epoch-changed", "details.storeId": storeId, "details.epoch": epoch };
  const original = { kind: "sale", documentNo: "no-such" } as const;
  const orders = [lab.sale(), lab.sale({ kind: "return" }), lab.sale({ kind: "void", lines: [], original })];
  for (const order of orders) {
    const got = yield* lab.post(order, { epoch: other });
    const stored = yield* isNotStored(lab, order.id);
    if (got.status !== 412) yield* lab.end(order.id);
    const seen = first(differs(got, 412, wanted), stored);
    if (seen !== undefined) return seen;
  }
  return undefined;
}

export const FLOW: readonly Check[] = [
  {
    id: "cancel",
    promises: "C11",
    feature: "cancel",
    title: {
      en: "a cancel ends what is in progress, without money",
      lt: "atšaukimas užbaigia vykdomą operaciją be pinigų",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      // an RRPay that keeps its last answer for a while must be caught with one
      yield* lab.get(order.id);
      const got = yield* lab.cancel(order.id);
      const told = yield* lab.get(order.id);
      const end = yield* lab.follow(order.id);
      const answered = answeredBy(got, 202, { id: order.id });
      // what one connection was told is no news to another
      const behind = got.json.state === "cancelled" ? differs(told, 200, { state: "cancelled" }) : undefined;
      const ended = differs(end, 200, { state: "cancelled", payments: [] });
      // that it is not cancelled says more than how that was said
      return answered?.kind === undefined ? first(answered, ended, behind) : first(ended, behind, answered);
    },
  },
  {
    id: "cancel-twice",
    promises: "C11",
    feature: "cancel",
    title: { en: "a second cancel changes nothing", lt: "antras atšaukimas nieko nekeičia" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      yield* lab.cancel(order.id);
      const end = yield* lab.follow(order.id);
      const again = yield* lab.cancel(order.id);
      // that a cancel is 202 measures the check before
      return first(differs(end, 200), differs(again, TAKEN, { state: "cancelled", revision: end.json.revision }));
    },
  },
  {
    id: "cancel-own",
    promises: "C11",
    feature: "cancel",
    title: {
      en: "a cancel of an id that has ended, or was never seen, leaves the sale under way alone",
      lt: "pasibaigusio ar nematyto id atšaukimas vykdomo pardavimo neliečia",
    },
    *run(lab) {
      const ended = lab.sale();
      yield* lab.begun(ended);
      yield* lab.end(ended.id);
      const order = lab.sale();
      yield* lab.begun(order);
      const seen = [];
      for (const id of [ended.id, lab.sale().id]) {
        yield* lab.cancel(id);
        seen.push(differs(yield* lab.get(order.id), 200, { state: "in-progress" }));
      }
      yield* lab.end(order.id);
      return first(...seen);
    },
  },
  {
    id: "revision",
    promises: "C10 C6",
    title: { en: "the revision rises with a change", lt: "pasikeitus būsenai, revision didėja" },
    *run(lab) {
      const order = lab.sale();
      const begun = yield* lab.begun(order);
      const end = yield* lab.end(order.id);
      const unknown = differs(end, 200);
      if (unknown !== undefined) return unknown;
      const [from, to] = [begun.json.revision, end.json.revision];
      return to > from
        ? undefined
        : said(`revision ${from} before and ${to} after`, `revision prieš tai ${from}, po to ${to}`);
    },
  },
  {
    id: "final-stays",
    promises: "C10",
    title: { en: "what has ended stays as it ended", lt: "kas baigėsi, taip ir lieka" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const end = yield* lab.end(order.id);
      const { state, revision } = end.json;
      const again = yield* lab.post(order);
      return first(
        differs(end, 200),
        differs(again, 200, { state }),
        differs(yield* lab.get(order.id), 200, { state, revision }),
      );
    },
  },
  {
    id: "tombstone",
    promises: "C11 R4",
    feature: "tombstone",
    needs: "cancel",
    title: { en: "a cancel of an id never seen is stored", lt: "nematyto id atšaukimas įrašomas" },
    *run(lab) {
      const order = lab.sale();
      const got = yield* lab.cancel(order.id);
      const asked = lab.offers("status") ? yield* lab.get(order.id) : yield* lab.post(order);
      if (asked.json.state === "cancelled") lab.notes.dead.push(order);
      return first(
        differs(got, TAKEN, { id: order.id, state: "cancelled" }),
        differs(asked, 200, { state: "cancelled" }),
      );
    },
  },
  {
    id: "tombstone-holds",
    promises: "C11 R4",
    feature: "tombstone",
    needs: "cancel",
    title: {
      en: "a late POST of it, of a sale, a return or a void, is not charged, also when it was asked about before",
      lt: "pavėlavusi jo POST, ar tai būtų pardavimas, grąžinimas, ar anuliavimas, neįvykdoma, taip pat jei prieš tai apie jį teirautasi",
    },
    *run(lab) {
      const [order, told] = [lab.sale(), lab.sale()];
      yield* lab.cancel(order.id);
      const late = yield* lab.post(order);
      yield* lab.cancel(told.id);
      // to ask for it changes nothing
      if (lab.offers("status")) yield* lab.get(told.id);
      const behind = yield* lab.post(told);
      const other = yield* lab.post({ ...order, receiptNo: "other" });
      // money that goes back must be stopped as money that comes in
      const original = { kind: "sale", documentNo: "no-such" } as const;
      const backs = [lab.sale({ kind: "return" }), lab.sale({ kind: "void", lines: [], original })];
      const ofBacks = [];
      for (const back of backs) {
        yield* lab.cancel(back.id);
        ofBacks.push(differs(yield* lab.post(back), 200, { id: back.id, state: "cancelled" }));
        yield* lab.end(back.id);
      }
      const seen = first(
        differs(late, 200, { id: order.id, state: "cancelled" }),
        differs(behind, 200, { id: told.id, state: "cancelled" }),
        differs(other, 200, { state: "cancelled" }),
        ...ofBacks,
      );
      yield* lab.end(order.id);
      yield* lab.end(told.id);
      return seen;
    },
  },
  {
    id: "tombstone-free",
    promises: "C11 R4",
    feature: "tombstone",
    needs: "cancel",
    title: { en: "a tombstone does not hold the sale", lt: "nuo atšaukto id pardavimas lieka laisvas" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.cancel(order.id);
      const second = { ...order, id: lab.sale().id };
      const got = yield* lab.post(second);
      yield* lab.end(second.id);
      return taken(got, second);
    },
  },
  {
    id: "cancel-race",
    promises: "C11 R4",
    feature: "tombstone",
    needs: "cancel",
    title: {
      en: "a cancel and a POST at once: never left in progress",
      lt: "atšaukimas ir POST vienu metu: nelieka vykdoma",
    },
    *run(lab) {
      for (let at = 0; at < 3; at++) {
        const order = lab.sale();
        const wires = [yield* lab.wires.dial(), yield* lab.wires.dial()].filter((wire) => wire !== undefined);
        const [one, other] = wires;
        if (one && other) {
          yield* lab.send(at % 2 ? other : one, at % 2 ? lab.posting(order) : lab.canceling(order.id));
          yield* lab.send(at % 2 ? one : other, at % 2 ? lab.canceling(order.id) : lab.posting(order));
        }
        yield* lab.wait(wires);
        for (const wire of wires) yield* lab.wires.hangUp(wire);
        const seen = differs(yield* lab.follow(order.id), 200, { state: "cancelled" });
        if (seen !== undefined) return seen;
      }
      return undefined;
    },
  },
  {
    id: "epoch-guard",
    promises: "C3 R15",
    feature: "epoch-guard",
    title: {
      en: "a POST of another epoch is 412, of a sale, a return and a void, and nothing is accepted",
      lt: "kitos epochos pardavimo, grąžinimo ir anuliavimo POST – 412, nieko nepriimama",
    },
    run: (lab) => isGuarded(lab, "another"),
  },
  {
    id: "epoch-guard-cancel",
    promises: "C3 R15",
    feature: "epoch-guard",
    title: {
      en: "a cancel of another epoch is 412, and stores nothing",
      lt: "kitos epochos atšaukimas – 412, neįrašomas",
    },
    *run(lab) {
      const { id } = lab.sale();
      const got = yield* lab.cancel(id, { epoch: "another" });
      // who hears no cancel need not judge it
      const judged = lab.offers("cancel") && differs(got, 412, { error: "epoch-changed" });
      return first(judged, yield* isNotStored(lab, id));
    },
  },
  {
    id: "epoch-guard-first",
    promises: "C3 R15",
    feature: "epoch-guard",
    title: { en: "the epoch is judged before a known id", lt: "epocha tikrinama anksčiau nei žinomas id" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const got = yield* lab.post(order, { epoch: "another" });
      yield* lab.end(order.id);
      return differs(got, 412, { error: "epoch-changed" });
    },
  },
  {
    id: "print-unpaid",
    promises: "C11 R7",
    feature: "print",
    title: {
      en: "to print what is not paid, or not known, prints nothing",
      lt: "neapmokėtos ar nežinomos operacijos spausdinimas nieko nespausdina",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      yield* lab.ask(printing(order.id));
      const asked = yield* lab.get(order.id);
      const unknown = yield* lab.ask(printing(lab.sale().id));
      yield* lab.end(order.id);
      return first(
        differs(asked, 200, { state: "in-progress" }),
        asked.json.fiscal?.state === "printed" && said("a receipt was printed", "kvitas atspausdintas"),
        differs(unknown, 404, { error: "not-found" }),
      );
    },
  },
];
