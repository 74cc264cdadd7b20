/**
 * What caught each mutant the last time. It only saves time: a mutant that its catcher misses is hunted by everything, and
 * one that is not in the file too.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { MUTANTS } from "./list.ts";

const FILE = new URL("catchers.json", import.meta.url);

/** By the mutant's name: a spec file or "simulation". */
export type Catchers = Map<string, string | undefined>;

export function readCatchers(): Catchers {
  return new Map(
    existsSync(FILE) ? Object.entries(JSON.parse(readFileSync(FILE, "utf8")) as Record<string, string>) : [],
  );
}

/** Writes them in the order of the list, so that a change of one mutant changes one line. */
export function writeCatchers(catchers: Catchers): void {
  const known = MUTANTS.flatMap(({ what }) => {
    const by = catchers.get(what);
    return by === undefined ? [] : [[what, by] as const];
  });
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
}
