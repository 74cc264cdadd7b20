/** Digests of whole files, and files from an archive, on Node and Bun for the program's requests. */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { inflateRawSync } from "node:zlib";
import { ENTRY, PACKING, STATUS } from "../../../schemas/generated/program.ts";
import { makeFolders } from "../../node/store/disk.ts";
import type { ReplyOf, Request } from "../program/wire.ts";
import { Failure, flushFolder, kindOf, readPiece, refuseLink } from "./files.ts";

/** The largest file of a release has a few megabytes. A larger one is not ours. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** A file is read in pieces: how large one is that somebody put there, nobody knows. */
const PIECE_BYTES = 1024 * 1024;

export function makeFolder(path: string): void {
  refuseLink(path);
  if (kindOf(path) === ENTRY.file) throw new Failure(STATUS.isFile);
  makeFolders(path);
}

/** Only a folder that is empty. */
export function removeFolder(path: string): void {
  rmdirSync(path);
}

export function digestFile(path: string): ReplyOf<"digest"> {
  const sum = createHash("sha256");
  let sizeBytes = 0;
  for (;;) {
    const bytes = readPiece(path, sizeBytes, PIECE_BYTES);
    if (bytes.length === 0) return { sizeBytes, sha256: sum.digest() };
    sum.update(bytes);
    sizeBytes += bytes.length;
  }
}

/** Unpacks a file of an archive to the disk. It is complete when this returns. Damaged data writes nothing. */
export function unpackFile(query: Extract<Request, { type: "unpack" }>): ReplyOf<"unpack"> {
  const { archive, offset, packedBytes, sizeBytes, method, to } = query;
  if (packedBytes > MAX_FILE_BYTES || sizeBytes > MAX_FILE_BYTES) throw new Failure(STATUS.failed);
  const packed = readPiece(archive, offset, packedBytes + 1).subarray(0, packedBytes);
  const bytes = method === PACKING.stored ? packed : method === PACKING.deflated ? inflated(packed, sizeBytes) : NONE;
  if (packed.length !== packedBytes || bytes.length !== sizeBytes) throw new Failure(STATUS.failed);
  refuseLink(to);
  // always a new file: one that is there may have a second name elsewhere, or be a pipe, which waits for its reader
  rmSync(to, { force: true });
  const fd = openSync(to, "wx", 0o640);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  flushFolder(dirname(to));
  return { sha256: createHash("sha256").update(bytes).digest() };
}

const NONE = new Uint8Array(0);

function inflated(packed: Uint8Array, sizeBytes: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch {
    throw new Failure(STATUS.failed);
  }
}
