/** HTTP/1.1 without I/O: requests as text, answers from bytes that may be split anywhere. Strict, because money hangs on it. */
import { decodeAscii } from "../text/ascii.ts";

export interface RequestOptions {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly host: string;
  /** The host splices its token in between `before` and `after`; the bundle never sees it. */
  readonly insertToken: boolean;
  readonly bodyLength?: number;
  readonly contentType?: string;
}

export interface RequestHead {
  readonly before: string;
  readonly insertToken: boolean;
  readonly after: string;
}

/** The head of a request, cut where the token goes. */
export function requestHead({ method, path, host, insertToken, bodyLength, contentType }: RequestOptions): RequestHead {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, "Accept: application/json"];
  if (contentType !== undefined) lines.push(`Content-Type: ${contentType}`);
  if (bodyLength !== undefined) lines.push(`Content-Length: ${bodyLength}`);
  const head = `${lines.join("\r\n")}\r\n`;
  return insertToken
    ? { before: `${head}Authorization: Bearer `, insertToken, after: "\r\n\r\n" }
    : { before: head, insertToken, after: "\r\n" };
}

export type HttpFault = "head" | "too-large" | "length" | "chunk" | "truncated";

export type Read =
  | { readonly type: "more" }
  | {
      readonly type: "response";
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
      readonly keepAlive: boolean;
      /** Bytes after the answer that nobody asked for. */
      readonly rest: number;
    }
  | { readonly type: "error"; readonly reason: HttpFault };

const HEAD_BYTES = 16 * 1024;
const HEADERS_MAX = 100;
const CHUNK_LINE_BYTES = 1024;
const LF = 10;

type Framing =
  | { readonly type: "length"; left: number }
  | { readonly type: "chunked"; state: ChunkState; left: number }
  | { readonly type: "close" };
type ChunkState = "size" | "data" | "data-end" | "trailer";

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly keepAlive: boolean;
  readonly framing: Framing;
}

/** Reads one answer. After `response` or `error` it is used up. */
export class ResponseParser {
  readonly #bodyMax: number;
  #line: number[] = [];
  #lines: string[] = [];
  #headBytes = 0;
  #trailers = 0;
  #head: Head | undefined;
  #body = new Uint8Array(4096);
  #bodyLength = 0;

  constructor(bodyMax: number) {
    this.#bodyMax = bodyMax;
  }

