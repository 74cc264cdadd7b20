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
