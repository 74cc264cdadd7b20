/**
 * The loop: wait for something, run one step, carry out its effects in order. It owns the engine, and everything that
 * is lost with an engine: the connection, the timers and the waiting events.
 */
import { CAPS, HOOK } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { decodeBatch } from "./batch.ts";
import { type BootEvent, encodeEvent, eventBytes, type HostEvent } from "./boundary.ts";
import type { Calls } from "./calls.ts";
import { Connection } from "./connection.ts";
import { carryOut, type Loss, type Reach } from "./effects.ts";
import type { Engine, EngineMaker, Script } from "./engine.ts";
import type { Settings } from "./settings.ts";
import type { JournalView } from "./store/journal-view.ts";
import type { DailyLog } from "./store/log.ts";
import { LookUps } from "./store/lookup.ts";
import type { Health, Store } from "./store/store.ts";
import type { TraceRing } from "./store/trace.ts";
import { monoMs, Timers } from "./timers.ts";
import { TraceHolder } from "./trace-holder.ts";
import { bootEvent, type Reason, stamp } from "./worker-events.ts";

/** What a session has prepared when its worker begins. */
export interface WorkerParts {
  readonly maker: EngineMaker;
  readonly script: Script;
  /** The bundle's seal, or `live` for a live module. It goes into the trace, so that a replay finds the same bundle. */
  readonly bundleName: string;
  readonly settings: Settings;
  readonly store: Store;
  readonly log: DailyLog;
  readonly trace: TraceRing | undefined;
  readonly calls: Calls;
  /** Gets the reason why an engine was lost. It may quote data, so it is for developers only. */
  readonly onLoss: (detail: string) => void;
}

type Fatal = "bundle-abi" | "bundle-dialect" | "faulted" | "journal-unreadable" | "host-failed";

/** How many losses without a completed hook between them end the session. */
const MAX_LOSSES = 3;

