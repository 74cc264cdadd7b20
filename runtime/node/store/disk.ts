/** Every write, flush and removal of the journal goes through here, so that a test can make any one of them fail. */
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { isLink } from "./links.ts";

/** For the till's own user and its group only, because the folder has personal data. */
const FOLDER_MODE = 0o750;
const FILE_MODE = 0o640;
/** Windows has no such flag. There the folder is searched for links when it is opened. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;
/** A pipe in the place of a file must not wait for its writer. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_LINK;

/** Makes a folder of the data folder if it is missing. A link in its place is an error. */
export function makeFolder(path: string): void {
  refuseLink(path);
  makeFolders(path);
}

/**
 * Makes a folder and those above it that are missing. Node's own way never ends where the system says that a folder
 * above is missing although it is there, as Linux does below /proc.
 */
export function makeFolders(path: string): void {
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || existsSync(above)) throw error;
    makeFolders(above);
    makeFolders(path);
  }
}

/** Opens a log or a trace to write at its end. */
export function openToAppend(path: string): number {
  return openOwn(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND);
}

/** The first bytes of a log or a trace. */
export function beginningOf(path: string, count: number): Uint8Array {
  const fd = openOwn(path, constants.O_RDONLY);
  try {
    return readFrom(fd, 0, count);
  } finally {
    closeSync(fd);
  }
}

/**
 * Opens a file to read. What is no file is an error, and a pipe in its place does not wait for its writer. A link is
 * an error too, except where a person names the file.
 */
export function openToRead(path: string, links: "refused" | "followed" = "refused"): number {
  const fd = openSync(path, constants.O_RDONLY | NO_WAIT | (links === "refused" ? NO_LINK : 0));
  const stat = fstatSync(fd);
  if (stat.isFile()) return fd;
  closeSync(fd);
  const code = stat.isDirectory() ? "EISDIR" : "ENXIO";
  throw Object.assign(new Error(`${code}: not a file: ${path}`), { code });
}

/** The bytes from an offset on, at most so many. A file that becomes shorter meanwhile gives what is there. */
export function readFrom(fd: number, offset: number, most: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, Math.min(most, fstatSync(fd).size - offset)));
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(fd, bytes, done, bytes.length - done, offset + done);
    if (read === 0) return bytes.subarray(0, done);
    done += read;
  }
  return bytes;
}

/** The bytes of a file that a person names, at most so many. */
export function readNamed(path: string, most: number): Buffer {
  const fd = openToRead(path, "followed");
  try {
    return readFrom(fd, 0, most);
  } finally {
    closeSync(fd);
  }
}

/** All bytes of a file that may be a segment. One that is larger than any segment is an error. */
export function readSegmentFile(path: string, most: number): Buffer {
  const fd = openToRead(path);
  try {
    if (fstatSync(fd).size > most)
      throw Object.assign(new Error(`larger than any segment: ${path}`), { code: "EFBIG" });
    return readFrom(fd, 0, most);
  } finally {
    closeSync(fd);
  }
}

/**
 * Opens a log or a trace. Only a file that is ours is opened: a link in its place or in that of its folder, a pipe, and
 * a file with a second name (hard link) elsewhere are errors.
 */
function openOwn(path: string, flags: number): number {
  refuseLink(dirname(path));
  const fd = openSync(path, flags | NO_LINK | NO_WAIT, FILE_MODE);
  const stat = fstatSync(fd);
  if (stat.isFile() && stat.nlink <= 1) return fd;
  closeSync(fd);
  throw new Error(`not a file of ours: ${path}`);
}

/** The names in a folder of ours. A link in its place is an error. */
export function namesIn(folder: string): string[] {
  refuseLink(folder);
  return readdirSync(folder);
}

/**
 * Refuses a link that somebody makes in the place of a folder while a session is open. Node cannot open a file inside a
 * folder that it holds, so unlike in the library this is only asked before.
 */
function refuseLink(folder: string): void {
  if (isLink(folder)) throw new Error(`a link in the place of a folder: ${folder}`);
}

export type DiskOperation = "open" | "write" | "flush" | "truncate" | "unlink" | "probe";

/** Faults for a test. */
export interface Faults {
  /** Called before each operation on the journal. An error that it throws counts as the disk's own. */
  readonly beforeDisk?: (operation: DiskOperation) => void;
  /** Replaces the file system's answer. */
  readonly freeBytes?: () => number;
}

/** The operating system's files, or a faulty disk. */
export class Disk {
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  /** Opens an existing file or a new one for writing. An existing one is never emptied, and no link is followed. */
  open(path: string, which: "existing" | "new"): number {
    this.#faults.beforeDisk?.("open");
    refuseLink(dirname(path));
    return openSync(path, which === "new" ? NEW_FILE : constants.O_RDWR | NO_LINK, FILE_MODE);
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
    refuseLink(dirname(path));
    unlinkSync(path);
  }

  /**
   * Writes, flushes and removes a file of its own, because only this shows whether a folder can be written. The file is
   * always new, so no other bytes are ever overwritten. One that a crash left behind is removed first.
   */
  probe(path: string): void {
    this.#faults.beforeDisk?.("probe");
    rmSync(path, { force: true });
    const fd = openSync(path, NEW_FILE, FILE_MODE);
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

  /** Makes a new name durable. Windows cannot do this; there the file's own flush must be enough. */
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
