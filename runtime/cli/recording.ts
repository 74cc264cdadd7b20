/**
 * What `gama-rrpay listen` writes: both directions of each connection with times, as JSON Lines. A message is collected
 * first, because it may come in pieces; what runs over several lines is masked as if it stood in one. Lines wait until
 * they are asked for: masking a long one takes a second on a slow till, and what is said goes on first.
 */
import { maskedPiece, safeCut } from "./conformance/masked-text.ts";
import { CliError } from "./exit.ts";
import { joined } from "./program/bytes.ts";
import { now, remark, sayJson, type Talk } from "./program/talk.ts";
import type { Language, Words } from "./words.ts";

export type Speaker = "program" | "server";
type Event = "opened" | "refused" | "finished" | "ended" | "reset" | "gave-way";

/** One direction of a connection. */
interface Voice {
  readonly pair: number;
  readonly from: Speaker;
  /** What is not written yet: when the first of its bytes came, and the last. */
  atMs: number;
  lastMs: number;
  pieces: Uint8Array[];
  size: number;
  /** The end of what is written. A line that waits comes behind it. */
  before: Uint8Array;
  isFinished: boolean;
}

/** About this much goes into one line, so that writing it holds nobody up for long. Most bodies are far smaller. */
const LINE_BYTES = 64 * 1024;
/** So much may wait to be written. Beyond that, what is said waits. */
const WAITING_BYTES_MOST = 1024 * 1024;
/** What takes no longer to write than this is written without a word. */
const TOLD_BYTES_LEAST = 4 * LINE_BYTES;
/** After this much silence a message counts as complete. */
export const QUIET_MS = 1000;
/** No number, token or header line runs over more than this. */
const BEFORE_BYTES = 8 * 1024;
const NOTHING = new Uint8Array(0);

/** A line that is not written yet. */
type Line = { readonly type: "event"; readonly record: object } | (Text & { readonly type: "text" });

interface Text {
  readonly voice: Voice;
  readonly bytes: Uint8Array;
  readonly atMs: number;
  readonly goesOn: boolean;
}

const otherOf = (from: Speaker): Speaker => (from === "program" ? "server" : "program");

export class Recording {
  readonly #token: string | undefined;
  readonly #language: Language;
  readonly #voices = new Map<string, Voice>();
  readonly #lines: Line[] = [];
  #waitingBytes = 0;
  #isBroken = false;

  constructor(token: string | undefined, language: Language) {
    this.#token = token;
    this.#language = language;
  }

  /** Whether lines wait to be written. */
  get isBehind(): boolean {
    return this.#lines.length > 0;
  }

  /** Whether no more may wait. */
  get isFarBehind(): boolean {
    return this.#waitingBytes > WAITING_BYTES_MOST;
  }

  /** Whether every line so far was written. */
  get isWhole(): boolean {
    return !this.#isBroken;
  }

