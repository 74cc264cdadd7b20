/**
 * A till for a test: a folder, a config, an RRPay emulator and a runtime on a given engine.
 *
 *     await withTill({ engine }, async (till) => {
 *       const result = await till.settle(sale());
 *       assert.is(result.outcome, "approved");
 *     });
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { describeState } from "../../runtime/cli/journal/state.ts";
import type { HookName } from "../../schemas/generated/boundary.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import type {
  CloseRequest,
  CloseResult,
  Config,
  DoctorResult,
  InitSettlementRequest,
  PosResult,
  ResolveRequest,
  ResolveResult,
  SettlementResult,
  StatusRequest,
  VoidRequest,
  VoidResult,
} from "../../schemas/generated/types.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "../emulator/rrpay/server.ts";
import { bytesOf, Call, HookError, type Payload, POLL_MS } from "./call.ts";
import { checkoutFile } from "./checkout.ts";
import type { TestEngine } from "./engines.ts";
import { readSegments } from "./journal-files.ts";
import { localHost, processHost, type TillHost } from "./till-host.ts";

/** Parts of the config that a test may choose; the rest is made to suit it. */
export type ConfigPart = {
  readonly [K in keyof Config]?: Config[K] extends object | undefined ? Partial<Config[K]> : Config[K];
};

export interface TillOptions {
  readonly engine: TestEngine;
  /** How the emulator pays and is set up; `none` leaves RRPay's port to whoever passed it in `config`. */
  readonly rrpay?: Omit<RrpayOptions, "dir" | "port"> | "none";
  readonly config?: ConfigPart;
  /** A process of its own, so that it can be killed. */
  readonly process?: boolean;
}

