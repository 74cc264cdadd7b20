/** What GAMA's INIT and CLOSE code does with contract A: open, start, poll with a message for the cashier, take the result. */
import { decodeUtf8 } from "../../plugin/text/utf8.ts";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { Grp } from "../node/api.ts";
import { CliError } from "./exit.ts";

/** How long one poll waits: the message for the cashier is as fresh as that. */
const POLL_MS = 200;
const ENGLISH = 1;

export type Codepage = "windows-1257" | "utf-8";

/** How a hook call ended: with a result, never started (nothing happened), or lost (the outcome is unknown). */
export type Ended =
  | { readonly kind: "result"; readonly text: string }
  | { readonly kind: "refused" | "lost"; readonly code: number; readonly sentence: string };

export class Gama {
  readonly #grp: Grp;
  readonly #session: number;
  readonly #codepage: Codepage;

  private constructor(grp: Grp, session: number, codepage: Codepage) {
    this.#grp = grp;
    this.#session = session;
    this.#codepage = codepage;
  }

  /** Starts a session and waits until it has booted; a boot that fails is an error with its sentence. */
  static async open(grp: Grp, configPath: string, codepage: Codepage): Promise<Gama> {
    const session = grp.open(configPath);
    if (session < 0) throw new CliError(sentenceOf(grp, session));
    const gama = new Gama(grp, session, codepage);
    const boot = await gama.#end(0, () => {});
    if (boot.kind === "result") return gama;
    const detail = gama.#progress(0);
    await gama.close();
    throw new CliError(detail === "" ? boot.sentence : `${boot.sentence} (${detail})`);
  }

  /** Calls a hook with the bytes as they are, or with a text in the code page of the config. */
  async call(
    hook: string,
    payload: Uint8Array | string,
    onProgress: (text: string) => void = () => {},
  ): Promise<Ended> {
    const bytes = typeof payload === "string" ? this.encode(payload) : payload;
    const call = this.#grp.start(this.#session, hook, bytes);
    if (call < 0) return { kind: "refused", code: call, sentence: sentenceOf(this.#grp, call) };
    const ended = await this.#end(call, onProgress);
    this.#grp.release(this.#session, call);
    return ended;
  }

  async close(): Promise<void> {
    while ((await this.#grp.close(this.#session, 1000)) !== 0) {
      // Still closing: nothing is lost meanwhile, so wait on.
    }
  }

  encode(text: string): Uint8Array {
    return this.#codepage === "utf-8" ? new TextEncoder().encode(text) : encodeWindows1257(text);
  }

  decode(bytes: Uint8Array): string {
    return (this.#codepage === "utf-8" ? decodeUtf8(bytes) : decodeWindows1257(bytes)) ?? "";
  }

  async #end(call: number, onProgress: (text: string) => void): Promise<Ended> {
    let shown = "";
    for (;;) {
      const state = await this.#grp.poll(this.#session, call, POLL_MS);
      const progress = this.#progress(call);
      if (progress !== shown) onProgress(progress);
      shown = progress;
      if (state === 0) continue;
      const result = this.#grp.result(this.#session, call);
      if (typeof result === "number") return { kind: "lost", code: result, sentence: sentenceOf(this.#grp, result) };
      return { kind: "result", text: this.decode(result) };
    }
  }

  #progress(call: number): string {
    const progress = this.#grp.progress(this.#session, call);
    return typeof progress === "number" ? "" : this.decode(progress);
  }
}

function sentenceOf(grp: Grp, code: number): string {
  return new TextDecoder().decode(grp.errorText(code, ENGLISH));
}
