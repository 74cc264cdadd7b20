// npm run bench: builds what is measured, then measures it.
import { readBench } from "./bench/options.mjs";
import { buildNative, buildScripts, giveUp, run, setUp } from "./setup.mjs";

const { from, parts, compare } = readBench();
setUp();
if (from === undefined) {
  await buildScripts();
  const isNeeded = (...names) => names.some((name) => parts.includes(name));
  const targets = [
    ...(isNeeded("sizes", "native", "wine") || compare !== undefined ? ["linux-x64"] : []),
    ...(isNeeded("sizes", "wine") ? ["win-x86", "win-x64"] : []),
  ];
  const { failed } = await buildNative(targets);
  if (failed.length > 0) giveUp(`Nothing to measure: ${failed.join(", ")} could not be built, see above.`);
}
await run("build/bench/main.ts");
