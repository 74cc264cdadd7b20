/**
 * Two commits in one run: `before`, built in a folder of its own, and `now`, this checkout. Both by the same compiler, in
 * turn, because a machine is not the same a minute later.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../native/compile.mjs";
import { root } from "../native/places.mjs";
import type { Figures, Key } from "./figures.ts";
import { findProgram } from "./programs.ts";
import type { Rounds } from "./rounds.ts";

const side = fileURLToPath(new URL("side.ts", import.meta.url));

/** What a side calls it, and what it is here. */
const KEYS: Readonly<Record<string, Key>> = {
  engine_start: "load-count",
  empty_boot_step: "boot-empty-count",
  full_boot_step: "boot-full-count",
  sale_step: "sale-count",
  loadedMs: "load",
  emptyBootMs: "boot-empty",
  fullBootMs: "boot-full",
  saleMs: "sale-steps",
};

type Samples = Readonly<Record<string, readonly number[]>>;

interface Comparison {
  readonly figures: Figures;
  readonly rounds: Rounds;
}

/** Adds the figures of both commits; returns which one `before` is. */
export async function measureCommits(revision: string, { figures, rounds }: Comparison): Promise<string> {
  const commit = (await git("rev-parse", "--verify", "--short=10", "--end-of-options", `${revision}^{commit}`)).trim();
  await withCheckout(commit, async (checkout) => {
    const sides = [
      { name: "before", folder: checkout },
      { name: "now", folder: root },
    ];
    const samples = new Map<string, number[]>();
    const measure = async (what: string): Promise<void> => {
      for (const { name, folder } of sides)
        for (const [counted, values] of Object.entries(await measureSide(folder, what, rounds))) {
          const id = `${counted}@${name}`;
          samples.set(id, [...(samples.get(id) ?? []), ...values]);
        }
    };
    if (findProgram("valgrind")) await measure("counts");
    else figures.skip("instructions of both commits", "valgrind is not installed");
    for (let left = rounds.turns; left > 0; left--) await measure("times");
    addSides(figures, samples);
  });
  return commit;
}

/** What was measured on both sides, `now` beside `before`. */
export function addSides(figures: Figures, samples: ReadonlyMap<string, readonly number[]>): void {
  for (const [name, key] of Object.entries(KEYS)) {
    const [before, now] = [samples.get(`${name}@before`), samples.get(`${name}@now`)];
    if (before) figures.add(key, "before", before);
    if (now) figures.add(key, "now", now, `${key}@before`);
    if (now && !before) figures.skip(`${key}@before`, "the bench of that commit does not measure it");
  }
}

async function measureSide(folder: string, what: string, { days, segmentChars }: Rounds): Promise<Samples> {
  const args = ["--import", "tsx", side, folder, what, String(days), String(segmentChars)];
  const lines = (await run(process.execPath, args, { cwd: root })).trim().split("\n");
  // a compiler that is at work may say something first
  return JSON.parse(lines.at(-1) ?? "") as Samples;
}

/** A checkout of a commit with its scripts built, removed afterwards. */
async function withCheckout(commit: string, body: (checkout: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-before-"));
  const checkout = join(folder, "checkout");
  try {
    await git("worktree", "add", "--quiet", "--detach", checkout, commit);
    await install(checkout);
    const build = 'import("./build/setup.mjs").then(({ buildScripts }) => buildScripts())';
    await run(process.execPath, ["--input-type=module", "--eval", build], { cwd: checkout });
    await body(checkout);
  } finally {
    if (existsSync(checkout)) await git("worktree", "remove", "--force", checkout);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same packages are shared, other ones are installed. */
async function install(checkout: string): Promise<void> {
  const lockOf = (folder: string) => readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lockOf(checkout) === lockOf(root)) symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  else await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: checkout });
}

function git(...args: string[]): Promise<string> {
  return run("git", args, { cwd: root });
}
