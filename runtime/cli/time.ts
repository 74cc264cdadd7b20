/** Dates and times by this machine's wall clock. The program has no `Date`, so it asks its host. */
import { daysOf, localDate } from "../../plugin/clock.ts";
import { type Talk, utcOffsetMin } from "./program/talk.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far local time is from UTC at a moment, in minutes. */
export type OffsetAt = (atMs: number) => number;

/** Asks the host once for each hour, because clocks are changed at full hours. */
export class WallClock {
  readonly #offsets = new Map<number, number>();

  /** Learns the offset that `offsetAt` will need. */
  *learn(atMs: number): Talk<void> {
    const hour = Math.floor(atMs / HOUR_MS);
    if (!this.#offsets.has(hour)) this.#offsets.set(hour, yield* utcOffsetMin(hour * HOUR_MS));
  }

  readonly offsetAt: OffsetAt = (atMs) => this.#offsets.get(Math.floor(atMs / HOUR_MS)) ?? 0;
}

/** `2026-11-23 14:05:09.120`, as on the receipt. */
export function formatTime(atMs: number, offsetMin: number): string {
  const local = atMs + offsetMin * MINUTE_MS;
  const ofDay = local - Math.floor(local / DAY_MS) * DAY_MS;
  const digits = (value: number, width = 2) => String(Math.floor(value)).padStart(width, "0");
  const time = `${digits(ofDay / HOUR_MS)}:${digits((ofDay / MINUTE_MS) % 60)}:${digits((ofDay / 1000) % 60)}`;
  return `${formatDate(atMs, offsetMin)} ${time}.${digits(ofDay % 1000, 3)}`;
}

/** `2026-11-23` */
export function formatDate(atMs: number, offsetMin: number): string {
  const text = String(localDate({ wallMs: atMs, utcOffsetMin: offsetMin })).padStart(8, "0");
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/i;

/** Milliseconds of a moment in RRPay's form (RFC 3339, in capitals or small letters). Undefined for any other text. */
export function parseTime(text: string): number | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const [fraction = "", sign, offsetHour = "0", offsetMinute = "0"] = found.slice(7);
  const days = knownDays(year, month, day);
  if (days === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1);
  const ms = Number(fraction.padEnd(3, "0").slice(0, 3));
  return days * DAY_MS + (hour * 60 + minute - offset) * MINUTE_MS + second * 1000 + ms;
}

/** Whether a text is a calendar date in the form YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found !== null && knownDays(Number(found[1]), Number(found[2]), Number(found[3])) !== undefined;
}

/** Days since 1970 of a date. Undefined if the calendar has no such date. */
function knownDays(year: number, month: number, day: number): number | undefined {
  const days = daysOf(year, month, day);
  return localDate({ wallMs: days * DAY_MS, utcOffsetMin: 0 }) === year * 10_000 + month * 100 + day ? days : undefined;
}
