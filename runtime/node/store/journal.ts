/**
 * The journal's files: read and verified at boot, then appended to, rotated, cut. An append is on the disk when it
 * returns. Any failure leaves the file as it was last flushed, or the journal closed until the next check.
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Disk } from "./disk.ts";
import { encodeLine, type SegmentName, segmentFile, sortSegments, type Verified, verifySegment } from "./segment.ts";

/** What the boot event says of the journal. */
export interface JournalView {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly tailCut: boolean;
  readonly corrupt: boolean;
  readonly badOffset: number;
  readonly lines: Uint8Array;
}

/** A hundred thousand sales of twenty lines: no till has such a day, and whatever writes more is kept from filling the disk. */
const MAX_DAY_BYTES = 1024 * 1024 * 1024;
const LF = 0x0a;
const EMPTY: JournalView = {
  segment: 0,
  yyyymmdd: 0,
  tailCut: false,
  corrupt: false,
  badOffset: -1,
  lines: new Uint8Array(0),
};

interface Current extends SegmentName {
  fd: number | undefined;
  /** Up to here the file is known to be on the disk. */
  flushedBytes: number;
  /** Where the torn tail begins; −1 when the file ends with a whole line. */
  tornAt: number;
  /** Whether a failed write may have left bytes behind flushedBytes. */
  dirty: boolean;
}

/** The journal folder of one till. */
export class Journal {
  readonly #folder: string;
  readonly #disk: Disk;
  #current: Current | undefined;
  readonly #dayQuota: number;
  #day = "";
  #dayBytes = 0;

  constructor(folder: string, disk: Disk, dayQuota = MAX_DAY_BYTES) {
    this.#folder = folder;
    this.#disk = disk;
    this.#dayQuota = dayQuota;
  }

  /** Whether today's quota has room for so many bytes more. */
  hasRoom(bytes: number): boolean {
    const today = new Date().toDateString();
    if (today !== this.#day) [this.#day, this.#dayBytes] = [today, 0];
    return this.#dayBytes + bytes <= this.#dayQuota;
  }

  /** Reads the newest segment whose first line verifies, else the one before. Throws what the file system throws. */
  load(): JournalView {
    const unflushed = this.#current?.dirty ? this.#current : undefined;
    this.close();
    const names = this.#names();
    for (const name of names) {
      const dirty = name.file === unflushed?.file;
      // What was written but never flushed must not be read as if it had been.
      const bytes = readFileSync(join(this.#folder, name.file)).subarray(0, dirty ? unflushed.flushedBytes : undefined);
      const verified = verifySegment(bytes);
      if (verified.lineCount > 0) return this.#open({ ...name, dirty }, bytes, verified);
      // A rotation that was cut off leaves one line at most: the segment before says all that it was to say.
      if (verified.validAfterBad || bytes.subarray(0, -1).includes(LF)) return damaged(name);
    }
    const newest = names[0];
    return newest === undefined || newest.segment === 1 ? EMPTY : damaged(newest);
  }

  /** Appends one line and flushes it. */
  append(json: Uint8Array): void {
    const current = this.#writable();
    if (current.tornAt >= 0) throw new Error("append behind a torn tail");
    const line = encodeLine(json);
    this.#charge(line.length);
    this.#guarded(current, (fd) => {
      this.#disk.write(fd, line, current.flushedBytes);
      this.#disk.flush(fd);
    });
    current.flushedBytes += line.length;
  }

  /** Writes a new segment with its checkpoint and goes on in it. */
  rotate(segment: number, yyyymmdd: number, checkpoint: Uint8Array): void {
    const newest = this.#current?.segment ?? 0;
    if (segment <= newest || segment > 99_999_999) throw new Error("rotate to a segment that is not new");
    if (yyyymmdd < 19_700_101 || yyyymmdd > 99_991_231) throw new Error("rotate to no date");
    const line = encodeLine(checkpoint);
    this.#charge(line.length);
    const file = segmentFile(segment, yyyymmdd);
    const next: Current = { segment, yyyymmdd, file, fd: undefined, flushedBytes: 0, tornAt: -1, dirty: false };
    try {
      mkdirSync(this.#folder, { recursive: true });
      next.fd = this.#disk.open(join(this.#folder, file), "w");
      this.#disk.write(next.fd, line, 0);
      this.#disk.flush(next.fd);
      this.#disk.flushFolder(this.#folder);
    } catch (error) {
      this.#discard(next);
      throw error;
    }
    this.close();
    next.flushedBytes = line.length;
    this.#current = next;
  }

  /** Cuts the torn tail off. Lines that verified are never cut: nothing that was flushed may go. */
  truncate(segment: number, offset: number): void {
    const current = this.#writable();
    if (segment !== current.segment || offset !== current.tornAt)
      throw new Error("truncate elsewhere than at the torn tail");
    this.#guarded(current, (fd) => {
      this.#disk.truncate(fd, offset);
      this.#disk.flush(fd);
    });
    current.flushedBytes = offset;
    current.tornAt = -1;
  }

