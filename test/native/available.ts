/** The native pieces that tests need: built on demand, or a reason why they are not there. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureDoctorExe } from "../../build/gama/doctor-exe.ts";
import { ensureNative, type TargetName } from "../../build/native/build.mjs";

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

/** Builds what a release is made of, or says why it cannot be built here. */
export async function whyNoRelease(): Promise<string | undefined> {
  const parts = [await library("win-x86"), await library("win-x64"), await ensureDoctorExe()];
  return parts.flatMap((part) => (part.kind === "absent" ? [part.reason] : []))[0];
}

/** Where the library for this process would be, when it has been built. */
export function builtLibrary(): string | undefined {
  const path = `${root}/dist/linux-x64/libgama_rrpay.so`;
  return process.platform === "linux" && process.arch === "x64" && existsSync(path) ? path : undefined;
}
