/** RRPay is killed in the middle of its work, as a power cut kills it: what it has told stands, or its epoch is another. */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { now, type Talk } from "../program/talk.ts";
import type { Check } from "./check.ts";
import { differs, first, isTaken, type Seen, said, taken, within } from "./evidence.ts";
import { BACK_ANSWERS, type Lab, PACE_MS } from "./lab.ts";
import { voidOf } from "./paying.ts";
import { NO_SURVIVOR, NOT_KILLED, notTaken, Unmeasured } from "./unmeasured.ts";
import type { Got } from "./wires.ts";

/** Of what was told before the end so many are asked for again, the newest first. */
const NEWEST = 12;

/** What was posted while RRPay was ended, and the last that it told of it. */
interface Told {
  readonly order: RrpayTransactionRequest;
  readonly got: Got;
}

/**
 * Sales, returns and cancels of ids never seen in turn, each ended before the next one, until RRPay answers no more. The
 * last may be open.
 */
function* soldUntilKilled(lab: Lab): Talk<readonly Told[]> {
  const endMs = (yield* now()).wallMs + BACK_ANSWERS * lab.target.answerMs;
  const told: Told[] = [];
  for (let turn = 0; (yield* now()).wallMs < endMs; turn++) {
    const isTombstone = turn % 3 === 2 && lab.canEntomb;
    const order = lab.sale(turn % 3 === 1 ? { kind: "return" } : {});
    const posted = yield* isTombstone ? lab.cancel(order.id) : lab.post(order);
    told.unshift({ order, got: posted });
    if (posted.lost !== undefined) return told;
    if (!isTaken(posted, order)) throw notTaken(taken(posted, order));
    // RRPay is ended in the pauses too, and then the last one is open
    yield* lab.wires.pause(PACE_MS);
    const asked = yield* lab.offers("cancel") ? stopped(lab, order.id) : lab.end(order.id);
    if (asked.lost !== undefined) return told;
    told[0] = { order, got: asked };
  }
  throw new Unmeasured(NOT_KILLED);
}

/** Cancels, and waits for the end: a cancel is a request, and what is under way may keep RRPay busy. */
function* stopped(lab: Lab, id: string): Talk<Got> {
  const asked = yield* lab.cancel(id);
  if (asked.json.state !== "in-progress") return asked;
  const end = yield* lab.follow(id);
  return end.lost === undefined ? end : asked;
}

/** That what RRPay had told of a transaction is so still, and that nobody has paid it. */
function* isKept(lab: Lab, { order, got }: Told, isPaying: boolean): Talk<Seen> {
  const { id } = order;
  const still = yield* lab.get(id);
  // what was not answered it may not have heard
  const isUnheard = got.lost !== undefined && still.status === 404;
  // a tombstone may name no payments
  const isBare = got.json.payments === undefined && still.json.payments === undefined;
  const ended = got.json.state === "cancelled" ? { state: "cancelled", ...(isBare ? {} : { payments: [] }) } : {};
  const isPaid = !isPaying && still.json.state === "approved";
  return first(
    !isUnheard && differs(still, 200, { id, ...ended }),
    isPaid && said(`${id} is approved, though nobody has paid it`, `${id} – patvirtintas, nors niekas už jį nemokėjo`),
  );
}

export const KILLED: Check = {
  id: "killed",
  promises: "C2 C10 C11 R3 R5",
  feature: "status",
  title: {
    en: "what was told until the moment in which RRPay is killed is known afterwards, or the epoch is another",
    lt: "nutraukus RRPay procesą žinoma viskas, kas iki tos akimirkos pasakyta, arba epocha kita",
  },
  *run(lab) {
    yield* lab.hand("kill");
    const { losses } = lab.wires;
    const before = losses.length;
    const told = yield* soldUntilKilled(lab);
    // who is killed answers nothing
    losses.length = before;
    const health = yield* lab.back();
    if (health.status !== 200) return differs(health, 200);
    if (health.json.epoch !== lab.health.epoch || health.json.storeId !== lab.health.storeId)
      return void lab.forget(health.json);
    const seen: Seen[] = [];
    // some pay by themselves in their test mode
    const isPaying = told.some(({ got }) => got.json.state === "approved");
    for (const one of told.slice(0, NEWEST)) {
      const kept = yield* isKept(lab, one, isPaying);
      seen.push(within("after it was killed", "nutraukus", kept));
      yield* lab.end(one.order.id);
    }
    // where RRPay has no fiscal day, a sale of before its end is as good
    const { late = lab.offers("fiscal") ? undefined : lab.notes.kept.standing } = lab.notes.kept;
    if (late !== undefined) lab.notes.kept.survivor = late;
    return first(...seen);
  },
};

export const VOID_LATER: Check = {
  id: "void-later",
  promises: "C7 R3 R13",
  // who does not answer for ids is not asked what it knows once it was killed
  needs: "status",
  title: {
    en: "a receipt that was printed before RRPay was ended can be taken back still",
    lt: "kvitą, atspausdintą prieš nutraukiant RRPay, tebegalima anuliuoti",
  },
  *run(lab) {
    const { survivor } = lab.notes.kept;
    if (survivor === undefined) throw new Unmeasured(NO_SURVIVOR);
    const order = yield* voidOf(lab, survivor);
    const got = yield* lab.post(order);
    yield* lab.end(order.id);
    return taken(got, order);
  },
};
