/** `gama-rrpay till`: sells from files as GAMA does from its windows. */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { makeGrp } from "./engines.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { type Codepage, type Ended, Gama } from "./gama.ts";

/** Init of the POS window, then each sale with its close, then the void; the worst outcome is the exit code. */
export async function till(args: string[]): Promise<ExitCode> {
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
  const gama = await Gama.open(await makeGrp(values.engine), values.config, codepageOf(values.config));
  try {
    const outcomes: ExitCode[] = [await openPos(gama)];
    for (const sale of sales) outcomes.push(await sell(gama, sale));
    if (values.void !== undefined) outcomes.push(await voidSale(gama, values.void, values.operator));
    return Math.max(...outcomes) as ExitCode;
  } finally {
    await gama.close();
  }
}

/** Which code page GAMA uses. A config that cannot be read is for the session to refuse, with its own sentence. */
export function codepageOf(configPath: string): Codepage {
  if (!existsSync(configPath)) throw new CliError(`${configPath} does not exist.`);
  try {
    const config = JSON.parse(readFileSync(configPath, "utf8").replace(/^\ufeff/, "")) as {
      gama?: { codepage?: unknown };
    } | null;
    return config?.gama?.codepage === "utf-8" ? "utf-8" : "windows-1257";
  } catch {
    return "windows-1257";
  }
}

/** The POS window is opened; it is never prevented, so only a refusal counts. */
export async function openPos(gama: Gama): Promise<ExitCode> {
  const ended = await gama.call("init", lines({ window: "pos" }));
  return print(ended).get("status") === "refused" ? EXIT.notDone : EXIT.done;
}

/** The settlement window is opened with a sale, and closed; GAMA saves what was approved. */
export async function sell(gama: Gama, sale: Uint8Array): Promise<ExitCode> {
  const request = fieldsOf(gama.decode(sale));
  const result = print(await gama.call("init", sale, showProgress));
  const close = {
    window: "settlement",
    kind: request.get("kind") ?? "sale",
    saleKey: result.get("saleKey") || (request.get("saleKey") ?? ""),
    attemptId: result.get("attemptId"),
    saved: String(result.get("outcome") === "approved"),
  };
  print(await gama.call("close", lines(close)));
  return exitOf(result, "approved");
}

/** F8 on a completed sale; when it goes through, GAMA saves the void too. */
export async function voidSale(gama: Gama, saleKey: string, operator: string): Promise<ExitCode> {
  const result = print(await gama.call("void", lines({ scope: "completed", saleKey, operator }), showProgress));
  if (result.get("outcome") === "voided") {
    const close = { window: "settlement", kind: "void", saleKey, attemptId: result.get("attemptId"), saved: "true" };
    print(await gama.call("close", lines(close)));
  }
  return exitOf(result, "voided");
}

function exitOf(result: Map<string, string>, done: string): ExitCode {
  const outcome = result.get("outcome") ?? "unknown";
  if (outcome === done) return EXIT.done;
  return outcome === "unknown" ? EXIT.unknown : EXIT.notDone;
}

/** Shows how a call ended. Lost after it began is an unknown outcome, as for GAMA. */
function print(ended: Ended): Map<string, string> {
  if (ended.kind !== "result") {
    console.error(`${ended.code}: ${ended.sentence}`);
    return new Map([["outcome", ended.kind === "lost" ? "unknown" : "refused"]]);
  }
  console.log(ended.text.trim());
  console.log();
  return fieldsOf(ended.text);
}

function showProgress(text: string): void {
  console.error(text);
}

/** Flat lines, as GAMA's own code writes them. */
export function lines(fields: Record<string, string | undefined>): string {
  return Object.entries(fields)
    .flatMap(([path, value]) => (value === undefined ? [] : [`${path}=${value}\r\n`]))
    .join("");
}
