/** SHA256SUMS: the files of a release, and their digests. */
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";

export const SUMS = "SHA256SUMS";

/** Digests by name, in order. Undefined if a line is invalid, or a name is not allowed or is repeated. */
export function parseSums(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const sums = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of (decodeUtf8(bytes) ?? "?").split(/\r?\n/)) {
    if (line === "") continue;
    const [, digest, name] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
    if (digest === undefined || name === undefined || !isReleaseName(name)) return undefined;
    // Windows treats names that differ only in case as the same.
    if (seen.has(name.toLowerCase())) return undefined;
    seen.add(name.toLowerCase());
    sums.set(name, digest);
  }
  return sums.size > 0 ? sums : undefined;
}

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Files that belong to the shop or to this program. A release never contains them. */
const OWN = /^(gama-rrpay\.json|gama-shop\.txt|gama-rrpay\.update\.json|sha256sums)$/i;
const OWN_ENDING = /\.(old|new|gone\d|damaged)$/i;

/** Whether a release may have a file with this name: inside its folder, and not a file that the shop keeps there. */
export function isReleaseName(name: string): boolean {
  const parts = name.split("/");
  const isPlain = (part: string) =>
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(part) && !part.endsWith(".") && !DEVICE.test(part);
  return parts.length <= 3 && parts.every(isPlain) && !OWN.test(name) && !OWN_ENDING.test(name);
}
