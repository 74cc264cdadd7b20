/**
 * `gama-rrpay listen`: stands between a program and RRPay (or any other server on the loopback). It passes everything
 * on at once and writes what it saw as JSON Lines with a header like a trace's (docs/boundary.md): both directions,
 * with times, masked.
 */
import { HANG_UP, NET, STATUS } from "../../schemas/generated/program.ts";
import { parseArguments, takesNone, wholeNumber } from "./arguments.ts";
import { configOf, type Setting } from "./config.ts";
import { maskedText, safeCut } from "./conformance/masked-text.ts";
import { secretOf } from "./conformance/target.ts";
import { noSockets } from "./conformance/wires.ts";
import { CliError, EXIT, type ExitCode } from "./exit.ts";
import { joined } from "./program/bytes.ts";
import { ask, attempt, exists, now, readFile, remark, sayJson, type Talk } from "./program/talk.ts";

/** A connection on either side. What it sends goes to the other one. */
interface Side {
  readonly pair: number;
  readonly from: "program" | "server";
  readonly other: number;
}

/**
 * What came in one direction and is not written yet. It is collected first, because a number may come in two pieces.
 */
interface Saying {
  readonly pair: number;
  readonly from: Side["from"];
  /** When the first of its bytes came, and the last. */
  atMs: number;
  lastMs: number;
  pieces: Uint8Array[];
  size: number;
}

/** About this much goes into one line, so that writing it holds nobody up for long. Most bodies are far smaller. */
const LINE_BYTES = 64 * 1024;
/** After this much silence a message counts as complete. */
const QUIET_MS = 1000;
const PORT_MAX = 65_535;

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
      en: `Port ${from} is taken by another program.`,
      lt: `Prievadą ${from} jau naudoja kita programa.`,
    });
  const { port } = served.fields;
  const told = {
    en: `Listening on 127.0.0.1:${port}, passing on to 127.0.0.1:${to}. Put ${port} into the program's settings in place of ${to}; Ctrl+C ends.`,
    lt: `Klausoma 127.0.0.1:${port}, perduodama į 127.0.0.1:${to}. Programos nustatymuose vietoj ${to} įrašykite ${port}; baigti – Ctrl+C.`,
  };
  yield* remark(told[setting.language]);
  yield* sayJson({ listen: 1, port, to });
  yield* new Between(to, token).run(most);
  return EXIT.done;
}

class Between {
  readonly #to: number;
  readonly #token: string | undefined;
  readonly #sides = new Map<number, Side>();
  readonly #sayings = new Map<string, Saying>();
  #pairs = 0;
  #ended = 0;

  constructor(to: number, token: string | undefined) {
    this.#to = to;
    this.#token = token;
  }

  /** Runs until this many connections have ended. */
  *run(most: number): Talk<void> {
    while (this.#ended < most) {
      const { event, conn, bytes } = yield* ask<"hear">({ type: "hear", waitMs: QUIET_MS });
      yield* this.#writeSilent();
      if (event === NET.quiet) continue;
      if (event === NET.opened) yield* this.#opened(conn);
      else if (event === NET.bytes) yield* this.#said(conn, bytes);
      else yield* this.#over(conn, event === NET.reset ? "reset" : "ended");
    }
  }

  *#opened(conn: number): Talk<void> {
    const pair = ++this.#pairs;
    const dialled = (yield* attempt<"dial">({ type: "dial", address: "127.0.0.1", port: this.#to })).fields;
    yield* this.#note(pair, "program", dialled === undefined ? "refused" : "opened");
    if (dialled === undefined) {
      this.#ended++;
      yield* attempt<"hangUp">({ type: "hangUp", conn, how: HANG_UP.reset });
      return;
    }
    this.#sides.set(conn, { pair, from: "program", other: dialled.conn });
    this.#sides.set(dialled.conn, { pair, from: "server", other: conn });
  }

  *#said(conn: number, bytes: Uint8Array): Talk<void> {
    const side = this.#sides.get(conn);
    if (side === undefined) return;
    // passed on before it is written, so that nobody waits for the record
    yield* attempt<"transmit">({ type: "transmit", conn: side.other, bytes });
    const { wallMs } = yield* now();
    const answers = `${side.pair} ${side.from === "program" ? "server" : "program"}`;
    yield* this.#write(answers);
    const key = `${side.pair} ${side.from}`;
    const saying = this.#sayings.get(key) ?? {
      pair: side.pair,
      from: side.from,
      ...{ atMs: wallMs, lastMs: wallMs },
      pieces: [],
      size: 0,
    };
    saying.pieces.push(bytes);
    saying.lastMs = wallMs;
    saying.size += bytes.length;
    this.#sayings.set(key, saying);
    if (saying.size > LINE_BYTES) yield* this.#writePart(saying);
  }

  /** One side has ended: so does the other, in the same way, after what is still on its way. */
  *#over(conn: number, how: "ended" | "reset"): Talk<void> {
    const side = this.#sides.get(conn);
    if (side === undefined) return;
    this.#sides.delete(conn);
    this.#sides.delete(side.other);
    yield* attempt<"hangUp">({ type: "hangUp", conn: side.other, how: how === "reset" ? HANG_UP.reset : HANG_UP.end });
    for (const from of ["program", "server"]) yield* this.#write(`${side.pair} ${from}`);
    yield* this.#note(side.pair, side.from, how);
    this.#ended++;
  }

  /** Writes what has been silent for long enough, whatever other connections say meanwhile. */
  *#writeSilent(): Talk<void> {
    const { wallMs } = yield* now();
    for (const [key, { lastMs }] of [...this.#sayings]) {
      // a clock that was put back holds nothing up
      if (wallMs < lastMs || wallMs - lastMs >= QUIET_MS) yield* this.#write(key);
    }
  }

  *#write(key: string): Talk<void> {
    const saying = this.#sayings.get(key);
    if (saying === undefined) return;
    this.#sayings.delete(key);
    yield* this.#line(saying, joined(saying.pieces));
  }

  /** Writes as much of a long message as can be cut off. The rest stays for the next line. */
  *#writePart(saying: Saying): Talk<void> {
    const bytes = joined(saying.pieces);
    const cut = safeCut(bytes, this.#token);
    const rest = bytes.slice(cut);
    saying.pieces = [rest];
    saying.size = rest.length;
    yield* this.#line(saying, bytes.subarray(0, cut));
    saying.atMs = saying.lastMs;
  }

  *#line({ pair, from, atMs }: Saying, bytes: Uint8Array): Talk<void> {
    if (bytes.length === 0) return;
    yield* sayJson({ atMs, connection: pair, from, bytes: bytes.length, text: maskedText(bytes, this.#token) });
  }

  *#note(connection: number, from: Side["from"], event: "opened" | "refused" | "ended" | "reset"): Talk<void> {
    const { wallMs: atMs } = yield* now();
    yield* sayJson({ atMs, connection, from, event });
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
  const { port } = yield* ask<"config">({ type: "config", path }, path);
  const token = secretOf(yield* readFile(path));
  return { to: to === undefined ? port : wholeNumber(to, "--to", [1, PORT_MAX]), token };
}
