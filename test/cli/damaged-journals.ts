/** Journals of a few records, with lines that are damaged, for the tests of `journal repair`. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { Repair } from "../../runtime/cli/journal/repair.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { EvidenceRecord, SentRecord } from "../../schemas/generated/types.ts";
import { evidence, sentRecord } from "../support/attempts.ts";
import { readSegments } from "../support/journal-files.ts";

export const atMs = Date.parse("2026-11-23T12:00:00Z");
export const now = new Date(atMs + 3_600_000);
export const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const checkpoint: JournalRecord = {
  t: "checkpoint",
  v: 1,
  atMs,
  till: "7",
  storeId: "S1",
  segments: [{ segment: 1, yyyymmdd: 20261123 }],
  attempts: [],
};

export const sent = (n: number): SentRecord =>
  sentRecord({
    ...{ atMs: atMs + n, attemptId: idOf(n), saleKey: `K${n}`, receiptNo: String(n), totalCents: 100 + n },
    ...{ storeId: "S1", epoch: "E1", body: JSON.stringify({ id: idOf(n), saleKey: `K${n}` }) },
  });

export const approved = (n: number): EvidenceRecord =>
  evidence({
    ...{ atMs: atMs + n, attemptId: idOf(n), fiscal: { state: "printed", documentNo: `D${n}` } },
    payments: [{ method: 2, name: "Banko kortelė", amountCents: 100 + n }],
  });

export const closed = (n: number): JournalRecord => ({ t: "close", atMs: atMs + n, attemptId: idOf(n), saved: true });
export const lineOf = (record: JournalRecord | object) => Buffer.from(encodeLine(Buffer.from(JSON.stringify(record))));
export const spoiled = (record: JournalRecord) =>
  Buffer.from(lineOf(record).toString("latin1").replace("{", "["), "latin1");

/** A data folder with these segments, each a list of lines. */
export function withFolder(segments: readonly (readonly Uint8Array[])[], body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "repair-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [at, lines] of segments.entries())
      writeFileSync(join(folder, "journal", segmentFile(at + 1, 20261123)), Buffer.concat(lines));
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const filesOf = (folder: string) => readdirSync(join(folder, "journal")).sort();

export function repaired(repair: Repair): Extract<Repair, { kind: "repaired" }> {
  if (repair.kind !== "repaired") throw new Error("there was nothing to repair");
  return repair;
}

/** What a start would know: the newest segment, folded. */
export function ledgerOf(folder: string): Ledger {
  const ledger = new Ledger();
  for (const line of readSegments(folder).at(-1)?.lines ?? []) if (line.kind === "record") ledger.apply(line.record);
  return ledger;
}
