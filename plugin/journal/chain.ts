/** The chain of segments: whether what the newest one states of the one before agrees with what is there (boundary.md). */
import { BOOT_FLAG, LINK } from "../../schemas/generated/boundary.ts";
import type { Boot } from "../boundary.ts";
import { decodeAscii } from "../text/ascii.ts";

/**
 * A gap, a foreign or an inserted segment never wins: a journal that is not sound sends nothing. `form` is the checkpoint's:
 * form 2 came with the chain, so a file of it that states nothing is no follower of another.
 */
export function isChained({ flags, segment, statedLink, measuredLink }: Boot, form: 1 | 2 | undefined): boolean {
  if (segment === 0) return true;
  const isLowest = (flags & BOOT_FLAG.noLower) !== 0;
  const stated = decodeAscii(statedLink);
  if (stated === "") return isLowest || (form !== 2 && (flags & BOOT_FLAG.lowerLinked) === 0);
  if (stated === decodeAscii(measuredLink)) return true;
  // the one before was removed by retention; a file that a repair set aside is never missed
  return isLowest && !stated.includes(LINK.damagedMark);
}
