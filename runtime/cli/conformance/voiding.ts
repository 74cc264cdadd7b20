/** How a void that must not be made is answered. */
import type { Talk } from "../program/talk.ts";
import { isNotStored } from "./check.ts";
import { differs, first, isTaken, refused, type Seen } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { asEnded, bought } from "./paying.ts";
import type { Got, Json } from "./wires.ts";

/** A sale that was paid and not taken back: an earlier check's, else one of its own. */
export function* standing(lab: Lab): Talk<ReturnType<Lab["sale"]>> {
  const { standing: kept } = lab.notes.kept;
  if (kept !== undefined) return kept;
  return (yield* bought(lab, 21)).sold;
}

/** A void, or one of a form that no till sends. */
type Voiding = { readonly id: string; readonly original?: Json; readonly [field: string]: Json };

/** An answer about a void as the till reads it: without blanks behind the number of its receipt (docs/contracts.md C1). */
export function asRead(got: Got): Got {
  const { original } = got.json;
  if (typeof original?.documentNo !== "string") return got;
  return { ...got, json: { ...got.json, original: { ...original, documentNo: original.documentNo.trimEnd() } } };
}

/** That a void of what is not there to be voided is refused, at once or once the fiscal device has answered. */
export function* isRefused(lab: Lab, order: Voiding): Talk<Seen> {
  const { id } = order;
  const got = yield* lab.post(order);
  if (isTaken(got, { id })) return yield* isDeclined(lab, id);
  return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, id));
}

/** That what was taken is declined. The fiscal device has to answer first: a cancel would end it before. */
function* isDeclined(lab: Lab, id: string): Talk<Seen> {
  const got = yield* lab.follow(id);
  if (got.json?.state === "in-progress") yield* lab.end(id);
  return differs(got, 200, { state: "declined", payments: [] });
}

/** That a void that was made is not made again under another id, nor under another key, which a lost journal gives it. */
export function* isOnce(lab: Lab, order: Voiding): Talk<Seen> {
  const again = { ...order, id: lab.sale().id };
  const got = yield* lab.post(again);
  if (isTaken(got, again)) yield* lab.end(again.id);
  const { id, saleKey } = lab.sale();
  const other = yield* lab.post({ ...order, id, saleKey });
  const declined = isTaken(other, { id }) && (yield* isDeclined(lab, id));
  return first(isNotMade(got), isTaken(other, { id }) ? declined : isNotMade(other));
}

const isNotMade = (got: Got): Seen => (got.status === 422 ? undefined : refused(got, 409, { error: "sale-known" }));

/** That what was made is told as it was made when it is cancelled and when it is sent again. */
export function* isMadeStill(lab: Lab, order: ReturnType<Lab["sale"]>, made: Got): Talk<Seen> {
  if (lab.offers("cancel")) yield* lab.cancel(order.id);
  const as = { id: order.id, ...asEnded(made.json) };
  return first(differs(yield* lab.post(order), 200, as), differs(yield* lab.get(order.id), 200, as));
}
