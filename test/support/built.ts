/** What was built of the native side, for tests that take it as it is; test/native/available.ts builds. */
import { existsSync } from "node:fs";
import { checkoutFile } from "./checkout.ts";

/** Why there is no built library or program to test. */
export const NOT_BUILT = "not built here, or no compiler to build it anew (npm run build)";

/** Where the library for this process is, when it has been built from the sources as they are. */
export function builtLibrary(): string | undefined {
  return builtFile("linux-x64/libgama_rrpay.so");
}

/** Where gama-rrpay for this machine is, as a till has it. */
export function builtProgram(): string | undefined {
  return builtFile("linux-x64/gama-rrpay");
}

/** build/test.mjs names in GRP_STALE what it could not build from the sources as they are. */
function builtFile(file: string): string | undefined {
  const isStale = (process.env.GRP_STALE ?? "").split(",").includes(file);
  const path = checkoutFile(`dist/${file}`);
  return process.platform === "linux" && process.arch === "x64" && !isStale && existsSync(path) ? path : undefined;
}
