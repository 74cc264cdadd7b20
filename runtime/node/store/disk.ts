/** Every write, flush and removal of the journal goes through here, so that a test can fail the n-th of them. */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from "node:fs";

export type DiskOperation = "open" | "write" | "flush" | "truncate" | "unlink" | "probe";

/** What a test makes go wrong. */
export interface Faults {
  /** Called before each operation on the journal; what it throws is taken for the disk's own error. */
  readonly beforeDisk?: (operation: DiskOperation) => void;
  /** Takes the place of the file system's answer. */
  readonly freeBytes?: () => number;
}

/** The operating system's files, or a faulty disk. */
export class Disk {
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  /** Opens for writing: `r+` an existing file, `w` a new or emptied one. Handles are not inherited by child processes. */
  open(path: string, flags: "r+" | "w"): number {
    this.#faults.beforeDisk?.("open");
    return openSync(path, flags, 0o644);
  }

  /** Writes all bytes at an offset. */
  write(fd: number, bytes: Uint8Array, offset: number): void {
    this.#faults.beforeDisk?.("write");
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
  }

  flush(fd: number): void {
    this.#faults.beforeDisk?.("flush");
    fdatasyncSync(fd);
  }

  truncate(fd: number, size: number): void {
    this.#faults.beforeDisk?.("truncate");
    ftruncateSync(fd, size);
    if (fstatSync(fd).size !== size) throw new Error("the file did not take its size");
  }

  unlink(path: string): void {
    this.#faults.beforeDisk?.("unlink");
    unlinkSync(path);
  }

  /** Writes, flushes and removes a file of its own: the only honest answer to whether a folder can be written. */
  probe(path: string): void {
    this.#faults.beforeDisk?.("probe");
    const fd = openSync(path, "w", 0o644);
    try {
      writeSync(fd, "probe");
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
      unlinkSync(path);
    }
  }

  close(fd: number): void {
    closeSync(fd);
  }

  /** Makes a new name durable. Windows has no such thing: there the file's own flush has to do. */
  flushFolder(path: string): void {
    if (process.platform === "win32") return;
    const fd = openSync(path, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  }

  freeBytes(path: string): number {
    if (this.#faults.freeBytes) return this.#faults.freeBytes();
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  }
}
