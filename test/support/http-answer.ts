// Answers as bytes, and what the parser makes of them.
import * as assert from "uvu/assert";
import { type HttpFault, type Read, ResponseParser } from "../../plugin/rrpay/http.ts";

export const CRLF = "\r\n";
export const KIB = 1024;

/** Bytes of a text, each character one byte. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

/** Head lines and a body as they go over the wire. */
export function answer(lines: readonly string[], body = ""): string {
  return [...lines, "", body].join(CRLF);
}

type Outcome =
  | { status: number; headers: [string, string][]; body: string; keepAlive: boolean; unasked: number }
  | { fault: HttpFault }
  | { open: true };

/** Pushes pieces until the parser has decided; what was not pushed any more counts as unasked, too. */
export function read(
  pieces: readonly Uint8Array[],
  options: { closed?: boolean; bodyBytesMax?: number } = {},
): Outcome {
  const parser = new ResponseParser(options.bodyBytesMax);
  for (const [index, piece] of pieces.entries()) {
    const outcome = decided(parser.push(piece), pieces.slice(index + 1));
    if (outcome) return outcome;
  }
  return (options.closed && decided(parser.end(), [])) || { open: true };
}

function decided(result: Read, later: readonly Uint8Array[]): Outcome | undefined {
  if (result.type === "more") return undefined;
  if (result.type === "error") return { fault: result.reason };
  const { status, headers, body, keepAlive, rest } = result;
  const unasked = later.reduce((sum, piece) => sum + piece.length, rest);
  return { status, headers: [...headers], body: Buffer.from(body).toString("latin1"), keepAlive, unasked };
}

export function readText(text: string, options: { closed?: boolean; bodyBytesMax?: number } = {}): Outcome {
  return read([latin1(text)], options);
}

export function bodyOf(text: string, options: { closed?: boolean; bodyBytesMax?: number } = {}): string {
  const outcome = readText(text, options);
  assert.ok("body" in outcome, JSON.stringify(outcome));
  return outcome.body;
}

export function faultOf(text: string, options: { closed?: boolean; bodyBytesMax?: number } = {}): HttpFault {
  const outcome = readText(text, options);
  assert.ok("fault" in outcome, JSON.stringify(outcome));
  return outcome.fault;
}

export const chunkedHead = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"];
