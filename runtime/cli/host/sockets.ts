/**
 * Connections on the loopback for a program. It connects, serves, and gets one event after another. The limits are
 * those of runtime/native/program/sockets.c.
 */
import { createServer, connect as dialSocket, isIP, type Server, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { HANG_UP, NET, STATUS } from "../../../schemas/generated/program.ts";
import type { ReplyOf, Request } from "../program/wire.ts";
import { Failure } from "./files.ts";

type Heard = ReplyOf<"hear">;
type Asked<Name extends Request["type"]> = Extract<Request, { type: Name }>;
type Done = Record<never, never>;

const NOTHING = new Uint8Array(0);
const CONNECT_MS = 3000;
/** How long a peer that reads nothing is waited for. */
const ROOM_MS = 3000;
/** How long the other side may take to end as well. */
const LEAVING_MS = 2000;
const MOST_WAIT_MS = 60_000;
/** The most bytes that one `hear` returns. */
const PIECE_BYTES = 64 * 1024;
/** The most bytes that wait to be sent on one connection. */
const QUEUE_BYTES = 1024 * 1024;
/** The most events that wait to be heard before nothing more is read. */
const QUEUE_EVENTS = 64;
const MOST_LINKS = 60;
const MOST_PORTS = 4;
/** By these somebody wants the program to stop. */
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Sockets {
  readonly #links = new Map<number, Socket>();
  #heard: Heard[] = [];
  readonly #servers = new Map<number, Server>();
  /** Connections that the program has ended, but whose last bytes still go out. */
  readonly #leaving = new Set<Socket>();
  #last = 0;
  #wake: () => void = () => {};

  /** Only numeric loopback addresses, so that nothing reaches another machine. */
  dial({ address, port }: Asked<"dial">): Promise<{ conn: number }> {
    if (!isLoopback(address) || port < 1 || port > 65_535) throw new Failure(STATUS.outside);
    return new Promise((resolve, reject) => {
      const socket = dialSocket({ host: address, port, allowHalfOpen: true });
      const refuse = () => {
        socket.destroy();
        reject(new Failure(STATUS.missing));
      };
      const late = setTimeout(refuse, CONNECT_MS);
      socket.once("error", refuse);
      socket.once("connect", () => {
        clearTimeout(late);
        socket.off("error", refuse);
        const conn = this.#keep(socket);
        if (conn === undefined) reject(new Failure(STATUS.full));
        else resolve({ conn });
      });
    });
  }

  serve({ address, port }: Asked<"serve">): Promise<{ port: number }> {
    if (!isLoopback(address) || port > 65_535) throw new Failure(STATUS.outside);
    if (this.#servers.size >= MOST_PORTS) throw new Failure(STATUS.full);
    let own = port;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const conn = this.#keep(socket);
      if (conn !== undefined) this.#tell({ event: NET.opened, conn, port: own, bytes: NOTHING });
    });
    return new Promise((resolve, reject) => {
      server.once("error", () => reject(new Failure(STATUS.inUse)));
      server.listen({ host: address, port }, () => {
        const bound = server.address();
        own = typeof bound === "object" && bound !== null ? bound.port : port;
        this.#servers.set(own, server);
        resolve({ port: own });
      });
    });
  }

  /** Nobody is accepted on this port any more. Connections that were accepted stay. */
  refuse({ port }: Asked<"refuse">): Done {
    const server = this.#servers.get(port);
    this.#servers.delete(port);
    server?.close();
    return {};
  }

  /** Bytes for a connection that has ended are dropped; its end is reported separately. */
  async transmit({ conn, bytes }: Asked<"transmit">): Promise<Done> {
    const socket = this.#links.get(conn);
    if (socket === undefined || !socket.writable) return {};
    // a copy, because the bytes may lie in an engine's memory
    socket.write(Uint8Array.from(bytes));
    if (socket.writableLength > QUEUE_BYTES) await hasRoom(socket);
    return {};
  }

  /** The peer is told, behind what is still to be sent, that nothing more will be; what it sends is still heard. */
  finish({ conn }: Asked<"finish">): Done {
    this.#links.get(conn)?.end();
    return {};
  }

  /** From now on Ctrl+C is told to the program instead of ending it. A second one ends it. */
  heedStop(): Done {
    for (const signal of STOPS) process.once(signal, this.#stop);
    return {};
  }

  readonly #stop = (): void => {
    this.#tell({ event: NET.stopped, conn: 0, port: 0, bytes: NOTHING });
  };

  hangUp({ conn, how }: Asked<"hangUp">): Done {
    const socket = this.#links.get(conn);
    this.#links.delete(conn);
    // it is not heard of again
    this.#heard = this.#heard.filter((one) => one.conn !== conn);
    if (socket === undefined || socket.destroyed) return {};
    if (how === HANG_UP.end) this.#leave(socket);
    else if (how === HANG_UP.reset) socket.resetAndDestroy();
    else socket.destroy();
    return {};
  }

  async hear({ waitMs }: Asked<"hear">): Promise<Heard> {
    if (this.#heard.length === 0)
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, Math.min(waitMs, MOST_WAIT_MS));
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    const heard = this.#heard.shift();
    if (this.#heard.length < QUEUE_EVENTS) for (const socket of this.#links.values()) socket.resume();
    return heard ?? { event: NET.quiet, conn: 0, port: 0, monoMs: performance.now(), bytes: NOTHING };
  }

  /** Releases everything. */
  close(): void {
    for (const signal of STOPS) process.off(signal, this.#stop);
    for (const socket of [...this.#links.values(), ...this.#leaving]) socket.destroy();
    for (const server of this.#servers.values()) server.close();
  }

  /** Gives a socket its number; undefined when there are too many. */
  #keep(socket: Socket): number | undefined {
    // the end tells it
    socket.on("error", () => {});
    if (this.#links.size >= MOST_LINKS) {
      socket.destroy();
      return undefined;
    }
    const conn = ++this.#last;
    this.#links.set(conn, socket);
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      if (!this.#links.has(conn)) return;
      for (let at = 0; at < bytes.length; at += PIECE_BYTES)
        this.#tell({ event: NET.bytes, conn, port: 0, bytes: new Uint8Array(bytes.subarray(at, at + PIECE_BYTES)) });
      if (this.#heard.length >= QUEUE_EVENTS) socket.pause();
    });
    socket.on("end", () => {
      if (this.#links.has(conn)) this.#tell({ event: NET.finished, conn, port: 0, bytes: NOTHING });
    });
    socket.on("close", () => {
      if (!this.#links.delete(conn)) return;
      const isOrderly = socket.readableEnded && socket.writableFinished;
      this.#tell({ event: isOrderly ? NET.ended : NET.reset, conn, port: 0, bytes: NOTHING });
    });
    return conn;
  }

  /** Sends what is left, and waits a while for the other side to end too. */
  #leave(socket: Socket): void {
    this.#leaving.add(socket);
    const late = setTimeout(() => socket.destroy(), LEAVING_MS);
    late.unref();
    socket.once("close", () => {
      clearTimeout(late);
      this.#leaving.delete(socket);
    });
    socket.resume();
    socket.end();
  }

  #tell(heard: Omit<Heard, "monoMs">): void {
    this.#heard.push({ ...heard, monoMs: performance.now() });
    this.#wake();
  }
}

/** Resolves when a peer that is slow to read has read; one that does not read at all is given up. */
function hasRoom(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => socket.resetAndDestroy(), ROOM_MS);
    const done = () => {
      clearTimeout(late);
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.once("drain", done).once("close", done);
  });
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith("127.") : address === "::1";
}
