/**
 * The bundle file. It is read once a session and refused if it is truncated, mixed up, or not the one that the config
 * names.
 */
import { createHash } from "node:crypto";
import type { Script } from "./engine.ts";
import { readNamed } from "./store/disk.ts";

/** A whole bundle as a script, named by its seal, or the reason why there is none. */
export type BundleOutcome =
  | { readonly type: "bundle"; readonly script: Script; readonly name: string }
  | { readonly type: "refused"; readonly code: "bundle-missing" | "bundle-damaged" | "bundle-mismatch" };

/** Ten times the size that a bundle may have. What is longer is cut, and so it has no seal. */
const MAX_BYTES = 4 * 1024 * 1024;
const SEAL = /^\/\/# sha256=([0-9a-f]{64})\n$/;
const SEAL_BYTES = "//# sha256=".length + 64 + 1;

/** Reads a bundle file. `expectedSha256` is the seal that the config asks for; empty means any. */
export function readBundle(path: string, expectedSha256: Uint8Array): BundleOutcome {
  let bytes: Buffer;
  try {
    bytes = readBundleFile(path);
  } catch {
    return { type: "refused", code: "bundle-missing" };
  }
  const sha256 = sealOf(bytes);
  if (sha256 === undefined) return { type: "refused", code: "bundle-damaged" };
  const expected = Buffer.from(expectedSha256).toString("hex");
  if (expected !== "" && expected !== sha256) return { type: "refused", code: "bundle-mismatch" };
  return { type: "bundle", script: { type: "text", text: bytes.toString("utf8"), file: path }, name: sha256 };
}

/** The bytes of a bundle file, which may be damaged. */
export function readBundleFile(path: string): Buffer {
  return readNamed(path, MAX_BYTES);
}

/** The SHA-256 in the last line, if it is right for all bytes before that line. */
export function sealOf(bytes: Uint8Array): string | undefined {
  const bodyBytes = bytes.length - SEAL_BYTES;
  if (bodyBytes < 0 || (bodyBytes > 0 && bytes[bodyBytes - 1] !== 0x0a)) return undefined;
  const stated = SEAL.exec(Buffer.from(bytes.subarray(bodyBytes)).toString("latin1"))?.[1];
  const sha256 = createHash("sha256").update(bytes.subarray(0, bodyBytes)).digest("hex");
  return stated === sha256 ? sha256 : undefined;
}
