/** The engine inside the libraries, given the recorded steps one by one: what the budget of a sale's steps is about. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileEngine, compileShim, shimSources } from "../native/build.mjs";
import { run } from "../native/compile.mjs";
import { writeEmbedded, writeIdentity } from "../native/embed.mjs";
import { root } from "../native/places.mjs";
import { targets } from "../native/targets.mjs";
import { runWine, wineFolders } from "../native/wine.mjs";
import type { EngineFigures } from "./engine.ts";
import type { Recording } from "./recording.ts";

/** As in steps.c. */
const MARK = { emptyBoot: 1, fullBoot: 2, step: 3, hook: 4, request: 5, result: 6 } as const;

interface StepOptions {
  readonly rounds?: number;
  /** A program that runs the library's engine. */
  readonly through?: string;
}

/** The engine of this machine's library, or of a DLL under Wine, which must be there. */
export async function measureNativeSteps(
  name: keyof typeof targets,
  recording: Recording,
  { rounds = 15, through }: StepOptions = {},
): Promise<EngineFigures> {
  const bits = name === "win-x86" ? 32 : 64;
  const folder = mkdtempSync(join(name === "linux-x64" ? tmpdir() : wineFolders(bits), "steps-"));
  try {
    writeFileSync(join(folder, "day"), marked(recording));
    await link(name, join(folder, "steps.exe"));
    const args = ["day", String(rounds)];
    return figuresOf(
      name === "linux-x64"
        ? await run(through ?? "./steps.exe", through ? ["./steps.exe", ...args] : args, { cwd: folder })
        : (await runWine(bits, folder, "steps.exe", args)).output,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What is counted: a function of steps.c, and how often a replayed day calls it. */
export type Counted = "engine_start" | "empty_boot_step" | "full_boot_step" | "sale_step" | "sale_trace";

/**
 * Instructions of a start, a boot step, or the steps of one sale from the hook to the request and what tracing them costs
 * more, counted by valgrind: steady where clocks are not. Both revisions that are compared must be built by the same compiler.
 */
export async function countInstructions(counted: Counted, recording: Recording): Promise<number> {
  const sales = recording.sales.length;
  const times = { engine_start: 3, empty_boot_step: 1, full_boot_step: 1, sale_step: sales, sale_trace: sales };
  const folder = mkdtempSync(join(tmpdir(), "steps-"));
  try {
    writeFileSync(join(folder, "day"), marked(recording));
    await link("linux-x64", join(folder, "steps.exe"));
    const counting = ["--tool=callgrind", `--toggle-collect=${counted}*`, "--callgrind-out-file=counted"];
    await run("valgrind", [...counting, "./steps.exe", "day", "1", "-", "trace"], { cwd: folder });
    const total = /^summary: (\d+)/m.exec(readFileSync(join(folder, "counted"), "utf8"))?.[1];
    if (total === undefined) throw new Error("valgrind counted nothing");
    return Number(total) / times[counted];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The recorded day, step by step in the library's engine: from its image, or from a bundle that it compiles. Throws where a
 * batch is not the recorded one.
 */
export async function replayNativeSteps(recording: Recording, bundle?: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "steps-"));
  try {
    writeFileSync(join(folder, "day"), marked(recording));
    if (bundle !== undefined) writeFileSync(join(folder, "bundle.js"), bundle);
    await link("linux-x64", join(folder, "steps.exe"));
    await run("./steps.exe", ["day", "1", ...(bundle === undefined ? [] : ["bundle.js"])], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The very objects of the library, with a program in front. */
async function link(name: keyof typeof targets, program: string): Promise<void> {
  const target = targets[name];
  const { compiler, shimFlags, libraries } = target;
  const sources = [...shimSources(target.platform), await writeEmbedded(), writeIdentity()];
  const objects = [
    await compileEngine(target),
    ...(await compileShim({ compiler, flags: shimFlags, sources: [...sources, join(root, "build/bench/steps.c")] })),
  ];
  const kind = name === "linux-x64" ? "-pthread" : "-static-libgcc";
  await run(compiler, [kind, ...objects, ...libraries, "-o", program]);
}

/** The file that steps.c reads. */
function marked({ events, batches, sales, emptyBoot, fullBoot }: Recording): Buffer {
  const marks = new Map<number, number>();
  for (const { first, last, answered } of sales)
    marks.set(first, MARK.hook).set(last, MARK.request).set(answered, MARK.result);
  const day = events.map((event, at) => entry(marks.get(at) ?? MARK.step, event, batches[at]!));
  const none = new ArrayBuffer(0);
  return Buffer.concat([...day, entry(MARK.emptyBoot, emptyBoot, none), entry(MARK.fullBoot, fullBoot, none)]);
}

function entry(mark: number, event: ArrayBuffer, batch: ArrayBuffer): Buffer {
  const sized = (bytes: ArrayBuffer) => [Buffer.from(Uint32Array.of(bytes.byteLength).buffer), Buffer.from(bytes)];
  return Buffer.concat([Buffer.of(mark), ...sized(event), ...sized(batch)]);
}

/** What the program printed. */
function figuresOf(output: string): EngineFigures {
  const samplesMs = (name: string): number[] => {
    const figures = [...output.matchAll(new RegExp(`^${name} ([0-9.]+)\r?$`, "gm"))].map(([, us]) => Number(us) / 1000);
    if (figures.length === 0) throw new Error(`no ${name}: ${output.slice(-200)}`);
    return figures;
  };
  return {
    loadedMs: samplesMs("loaded"),
    emptyBootMs: samplesMs("empty"),
    fullBootMs: samplesMs("full"),
    saleMs: samplesMs("sale"),
    answerMs: samplesMs("answer"),
  };
}
