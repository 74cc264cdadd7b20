/** Follows the files below some folders, also in folders that appear later. */
import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";

/** An editor writes a file in several steps. Changes that are closer together are one. */
const QUIET_MS = 30;

/** Calls back after changes below the folders, except in some of them. Returns what ends it. */
export function follow(folders: readonly string[], changed: () => void, except: readonly string[] = []): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    for (const folder of folders.flatMap(withInner))
      if (!watchers.has(folder) && !except.some((one) => folder.startsWith(one)))
        watchers.set(
          folder,
          watch(folder, told).on("error", () => forget(folder)),
        );
  };
  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const told = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      look();
      changed();
    }, QUIET_MS);
  };
  look();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

function withInner(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inner.flatMap(({ name }) => withInner(join(folder, name)))];
  } catch {
    // a folder that has just been renamed
    return [];
  }
}
