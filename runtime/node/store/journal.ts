/**
 * The journal's files: read and verified at boot, then appended to, rotated and cut. An append is on the disk when it
 * returns.
 * After a failure the file is as it was last flushed, or the journal is closed until the next check.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { CAPS, FILE_NUMBERS } from "../../../schemas/generated/boundary.ts";
import { digestOfFile, measureChain, newestBeside } from "./chain.ts";
import { type Disk, makeFolder, namesIn, readSegmentFile } from "./disk.ts";
import { EMPTY, type JournalLimits, type JournalView, MAX_DAY_BYTES } from "./journal-view.ts";
import { formatLink } from "./link-text.ts";
import {
  beginsAsLine,
  encodeLine,
  type SegmentName,
  segmentFile,
  sortSegments,
  type Verified,
  verifySegment,
} from "./segment.ts";

const LF = 0x0a;

interface Current extends SegmentName {
  fd: number | undefined;
  /** Up to here the file is known to be on the disk. */
  flushedBytes: number;
  /** The beginning of the torn tail, or −1 if the file ends with a whole line. */
  tornAt: number;
  /** Whether a failed write may have left bytes after flushedBytes. */
  dirty: boolean;
}

/** The journal folder of one till. */
export class Journal {
  readonly #folder: string;
  readonly #disk: Disk;
  #current: Current | undefined;
  /** What an earlier load of this session, and what was written since, has left: the newest segment's sound bytes. */
  #known: SegmentName & { readonly bytes: number } = { segment: 0, yyyymmdd: 0, file: "", bytes: 0 };
  /** Files of a rotation that a crash interrupted, and their sizes. Nothing is in them. */
  #interrupted: ReadonlyMap<string, number> = new Map();
  /** Only a repair may begin a new segment on damage. Any other new one would hide the damage. */
  #isCorrupt = false;
  readonly #keepDays: number;
  readonly #dayQuota: number;
  #day = "";
  #dayBytes = 0;

  constructor(folder: string, disk: Disk, { keepDays, dayQuotaBytes = MAX_DAY_BYTES }: JournalLimits) {
    this.#folder = folder;
    this.#disk = disk;
    this.#keepDays = keepDays;
    this.#dayQuota = dayQuotaBytes;
  }

  get folder(): string {
    return this.#folder;
  }

