/** Where a program on Node and Bun prints and asks. */
import { createInterface } from "node:readline/promises";
import { STATUS, STREAM } from "../../../schemas/generated/program.ts";
import { Failure } from "./files.ts";

/** Where text goes and answers come from. A test uses its own. */
export interface Console {
  print(stream: number, text: string): void;
  /** Undefined if nobody can answer. */
  ask(prompt: string): Promise<string | undefined>;
}

/** Streams that could not be written. Node says so only later, and would end the process if nobody listened. */
const broken = new Set<NodeJS.WriteStream>();
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => broken.add(stream));

/** Whether all that was printed has been written. */
export function isPrinted(): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write("", (error) => resolve(!error && !broken.has(process.stdout))));
}

/** The process's own. */
export const terminal: Console = {
  print: (stream, text) => {
    const output = stream === STREAM.error ? process.stderr : process.stdout;
    if (broken.has(output)) throw new Failure(STATUS.failed);
    output.write(text);
  },
  ask: async (prompt) => {
    if (!process.stdin.isTTY) return undefined;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(prompt);
    } finally {
      lines.close();
    }
  },
};
