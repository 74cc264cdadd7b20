/** Server-sent events: every open page gets the newest snapshot, as often as it can accept one. */
import type { ServerResponse } from "node:http";

/** Changes that are closer together than this are shown as one. */
const PAUSE_MS = 30;

export class Stream {
  readonly #read: () => unknown;
  readonly #pages = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;

  constructor(read: () => unknown) {
    this.#read = read;
  }

  /** Keeps this page up to date until it is closed. */
  add(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store" });
    response.on("close", () => this.#pages.delete(response));
    response.on("drain", () => this.changed());
    this.#pages.add(response);
    response.write(this.#event());
  }

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const page of this.#pages) page.end();
  }

  #send(): void {
    if (this.#pages.size === 0) return;
    const event = this.#event();
    // A page that has not yet read the last snapshot gets the newest one afterwards.
    for (const page of this.#pages) if (!page.writableNeedDrain) page.write(event);
  }

  #event(): string {
    return `event: snapshot\ndata: ${JSON.stringify(this.#read())}\n\n`;
  }
}
