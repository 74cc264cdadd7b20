import type { TargetName } from "./build.mjs";

export interface Target {
  readonly name: TargetName;
  readonly output: string;
  readonly compiler: string;
  readonly commands: readonly string[];
  readonly platform: "posix" | "win32";
  readonly shimFlags: readonly string[];
  readonly engineFlags: readonly string[];
  readonly link: readonly string[];
  readonly libraries: readonly string[];
  readonly objcopy: string;
  readonly windres?: string;
}

export const targets: Readonly<Record<TargetName, Target>>;
