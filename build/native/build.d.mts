export type TargetName = "linux-x64" | "win-x86" | "win-x64";

export interface Ensured {
  readonly built: readonly { readonly target: TargetName; readonly path: string }[];
  readonly skipped: readonly { readonly target: TargetName; readonly reason: string; readonly how: string }[];
}

/** Makes sure that the libraries are built from the sources as they are. */
export function ensureNative(options?: {
  readonly targets?: readonly TargetName[];
  readonly log?: (line: string) => void;
}): Promise<Ensured>;

/** Every C file of the shim that belongs to a platform. */
export function shimSources(platform: "posix" | "win32"): string[];

/** Every header of the shim. */
export function shimHeaders(): string[];

/** Compiles sources of the shim, with the engine's headers at hand. */
export function compileShim(options: {
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly sources: readonly string[];
  /** Headers beyond the shim's own that the sources include. */
  readonly headers?: readonly string[];
  readonly includes?: readonly string[];
}): Promise<string[]>;

/** Compiles the engine itself, and returns the object's path. */
export function compileEngine(options: {
  readonly compiler: string;
  readonly engineFlags: readonly string[];
}): Promise<string>;
