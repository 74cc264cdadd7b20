// npm test: on a fresh machine it first installs and builds what is missing.
import { ensureTools } from "./native/tools.mjs";
import { ensureWine } from "./native/wine.mjs";
import { buildNative, buildScripts, run, setUp } from "./setup.mjs";

/** What suites run programs with, installed before two files want it at once. Each suite skips what it has to do without. */
async function installTestTools() {
  if (process.platform !== "linux") return;
  ensureTools(["clang", "valgrind", "chromium", "wine64"], console.log);
  for (const bits of [64, 32]) await ensureWine(bits, console.log);
}

const options = process.argv.slice(2);
setUp();
if (!options.includes("--fast") && !options.includes("--help")) {
  await buildScripts();
  const failed = await buildNative(["linux-x64", "win-x86", "win-x64"]);
  // The suites run all the same; the runner counts each of these as a failure.
  process.argv.push(...failed.flatMap((target) => ["--failed-build", target]));
  if (!options.includes("--only")) await installTestTools();
}
await run("build/runner/main.ts");
