/** Files on Node and Bun for the program's requests. Every failure becomes one of STATUS. */
import { randomInt } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ENTRY, STATUS, WRITE } from "../../../schemas/generated/program.ts";
import { isLink } from "../../node/store/links.ts";
import type { Entry } from "../program/wire.ts";

/** A failure that the program gets as a status. */
export class Failure extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

const ERRNO: Readonly<Record<string, number>> = {
  ENOENT: STATUS.missing,
  EACCES: STATUS.denied,
  EPERM: STATUS.denied,
  EROFS: STATUS.denied,
  EISDIR: STATUS.isFolder,
  ENOTDIR: STATUS.isFile,
  EEXIST: STATUS.exists,
  EBUSY: STATUS.inUse,
  ENOSPC: STATUS.full,
  ELOOP: STATUS.link,
};

/** The status of an error of a file operation. */
export function statusOf(error: unknown): number {
  if (error instanceof Failure) return error.status;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return ERRNO[code] ?? STATUS.failed;
}

/** The kind of an entry. Links are not followed: a link is `other`. */
export function kindOf(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return ENTRY.none;
  return found.isFile() ? ENTRY.file : found.isDirectory() ? ENTRY.folder : ENTRY.other;
}

export function listFolder(path: string): Entry[] {
  return readdirSync(path)
    .sort()
    .map((name) => {
      const kind = kindOf(join(path, name));
      return { kind, sizeBytes: kind === ENTRY.file ? lstatSync(join(path, name)).size : 0, name };
    });
}

export function statPath(path: string): { kind: number; sizeBytes: number; freeBytes: number } {
  const kind = kindOf(path);
  if (kind === ENTRY.none) throw new Failure(STATUS.missing);
  // as the other host, which opens what it tells about
  if (kind !== ENTRY.other) accessSync(path, constants.R_OK);
  const { bavail, bsize } = statfsSync(kind === ENTRY.folder ? path : dirname(path));
  return { kind, sizeBytes: lstatSync(path).size, freeBytes: bavail * bsize };
}

/** What a path lies in. In a folder of ours a link in the place of that folder is not followed either. */
export type Place = "own folder" | "any folder";

export function readPiece(path: string, offset: number, length: number): Uint8Array {
  const fd = openItself(path, constants.O_RDONLY);
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
  } finally {
    closeSync(fd);
  }
}

/** Adds to a file, which is made if it is missing. The bytes are on the disk when this returns. */
function appendFile(path: string, bytes: Uint8Array, place: Place): void {
  const isNew = !existsSync(path);
  refuseLinkAround(path, place);
  writeWhole(openItself(path, APPENDING), bytes);
  if (isNew) flushFolder(dirname(path));
}

/**
 * Writes a new file beside the path and moves it there, so that the path always has a whole file. `fresh` replaces
 * nothing.
 */
export function writeFile(path: string, mode: number, bytes: Uint8Array, place: Place): void {
  if (mode === WRITE.append) return appendFile(path, bytes, place);
  refuseLink(path);
  // as on the other host, a name that nobody has: a file may be called as the path with `.new` behind it, and a process
  // that was killed may have had this one's number
  const fresh = `${path}.${randomInt(2 ** 32)}.new`;
  refuseLinkAround(path, place);
  const fd = openItself(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
  try {
    writeWhole(fd, bytes);
    refuseLinkAround(path, place);
    if (mode === WRITE.replace) renameSync(fresh, path);
    else linkSync(fresh, path);
  } finally {
    if (existsSync(fresh)) removeFile(fresh, place);
  }
  flushFolder(dirname(path));
}

/** Never replaces an existing file. */
export function renameFile(from: string, to: string, place: Place): void {
  refuseLinkAround(from, place);
  refuseLinkAround(to, place);
  linkSync(from, to);
  unlinkSync(from);
  flushFolder(dirname(to));
}

export function removeFile(path: string, place: Place): void {
  refuseLinkAround(path, place);
  unlinkSync(path);
  flushFolder(dirname(path));
}

export function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Failure(STATUS.link);
}

/** Node cannot hold a folder open and work in it, so unlike in the till's program this is only asked before. */
function refuseLinkAround(path: string, place: Place): void {
  if (place === "own folder" && isLink(dirname(path))) throw new Failure(STATUS.link);
}

const APPENDING = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
/** Windows has no such flag: there it is asked before. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;
/** A pipe in the place of a file must not wait for the other end. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/**
 * Opens a file, and no link, folder or pipe in its place. What was opened is judged, because the name may stand for
 * something else a moment later.
 */
function openItself(path: string, flags: number): number {
  if (NO_LINK === 0) refuseLink(path);
  const fd = openSync(path, flags | NO_LINK | NO_WAIT, 0o640);
  const found = fstatSync(fd);
  if (found.isFile()) return fd;
  closeSync(fd);
  throw new Failure(found.isDirectory() ? STATUS.isFolder : STATUS.failed);
}

/** Writes all bytes, puts them on the disk and closes the file. */
function writeWhole(fd: number, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes a new name durable. Windows does this together with the file. */
export function flushFolder(path: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
