/** Long polls, and clients that are slow or disappear. These checks need nobody. */
import type { Talk } from "../program/talk.ts";
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isTaken, NO_CONNECTION, refused, said, TAKEN, taken } from "./evidence.ts";
import { endsWithSender, NOTICED_MS } from "./gone-sender.ts";
import type { Lab } from "./lab.ts";
import { POLL_ENDS } from "./poll-ends.ts";
import { asking } from "./request.ts";
import type { Got, Json, Wire } from "./wires.ts";

/** A wait that nobody ends. */
const SHORT_MS = 300;
/** So many polls a till that is started again and again leaves behind. */
const LEFT = 20;
/** A slow client pauses after so many bytes, for so long. */
const STRIDE = 60;
const SLOW_MS = 20;

const UNCHANGED = said(
  "it was answered before a later request, though nothing had changed",
  "atsakyta anksčiau nei į vėlesnę užklausą, nors niekas nepasikeitė",
);

/** A poll that waits for a change on a connection of its own. */
function* pollOn(lab: Lab, id: string, revision: Json, waitMs = lab.target.longMs): Talk<Wire | undefined> {
  const wire = yield* lab.wires.dial();
  if (wire) yield* lab.send(wire, asking(id, revision, waitMs));
  return wire;
}

/** RRPay may change a sale by itself, such as by asking for the card. So often at most is it followed before it waits. */
const STEPS_MOST = 5;

/** A sale of which a poll waits for a change, and what a health check said that was asked later. */
interface Waiting {
  readonly id: string;
  readonly wire: Wire;
  readonly revision: Json;
  readonly health: Got;
}

/** Polls behind a revision. What is news by then is followed. Undefined where no connection can be made. */
function* waitingOn(lab: Lab, id: string, from: Json): Talk<Waiting | undefined> {
  for (let revision = from, step = 1; ; step++) {
    const wire = yield* pollOn(lab, id, revision);
    if (!wire) return undefined;
    // order, not time, shows that it waits: what is asked later is answered first
    const health = yield* lab.getHealth();
    if (!isNews(wire.got, revision) || step === STEPS_MOST) return { id, wire, revision, health };
    revision = wire.got?.json.revision;
    yield* lab.wires.hangUp(wire);
  }
}

function* waiting(lab: Lab): Talk<Waiting | undefined> {
  const order = lab.sale();
  return yield* waitingOn(lab, order.id, (yield* lab.begun(order)).json.revision);
}

const isNews = (got: Got | undefined, revision: Json): boolean => got?.status === 200 && got.json.revision > revision;

