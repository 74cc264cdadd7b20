/** The native pieces that tests need: built on demand, or a reason why they are not there. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureNative, type TargetName } from "../../build/native/build.mjs";
import { ensureProgram } from "../../build/native/program.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

export type Available<T> =
  | { readonly kind: "there"; readonly value: T }
  | { readonly kind: "absent"; readonly reason: string };

/** The library of a target, built from the sources as they are. */
export async function library(target: TargetName): Promise<Available<string>> {
  const { built, skipped } = await ensureNative({ targets: [target] });
  const [path] = built;
  if (path !== undefined) return { kind: "there", value: path.path };
  return { kind: "absent", reason: skipped.map(({ reason, how }) => `${reason} (${how})`).join("; ") };
}

/** The command line's program of a target, built from the sources as they are. */
export async function program(target: TargetName): Promise<Available<string>> {
  const { built, skipped } = await ensureProgram({ targets: [target] });
  const [path] = built;
  if (path !== undefined) return { kind: "there", value: path.path };
  return { kind: "absent", reason: skipped.map(({ reason, how }) => `${reason} (${how})`).join("; ") };
}

/** Builds what a release is made of, or says why it cannot be built here. */
export async function whyNoRelease(): Promise<string | undefined> {
  const parts = [
    await library("win-x86"),
    await library("win-x64"),
    await program("win-x86"),
    await program("win-x64"),
  ];
  return parts.flatMap((part) => (part.kind === "absent" ? [part.reason] : []))[0];
}

/** Where the library for this process is, when it has been built from the sources as they are. */
export function builtLibrary(): string | undefined {
  return builtFile("linux-x64/libgama_rrpay.so");
}

/** Where gama-rrpay for this machine is, as a till has it. */
export function builtProgram(): string | undefined {
  return builtFile("linux-x64/gama-rrpay");
}

/** Why there is no built library or program to test. */
export const NOT_BUILT = "not built here, or no compiler to build it anew (npm run build)";

function builtFile(file: string): string | undefined {
  const isStale = (process.env.GRP_STALE ?? "").split(",").includes(file);
  const path = `${root}/dist/${file}`;
  return process.platform === "linux" && process.arch === "x64" && !isStale && existsSync(path) ? path : undefined;
}
