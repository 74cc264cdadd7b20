/** HTTP/1.1 (RFC 9112) without I/O: reads answers from bytes that may be split anywhere. */
import { decodeAscii } from "../text/ascii.ts";
import { BODY_BYTES, Body } from "./http-body.ts";
import {
  addHeader,
  framingOf,
  HttpError,
  type HttpFault,
  isKeptAlive,
  parseChunkSize,
  parseStatusLine,
  type StatusLine,
} from "./http-head.ts";

export type { HttpFault } from "./http-head.ts";

/** From byte `bodyAt` of the body on, the received bytes stand `shift` further. */
export interface Stretch {
  readonly bodyAt: number;
  readonly shift: number;
}

/** A body, and where its bytes stood in the received bytes: one entry for each stretch between framing. */
export interface Placed {
  readonly body: Uint8Array;
  readonly stretches: readonly Stretch[];
}

export type Read =
  | { readonly type: "more" }
  | {
      readonly type: "response";
      readonly status: number;
      /** By lower-case name. */
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
      readonly keepAlive: boolean;
      /** How many of the bytes pushed last came after the answer. Nobody asked for them. */
      readonly rest: number;
    }
  | { readonly type: "error"; readonly reason: HttpFault };

/** Limit of status line and headers together, with those of any 1xx answers before. Trailers have the same limit. */
const HEAD_BYTES = 16 * 1024;

const HEADERS_MAX = 100;
const CHUNK_LINE_BYTES = 1024;

/** More chunks than any answer of RRPay's has. Beyond this the places of bytes are no longer recorded. */
export const STRETCHES_MAX = 256;

/** Limit of all lines around chunks together. Extensions must not make a small body endless. */
const FRAMING_BYTES = BODY_BYTES;
const LF = 0x0a;
const NOTHING = new Uint8Array(0);

/** What the next byte belongs to. */
type Phase =
  | { readonly type: "status" }
  | { readonly type: "headers"; readonly line: StatusLine }
  | { readonly type: "body"; readonly left: number }
  | { readonly type: "body-to-close" }
  | { readonly type: "chunk-size" }
  | { readonly type: "chunk"; readonly left: number }
  | { readonly type: "chunk-end" }
  | { readonly type: "trailers" }
  | { readonly type: "complete" }
  | { readonly type: "over"; readonly reason: HttpFault };

/** Reads one answer. After `response` or `error` it cannot be used again. */
export class ResponseParser {
  readonly #body: Body;
  #phase: Phase = { type: "status" };
  #answer: StatusLine = { version: "1.1", status: 0 };
  #headers = new Map<string, string>();
  /** Counted for the part that is being read: its headers, and the bytes of its lines. */
  #headerCount = 0;
  #lineBytes = 0;
  #framingBytes = 0;
  /** The beginning of a line whose end has not come yet. */
  #line = "";
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  /** How many bytes the earlier pushes had. */
  #before = 0;
  #stretches: Stretch[] = [];

  constructor(bodyBytesMax = BODY_BYTES) {
    this.#body = new Body(bodyBytesMax);
  }

  /** Takes the next bytes of the connection. */
  push(bytes: Uint8Array): Read {
    if (this.#phase.type === "over") return { type: "error", reason: this.#phase.reason };
    this.#before += this.#bytes.length;
    this.#bytes = bytes;
    this.#at = 0;
    try {
      while (this.#step());
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return this.#fail(error.reason);
    }
    return this.#phase.type === "complete" ? this.#respond() : { type: "more" };
  }

  /** The peer closed the connection normally. That completes a body without a length, and nothing else (section 8). */
  end(): Read {
    if (this.#phase.type === "over") return { type: "error", reason: this.#phase.reason };
    return this.#phase.type === "body-to-close" ? this.#respond() : this.#fail("truncated");
  }

  /** What has come of the body, also of an answer that is broken. */
  get soFar(): Placed {
    return { body: this.#body.take(), stretches: this.#stretches };
  }

  #fail(reason: HttpFault): Read {
    this.#phase = { type: "over", reason };
    return { type: "error", reason };
  }

  #respond(): Read {
    const keepAlive = this.#phase.type === "complete" && isKeptAlive(this.#answer, this.#headers);
    const rest = this.#bytes.length - this.#at;
    this.#phase = { type: "over", reason: "unasked" };
    return {
      type: "response",
      status: this.#answer.status,
      headers: this.#headers,
      body: this.#body.take(),
      keepAlive,
      rest,
    };
  }

  /** Reads one line or one stretch of the body. False when the answer is complete or needs more bytes. */
  #step(): boolean {
    switch (this.#phase.type) {
      case "status":
        return this.#readStatus();
      case "headers":
        return this.#readHeader(this.#phase.line);
      case "body":
      case "chunk":
        return this.#readStretch(this.#phase.type, this.#phase.left);
      case "body-to-close":
        this.#addBody(this.#bytes.subarray(this.#at));
        return false;
      case "chunk-size":
        return this.#readChunkSize();
      case "chunk-end":
        return this.#readChunkEnd();
      case "trailers":
        return this.#readTrailer();
      default:
        return false;
    }
  }

  #readStatus(): boolean {
    // the first bytes show that another service uses the port; it may never send the end of a line
    const first = this.#line + decodeAscii(this.#bytes.subarray(this.#at, this.#at + 7));
    if (!"HTTP/1.".startsWith(first.slice(0, 7))) throw new HttpError("not-http");
    const line = this.#readLine(HEAD_BYTES);
    if (line === undefined) return false;
    this.#phase = { type: "headers", line: parseStatusLine(line) };
    return true;
  }

