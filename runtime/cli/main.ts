/** The command line `gama-rrpay` on Node and Bun. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./commands.ts";
import { CliError, describeError, EXIT, type ExitCode } from "./exit.ts";
import { NodeHost } from "./host/node.ts";
import { isPrinted } from "./host/terminal.ts";
import { UNWRITTEN } from "./program/talk.ts";
import { inspectionOf, waitForDebugger } from "./replay-inspect.ts";
import { languageIn, refuseLanguage } from "./spoken.ts";
import type { Language } from "./words.ts";

type NodeCommand = (args: string[], language: Language) => Promise<ExitCode>;

/** Commands that only a developer's machine has. Loaded when needed. */
const NODE_COMMANDS: Record<string, () => Promise<NodeCommand>> = {
  emulator: async () => (await import("./emulator.ts")).emulator,
  scenario: async () => (await import("./scenario.ts")).scenario,
};

/** The user's language, if the system says it. */
function languageOf(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return (LC_ALL ?? LC_MESSAGES ?? LANG ?? "").startsWith("lt") ? "lt" : "en";
}

async function main(args: string[]): Promise<number> {
  const [name = "", ...own] = args;
  const onNode = Object.hasOwn(NODE_COMMANDS, name) && !args.includes("--help") ? NODE_COMMANDS[name] : undefined;
  if (onNode !== undefined) {
    const { asked, rest, known } = languageIn(own);
    refuseLanguage(asked);
    return (await onNode())(rest, known ?? languageOf());
  }
  const programFolder = dirname(fileURLToPath(import.meta.url));
  const isInteractive = process.stdin.isTTY ? 1 : 0;
  const inspection = args.includes("--help") ? undefined : inspectionOf(args);
  if (inspection !== undefined) waitForDebugger();
  const host = new NodeHost(undefined, inspection?.stopAt);
  const code = await host.run(
    run({ args: inspection?.rest ?? args, language: languageOf(), isInteractive, programFolder }),
  );
  if (code === EXIT.done && !(await isPrinted())) throw new CliError(UNWRITTEN);
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { known } = languageIn(process.argv.slice(2));
  const { message, exitCode } = describeError(error, known ?? languageOf());
  console.error(message);
  process.exitCode = exitCode;
}
