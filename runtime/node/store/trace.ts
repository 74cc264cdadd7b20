/**
 * The trace ring: raw events and raw batches, from which an incident is replayed on a developer's machine. It stays on
 * the till. The token is in none of it: it is blanked in the config and spliced in after the batch was traced.
 *
 * A file is records of `u8 kind · u32 length · bytes`, little-endian: 0 an engine begins (JSON: version and SHA-256 of
 * the bundle), 1 event, 2 batch, 3 the engine is lost (name of the reason).
 */
import { closeSync, readdirSync, statSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, openToAppend } from "./disk.ts";

export const TRACE_RECORD = { engine: 0, event: 1, batch: 2, lost: 3 } as const;

/** The ring is this many files, the oldest of which goes when a new one begins. */
const FILES = 4;
const NAME = /^([0-9]{8})\.trace$/;

export class TraceRing {
  readonly #folder: string;
  readonly #maxFileBytes: number;
  #fd: number | undefined;
  #bytes = 0;
  #broken = false;

  constructor(folder: string, maxMb: number) {
    this.#folder = folder;
    this.#maxFileBytes = Math.floor((maxMb * 1024 * 1024) / FILES);
  }

  /** Adds a record. A ring that cannot be written is given up for this session. */
  write(kind: keyof typeof TRACE_RECORD, bytes: Uint8Array): void {
    if (this.#broken) return;
    const record = Buffer.allocUnsafe(5 + bytes.length);
    record.writeUInt8(TRACE_RECORD[kind], 0);
    record.writeUInt32LE(bytes.length, 1);
    record.set(bytes, 5);
    try {
      if (this.#fd === undefined || this.#bytes + record.length > this.#maxFileBytes) this.#begin();
      writeSync(this.#fd as number, record);
      this.#bytes += record.length;
    } catch {
      this.#broken = true;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#broken = true;
  }

  /** Begins a new file, or goes on in the newest one of the session before while it has room. */
  #begin(): void {
    makeFolder(this.#folder);
    const names = readdirSync(this.#folder)
      .filter((name) => NAME.test(name))
      .sort();
    const newest = names.at(-1);
    const size = newest === undefined ? 0 : statSync(join(this.#folder, newest)).size;
    const goOn = this.#fd === undefined && newest !== undefined && size < this.#maxFileBytes / 2;
    const file = goOn ? newest : `${String(Number(newest?.slice(0, 8) ?? 0) + 1).padStart(8, "0")}.trace`;
    if (!goOn)
      for (const name of names.slice(0, Math.max(0, names.length - FILES + 1))) unlinkSync(join(this.#folder, name));
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = openToAppend(join(this.#folder, file));
    this.#bytes = goOn ? size : 0;
  }
}
