/** The folders that a command makes for what it puts there, so that a refusal leaves none of them behind. */
import { join } from "../program/path.ts";
import { ask, attempt, exists, type Talk } from "../program/talk.ts";

export class MadeFolders {
  readonly #made: string[] = [];

  /** Makes a folder, if it is missing. */
  *make(path: string): Talk<void> {
    const isThere = yield* exists(path);
    // asked in any case: a file or a link in its place is told
    yield* ask<"makeFolder">({ type: "makeFolder", path }, path);
    if (!isThere) this.#made.push(path);
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
