/**
 * How much of plugin/ its specs have run, on the host engine (nothing sees into QuickJS). The other suites are not
 * measured: the specs are to hold every rule by themselves, and to measure all took the whole run two minutes more.
 */
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";

interface Summary {
  readonly lines: { readonly pct: number };
  readonly branches: { readonly pct: number };
}

/** What c8's Report gives; c8 has no types of its own. */
interface C8Report {
  run(): Promise<void>;
  getCoverageMapFromAllCoverageFiles(): Promise<{
    files(): string[];
    fileCoverageFor(file: string): { toSummary(): Summary };
    getCoverageSummary(): Summary;
  }>;
}

/** Percentages of lines and branches. */
export interface Coverage {
  readonly lines: number;
  readonly branches: number;
}

/** Empties the folder that V8 writes into, and returns the environment that makes it do so. */
export function startCoverage(folder: string): NodeJS.ProcessEnv {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return { NODE_V8_COVERAGE: folder };
}

/** Measures plugin/ as a whole and file by file; a file that no test loads counts as uncovered. */
export async function measureCoverage(folder: string): Promise<Coverage & { files: Map<string, Coverage> }> {
  // Loaded here, because the inner loop has no time for it.
  const { Report } = createRequire(import.meta.url)("c8") as { Report: new (options: object) => C8Report };
  const report = new Report({
    include: ["plugin/**/*.ts"],
    exclude: ["**/*.d.ts"],
    extension: [".ts"],
    all: true,
    src: ["plugin"],
    tempDirectory: folder,
    reportsDirectory: "dist/coverage",
    reporter: ["html"],
    excludeAfterRemap: true,
    excludeNodeModules: true,
    mergeAsync: true,
    resolve: "",
  });
  await report.run();
  const map = await report.getCoverageMapFromAllCoverageFiles();
  const files = new Map(map.files().map((file) => [file, percentages(map.fileCoverageFor(file).toSummary())]));
  return { ...percentages(map.getCoverageSummary()), files };
}

function percentages({ lines, branches }: Summary): Coverage {
  return { lines: lines.pct, branches: branches.pct };
}
