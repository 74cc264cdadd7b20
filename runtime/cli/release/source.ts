/** Where the new files come from: a release as a ZIP file or an unpacked folder, or a plug-in alone. */
import { PACKING, STATUS, WRITE } from "../../../schemas/generated/program.ts";
import { folderOf, join, nameOf } from "../program/path.ts";
import { ask, attempt, exists, failureOf, isFolder, readFile, type Talk } from "../program/talk.ts";
import { hex } from "../verify.ts";
import { type Packed, readArchive } from "./archive.ts";
import { Refusal } from "./refusal.ts";
import { parseSums, SUMS } from "./sums.ts";

/** A file of a release: how to get it, and which digest it must have. */
export interface SourceFile {
  readonly name: string;
  /** The file from which it is unpacked. */
  readonly archive: string;
  readonly packed: Omit<Packed, "name">;
  /** As hexadecimal digits. Empty for the list of digests, which is not in itself. */
  readonly sha256: string;
}

/** A whole release. */
export interface Source {
  /** The name of its folder. */
  readonly name: string;
  readonly files: readonly SourceFile[];
}

export const BUNDLE = "rrpay.plugin.js";
export const LIBRARY = "gama_rrpay.dll";
export const PRG = "rrpay.prg";
export const PROGRAM = "gama-rrpay.exe";
/** The files that every till needs. */
const NEEDED = [LIBRARY, BUNDLE, PRG, PROGRAM];

/** Whether a file begins like a ZIP file. */
export function* isArchive(path: string): Talk<boolean> {
  const { bytes } = yield* ask<"read">({ type: "read", path, offset: 0, length: 4 }, path);
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The SHA-256 of a whole file as hexadecimal digits. Undefined if there is no such file; one that is there and cannot
 * be read is an error.
 */
export function* digestOf(path: string): Talk<string | undefined> {
  const { status, fields } = yield* attempt<"digest">({ type: "digest", path });
  if (fields !== undefined) return hex(fields.sha256);
  if (status === STATUS.missing || status === STATUS.isFile) return undefined;
  throw failureOf(status, path);
}

/**
 * Unpacks a file, and returns its SHA-256 as hexadecimal digits. Undefined if it is damaged. A full disk or a folder that
 * may not be written is an error, because it has another remedy.
 */
export function* unpack(archive: string, packed: Omit<Packed, "name">, to: string): Talk<string | undefined> {
  const { status, fields } = yield* attempt<"unpack">({ type: "unpack", archive, ...packed, to });
  if (fields !== undefined) return hex(fields.sha256);
  yield* attempt<"remove">({ type: "remove", path: to });
  // an empty file has room on a full disk
  if (status === STATUS.full) throw failureOf(status, to);
  yield* ask<"write">({ type: "write", path: to, mode: WRITE.replace, bytes: new Uint8Array(0) }, to);
  yield* attempt<"remove">({ type: "remove", path: to });
  return undefined;
}

/** A release from a ZIP file. `wanted` is the archive's own digest, if somebody has given it. */
function* sourceOfArchive(path: string, staging: string, wanted?: string): Talk<Source> {
  const digest = yield* digestOf(path);
  if (wanted !== undefined && digest !== wanted.toLowerCase()) throw new Refusal("archive-other", path);
  const packed = yield* readArchive(path);
  const list = packed.find(({ name }) => name === SUMS || name.endsWith(`/${SUMS}`));
  if (list === undefined) throw new Refusal("release-incomplete", path);
  const folder = list.name.slice(0, -SUMS.length);
  if (folder.split("/").length > 2) throw new Refusal("release-incomplete", path);
  const { name: _name, ...place } = list;
  if ((yield* unpack(path, place, staging)) === undefined) throw new Refusal("archive-damaged", path);
  const sums = parseSums(yield* readFile(staging));
  if (sums === undefined) throw new Refusal("release-incomplete", path);
  const files = new Map(packed.map((one) => [one.name, one]));
  if (files.size !== packed.length || packed.length !== sums.size + 1) throw new Refusal("release-incomplete", path);
  const sources = [...sums].map(([name, sha256]) => {
    const found = files.get(folder + name);
    if (found === undefined) throw new Refusal("release-incomplete", `${path}: ${name}`);
    const { name: _packedName, ...at } = found;
    return { name, archive: path, packed: at, sha256 };
  });
  return whole(
    folder.slice(0, -1) || nameOf(path),
    [...sources, { name: SUMS, archive: path, packed: place, sha256: "" }],
    path,
  );
}

/** A release that is unpacked in a folder. */
function* sourceOfFolder(folder: string): Talk<Source> {
  const list = join(folder, SUMS);
  const isThere = yield* exists(list);
  const sums = isThere ? parseSums(yield* readFile(list)) : undefined;
  if (sums === undefined) throw new Refusal("release-incomplete", folder);
  const files: SourceFile[] = [];
  for (const [name, sha256] of [...sums, [SUMS, ""] as const]) {
    const archive = join(folder, name);
    if (!(yield* exists(archive))) throw new Refusal("release-incomplete", archive);
    const { sizeBytes } = yield* ask<"stat">({ type: "stat", path: archive }, archive);
    const packed = { offset: 0, packedBytes: sizeBytes, sizeBytes, method: PACKING.stored };
    files.push({ name, archive, packed, sha256 });
  }
  return whole(nameOf(folder), files, folder);
}

/** A whole release: every file that a till needs is there. */
function whole(name: string, files: readonly SourceFile[], place: string): Source {
  for (const needed of NEEDED)
    if (!files.some((file) => file.name === needed)) throw new Refusal("release-incomplete", `${place}: ${needed}`);
  return { name, files };
}

/** A release in either form: a ZIP file or a folder. */
export function* sourceOf(path: string, staging: string, wanted?: string): Talk<Source> {
  const isUnpacked = yield* isFolder(path);
  if (isUnpacked && wanted === undefined) return yield* sourceOfFolder(path);
  if (isUnpacked || !(yield* isArchive(path))) throw new Refusal("archive-damaged", path);
  return yield* sourceOfArchive(path, staging, wanted);
}

/** The subfolder of a release's file. Undefined for the release's folder itself. */
export function subfolderOf(name: string): string | undefined {
  const folder = folderOf(name);
  return folder === "." ? undefined : folder;
}
