/**
 * What GAMA's INIT and CLOSE code does with docs/contracts.md A: open, start, poll with a message for the cashier, take
 * the result.
 */
import { decodeUtf8, encodeUtf8 } from "../../plugin/text/utf8.ts";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { configDetail } from "./config-words.ts";
import { CliError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { whyNotLoaded } from "./library-words.ts";
import { ask, attempt, type Talk } from "./program/talk.ts";
import { type Language, plain } from "./words.ts";

/** How long one poll waits. The cashier's message is never older than this. */
const POLL_MS = 200;
const PATIENCE_MS = 30_000;
/** The language numbers of grp_error_text whose sentences are UTF-8. */
const SENTENCES = { en: 1, lt: 2 } as const;

export type Codepage = "windows-1257" | "utf-8";

/** A text of GAMA's. Empty where its bytes are none in this code page. */
export function textIn(codepage: Codepage, bytes: Uint8Array): string {
  return (codepage === "utf-8" ? decodeUtf8(bytes) : decodeWindows1257(bytes)) ?? "";
}

/** How a hook call ended: with a result, never started (nothing happened), or lost (the outcome is unknown). */
export type Ended =
  | { readonly type: "result"; readonly text: string }
  | { readonly type: "refused" | "lost"; readonly code: number; readonly sentence: string };

export interface SessionOptions {
  readonly config: string;
  readonly codepage: Codepage;
  readonly language: Language;
  /** The engine's name. Empty for the host's own. */
  readonly engine: string;
  /** Where the library lies. */
  readonly programFolder: string;
}

/** A session of the till's library. At most one at a time. */
export class Session {
  readonly #codepage: Codepage;
  readonly #language: Language;

  constructor({ codepage, language }: SessionOptions) {
    this.#codepage = codepage;
    this.#language = language;
  }

  /** Begins a call. A negative number is the code with which it was refused. */
  *start(hook: string, payload: Uint8Array): Talk<number> {
    return (yield* ask<"start">({ type: "start", hook, payload })).call;
  }

  /** Calls a hook with the bytes unchanged, or with a text in the code page of the config. */
  *call(hook: string, payload: Uint8Array | string, onProgress: (text: string) => Talk<void> = quiet): Talk<Ended> {
    const bytes = typeof payload === "string" ? this.encode(payload) : payload;
    const call = yield* this.start(hook, bytes);
    if (call < 0) return { type: "refused", code: call, sentence: yield* this.#sentence(call) };
    return yield* this.end(call, onProgress);
  }

  /** Waits for a call's end without taking its result. False if it does not end for half a minute. */
  *wait(call: number): Talk<boolean> {
    for (let polls = 0; polls * POLL_MS < PATIENCE_MS; polls++)
      if ((yield* ask<"poll">({ type: "poll", call, waitMs: POLL_MS })).state !== 0) return true;
    return false;
  }

  /** Waits for a call's end. Call 0 is the boot. */
  *end(call: number, onProgress: (text: string) => Talk<void> = quiet): Talk<Ended> {
    let shown = "";
    for (;;) {
      const { state, progress } = yield* ask<"poll">({ type: "poll", call, waitMs: POLL_MS });
      const text = this.decode(progress);
      if (text !== shown) yield* onProgress(text);
      shown = text;
      if (state === 0) continue;
      const { code, bytes } = yield* ask<"result">({ type: "result", call });
      if (code >= 0) return { type: "result", text: this.decode(bytes) };
      const sentence = yield* this.#sentence(code);
      const detail = call === 0 && text !== "" ? ` (${configDetail(text, this.#language)})` : "";
      return { type: "lost", code, sentence: sentence + detail };
    }
  }

  encode(text: string): Uint8Array {
    return this.#codepage === "utf-8" ? encodeUtf8(text) : encodeWindows1257(text);
  }

  decode(bytes: Uint8Array): string {
    return textIn(this.#codepage, bytes);
  }

  #sentence(code: number): Talk<string> {
    return sentenceOf(code, this.#language);
  }
}

function* quiet(): Talk<void> {}

/** The library's sentence for one of its codes. */
export function* sentenceOf(code: number, language: Language): Talk<string> {
  return (yield* ask<"sentence">({ type: "sentence", code, language: SENTENCES[language] })).text;
}

/** Begins to start a session, which must be closed. */
export function* openSession(options: SessionOptions): Talk<Session> {
  const { config, engine, language } = options;
  const opened = yield* attempt<"open">({ type: "open", config, engine });
  if (opened.fields === undefined) throw new CliError(yield* whyNotLoaded(options.programFolder));
  const { session: handle } = opened.fields;
  if (handle < 0) throw new CliError(plain(yield* sentenceOf(handle, language)));
  return new Session(options);
}

/**
 * Starts a session, waits until it has booted, and closes it after `body`. A boot that fails is an error with its
 * sentence.
 */
export function* withSession<Result>(
  options: SessionOptions,
  body: (session: Session, boot: ReadonlyMap<string, string>) => Talk<Result>,
): Talk<Result> {
  const session = yield* openSession(options);
  try {
    const boot = yield* session.end(0);
    if (boot.type !== "result") throw new CliError(plain(boot.sentence));
    return yield* body(session, fieldsOf(boot.text));
  } finally {
    // Closing may take a while, but nothing is lost meanwhile.
    yield* ask<"close">({ type: "close" });
  }
}
