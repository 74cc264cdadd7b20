/**
 * The lock on a till's data folder: a file of its own that is never deleted and that the operating system holds, by
 * `flock` here and by `CreateFileW` without sharing on Windows. The native shim does the same, so both keep each other
 * out. A process that dies releases it. node:fs has no lock call, so koffi is used.
 */
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import koffi from "koffi";

/** A lock that is held until it is released. */
export interface Lock {
  release(): void;
}

/** The result of taking the lock. `unwritable` = there is no file to lock, and none can be made. */
export type LockOutcome =
  | { readonly type: "held"; readonly lock: Lock }
  | { readonly type: "in-use" }
  | { readonly type: "unwritable" };

/** Tries once to take the lock and never waits. */
export function takeLock(path: string): LockOutcome {
  return process.platform === "win32" ? takeByHandle(path) : takeByFlock(path);
}

/**
 * Keeps out everybody else who asks the same of a folder. Nothing is left in it: here the folder itself is locked, on
 * Windows a file in it that the system removes when nobody has it open any more. A missing folder is an error.
 */
export function takeFolder(folder: string): LockOutcome {
  if (process.platform === "win32")
    return takeByHandle(join(folder, "gama-rrpay.update.lock"), [[CHANGING, OPEN_ALWAYS]], AS_FILE + DELETE_ON_CLOSE);
  return lockOpened(openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY));
}

const LOCK_EX = 2;
const LOCK_NB = 4;

type Flock = (fd: number, operation: number) => number;
let flock: Flock | undefined;

function takeByFlock(path: string): LockOutcome {
  const fd = openLockFile(path);
  return fd === undefined ? { type: "unwritable" } : lockOpened(fd);
}

function lockOpened(fd: number): LockOutcome {
  flock ??= koffi.load(null).func("int flock(int fd, int operation)") as Flock;
  if (flock(fd, LOCK_EX | LOCK_NB) === 0) return { type: "held", lock: { release: () => closeSync(fd) } };
  closeSync(fd);
  return { type: "in-use" };
}

/**
 * A folder that has become read-only can still be locked, because a lock needs only the open file, not the right to
 * write it.
 */
function openLockFile(path: string): number | undefined {
  // no link is followed, and a pipe in its place does not wait for its writer
  const asFile = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  for (const flags of [constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, constants.O_RDONLY]) {
    try {
      return openSync(path, flags | asFile, 0o640);
    } catch (error) {
      // a folder in its place is no lock file, though it could be opened to read
      if ((error as NodeJS.ErrnoException).code === "EISDIR") return undefined;
    }
  }
  return undefined;
}

const GENERIC_READ = 0x80000000;
const GENERIC_WRITE = 0x40000000;
const OPEN_ALWAYS = 4;
const OPEN_EXISTING = 3;
/** FILE_ATTRIBUTE_NORMAL and FILE_FLAG_OPEN_REPARSE_POINT: a link in its place is opened itself, and not followed. */
const AS_FILE = 0x200080;
const ERROR_SHARING_VIOLATION = 32;
const DELETE_ON_CLOSE = 0x04000000;
/** To read, to write and to remove. */
const CHANGING = 0xc0010000;
const INVALID_HANDLE = -1;

/** What is asked of a file, and whether it may be made, the most first. */
type Opening = readonly [access: number, mode: number];
const LOCKING: readonly Opening[] = [
  [GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS],
  [GENERIC_READ, OPEN_EXISTING],
];

interface Kernel {
  createFile(
    path: string,
    access: number,
    share: number,
    security: null,
    mode: number,
    flags: number,
    template: null,
  ): number | bigint;
  closeHandle(handle: number | bigint): boolean;
  lastError(): number;
}
let kernel: Kernel | undefined;

function loadKernel(): Kernel {
  const library = koffi.load("kernel32.dll");
  return {
    createFile: library.func(
      "intptr_t __stdcall CreateFileW(const char16_t *, uint32_t, uint32_t, void *, uint32_t, uint32_t, void *)",
    ),
    closeHandle: library.func("bool __stdcall CloseHandle(intptr_t)"),
    lastError: library.func("uint32_t __stdcall GetLastError()"),
  };
}

function takeByHandle(path: string, openings = LOCKING, flags = AS_FILE): LockOutcome {
  kernel ??= loadKernel();
  const { createFile, closeHandle, lastError } = kernel;
  for (const [access, mode] of openings) {
    const handle = createFile(path, access >>> 0, 0, null, mode, flags, null);
    if (Number(handle) !== INVALID_HANDLE) return { type: "held", lock: { release: () => void closeHandle(handle) } };
    if (lastError() === ERROR_SHARING_VIOLATION) return { type: "in-use" };
  }
  return { type: "unwritable" };
}