  #readHeader(answer: StatusLine): boolean {
    const line = this.#readLine(HEAD_BYTES);
    if (line === undefined) return false;
    if (line === "") return this.#endHead(answer);
    this.#addHeader(this.#headers, line);
    return true;
  }

  #endHead(answer: StatusLine): boolean {
    if (answer.status === 101) throw new HttpError("upgrade");
    if (answer.status < 200) {
      // an interim answer (1xx), not the final one (RFC 9110, section 15.2)
      this.#headers = new Map();
      this.#phase = { type: "status" };
      return true;
    }
    this.#answer = answer;
    const framing = framingOf(answer, this.#headers);
    if (framing.type === "length") {
      this.#body.expect(framing.bytes);
      this.#phase = framing.bytes === 0 ? { type: "complete" } : { type: "body", left: framing.bytes };
    } else if (framing.type === "chunked") {
      this.#startLine({ type: "chunk-size" });
    } else {
      this.#phase = { type: "body-to-close" };
    }
    return true;
  }

  #readStretch(type: "body" | "chunk", left: number): boolean {
    const stretch = this.#bytes.subarray(this.#at, this.#at + left);
    this.#addBody(stretch);
    if (stretch.length < left) {
      this.#phase = { type, left: left - stretch.length };
      return false;
    }
    if (type === "body") this.#phase = { type: "complete" };
    else this.#startLine({ type: "chunk-end" });
    return true;
  }

  #addBody(stretch: Uint8Array): void {
    const bodyAt = this.#body.length;
    const shift = this.#before + this.#at - bodyAt;
    if (stretch.length > 0 && this.#stretches.at(-1)?.shift !== shift && this.#stretches.length < STRETCHES_MAX)
      this.#stretches.push({ bodyAt, shift });
    this.#body.add(stretch);
    this.#at += stretch.length;
  }

  #readChunkSize(): boolean {
    const line = this.#readChunkLine();
    if (line === undefined) return false;
    const size = parseChunkSize(line);
    this.#body.expect(size);
    if (size > 0) {
      this.#phase = { type: "chunk", left: size };
    } else {
      this.#headerCount = 0;
      this.#startLine({ type: "trailers" });
    }
    return true;
  }

  #readChunkEnd(): boolean {
    const line = this.#readChunkLine();
    if (line === undefined) return false;
    if (line !== "") throw new HttpError("chunk");
    this.#startLine({ type: "chunk-size" });
    return true;
  }

  /** A line before or behind a chunk. Each has a limit, and all of an answer together. */
  #readChunkLine(): string | undefined {
    const line = this.#readLine(Math.min(CHUNK_LINE_BYTES, FRAMING_BYTES - this.#framingBytes));
    if (line !== undefined) this.#framingBytes += this.#lineBytes;
    return line;
  }

  /** Trailers (section 7.1.2) must be well-formed. They are not kept, because we need none of them. */
  #readTrailer(): boolean {
    const line = this.#readLine(HEAD_BYTES);
    if (line === undefined) return false;
    if (line === "") this.#phase = { type: "complete" };
    else this.#addHeader(new Map(), line);
    return true;
  }

  #addHeader(headers: Map<string, string>, line: string): void {
    this.#headerCount += 1;
    if (this.#headerCount > HEADERS_MAX) throw new HttpError("too-large");
    addHeader(headers, line);
  }

  /** Begins a part with its own count of bytes. */
  #startLine(phase: Phase): void {
    this.#lineBytes = 0;
    this.#phase = phase;
  }

  /**
   * A line without its CRLF, or undefined until its end has come. A lone LF is refused, though section 2.2 allows it.
   * The limit is the same however the bytes were split.
   */
  #readLine(bytesMax: number): string | undefined {
    const end = this.#bytes.indexOf(LF, this.#at);
    const until = end < 0 ? this.#bytes.length : end;
    if (this.#lineBytes + this.#line.length + until - this.#at > bytesMax) throw new HttpError("too-large");
    this.#line += decodeAscii(this.#bytes.subarray(this.#at, until));
    this.#at = end < 0 ? until : end + 1;
    if (end < 0) return undefined;
    const line = this.#line;
    this.#line = "";
    this.#lineBytes += line.length + 1;
    if (!line.endsWith("\r")) throw new HttpError("head");
    return line.slice(0, -1);
  }
}