export class Worker {
  readonly #parts: WorkerParts;
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #lookUps: LookUps;
  readonly #trace: TraceHolder | undefined;
  readonly #reach: Reach;
  #engine: Engine | undefined;
  #told: Health = { writable: false, lowSpace: false };
  #inBoot = false;
  #losses = 0;
  /** The engine before was lost because its boot could not write. */
  #bootCouldNotWrite = false;
  /** The hook for which a failed store was last tried again. */
  #triedFor = 0;
  #turnQueued = false;
  #stopped = false;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    const wake = (): void => this.wake();
    this.#connection = new Connection(parts.settings.endpoint, parts.settings.token, wake);
    this.#timers = new Timers(wake);
    this.#lookUps = new LookUps(parts.store.journal);
    this.#trace = parts.trace && new TraceHolder(parts.trace);
    this.#reach = {
      ...parts,
      connection: this.#connection,
      timers: this.#timers,
      lookUps: this.#lookUps,
      onReply: () => {
        if (!this.#inBoot) this.#losses = 0;
      },
    };
  }

  /** Makes an engine and boots it from the journal. `lossReason` says how the engine before was lost. */
  async start(lossReason: Reason = "none"): Promise<void> {
    try {
      const { maker, script, settings } = this.#parts;
      const start = await maker.start(script, settings.limits);
      if (this.#stopped) return;
      if (start.type === "wrong-abi") return this.#fail("bundle-abi");
      if (start.type === "lost") {
        this.#parts.onLoss(start.detail);
        return this.#fail("faulted");
      }
      const { dialect } = start.engine;
      if (dialect !== settings.dialect)
        return this.#fail("bundle-dialect", `rrpay.dialect: ${settings.dialect}, the bundle speaks ${ascii(dialect)}`);
      this.#boot(start.engine, lossReason);
    } catch (error) {
      this.#parts.onLoss(String(error));
      this.#fail("host-failed");
    }
  }

  /** Something may be ready: takes a turn soon, and more turns until nothing is ready. */
  wake(): void {
    if (this.#turnQueued || this.#engine === undefined) return;
    this.#turnQueued = true;
    setImmediate(() => {
      this.#turnQueued = false;
      this.#turn();
    });
  }

  /** Releases everything. Open payments stay in the journal. */
  stop(): void {
    this.#stopped = true;
    this.#dropEngine();
    this.#parts.store.close();
    this.#parts.trace?.close();
  }

  #boot(engine: Engine, lossReason: Reason): void {
    const boot = this.#readBoot(lossReason);
    if (boot === undefined) {
      this.#fail("journal-unreadable");
      return;
    }
    const { trace, maker, bundleName } = this.#parts;
    trace?.engine(maker.label, bundleName);
    this.#engine = engine;
    this.#inBoot = true;
    this.#deliver(boot);
    this.#inBoot = false;
    if (this.#engine === undefined) return;
    this.#endBoot();
    this.wake();
  }

  /** The present state of journal and store. Undefined if it cannot be read, or does not fit into one event. */
  #readBoot(lossReason: Reason): BootEvent | undefined {
    const { store, settings } = this.#parts;
    let view: JournalView;
    try {
      view = store.journal.load();
    } catch {
      return undefined;
    }
    const health = store.check();
    this.#told = this.#bootCouldNotWrite ? { ...health, writable: false } : health;
    const boot = bootEvent(settings, view, this.#told, lossReason);
    return eventBytes(boot) > CAPS.bootBytes ? undefined : boot;
  }

  #turn(): void {
    if (this.#engine === undefined) return;
    const event = this.#next();
    if (event === undefined) return;
    this.#deliver(event);
    this.#endBoot();
    this.wake();
  }

  /** Ends call 0 without a report, once no look-up is left for which the bundle might wait. */
  #endBoot(): void {
    if (this.#engine !== undefined && this.#lookUps.isIdle) this.#parts.calls.endBoot();
  }

  /** The next ready event, in the order of the boundary: cancel, hook, due timer, net, found. */
  #next(): HostEvent | undefined {
    const { calls } = this.#parts;
    const cancelled = calls.takeCancel();
    if (cancelled !== undefined) return { type: "cancel", call: cancelled.id };
    const queued = calls.firstQueued();
    if (queued !== undefined) {
      if (this.#storeHasChanged(queued.id)) return this.#restart();
      const call = calls.takeHook();
      if (call !== undefined && call.hook !== "boot") {
        return { type: "hook", call: call.id, hook: HOOK[call.hook], payload: call.payload };
      }
    }
    const id = this.#timers.take();
    if (id !== undefined) return { type: "timer", id };
    return this.#connection.take() ?? this.#lookUps.take();
  }

  /**
   * Tries a failed store again, and checks for room. While a hook runs, the bundle keeps the engine that knows the
   * hook: an engine that was told of less than there is only sends nothing new.
   */
  #storeHasChanged(hook: number): boolean {
    const { store, calls } = this.#parts;
    if (calls.anyRunning()) return false;
    // one try for each hook: a disk that takes a probe but refuses the journal would cost one engine after another
    if (!this.#told.writable && this.#triedFor === hook) return false;
    if (!this.#told.writable) this.#triedFor = hook;
    const now = this.#told.writable ? { writable: true, lowSpace: store.isLowOnSpace() } : store.check();
    return now.writable && (!this.#told.writable || now.lowSpace !== this.#told.lowSpace);
  }

  /** Starts a fresh engine that knows the store as it is now. The hook waits for it. */
  #restart(): undefined {
    this.#parts.log.write("info", "store has changed, engine starts afresh");
    this.#dropEngine();
    this.#bootCouldNotWrite = false;
    void this.start();
  }

  #deliver(event: HostEvent): void {
    const loss = this.#step(event);
    if (loss !== undefined) this.#lose(loss);
  }

  /** Runs one step and its effects. Returns the loss if the engine is lost by it. */
  #step(event: HostEvent): Loss | undefined {
    const bytes = encodeEvent(stamp(), event);
    const outcome = (this.#engine as Engine).step(bytes, event.type === "boot" ? event.lines.length : 0);
    if (outcome.type === "lost") {
      this.#trace?.lost(outcome.reason, bytes);
      return outcome;
    }
    const batch = decodeBatch(outcome.bytes);
    if (batch.type === "fault") {
      this.#trace?.lost("effects", bytes, outcome.bytes);
      return { reason: "effects", detail: batch.why };
    }
    this.#trace?.step(bytes, outcome.bytes, batch.effects);
    const begunMonoMs = monoMs();
    for (const effect of batch.effects) {
      const loss = carryOut(this.#reach, effect, begunMonoMs);
      if (loss !== undefined) {
        this.#trace?.lost(loss.reason);
        return loss;
      }
    }
    return undefined;
  }

  /** Drops an engine whose state can no longer be trusted, with everything it knew. A new engine reads the journal. */
  #lose({ reason, detail }: Loss): void {
    const { calls, log, onLoss } = this.#parts;
    log.write("error", `engine lost: ${reason}`);
    onLoss(`${reason}: ${detail}`);
    const goesOn = this.#goesOnAfter(reason);
    this.#dropEngine();
    if (!goesOn) {
      this.#fail("faulted");
      return;
    }
    // The disk failed, not the script. The code's sentence must not send anybody to the card terminal again.
    if (!this.#inBoot) calls.failUnfinished(NUMBERS[reason === "store" ? "store-failed" : "engine-failed"]);
    void this.start(reason);
  }

  /**
   * Whether the session goes on after a loss. A disk that refuses a write is not the engine's fault and does not count.
   * If the boot itself could not write, the next boot is told that nothing can be written, until a hook finds that it can.
   */
  #goesOnAfter(reason: Reason): boolean {
    this.#bootCouldNotWrite = reason === "store" && this.#inBoot;
    if (reason === "store") return !this.#inBoot || this.#told.writable;
    this.#losses += 1;
    return !this.#inBoot && this.#losses < MAX_LOSSES;
  }

  /** Ends the session: every call gets the code, and the data folder is free for the command line. */
  #fail(code: Fatal, detail = ""): void {
    this.#parts.log.write("error", `session ends: ${code} ${detail}`.trimEnd());
    this.stop();
    if (detail !== "") this.#parts.calls.setProgress(0, Buffer.from(detail, "latin1"));
    this.#parts.calls.failAll(NUMBERS[code]);
  }

  #dropEngine(): void {
    this.#engine = undefined;
    this.#connection.reset();
    this.#timers.clear();
    this.#lookUps.clear();
  }
}

/** Text from a script, made safe for the log and the boot's progress, as the shim does. */
function ascii(text: string): string {
  return Array.from(text.slice(0, 32), (one) => (one >= " " && one <= "~" ? one : "?")).join("");
}
