/**
 * The log: one file a day, more when it grows. Old days are removed by the dates present, never by the clock. It only
 * helps people: nothing waits for it, and its failures stop nothing.
 */
import { closeSync, fstatSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { CAPS, LOG_LEVEL } from "../../../schemas/generated/boundary.ts";
import { makeFolder, namesIn, openToAppend } from "./disk.ts";

export type LogLevel = keyof typeof LOG_LEVEL;

const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_FILES_A_DAY = 4;
const MAX_LINE_CHARS = 2000;
/** In capitals too: Windows opens one file by both. */
const NAME = /^([0-9]{8})(-[2-9])?\.log$/i;

export class DailyLog {
  readonly #folder: string;
  readonly #level: number;
  readonly #keepDays: number;
  #day = "";

  /** `level` is the least important level that is written. */
  constructor(folder: string, level: number, keepDays: number) {
    this.#folder = folder;
    this.#level = level;
    this.#keepDays = keepDays;
  }

  /** Writes one line in ASCII. Any other character becomes "?". */
  write(level: LogLevel, text: string): void {
    if (LOG_LEVEL[level] > this.#level) return;
    const now = new Date();
    const line = `${timeOf(now)} ${level.padEnd(5)} ${text.slice(0, MAX_LINE_CHARS).replace(/[^ -~]/g, "?")}\n`;
    try {
      this.#add(dayOf(now), line);
    } catch {
      // The log never stops a payment.
    }
  }

  /** Adds a line to the first of the day's files that is ours and has room. If there is none, the line is dropped. */
  #add(day: string, line: string): void {
    if (day !== this.#day) {
      makeFolder(this.#folder);
      this.#removeOld(day);
      this.#day = day;
    }
    for (let index = 1; index <= MAX_FILES_A_DAY; index++)
      if (addTo(join(this.#folder, index === 1 ? `${day}.log` : `${day}-${index}.log`), line)) return;
  }

  /** A few files at a time, the oldest first: nobody waits for what somebody else has put here. */
  #removeOld(today: string): void {
    // files of days to come do not count: they must not take the days before with them
    const found = namesIn(this.#folder).flatMap((file) => {
      const [, day, index = "-1"] = NAME.exec(file) ?? [];
      return day === undefined || day > today ? [] : [{ file, day, order: day + index }];
    });
    const days = [...new Set([...found.map(({ day }) => day), today])].sort().reverse();
    const kept = new Set([today, ...days.slice(0, this.#keepDays)]);
    const old = found.filter(({ day }) => !kept.has(day)).sort((a, b) => (a.order < b.order ? -1 : 1));
    for (const { file } of old.slice(0, CAPS.logRemovals)) removeFile(join(this.#folder, file));
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // something else has the name, a folder for one
  }
}

/** Adds a line to a file. False if it is full, or not ours. */
function addTo(file: string, line: string): boolean {
  let fd: number | undefined;
  try {
    fd = openToAppend(file);
    const fits = fstatSync(fd).size + line.length <= MAX_FILE_BYTES;
    if (fits) writeSync(fd, line);
    return fits;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function dayOf(time: Date): string {
  return `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
}

/** Local time with its offset: the cashier's clock, and its exact meaning. */
function timeOf(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offset);
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
