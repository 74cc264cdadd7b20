/**
 * What `gama-rrpay listen` writes: both directions of each connection with times, as JSON Lines. A message is collected
 * first, because it may come in pieces; what runs over several lines is masked as if it stood in one.
 */
import { maskedPiece, safeCut } from "./conformance/masked-text.ts";
import { joined } from "./program/bytes.ts";
import { now, sayJson, type Talk } from "./program/talk.ts";

export type Speaker = "program" | "server";
type Event = "opened" | "refused" | "finished" | "ended" | "reset";

/** One direction of a connection. */
interface Voice {
  readonly pair: number;
  readonly from: Speaker;
  /** What is not written yet: when the first of its bytes came, and the last. */
  atMs: number;
  lastMs: number;
  pieces: Uint8Array[];
  size: number;
  /** The end of what is written. */
  before: Uint8Array;
  isFinished: boolean;
}

/** About this much goes into one line, so that writing it holds nobody up for long. Most bodies are far smaller. */
const LINE_BYTES = 64 * 1024;
/** After this much silence a message counts as complete. */
export const QUIET_MS = 1000;
/** No number, token or header line runs over more than this. */
const BEFORE_BYTES = 8 * 1024;
const NOTHING = new Uint8Array(0);

const otherOf = (from: Speaker): Speaker => (from === "program" ? "server" : "program");

export class Recording {
  readonly #token: string | undefined;
  readonly #voices = new Map<string, Voice>();

  constructor(token: string | undefined) {
    this.#token = token;
  }

  /** Bytes came. What the other side said before them is complete. */
  *said(pair: number, from: Speaker, bytes: Uint8Array): Talk<void> {
    const { wallMs } = yield* now();
    yield* this.#write(this.#voiceOf(pair, otherOf(from)));
    const voice = this.#voiceOf(pair, from);
    if (voice.size === 0) voice.atMs = wallMs;
    voice.lastMs = wallMs;
    voice.pieces.push(bytes);
    voice.size += bytes.length;
    if (voice.size > LINE_BYTES) yield* this.#writePart(voice);
  }

  /** One side sends nothing more. Both have then ended. */
  *finished(pair: number, from: Speaker): Talk<void> {
    const [own, other] = [this.#voiceOf(pair, from), this.#voiceOf(pair, otherOf(from))];
    own.isFinished = true;
    yield* this.#write(other);
    yield* this.#write(own);
    yield* this.note(pair, from, other.isFinished ? "ended" : "finished");
    if (other.isFinished) this.#forget(pair);
  }

  *reset(pair: number, from: Speaker): Talk<void> {
    for (const one of [otherOf(from), from]) yield* this.#write(this.#voiceOf(pair, one));
    yield* this.note(pair, from, "reset");
    this.#forget(pair);
  }

  /** Writes what has been silent for long enough, whatever other connections say meanwhile. */
  *writeSilent(): Talk<void> {
    const { wallMs } = yield* now();
    for (const voice of this.#voices.values()) {
      // a clock that was put back holds nothing up
      if (wallMs < voice.lastMs || wallMs - voice.lastMs >= QUIET_MS) yield* this.#write(voice);
    }
  }

  /** Writes everything that has come, in the order in which it began. */
  *stop(): Talk<void> {
    const begun = [...this.#voices.values()].sort((a, b) => a.atMs - b.atMs);
    for (const voice of begun) yield* this.#write(voice);
  }

  *note(connection: number, from: Speaker, event: Event): Talk<void> {
    const { wallMs: atMs } = yield* now();
    yield* sayJson({ atMs, connection, from, event });
  }

  #voiceOf(pair: number, from: Speaker): Voice {
    const known = this.#voices.get(`${pair} ${from}`);
    if (known !== undefined) return known;
    const silent = { atMs: 0, lastMs: 0, pieces: [], size: 0, before: NOTHING, isFinished: false };
    const voice = { pair, from, ...silent };
    this.#voices.set(`${pair} ${from}`, voice);
    return voice;
  }

  #forget(pair: number): void {
    for (const from of ["program", "server"]) this.#voices.delete(`${pair} ${from}`);
  }

  *#write(voice: Voice): Talk<void> {
    const bytes = joined(voice.pieces);
    voice.pieces = [];
    voice.size = 0;
    yield* this.#line(voice, bytes);
  }

  /** Writes as much of a long message as can be cut off. The rest stays for the next line. */
  *#writePart(voice: Voice): Talk<void> {
    const bytes = joined(voice.pieces);
    const cut = safeCut(bytes, this.#token);
    const rest = bytes.slice(cut);
    voice.pieces = [rest];
    voice.size = rest.length;
    yield* this.#line(voice, bytes.subarray(0, cut), true);
    voice.atMs = voice.lastMs;
  }

  *#line(voice: Voice, bytes: Uint8Array, isPart = false): Talk<void> {
    if (bytes.length === 0) return;
    const { pair, from, atMs, before } = voice;
    const text = maskedPiece(bytes, before, isPart || !voice.isFinished, this.#token);
    voice.before = joined([before, bytes]).slice(-BEFORE_BYTES);
    yield* sayJson({ atMs, connection: pair, from, bytes: bytes.length, text });
  }
}
