/**
 * The head of an HTTP/1.1 answer: what its lines mean, and how its body is framed (RFC 9112; fields: RFC 9110, section
 * 5). Where the RFC lets a reader choose, this one refuses, because money depends on it.
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

/** RFC 9112, section 4. The blank before a missing reason may be missing too. */
export function parseStatusLine(line: string): StatusLine {
  const match = /^HTTP\/(1\.[01]) ([1-5][0-9]{2})(?: [\t -~\x80-\xff]*)?$/.exec(line);
  if (!match) throw new HttpError("head");
  return { version: match[1] === "1.0" ? "1.0" : "1.1", status: Number(match[2]) };
}

/**
 * Adds a header under its lower-case name (RFC 9112, section 5.1; a folded line, section 5.2, is refused). Repeated headers
 * are joined by commas (RFC 9110, section 5.3). A Map, because a name may be `__proto__`.
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

/** Removes the blanks and tabs around a value (RFC 9110, section 5.6.3). A regular expression for this is quadratic in a long run of blanks. */
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

/**
 * RFC 9112, section 6.3. Refuses everything that two readers could understand differently, such as a length beside a
 * coding (section 6.1), because that is how answers get mixed up.
 */
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

/** A length may be repeated but not contradicted (RFC 9110, section 8.6). */
function parseLength(value: string): number {
  const [first = "", ...others] = value.split(",").map(trimBlanks);
  if (!/^[0-9]{1,15}$/.test(first) || others.some((other) => other !== first)) throw new HttpError("length");
  return Number(first);
}

/** Whether the connection may carry another exchange (RFC 9112, section 9.3). Not with HTTP/1.0: we do not need its keep-alive extension. */
export function isKeptAlive({ version }: StatusLine, headers: ReadonlyMap<string, string>): boolean {
  const options = (headers.get("connection") ?? "").toLowerCase().split(",");
  return version === "1.1" && !options.some((option) => trimBlanks(option) === "close");
}

/** The size at the beginning of a chunk (RFC 9112, section 7.1). Extensions are ignored (section 7.1.1). */
export function parseChunkSize(line: string): number {
  const digits = /^([0-9a-fA-F]{1,8})[\t ]*(?:;[\t -~\x80-\xff]*)?$/.exec(line)?.[1];
  if (digits === undefined) throw new HttpError("chunk");
  return Number.parseInt(digits, 16);
}
