/**
 * The trace ring: each step's event and batch, from which an incident is explained and replayed. It stays on the till.
 * The token is never in it: it is blanked in the config, and the host adds it after the batch was traced.
 *
 * JSON Lines (docs/boundary.md, trace): an engine's header, a step, or the engine's loss. Bytes are written as a text
 * with one character a byte.
 */
import { closeSync, fstatSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  ABI,
  CAPS,
  CONTRACTS_VERSION,
  FILE_NUMBERS,
  TRACE_LINES,
  TRACE_VERSION,
} from "../../../schemas/generated/boundary.ts";
import { beginningOf, makeFolder, namesIn, openToAppend } from "./disk.ts";

/** The ring has this many files. The oldest is removed when a new one begins. As many again may be kept beyond it. */
const FILES = 4;
/** In capitals too: Windows opens one file by both. */
const NAME = /^([0-9]{8})\.trace$/i;
const BEGINNINGS: readonly string[] = Object.values(TRACE_LINES);

/** What a step leaves in the trace. */
export interface TracedStep {
  readonly event: Uint8Array;
  /** Empty if the step returned none. */
  readonly batch: Uint8Array;
}

/** Whose a file is. What was not looked at is treated like a foreign one. */
type Content = "unread" | "ours" | "unwritten" | "foreign";

/** The files in the folder by number, and those of them that are ours; both the highest first. */
interface Ring {
  readonly contents: ReadonlyMap<number, Content>;
  readonly own: readonly number[];
}

export class TraceRing {
  readonly #folder: string;
  readonly #maxFileBytes: number;
  #fd: number | undefined;
  #bytes = 0;
  #number = 0;
  #isKept = false;
  #broken = false;

  constructor(folder: string, maxMb: number) {
    this.#folder = folder;
    this.#maxFileBytes = Math.floor((maxMb * 1024 * 1024) / FILES);
  }

  /** Notes the start of an engine. */
  engine(label: string, bundle: string): void {
    const rest = JSON.stringify({ engine: label, bundle, abi: ABI, contracts: CONTRACTS_VERSION }).slice(1);
    this.#write(`${TRACE_LINES.engine}${TRACE_VERSION},${rest}`);
  }

  step({ event, batch }: TracedStep): void {
    this.#write(`${TRACE_LINES.step}${quoted(event)}${batch.length === 0 ? "" : `,"batch":${quoted(batch)}`}}`);
  }

  /** Notes that the engine is lost, and keeps the incident. */
  lost(reason: string): void {
    this.#write(`${TRACE_LINES.lost}${JSON.stringify(reason)}}`);
    this.keep();
  }

