/**
 * The head of an HTTP/1.1 answer: what its lines mean, and how its body is framed. It is strict, because money depends
 * on it.
 */

export type HttpFault =
  | "not-http"
  | "head"
  | "folded"
  | "upgrade"
  | "length"
  | "coding"
  | "chunk"
  | "too-large"
  | "truncated"
  | "unasked";

/** Thrown and caught inside the parser, so that each rule can stand where it belongs. */
export class HttpError extends Error {
  readonly reason: HttpFault;

  constructor(reason: HttpFault) {
    super(reason);
    this.reason = reason;
  }
}

export interface StatusLine {
  readonly version: "1.0" | "1.1";
  readonly status: number;
}

/** How an answer's body ends. */
export type Framing =
  | { readonly type: "length"; readonly bytes: number }
  | { readonly type: "chunked" }
  | { readonly type: "close" };

export function parseStatusLine(line: string): StatusLine {
  const match = /^HTTP\/(1\.[01]) ([1-5][0-9]{2})(?: [\t -~\x80-\xff]*)?$/.exec(line);
  if (!match) throw new HttpError("head");
  return { version: match[1] === "1.0" ? "1.0" : "1.1", status: Number(match[2]) };
}

/**
 * Adds a header under its lower-case name. Repeated headers are joined by commas. A Map, because a name may be
 * `__proto__`.
 */
export function addHeader(headers: Map<string, string>, line: string): void {
  if (/^[\t ]/.test(line)) throw new HttpError("folded");
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  const value = trimBlanks(line.slice(colon + 1));
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /[^\t -~\x80-\xff]/.test(value)) throw new HttpError("head");
  const known = headers.get(name);
  headers.set(name, known === undefined ? value : `${known}, ${value}`);
}

/** Removes blanks and tabs at both ends. A regular expression for this is quadratic in a long run of blanks. */
function trimBlanks(text: string): string {
  let from = 0;
  let until = text.length;
  while (from < until && isBlank(text, from)) from += 1;
  while (until > from && isBlank(text, until - 1)) until -= 1;
  return text.slice(from, until);
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

/** Refuses everything that two readers could understand differently, because that is how answers get mixed up. */
export function framingOf({ version, status }: StatusLine, headers: ReadonlyMap<string, string>): Framing {
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (coding !== undefined && (length !== undefined || version === "1.0" || coding.toLowerCase() !== "chunked")) {
    throw new HttpError("coding");
  }
  const bytes = length === undefined ? undefined : parseLength(length);
  if (status === 204 || status === 304) return { type: "length", bytes: 0 };
  if (coding !== undefined) return { type: "chunked" };
  return bytes === undefined ? { type: "close" } : { type: "length", bytes };
}

/** A length may be repeated but not contradicted. */
function parseLength(value: string): number {
  const [first = "", ...others] = value.split(",").map(trimBlanks);
  if (!/^[0-9]{1,15}$/.test(first) || others.some((other) => other !== first)) throw new HttpError("length");
  return Number(first);
}

/** Whether the connection may carry another exchange. Not with HTTP/1.0: we do not need its keep-alive extension. */
export function isKeptAlive({ version }: StatusLine, headers: ReadonlyMap<string, string>): boolean {
  const options = (headers.get("connection") ?? "").toLowerCase().split(",");
  return version === "1.1" && !options.some((option) => trimBlanks(option) === "close");
}

/** The size at the beginning of a chunk. Extensions are ignored. */
export function parseChunkSize(line: string): number {
  const digits = /^([0-9a-fA-F]{1,8})[\t ]*(?:;[\t -~\x80-\xff]*)?$/.exec(line)?.[1];
  if (digits === undefined) throw new HttpError("chunk");
  return Number.parseInt(digits, 16);
}