  /** Removes an old segment. */
  remove(segment: number): void {
    if (segment === this.#current?.segment) throw new Error("remove of the current segment");
    const found = this.#names().filter((name) => name.segment === segment);
    if (found.length === 0) throw new Error("remove of a segment that is not there");
    for (const name of found) this.#disk.unlink(join(this.#folder, name.file));
  }

  /** Whether an append may work: the file is as it was last flushed, and opens for writing. */
  isUsable(): boolean {
    try {
      this.#repair();
      if (this.#current) this.#current.fd ??= this.#disk.open(join(this.#folder, this.#current.file), "r+");
      return true;
    } catch {
      return false;
    }
  }

  /** After a failed write: cuts back to what was flushed, reopens, verifies. Throws while that does not work. */
  #repair(): void {
    const current = this.#current;
    if (!current?.dirty) return;
    this.#closeFile(current);
    try {
      current.fd = this.#disk.open(join(this.#folder, current.file), "r+");
      this.#disk.truncate(current.fd, current.flushedBytes);
      this.#disk.flush(current.fd);
    } catch (error) {
      this.#closeFile(current);
      throw error;
    }
    current.dirty = false;
  }

  close(): void {
    if (this.#current) this.#closeFile(this.#current);
    this.#current = undefined;
  }

  #open(
    name: SegmentName & { dirty: boolean },
    bytes: Uint8Array,
    { lines, badOffset, validAfterBad: corrupt }: Verified,
  ): JournalView {
    const isTorn = badOffset >= 0 && !corrupt;
    // A corrupt segment may be torn as well; nobody will cut it, and nothing may be written behind half a line.
    const tornAt = isTorn ? badOffset : bytes.at(-1) === LF ? -1 : bytes.length;
    this.#current = { ...name, fd: undefined, flushedBytes: bytes.length, tornAt };
    return { segment: name.segment, yyyymmdd: name.yyyymmdd, tailCut: isTorn, corrupt, badOffset, lines };
  }

  #writable(): Current {
    const current = this.#current;
    if (current === undefined) throw new Error("no segment");
    this.#repair();
    return current;
  }

  #guarded(current: Current, write: (fd: number) => void): void {
    try {
      current.fd ??= this.#disk.open(join(this.#folder, current.file), "r+");
      write(current.fd);
    } catch (error) {
      current.dirty = true;
      // At once, so that nobody reads what was never flushed; where it fails the next check tries again.
      this.isUsable();
      throw error;
    }
  }

  /** A segment that did not come about must not be found by the next boot. */
  #discard(next: Current): void {
    const made = next.fd !== undefined;
    this.#closeFile(next);
    if (!made) return;
    try {
      this.#disk.unlink(join(this.#folder, next.file));
    } catch {
      // Its checkpoint does not verify, or nothing refers to it yet: the next boot copes with either.
    }
  }

  #closeFile(file: Current): void {
    if (file.fd === undefined) return;
    const fd = file.fd;
    file.fd = undefined;
    try {
      this.#disk.close(fd);
    } catch {
      // Whatever was to be kept was flushed before.
    }
  }

  #names(): SegmentName[] {
    try {
      return sortSegments(readdirSync(this.#folder));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #charge(bytes: number): void {
    if (!this.hasRoom(bytes)) throw new Error("too many bytes for one day");
    this.#dayBytes += bytes;
  }
}

function damaged(name: SegmentName): JournalView {
  return { ...EMPTY, segment: name.segment, yyyymmdd: name.yyyymmdd, corrupt: true, badOffset: 0 };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
