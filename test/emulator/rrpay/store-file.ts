/** The file of an RRPay's store on this machine's disk: every line is flushed before anybody hears of it. */
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

/** Opens the store's file of a folder, making both where there is none. */
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
    // By its name: it outlives a crash, as the file does.
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

/** A killed process may leave a line without its end: it was never acknowledged. */
function wholeLines(path: string): Uint8Array {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
  return bytes.subarray(0, end);
}
