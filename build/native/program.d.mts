import type { Ensured, TargetName } from "./build.mjs";

/** Makes sure that the programs are built from the sources as they are. */
export function ensureProgram(options?: {
  readonly targets?: readonly TargetName[];
  readonly log?: (line: string) => void;
}): Promise<Ensured>;

/** The host's own sources of a platform. */
export function programSources(platform: "posix" | "win32"): string[];
