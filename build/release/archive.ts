/** A zip file whose bytes depend on its contents only. */
import { type Zippable, zipSync } from "fflate";
import type { ReleaseFile } from "./contents.ts";

/** A zip has no time zone: the local fields are written, so this is the same everywhere. */
const MADE = new Date(2026, 0, 1);

/** Packs the files, in their order, below one folder. */
export function archiveOf(folder: string, files: readonly ReleaseFile[]): Uint8Array {
  const entries: Zippable = {};
  for (const { path, bytes } of files)
    entries[`${folder}/${path}`] = [Uint8Array.from(bytes), { mtime: MADE, level: 9, os: 0 }];
  return zipSync(entries);
}
