/** `gama-rrpay --version`: everything that somebody who reports a fault should name. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sealOf } from "../../runtime/node/bundle.ts";
import { makeGrp } from "./engines.ts";
import { EXIT, type ExitCode } from "./exit.ts";

/** The bundle that was built together with this program, and lies beside it. */
const bundleFile = fileURLToPath(new URL("./rrpay.plugin.js", import.meta.url));

export async function version(): Promise<ExitCode> {
  const bundle = existsSync(bundleFile) ? sealOf(readFileSync(bundleFile)) : undefined;
  console.log((await makeGrp()).version());
  console.log(`bundle ${bundle === undefined ? "none beside this program" : `sha256 ${bundle}`}`);
  return EXIT.done;
}
