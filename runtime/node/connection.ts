/**
 * The one connection. It goes to the policy's endpoint and nowhere else, whatever the bundle asks. It reports socket
 * facts as events and has no timeouts of its own.
 */
import { createConnection, type Socket } from "node:net";
import { CAPS, CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import type { NetEvent } from "./boundary.ts";
import { TokenGuard } from "./token.ts";

export interface Endpoint {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
}

/** How many bytes may wait to be sent before the connection is given up, and wait as received before reading pauses. */
const MAX_QUEUED_BYTES = CAPS.queuedBytes;
const PAUSE_AT_BYTES = 4 * CAPS.dataBytes;

/** The one line of HTTP that a host writes, so that no bundle ever holds the token or can put it elsewhere. */
const AUTHORIZATION = Buffer.from("Authorization: Bearer ", "latin1");
const CRLF = Buffer.from("\r\n", "latin1");

interface Live {
  readonly conn: number;
  readonly socket: Socket;
  readonly guard: TokenGuard;
  release: NodeJS.Timeout | undefined;
}

/** Connects, sends and receives. At most one connection at a time. */
export class Connection {
  readonly #endpoint: Endpoint;
  readonly #token: Uint8Array;
  readonly #wake: () => void;
  #live: Live | undefined;
  /** The connection that ended last. The bundle may still send on it before it knows, so that is not reported again. */
  #ended = -1;
  #queue: NetEvent[] = [];
  #queuedBytes = 0;

  constructor(endpoint: Endpoint, token: Uint8Array, wake: () => void) {
    this.#endpoint = endpoint;
    this.#token = token;
    this.#wake = wake;
  }

  /** Opens a connection under the bundle's number. A second one at the same time is closed at once. */
  connect(conn: number): void {
    if (this.#live !== undefined) {
      this.#push({ type: "closed", conn, reason: CLOSE_REASON.other });
      return;
    }
    const { address, family, port } = this.#endpoint;
    const socket = createConnection({ host: address, family, port, noDelay: true });
    this.#live = { conn, socket, guard: new TokenGuard(this.#token), release: undefined };
    socket.on("connect", () => this.#push({ type: "connected", conn }));
    socket.on("data", (chunk) => this.#receive(conn, chunk));
    socket.on("end", () => this.#close(conn, CLOSE_REASON.peer));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#close(conn, reasonOf(error.code)));
    socket.on("close", () => this.#close(conn, CLOSE_REASON.peer));
  }

  /** Sends bytes, and adds the token's line if the bundle asks for it. The bundle never sees the token. */
  send(conn: number, withToken: boolean, head: Uint8Array, rest: Uint8Array): void {
    const live = this.#live;
    if (live?.conn !== conn) {
      if (conn !== this.#ended) this.#push({ type: "closed", conn, reason: CLOSE_REASON.other });
      return;
    }
    const bytes = Buffer.concat(
      withToken && this.#token.length > 0 ? [head, AUTHORIZATION, this.#token, CRLF, rest] : [head, rest],
    );
    if (live.socket.writableLength + bytes.length > MAX_QUEUED_BYTES) this.#close(conn, CLOSE_REASON.other);
    else live.socket.write(bytes);
  }

  /** Ends a connection. Nothing more is reported of it, not even what has already arrived. */
  disconnect(conn: number): void {
    if (this.#live?.conn === conn) this.#drop();
    this.#queue = this.#queue.filter((event) => event.conn !== conn);
    this.#queuedBytes = this.#queue.reduce((sum, event) => sum + sizeOf(event), 0);
  }

  /** Ends everything, because the engine that used it is gone. */
  reset(): void {
    this.#drop();
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  /** The next event, in the order in which they happened. */
  take(): NetEvent | undefined {
    const event = this.#queue.shift();
    if (event === undefined) return undefined;
    this.#queuedBytes -= sizeOf(event);
    if (this.#queuedBytes < PAUSE_AT_BYTES) this.#live?.socket.resume();
    return event;
  }

  #receive(conn: number, chunk: Uint8Array): void {
    const live = this.#live;
    if (live?.conn !== conn) return;
    clearTimeout(live.release);
    this.#pass(live, live.guard.push(chunk));
    if (live.guard.holds) live.release = setTimeout(() => this.#pass(live, live.guard.release()), CAPS.tokenHeldMs);
  }

  #pass({ conn, socket }: Live, bytes: Uint8Array): void {
    if (this.#live?.conn !== conn) return;
    for (let at = 0; at < bytes.length; at += CAPS.dataBytes) {
      this.#push({ type: "data", conn, bytes: bytes.subarray(at, at + CAPS.dataBytes) });
    }
    if (this.#queuedBytes >= PAUSE_AT_BYTES) socket.pause();
  }

  #close(conn: number, reason: number): void {
    const live = this.#live;
    if (live?.conn !== conn) return;
    this.#pass(live, live.guard.release());
    this.#drop();
    this.#push({ type: "closed", conn, reason });
  }

  #drop(): void {
    if (this.#live === undefined) return;
    const { conn, socket, release } = this.#live;
    clearTimeout(release);
    this.#live = undefined;
    this.#ended = conn;
    socket.removeAllListeners();
    // A destroyed socket may still report an error, and an error without a listener would end the process.
    socket.on("error", () => undefined);
    socket.destroy();
  }

  #push(event: NetEvent): void {
    this.#queue.push(event);
    this.#queuedBytes += sizeOf(event);
    this.#wake();
  }
}

function sizeOf(event: NetEvent): number {
  return event.type === "data" ? event.bytes.length : 0;
}

function reasonOf(code: string | undefined): number {
  switch (code) {
    // Windows takes so long to refuse a loopback connection that a time-out means the same.
    case "ECONNREFUSED":
    case "ETIMEDOUT":
      return CLOSE_REASON.refused;
    case "ECONNRESET":
    case "EPIPE":
    case "ECONNABORTED":
      return CLOSE_REASON.reset;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return CLOSE_REASON.unreachable;
    default:
      return CLOSE_REASON.other;
  }
}