/** Runs a test's body with a till, and cleans up whether it passes or fails. */
export async function withTill(options: TillOptions, body: (till: Till) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "till-"));
  const till = new Till(folder, options);
  try {
    await till.up();
    await body(till);
  } finally {
    await till.down();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export class Till {
  readonly folder: string;
  readonly configPath: string;
  readonly dataDir: string;
  readonly #options: TillOptions;
  #rrpay: Rrpay | undefined;
  #host: TillHost | undefined;
  #session = 0;

  constructor(folder: string, options: TillOptions) {
    this.folder = folder;
    this.configPath = join(folder, "gama-rrpay.json");
    this.dataDir = join(folder, "data");
    this.#options = options;
  }

  /** The emulator. */
  get rrpay(): Rrpay {
    if (this.#rrpay === undefined) throw new Error("This till has no RRPay.");
    return this.#rrpay;
  }

  /** docs/contracts.md A itself, for what the helpers below do not say. */
  get host(): TillHost {
    if (this.#host === undefined) throw new Error("The till is closed.");
    return this.#host;
  }

  get session(): number {
    return this.#session;
  }

  async up(): Promise<void> {
    const { rrpay = {} } = this.#options;
    if (rrpay !== "none") this.#rrpay = await startRrpay({ ...rrpay, dir: join(this.folder, "rrpay"), port: 0 });
    this.writeConfig();
    await this.open();
  }

  async down(): Promise<void> {
    try {
      await this.close();
    } finally {
      await this.#rrpay?.stop();
    }
  }

  /** Writes the config file: short timeouts, results as JSON in UTF-8, and what the test or `changes` ask for. */
  writeConfig(changes: ConfigPart = {}): void {
    const { config = {} } = this.#options;
    const base: ConfigPart = {
      till: "1",
      rrpay: { port: this.#rrpay?.port ?? 1, allowEmulator: true },
      gama: { codepage: "utf-8", format: "json" },
      language: "en",
      timeouts: { connectMs: 2000, answerMs: 5000, customerMs: 20_000, manualAfterMs: 50 },
      bundle: { file: bundleFile },
      dataDir: this.dataDir,
    };
    writeFileSync(this.configPath, JSON.stringify(merge(merge(base, config), changes), null, 2));
  }

  /** Opens a session and waits for its boot; throws HookError when the boot fails. */
  async open(): Promise<unknown> {
    const { engine, process } = this.#options;
    this.#host = await (process ? processHost(engine) : localHost(engine));
    this.#session = await this.host.open(this.configPath);
    if (this.#session < 0) throw new HookError(this.#session);
    return this.boot().result();
  }

  /** Call 0. */
  boot(): Call {
    return new Call(this, 0);
  }

  /** Ends the session as GAMA's end does; open payments stay in the journal. */
  async close(): Promise<void> {
    const host = this.#host;
    if (host === undefined) return;
    this.#host = undefined;
    try {
      let state = await host.close(this.#session, POLL_MS);
      while (state === CODES.closing.number) state = await host.close(this.#session, POLL_MS);
    } finally {
      await host.end();
    }
  }

  /** Closes the till and opens it again: a new engine, a new lock, the state from the journal alone. */
  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  /** Kills the till's process, once `when` has happened. `open` starts it again. */
  async kill(when?: Promise<unknown>): Promise<void> {
    await when;
    await this.host.kill();
    this.#host = undefined;
  }

  /** Starts a hook call and does not wait for it. */
  async start(hook: HookName, payload: Payload): Promise<Call> {
    const id = await this.host.start(this.#session, hook, bytesOf(payload));
    if (id < 0) throw new HookError(id);
    return new Call(this, id);
  }

  /** Calls a hook and returns its result, parsed where it is JSON. */
  async call(hook: HookName, payload: Payload): Promise<unknown> {
    return (await this.start(hook, payload)).result();
  }

  async settle(sale: Payload): Promise<SettlementResult> {
    return (await this.call("init", sale)) as SettlementResult;
  }

  async pos(): Promise<PosResult> {
    return (await this.call("init", { window: "pos", till: "1", operator: "ONA" })) as PosResult;
  }

  async saved(sale: InitSettlementRequest, saved = true): Promise<CloseResult> {
    return this.closeHook({ window: "settlement", kind: sale.kind, saleKey: sale.saleKey, saved });
  }

  async closeHook(request: CloseRequest): Promise<CloseResult> {
    return (await this.call("close", request)) as CloseResult;
  }

  async void(request: VoidRequest): Promise<VoidResult> {
    return (await this.call("void", request)) as VoidResult;
  }

  async resolve(request: ResolveRequest): Promise<ResolveResult> {
    return (await this.call("resolve", request)) as ResolveResult;
  }

  async status(request: StatusRequest = {}): Promise<PosResult> {
    return (await this.call("status", request)) as PosResult;
  }

  async doctor(): Promise<DoctorResult> {
    return (await this.call("doctor", {})) as DoctorResult;
  }

  /** The journal's records; see readJournal. */
  journal(): JournalRecord[] {
    return readJournal(this.dataDir);
  }
}

/** A journal's records, all segments, every line verified. Throws on any damage, a torn tail included. */
export function readJournal(dataDir: string): JournalRecord[] {
  if (!existsSync(join(dataDir, "journal"))) return [];
  return readSegments(dataDir).flatMap(({ path, state, lines }) => {
    if (state.kind !== "sound") throw new Error(`${path}: ${describeState(state).en}`);
    return lines.map((line) => {
      if (line.kind === "foreign") throw new Error(`${path} has a line that is no record: ${line.json}`);
      return line.record;
    });
  });
}

const bundleFile = checkoutFile("dist/rrpay.plugin.js");

/** Two levels deep, as the config is. */
function merge(base: ConfigPart, changes: ConfigPart): ConfigPart {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const old = merged[key];
    const isPart = typeof value === "object" && !Array.isArray(value) && typeof old === "object";
    merged[key] = isPart ? { ...old, ...value } : value;
  }
  return merged;
}

/** The text of the built bundle, for a test that spoils it. */
export function bundleText(): string {
  return readFileSync(bundleFile, "utf8");
}
