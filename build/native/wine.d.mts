import type { ChildProcess } from "node:child_process";
import type { Missing } from "./tools.mjs";

/** Makes sure that Windows programs of a width run; undefined, or why they do not. */
export function ensureWine(bits: 32 | 64, log?: (line: string) => void): Promise<Missing | undefined>;

/** Where a test may make folders that Windows programs of a width see. */
export function wineFolders(bits: 32 | 64): string;

/** Starts a Windows program that goes on until it is killed, and says to which file it prints. */
export function startWine(
  bits: 32 | 64,
  folder: string,
  program: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly output: string };

/** Runs a Windows program that lies in `folder`, in that folder. `started` is called with its process. */
export function runWine(
  bits: 32 | 64,
  folder: string,
  program: string,
  args: readonly string[],
  started?: (child: ChildProcess) => void,
): Promise<{
  readonly status: number | string | null;
  readonly output: string;
  readonly out: string;
  readonly error: string;
}>;

/** Runs a line of cmd.exe in `folder` in a console of its own, which has a code page. */
export function runInConsole(folder: string, line: string): Promise<unknown>;

/** Starts a command in `folder` in a console that is its alone. With pipes what it shows can be read, and keys pressed. */
export function startInConsole(folder: string, command: string, stdio?: "ignore" | "pipe"): ChildProcess;
