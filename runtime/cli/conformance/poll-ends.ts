/** Polls that no change will ever end: they end by the time that they were given. These checks need nobody. */
import type { Talk } from "../program/talk.ts";
import type { Check } from "./check.ts";
import { differs, first, NO_CONNECTION } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { asking } from "./request.ts";
import type { Got, Json } from "./wires.ts";

/** A wait that nobody ends. */
const SHORT_MS = 300;
/** A till that lived with another memory of RRPay's may know a revision so far ahead. */
const AHEAD = 1000;

function* polled(lab: Lab, id: string, revision: Json): Talk<Got | undefined> {
  const wire = yield* lab.wires.dial();
  if (wire === undefined) return undefined;
  yield* lab.send(wire, asking(id, revision, SHORT_MS));
  const [got] = yield* lab.wait([wire], SHORT_MS + lab.target.answerMs);
  yield* lab.wires.hangUp(wire);
  return got;
}

export const POLL_ENDS: Check = {
  id: "poll-ends",
  promises: "C11 C8",
  feature: "status",
  title: {
    en: "a poll behind a revision that RRPay has not reached, or of an id that it does not know, ends in time",
    lt: "užklausa su didesne revision, nei RRPay turi, ar dėl nežinomo id baigiasi laiku",
  },
  *run(lab) {
    const order = lab.sale();
    const { revision } = (yield* lab.begun(order)).json;
    const above = yield* polled(lab, order.id, Number(revision) + AHEAD);
    const unknown = yield* polled(lab, lab.sale().id, 0);
    yield* lab.end(order.id);
    if (above === undefined || unknown === undefined) return NO_CONNECTION;
    return first(differs(above, 200, { id: order.id }), differs(unknown, 404));
  },
};
