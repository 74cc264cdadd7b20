/**
 * The till's program as the POS sees it: a process that is started, is called hook by hook, and may end at any moment.
 */
import type { HookName } from "../../../schemas/generated/boundary.ts";
import { processHost, type TillHost, TillKilled, type TillProcess } from "../../support/till-host.ts";
import { Bridge, type Fields, type HookCall } from "./bridge.ts";
import { type HookResult, NotNow } from "./state.ts";

const RESULTS_MAX = 40;

export class TillProgram {
  readonly #process: TillProcess;
  readonly #configPath: string;
  readonly #changed: () => void;
  #host: TillHost | undefined;
  #bridge: Bridge | undefined;
  #call: HookCall | undefined;
  #busy: { readonly hook: string; readonly progress: string } | undefined;
  #results: readonly HookResult[] = [];

  constructor(process: TillProcess, configPath: string, changed: () => void) {
    this.#process = process;
    this.#configPath = configPath;
    this.#changed = changed;
  }

  /** The running hook, and what the cashier reads meanwhile. */
  get busy(): { readonly hook: string; readonly progress: string } | undefined {
    return this.#busy;
  }

  /** The results of the hooks; the newest comes last. */
  get results(): readonly HookResult[] {
    return this.#results;
  }

  get isRunning(): boolean {
    return this.#bridge !== undefined;
  }

  /** Starts the process if it does not run. */
  async start(): Promise<void> {
    if (this.#bridge !== undefined) return;
    this.#host = await processHost(this.#process);
    this.#bridge = new Bridge(this.#host, this.#configPath);
  }

  /** Calls a hook and waits for its result. */
  async ask(hook: HookName, payload: string): Promise<Fields> {
    this.#busy = { hook, progress: "" };
    this.#changed();
    try {
      this.#call = await this.#opened().call(hook, payload, (progress) => {
        this.#busy = { hook, progress };
        this.#changed();
      });
      const fields = await this.#call.result;
      this.#keep(hook, fields);
      return fields;
    } finally {
      this.#call = undefined;
      this.#busy = undefined;
    }
  }

  /** Calls a hook while another one runs. */
  async askBeside(hook: HookName, payload: string): Promise<Fields> {
    const call = await this.#opened().call(hook, payload, () => {});
    const fields = await call.result;
    this.#keep(hook, fields);
    return fields;
  }

  /** Asks for cancellation of the running hook. Only its result says what happened. */
  async cancel(): Promise<void> {
    if (this.#call === undefined) throw new NotNow("nothing is under way");
    await this.#call.cancel();
  }

  /** Kills the process. */
  async kill(): Promise<void> {
    if (this.#host === undefined) throw new NotNow("the till does not run");
    await this.#host.kill();
    this.forget();
  }

  /** Ends the process as GAMA does when it ends. */
  async end(): Promise<void> {
    await this.#bridge?.end();
    this.forget();
  }

  /** Notes that the process is gone. */
  forget(): void {
    this.#host = undefined;
    this.#bridge = undefined;
    this.#busy = undefined;
  }

  #opened(): Bridge {
    if (this.#bridge === undefined) throw new TillKilled("The till does not run.");
    return this.#bridge;
  }

  #keep(hook: string, fields: Fields): void {
    this.#results = [...this.#results, { hook, fields: [...fields] }].slice(-RESULTS_MAX);
  }
}
