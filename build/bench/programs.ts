/** Programs of this machine that the bench uses where they are, and never installs. */
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../native/places.mjs";

/** Where a program of that name lies in the path. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Bun as npm installs it here, or in the path. */
export function findBun(): string | undefined {
  const packaged = join(root, `node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`);
  return existsSync(packaged) ? packaged : findProgram("bun");
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
