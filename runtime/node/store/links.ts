/**
 * Links in a data folder: a name there that leads elsewhere would let whoever can make it point our writes at foreign
 * files. They are refused at boot; on POSIX each opening refuses them once more.
 */
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** The first link in a data folder, or the folder itself where it is one; undefined where there is none. */
export function findLink(folder: string): string | undefined {
  if (isLink(folder)) return folder;
  for (const inside of ["", "journal", "log", "trace"]) {
    const within = join(folder, inside);
    const found = namesIn(within).find((name) => isLink(join(within, name)));
    if (found !== undefined) return join(within, found);
  }
  return undefined;
}

/** Symbolic links, and on Windows junctions and mounted volumes, which Node shows as links or lets itself be read as such. */
function isLink(path: string): boolean {
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
