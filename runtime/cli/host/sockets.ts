/** Connections on the loopback for a program. It connects, serves, and gets one event after another. */
import { createServer, connect as dialSocket, isIP, type Server, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { NET, STATUS } from "../../../schemas/generated/program.ts";
import type { ReplyOf } from "../program/wire.ts";
import { Failure } from "./files.ts";

type Heard = ReplyOf<"hear">;

const NOTHING = new Uint8Array(0);
const CONNECT_MS = 3000;
/** The most bytes that one `hear` returns. */
const PIECE_BYTES = 64 * 1024;

export class Sockets {
  readonly #sockets = new Map<number, Socket>();
  readonly #heard: Heard[] = [];
  #server: Server | undefined;
  #next = 1;
  #wake: () => void = () => {};

  /** Only numeric loopback addresses, so that nothing reaches another machine. */
  dial({ address, port }: { readonly address: string; readonly port: number }): Promise<{ conn: number }> {
    if (!isLoopback(address) || port < 1 || port > 65_535) throw new Failure(STATUS.outside);
    return new Promise((resolve, reject) => {
      const socket = dialSocket({ host: address, port });
      const refuse = () => {
        socket.destroy();
        reject(new Failure(STATUS.missing));
      };
      const late = setTimeout(refuse, CONNECT_MS);
      socket.once("error", refuse);
      socket.once("connect", () => {
        clearTimeout(late);
        socket.off("error", refuse);
        resolve({ conn: this.#keep(socket) });
      });
    });
  }

  serve({ port }: { readonly port: number }): Promise<{ port: number }> {
    const server = createServer((socket) => this.#tell(NET.opened, this.#keep(socket), NOTHING));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", () => reject(new Failure(STATUS.inUse)));
      server.listen({ host: "127.0.0.1", port }, () => {
        const address = server.address();
        resolve({ port: typeof address === "object" && address !== null ? address.port : port });
      });
    });
  }

  /** Bytes for a connection that has ended are dropped; its end is reported separately. */
  transmit({ conn, bytes }: { readonly conn: number; readonly bytes: Uint8Array }): Record<never, never> {
    this.#sockets.get(conn)?.write(bytes);
    return {};
  }

  hangUp({ conn }: { readonly conn: number }): Record<never, never> {
    this.#sockets.get(conn)?.destroy();
    this.#sockets.delete(conn);
    return {};
  }

  async hear({ waitMs }: { readonly waitMs: number }): Promise<Heard> {
    if (this.#heard.length === 0)
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, Math.min(waitMs, 60_000));
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    return this.#heard.shift() ?? { event: NET.quiet, conn: 0, monoMs: performance.now(), bytes: NOTHING };
  }

  /** Releases everything. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#server?.close();
  }

  #keep(socket: Socket): number {
    const conn = this.#next++;
    this.#sockets.set(conn, socket);
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES)
        this.#tell(NET.bytes, conn, new Uint8Array(bytes.subarray(at, at + PIECE_BYTES)));
    });
    // the reason does not matter here, because the connection is over in any case
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#sockets.delete(conn)) this.#tell(NET.ended, conn, NOTHING);
    });
    return conn;
  }

  #tell(event: number, conn: number, bytes: Uint8Array): void {
    this.#heard.push({ event, conn, monoMs: performance.now(), bytes });
    this.#wake();
  }
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith("127.") : address === "::1";
}
