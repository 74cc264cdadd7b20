// npm run package: builds everything and packs the release.
import { readArguments } from "./arguments.mjs";
import { buildNative, buildPrograms, buildScripts, giveUp, run, setUp } from "./setup.mjs";

const help = `npm run package -- [options]

  --sign COMMAND   runs COMMAND with each DLL and exe as its last argument, which it signs in place, before sums are made
  --help           this text

Builds the DLLs (on Debian as root it installs the compilers; a minute or two the first time) and writes
dist/gama-rrpay-<version>.zip.`;

const options = readArguments({ help, options: { sign: { type: "string" } } });
setUp();
console.log("Building the scripts …");
await buildScripts();
console.log("Building the DLLs and the programs (the engine takes a minute the first time) …");
const targets = ["win-x86", "win-x64"];
const failed = [...(await buildNative(targets)).failed, ...(await buildPrograms(targets)).failed];
if (failed.length > 0) giveUp(`No release: ${failed.join(", ")} could not be built, see above.`);
console.log("Packing …");
if (options.sign !== undefined) process.env.GRP_SIGN = options.sign;
await run("build/release/main.ts");
