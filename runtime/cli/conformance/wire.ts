/** Long polls, and clients that are slow or disappear. These checks need nobody. */
import { type Check, differs, first } from "./check.ts";

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
      yield* lab.post(order);
      const got = yield* lab.get(order.id, `?afterRevision=0&waitMs=${lab.target.longMs}`);
      yield* lab.end(order.id);
      return first(differs(got, 200), got.endedMs - got.beganMs >= lab.target.longMs && "it waited all the same");
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
      const order = lab.sale();
      const { json } = yield* lab.post(order);
      const got = yield* lab.get(order.id, `?afterRevision=${json?.revision}&waitMs=300`);
      yield* lab.end(order.id);
      const tookMs = got.endedMs - got.beganMs;
      return first(
        differs(got, 200, { revision: json?.revision }),
        tookMs < 250 && `it was answered after ${tookMs} ms`,
      );
    },
  },
  {
    id: "poll-wakes",
    promises: "C11 C8",
    feature: "status",
    title: { en: "a change ends a poll that waits", lt: "pasikeitimas užbaigia laukiančią užklausą" },
    *run(lab) {
      const order = lab.sale();
      const { json } = yield* lab.post(order);
      const wire = yield* lab.dial();
      if (!wire) return "no connection";
      const path = `/v1/transactions/${order.id}?afterRevision=${json?.revision}&waitMs=${lab.target.longMs}`;
      yield* lab.send(wire, { method: "GET", path });
      yield* lab.cancel(order.id);
      const [got] = yield* lab.wait([wire], lab.target.longMs + lab.target.answerMs);
      yield* lab.hangUp(wire);
      yield* lab.follow(order.id);
      if (!got) return "no answer";
      return first(differs(got, 200), got.endedMs - got.beganMs >= lab.target.longMs && "it waited its whole time");
    },
  },
  {
    id: "poll-blocks-nobody",
    promises: "C8 C11",
    feature: "status",
    title: { en: "a poll that waits holds nobody else up", lt: "laukianti užklausa kitų nestabdo" },
    *run(lab) {
      const order = lab.sale();
      const { json } = yield* lab.post(order);
      const wire = yield* lab.dial();
      if (!wire) return "no connection";
      const path = `/v1/transactions/${order.id}?afterRevision=${json?.revision}&waitMs=${lab.target.longMs}`;
      yield* lab.send(wire, { method: "GET", path });
      const health = yield* lab.getHealth();
      const isWaiting = wire.got === undefined;
      yield* lab.cancel(order.id);
      yield* lab.hangUp(wire);
      yield* lab.follow(order.id);
      return first(differs(health, 200), !isWaiting && "the poll did not wait");
    },
  },
  {
    id: "one-connection",
    promises: "C1 R1",
    title: {
      en: "two requests on one connection have their own answers",
      lt: "dvi užklausos vienu ryšiu gauna savo atsakymus",
    },
    *run(lab) {
      const wire = yield* lab.dial();
      if (!wire) return "no connection";
      const order = lab.sale();
      const { token } = lab.target;
      yield* lab.send(wire, { method: "GET", path: `/v1/health?till=${lab.target.till}`, token });
      const [health] = yield* lab.wait([wire]);
      if (wire.isOver) return undefined;
      yield* lab.send(wire, { method: "GET", path: `/v1/transactions/${order.id}` });
      const [second] = yield* lab.wait([wire]);
      yield* lab.hangUp(wire);
      // RRPay may close the connection after the first answer
      if (second?.lost === "cut") return void lab.losses.pop();
      return first(health && differs(health, 200, { protocol: 1 }), second && differs(second, 404));
    },
  },
  {
    id: "slow-client",
    promises: "C1 R1",
    title: { en: "a request in single bytes is answered", lt: "po baitą ateinanti užklausa atsakoma" },
    *run(lab) {
      const wire = yield* lab.dial();
      if (!wire) return "no connection";
      const order = lab.sale();
      for (const byte of lab.bytesOf(lab.posting(order))) yield* lab.transmit(wire, byte);
      const [got] = yield* lab.wait([wire]);
      yield* lab.hangUp(wire);
      yield* lab.end(order.id);
      return got && differs(got, 201, { id: order.id });
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
      const wire = yield* lab.dial();
      if (!wire) return "no connection";
      const order = lab.sale();
      const bytes = lab.bytesOf(lab.posting(order));
      yield* lab.transmit(wire, bytes.slice(0, bytes.length - 20));
      const health = yield* lab.getHealth();
      yield* lab.hangUp(wire);
      return first(differs(health, 200), differs(yield* lab.get(order.id), 404));
    },
  },
  {
    id: "vanished-client",
    promises: "C10 R3",
    title: {
      en: "what was accepted stands, though its sender is gone",
      lt: "priimta operacija lieka, nors siuntėjas dingo",
    },
    *run(lab) {
      const wire = yield* lab.dial();
      if (!wire) return "no connection";
      const order = lab.sale();
      yield* lab.send(wire, lab.posting(order));
      const [got] = yield* lab.wait([wire]);
      yield* lab.hangUp(wire);
      const asked = yield* lab.get(order.id);
      yield* lab.end(order.id);
      return first(got && differs(got, 201), differs(asked, 200, { state: "in-progress" }));
    },
  },
];
