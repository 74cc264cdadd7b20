/**
 * The chain of segments: checks what the newest segment says about the one before against what is there (boundary.md).
 */
import { BOOT_FLAG, LINK } from "../../schemas/generated/boundary.ts";
import type { Boot } from "../boundary.ts";
import { decodeAscii } from "../text/ascii.ts";

/**
 * A gap, or a foreign or inserted segment, makes the journal unsound, and an unsound journal sends nothing. `form` is
 * the checkpoint's. The chain came with form 2, so a form 2 file that names no predecessor does not follow another one.
 */
export function isChained({ flags, segment, statedLink, measuredLink }: Boot, form: 1 | 2 | undefined): boolean {
  if (segment === 0) return true;
  const isLowest = (flags & BOOT_FLAG.noLower) !== 0;
  const stated = decodeAscii(statedLink);
  if (stated === "") return isLowest || (form !== 2 && (flags & BOOT_FLAG.lowerLinked) === 0);
  if (stated === decodeAscii(measuredLink)) return true;
  // retention removed the one before; a file that a repair set aside does not count as missing
  return isLowest && !stated.includes(LINK.damagedMark);
}
