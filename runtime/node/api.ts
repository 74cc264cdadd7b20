/**
 * docs/contracts.md A as TypeScript. `runtime/node` implements it over quickjs-emscripten and over the host engine,
 * `test/native` implements it over the shim's exports. Code that uses this interface therefore runs on every engine.
 *
 * Numbers below zero are the codes of `schemas/codes.json`. One `Grp` stands for one process and holds at most one
 * session.
 */
export interface Grp {
  /** Which engine runs the bundle. */
  readonly engine: EngineName;
  abiVersion(): number;
  /** One line: product, ABI, engine, commit. */
  version(): string;
  /** Returns a copy of the bytes, or an argument error. */
  echo(bytes: Uint8Array): Uint8Array | number;
  /** Starts a session and returns at once. The boot is call 0. */
  open(configPath: string): number;
  /** Queues a hook call. The payload is copied. */
  start(session: number, hook: string, payload: Uint8Array): number;
  /** Waits at most `waitMs` (clamped to 0 … 1000): 0 pending, 1 done, or the error that ended the call. */
  poll(session: number, call: number, waitMs: number): Promise<number>;
  /** Text for the cashier in the configured code page. Empty until there is one. */
  progress(session: number, call: number): Uint8Array | number;
  /** The result's bytes. They can be read again until the call is released. */
  result(session: number, call: number): Uint8Array | number;
  cancel(session: number, call: number): number;
  release(session: number, call: number): number;
  close(session: number, waitMs: number): Promise<number>;
  /** The sentence for a code. lang 0 = Lithuanian windows-1257, 1 = English, 2 = Lithuanian UTF-8. */
  errorText(code: number, lang: number): Uint8Array;
}

export type EngineName = "direct" | "quickjs" | "native";
