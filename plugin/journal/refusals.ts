/** The keys whose last `init` was refused, so that an engine that follows a lost one knows what GAMA was told. */
import type { JournalRecord } from "./record.ts";

/** Windows that GAMA may have open at once. */
const REPEATED = 8;

/** Each key with the record that says so, the newest last. */
export type Refusals = Map<string, JournalRecord>;

export function noteRefusal(refusals: Refusals, record: JournalRecord): void {
  if (record.t === "sent") refusals.delete(record.saleKey);
  else if (record.t === "refusal" && record.hook === "init" && record.saleKey) {
    refusals.delete(record.saleKey);
    refusals.set(record.saleKey, record);
  }
}

/** Forgets all but the newest, and returns those. */
export function newest(refusals: Refusals): JournalRecord[] {
  for (const saleKey of [...refusals.keys()].slice(0, -REPEATED)) refusals.delete(saleKey);
  return [...refusals.values()];
}