  push(bytes: Uint8Array): Read {
    let at = 0;
    while (at < bytes.length) {
      if (!this.#head) {
        const line = this.#takeLine(bytes, at, HEAD_BYTES - this.#headBytes);
        if (line === "too-large") return { type: "error", reason: "too-large" };
        at = line.at;
        if (line.text === undefined) continue;
        const fault = this.#headLine(line.text);
        if (fault) return { type: "error", reason: fault };
        if (this.#head && this.#isComplete()) return this.#done(bytes.length - at);
        continue;
      }
      const read = this.#bodyBytes(this.#head.framing, bytes, at);
      if (typeof read === "string") return { type: "error", reason: read };
      at = read;
      if (this.#isComplete()) return this.#done(bytes.length - at);
    }
    return { type: "more" };
  }

  /** The peer closed in good order: completes a body that only the end delimits, and nothing else. */
  end(): Read {
    return this.#head?.framing.type === "close" ? this.#done(0) : { type: "error", reason: "truncated" };
  }

  #done(rest: number): Read {
    const { status, headers, keepAlive } = this.#head!;
    return { type: "response", status, headers, body: this.#body.slice(0, this.#bodyLength), keepAlive, rest };
  }

  #takeLine(
    bytes: Uint8Array,
    from: number,
    limit: number,
  ): { readonly at: number; readonly text?: string } | "too-large" {
    const end = bytes.indexOf(LF, from);
    const until = end < 0 ? bytes.length : end;
    if (this.#line.length + until - from > limit) return "too-large";
    for (let at = from; at < until; at++) this.#line.push(bytes[at] ?? 0);
    if (end < 0) return { at: bytes.length };
    const text = decodeAscii(Uint8Array.from(this.#line)).replace(/\r$/, "");
    this.#line = [];
    return { at: end + 1, text };
  }

  #headLine(line: string): HttpFault | undefined {
    this.#headBytes += line.length + 2;
    if (line !== "") {
      if (this.#lines.length === 0 && !/^HTTP\/1\.[01] [1-5][0-9]{2}(?: [^\r\n]*)?$/.test(line)) return "head";
      this.#lines.push(line);
      return this.#lines.length > HEADERS_MAX ? "too-large" : undefined;
    }
    if (this.#lines.length === 0) return "head";
    const head = readHead(this.#lines, this.#bodyMax);
    this.#lines = [];
    if (typeof head === "string") return head;
    // 1xx announces the answer, it is not the answer
    if (head.status >= 200) this.#head = head;
    return undefined;
  }

  #bodyBytes(framing: Framing, bytes: Uint8Array, from: number): number | HttpFault {
    if (framing.type === "close") return this.#store(bytes.subarray(from)) ? bytes.length : "too-large";
    if (framing.type === "chunked" && framing.state !== "data") return this.#chunkLine(framing, bytes, from);
    const taken = bytes.subarray(from, from + framing.left);
    framing.left -= taken.length;
    if (!this.#store(taken)) return "too-large";
    if (framing.type === "chunked" && framing.left === 0) framing.state = "data-end";
    return from + taken.length;
  }

  #chunkLine(framing: Extract<Framing, { type: "chunked" }>, bytes: Uint8Array, from: number): number | HttpFault {
    const line = this.#takeLine(bytes, from, CHUNK_LINE_BYTES);
    if (line === "too-large") return "chunk";
    if (line.text === undefined) return line.at;
    if (framing.state === "data-end") {
      if (line.text !== "") return "chunk";
      framing.state = "size";
    } else if (framing.state === "trailer") {
      if (++this.#trailers > HEADERS_MAX) return "too-large";
      if (line.text === "") framing.left = -1;
    } else {
      const size = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/.exec(line.text)?.[1];
      if (size === undefined) return "chunk";
      framing.left = Number.parseInt(size, 16);
      if (framing.left > this.#bodyMax) return "too-large";
      framing.state = framing.left === 0 ? "trailer" : "data";
    }
    return line.at;
  }

  #isComplete(): boolean {
    const framing = this.#head?.framing;
    if (framing?.type === "length") return framing.left === 0;
    return framing?.type === "chunked" && framing.left === -1;
  }

  #store(bytes: Uint8Array): boolean {
    const length = this.#bodyLength + bytes.length;
    if (length > this.#bodyMax) return false;
    if (length > this.#body.length) {
      const grown = new Uint8Array(Math.min(this.#bodyMax, Math.max(length, this.#body.length * 2)));
      grown.set(this.#body.subarray(0, this.#bodyLength));
      this.#body = grown;
    }
    this.#body.set(bytes, this.#bodyLength);
    this.#bodyLength = length;
    return true;
  }
}

function readHead(lines: readonly string[], bodyMax: number): Head | HttpFault {
  const [first = "", ...rest] = lines;
  const status = Number(first.slice(9, 12));
  const headers = new Map<string, string>();
  for (const line of rest) {
    const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!field) return "head"; // folded lines and bare words have no place in an answer of ours
    const name = field[1]!.toLowerCase();
    const value = field[2]!;
    const known = headers.get(name);
    if (known !== undefined && name === "content-length" && known !== value) return "length";
    headers.set(name, known === undefined || name === "content-length" ? value : `${known}, ${value}`);
  }
  const framing = framingOf(status, headers, bodyMax);
  if (typeof framing === "string") return framing;
  const connection = (headers.get("connection") ?? "").toLowerCase();
  const persistent = first.startsWith("HTTP/1.1") ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
  return { status, headers, framing, keepAlive: persistent && framing.type !== "close" };
}

function framingOf(status: number, headers: ReadonlyMap<string, string>, bodyMax: number): Framing | HttpFault {
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (status === 204 || status === 304) return { type: "length", left: 0 };
  if (coding !== undefined) {
    if (length !== undefined || coding.toLowerCase() !== "chunked") return "length";
    return { type: "chunked", state: "size", left: 0 };
  }
  if (length === undefined) return { type: "close" };
  if (!/^[0-9]{1,15}$/.test(length)) return "length";
  return Number(length) > bodyMax ? "too-large" : { type: "length", left: Number(length) };
}
