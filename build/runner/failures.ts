/**
 * What failed, told once more at the end of a run: of a long log often only the end is kept, and what a test has printed
 * stands thousands of lines above it.
 */
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { Failure } from "./report.ts";

/** A test file, or a check of the whole run, that did not pass. */
export interface FailedFile {
  readonly name: string;
  readonly host: string;
  readonly failures: readonly Failure[];
  /** What is wrong with the file itself: it could not be loaded, or did not end. */
  readonly problems: readonly string[];
  readonly output: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
/** How many lines one message may take where there is room. */
const messageLines = 12;

/** The message of what a test has thrown, the test's line, and how actual and expected differ. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { details } = error as { readonly details?: unknown };
  const where = error.stack?.split("\n").find((line) => /^\s*at .*[/\\]test[/\\](?!support[/\\]suite)/.test(line));
  const parts = [error.message, where?.trim().replace(root, "") ?? "", typeof details === "string" ? details : ""];
  return stripVTControlCharacters(parts.filter((part) => part !== "").join("\n"));
}

/** The failed tests by file, each with the beginning of its message: at most `most` lines in all. */
export function failureLines(files: readonly FailedFile[], most = 100): string[] {
  const told = files.reduce((sum, { failures, problems }) => sum + failures.length + problems.length, 0);
  const room = Math.floor((most - 1 - files.length - told) / Math.max(told, 1));
  const each = Math.min(Math.max(room, 0), messageLines);
  const lines = files.flatMap(({ name, host, failures, problems, output }) => [
    `✗ ${name} (${host})`,
    ...failures.flatMap(({ test, message }) => [`    "${test}"`, ...indented(message).slice(0, each)]),
    ...problems.flatMap((problem) => [`    ${problem}`, ...lastOf(indented(output), each)]),
  ]);
  if (lines.length <= most - 1) return lines.length === 0 ? [] : ["Failed:", ...lines];
  return ["Failed:", ...lines.slice(0, most - 2), `… and more: ${lines.length - most + 2} lines are left out here.`];
}

function indented(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => `      ${line.trimEnd().slice(0, 200)}`);
}

function lastOf(lines: readonly string[], count: number): readonly string[] {
  return count === 0 ? [] : lines.slice(-count);
}
