/** An old receipt looked up in 90 days of 500 sales, as a late void does it: every file is searched, from memory. */

import { writeLongJournal } from "../../test/native/long-journal.ts";
import { Puppet, withFolder, writePuppet } from "../../test/native/puppet.ts";

export interface LookUpFigures {
  /** Any text: all files are searched. */
  readonly textMs: readonly number[];
  /** A sale's key: the index says which file. */
  readonly keyMs: readonly number[];
}

/** Measures the library at a path. The first search, which also reads the index, is not counted. */
export async function measureLookUp(library: string, rounds: number): Promise<LookUpFigures> {
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
      return { textMs: await timed('T1-17-333",'), keyMs: await timed('"saleKey":"T1-17-333"') };
    } finally {
      await puppet.close();
    }
  });
}
