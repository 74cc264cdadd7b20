/** The text of a link. With it a segment's first line names the segment before (boundary.md). */
import { LINK } from "../../../schemas/generated/boundary.ts";

export interface LinkEntry {
  readonly segment: number;
  readonly isDamaged: boolean;
  /** `-` in a measured link if there is no such file. */
  readonly digest: string;
}

const ENTRY = /^([0-9]{8})(\.damaged)?:([0-9a-f]{64}|-)$/;

export function formatLink(entries: readonly LinkEntry[]): string {
  return entries
    .map(({ segment, isDamaged, digest }) => {
      const number = String(segment).padStart(LINK.numberDigits, "0");
      return `${number}${isDamaged ? LINK.damagedMark : ""}:${digest}`;
    })
    .join(LINK.separator);
}

/** Reads a link. Undefined if the text is not one. */
export function parseLink(text: string): LinkEntry[] | undefined {
  if (text === "") return [];
  const entries: LinkEntry[] = [];
  for (const part of text.split(LINK.separator)) {
    const [, number, mark, digest] = ENTRY.exec(part) ?? [];
    if (number === undefined || digest === undefined) return undefined;
    entries.push({ segment: Number(number), isDamaged: mark !== undefined, digest });
  }
  return entries;
}
