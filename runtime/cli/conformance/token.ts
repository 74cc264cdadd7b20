/** Whether RRPay takes the config's token. Its health needs none, so that alone would be found out by the first sale. */
import type { Talk } from "../program/talk.ts";
import { asking, textOf } from "./request.ts";
import { targetOf } from "./target.ts";
import { Wires } from "./wires.ts";

/** No till has this id, so RRPay has nothing to say of it. */
const NOBODYS = "00000000-0000-4000-8000-000000000000";

/**
 * Asks an RRPay that has answered as this till's. Only a refusal of the token counts: whatever else it may answer to an
 * id that it does not know is no matter here.
 */
export function* takesToken(configPath: string): Talk<boolean> {
  const target = yield* targetOf(configPath);
  const wires = new Wires(target.address, target.port, target.token);
  const wire = yield* wires.dial();
  if (wire === undefined) return true;
  yield* wires.transmit(wire, textOf(target, asking(NOBODYS)));
  const [got] = yield* wires.wait([wire], target.answerMs);
  yield* wires.hangUp(wire);
  return got?.status !== 401;
}
