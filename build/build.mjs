// npm run build: the scripts, the command line and, where its tools are there, the native shim.
import { readArguments } from "./arguments.mjs";
import { buildNative, buildPrograms, buildScripts, giveUp, setUp } from "./setup.mjs";

const help = `npm run build -- [options]

  --help   this text

Builds dist/: the bundle and the command line, and, on Linux x64, the libraries and the native command line for Linux
and Windows. For these it needs gcc, mingw-w64 and wabt, which it installs on Debian as root; elsewhere it says what is
missing. The engine takes a minute or two a target the first time.`;

readArguments({ help });
setUp();
await buildScripts();
const targets = ["linux-x64", "win-x86", "win-x64"];
const libraries = await buildNative(targets);
const programs = await buildPrograms(targets);
const failed = [...new Set([...libraries.failed, ...programs.failed])];
if (failed.length > 0) giveUp(`Not built: ${failed.join(", ")}.`);
console.log("Built: see dist/.");
