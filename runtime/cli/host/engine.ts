/** The program in an engine, as gama-rrpay.exe runs it: only bytes cross. */
import { readFileSync } from "node:fs";
import { QUICKJS } from "../../node/quickjs.ts";
import { distFile } from "../engines.ts";
import { CliError } from "../exit.ts";
import { decodeRequest, encodeReply, encodeStart, type Start } from "../program/wire.ts";
import { plain } from "../words.ts";
import type { NodeHost } from "./node.ts";

const LIMITS = { memoryMb: 64, stepMs: 10_000 };

/** Runs the built program in QuickJS with a host of this process. Returns its exit code. */
export async function runInEngine(
  host: NodeHost,
  start: Start,
  { memoryMb = LIMITS.memoryMb }: { readonly memoryMb?: number } = {},
): Promise<number> {
  const text = readFileSync(distFile("program.js"), "utf8");
  const engine = await QUICKJS.start({ type: "text", text, file: "program.js" }, { ...LIMITS, memoryMb });
  if (engine.type !== "ready") throw new CliError(plain("The program does not load in this engine."));
  let event = encodeStart(start);
  for (;;) {
    const outcome = engine.engine.step(new Uint8Array(event));
    if (outcome.type !== "batch") throw new CliError(plain(`The program ended: ${outcome.reason}.`));
    const request = decodeRequest(outcome.bytes);
    if (request.type === "exit") return request.code;
    event = encodeReply(request.type, await host.carryOut(request));
  }
}
