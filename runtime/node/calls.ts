/**
 * The calls table of docs/contracts.md A4: at most 16 calls are held and finished ones are dropped, oldest first. Call
 * 0, the boot, is not counted. Handles are never reused. The table is also the loop's queue of hooks and cancels.
 */
import type { HookName } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";

const MAX_HELD = 16;
export const BOOT_CALL = 0;
const MAX_HANDLE = 0x7fffffff;

type State =
  | { readonly type: "queued" }
  | { readonly type: "running" }
  | { readonly type: "done"; readonly result: Uint8Array }
  | { readonly type: "failed"; readonly code: number };

export interface Call {
  readonly id: number;
  readonly hook: HookName | "boot";
  readonly payload: Uint8Array;
  /** A cancel reaches the bundle once, and never before its hook. */
  cancel: "no" | "asked" | "delivered";
  state: State;
  progress: Uint8Array;
}

/** The last handle given out, by this session or an earlier one. */
export interface Handles {
  last: number;
}

const NOTHING = new Uint8Array(0);

/** All calls of one session. */
export class Calls {
  readonly #held = new Map<number, Call>();
  readonly #boot: Call = makeCall(BOOT_CALL, "boot", NOTHING);
  readonly #waiters = new Map<Call, Set<() => void>>();
  readonly #onEnd: (call: Call) => void;
  readonly #handles: Handles;
  /** Once set, every call ends with this code. */
  #fate: number | undefined;

  /** `onEnd` is called when a call ends, except for the boot. */
  constructor(handles: Handles, onEnd: (call: Call) => void) {
    this.#handles = handles;
    this.#onEnd = onEnd;
  }

  /** Queues a hook. Returns its handle, or `too-many-calls`. */
  add(hook: HookName, payload: Uint8Array): number {
    if (this.#handles.last === MAX_HANDLE) return NUMBERS["too-many-calls"];
    if (this.#held.size >= MAX_HELD && !this.#dropOldestFinished()) return NUMBERS["too-many-calls"];
    const call = makeCall(++this.#handles.last, hook, new Uint8Array(payload));
    this.#held.set(call.id, call);
    if (this.#fate !== undefined) this.#end(call, { type: "failed", code: this.#fate });
    return call.id;
  }

  get(id: number): Call | undefined {
    return id === BOOT_CALL ? this.#boot : this.#held.get(id);
  }

  /** Forgets a finished call. */
  release(id: number): number {
    const call = this.#held.get(id);
    if (call === undefined) return NUMBERS["bad-call"];
    if (isPending(call)) return NUMBERS["call-pending"];
    this.#held.delete(id);
    return 0;
  }

  /** Asks for cancellation. A finished call has nothing to cancel, and the bundle cannot cancel the boot. */
  askCancel(id: number): number {
    const call = this.get(id);
    if (call === undefined) return NUMBERS["bad-call"];
    if (call !== this.#boot && isPending(call) && call.cancel === "no") call.cancel = "asked";
    return 0;
  }

  /** The next cancel whose hook has reached the bundle. */
  takeCancel(): Call | undefined {
    for (const call of this.#held.values()) {
      if (call.cancel === "asked" && call.state.type === "running") {
        call.cancel = "delivered";
        return call;
      }
    }
    return undefined;
  }

  /** The next hook that waits for delivery. */
  firstQueued(): Call | undefined {
    for (const call of this.#held.values()) if (call.state.type === "queued") return call;
    return undefined;
  }

  /** The next hook in the order of grp_start. It counts as delivered from now on. */
  takeHook(): Call | undefined {
    const call = this.firstQueued();
    if (call !== undefined) call.state = { type: "running" };
    return call;
  }

  /** Whether the bundle has a hook that it has not answered. */
  anyRunning(): boolean {
    for (const call of this.#held.values()) if (call.state.type === "running") return true;
    return false;
  }

  /** Ends a call with the bundle's answer. True if there was such a call. */
  reply(id: number, result: Uint8Array): boolean {
    const call = this.get(id);
    if (call === undefined || !isPending(call) || call.state.type === "queued") return false;
    this.#end(call, { type: "done", result: new Uint8Array(result) });
    return true;
  }

  /** Ends the boot successfully, even if the bundle gave no report. */
  endBoot(): void {
    if (isPending(this.#boot)) this.#end(this.#boot, { type: "done", result: NOTHING });
  }

  /** Sets the text for the cashier. Ignored if the call is gone or has ended. */
  setProgress(id: number, text: Uint8Array): void {
    const call = this.get(id);
    if (call !== undefined && isPending(call)) call.progress = new Uint8Array(text);
  }

  /** Ends every unfinished hook call, but not the boot. */
  failUnfinished(code: number): void {
    for (const call of this.#held.values()) if (isPending(call)) this.#end(call, { type: "failed", code });
  }

  /** Ends the session: every unfinished call, the boot included, and every later call ends with this code. */
  failAll(code: number): void {
    this.#fate = code;
    if (isPending(this.#boot)) this.#end(this.#boot, { type: "failed", code });
    this.failUnfinished(code);
  }

  /** Calls `wake` when the call ends, or when all polls are woken. Returns a function that stops waiting. */
  whenEnded(call: Call, wake: () => void): () => void {
    const waiters = this.#waiters.get(call) ?? new Set();
    this.#waiters.set(call, waiters.add(wake));
    return () => waiters.delete(wake);
  }

  /** Wakes all polls, because the session is closing. */
  wakeAll(): void {
    for (const waiters of this.#waiters.values()) for (const wake of waiters) wake();
    this.#waiters.clear();
  }

  #end(call: Call, state: State): void {
    call.state = state;
    if (call !== this.#boot) this.#onEnd(call);
    for (const wake of this.#waiters.get(call) ?? []) wake();
    this.#waiters.delete(call);
  }

  #dropOldestFinished(): boolean {
    for (const call of this.#held.values()) if (!isPending(call)) return this.#held.delete(call.id);
    return false;
  }
}

/** Whether a call has not ended. */
export function isPending(call: Call): boolean {
  return call.state.type === "queued" || call.state.type === "running";
}

function makeCall(id: number, hook: HookName | "boot", payload: Uint8Array): Call {
  const state: State = hook === "boot" ? { type: "running" } : { type: "queued" };
  return { id, hook, payload, cancel: "no", state, progress: NOTHING };
}
