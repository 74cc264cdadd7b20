/**
 * The journal's files: read and verified at boot, then appended to, rotated and cut. An append is on the disk when it
 * returns.
 * After a failure the file is as it was last flushed, or the journal is closed until the next check.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { CAPS, FILE_NUMBERS } from "../../../schemas/generated/boundary.ts";
import { digestOfFile, measureChain, newestBeside } from "./chain.ts";
import { CurrentSegment } from "./current-segment.ts";
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

/** The journal folder of one till. */
export class Journal {
  readonly #folder: string;
  readonly #disk: Disk;
  #current: CurrentSegment | undefined;
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
    const end = current?.readableBytes;
    return this.#names()
      .reverse()
      .filter(({ file }) => !this.#interrupted.has(file))
      .map((name) => ({
        ...name,
        limit: name.file === current?.name.file && end !== undefined ? end : Number.POSITIVE_INFINITY,
      }));
  }

  /** The number of the segment that is being written, or 0 if there is none yet. */
  get segment(): number {
    return this.#current?.name.segment ?? 0;
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
    const files = this.#files();
    const view = this.#readNewest(sortSegments(files));
    const missing = view.corrupt ? undefined : this.#missing(files);
    if (missing === undefined) return view;
    if (!this.#current) return this.#damaged(missing);
    this.#isCorrupt = true;
    return { ...view, corrupt: true, tailCut: false };
  }

  /** Notes what is on the disk, as far as this session knows, before it is read again. A torn tail may have been cut. */
  #noteKnown(): void {
    const current = this.#current;
    if (!current) return;
    this.#known = { ...current.name, bytes: current.readableBytes };
  }

  /** What there was besides what is read: under another name, or when this session has last looked. */
  #missing(files: readonly string[]): SegmentName | undefined {
    const known = this.#known;
    const isLess =
      this.segment < known.segment ||
      (this.segment === known.segment && (this.#current?.flushedBytes ?? 0) < known.bytes);
    return isLess ? known : newestBeside(this.#folder, this.segment, files);
  }

  #readNewest(names: readonly SegmentName[]): JournalView {
    const unflushed = this.#current?.isDirty ? this.#current : undefined;
    this.close();
    const interrupted = new Map<string, number>();
    this.#isCorrupt = false;
    const twin = names.find(({ segment }, at) => names[at + 1]?.segment === segment);
    if (twin) return this.#damaged(twin);
    for (const name of names) {
      const isDirty = name.file === unflushed?.name.file;
      // Bytes that were written but never flushed must not be read as if they had been.
      const bytes = readSegmentFile(join(this.#folder, name.file), CAPS.segmentReadBytes).subarray(
        0,
        isDirty ? unflushed.flushedBytes : undefined,
      );
      const verified = verifySegment(bytes);
      if (verified.lineCount > 0) {
        this.#interrupted = interrupted;
        return this.#open(name, isDirty, bytes, verified);
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
    current.append(line);
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
    const name = { segment, yyyymmdd, file: segmentFile(segment, yyyymmdd) };
    const next = new CurrentSegment(this.#folder, this.#disk, name);
    try {
      makeFolder(this.#folder);
      // The new file may have another date, and two files with one number would be damage.
      for (const left of this.#interrupted.keys()) this.#disk.unlink(join(this.#folder, left));
      this.#interrupted = new Map();
      next.create(line);
      this.#disk.flushFolder(this.#folder);
    } catch (error) {
      next.discard();
      throw error;
    }
    this.close();
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
    const { segment, file } = this.#writable().name;
    return formatLink([{ segment, isDamaged: false, digest: digestOfFile(join(this.#folder, file)) }]);
  }

  /** Cuts off the torn tail. Verified lines are never cut, because nothing that was flushed may be lost. */
  truncate(segment: number, offset: number): void {
    const current = this.#writable();
    if (segment !== current.name.segment || offset !== current.tornAt)
      throw new Error("truncate elsewhere than at the torn tail");
    current.cutTail();
  }

  /** Cuts off a torn tail if there is one. */
  truncateTorn(): void {
    const current = this.#current;
    if (current !== undefined && current.tornAt >= 0) this.truncate(current.name.segment, current.tornAt);
  }

  /** Removes an old segment. */
  remove(segment: number): void {
    if (segment === this.#current?.name.segment) throw new Error("remove of the current segment");
    const names = this.#names();
    const found = names.filter((name) => name.segment === segment);
    if (found.length === 0) throw new Error("remove of a segment that is not there");
    const dates = [...new Set(names.map(({ yyyymmdd }) => yyyymmdd))].sort((a, b) => b - a).slice(0, this.#keepDays);
    if (found.some(({ yyyymmdd }) => dates.includes(yyyymmdd))) throw new Error("its date is to be kept");
    for (const name of found) this.#disk.unlink(join(this.#folder, name.file));
  }

  /** Whether an append can work: the file is as it was last flushed, and can be opened for writing. */
  isUsable(): boolean {
    return this.#current?.isUsable() ?? true;
  }

  close(): void {
    this.#current?.close();
    this.#current = undefined;
  }

  #open(
    name: SegmentName,
    isDirty: boolean,
    bytes: Uint8Array,
    { lines, badOffset, isCorrupt: corrupt, size, link: statedLink }: Verified,
  ): JournalView {
    const isTorn = badOffset >= 0 && !corrupt;
    // A corrupt segment may be torn as well. Nobody will cut it, and nothing may be written after half a line.
    const tornAt = isTorn ? badOffset : bytes.at(-1) === LF ? -1 : bytes.length;
    this.#current = new CurrentSegment(this.#folder, this.#disk, name, { flushedBytes: bytes.length, tornAt, isDirty });
    this.#isCorrupt = corrupt;
    const chain = measureChain(this.#folder, name.segment, statedLink);
    const { segment, yyyymmdd } = name;
    return { segment, yyyymmdd, tailCut: isTorn, corrupt, badOffset, size, statedLink, ...chain, lines };
  }

  #damaged({ segment, yyyymmdd }: SegmentName): JournalView {
    this.#isCorrupt = true;
    return { ...EMPTY, segment, yyyymmdd, corrupt: true, badOffset: 0, noLower: false };
  }

  #writable(): CurrentSegment {
    const current = this.#current;
    if (current === undefined) throw new Error("no segment");
    current.cutBack();
    return current;
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
