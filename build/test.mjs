// npm test: on a fresh machine it first installs and builds what its tier needs.
import { help, parseOptions } from "./runner/options.mjs";
import { buildNative, buildPrograms, buildScripts, giveUp, run, setUp } from "./setup.mjs";

/** What suites run programs with, installed before two files want it at once. Each suite skips what it has to do without. */
async function installTestTools() {
  if (process.platform !== "linux") return;
  const { ensureTools } = await import("./native/tools.mjs");
  const { ensureWine } = await import("./native/wine.mjs");
  ensureTools(["clang", "valgrind", "chromium", "wine64"], console.log);
  for (const bits of [64, 32]) await ensureWine(bits, console.log);
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
let failed = [];
if (options.tier !== "fast") await buildScripts();
if (options.tier === "all") {
  failed = await buildNative(["linux-x64", "win-x86", "win-x64"]);
  failed.push(...(await buildPrograms(["linux-x64", "win-x86"])));
  await installTestTools();
} else if (options.engine === "native") {
  failed = await buildNative(["linux-x64"]);
  if (failed.length > 0) giveUp("The native engine could not be built: see above.");
} else {
  // Nothing of the system is changed, and nothing that takes minutes is compiled, unless somebody asks for it.
  process.env.GRP_INSTALL = "never";
  process.env.GRP_BUILD = "never";
}
// The suites run all the same; the runner counts each of these as a failure.
process.env.GRP_FAILED_BUILDS = failed.join(",");
await run("build/runner/main.ts");
