/**
 * Finds links in a data folder. A name there that leads elsewhere would let the person who made it direct our writes to
 * foreign files. Links are refused at boot, and again at each opening (disk.ts).
 */
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** The first link in a data folder, or the folder itself if it is one. Undefined if there is none. */
export function findLink(folder: string): string | undefined {
  if (isLink(folder)) return folder;
  for (const inside of ["", "journal", "log", "trace"]) {
    const within = join(folder, inside);
    const found = namesIn(within).find((name) => isLink(join(within, name)));
    if (found !== undefined) return join(within, found);
  }
  return undefined;
}

/**
 * Whether it is a symbolic link, or on Windows a junction or a mounted volume. Node shows those as links, or can read
 * them like links.
 */
export function isLink(path: string): boolean {
  try {
    if (lstatSync(path).isSymbolicLink()) return true;
    if (process.platform !== "win32") return false;
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
