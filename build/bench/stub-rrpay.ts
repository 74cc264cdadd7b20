/** The least RRPay there can be: every sale is approved and printed at once, and nothing is kept or flushed. */

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { health } from "../../test/support/attempts.ts";
import { byCard } from "../../test/support/scripted-rrpay.ts";
import { httpAnswer } from "../../test/support/step-till.ts";

export class StubRrpay {
  /** Called when the first bytes of a request that sells are here. */
  sold: () => void = () => {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket.setNoDelay(true)));
  }

  /** Listens on a free port of the loopback. */
  static async start(): Promise<StubRrpay> {
    const stub = new StubRrpay();
    await new Promise<void>((resolve) => stub.#server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let wire = "";
    socket.setEncoding("latin1").on("data", (text: string) => {
      if (wire === "" && text.startsWith("POST")) this.sold();
      wire += text;
      const bodyAt = wire.indexOf("\r\n\r\n") + 4;
      const length = Number(/content-length: *(\d+)/i.exec(wire)?.[1] ?? 0);
      if (bodyAt < 4 || wire.length < bodyAt + length) return;
      const [head, body] = [wire.slice(0, bodyAt), wire.slice(bodyAt)];
      wire = "";
      socket.write(head.startsWith("POST") ? sell(body) : httpAnswer(200, health()));
    });
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
  }
}

function sell(body: string): string {
  const request = JSON.parse(body) as RrpayTransactionRequest;
  const { id, till, kind, saleKey, currency, totalCents } = request;
  const money = { roundingCents: 0, changeCents: 0 };
  return httpAnswer(201, { id, till, kind, saleKey, currency, totalCents, revision: 1, ...money, ...byCard(request) });
}
