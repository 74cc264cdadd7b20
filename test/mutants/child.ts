/** A program of the copy that is run to see whether it notices a change. */
import { type ChildProcess, spawn } from "node:child_process";

/** A change that causes an endless loop is noticed by this limit. */
const LIMIT_MS = 300_000;
/** One spec takes seconds. */
export const SPEC_LIMIT_MS = 60_000;

/** How it ended, null where it was killed, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

/** Runs Node in a folder. `onPrinted` sees all that was printed so far, and may end the program. */
export function runNode(
  folder: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
  onPrinted: (printed: string, child: ChildProcess) => void = () => {},
  limitMs = LIMIT_MS,
): Promise<Ended> {
  // not the builds of the run that this is part of
  const { GRP_FAILED_BUILDS: _builds, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...env, ...more },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    onPrinted(printed, child);
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code, printed });
    });
  });
}
