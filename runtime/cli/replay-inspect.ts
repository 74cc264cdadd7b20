/** `replay --inspect N`: the bundle runs in this process, and a debugger stops before its step N. */
import inspector from "node:inspector";
import { usageError } from "./exit.ts";

/** The step to stop at, and the other arguments. The engine is the one that has breakpoints. */
export interface Inspection {
  readonly stopAt: number;
  readonly rest: readonly string[];
}

/** What `--inspect N` in a replay's arguments asks for. Undefined without it. */
export function inspectionOf(args: readonly string[]): Inspection | undefined {
  const at = args.findIndex((arg) => /^--inspect(=|$)/.test(arg));
  if (args[0] !== "replay" || at < 0) return undefined;
  const isJoined = args[at]?.includes("=") === true;
  const value = isJoined ? args[at]?.slice("--inspect=".length) : args[at + 1];
  const stopAt = Number(value);
  if (!(Number.isInteger(stopAt) && stopAt > 0))
    throw usageError({ en: "--inspect takes the number of a step", lt: "--inspect reikia žingsnio numerio" });
  const rest = args.filter((_, index) => index !== at && (isJoined || index !== at + 1));
  return { stopAt, rest: [...rest, "--engine", "direct"] };
}

/** Waits until a debugger is connected. Standard error says where to find this process. */
export function waitForDebugger(): void {
  if (inspector.url() === undefined) inspector.open(undefined, "127.0.0.1", true);
}