  /** The existing segments, oldest first, and how far each may be read. Bytes that were never flushed do not count. */
  readable(): (SegmentName & { readonly limit: number })[] {
    const current = this.#current;
    const end = current && (current.tornAt >= 0 ? current.tornAt : current.flushedBytes);
    return this.#names()
      .reverse()
      .filter(({ file }) => !this.#interrupted.has(file))
      .map((name) => ({
        ...name,
        limit: name.file === current?.file && end !== undefined ? end : Number.POSITIVE_INFINITY,
      }));
  }

  /** The number of the segment that is being written, or 0 if there is none yet. */
  get segment(): number {
    return this.#current?.segment ?? 0;
  }

  /** Whether today's quota has room for this many more bytes. */
  hasRoom(bytes: number): boolean {
    const today = new Date().toDateString();
    if (today !== this.#day) [this.#day, this.#dayBytes] = [today, 0];
    return this.#dayBytes + bytes <= this.#dayQuota;
  }

  /**
   * Reads the newest segment whose first line verifies, skipping interrupted rotations. File system errors are thrown.
   */
  load(): JournalView {
    this.#noteKnown();
    const view = this.#readNewest();
    const missing = view.corrupt ? undefined : this.#missing();
    if (missing === undefined) return view;
    if (!this.#current) return this.#damaged(missing);
    this.#isCorrupt = true;
    return { ...view, corrupt: true, tailCut: false };
  }

  /** Notes what is on the disk, as far as this session knows, before it is read again. A torn tail may have been cut. */
  #noteKnown(): void {
    const current = this.#current;
    if (!current) return;
    const { segment, yyyymmdd, file, tornAt, flushedBytes } = current;
    this.#known = { segment, yyyymmdd, file, bytes: tornAt >= 0 ? tornAt : flushedBytes };
  }

  /** What there was besides what is read: under another name, or when this session has last looked. */
  #missing(): SegmentName | undefined {
    const known = this.#known;
    const isLess =
      this.segment < known.segment ||
      (this.segment === known.segment && (this.#current?.flushedBytes ?? 0) < known.bytes);
    return isLess ? known : newestBeside(this.#folder, this.segment, this.#files());
  }

  #readNewest(): JournalView {
    const unflushed = this.#current?.dirty ? this.#current : undefined;
    this.close();
    const names = this.#names();
    const interrupted = new Map<string, number>();
    this.#isCorrupt = false;
    const twin = names.find(({ segment }, at) => names[at + 1]?.segment === segment);
    if (twin) return this.#damaged(twin);
    for (const name of names) {
      const dirty = name.file === unflushed?.file;
      // Bytes that were written but never flushed must not be read as if they had been.
      const bytes = readSegmentFile(join(this.#folder, name.file), CAPS.segmentReadBytes).subarray(
        0,
        dirty ? unflushed.flushedBytes : undefined,
      );
      const verified = verifySegment(bytes);
      if (verified.lineCount > 0) {
        this.#interrupted = interrupted;
        return this.#open({ ...name, dirty }, bytes, verified);
      }
      // An interrupted rotation leaves one line at most. The segment before then has everything.
      const isBegun = !verified.isCorrupt && !bytes.subarray(0, -1).includes(LF) && beginsAsLine(bytes);
      if (!isBegun) return this.#damaged(name);
      interrupted.set(name.file, bytes.length);
    }
    const newest = names[0];
    if (newest !== undefined && newest.segment !== 1) return this.#damaged(newest);
    this.#interrupted = interrupted;
    return EMPTY;
  }

  /** Appends one line and flushes it. */
  append(json: Uint8Array): void {
    const current = this.#writable();
    if (current.tornAt >= 0) throw new Error("append behind a torn tail");
    const line = encodeLine(json);
    if (current.flushedBytes + line.length > CAPS.segmentBytes) throw new Error("append beyond what a boot can bring");
    this.#charge(line.length);
    this.#guarded(current, (fd) => {
      this.#disk.write(fd, line, current.flushedBytes);
      this.#disk.flush(fd);
    });
    current.flushedBytes += line.length;
  }

  /**
   * Writes a new segment with its checkpoint and the link to the segment before, and continues in it. Only a repair may
   * begin one on a damaged journal, and it gives the link itself.
   */
  rotate(segment: number, yyyymmdd: number, checkpoint: Uint8Array, repairLink?: string): void {
    if (this.#isCorrupt && repairLink === undefined) throw new Error("rotate of a damaged journal");
    // What somebody has put here meanwhile may be a segment that was missing. It is not removed.
    const newest = this.#names().find(({ file }) => !this.#isInterrupted(file))?.segment ?? 0;
    if (segment <= newest || segment > FILE_NUMBERS.highest) throw new Error("rotate to a segment that is not new");
    if (yyyymmdd < 19_700_101 || yyyymmdd > 99_991_231) throw new Error("rotate to no date");
    const line = encodeLine(checkpoint, Buffer.from(repairLink ?? this.#linkToCurrent(), "latin1"));
    if (line.length > CAPS.segmentBytes) throw new Error("rotate beyond what a boot can bring");
    this.#charge(line.length);
    const file = segmentFile(segment, yyyymmdd);
    const next: Current = { segment, yyyymmdd, file, fd: undefined, flushedBytes: 0, tornAt: -1, dirty: false };
    try {
      makeFolder(this.#folder);
      // The new file may have another date, and two files with one number would be damage.
      for (const left of this.#interrupted.keys()) this.#disk.unlink(join(this.#folder, left));
      this.#interrupted = new Map();
      next.fd = this.#disk.open(join(this.#folder, file), "new");
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
    this.#isCorrupt = false;
  }

  /** Whether a file is what an interrupted rotation has left, and still as it was read. */
  #isInterrupted(file: string): boolean {
    const size = this.#interrupted.get(file);
    return size !== undefined && statSync(join(this.#folder, file), { throwIfNoEntry: false })?.size === size;
  }

  /** Number and digest of the segment that ends. Bytes of a failed write are cut off first. */
  #linkToCurrent(): string {
    if (this.#current === undefined) return "";
    const { segment, file } = this.#writable();
    return formatLink([{ segment, isDamaged: false, digest: digestOfFile(join(this.#folder, file)) }]);
  }

  /** Cuts off the torn tail. Verified lines are never cut, because nothing that was flushed may be lost. */
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

  /** Cuts off a torn tail if there is one. */
  truncateTorn(): void {
    const current = this.#current;
    if (current !== undefined && current.tornAt >= 0) this.truncate(current.segment, current.tornAt);
  }

  /** Removes an old segment. */
  remove(segment: number): void {
    if (segment === this.#current?.segment) throw new Error("remove of the current segment");
    const names = this.#names();
    const found = names.filter((name) => name.segment === segment);
    if (found.length === 0) throw new Error("remove of a segment that is not there");
    const dates = [...new Set(names.map(({ yyyymmdd }) => yyyymmdd))].sort((a, b) => b - a).slice(0, this.#keepDays);
    if (found.some(({ yyyymmdd }) => dates.includes(yyyymmdd))) throw new Error("its date is to be kept");
    for (const name of found) this.#disk.unlink(join(this.#folder, name.file));
  }

  /** Whether an append can work: the file is as it was last flushed, and can be opened for writing. */
  isUsable(): boolean {
    try {
      this.#repair();
      if (this.#current) this.#current.fd ??= this.#disk.open(join(this.#folder, this.#current.file), "existing");
      return true;
    } catch {
      return false;
    }
  }

  /** After a failed write: reopens the file and cuts it back to what was flushed. Throws while that does not work. */
  #repair(): void {
    const current = this.#current;
    if (!current?.dirty) return;
    this.#closeFile(current);
    try {
      current.fd = this.#disk.open(join(this.#folder, current.file), "existing");
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
    { lines, badOffset, isCorrupt: corrupt, size, link: statedLink }: Verified,
  ): JournalView {
    const isTorn = badOffset >= 0 && !corrupt;
    // A corrupt segment may be torn as well. Nobody will cut it, and nothing may be written after half a line.
    const tornAt = isTorn ? badOffset : bytes.at(-1) === LF ? -1 : bytes.length;
    this.#current = { ...name, fd: undefined, flushedBytes: bytes.length, tornAt };
    this.#isCorrupt = corrupt;
    const chain = measureChain(this.#folder, name.segment, statedLink);
    const { segment, yyyymmdd } = name;
    return { segment, yyyymmdd, tailCut: isTorn, corrupt, badOffset, size, statedLink, ...chain, lines };
  }

  #damaged({ segment, yyyymmdd }: SegmentName): JournalView {
    this.#isCorrupt = true;
    return { ...EMPTY, segment, yyyymmdd, corrupt: true, badOffset: 0, noLower: false };
  }

  #writable(): Current {
    const current = this.#current;
    if (current === undefined) throw new Error("no segment");
    this.#repair();
    return current;
  }

  #guarded(current: Current, write: (fd: number) => void): void {
    try {
      current.fd ??= this.#disk.open(join(this.#folder, current.file), "existing");
      write(current.fd);
    } catch (error) {
      current.dirty = true;
      // At once, so that nobody reads what was never flushed. If it fails, the next check tries again.
      this.isUsable();
      throw error;
    }
  }

  /** Removes a segment that was not completed, so that the next boot does not find it. */
  #discard(next: Current): void {
    const made = next.fd !== undefined;
    this.#closeFile(next);
    if (!made) return;
    try {
      this.#disk.unlink(join(this.#folder, next.file));
    } catch {
      // Its checkpoint does not verify, or nothing refers to it yet. The next boot can handle both.
    }
  }

  #closeFile(file: Current): void {
    if (file.fd === undefined) return;
    const fd = file.fd;
    file.fd = undefined;
    try {
      this.#disk.close(fd);
    } catch {
      // Everything that must be kept was flushed before.
    }
  }

  #names(): SegmentName[] {
    return sortSegments(this.#files());
  }

  #files(): string[] {
    try {
      return namesIn(this.#folder);
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
