/** docs/contracts.md A over the shim's own exports, through koffi. The contract suites call this engine `native`. */
import koffi from "koffi";
import type { Grp } from "./api.ts";

/** The exports as C declares them. They write into the out buffers. */
export interface Exports {
  grp_abi_version(): number;
  grp_version(out: Uint8Array | null, cap: number): number;
  grp_echo(input: Uint8Array | null, length: number, out: Uint8Array | null, cap: number): number;
  grp_open(configPath: Uint8Array | null): number;
  grp_start(session: number, hook: Uint8Array | null, payload: Uint8Array | null, length: number): number;
  grp_poll: Waiting<[session: number, call: number, waitMs: number]>;
  grp_progress(session: number, call: number, out: Uint8Array | null, cap: number): number;
  grp_result(session: number, call: number, out: Uint8Array | null, cap: number): number;
  grp_cancel(session: number, call: number): number;
  grp_release(session: number, call: number): number;
  grp_close: Waiting<[session: number, waitMs: number]>;
  grp_error_text(code: number, lang: number, out: Uint8Array | null, cap: number): number;
}

/** A function that may wait, on this thread or on one of koffi's. */
interface Waiting<A extends unknown[]> {
  (...args: A): number;
  async(...args: [...A, (error: Error | null, result: number) => void]): void;
}

const PROTOTYPES = [
  "int32_t grp_abi_version()",
  "int32_t grp_version(uint8_t *out, int32_t cap)",
  "int32_t grp_echo(uint8_t *in, int32_t in_len, uint8_t *out, int32_t cap)",
  "int32_t grp_open(uint8_t *config_path)",
  "int32_t grp_start(int32_t session, uint8_t *hook, uint8_t *payload, int32_t payload_len)",
  "int32_t grp_poll(int32_t session, int32_t call, int32_t wait_ms)",
  "int32_t grp_progress(int32_t session, int32_t call, uint8_t *out, int32_t cap)",
  "int32_t grp_result(int32_t session, int32_t call, uint8_t *out, int32_t cap)",
  "int32_t grp_cancel(int32_t session, int32_t call)",
  "int32_t grp_release(int32_t session, int32_t call)",
  "int32_t grp_close(int32_t session, int32_t wait_ms)",
  "int32_t grp_error_text(int32_t code, int32_t lang, uint8_t *out, int32_t cap)",
];

/** Loads the library and declares its exports. */
export function loadExports(libraryPath: string): Exports {
  const library = koffi.load(libraryPath);
  const functions = PROTOTYPES.map((prototype) => library.func(prototype));
  return Object.fromEntries(functions.map((f) => [f.info.name, f])) as unknown as Exports;
}

/** A text for the exports: UTF-8 with a NUL. */
export function cString(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, "utf8");
}

/** The text from a function that returns the length needed: one call for the length, one for the bytes. */
export function readText(ask: (out: Uint8Array | null, cap: number) => number): Uint8Array | number {
  const length = ask(null, 0);
  if (length < 0) return length;
  const out = new Uint8Array(length + 1);
  const again = ask(out, out.length);
  // It may have grown meanwhile, as progress does.
  return again < 0 ? again : again > length ? readText(ask) : out.subarray(0, again);
}

/**
 * What a process gets when it loads the library. A library that is loaded twice is still one, with the same session and
 * calls.
 */
export function createNativeGrp(libraryPath: string): Grp {
  const exports = loadExports(libraryPath);
  const needed = (ask: (out: Uint8Array | null, cap: number) => number): Uint8Array => {
    const text = readText(ask);
    if (typeof text === "number") throw new Error(`no text but ${text}`);
    return text;
  };
  return {
    engine: "native",
    abiVersion: () => exports.grp_abi_version(),
    version: () => Buffer.from(needed((out, cap) => exports.grp_version(out, cap))).toString("ascii"),
    echo: (bytes) => readText((out, cap) => exports.grp_echo(bytes, bytes.length, out, cap)),
    open: (configPath) => exports.grp_open(cString(configPath)),
    start: (session, hook, payload) => exports.grp_start(session, cString(hook), payload, payload.length),
    poll: (session, call, waitMs) => waiting(exports.grp_poll, session, call, waitMs),
    progress: (session, call) => readText((out, cap) => exports.grp_progress(session, call, out, cap)),
    result: (session, call) => readText((out, cap) => exports.grp_result(session, call, out, cap)),
    cancel: (session, call) => exports.grp_cancel(session, call),
    release: (session, call) => exports.grp_release(session, call),
    close: (session, waitMs) => waiting(exports.grp_close, session, waitMs),
    errorText: (code, lang) => needed((out, cap) => exports.grp_error_text(code, lang, out, cap)),
  };
}

/** Calls without blocking the event loop. */
function waiting<A extends unknown[]>(call: Waiting<A>, ...args: A): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...args, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
  });
}
