// One call of a hook, polled as GAMA does it.
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { Till } from "./till.ts";

/** What a hook is given: an object goes as JSON, a text as UTF-8, bytes as they are. */
export type Payload = object | string | Uint8Array;

/** How long one poll waits for news. */
export const POLL_MS = 1000;

/** A call that ended in an error of the host or the script instead of a result. */
export class HookError extends Error {
  readonly code: Code | undefined;

  constructor(number: number) {
    const code = Object.entries(CODES).find(([, entry]) => entry.number === number)?.[0] as Code | undefined;
    super(`the call ended with ${number} (${code ?? "no known code"})`);
    this.code = code;
  }
}

/** A hook call under way. */
export class Call {
  readonly id: number;
  readonly #till: Till;

  constructor(till: Till, id: number) {
    this.#till = till;
    this.id = id;
  }

  /** 0 pending, 1 done, or the error that ended it. */
  poll(waitMs: number): Promise<number> {
    return this.#till.host.poll(this.#till.session, this.id, waitMs);
  }

  /** The text for the cashier. */
  async progress(): Promise<string> {
    const progress = await this.#till.host.progress(this.#till.session, this.id);
    return typeof progress === "number" ? "" : Buffer.from(progress).toString("utf8");
  }

  /** Polls until the text for the cashier satisfies, or the call has ended; returns the text. */
  async progressed(satisfies: (text: string) => boolean): Promise<string> {
    for (;;) {
      const text = await this.progress();
      if (satisfies(text) || (await this.poll(20)) !== 0) return text;
    }
  }

  /** Asks for cancellation; the result says what happened. */
  cancel(): Promise<number> {
    return this.#till.host.cancel(this.#till.session, this.id);
  }

  /** Waits for the end and takes the result's bytes; throws HookError when the call ended in an error. */
  async bytes(): Promise<Uint8Array> {
    let state = await this.poll(POLL_MS);
    while (state === 0) state = await this.poll(POLL_MS);
    if (state < 0) throw new HookError(state);
    const result = await this.#till.host.result(this.#till.session, this.id);
    if (typeof result === "number") throw new HookError(result);
    return result;
  }

  /** The result, parsed where it is JSON, as text where it is flat lines. */
  async result(): Promise<unknown> {
    const text = Buffer.from(await this.bytes()).toString("utf8");
    return text.startsWith("{") ? JSON.parse(text) : text;
  }
}

export function bytesOf(payload: Payload): Uint8Array {
  if (payload instanceof Uint8Array) return payload;
  return Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
}
