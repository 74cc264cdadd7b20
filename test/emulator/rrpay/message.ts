/** HTTP answers as bytes. They are made by hand, because a fault must be able to spoil any of them. */
import { STATUS_CODES } from "node:http";

export interface Message {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly chunked: boolean;
}

/** How many bytes a chunk has: few, so that chunks end anywhere in the text. */
const CHUNK_BYTES = 7;

export function jsonMessage(status: number, body: object): Message {
  const headers = [["Content-Type", "application/json; charset=utf-8"]] as const;
  return { status, headers, body: Buffer.from(JSON.stringify(body)), chunked: false };
}

export function render({ status, headers, body, chunked }: Message): Buffer {
  const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n${fields}${framing}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), chunked ? chunks(body) : body]);
}

function chunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += CHUNK_BYTES) {
    const part = body.subarray(at, at + CHUNK_BYTES);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}
