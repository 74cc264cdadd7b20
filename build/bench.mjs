// npm run bench: builds what is measured, then measures it.
import { buildNative, buildScripts, giveUp, run, setUp } from "./setup.mjs";

setUp();
await buildScripts();
const { failed } = await buildNative(["linux-x64", "win-x86", "win-x64"]);
if (failed.length > 0) giveUp(`Nothing to measure: ${failed.join(", ")} could not be built, see above.`);
await run("build/bench/main.ts");
