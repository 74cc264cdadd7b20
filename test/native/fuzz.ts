/** Runs clang's fuzzers: a corpus made of the project's own vectors and examples, and what a run before has found. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../build/native/compile.mjs";
import { cacheDir, root } from "../../build/native/places.mjs";
import { encodeLine } from "../../runtime/node/store/segment.ts";
import { bundleText } from "../support/till.ts";
import { type FuzzerName, fuzzer } from "./programs.ts";
import { writePuppet } from "./puppet.ts";

const filesOf = (folder: string): Buffer[] => readdirSync(folder).map((name) => readFileSync(join(folder, name)));

/** Where each fuzzer begins. */
const SEEDS: Readonly<Record<FuzzerName, () => readonly Uint8Array[]>> = {
  boundary: () =>
    readdirSync(`${root}/test/contract/boundary`)
      .filter((name) => name.endsWith(".hex"))
      .map((name) => readFileSync(`${root}/test/contract/boundary/${name}`, "ascii").replace(/\s/g, ""))
      .map((hex) => Buffer.from(hex, "hex")),
  segment: () => {
    const lines = ["{}", '{"n":1}', "x"].map((json) => encodeLine(Buffer.from(json)));
    const linked = encodeLine(Buffer.from("{}"), Buffer.from(`00000001:${"a".repeat(64)}`));
    const names = [
      "00000001-20260101.jsonl",
      "00000001-20260101.JSONL.damaged-2",
      "Copy of 00000001-20260101.jsonl",
      "00000001-20260101.jsonl.12.new",
    ].map((name) => Buffer.from(name));
    return [
      ...lines,
      Buffer.concat(lines),
      Buffer.concat([linked, ...lines]),
      Buffer.from("00000000 {}\r\n"),
      ...names,
    ];
  },
  loader: () =>
    ["valid", "invalid"].flatMap((kind) =>
      filesOf(`${root}/schemas/examples/${kind}/gama-rrpay`).map((json) => Buffer.concat([Buffer.from([0]), json])),
    ),
  exports: () => {
    const payload = (hook: number, folder: string): Buffer[] =>
      filesOf(`${root}/schemas/examples/valid/${folder}`).map((json) => Buffer.concat([Buffer.from([0, hook]), json]));
    return [
      ...payload(0, "init-settlement-request"),
      ...payload(0, "init-pos-request"),
      ...payload(1, "close-request"),
      ...payload(2, "void-request"),
      ...payload(3, "resolve-request"),
      ...payload(4, "status-request"),
      Buffer.from([3, 9, 4, 8, 5, 40, 6, 3, 65, 66, 67, 7, 0]),
    ];
  },
};

/** Lets a fuzzer run, from the same beginning with the same seed; throws with its report where it finds something. */
export async function fuzz(
  name: FuzzerName,
  limit: { readonly runs: number } | { readonly seconds: number },
): Promise<string> {
  const program = await fuzzer(name);
  const folder = mkdtempSync(join(tmpdir(), `grp-fuzz-${name}-`));
  const found = `${cacheDir}/fuzz/${name}`;
  try {
    const corpus = join(folder, "corpus");
    for (const place of [corpus, found]) mkdirSync(place, { recursive: true });
    for (const [at, bytes] of SEEDS[name]().entries()) writeFileSync(join(corpus, `seed-${at}`), bytes);
    const config = writePuppet(folder, { traceEnabled: false }, bundleText());
    const until = "runs" in limit ? [`-runs=${limit.runs}`] : [`-max_total_time=${limit.seconds}`];
    // What a longer run finds is kept for the next one; a short run begins the same each time.
    const places = "runs" in limit ? [corpus] : [found, corpus];
    const options = [
      "-seed=20261126",
      "-max_len=8192",
      "-timeout=60",
      "-rss_limit_mb=2048",
      `-artifact_prefix=${found}-`,
    ];
    const env = { ...process.env, GRP_FUZZ_CONFIG: config, ASAN_OPTIONS: "detect_leaks=0" };
    // libFuzzer reports on standard error.
    return await run("sh", ["-c", 'exec "$@" 2>&1', "sh", program, ...options, ...until, ...places], {
      cwd: folder,
      env,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
