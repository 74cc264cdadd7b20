/** The folders that a command makes for what it puts there, so that a refusal leaves none of them behind. */
import { STATUS } from "../../../schemas/generated/program.ts";
import { folderOf, join, nameOf } from "../program/path.ts";
import { ask, attempt, exists, type Talk } from "../program/talk.ts";

/** What lies outside the folders that were named is not this command's to remove. */
function* isNowhere(path: string): Talk<boolean> {
  const { status } = yield* attempt<"stat">({ type: "stat", path });
  return status === STATUS.missing;
}

export class MadeFolders {
  readonly #made: string[] = [];

  /** Makes a folder and those above it, as far as they are missing. */
  *make(path: string): Talk<void> {
    const missing: string[] = [];
    let at = path;
    let isMissing = !(yield* exists(path));
    while (isMissing) {
      // by the name "a/.." another folder would be removed than was made
      if (!/^\.{0,2}$/.test(nameOf(at))) missing.unshift(at);
      if (folderOf(at) === at) break;
      at = folderOf(at);
      isMissing = yield* isNowhere(at);
    }
    this.#made.push(...missing);
    // asked in any case: a file or a link in its place is told
    yield* ask<"makeFolder">({ type: "makeFolder", path }, path);
  }

  /** The same for a folder of several steps below another. */
  *makeBelow(folder: string, steps: string): Talk<void> {
    let path = folder;
    for (const step of steps.split("/")) {
      path = join(path, step);
      yield* this.make(path);
    }
  }

  /** Removes what was made and is empty, the last one first. */
  *removeEmpty(): Talk<void> {
    for (const path of this.#made.reverse()) yield* attempt<"removeFolder">({ type: "removeFolder", path });
  }
}
