/** `gama-rrpay till`: sells from files as GAMA does from its windows. */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { makeGrp } from "./engines.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { type Codepage, Gama } from "./gama.ts";

/** Init of the POS window, then each sale with its close, then the void; the worst outcome is the exit code. */
export async function sellFromFiles(args: string[]): Promise<ExitCode> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: "string" },
      sale: { type: "string", multiple: true, default: [] },
      void: { type: "string" },
      operator: { type: "string", default: "ONA" },
      engine: { type: "string" },
    },
  });
  if (values.config === undefined) throw usageError("till needs --config FILE");
  const sales = values.sale.map((file) => readFileSync(file));
  const { codepage, till } = readConfig(values.config);
  const gama = await Gama.open(await makeGrp(values.engine), values.config, codepage);
  const windows = new Windows(gama, {
    progress: (text) => console.error(text),
    result: (_, text) => console.log(`${text}\n`),
  });
  try {
    const outcomes: ExitCode[] = [await windows.openPos(till, values.operator)];
    for (const sale of sales) outcomes.push(await windows.settle(sale));
    if (values.void !== undefined) outcomes.push(await windows.void(values.void, values.operator));
    return Math.max(...outcomes) as ExitCode;
  } finally {
    await gama.close();
  }
}

/** What GAMA knows of the config. One that cannot be read is for the session to refuse, with its own sentence. */
export function readConfig(configPath: string): { codepage: Codepage; till: string } {
  if (!existsSync(configPath)) throw new CliError(`${configPath} does not exist.`);
  try {
    const text = readFileSync(configPath, "utf8").replace(/^\ufeff/, "");
    const { gama, till } = JSON.parse(text) as { gama?: { codepage?: unknown }; till?: unknown };
    return { codepage: gama?.codepage === "utf-8" ? "utf-8" : "windows-1257", till: String(till) };
  } catch {
    return { codepage: "windows-1257", till: "" };
  }
}

/** Who looks on while GAMA works. */
export interface Onlooker {
  /** A message for the cashier. */
  progress(text: string): void;
  /** What a hook gave back, or the sentence of the code that it ended with. */
  result(hook: string, text: string): void;
}

/** GAMA's windows and keys, and the hooks that they call. */
export class Windows {
  readonly #gama: Gama;
  readonly #onlooker: Onlooker;

  constructor(gama: Gama, onlooker: Onlooker) {
    this.#gama = gama;
    this.#onlooker = onlooker;
  }

  /** The POS window is opened. It is never prevented, so only a refusal counts. */
  async openPos(till: string, operator: string): Promise<ExitCode> {
    const result = await this.#call("init", flatLines({ window: "pos", till, operator }));
    return result.get("status") === "ready" || result.get("status") === "attention" ? EXIT.done : EXIT.notDone;
  }

  /** The settlement window is opened with a sale, and closed; GAMA saves what was approved. */
  async settle(sale: Uint8Array): Promise<ExitCode> {
    const request = fieldsOf(this.#gama.decode(sale));
    const result = await this.#call("init", sale);
    const saleKey = request.get("saleKey") ?? "";
    const saved = String(result.get("outcome") === "approved");
    await this.#close({ kind: request.get("kind"), saleKey, attemptId: result.get("attemptId"), saved });
    return exitOf(result, "approved");
  }

  /** F8 on a completed sale; when it goes through, GAMA saves the void too. */
  async void(saleKey: string, operator: string): Promise<ExitCode> {
    const result = await this.#call("void", flatLines({ scope: "completed", saleKey, operator }));
    if (result.get("outcome") === "voided")
      await this.#close({ kind: "void", saleKey, attemptId: result.get("attemptId"), saved: "true" });
    return exitOf(result, "voided");
  }

  async #close(fields: Record<string, string | undefined>): Promise<void> {
    await this.#call("close", flatLines({ window: "settlement", ...fields }));
  }

  /** A call that is lost after it began has an unknown outcome, as for GAMA; one that never began is refused. */
  async #call(hook: string, payload: Uint8Array | string): Promise<Map<string, string>> {
    const ended = await this.#gama.call(hook, payload, (text) => this.#onlooker.progress(text));
    if (ended.kind === "result") {
      this.#onlooker.result(hook, ended.text.trim().replace(/\r\n/g, "\n"));
      return fieldsOf(ended.text);
    }
    this.#onlooker.result(hook, `${ended.code}: ${ended.sentence}`);
    return new Map([["outcome", ended.kind === "lost" ? "unknown" : "refused"]]);
  }
}

function exitOf(result: Map<string, string>, done: string): ExitCode {
  const outcome = result.get("outcome") ?? "unknown";
  if (outcome === done) return EXIT.done;
  return outcome === "unknown" ? EXIT.unknown : EXIT.notDone;
}

/** Flat lines, as GAMA's own code writes them. */
export function flatLines(fields: Record<string, string | undefined>): string {
  return Object.entries(fields)
    .flatMap(([path, value]) => (value === undefined ? [] : [`${path}=${value}\r\n`]))
    .join("");
}
