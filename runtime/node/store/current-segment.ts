/** The segment that is being written: after a failed write it is cut back to what was flushed before anybody goes on. */
import { join } from "node:path";
import type { Disk } from "./disk.ts";
import type { SegmentName } from "./segment.ts";

interface Begun {
  /** Up to here the file is known to be on the disk. */
  readonly flushedBytes: number;
  /** The beginning of the torn tail, or −1 if the file ends with a whole line. */
  readonly tornAt: number;
  /** Whether a failed write may have left bytes after flushedBytes. */
  readonly isDirty: boolean;
}

/** One segment's file, opened when it is first written to. File system errors are thrown. */
export class CurrentSegment {
  readonly name: SegmentName;
  readonly #path: string;
  readonly #disk: Disk;
  #fd: number | undefined;
  #state: Begun;

  constructor(
    folder: string,
    disk: Disk,
    name: SegmentName,
    state: Begun = { flushedBytes: 0, tornAt: -1, isDirty: false },
  ) {
    this.name = name;
    this.#path = join(folder, name.file);
    this.#disk = disk;
    this.#state = state;
  }

  get flushedBytes(): number {
    return this.#state.flushedBytes;
  }

  get tornAt(): number {
    return this.#state.tornAt;
  }

  get isDirty(): boolean {
    return this.#state.isDirty;
  }

  /** How far the file may be read: neither its torn tail nor bytes that were never flushed count. */
  get readableBytes(): number {
    return this.tornAt >= 0 ? this.tornAt : this.flushedBytes;
  }

  /** Makes the file, which must not be there, with its first line on the disk. */
  create(line: Uint8Array): void {
    this.#fd = this.#disk.open(this.#path, "new");
    this.#write(this.#fd, line);
  }

  /** Appends a line, which is on the disk when this returns. */
  append(line: Uint8Array): void {
    this.#guarded((fd) => this.#write(fd, line));
  }

  /** Cuts off the torn tail. */
  cutTail(): void {
    const { tornAt } = this.#state;
    this.#guarded((fd) => {
      this.#disk.truncate(fd, tornAt);
      this.#disk.flush(fd);
    });
    this.#state = { ...this.#state, flushedBytes: tornAt, tornAt: -1 };
  }

  /** Whether an append can work: the file is as it was last flushed, and can be opened for writing. */
  isUsable(): boolean {
    try {
      this.cutBack();
      this.#open();
      return true;
    } catch {
      return false;
    }
  }

  /** After a failed write: reopens the file and cuts it back to what was flushed. Throws while that does not work. */
  cutBack(): void {
    if (!this.isDirty) return;
    this.close();
    try {
      const fd = this.#open();
      this.#disk.truncate(fd, this.flushedBytes);
      this.#disk.flush(fd);
    } catch (error) {
      this.close();
      throw error;
    }
    this.#state = { ...this.#state, isDirty: false };
  }

  /** Removes a segment that was not completed, so that the next boot does not find it. */
  discard(): void {
    const made = this.#fd !== undefined;
    this.close();
    if (!made) return;
    try {
      this.#disk.unlink(this.#path);
    } catch {
      // Its checkpoint does not verify, or nothing refers to it yet. The next boot can handle both.
    }
  }

  close(): void {
    if (this.#fd === undefined) return;
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      this.#disk.close(fd);
    } catch {
      // Everything that must be kept was flushed before.
    }
  }

  #open(): number {
    this.#fd ??= this.#disk.open(this.#path, "existing");
    return this.#fd;
  }

  #write(fd: number, line: Uint8Array): void {
    this.#disk.write(fd, line, this.flushedBytes);
    this.#disk.flush(fd);
    this.#state = { ...this.#state, flushedBytes: this.flushedBytes + line.length };
  }

  #guarded(write: (fd: number) => void): void {
    try {
      write(this.#open());
    } catch (error) {
      this.#state = { ...this.#state, isDirty: true };
      // At once, so that nobody reads what was never flushed. If it fails, the next check tries again.
      this.isUsable();
      throw error;
    }
  }
}
