/** One connection: requests are read from it one after the other, and answers are written as bytes. */
import type { Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { type BadHead, BODY_BYTES_MAX, HEAD_BYTES_MAX, type RequestHead, readHead } from "./head.ts";
import { Signal } from "./signal.ts";

export type { BadHead, RequestHead } from "./head.ts";

export class Link {
  readonly #socket: Socket;
  readonly #changed = new Signal();
  #received: Buffer = Buffer.alloc(0);
  #closed = false;
  /** The other side sends nothing more. It may still read. */
  #isFinished = false;
  /** A request is being answered. */
  #isAsked = false;
  /** Writes that are not finished; if the connection ends, they may never be. */
  readonly #writing = new Set<() => void>();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#changed.notify();
    });
    socket.on("end", () => {
      this.#isFinished = true;
      if (!this.#isAsked) socket.end();
      this.#changed.notify();
    });
    // However a connection is lost, it counts as closed; the reason does not matter here.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed = true;
      for (const done of this.#writing) done();
      this.#changed.notify();
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Answers requests as long as there are any; who sends nothing more still gets every answer that is due. */
  async answering(exchange: (head: RequestHead | BadHead) => Promise<boolean>): Promise<void> {
    for (;;) {
      this.#isAsked = false;
      if (this.#isFinished && !this.#hasHead) return this.end();
      const head = await this.#head();
      if (head === undefined) return;
      this.#isAsked = true;
      if (!(await exchange(head))) return;
    }
  }

  get #isOver(): boolean {
    return this.#closed || this.#isFinished;
  }

  get #hasHead(): boolean {
    return this.#received.includes("\r\n\r\n");
  }

  /** The head of the next request; undefined when the other side ends before it. */
  async #head(): Promise<RequestHead | BadHead | undefined> {
    const end = () => this.#received.indexOf("\r\n\r\n");
    await this.#changed.until(() => this.#isOver || end() >= 0 || this.#received.length > HEAD_BYTES_MAX);
    // A request that arrived complete counts, even if its sender has gone since then.
    if (end() < 0 && this.#isOver) return undefined;
    if (end() < 0 || end() > HEAD_BYTES_MAX) return { status: 431 };
    const head = readHead(this.#received.toString("latin1", 0, end()));
    this.#received = this.#received.subarray(end() + 4);
    return head;
  }

  /** The body of a request; undefined when the connection ends before it, or when it cannot be read. */
  body(bytes: RequestHead["bodyBytes"]): Promise<Buffer | undefined> {
    return bytes === "chunked" ? this.#chunks() : this.#take(bytes);
  }

  async #chunks(): Promise<Buffer | undefined> {
    const chunks: Buffer[] = [];
    for (let total = 0; ; ) {
      const [size] = /^[0-9a-f]{1,6}(?=;|$)/i.exec((await this.#line()) ?? "") ?? [];
      const bytes = Number.parseInt(size ?? "", 16);
      total += bytes;
      if (!(total <= BODY_BYTES_MAX)) return undefined;
      const chunk = await this.#take(bytes);
      // the last chunk is empty and an empty line follows it, because nobody sends trailers
      if (chunk === undefined || (await this.#line()) !== "") return undefined;
      if (bytes === 0) return Buffer.concat(chunks);
      chunks.push(chunk);
    }
  }

  /** The next line of a protocol that consists of lines; undefined when the connection ends before it. */
  async line(): Promise<string | undefined> {
    const end = () => this.#received.indexOf("\n");
    await this.#changed.until(() => this.#isOver || end() >= 0 || this.#received.length > BODY_BYTES_MAX);
    return end() < 0 ? undefined : (await this.#take(end() + 1))?.toString("utf8").slice(0, -1);
  }

  async #line(): Promise<string | undefined> {
    const end = () => this.#received.indexOf("\r\n");
    await this.#changed.until(() => this.#isOver || end() >= 0 || this.#received.length > HEAD_BYTES_MAX);
    const line = end() < 0 ? undefined : await this.#take(end() + 2);
    return line?.toString("latin1", 0, line.length - 2);
  }

  async #take(bytes: number): Promise<Buffer | undefined> {
    await this.#changed.until(() => this.#isOver || this.#received.length >= bytes);
    if (this.#received.length < bytes) return undefined;
    const body = this.#received.subarray(0, bytes);
    this.#received = this.#received.subarray(bytes);
    return body;
  }

  /** Resolves when the connection is closed, by either side. */
  async ended(): Promise<void> {
    await this.#changed.until(() => this.#closed);
  }

  /** Says nothing until the other side goes. */
  async silent(): Promise<void> {
    await this.#changed.until(() => this.#isOver);
    this.end();
  }

  /** Writes bytes to the network, each piece in a write of its own. */
  async write(bytes: Buffer, splits: readonly number[] | "everywhere" = [], gapMs = 0): Promise<void> {
    const ends = splits === "everywhere" ? Array.from(bytes, (_, at) => at + 1) : [...splits, bytes.length];
    let from = 0;
    for (const end of ends) {
      if (end <= from || this.#closed) continue;
      if (from > 0) await (gapMs > 0 ? setTimeout(gapMs) : wholeTurn());
      await this.#writePiece(bytes.subarray(from, end));
      from = end;
    }
  }

  /** Ends the connection now. What was written before still arrives, unless the connection is reset. */
  cut(reset = false): void {
    if (reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Ends the connection normally. */
  end(): void {
    this.#socket.end();
  }

  #writePiece(bytes: Buffer): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#writing.delete(done);
        resolve();
      };
      this.#writing.add(done);
      this.#socket.write(bytes, done);
    });
  }
}

/** One whole turn of the event loop, so that a reader in this process gets the pieces separately without any clock. */
async function wholeTurn(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
