/** The table of contents of a ZIP file, as far as a release needs it: no encryption, no ZIP64, one file. */
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { PACKING } from "../../../schemas/generated/program.ts";
import { ask, type Talk } from "../program/talk.ts";
import { Refusal } from "./refusal.ts";

/** Where a file is in the archive, and how it is packed. */
export interface Packed {
  readonly name: string;
  readonly offset: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly method: number;
}

const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
/** A release has about thirty files. */
const FILES_MAX = 1000;
const DIRECTORY_BYTES_MAX = 1024 * 1024;
const SIGNATURE = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 } as const;

/** The files of an archive, without its folders. Refuses what it does not understand. */
export function* readArchive(path: string): Talk<Packed[]> {
  const { sizeBytes } = yield* ask<"stat">({ type: "stat", path }, path);
  const tailBytes = Math.min(sizeBytes, END_BYTES + COMMENT_BYTES_MAX);
  const tail = yield* piece(path, sizeBytes - tailBytes, tailBytes);
  const end = findEnd(tail);
  if (end === undefined) throw new Refusal("archive-damaged", path);
  const directoryBytes = end.getUint32(12, true);
  const at = end.getUint32(16, true);
  const count = end.getUint16(10, true);
  if (count > FILES_MAX || directoryBytes > DIRECTORY_BYTES_MAX) throw new Refusal("archive-damaged", path);
  const directory = yield* piece(path, at, directoryBytes);
  const files: Packed[] = [];
  for (const entry of entriesOf(directory, count, path)) {
    if (entry.name.endsWith("/")) continue;
    const local = viewOf(yield* piece(path, entry.offset, LOCAL_BYTES));
    if (local.byteLength < LOCAL_BYTES || local.getUint32(0, true) !== SIGNATURE.local)
      throw new Refusal("archive-damaged", path);
    const headBytes = LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
    files.push({ ...entry, offset: entry.offset + headBytes });
  }
  return files;
}

function* piece(path: string, offset: number, length: number): Talk<Uint8Array> {
  return (yield* ask<"read">({ type: "read", path, offset, length }, path)).bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The end record: the last one whose comment reaches exactly to the end of the file. */
function findEnd(tail: Uint8Array): DataView | undefined {
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--)
    if (view.getUint32(at, true) === SIGNATURE.end && view.getUint16(at + 20, true) === tail.length - at - END_BYTES)
      return viewOf(tail.subarray(at));
  return undefined;
}

/** The entries of the central directory. `offset` is still that of the local head. */
function entriesOf(directory: Uint8Array, count: number, path: string): Packed[] {
  const view = viewOf(directory);
  const entries: Packed[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > directory.length || view.getUint32(at, true) !== SIGNATURE.central)
      throw new Refusal("archive-damaged", path);
    const nameBytes = view.getUint16(at + 28, true);
    const name = decodeUtf8(directory.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes));
    const method = view.getUint16(at + 10, true);
    const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    const isKnown = method === PACKING.stored || method === PACKING.deflated;
    if (name === null || isEncrypted || !isKnown) throw new Refusal("archive-damaged", path);
    const [packedBytes, sizeBytes] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    entries.push({ name, method, packedBytes, sizeBytes, offset: view.getUint32(at + 42, true) });
    at += CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}
