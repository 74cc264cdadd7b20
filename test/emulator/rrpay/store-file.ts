/** The file of an RRPay's store on the disk of this machine. Every line is flushed before anything is reported. */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { StoreFile } from "./store.ts";

/** Opens the store's file in a folder, and makes both if they are missing. */
export function openStoreFile(dir: string): StoreFile {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, "rrpay-store.jsonl");
  const bytes = existsSync(path) ? wholeLines(path) : new Uint8Array(0);
  const fd = openSync(path, "a");
  return {
    bytes,
    append: (line) => {
      writeSync(fd, line);
      fdatasyncSync(fd);
    },
    // Opened by name, so that it can be read even after a crash has closed the store.
    readBack: ({ at, bytes: length }) => {
      const line = Buffer.alloc(length);
      const reading = openSync(path, "r");
      readSync(reading, line, 0, length, at);
      closeSync(reading);
      return line;
    },
    close: () => closeSync(fd),
  };
}

/** A killed process may leave an incomplete last line. It was never acknowledged, so it is removed. */
function wholeLines(path: string): Uint8Array {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
  return bytes.subarray(0, end);
}
