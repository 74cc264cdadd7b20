// npm run package: builds everything and packs the release.
import { buildNative, buildScripts, giveUp, run, setUp } from "./setup.mjs";

setUp();
await buildScripts();
const failed = await buildNative(["win-x86", "win-x64"]);
if (failed.length > 0) giveUp(`No release: ${failed.join(", ")} could not be built, see above.`);
await run("build/release/main.ts");
