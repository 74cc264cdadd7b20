// npm start: on a fresh machine it first installs and builds, then sells.
import { buildScripts, run, setUp } from "./setup.mjs";

setUp();
console.log("Building the bundle and the command line …");
await buildScripts();
await run("build/demo/main.ts");
