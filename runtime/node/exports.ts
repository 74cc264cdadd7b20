/** docs/contracts.md A over this runtime: the exports of gama_rrpay.h as methods, with their checks and codes. */
import { EXPORTS_ABI, HOOK, type HookName } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import type { EngineName, Grp } from "./api.ts";
import { BOOT_CALL, type Call, type Handles, isPending } from "./calls.ts";
import { DIRECT } from "./direct.ts";
import type { EngineMaker, LiveBundle } from "./engine.ts";
import { productLine } from "./product.ts";
import { QUICKJS } from "./quickjs.ts";
import { Session } from "./session.ts";
import type { Faults } from "./store/disk.ts";
import { errorText } from "./texts.ts";

export type { LiveBundle } from "./engine.ts";
export type { DiskOperation, Faults } from "./store/disk.ts";

/**
 * How to make a Grp. `bundle` replaces the bundle file, which is then neither read nor checked; only for the direct
 * engine.
 */
export interface GrpOptions {
  readonly engine: "direct" | "quickjs";
  readonly bundle?: LiveBundle;
  /** Disk faults for a test. */
  readonly faults?: Faults;
  /** Gets the reason why an engine was lost, for a developer. It may quote data, so no log has it. */
  readonly onLoss?: (detail: string) => void;
}

const MAX_PAYLOAD_BYTES = 256 * 1024;
const MAX_WAIT_MS = 1000;
const MAX_PATH_CHARS = 32 * 1024;
const DEFAULT_CONFIG = "gama-rrpay.json";
const MAX_HANDLE = 0x7fffffff;

/** Makes what a process gets when it loads the DLL: at most one session, and handles that are never reused. */
export function createGrp(options: GrpOptions): Grp {
  return new NodeGrp(options);
}

class NodeGrp implements Grp {
  readonly engine: EngineName;
  readonly #maker: EngineMaker;
  readonly #options: GrpOptions;
  #session: Session | undefined;
  #lastSession = 0;
  /** They belong to the process, not to the session, so a handle is never used again. */
  readonly #callHandles: Handles = { last: BOOT_CALL };

  constructor(options: GrpOptions) {
    if (options.bundle !== undefined && options.engine !== "direct")
      throw new TypeError("a live bundle needs the direct engine");
    this.engine = options.engine;
    this.#maker = options.engine === "direct" ? DIRECT : QUICKJS;
    this.#options = options;
  }

  abiVersion(): number {
    return EXPORTS_ABI;
  }

  version(): string {
    return productLine(this.#maker.label);
  }

  echo(bytes: Uint8Array): Uint8Array | number {
    return bytes.length > MAX_PAYLOAD_BYTES ? NUMBERS["bad-argument"] : new Uint8Array(bytes);
  }

  open(configPath: string): number {
    const path = configPath === "" ? DEFAULT_CONFIG : configPath;
    if (path.length > MAX_PATH_CHARS || path.includes("\0")) return NUMBERS["bad-argument"];
    const live = this.#session;
    if (live !== undefined) {
      if (live.isClosing) return NUMBERS.closing;
      return isSamePath(live.configPath, path) ? live.id : NUMBERS["already-open"];
    }
    if (this.#lastSession === MAX_HANDLE) return NUMBERS["host-failed"];
    this.#session = new Session(++this.#lastSession, path, {
      callHandles: this.#callHandles,
      maker: this.#maker,
      liveBundle: this.#options.bundle,
      faults: this.#options.faults,
      onLoss: this.#options.onLoss ?? (() => undefined),
    });
    return this.#session.id;
  }

  start(session: number, hook: string, payload: Uint8Array): number {
    if (!isHook(hook)) return NUMBERS["unknown-hook"];
    if (payload.length > MAX_PAYLOAD_BYTES) return NUMBERS["payload-too-large"];
    const found = this.#find(session);
    if (typeof found === "number") return found;
    const call = found.calls.add(hook, payload);
    found.wake();
    return call;
  }

  async poll(session: number, call: number, waitMs: number): Promise<number> {
    const found = this.#findCall(session, call);
    if (typeof found === "number") return found;
    const clampedMs = Math.min(Math.max(0, waitMs), MAX_WAIT_MS);
    if (isPending(found.call) && clampedMs > 0) await waitForEnd(found.session, found.call, clampedMs);
    if (found.session.isClosing) return NUMBERS.closing;
    const { state } = found.call;
    if (state.type === "failed") return state.code;
    return state.type === "done" ? 1 : 0;
  }

  progress(session: number, call: number): Uint8Array | number {
    const found = this.#findCall(session, call);
    return typeof found === "number" ? found : new Uint8Array(found.call.progress);
  }

  result(session: number, call: number): Uint8Array | number {
    const found = this.#findCall(session, call);
    if (typeof found === "number") return found;
    const { state } = found.call;
    if (state.type === "failed") return state.code;
    return state.type === "done" ? new Uint8Array(state.result) : NUMBERS["call-pending"];
  }

  cancel(session: number, call: number): number {
    const found = this.#find(session);
    if (typeof found === "number") return found;
    const outcome = found.calls.askCancel(call);
    found.wake();
    return outcome;
  }

  release(session: number, call: number): number {
    const found = this.#find(session);
    return typeof found === "number" ? found : found.calls.release(call);
  }

  async close(session: number, waitMs: number): Promise<number> {
    const found = this.#session;
    if (found === undefined || found.id !== session) return NUMBERS["bad-session"];
    const clampedMs = Math.min(Math.max(0, waitMs), MAX_WAIT_MS);
    const stopped = await withinMs(found.stop(), clampedMs);
    if (!stopped) return NUMBERS.closing;
    // The first caller gets 0. For the others the session no longer exists.
    if (this.#session !== found) return NUMBERS["bad-session"];
    this.#session = undefined;
    return 0;
  }

  errorText(code: number, lang: number): Uint8Array {
    return errorText(code, lang);
  }

  #find(session: number): Session | number {
    const live = this.#session;
    if (live === undefined || live.id !== session) return NUMBERS["bad-session"];
    return live.isClosing ? NUMBERS.closing : live;
  }

  #findCall(session: number, call: number): { session: Session; call: Call } | number {
    const found = this.#find(session);
    if (typeof found === "number") return found;
    const held = found.calls.get(call);
    return held === undefined ? NUMBERS["bad-call"] : { session: found, call: held };
  }
}

function isHook(name: string): name is HookName {
  return Object.hasOwn(HOOK, name);
}

/** The same text means the same session. Windows ignores case. */
function isSamePath(a: string, b: string): boolean {
  return process.platform === "win32" ? a.toLowerCase() === b.toLowerCase() : a === b;
}

function waitForEnd(session: Session, call: Call, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const forget = session.calls.whenEnded(call, finish);
    const timer = setTimeout(finish, waitMs);
  });
}

/** Whether a promise settles in time. Even with 0 a promise that is ready counts. */
function withinMs(promise: Promise<void>, waitMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), waitMs);
    promise.then(
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
