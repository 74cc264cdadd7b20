/** `gama-rrpay --version`: everything that somebody who reports a fault should name. */
import { existsSync, readFileSync } from "node:fs";
import { sealOf } from "../node/bundle.ts";
import { distFile, engineNames, makeGrp } from "./engines.ts";
import { EXIT, type ExitCode } from "./exit.ts";

/** The bundle that was built together with this program. */
const bundleFile = distFile("rrpay.plugin.js");

export async function version(): Promise<ExitCode> {
  const bundle = existsSync(bundleFile) ? sealOf(readFileSync(bundleFile)) : undefined;
  for (const name of engineNames()) console.log((await makeGrp(name)).version());
  console.log(`bundle ${bundle === undefined ? "not built" : `sha256 ${bundle}`}`);
  return EXIT.done;
}
