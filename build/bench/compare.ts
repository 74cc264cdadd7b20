/**
 * Two commits in one run: `before`, built in a folder of its own, and `now`, this checkout. Both by the same compiler, in
 * turn, because a machine is not the same a minute later.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../native/compile.mjs";
import { cacheDir, root } from "../native/places.mjs";
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
  answerMs: "answer-steps",
};

type Samples = Readonly<Record<string, readonly number[]>>;

interface Comparison {
  readonly figures: Figures;
  readonly rounds: Rounds;
}

/** The commit that a revision names. Throws in one line where there is none, before anything is measured. */
export async function commitNamed(revision: string): Promise<string> {
  const asked = ["rev-parse", "--verify", "--short=10", "--end-of-options", `${revision}^{commit}`];
  const commit = await git(...asked).catch(() => {
    throw new Error(`--compare ${revision}: git knows no such commit`);
  });
  return commit.trim();
}

/** Adds the figures of a commit, `before`, and of this checkout, `now`. */
export async function measureCommits(commit: string, { figures, rounds }: Comparison): Promise<void> {
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
}

/** What was measured on both sides, `now` beside `before`. */
export function addSides(figures: Figures, samples: ReadonlyMap<string, readonly number[]>): void {
  for (const [name, key] of Object.entries(KEYS)) {
    const [before, now] = [samples.get(`${name}@before`), samples.get(`${name}@now`)];
    if (before) figures.add(key, "before", before);
    if (now) figures.add(key, "now", now, `${key}@before`);
    if (now && !before) figures.skip(`${key}@before`, "the bench of that commit does not measure it");
  }
  for (const side of ["before", "now"]) {
    const [loaded, empty, full] = (["load", "boot-empty", "boot-full"] as const).map(
      (key) => figures.find(`${key}@${side}`)?.median,
    );
    // the medians are added: an engine is loaded for each step, and for the day too
    const add = (key: "init-empty" | "init-full", boot: number | undefined): void => {
      if (loaded === undefined || boot === undefined) return;
      figures.add(key, side, [loaded + boot], side === "now" ? `${key}@before` : undefined);
    };
    add("init-empty", empty);
    add("init-full", full);
  }
}

async function measureSide(folder: string, what: string, { days, segmentChars }: Rounds): Promise<Samples> {
  const args = ["--import", "tsx", side, folder, what, String(days), String(segmentChars ?? "")];
  const lines = (await run(process.execPath, args, { cwd: root, env: environmentOf(folder) })).trim().split("\n");
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
    shareObjects(checkout);
    const build = 'import("./build/setup.mjs").then(({ buildScripts }) => buildScripts())';
    await run(process.execPath, ["--input-type=module", "--eval", build], {
      cwd: checkout,
      env: environmentOf(checkout),
    });
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

/** Objects are named by all that goes into them, so both sides may have the same ones: the engine takes minutes. */
function shareObjects(checkout: string): void {
  const [ours, theirs] = [join(cacheDir, "objects"), join(checkout, ".cache/native")];
  mkdirSync(ours, { recursive: true });
  mkdirSync(theirs, { recursive: true });
  symlinkSync(ours, join(theirs, "objects"));
}

/** A side keeps what it makes in its own folder, whatever this process was told. */
function environmentOf(folder: string): NodeJS.ProcessEnv {
  if (folder === root) return process.env;
  const { GRP_NATIVE_CACHE: _, GRP_NATIVE_DIST: __, ...rest } = process.env;
  return rest;
}

function git(...args: string[]): Promise<string> {
  return run("git", args, { cwd: root });
}
