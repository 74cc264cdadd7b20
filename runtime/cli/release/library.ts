/** For which programs a library is made: GAMA has 32 bits, and the release brings one for 64 bits as well. */
import { ask, type Talk } from "../program/talk.ts";

/** What the file's head says. Anything but a whole library of Windows is `none`. */
export type Machine = "x86" | "x64" | "other" | "none";

/** Where a program of Windows says at which byte its own head begins (Microsoft's PE format). */
const HEAD_AT = 0x3c;
const PE = 0x4550;
const HEAD_BYTES = 24;
const SECTION_BYTES = 40;
const LIBRARY_FLAG = 0x2000;
const NO_IMAGE = { machine: "none", isLibrary: false } as const;
const MACHINES: ReadonlyMap<number, Machine> = new Map([
  [0x014c, "x86"],
  [0x8664, "x64"],
]);

export function* machineOf(path: string): Talk<Machine> {
  const { machine, isLibrary } = yield* imageOf(path);
  return isLibrary ? machine : "none";
}

/** The same of a program or a library. */
export function* machineOfImage(path: string): Talk<Machine> {
  return (yield* imageOf(path)).machine;
}

function* imageOf(path: string): Talk<{ readonly machine: Machine; readonly isLibrary: boolean }> {
  const dos = yield* numbersAt(path, 0, HEAD_AT + 4);
  if (dos === undefined || dos.getUint16(0) !== 0x4d5a) return NO_IMAGE;
  const headAt = dos.getUint32(HEAD_AT, true);
  const head = yield* numbersAt(path, headAt, HEAD_BYTES);
  if (head === undefined || head.getUint32(0, true) !== PE) return NO_IMAGE;
  const sections = { at: headAt + HEAD_BYTES + head.getUint16(20, true), count: head.getUint16(6, true) };
  if (!(yield* hasSections(path, sections))) return NO_IMAGE;
  const isLibrary = (head.getUint16(22, true) & LIBRARY_FLAG) !== 0;
  return { machine: MACHINES.get(head.getUint16(4, true)) ?? "other", isLibrary };
}

/** Whether the file is as long as its sections say: a copy that broke off has the head of a whole one. */
function* hasSections(path: string, { at, count }: { readonly at: number; readonly count: number }): Talk<boolean> {
  const table = yield* numbersAt(path, at, count * SECTION_BYTES);
  if (table === undefined) return false;
  const { sizeBytes } = yield* ask<"stat">({ type: "stat", path }, path);
  const ends = Array.from({ length: count }, (_, index) => {
    const own = index * SECTION_BYTES;
    return table.getUint32(own + 16, true) + table.getUint32(own + 20, true);
  });
  return ends.every((end) => end <= sizeBytes);
}

/** Undefined if the file is shorter. */
function* numbersAt(path: string, offset: number, length: number): Talk<DataView | undefined> {
  const { bytes } = yield* ask<"read">({ type: "read", path, offset, length }, path);
  return bytes.length < length ? undefined : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
