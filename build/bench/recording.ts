/** A day at a till as a list of events, so that every engine can be given exactly the same steps. */
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { HOOK } from "../../schemas/generated/boundary.ts";
import type { InitSettlementRequest, Line } from "../../schemas/generated/types.ts";
import { decodeBatch } from "../../test/support/boundary.ts";
import { line, sale, vatOf } from "../../test/support/sales.ts";
import { StepTill } from "../../test/support/step-till.ts";

const LINES = 20;
/** A payload holds some 800 lines as long as these. */
const LINES_OF_LENGTH = 800;
/** Enough for a segment that is about to turn at 128 KiB. */
export const FULL_SEGMENT_CHARS = 122 * 1024;

/** The steps from a hook's event to the batch in which the request that sells leaves, and on to the one with the result. */
export interface RecordedSale {
  readonly first: number;
  readonly last: number;
  readonly answered: number;
}

export interface Recording {
  readonly events: readonly ArrayBuffer[];
  /** What the bundle answered: any engine must answer the same. */
  readonly batches: readonly ArrayBuffer[];
  readonly sales: readonly RecordedSale[];
  /** The journal's only segment. */
  readonly segment: { readonly yyyymmdd: number; readonly lines: readonly string[] };
  /** Boot events of the same till: without a journal, and with that segment. */
  readonly emptyBoot: ArrayBuffer;
  readonly fullBoot: ArrayBuffer;
}

/** How GAMA's side is configured by default: flat lines in windows-1257. */
const GAMA = { codepage: "windows-1257", format: "lines" } as const;

/** Sells 20 lines again and again until the journal's segment is full, or has this many characters. */
export function record(segmentChars = FULL_SEGMENT_CHARS): Recording {
  if (segmentChars > FULL_SEGMENT_CHARS) throw new RangeError("a segment turns before it is as long");
  return recordWhile((till) => charsOf(till) < segmentChars, LINES);
}

/** Sells so many lines a few times, one sale more than are measured: the first one also connects and pins. */
export function recordSales(lines: number, count: number): Recording {
  return recordWhile((_till, sold) => sold <= count, lines);
}

function recordWhile(goesOn: (till: StepTill, sold: number) => boolean, lines: number): Recording {
  const till = gamasTill();
  const sales: RecordedSale[] = [];
  while (goesOn(till, sales.length)) sales.push(sell(till, longSale(lines)));
  const { events, batches } = till;
  const { yyyymmdd, lines: written } = till.segments.get(till.segment)!;
  const recorded = { events: [...events], batches: [...batches], segment: { yyyymmdd, lines: [...written] } };
  // a journal of several segments is followed by what a boot writes, so the boot is not always the last event
  const bootAt = events.length;
  till.boot();
  return { ...recorded, sales, emptyBoot: events[0]!, fullBoot: events[bootAt]! };
}

function charsOf(till: StepTill): number {
  return till.segments.get(till.segment)!.lines.reduce((sum, text) => sum + text.length + 1, 0);
}

/** A till as GAMA has it by default. */
export function gamasTill(): StepTill {
  return new StepTill({ gama: GAMA, language: "lt" }).boot();
}

/** Sells and saves, as GAMA says both. */
export function sell(till: StepTill, request: InitSettlementRequest): RecordedSale {
  const call = callOf(till);
  const first = till.events.length;
  till.step({ type: "hook", call, hook: HOOK.init, payload: encodeWindows1257(flatLines(request)) });
  const last = first + till.batches.slice(first).findIndex(sendsPost);
  if (last < first) throw new Error("the recorded sale was never sent");
  if (!till.replies.has(call)) throw new Error("the recorded sale was never answered");
  const answered = last + till.batches.slice(last).findIndex((batch) => replies(batch, call));
  const { kind, saleKey } = request;
  const closed = { window: "settlement", kind, saleKey, saved: "true" };
  till.step({ type: "hook", call: callOf(till), hook: HOOK.close, payload: encodeWindows1257(flatLines(closed)) });
  return { first, last, answered };
}

/** Calls are numbered as a host numbers them. */
function callOf(till: StepTill): number {
  return till.replies.size + 1;
}

function sendsPost(batch: ArrayBuffer): boolean {
  return Buffer.from(batch).includes("POST /v1/transactions HTTP/1.1");
}

function replies(batch: ArrayBuffer, call: number): boolean {
  return decodeBatch(batch).some((effect) => effect.type === "reply" && effect.call === call);
}

/** A sale of different lines. Many lines are short ones: a payload has at most 256 KiB. */
export function longSale(count = LINES) {
  const lines = Array.from({ length: count }, (_, at): Line => {
    const totalCents = 100 + at * 7;
    const no = at + 1;
    if (count > LINES_OF_LENGTH) return shortLine(line(totalCents, { no, code: `P${at}`, name: "Žuvis" }));
    return line(totalCents, { no, code: `PR${String(at).padStart(3, "0")}`, name: `Šviežias pienas ${at} %` });
  });
  const totalCents = lines.reduce((sum, one) => sum + one.totalCents, 0);
  return sale(totalCents, { lines, totals: { totalCents, discountCents: 0, vatCents: vatOf(totalCents) } });
}

function shortLine({ barcode: _, ...rest }: Line): Line {
  return rest;
}

/** An object as flat lines. */
export function flatLines(value: object, prefix = ""): string {
  return Object.entries(value)
    .map(([name, inner]) =>
      typeof inner === "object" ? flatLines(inner, `${prefix}${name}.`) : `${prefix}${name}=${inner}\r\n`,
    )
    .join("");
}
