/** The port. It may be closed and opened again while RRPay runs, and keeps its number. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

export class Listener {
  readonly #accept: (socket: Socket) => void;
  #server: Server | undefined;
  #port: number;

  /** Port 0 takes a free port at the first `open`. */
  constructor(port: number, accept: (socket: Socket) => void) {
    this.#port = port;
    this.#accept = accept;
  }

  get port(): number {
    return this.#port;
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ allowHalfOpen: true }, this.#accept);
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Refuses connections from now on. Open connections stay. */
  close(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}
