/** What comes at the same time, each on a connection of its own. */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { now, type Talk } from "../program/talk.ts";
import { first, isTaken, NO_CONNECTION, refused, type Seen, said, TAKEN } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import type { Got } from "./wires.ts";

const OF_ONE = { sale: "pardavimo", return: "grąžinimo", void: "anuliavimo" } as const;

interface AtOnce {
  /** Those that were taken. */
  readonly made: readonly RrpayTransactionRequest[];
  /** What was seen instead of one that is taken, and the others known under it. */
  readonly seen: Seen;
}

/** Posts one transaction under several ids in the same moment: it is taken under one. */
export function* postedAtOnce(lab: Lab, orders: readonly RrpayTransactionRequest[]): Talk<AtOnce> {
  // a printer that works on may keep RRPay busy
  for (const endMs = (yield* now()).wallMs + 2 * lab.target.answerMs; ; ) {
    const { answers, ...posted } = yield* postedOnce(lab, orders);
    const [got] = answers;
    if (posted.made.length > 0 || got === undefined || !(yield* lab.isPrinting(got, endMs))) return posted;
  }
}

function* postedOnce(
  lab: Lab,
  orders: readonly RrpayTransactionRequest[],
): Talk<AtOnce & { readonly answers: readonly Got[] }> {
  const wires = [];
  for (const order of orders) {
    const wire = yield* lab.wires.dial();
    if (wire === undefined) return { made: [], answers: [], seen: NO_CONNECTION };
    wires.push({ wire, order });
  }
  for (const { wire, order } of wires) yield* lab.send(wire, lab.posting(order));
  const got = yield* lab.wait(wires.map(({ wire }) => wire));
  for (const { wire } of wires) yield* lab.wires.hangUp(wire);
  const made = orders.filter((order, at) => got[at] !== undefined && isTaken(got[at], order));
  const refusal = got.map((one) => !TAKEN.includes(one.status) && refused(one, 409, { error: "sale-known" }));
  const what = orders[0]?.kind ?? "sale";
  const many = said(
    `${made.length} of ${got.length} ids of one ${what} were taken, expected 1`,
    `priimta ${made.length} iš ${got.length} to paties ${OF_ONE[what]} id, turėjo būti 1`,
  );
  return { made, answers: got, seen: first(made.length !== 1 && many, ...refusal) };
}
