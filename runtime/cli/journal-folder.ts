/** A till's data folder in the hands of a command that changes it: the till's own lock, its own files, its own flushes. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { encodeAscii, stringifyAscii } from "../../plugin/text/ascii.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import type { Faults } from "../node/store/disk.ts";
import { Store } from "../node/store/store.ts";
import { CliError } from "./exit.ts";

/** Runs a command on a folder that it holds alone; a till that is running keeps it out, and the other way round. */
export function withStore<Result>(folder: string, body: (store: Store) => Result, faults?: Faults): Result {
  if (!existsSync(join(folder, "journal")))
    throw new CliError(`${folder} holds no journal: name the till's data folder.`);
  const opened = Store.open(folder, { faults });
  if (opened.type === "refused") throw new CliError(CODES[opened.code].en);
  const { store } = opened;
  try {
    if (!store.check().writable) throw new CliError(`${folder} cannot be written.`);
    return body(store);
  } finally {
    store.close();
  }
}

/** A record as the journal's lines have it. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  return encodeAscii(stringifyAscii(record));
}

/** Today's date where this machine is, as segments are named. */
export function todayOf(now: Date): number {
  return now.getFullYear() * 10_000 + (now.getMonth() + 1) * 100 + now.getDate();
}