export const WIRE: readonly Check[] = [
  {
    id: "poll-at-once",
    promises: "C11",
    feature: "status",
    title: {
      en: "a poll behind a known change is answered at once",
      lt: "laukianti užklausa atsakoma iš karto, kai yra nauja",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      // an answer is due within answerMs, which is before the wait is over
      const got = yield* lab.get(order.id, 0, lab.target.longMs);
      yield* lab.end(order.id);
      return got.lost === "late" ? said("it waited all the same", "ji vis tiek laukė") : differs(got, 200);
    },
  },
  {
    id: "poll-longest",
    promises: "C11",
    feature: "status",
    title: {
      en: "a poll may ask to wait 25 s; one that asks for more is answered as if it had asked for 25 s",
      lt: "užklausa gali prašyti laukti 25 s; ilgesnis prašymas reiškia 25 s",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      // there is news, so that nobody waits
      const longest = yield* lab.get(order.id, 0, 25_000);
      const longer = yield* lab.get(order.id, 0, 60_000);
      yield* lab.end(order.id);
      // that it waits although there is news says the check before
      return first(...[longest, longer].map((got) => got.lost !== "late" && differs(got, 200, { id: order.id })));
    },
  },
  {
    id: "poll-waits",
    promises: "C11",
    feature: "status",
    title: {
      en: "without a change a poll waits, and ends in time",
      lt: "nepasikeitus užklausa laukia ir baigiasi laiku",
    },
    *run(lab) {
      let polled = yield* waiting(lab);
      for (let step = 1; ; step++) {
        if (!polled) return NO_CONNECTION;
        const { id, wire, revision } = polled;
        const early = wire.got;
        yield* lab.wires.hangUp(wire);
        const short = yield* pollOn(lab, id, revision, SHORT_MS);
        const [got] = short ? yield* lab.wait([short], SHORT_MS + lab.target.answerMs) : [];
        if (short) yield* lab.wires.hangUp(short);
        if (early || !isNews(got, revision) || step === STEPS_MOST) {
          yield* lab.end(id);
          return first(early && UNCHANGED, got ? differs(got, 200, { revision }) : NO_CONNECTION);
        }
        polled = yield* waitingOn(lab, id, got?.json.revision);
      }
    },
  },
  POLL_ENDS,
  {
    id: "poll-wakes",
    promises: "C11 C8",
    feature: "status",
    title: { en: "a change ends a poll that waits", lt: "pasikeitimas užbaigia laukiančią užklausą" },
    *run(lab) {
      const polled = yield* waiting(lab);
      if (!polled) return NO_CONNECTION;
      const { id, wire, revision } = polled;
      const early = wire.got;
      const ended = yield* lab.end(id);
      // its answer is due within answerMs of the change, which is before the wait is over
      const [got] = yield* lab.wait([wire]);
      yield* lab.wires.hangUp(wire);
      // what was answered before anything changed was not ended by the change
      if (early !== undefined)
        return differs(early, 200) ?? said("it did not wait for the change", "ji pasikeitimo nelaukė");
      if (!got || ended.json.state === "in-progress")
        return said("nothing changed after the cancel", "po atšaukimo niekas nepasikeitė");
      if (got.lost === "late") return said("it went on waiting", "ji ir toliau laukė");
      // a change before the cancel's
      if (isNews(got, revision) && got.json.revision < ended.json.revision) return undefined;
      return differs(got, 200, { state: ended.json.state });
    },
  },
  {
    id: "poll-blocks-nobody",
    promises: "C8 C11",
    feature: "status",
    title: { en: "a poll that waits holds nobody else up", lt: "laukianti užklausa kitų nestabdo" },
    *run(lab) {
      const polled = yield* waiting(lab);
      if (!polled) return NO_CONNECTION;
      yield* lab.wires.hangUp(polled.wire);
      yield* lab.end(polled.id);
      return differs(polled.health, 200);
    },
  },
  {
    id: "polls-left",
    promises: "C8 C11",
    feature: "status",
    title: {
      en: "twenty polls that nobody waits for any more hold nobody up",
      lt: "dvidešimt užklausų, kurių niekas nebelaukia, kitų nestabdo",
    },
    *run(lab) {
      const order = lab.sale();
      const { revision } = (yield* lab.begun(order)).json;
      for (let at = 0; at < LEFT; at++) {
        const wire = yield* pollOn(lab, order.id, revision);
        if (!wire) return NO_CONNECTION;
        // what nobody answers any more was heard at least
        yield* lab.wires.pause(1, () => wire.isOver);
        yield* lab.wires.hangUp(wire);
      }
      const got = yield* lab.get(order.id, revision, SHORT_MS);
      yield* lab.end(order.id);
      return differs(got, 200, { id: order.id });
    },
  },
  {
    id: "one-connection",
    promises: "C1 R1",
    title: {
      en: "requests on one connection have their own answers, also behind one that is refused, or it is closed",
      lt: "užklausos vienu ryšiu gauna savo atsakymus, ir po atmestos, arba ryšys uždaromas",
    },
    *run(lab) {
      const unknown = asking(lab.sale().id);
      const empty = lab.sale({ lines: [] });
      const asked = [lab.askingHealth(), unknown, lab.posting(empty), unknown, lab.askingHealth()];
      const [health, second, refusal, third, again] = yield* lab.inTurn(asked);
      // that it is taken says another check
      if (refusal && isTaken(refusal, empty)) yield* lab.end(empty.id);
      const notKnown = lab.offers("status") ? 404 : [404, 405, 501];
      return first(
        health && differs(health, 200, { protocol: 1 }),
        second && differs(second, notKnown),
        // what was refused before it was read must not be read as the next request
        third && differs(third, notKnown),
        again && differs(again, 200, { protocol: 1 }),
      );
    },
  },
  {
    id: "answers-apart",
    promises: "C1 C8",
    feature: "status",
    title: {
      en: "five connections that ask at once about five sales have their own answers",
      lt: "penki ryšiai, vienu metu klausiantys apie penkis pardavimus, gauna savo atsakymus",
    },
    *run(lab) {
      const asked: { readonly id: string; readonly wire: Wire }[] = [];
      for (let at = 0; at < 5; at++) {
        const order = lab.sale();
        yield* lab.begun(order);
        yield* lab.end(order.id);
      }
      for (const id of lab.notes.posted) {
        const wire = yield* lab.wires.dial();
        if (!wire) return NO_CONNECTION;
        asked.push({ id, wire });
      }
      for (const { id, wire } of asked) yield* lab.send(wire, asking(id));
      const got = yield* lab.wait(asked.map(({ wire }) => wire));
      for (const { wire } of asked) yield* lab.wires.hangUp(wire);
      return first(...got.map((one, at) => differs(one, 200, { id: asked[at]?.id })));
    },
  },
  {
    id: "slow-client",
    promises: "C1 R1",
    title: { en: "a request that comes in pieces is answered", lt: "į dalimis ateinančią užklausą atsakoma" },
    *run(lab) {
      const wire = yield* lab.wires.dial();
      if (!wire) return NO_CONNECTION;
      const order = lab.sale();
      const posting = lab.posting(order);
      wire.asked = `${posting.method} ${posting.path}`;
      for (const [at, byte] of [...lab.bytesOf(posting)].entries()) {
        yield* lab.wires.transmit(wire, byte);
        // what is sent without a pause may arrive as one piece
        if (at % STRIDE === 0) yield* lab.wires.pause(SLOW_MS, () => wire.got !== undefined || wire.isOver);
      }
      const [got] = yield* lab.wait([wire]);
      yield* lab.wires.hangUp(wire);
      yield* lab.end(order.id);
      return got && taken(got, order);
    },
  },
  {
    id: "headers",
    promises: "C1 C3 R1",
    title: {
      en: "headers are read as HTTP/1.1 lets them be written: names in small letters, no blanks, more of them",
      lt: "antraštės skaitomos, kaip HTTP/1.1 leidžia rašyti: mažosiomis raidėmis, be tarpų, ir daugiau jų",
    },
    *run(lab) {
      const [order, other] = [lab.sale(), lab.sale()];
      const got = yield* lab.post(order, { isOtherwise: true });
      yield* lab.end(order.id);
      if (!lab.offers("epoch-guard")) return taken(got, order);
      const guarded = yield* lab.post(other, { isOtherwise: true, epoch: "another" });
      if (isTaken(guarded, other)) yield* lab.end(other.id);
      return first(taken(got, order), refused(guarded, 412, { error: "epoch-changed" }));
    },
  },
  {
    id: "half-request",
    promises: "C1 C8",
    title: {
      en: "a client that stops halfway disturbs nobody, and is not believed",
      lt: "pusę užklausos atsiuntęs netrukdo ir neįskaitomas",
    },
    *run(lab) {
      const wire = yield* lab.wires.dial();
      if (!wire) return NO_CONNECTION;
      const order = lab.sale();
      const bytes = lab.bytesOf(lab.posting(order));
      yield* lab.wires.transmit(wire, bytes.slice(0, bytes.length - 20));
      const health = yield* lab.getHealth();
      yield* lab.wires.hangUp(wire);
      return first(differs(health, 200), yield* isNotStored(lab, order.id));
    },
  },
  {
    id: "vanished-client",
    promises: "C10 R3",
    title: {
      en: "what was accepted stands, though its sender is gone, also before its answer, and nobody waits for that",
      lt: "priimta operacija lieka, nors siuntėjas dingo, net nesulaukęs atsakymo, ir kiti to nelaukia",
    },
    *run(lab) {
      const wire = yield* lab.wires.dial();
      if (!wire) return NO_CONNECTION;
      const order = lab.sale();
      yield* lab.send(wire, lab.posting(order));
      const [got] = yield* lab.wait([wire]);
      yield* lab.wires.hangUp(wire);
      yield* lab.wires.pause(NOTICED_MS);
      const asked = yield* lab.get(order.id);
      yield* lab.end(order.id);
      const isOver = asked.json.state === "cancelled" || asked.json.state === "declined";
      const dropped = isOver ? yield* endsWithSender(lab) : undefined;
      // whoever does not wait at all asks again, as a till does that was started again
      const [early, unheard] = [lab.sale(), yield* lab.wires.dial()];
      if (!unheard) return NO_CONNECTION;
      yield* lab.send(unheard, lab.posting(early));
      yield* lab.wires.hangUp(unheard);
      const again = yield* lab.post(early);
      const ended = yield* lab.end(early.id);
      return first(
        dropped,
        got && taken(got, order),
        differs(asked, 200, { state: "in-progress" }),
        taken(again, early),
        differs(ended, TAKEN),
      );
    },
  },
];
