// npm start: on a fresh machine it first installs and builds, then sells.
import { readArguments } from "./arguments.mjs";
import { demo } from "./demo/options.mjs";
import { buildScripts, run, setUp } from "./setup.mjs";

readArguments(demo);
setUp();
console.log("Building the bundle and the command line …");
await buildScripts();
await run("build/demo/main.ts");