  /** Keeps the present file and the one before beyond the ring, because something went wrong here. */
  keep(): void {
    if (this.#broken || this.#isKept || this.#fd === undefined) return;
    this.#isKept = true;
    try {
      for (const number of [this.#number - 1, this.#number])
        if (number > 0) closeSync(openToAppend(join(this.#folder, `${nameOf(number)}.keep`)));
    } catch {
      // the ring still has it
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#broken = true;
  }

  /** Adds a line. A ring that cannot be written is given up for this session. */
  #write(line: string): void {
    if (this.#broken) return;
    const bytes = Buffer.from(`${line}\n`, "latin1");
    try {
      if (this.#fd === undefined || this.#bytes + bytes.length > this.#maxFileBytes) this.#begin();
      writeSync(this.#fd as number, bytes);
      this.#bytes += bytes.length;
    } catch {
      this.#broken = true;
    }
  }

  /** Begins a new file, or continues the newest one of the session before while it has room. */
  #begin(): void {
    makeFolder(this.#folder);
    const all = new Set(namesIn(this.#folder));
    const ring = this.#findRing(all);
    const newest = ring.own[0] ?? 0;
    if (this.#fd === undefined && newest > 0 && this.#goOn(newest)) return;
    this.#makeRoom(ring.own, all);
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    const next = freeNumber(ring, newest + 1);
    if (ring.contents.has(next)) this.#remove(next);
    this.#open(next);
  }

  /**
   * What somebody puts above the file that is written meanwhile is not ours. However many files there are, few are read:
   * those with the highest numbers, and if none of them is ours, those with the lowest.
   */
  #findRing(names: ReadonlySet<string>): Ring {
    const numbers = [...names].map((name) => Number(NAME.exec(name)?.[1] ?? 0)).filter((number) => number > 0);
    const contents = new Map<number, Content>(numbers.sort((a, b) => b - a).map((number) => [number, "unread"]));
    const highest = this.#fd === undefined ? FILE_NUMBERS.highestOwn : this.#number;
    const candidates = [...contents.keys()].filter((number) => number <= highest);
    const own = this.#findOwn(contents, candidates.slice(0, CAPS.traceBeginnings));
    if (own.length > 0) return { contents, own };
    const lowest = this.#findOwn(contents, candidates.slice(-CAPS.traceBeginnings));
    if (lowest.length === 0 && candidates.some((number) => contents.get(number) === "unread"))
      throw new Error("too many foreign files to find ours among them");
    return { contents, own: lowest };
  }

  /** Which of these files are ours. */
  #findOwn(contents: Map<number, Content>, numbers: readonly number[]): readonly number[] {
    for (const number of numbers) contents.set(number, this.#contentOf(number));
    return numbers.filter((number) => contents.get(number) === "ours");
  }

  /** Whose a file is, by its first bytes. Nothing was written to one that is empty, or of zeros since a power cut. */
  #contentOf(number: number): Content {
    try {
      const bytes = beginningOf(join(this.#folder, `${nameOf(number)}.trace`), 9);
      const text = Buffer.from(bytes).toString("latin1");
      if (text === "" || text.startsWith("\0")) return "unwritten";
      return BEGINNINGS.some((one) => text.startsWith(one)) ? "ours" : "foreign";
    } catch {
      return "foreign";
    }
  }

  #open(number: number): void {
    this.#fd = openToAppend(join(this.#folder, `${nameOf(number)}.trace`));
    this.#number = number;
    this.#bytes = fstatSync(this.#fd).size;
    this.#isKept = false;
  }

  /** Goes on in a file of the session before. False if it is half full, or not ours. */
  #goOn(number: number): boolean {
    try {
      this.#open(number);
    } catch {
      return false;
    }
    if (this.#bytes >= this.#maxFileBytes / 2) return false;
    // a line that a crash has cut must not spoil the next one
    this.#bytes += writeSync(this.#fd as number, "\n");
    return true;
  }

  /** Removes the oldest files above the limit, for marked and unmarked files separately. */
  #makeRoom(own: readonly number[], names: ReadonlySet<string>): void {
    const marks = new Set([...names].map((name) => name.toLowerCase()).filter((name) => name.endsWith(".keep")));
    const isMarked = (number: number): boolean => marks.has(`${nameOf(number)}.keep`);
    for (const number of own.filter((one) => !isMarked(one)).slice(FILES - 1)) this.#remove(number);
    for (const number of own.filter(isMarked).slice(FILES)) this.#remove(number, "marked");
  }

  #remove(number: number, mark: "marked" | "unmarked" = "unmarked"): void {
    for (const ending of mark === "marked" ? ["trace", "keep"] : ["trace"])
      try {
        unlinkSync(join(this.#folder, `${nameOf(number)}.${ending}`));
      } catch {
        // something else has the name, a folder for one
      }
  }
}

/** The first number from this one on that no file has, or only one to which nothing was written. */
function freeNumber({ contents }: Pick<Ring, "contents">, from: number): number {
  let number = from;
  // what has the name and is not ours stays as it is
  while (contents.has(number) && contents.get(number) !== "unwritten") number++;
  return number;
}

function nameOf(number: number): string {
  return String(number).padStart(8, "0");
}

/** Bytes as JSON text in ASCII: one character a byte, escaped unless it is a plain one. */
function quoted(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  return `"${text.replace(/["\\]|[^ -~]/g, (one) => ESCAPES[one.charCodeAt(0)] as string)}"`;
}

const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, code) =>
  code === 0x22 || code === 0x5c ? `\\${String.fromCharCode(code)}` : `\\u00${code.toString(16).padStart(2, "0")}`,
);