  /** Writes the line that has waited longest. Once one could not be written, that is told, and nothing more is. */
  *writeNext(): Talk<void> {
    const line = this.#lines.shift();
    if (line?.type === "text") this.#waitingBytes -= line.bytes.length;
    if (line === undefined || this.#isBroken) return;
    try {
      yield* sayJson(line.type === "event" ? line.record : this.#told(line));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      this.#isBroken = true;
      yield* remark(BROKEN[this.#language]);
    }
  }

  /** Writes the head of the record at once: by it a program learns the port. */
  *begin(head: object): Talk<void> {
    this.#lines.push({ type: "event", record: head });
    yield* this.writeNext();
  }

  /** Bytes came. What the other side said before them is complete. */
  *said(pair: number, from: Speaker, bytes: Uint8Array): Talk<void> {
    const { wallMs } = yield* now();
    this.#complete(this.#voiceOf(pair, otherOf(from)));
    const voice = this.#voiceOf(pair, from);
    if (voice.size === 0) voice.atMs = wallMs;
    voice.lastMs = wallMs;
    voice.pieces.push(bytes);
    voice.size += bytes.length;
    if (voice.size > LINE_BYTES) this.#completePart(voice);
  }

  /** One side sends nothing more. Both have then ended. */
  *finished(pair: number, from: Speaker): Talk<void> {
    const [own, other] = [this.#voiceOf(pair, from), this.#voiceOf(pair, otherOf(from))];
    own.isFinished = true;
    this.#complete(other);
    this.#complete(own);
    yield* this.note(pair, from, other.isFinished ? "ended" : "finished");
    if (other.isFinished) this.#forget(pair);
  }

  *reset(pair: number, from: Speaker): Talk<void> {
    for (const one of [otherOf(from), from]) this.#complete(this.#voiceOf(pair, one));
    yield* this.note(pair, from, "reset");
    this.#forget(pair);
  }

  /** A connection was ended for a new one. */
  *gaveWay(pair: number): Talk<void> {
    for (const from of ["server", "program"] as const) this.#complete(this.#voiceOf(pair, from));
    yield* this.note(pair, "program", "gave-way");
    this.#forget(pair);
  }

  /** What has been silent for long enough is complete, whatever other connections say meanwhile. */
  *noteSilent(): Talk<void> {
    const { wallMs } = yield* now();
    for (const voice of this.#voices.values()) {
      // a clock that was put back holds nothing up
      if (wallMs < voice.lastMs || wallMs - voice.lastMs >= QUIET_MS) this.#complete(voice);
    }
  }

  /** Writes everything that has come, in the order in which it began. */
  *stop(): Talk<void> {
    const begun = [...this.#voices.values()].sort((a, b) => a.atMs - b.atMs);
    for (const voice of begun) this.#complete(voice);
    // on a slow till this takes half a minute: whoever stopped it sees that it does end
    if (this.#waitingBytes > TOLD_BYTES_LEAST) yield* remark(LAST_LINES[this.#language]);
    while (this.isBehind) yield* this.writeNext();
  }

  *note(connection: number, from: Speaker, event: Event): Talk<void> {
    const { wallMs: atMs } = yield* now();
    this.#lines.push({ type: "event", record: { atMs, connection, from, event } });
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

  #complete(voice: Voice): void {
    const bytes = joined(voice.pieces);
    voice.pieces = [];
    voice.size = 0;
    this.#add({ voice, bytes, atMs: voice.atMs, goesOn: !voice.isFinished });
  }

  /** Completes as much of a long message as can be cut off. The rest stays for the next line. */
  #completePart(voice: Voice): void {
    const bytes = joined(voice.pieces);
    const cut = safeCut(bytes, this.#token);
    const rest = bytes.slice(cut);
    voice.pieces = [rest];
    voice.size = rest.length;
    this.#add({ voice, bytes: bytes.subarray(0, cut), atMs: voice.atMs, goesOn: true });
    voice.atMs = voice.lastMs;
  }

  #add(text: Text): void {
    if (text.bytes.length === 0) return;
    this.#waitingBytes += text.bytes.length;
    this.#lines.push({ type: "text", ...text });
  }

  #told({ voice, bytes, atMs, goesOn }: Text): object {
    const { pair, from, before } = voice;
    const text = maskedPiece(bytes, before, goesOn, this.#token);
    voice.before = joined([before, bytes]).slice(-BEFORE_BYTES);
    return { atMs, connection: pair, from, bytes: bytes.length, text };
  }
}

const BROKEN: Words = {
  en: "The record cannot be written any more: the disk may be full. What is said is still passed on.",
  lt: "Įrašo tęsti nepavyksta: galbūt diskas pilnas. Tai, kas sakoma, ir toliau perduodama.",
};
const LAST_LINES: Words = {
  en: "Writing what has come. Ctrl+C once more ends at once, without it.",
  lt: "Įrašoma, kas jau perduota. Dar kartą Ctrl+C – baigti iškart, to neįrašius.",
};
