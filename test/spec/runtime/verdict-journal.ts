/** Journals that a test lays down to be judged: by a start, by list and doctor, and by `repair`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Batch } from "../../../plugin/boundary.ts";
import { Journal as TillJournal } from "../../../plugin/journal/journal.ts";
import { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { isTrouble } from "../../../runtime/cli/journal/state.ts";
import { digestOf } from "../../../runtime/node/store/chain.ts";
import { Disk } from "../../../runtime/node/store/disk.ts";
import { Journal } from "../../../runtime/node/store/journal.ts";
import { encodeLine, segmentFile } from "../../../runtime/node/store/segment.ts";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { sentRecord } from "../../support/attempts.ts";
import { doctorOf, readSegments, repairFolder } from "../../support/journal-files.ts";

export const atMs = Date.parse("2026-11-23T12:00:00Z");
export const now = new Date(atMs + 3_600_000);
export const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const checkpoint = (till = "7"): JournalRecord => ({
  t: "checkpoint",
  v: 2,
  atMs,
  till,
  storeId: "S1",
  segments: [{ segment: 1, yyyymmdd: 20261123 }],
  carried: [],
});

export const sent = (n: number): JournalRecord =>
  sentRecord({
    ...{ atMs: atMs + n, attemptId: idOf(n), saleKey: `K${n}`, receiptNo: String(n), totalCents: 100 + n },
    ...{ storeId: "S1", epoch: "E1" },
  });

export const closed = (n: number): JournalRecord => ({ t: "close", atMs: atMs + n, attemptId: idOf(n), saved: true });
export const lineOf = (record: JournalRecord, link = "") =>
  Buffer.from(encodeLine(Buffer.from(JSON.stringify(record)), Buffer.from(link)));
export const bytesOf = (...records: JournalRecord[]) => Buffer.concat(records.map((record) => lineOf(record)));
export const linkTo = (segment: number, bytes: Uint8Array) => `${String(segment).padStart(8, "0")}:${digestOf(bytes)}`;
export const after = (segment: number, bytes: Uint8Array, ...records: JournalRecord[]) =>
  Buffer.concat([lineOf(checkpoint(), linkTo(segment, bytes)), bytesOf(...records)]);
export const withCr = (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r\n"), "latin1");

/** As 0.1.0 wrote them. */
export const old = { ...checkpoint(), v: 1, attempts: [], carried: undefined } as unknown as JournalRecord;

export const one = bytesOf(checkpoint(), sent(1));
export const two = after(1, one, sent(2));
export const three = after(2, two, sent(3));
export const foreign = Buffer.concat([lineOf(checkpoint("8"), linkTo(4, one)), bytesOf(sent(9))]);

export type Files = Readonly<Record<string, Uint8Array>>;
export const at = (segment: number, day = 20261123) => segmentFile(segment, day);

export function withFiles(files: Files, body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "verdict-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, "journal", name), bytes);
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As host and bundle judge it together. */
export function startRefuses(folder: string): boolean {
  const host = new Journal(join(folder, "journal"), new Disk(), { keepDays: 90 });
  const view = host.load();
  host.close();
  const raised = [
    [view.corrupt, BOOT_FLAG.corrupt],
    [view.tailCut, BOOT_FLAG.tailCut],
    [view.lowerLinked, BOOT_FLAG.lowerLinked],
    [view.noLower, BOOT_FLAG.noLower],
  ] as const;
  const flags = raised.reduce((all, [isRaised, flag]) => (isRaised ? all | flag : all), Number(BOOT_FLAG.writable));
  const moment = { utcOffsetMin: 0, wallMs: now.getTime(), monoMs: 0, random: new Uint8Array(16) };
  const boot = {
    ...moment,
    ...view,
    lines: Buffer.from(view.lines).toString("latin1"),
    type: "boot",
    flags,
    lossReason: 0,
    till: new Uint8Array(),
    configJson: new Uint8Array(),
  };
  const { trouble } = new TillJournal(
    boot as unknown as ConstructorParameters<typeof TillJournal>[0],
    "7",
    90,
    moment,
    new Batch(),
  );
  return trouble !== undefined;
}

export const newestState = (folder: string) =>
  readSegments(folder)
    .map(({ state }) => state)
    .filter(({ kind }) => kind !== "begun")
    .at(-1) ?? { kind: "sound" as const };

/** Sale keys that a start from the newest segment knows. */
export function knownKeys(folder: string): string[] {
  const ledger = new Ledger();
  for (const line of readSegments(folder).at(-1)?.lines ?? []) if (line.kind === "record") ledger.apply(line.record);
  return ledger.all().map(({ saleKey }) => saleKey);
}

/** A start, list and doctor refuse the journal; `repair` keeps these sales and every byte, and then all take it. */
export function isRefusedAndRepaired(files: Files, keeps: readonly string[]): void {
  withFiles(files, (folder) => {
    assert.ok(startRefuses(folder));
    assert.ok(readSegments(folder).some(({ state }) => isTrouble(state)));
    assert.is(doctorOf(folder), "fail");
    const before = Object.keys(files).map((name) => readFileSync(join(folder, "journal", name)));
    const repair = repairFolder(folder, { now });
    assert.is(repair.kind, "repaired");
    assert.not(startRefuses(folder));
    assert.not(isTrouble(newestState(folder)));
    assert.equal(knownKeys(folder).sort(), keeps);
    assert.is(repairFolder(folder, { now }).kind, "sound");
    // Nothing is deleted and nothing rewritten, whatever its name is now.
    const left = readdirSync(join(folder, "journal")).map((name) => readFileSync(join(folder, "journal", name)));
    for (const bytes of before) assert.ok(left.some((other) => other.equals(bytes)));
  });
}

/** A start, list and doctor take the journal, and `repair` leaves it. */
export function isTaken(files: Files, states: readonly string[]): void {
  withFiles(files, (folder) => {
    assert.not(startRefuses(folder));
    assert.equal(
      readSegments(folder).map(({ state }) => state.kind),
      states,
    );
    assert.is(doctorOf(folder), "ok");
    assert.is(repairFolder(folder, { now }).kind, "sound");
  });
}
