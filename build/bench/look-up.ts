/** An old receipt looked up in 90 days of 500 sales, as a late void does it: every file is searched, from memory. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { writeLongJournal } from "../../test/native/long-journal.ts";
import { Puppet, withFolder, writePuppet } from "../../test/native/puppet.ts";
import { run } from "../native/compile.mjs";
import { statusBytes } from "./resident.ts";
import { timeEach } from "./samples.ts";

export interface LookUpFigures {
  /** Any text: all files are searched. */
  readonly textMs: readonly number[];
  /** A sale's key: the index says which file. */
  readonly keyMs: readonly number[];
  /** `journal list`, which verifies every line. Empty if the till's program is not built here. */
  readonly listMs: readonly number[];
  /** How much of the machine's memory it had at most. */
  readonly listPeakBytes: readonly number[];
}

/** Measures the library and the program at their paths. The first search, which also reads the index, is not counted. */
export async function measureLookUp(
  library: string,
  program: string | undefined,
  rounds: number,
): Promise<LookUpFigures> {
  return withFolder(async (folder) => {
    writeLongJournal(folder);
    const puppet = new Puppet(library, folder, writePuppet(folder, { stepMs: 60_000 }));
    try {
      await puppet.do('find 0 0 "saleKey":"nowhere"');
      const timed = async (needle: string): Promise<number[]> => {
        const took: number[] = [];
        for (let left = rounds; left > 0; left--) {
          const begun = performance.now();
          if (!String(await puppet.do(`find 0 0 ${needle}`)).startsWith("state 1"))
            throw new Error("nothing was found");
          took.push(performance.now() - begun);
        }
        return took;
      };
      const listing = ["journal", "list", join(folder, "data")];
      const listMs =
        program === undefined ? [] : await timeEach(rounds, async () => void (await run(program, listing)));
      const listPeakBytes = program === undefined ? [] : [await peakOf(program, listing)];
      return { listPeakBytes, textMs: await timed('T1-17-333",'), keyMs: await timed('"saleKey":"T1-17-333"'), listMs };
    } finally {
      await puppet.close();
    }
  });
}

/** The most memory that a program had resident, as the system has counted it while it ran. */
function peakOf(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: "ignore" });
  let peakBytes = 0;
  const look = setInterval(() => {
    try {
      // a program that has ended, but was not fetched yet, has no such line
      if (child.pid !== undefined) peakBytes = Math.max(peakBytes, statusBytes("VmHWM", child.pid) || 0);
    } catch {
      // it has just ended
    }
  }, 5);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      clearInterval(look);
      if (code === 0 && peakBytes > 0) resolve(peakBytes);
      else reject(new Error(`${program} ended with ${code}`));
    });
  });
}
