/** The native pieces that tests need: built on demand, or a reason why they are not there. */
import { fileURLToPath } from "node:url";
import { ensureNative, type TargetName } from "../../build/native/build.mjs";
import { ensureProgram } from "../../build/native/program.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

export type Available<T> =
  | { readonly type: "there"; readonly value: T }
  | { readonly type: "absent"; readonly reason: string };

/** The library of a target, built from the sources as they are. */
export async function library(target: TargetName): Promise<Available<string>> {
  const { built, skipped } = await ensureNative({ targets: [target] });
  const [path] = built;
  if (path !== undefined) return { type: "there", value: path.path };
  return { type: "absent", reason: skipped.map(({ reason, how }) => `${reason} (${how})`).join("; ") };
}

/** The command line's program of a target, built from the sources as they are. */
export async function program(target: TargetName): Promise<Available<string>> {
  const { built, skipped } = await ensureProgram({ targets: [target] });
  const [path] = built;
  if (path !== undefined) return { type: "there", value: path.path };
  return { type: "absent", reason: skipped.map(({ reason, how }) => `${reason} (${how})`).join("; ") };
}

/** Builds what a release is made of, or says why it cannot be built here. */
export async function whyNoRelease(): Promise<string | undefined> {
  const parts = [
    await library("win-x86"),
    await library("win-x64"),
    await program("win-x86"),
    await program("win-x64"),
  ];
  return parts.flatMap((part) => (part.type === "absent" ? [part.reason] : []))[0];
}
