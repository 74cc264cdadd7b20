/**
 * A till without GAMA's windows. Each step is a hook of docs/contracts.md B, or something that happens to the till's
 * program.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import type { EngineName } from "../../../runtime/node/api.ts";
import type { HookName } from "../../../schemas/generated/boundary.ts";
import type { InitSettlementRequest } from "../../../schemas/generated/types.ts";
import type { Call } from "../../support/call.ts";
import type { TestEngine } from "../../support/engines.ts";
import { type ConfigPart, Till } from "../../support/till.ts";
import type { Rrpay } from "../rrpay/server.ts";
import type { DoStep, Scenario } from "./file.ts";
import type { Roots } from "./references.ts";
import { Sales } from "./sales.ts";
import { type Begun, DONE, type Side } from "./side.ts";

interface Hook {
  readonly hook: HookName;
  /** The payload, without what the step itself adds. */
  readonly payload: (sale: () => InitSettlementRequest, listed: () => object) => object;
}

const OPERATOR = "ONA";

const APART = "only a process of its own has this engine";

const HOOKS: Readonly<Record<string, Hook>> = {
  settle: { hook: "init", payload: (sale) => sale() },
  pos: { hook: "init", payload: () => ({ window: "pos", till: "1", operator: OPERATOR }) },
  saved: {
    hook: "close",
    payload: (sale) => ({ window: "settlement", kind: sale().kind, saleKey: sale().saleKey, saved: true }),
  },
  void: { hook: "void", payload: (sale) => ({ scope: "open", saleKey: sale().saleKey, operator: OPERATOR }) },
  resolve: { hook: "resolve", payload: (_, listed) => ({ ...listed(), operator: OPERATOR }) },
  status: { hook: "status", payload: () => ({}) },
  doctor: { hook: "doctor", payload: () => ({}) },
};

/** Shorter than a person's patience, but long enough for a busy machine to answer. */
const TIMEOUTS = { connectMs: 2000, answerMs: 5000, customerMs: 10_000, manualAfterMs: 50 };

/** Linux's kernel folders can be read, but nobody can make files there, and they have no free space either. */
const READ_ONLY_FOLDER = "/sys/kernel";
/** Rights do not restrict root. For root the folder is replaced by a file system of its own that is read-only. */
const isRoot = process.getuid?.() === 0;

function makeReadOnly(folder: string): void {
  if (!isRoot) return chmodSync(folder, 0o500);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", folder]);
}

function makeWritable(folder: string): void {
  if (!isRoot) return chmodSync(folder, 0o750);
  execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
}

export class TillSide implements Side {
  readonly #till: Till;
  readonly #sales: Sales;
  #last: Call | undefined;
  #listed: readonly object[] = [];

  constructor(
    folder: string,
    rrpay: Rrpay,
    engine: TestEngine | EngineName,
    { timeouts, sales, steps }: Scenario,
    config: ConfigPart = {},
  ) {
    this.#sales = new Sales(sales);
    this.#till = new Till(folder, {
      engine: typeof engine === "string" ? { name: engine, make: () => Promise.reject(new Error(APART)) } : engine,
      rrpay: "none",
      process: typeof engine === "string" || steps.some((step) => "do" in step && step.do === "till/kill"),
      config: { ...config, rrpay: { ...config.rrpay, port: rrpay.port }, timeouts: { ...TIMEOUTS, ...timeouts } },
    });
  }

  open(): Promise<void> {
    return this.#till.up();
  }

  async act(step: DoStep, name: string, body: object): Promise<Begun> {
    const named = () => this.#sales.of(step.sale ?? "bread");
    const hook = Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined;
    if (hook === undefined) {
      await this.#happen(name, named);
      return DONE;
    }
    const call = await this.#till.start(hook.hook, { ...hook.payload(named, () => this.#subject(body)), ...body });
    this.#last = call;
    const ended = call.result().then((result) => {
      const { unresolved } = result as { unresolved?: readonly object[] };
      this.#listed = unresolved ?? this.#listed;
      return result;
    });
    return { ended };
  }

  get roots(): Roots {
    const till = this.#till;
    return {
      sales: this.#sales.made,
      unresolved: this.#listed,
      get journal() {
        return byKind(till.journal());
      },
    };
  }

  fact(name: string): unknown {
    throw new Error(`${name} is known only with GAMA's windows (pos/…)`);
  }

  async progressed(pattern: RegExp): Promise<void> {
    const text = await this.#call.progressed((progress) => pattern.test(progress));
    if (!pattern.test(text)) throw new Error(`the call ended while the cashier read "${text}"`);
  }

  asked(): Promise<void> {
    throw new Error("only GAMA's windows ask (pos/…)");
  }

  async disk(name: string): Promise<void> {
    const journal = join(this.#till.dataDir, "journal");
    switch (name) {
      case "tear":
        // the record that was being written when the power failed
        return appendFileSync(segmentIn(journal), '00000000 {"t":"sent","atMs":17');
      case "lose-last-record":
        return loseLastRecord(segmentIn(journal));
      case "lose-journal":
        return rmSync(journal, { recursive: true });
      case "read-only":
        return makeReadOnly(journal);
      case "writable":
        return makeWritable(journal);
      case "full":
        return this.#till.writeConfig({ dataDir: `${READ_ONLY_FOLDER}/gama-rrpay` });
      case "free":
        this.#till.writeConfig();
        return void mkdirSync(this.#till.dataDir, { recursive: true });
      default:
        throw new Error(`nothing called ${name} happens to a disk`);
    }
  }

  stop(): Promise<void> {
    return this.#till.down();
  }

  get #call(): Call {
    if (this.#last === undefined) throw new Error("no hook was called yet");
    return this.#last;
  }

  /** Something happens to the till's program or to the last call. */
  async #happen(name: string, sale: () => InitSettlementRequest): Promise<void> {
    switch (name) {
      case "open":
        return void (await this.#till.open());
      case "close":
        return this.#till.close();
      case "restart":
        return this.#till.restart();
      case "kill":
        return this.#till.kill();
      case "cancel":
        if ((await this.#call.cancel()) !== 0) throw new Error("the cancel was not taken");
        return;
      case "finish-untaken": {
        const call = await this.#till.start("init", sale());
        while ((await call.poll(1000)) === 0);
        return;
      }
      default:
        throw new Error(`there is no hook ${name}`);
    }
  }

  /** The attempt to decide: the first one in the list, unless the step names another. */
  #subject(body: object): object {
    if ("attemptId" in body) return {};
    const [first] = this.#listed as readonly { kind: string; saleKey: string; attemptId: string }[];
    if (first === undefined) throw new Error("nothing is unresolved");
    const { kind, saleKey, attemptId } = first;
    return { kind, saleKey, attemptId };
  }
}

/** The journal's records, grouped by their types. */
export function byKind(records: readonly JournalRecord[]): Readonly<Record<string, readonly JournalRecord[]>> {
  const kinds: Record<string, JournalRecord[]> = { sent: [], resent: [], evidence: [], decision: [] };
  for (const record of records) kinds[record.t] = [...(kinds[record.t] ?? []), record];
  return kinds;
}

/** The segment that is being written. */
function segmentIn(journal: string): string {
  return join(journal, readdirSync(journal).sort().at(-1) ?? "");
}

/** As if the machine had lost power before the newest record was flushed. */
function loseLastRecord(path: string): void {
  const bytes = readFileSync(path);
  truncateSync(path, bytes.lastIndexOf(10, bytes.length - 2) + 1);
}
