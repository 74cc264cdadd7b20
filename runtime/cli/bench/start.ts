/** What the till itself needs, through the library as GAMA calls it: to start, and to make a sale ready to be sent. */
import { CliError } from "../exit.ts";
import { fieldsOf } from "../fields.ts";
import { ask, type Talk } from "../program/talk.ts";
import { openSession, type Session, type SessionOptions, sentenceOf } from "../session.ts";
import { flatLines } from "../till.ts";
import { plain } from "../words.ts";
import { longSale } from "./sale.ts";
import { median, ticks, timed } from "./stopwatch.ts";

const STARTS = { rounds: 3, mostMs: 10_000 } as const;
const PREVIEWS = { times: 2, rounds: 9, mostMs: 5000 } as const;

export interface TillFigures {
  /** From `grp_open` until call 0 has ended. */
  readonly startMs: number;
  readonly starts: number;
  /** From `grp_start` of `preview` until its result is there: a sale's work before its first byte leaves. */
  readonly saleMs: number;
  readonly sales: number;
}

/** Starts the till some times, and previews a long sale in the last start. Throws the sentence of what fails. */
export function* measureTill(options: SessionOptions): Talk<TillFigures> {
  const starts: number[] = [];
  const beganMs = yield* ticks();
  for (;;) {
    const fromMs = yield* ticks();
    const session = yield* openSession(options);
    try {
      yield* ended(session, 0);
      const untilMs = yield* ticks();
      starts.push(Math.max(0, untilMs - fromMs));
      yield* booted(session);
      if (starts.length < STARTS.rounds && untilMs - beganMs <= STARTS.mostMs) continue;
      const sales = yield* measureSale(session, options);
      const count = sales.length * PREVIEWS.times;
      return { startMs: median(starts), starts: starts.length, saleMs: median(sales), sales: count };
    } finally {
      yield* ask<"close">({ type: "close" });
    }
  }
}

function* booted(session: Session): Talk<void> {
  const boot = yield* session.end(0);
  if (boot.type !== "result") throw new CliError(plain(boot.sentence));
  const fields = fieldsOf(boot.text);
  if (fields.get("status") === "refused") throw new CliError(plain(fields.get("message") ?? ""));
}

function* measureSale(session: Session, options: SessionOptions): Talk<number[]> {
  const payload = session.encode(flatLines(longSale()));
  // The first one also shows that the till would send it.
  const first = yield* session.end(yield* begun(session, payload, options));
  const fields = first.type === "result" ? fieldsOf(first.text) : new Map<string, string>();
  if (first.type !== "result") throw new CliError(plain(first.sentence));
  if (fields.get("status") !== "ok") throw new CliError(plain(fields.get("message") ?? ""));
  return yield* timed(PREVIEWS, function* () {
    const call = yield* begun(session, payload, options);
    yield* ended(session, call);
    yield* ask<"result">({ type: "result", call });
  });
}

function* begun(session: Session, payload: Uint8Array, { language }: SessionOptions): Talk<number> {
  const call = yield* session.start("preview", payload);
  if (call < 0) throw new CliError(plain(yield* sentenceOf(call, language)));
  return call;
}

function* ended(session: Session, call: number): Talk<void> {
  if (!(yield* session.wait(call))) throw new CliError(LATE);
}

const LATE = {
  en: "The till did not answer for half a minute. Close other programs and repeat.",
  lt: "Kasa neatsakė pusę minutės. Uždarykite kitas programas ir pakartokite.",
};
