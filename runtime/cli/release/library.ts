/** For which programs a library is made: GAMA has 32 bits, and the release brings one for 64 bits as well. */
import { ask, type Talk } from "../program/talk.ts";

/** What the file's head says. Anything but a library of Windows is `none`. */
export type Machine = "x86" | "x64" | "other" | "none";

/** Where a program of Windows says at which byte its own head begins (Microsoft's PE format). */
const HEAD_AT = 0x3c;
const PE = 0x4550;
const MACHINES: ReadonlyMap<number, Machine> = new Map([
  [0x014c, "x86"],
  [0x8664, "x64"],
]);

export function* machineOf(path: string): Talk<Machine> {
  const dos = yield* numbersAt(path, 0, HEAD_AT + 4);
  if (dos === undefined || dos.getUint16(0) !== 0x4d5a) return "none";
  const head = yield* numbersAt(path, dos.getUint32(HEAD_AT, true), 6);
  if (head === undefined || head.getUint32(0, true) !== PE) return "none";
  return MACHINES.get(head.getUint16(4, true)) ?? "other";
}

/** Undefined if the file is shorter. */
function* numbersAt(path: string, offset: number, length: number): Talk<DataView | undefined> {
  const { bytes } = yield* ask<"read">({ type: "read", path, offset, length }, path);
  return bytes.length < length ? undefined : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
