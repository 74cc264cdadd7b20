/** One session. It boots on its own, holds its calls, and stops when it is closed. */
import { dirname, join, resolve } from "node:path";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { type BundleOutcome, readBundle } from "./bundle.ts";
import { BOOT_CALL, type Call, Calls, type Handles } from "./calls.ts";
import type { EngineMaker, LiveBundle } from "./engine.ts";
import { readConfigFile, readSettings, type Settings } from "./settings.ts";
import type { Faults } from "./store/disk.ts";
import { DailyLog } from "./store/log.ts";
import { Store } from "./store/store.ts";
import { TraceRing } from "./store/trace.ts";
import { Worker } from "./worker.ts";

/** What a session needs to run. */
export interface SessionOptions {
  readonly callHandles: Handles;
  readonly maker: EngineMaker;
  readonly liveBundle: LiveBundle | undefined;
  readonly faults: Faults | undefined;
  readonly onLoss: (detail: string) => void;
}

export class Session {
  readonly id: number;
  readonly configPath: string;
  readonly calls: Calls;
  readonly #options: SessionOptions;
  readonly #booted: Promise<void>;
  #log: DailyLog | undefined;
  #worker: Worker | undefined;
  #closing = false;

  /** Starts to boot at once. Call 0 ends when the boot is done. */
  constructor(id: number, configPath: string, options: SessionOptions) {
    this.id = id;
    this.configPath = configPath;
    this.#options = options;
    this.calls = new Calls(options.callHandles, (call) => this.#logEnd(call));
    // nothing is read before open returns
    this.#booted = Promise.resolve().then(() => this.#boot());
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  /** Tells the worker that a hook waits in the calls table. */
  wake(): void {
    this.#worker?.wake();
  }

  /** Begins to stop. Resolves when every handle and the lock are released. May be called again. */
  async stop(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.calls.wakeAll();
      this.#worker?.stop();
    }
    await this.#booted;
  }

  async #boot(): Promise<void> {
    try {
      const config = readConfig(this.configPath);
      if (config === undefined) return this.#refuse(NUMBERS["config-missing"]);
      const outcome = await readSettings(this.#options.maker, config);
      if (outcome.type === "refused") return this.#refuse(outcome.code, outcome.detail);
      await this.#bootWith(outcome.settings);
    } catch (error) {
      this.#options.onLoss(String(error));
      this.#refuse(NUMBERS["host-failed"]);
    }
  }

  async #bootWith(settings: Settings): Promise<void> {
    if (this.#closing) return;
    const base = dirname(resolve(this.configPath));
    if (isDriveRelative(settings.dataDir)) return this.#refuse(NUMBERS["data-dir-unusable"], settings.dataDir);
    const { keepDays } = settings;
    const opened = Store.open(resolve(base, settings.dataDir), { faults: this.#options.faults, keepDays });
    if (opened.type === "refused")
      return this.#refuse(NUMBERS[opened.code], "path" in opened ? opened.path : settings.dataDir);
    const { store } = opened;
    this.#log = new DailyLog(join(store.folder, "log"), settings.logLevel, settings.logKeepDays);
    const bundle = this.#readBundle(resolve(base, settings.bundleFile), settings.bundleSha256);
    if (bundle.type === "refused" || this.#closing) {
      store.close();
      if (bundle.type === "refused") this.#refuse(NUMBERS[bundle.code]);
      return;
    }
    const { script, name: bundleName } = bundle;
    const { maker, onLoss } = this.#options;
    this.#log.write("info", `session begins: ${maker.label}, bundle ${bundleName}`);
    const trace = settings.trace.enabled ? new TraceRing(join(store.folder, "trace"), settings.trace.maxMb) : undefined;
    const parts = { maker, script, bundleName, settings, store, log: this.#log, trace, calls: this.calls, onLoss };
    this.#worker = new Worker(parts);
    await this.#worker.start();
  }

  #readBundle(file: string, sha256: Uint8Array): BundleOutcome {
    const { liveBundle } = this.#options;
    if (liveBundle === undefined) return readBundle(file, sha256);
    return { type: "bundle", script: { type: "live", bundle: liveBundle }, name: "live" };
  }

  /** Ends a boot that fails. Before there is a log, only the progress of call 0 can say why. */
  #refuse(code: number, detail = ""): void {
    this.#log?.write("error", `boot failed: ${code}`);
    this.calls.setProgress(BOOT_CALL, Buffer.from(detail, "latin1"));
    this.calls.failAll(code);
  }

  #logEnd(call: Call): void {
    // The bundle logs what it answers. Only the host knows of a call that was never answered.
    const { state } = call;
    if (state.type === "failed") this.#log?.write("info", `call ${call.id} ${call.hook} ended: ${state.code}`);
    else this.#log?.write("debug", `call ${call.id} ${call.hook} ended: 1`);
  }
}

/** `C:data` means a different folder when the program starts elsewhere. */
function isDriveRelative(path: string): boolean {
  return process.platform === "win32" && /^[A-Za-z]:(?![\\/])/.test(path);
}

/** The config file's bytes. Undefined if it is not a readable file. */
function readConfig(path: string): Uint8Array | undefined {
  try {
    return readConfigFile(path);
  } catch {
    return undefined;
  }
}
