// npm test: on a fresh machine it first installs and builds what its tier needs.
import { existsSync } from "node:fs";
import { help, parseOptions } from "./runner/options.mjs";
import { buildNative, buildPrograms, buildScripts, giveUp, root, run, setUp } from "./setup.mjs";

/** What suites run programs with, installed before two files want it at once. Each suite skips what it has to do without. */
async function installTestTools() {
  if (process.platform !== "linux") return;
  const { ensureTools } = await import("./native/tools.mjs");
  const { ensureWine } = await import("./native/wine.mjs");
  ensureTools(["clang", "valgrind", "chromium", "wine64"], console.log);
  for (const bits of [64, 32]) await ensureWine(bits, console.log);
}

/**
 * What was built here before is made anew from the sources as they are; where that cannot be, its tests are skipped
 * (test/native/available.ts): they would test another program. Returns what no longer compiles.
 */
async function refreshNative() {
  const stale = [];
  const problems = [];
  for (const [file, build] of [
    ["linux-x64/libgama_rrpay.so", buildNative],
    ["linux-x64/gama-rrpay", buildPrograms],
  ]) {
    if (!existsSync(`${root}/dist/${file}`)) continue;
    const result = await build(["linux-x64"]);
    problems.push(...result.problems);
    if (result.failed.length + result.skipped.length > 0) stale.push(file);
  }
  process.env.GRP_STALE = stale.join(",");
  return problems;
}

function optionsOrEnd() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
    process.exit(64);
  }
}

const options = optionsOrEnd();
if (options.help) {
  console.log(help);
  process.exit(0);
}
setUp();
let problems = [];
if (options.tier !== "fast") await buildScripts();
if (options.tier === "all") {
  const libraries = await buildNative(["linux-x64", "win-x86", "win-x64"]);
  const programs = await buildPrograms(["linux-x64", "win-x86", "win-x64"]);
  problems = [...libraries.problems, ...programs.problems];
  await installTestTools();
} else if (options.engine === "native") {
  ({ problems } = await buildNative(["linux-x64"]));
  if (problems.length > 0) giveUp("The native engine could not be built: see above.");
} else {
  // Nothing of the system is changed, and nothing that takes minutes is compiled, unless somebody asks for it.
  process.env.GRP_INSTALL = "never";
  process.env.GRP_BUILD = "never";
  if (options.tier === "default") problems = await refreshNative();
}
// The suites run all the same; the runner counts each of these as a failure.
process.env.GRP_FAILED_BUILDS = JSON.stringify(problems);
await run("build/runner/main.ts");
