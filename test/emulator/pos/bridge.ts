/** Calls the hooks in the same way as rrpay.prg: open, start, poll with a text for the cashier, result, release. */

import { decodeWindows1257, encodeWindows1257 } from "../../../plugin/text/windows1257.ts";
import { fieldsOf } from "../../../runtime/cli/fields.ts";
import type { HookName } from "../../../schemas/generated/boundary.ts";
import { CODE_BY_NUMBER, CODES, NUMBERS } from "../../../schemas/generated/codes.ts";
import type { TillHost } from "../../support/till-host.ts";

/** The flat lines of a result by their paths. */
export type Fields = ReadonlyMap<string, string>;

export interface HookCall {
  /** Asks for cancellation. Only the result says what happened. */
  cancel(): Promise<void>;
  readonly result: Promise<Fields>;
}

const POLL_MS = 200;

export class Bridge {
  readonly #host: TillHost;
  readonly #configPath: string;

  constructor(host: TillHost, configPath: string) {
    this.#host = host;
    this.#configPath = configPath;
  }

  /** Calls a hook. The result always consists of fields, unless the till's process ends. */
  async call(hook: HookName, payload: string, onProgress: (text: string) => void): Promise<HookCall> {
    const session = await this.#host.open(this.#configPath);
    if (session <= 0) return ended("refused", session);
    const call = await this.#host.start(session, hook, encodeWindows1257(payload));
    if (call <= 0) return ended("refused", call);
    return {
      cancel: async () => void (await this.#host.cancel(session, call)),
      result: this.#wait(session, call, onProgress),
    };
  }

  /** Ends the session as GAMA does when it ends. Open payments stay in the journal. */
  async end(): Promise<void> {
    const session = await this.#host.open(this.#configPath);
    if (session > 0) while ((await this.#host.close(session, 1000)) === NUMBERS.closing);
    await this.#host.end();
  }

  async #wait(session: number, call: number, onProgress: (text: string) => void): Promise<Fields> {
    let shown = "";
    let state = 0;
    while (state === 0) {
      state = await this.#host.poll(session, call, POLL_MS);
      const progress = await this.#text(this.#host.progress(session, call));
      if (progress !== shown) onProgress(progress);
      shown = progress;
    }
    const result = await this.#host.result(session, call);
    await this.#host.release(session, call);
    if (typeof result !== "number") return fieldsOf(decodeWindows1257(result) ?? "");
    // If the boot has failed, nothing was ever sent.
    const boot = await this.#host.poll(session, 0, 0);
    return fault(boot < 0 ? "refused" : "unknown", result);
  }

  async #text(asked: Promise<Uint8Array | number>): Promise<string> {
    const bytes = await asked;
    return typeof bytes === "number" ? "" : (decodeWindows1257(bytes) ?? "");
  }
}

function ended(outcome: "refused" | "unknown", number: number): HookCall {
  return { cancel: async () => {}, result: Promise.resolve(fault(outcome, number)) };
}

/** The same fields that a hook would have returned. */
function fault(outcome: "refused" | "unknown", number: number): Fields {
  const code = CODE_BY_NUMBER.get(number);
  const message = code === undefined ? String(number) : CODES[code].lt;
  return new Map(Object.entries({ outcome, status: "refused", code: code ?? String(number), message }));
}
