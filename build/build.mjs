// npm run build: the scripts, the command line and, where its tools are there, the native shim.
import { buildNative, buildScripts, setUp } from "./setup.mjs";

setUp();
await buildScripts();
await buildNative(["linux-x64", "win-x86", "win-x64"]);
console.log("Built: see dist/.");
