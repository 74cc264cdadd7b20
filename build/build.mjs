// npm run build: the scripts, the command line and, where its tools are there, the native shim.
import { buildNative, buildPrograms, buildScripts, giveUp, setUp } from "./setup.mjs";

setUp();
await buildScripts();
const targets = ["linux-x64", "win-x86", "win-x64"];
const libraries = await buildNative(targets);
const programs = await buildPrograms(targets);
const failed = [...new Set([...libraries.failed, ...programs.failed])];
if (failed.length > 0) giveUp(`Not built: ${failed.join(", ")}.`);
console.log("Built: see dist/.");
