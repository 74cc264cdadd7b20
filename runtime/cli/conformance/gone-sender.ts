/** Tells an RRPay that ends a sale because its connection was closed from one that ends sales by itself. */
import type { Talk } from "../program/talk.ts";
import { type Evidence, NO_CONNECTION, type Seen, said } from "./evidence.ts";
import type { Lab } from "./lab.ts";

/** So long a connection stays open. Of two times, RRPay's own can be only one. */
const OPEN_MS = [300, 900];
/** RRPay may need a moment to notice that nobody is there. */
export const NOTICED_MS = 100;

const DROPPED: Evidence = {
  ...said(
    "a sale is in progress while the connection is open on which it came, and has ended once that is closed",
    "pardavimas vykdomas, kol atvertas ryšys, kuriuo jis atsiųstas, o ryšį uždarius – baigtas",
  ),
  isCertain: true,
};

/** That sales end because their sender is gone, and not by themselves. */
export function* endsWithSender(lab: Lab): Talk<Seen> {
  for (const openMs of OPEN_MS) {
    const order = lab.sale();
    const wire = yield* lab.wires.dial();
    if (wire === undefined) return NO_CONNECTION;
    yield* lab.send(wire, lab.posting(order));
    yield* lab.wait([wire]);
    yield* lab.wires.pause(openMs);
    const during = (yield* lab.get(order.id)).json.state;
    yield* lab.wires.hangUp(wire);
    yield* lab.wires.pause(NOTICED_MS);
    const after = (yield* lab.get(order.id)).json.state;
    yield* lab.end(order.id);
    if (during !== "in-progress" || (after !== "cancelled" && after !== "declined")) return undefined;
  }
  return DROPPED;
}
