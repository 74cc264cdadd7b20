/** A till's data folder: `till.lock`, `journal/`, `log/`, `trace/`. One session holds it, others may read it. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Disk, type Faults, makeFolder } from "./disk.ts";
import { isLocalFixed } from "./drive.ts";
import { Journal } from "./journal.ts";
import { findLink } from "./links.ts";
import { type Lock, takeLock } from "./lock.ts";

/** New sends need this much room, so that what follows a send can always be kept. */
const LOW_SPACE_BYTES = 1024 * 1024;

/** What the bundle is told of the store. */
export interface Health {
  readonly writable: boolean;
  readonly lowSpace: boolean;
}

/** The folder is this session's, though perhaps not writable, or it is refused. */
export type StoreOutcome =
  | { readonly type: "open"; readonly store: Store }
  | { readonly type: "refused"; readonly code: "in-use" | "data-dir-unusable" }
  | { readonly type: "refused"; readonly code: "data-dir-link"; readonly path: string };

/** What a store may be told; a command that opens one keeps all dates. */
export interface StoreOptions {
  readonly keepDays?: number;
  readonly faults?: Faults | undefined;
}

export class Store {
  readonly folder: string;
  readonly journal: Journal;
  readonly #disk: Disk;
  #lock: Lock | undefined;

  private constructor(folder: string, disk: Disk, keepDays: number) {
    this.folder = folder;
    this.#disk = disk;
    this.journal = new Journal(join(folder, "journal"), disk, { keepDays });
  }

  /** Creates the folder where it is missing and takes its lock. A folder that cannot be written is no refusal. */
  static open(folder: string, { faults, keepDays = Number.POSITIVE_INFINITY }: StoreOptions = {}): StoreOutcome {
    if (!isLocalFixed(folder)) return { type: "refused", code: "data-dir-unusable" };
    const link = findLink(folder);
    if (link !== undefined) return { type: "refused", code: "data-dir-link", path: link };
    const store = new Store(folder, new Disk(faults), keepDays);
    const made = makeDataFolder(folder);
    if (made === "no-folder") return { type: "refused", code: "data-dir-unusable" };
    if (made === "made" && store.#takeLock() === "in-use") return { type: "refused", code: "in-use" };
    return { type: "open", store };
  }

  /** Tries everything that an append needs: folder, lock, the current segment, a flushed write, room. */
  check(): Health {
    return { writable: this.#isWritable(), lowSpace: this.isLowOnSpace() };
  }

  /** On the disk, or in the day's quota of the journal: a send is refused rather than its outcome lost. */
  isLowOnSpace(): boolean {
    if (!this.journal.hasRoom(LOW_SPACE_BYTES)) return true;
    try {
      return this.#disk.freeBytes(nearestFolder(this.folder)) < LOW_SPACE_BYTES;
    } catch {
      return false;
    }
  }

  /** Lets go of the files and, last, of the lock. */
  close(): void {
    this.journal.close();
    this.#lock?.release();
    this.#lock = undefined;
  }

  #isWritable(): boolean {
    if (makeDataFolder(this.folder) !== "made") return false;
    if (this.#lock === undefined && this.#takeLock() !== "held") return false;
    const journal = join(this.folder, "journal");
    try {
      makeFolder(journal);
      this.#disk.probe(join(journal, "probe"));
    } catch {
      return false;
    }
    return this.journal.isUsable();
  }

  #takeLock(): "held" | "in-use" | "unwritable" {
    const outcome = takeLock(join(this.folder, "till.lock"));
    if (outcome.type === "held") this.#lock = outcome.lock;
    return outcome.type;
  }
}

function makeDataFolder(folder: string): "made" | "unwritable" | "no-folder" {
  try {
    makeFolder(folder);
    return "made";
  } catch {
    // What is in the way tells a wrong path from a folder that only cannot be written.
    return statSync(nearestFolder(folder)).isDirectory() ? "unwritable" : "no-folder";
  }
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
