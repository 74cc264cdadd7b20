/** What the emulator's own tests share: a running RRPay, sales to post, and a client that sees raw bytes. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Line, RrpayTransaction, RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { withProgram } from "./program-rrpay.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "./rrpay/server.ts";
import { Signal } from "./rrpay/signal.ts";

/** Runs the body with an RRPay in a folder of its own: in this process, or as the program that GRP_EMULATOR names. */
export async function withRrpay(
  options: Omit<RrpayOptions, "dir">,
  body: (rrpay: Rrpay, dir: string) => Promise<void>,
): Promise<void> {
  const program = process.env.GRP_EMULATOR;
  await withFolder(async (dir) => {
    if (program !== undefined) return withProgram(program, options, dir, body);
    const rrpay = await startRrpay({ ...options, dir });
    try {
      await body(rrpay, dir);
    } finally {
      await rrpay.stop();
    }
  });
}

export async function withFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "rrpay-"));
  try {
    await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A line of goods with VAT of 21 %. */
export function line(no: number, totalCents: number, change: Partial<Line> = {}): Line {
  const price = { quantityE4: 10_000, unitPriceE4: Math.abs(totalCents) * 100, discountCents: 0, totalCents };
  const goods = { no, type: "item", code: `PR${no}`, name: "Pienas 2,5 %", unit: "VNT" } as const;
  return { ...goods, ...price, vatGroup: "A", vatRateBp: 2100, ...change };
}

/** A sale of one line; its key follows its id. */
export function sale(id: string, change: Partial<RrpayTransactionRequest> = {}): RrpayTransactionRequest {
  const totalCents = change.totalCents ?? 258;
  const identity = { id, till: "1", kind: "sale", saleKey: `key-${id}` } as const;
  const rest = { receiptNo: "000123", operator: "ONA", currency: "EUR", lines: [line(1, totalCents)], totalCents };
  return { ...identity, ...rest, ...change };
}

export function voidOf(id: string, sold: RrpayTransactionRequest, documentNo?: string): RrpayTransactionRequest {
  return { ...sold, id, kind: "void", lines: [], ...(documentNo === undefined ? {} : { original: { documentNo } }) };
}

/** An answer as it was received. */
export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever field they prove something about
  readonly json: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request on a connection of its own. Rejects when the connection ends before the whole answer. */
export async function call(port: number, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const peer = await Peer.connect(port);
  try {
    peer.write(requestBytes(method, path, options));
    return await peer.reply();
  } finally {
    peer.close();
  }
}

export async function post(port: number, body: unknown, options: CallOptions = {}): Promise<Reply> {
  return call(port, "POST", "/v1/transactions", { ...options, body });
}

/** Posts, and expects that it is accepted. */
export async function taken(port: number, body: RrpayTransactionRequest): Promise<RrpayTransaction> {
  const reply = await post(port, body);
  if (reply.status !== 201) throw new Error(`expected 201, got ${reply.status}: ${reply.text}`);
  return reply.json;
}

export async function get(port: number, id: string, query = ""): Promise<Reply> {
  return call(port, "GET", `/v1/transactions/${encodeURIComponent(id)}${query}`);
}

export function requestBytes(method: string, path: string, { body, token, headers = {} }: CallOptions = {}): Buffer {
  const content = contentOf(body);
  const fields = { Host: "127.0.0.1", "Content-Length": content.length, ...headers };
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const lines = Object.entries({ ...fields, ...authorization }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`), content]);
}

/** Bytes and text unchanged, anything else as JSON. */
function contentOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body));
}

/** A raw connection that keeps every byte, and remembers the pieces in which they arrived. */
export class Peer {
  readonly pieces: Buffer[] = [];
  readonly #socket: Socket;
  readonly #changed = new Signal();
  #ending: "open" | "closed" | "reset" = "open";

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (piece: Buffer) => {
      this.pieces.push(piece);
      this.#changed.notify();
    });
    socket.on("error", () => {
      this.#ending = "reset";
    });
    socket.on("close", () => {
      if (this.#ending === "open") this.#ending = "closed";
      this.#changed.notify();
    });
  }

  /** Rejects with the system's error when nobody listens. */
  static connect(port: number): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Peer(socket));
      });
    });
  }

  get received(): Buffer {
    return Buffer.concat(this.pieces);
  }

  write(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** Resolves when this many bytes have arrived; rejects when the connection ends before that. */
  async bytes(count: number): Promise<Buffer> {
    await this.#changed.until(() => this.received.length >= count || this.#ending !== "open");
    if (this.received.length < count) throw new Error(`the connection ended after ${this.received.length} bytes`);
    return this.received.subarray(0, count);
  }

  /** The first answer that has arrived. */
  async reply(): Promise<Reply> {
    const whole = () => readReply(this.received);
    await this.#changed.until(() => whole() !== undefined || this.#ending !== "open");
    const reply = whole();
    if (reply === undefined) throw new Error(`the connection was ${this.#ending} after ${this.received.length} bytes`);
    return reply;
  }

  /** Resolves when the other side has ended the connection, and says how. */
  async ended(): Promise<"closed" | "reset"> {
    await this.#changed.until(() => this.#ending !== "open");
    return this.#ending === "reset" ? "reset" : "closed";
  }

  close(): void {
    this.#socket.destroy();
  }
}

function readReply(bytes: Buffer): Reply | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [start = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Map(
    lines.map((field) => [field.split(": ")[0]?.toLowerCase() ?? "", field.split(": ")[1] ?? ""]),
  );
  const rest = bytes.subarray(end + 4);
  const body = headers.has("transfer-encoding")
    ? readChunks(rest)
    : readLength(rest, Number(headers.get("content-length")));
  if (body === undefined) return undefined;
  const text = body.toString("utf8");
  return { status: Number(start.split(" ")[1]), headers, text, json: parse(text) };
}

function readLength(bytes: Buffer, length: number): Buffer | undefined {
  return bytes.length >= length ? bytes.subarray(0, length) : undefined;
}

function readChunks(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks RRPay to cancel a transaction. */
export const cancel = (port: number, id: string) => call(port, "POST", `/v1/transactions/${id}/cancel`);

/** Asks RRPay to print the receipt of a transaction. */
export const print = (port: number, id: string) => call(port, "POST", `/v1/transactions/${id}/print`);
