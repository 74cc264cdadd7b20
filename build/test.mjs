// npm test: on a fresh machine it first installs and builds what is missing.
import { buildNative, buildScripts, run, setUp } from "./setup.mjs";

const options = process.argv.slice(2);
setUp();
if (!options.includes("--fast") && !options.includes("--help")) {
  await buildScripts();
  await buildNative(["linux-x64", "win-x86", "win-x64"]);
}
await run("build/runner/main.ts");
