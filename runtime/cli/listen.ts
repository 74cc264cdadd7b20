/**
 * `gama-rrpay listen`: stands between a program and RRPay (or any other server on the loopback). It passes everything
 * on at once and writes what it saw as JSON Lines with a header like a trace's (docs/boundary.md): both directions,
 * with times, masked.
 */
import { HANG_UP, NET, STATUS } from "../../schemas/generated/program.ts";
import { parseArguments, takesNone, wholeNumber } from "./arguments.ts";
import { configOf, type Setting } from "./config.ts";
import { secretOf } from "./conformance/target.ts";
import { noSockets } from "./conformance/wires.ts";
import { CliError, EXIT, type ExitCode } from "./exit.ts";
import { ask, attempt, exists, now, readFile, remark, type Talk } from "./program/talk.ts";
import { QUIET_MS, Recording, type Speaker } from "./recording.ts";
import { refusedConfig } from "./sentences.ts";

const PORT_MAX = 65_535;
/** What comes so soon after what came before is passed on before a line is written, which may take seconds. */
const PAUSE_MS = 20;
/**
 * So many programs are connected at once, each by two of the sixty connections that the host holds. The others are for
 * those who come: they are heard before it is known who gives way.
 */
const PAIRS_MOST = 24;
/** No request is waited for so long: not even a long poll, which ends within 25 s. */
const PATIENCE_MS = 60_000;

export function* listen(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const options = { port: "text", to: "text", config: "text", connections: "text" } as const;
  const { values, positionals } = parseArguments(args, options);
  takesNone(positionals, "listen");
  const from = wholeNumber(values.port ?? "0", "--port", [0, PORT_MAX]);
  const { to, token } = yield* targetOf(values.to, values.config, setting);
  const most =
    values.connections === undefined
      ? Number.POSITIVE_INFINITY
      : wholeNumber(values.connections, "--connections", [1, PORT_MAX]);
  const served = yield* attempt<"serve">({ type: "serve", address: "127.0.0.1", port: from });
  if (served.status === STATUS.failed) throw noSockets();
  if (served.fields === undefined)
    throw new CliError({
      en: `Port ${from} is taken by another program: choose another with --port.`,
      lt: `Prievadą ${from} jau naudoja kita programa: pasirinkite kitą su --port.`,
    });
  const { port } = served.fields;
  const told = {
    en: `Listening on 127.0.0.1:${port}, passing on to 127.0.0.1:${to}. Put ${port} into the program's settings in place of ${to}; Ctrl+C ends.`,
    lt: `Laukiama ryšių 127.0.0.1:${port}, viskas perduodama į 127.0.0.1:${to}. Programos nustatymuose vietoj ${to} įrašykite ${port}; baigti – Ctrl+C.`,
  };
  yield* remark(told[setting.language]);
  const recording = new Recording(token, setting.language);
  yield* recording.begin({ listen: 1, port, to });
  return (yield* new Between(to, recording).run(most)) ? EXIT.done : EXIT.notDone;
}

/** A connection on either side. What it sends goes to the other one. */
interface Side {
  readonly pair: Pair;
  readonly from: Speaker;
  readonly other: number;
}

interface Pair {
  readonly no: number;
  /** The program's connection, and the one to the server. */
  readonly ends: readonly [number, number];
  /** Who spoke last; undefined while nobody has said anything. */
  last?: Speaker;
  lastMs: number;
}

class Between {
  readonly #to: number;
  readonly #recording: Recording;
  readonly #sides = new Map<number, Side>();
  /** In the order in which they came or were heard last. */
  readonly #pairs = new Set<Pair>();
  #made = 0;
  #ended = 0;

  constructor(to: number, recording: Recording) {
    this.#to = to;
    this.#recording = recording;
  }

  /**
   * Runs until this many connections have ended, or until somebody wants it to stop. Returns whether all of it was
   * written.
   */
  *run(most: number): Talk<boolean> {
    const recording = this.#recording;
    yield* ask<"heedStop">({ type: "heedStop" });
    // a line behind another waits for nothing more
    let pauseMs = PAUSE_MS;
    while (this.#ended < most) {
      const waitMs: number = recording.isBehind ? pauseMs : QUIET_MS;
      const { event, conn, bytes } = yield* ask<"hear">({ type: "hear", waitMs });
      pauseMs = event === NET.quiet ? 0 : PAUSE_MS;
      if (event === NET.stopped) break;
      yield* recording.noteSilent();
      // a record is written while nobody speaks
      if (event === NET.quiet || recording.isFarBehind) yield* recording.writeNext();
      if (event === NET.opened) yield* this.#opened(conn);
      else if (event === NET.bytes) yield* this.#said(conn, bytes);
      else if (event === NET.finished) yield* this.#finished(conn);
      else if (event !== NET.quiet) yield* this.#over(conn, event === NET.reset);
    }
    yield* recording.stop();
    return recording.isWhole;
  }

