/** What a start finds, what a record of the journal is, and why it was written. */
import type { Boot } from "../../../plugin/boundary.ts";
import { isJournalRecord, type JournalRecord } from "../../../plugin/journal/record.ts";
import { BOOT_FLAG, LOSS } from "../../../schemas/generated/boundary.ts";
import { CODES, type Code } from "../../../schemas/generated/codes.ts";
import { joined, type Words } from "../words.ts";
import type { TraceHeader } from "./lines.ts";

/** A start: the engine and bundle, the loss before it, and what is open in the journal. */
export function startWords(
  { flags, lossReason }: Pick<Boot, "flags" | "lossReason">,
  { engine, bundle }: TraceHeader,
  openCount: number,
): Words {
  const where = `${engine}, ${bundle.slice(0, 12)}`;
  const parts: Words[] = [{ en: `The plug-in starts (${where})`, lt: `Plėtinys paleidžiamas (${where})` }];
  const after = Object.entries(LOSS).find(([, number]) => number === lossReason)?.[0] ?? "none";
  if (after !== "none") parts.push({ en: ` after a loss (${after})`, lt: ` po praradimo (${after})` });
  for (const [flag, isSet, words] of NOTES) if (((flags & BOOT_FLAG[flag]) !== 0) === isSet) parts.push(words);
  parts.push({ en: `. Open in the journal: ${openCount}.`, lt: `. Žurnale neužbaigta: ${openCount}.` });
  return joined(parts, "");
}

const NOTES: readonly (readonly [flag: keyof typeof BOOT_FLAG, isSet: boolean, words: Words])[] = [
  ["corrupt", true, { en: ", the journal is damaged", lt: ", žurnalas sugadintas" }],
  ["tailCut", true, { en: ", the journal's last line is cut", lt: ", paskutinė žurnalo eilutė nukirsta" }],
  ["writable", false, { en: ", nothing can be written", lt: ", įrašyti neįmanoma" }],
  ["lowSpace", true, { en: ", the disk is nearly full", lt: ", diskas beveik pilnas" }],
];

/** A line of the journal as its record. Undefined if this version does not know it. */
export function recordOf(json: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJournalRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The sentence of the code in a record. */
export function whyOf(record: JournalRecord): Words | undefined {
  if (record.t !== "payment" && record.t !== "refusal") return undefined;
  // this event changes nothing that was written before, and would only repeat the earlier code
  if (record.t === "payment" && record.event === "taken-up") return undefined;
  const entry = Object.hasOwn(CODES, record.code) ? CODES[record.code as Code] : undefined;
  return entry === undefined ? undefined : { en: entry.en, lt: entry.lt };
}
