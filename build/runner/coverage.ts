/** How much of plugin/ the tests have run, measured on the host engine (nothing sees into QuickJS). */
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";

/** What c8's Report gives; c8 has no types of its own. */
interface C8Report {
  run(): Promise<void>;
  getCoverageMapFromAllCoverageFiles(): Promise<{
    getCoverageSummary(): Record<"lines" | "branches", { pct: number }>;
  }>;
}

const { Report } = createRequire(import.meta.url)("c8") as { Report: new (options: object) => C8Report };

/** Empties the folder that V8 writes into, and returns the environment that makes it do so. */
export function startCoverage(folder: string): NodeJS.ProcessEnv {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return { NODE_V8_COVERAGE: folder };
}

/** Percentages of lines and branches of plugin/; files that no test loads count as uncovered. */
export async function measureCoverage(folder: string): Promise<{ lines: number; branches: number }> {
  const report = new Report({
    include: ["plugin/**/*.ts"],
    exclude: ["**/*.d.ts"],
    extension: [".ts"],
    all: true,
    src: ["plugin"],
    tempDirectory: folder,
    reportsDirectory: "dist/coverage",
    reporter: ["text", "html"],
    reporterOptions: { text: { skipFull: true } },
    excludeAfterRemap: true,
    excludeNodeModules: true,
    mergeAsync: true,
    resolve: "",
  });
  await report.run();
  const summary = (await report.getCoverageMapFromAllCoverageFiles()).getCoverageSummary();
  return { lines: summary.lines.pct, branches: summary.branches.pct };
}