  *#opened(conn: number): Talk<void> {
    const no = ++this.#made;
    yield* this.#makeRoom();
    const isRoom = this.#pairs.size < PAIRS_MOST;
    const dialled = isRoom
      ? (yield* attempt<"dial">({ type: "dial", address: "127.0.0.1", port: this.#to })).fields
      : undefined;
    yield* this.#recording.note(no, "program", dialled === undefined ? "refused" : "opened");
    if (dialled === undefined) {
      this.#ended++;
      yield* this.#reset(conn);
      return;
    }
    const pair: Pair = { no, ends: [conn, dialled.conn], lastMs: (yield* now()).wallMs };
    this.#pairs.add(pair);
    this.#sides.set(conn, { pair, from: "program", other: dialled.conn });
    this.#sides.set(dialled.conn, { pair, from: "server", other: conn });
  }

  /**
   * Whoever opens connections and holds them must not keep a till from RRPay. Where there is no room, one on which
   * nobody waits for an answer is ended: the oldest on which nothing was said, else the one that was answered first,
   * else the one that has waited longest, where that is longer than anybody waits.
   */
  *#makeRoom(): Talk<void> {
    if (this.#pairs.size < PAIRS_MOST) return;
    const pairs = [...this.#pairs];
    const { wallMs } = yield* now();
    const idle =
      pairs.find(({ last }) => last === undefined) ??
      pairs.find(({ last }) => last === "server") ??
      pairs.find(({ lastMs }) => wallMs - lastMs > PATIENCE_MS);
    if (idle === undefined) return;
    this.#forget(idle);
    for (const conn of idle.ends) yield* this.#reset(conn);
    yield* this.#recording.gaveWay(idle.no);
    this.#ended++;
  }

  *#reset(conn: number): Talk<void> {
    yield* attempt<"hangUp">({ type: "hangUp", conn, how: HANG_UP.reset });
  }

  #forget(pair: Pair): void {
    this.#pairs.delete(pair);
    for (const conn of pair.ends) this.#sides.delete(conn);
  }

  *#said(conn: number, bytes: Uint8Array): Talk<void> {
    const side = this.#sides.get(conn);
    if (side === undefined) return;
    side.pair.last = side.from;
    side.pair.lastMs = (yield* now()).wallMs;
    this.#pairs.delete(side.pair);
    this.#pairs.add(side.pair);
    // passed on before it is written, so that nobody waits for the record
    yield* attempt<"transmit">({ type: "transmit", conn: side.other, bytes });
    yield* this.#recording.said(side.pair.no, side.from, bytes);
  }

  /** One side sends nothing more: the other one hears it behind all that was said, and may still answer. */
  *#finished(conn: number): Talk<void> {
    const side = this.#sides.get(conn);
    if (side === undefined) return;
    yield* attempt<"finish">({ type: "finish", conn: side.other });
    yield* this.#recording.finished(side.pair.no, side.from);
  }

  /** A connection is over. A reset one takes the other with it; else the other ends when its last bytes are out. */
  *#over(conn: number, wasReset: boolean): Talk<void> {
    const side = this.#sides.get(conn);
    if (side === undefined) return;
    this.#sides.delete(conn);
    if (!wasReset && this.#sides.has(side.other)) return;
    if (this.#sides.has(side.other)) yield* this.#reset(side.other);
    this.#forget(side.pair);
    if (wasReset) yield* this.#recording.reset(side.pair.no, side.from);
    this.#ended++;
  }
}

/** The port to pass on to, and the token that must never be written. */
function* targetOf(
  to: string | undefined,
  given: string | undefined,
  setting: Setting,
): Talk<{ readonly to: number; readonly token?: string | undefined }> {
  const path = yield* configOf(given, setting);
  const isThere = yield* exists(path);
  if (!isThere && to !== undefined) return { to: wholeNumber(to, "--to", [1, PORT_MAX]) };
  const { code, detail, port } = yield* ask<"config">({ type: "config", path }, path);
  // a config that is refused names no port, but still the token
  if (code !== 0 && to === undefined) throw refusedConfig(code, detail, path);
  const token = secretOf(yield* readFile(path));
  return { to: to === undefined ? port : wholeNumber(to, "--to", [1, PORT_MAX]), token };
}
