/** A till's data folder: `till.lock`, `journal/`, `log/`, `trace/`. One session holds it; others may read it. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Disk, type Faults, makeFolder } from "./disk.ts";
import { isLocalFixed } from "./drive.ts";
import { Journal } from "./journal.ts";
import { findLink } from "./links.ts";
import { type Lock, takeLock } from "./lock.ts";

/** A new send needs this much room, so that everything that follows it can always be kept. */
const LOW_SPACE_BYTES = 1024 * 1024;

/** What the bundle learns about the store. */
export interface Health {
  readonly writable: boolean;
  readonly lowSpace: boolean;
}

/** The folder belongs to this session, though perhaps not writable, or it is refused. */
export type StoreOutcome =
  | { readonly type: "open"; readonly store: Store }
  | { readonly type: "refused"; readonly code: "in-use" | "data-dir-unusable" }
  | { readonly type: "refused"; readonly code: "data-dir-link"; readonly path: string };

/** Options of a store. A command that opens one keeps all dates. */
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

  /** Creates the folder if it is missing and takes its lock. A folder that cannot be written is not refused. */
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

  /** Tries everything that an append needs: folder, lock, the current segment, a flushed write, and room. */
  check(): Health {
    return { writable: this.#isWritable(), lowSpace: this.isLowOnSpace() };
  }

  /**
   * Whether room is short, on the disk or in the journal's quota of the day. It is better to refuse a send than to lose
   * its outcome.
   */
  isLowOnSpace(): boolean {
    if (!this.journal.hasRoom(LOW_SPACE_BYTES)) return true;
    try {
      return this.#disk.freeBytes(nearestFolder(this.folder)) < LOW_SPACE_BYTES;
    } catch {
      return false;
    }
  }

  /** Closes the files and releases the lock last. */
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
    // What is in the way shows whether the path is wrong or the folder only cannot be written.
    return statSync(nearestFolder(folder)).isDirectory() ? "unwritable" : "no-folder";
  }
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
