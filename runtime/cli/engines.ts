/** The engine in which the command line runs the bundle. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Grp } from "../node/api.ts";
import { createGrp } from "../node/exports.ts";
import { usageError } from "./exit.ts";
import { plain } from "./words.ts";

const library = distFile("linux-x64/libgama_rrpay.so");

const MAKERS: Record<string, () => Promise<Grp>> = {
  native: async () => {
    if (!nativeIsBuilt()) throw usageError(plain("The native engine is not built here: npm run build says why"));
    // Loaded only when needed, because nothing else uses koffi.
    return (await import("../node/native-grp.ts")).createNativeGrp(library);
  },
  quickjs: async () => createGrp({ engine: "quickjs" }),
  direct: async () => createGrp({ engine: "direct" }),
};

/** Makes the engine with this name, or the one that is closest to the shop's. */
export async function makeGrp(name = nativeIsBuilt() ? "native" : "quickjs"): Promise<Grp> {
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (make === undefined)
    throw usageError(plain(`There is no engine "${name}", only ${Object.keys(MAKERS).join(", ")}`));
  return make();
}

/** The engines that can be made on this machine. */
export function engineNames(): string[] {
  return Object.keys(MAKERS).filter((name) => name !== "native" || nativeIsBuilt());
}

/** A built file: beside this program if it is built itself, otherwise in dist/. */
export function distFile(name: string): string {
  const folder = import.meta.url.endsWith("/dist/gama-rrpay.mjs") ? "./" : "../../dist/";
  return fileURLToPath(new URL(folder + name, import.meta.url));
}

function nativeIsBuilt(): boolean {
  return process.platform === "linux" && process.arch === "x64" && existsSync(library);
}
