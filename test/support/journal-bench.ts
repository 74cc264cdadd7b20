// A journal on a disk in memory, with the clock of a test, and records to write into it.
import { Batch, type Boot } from "../../plugin/boundary.ts";
import { localDate } from "../../plugin/clock.ts";
import { Journal } from "../../plugin/journal/journal.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import type { CheckpointRecord } from "../../schemas/generated/types.ts";
import { AT_MS, evidence, sentRecord } from "./attempts.ts";
import { decodeBatch, type Effect, EMPTY_BOOT } from "./boundary.ts";
import { JournalDisk } from "./journal-disk.ts";

export const DAY_MS = 86_400_000;
export const encode = (text: string) => new TextEncoder().encode(text);

interface BootPart {
  readonly lines?: readonly (object | string)[];
  readonly flags?: number;
  readonly segment?: number;
  readonly yyyymmdd?: number;
  readonly badOffset?: number;
  readonly statedLink?: Uint8Array;
  readonly measuredLink?: Uint8Array;
  /** False: a lower segment is there. */
  readonly alone?: boolean;
}

/** A journal on a disk in memory, with the clock of a test. */
export class Disk {
  journal!: Journal;
  wallMs: number;
  utcOffsetMin = 120;
  keepDays: number;
  effects: Effect[] = [];
  readonly files = new JournalDisk();

  constructor({ wallMs = AT_MS, keepDays = 90 } = {}) {
    this.wallMs = wallMs;
    this.keepDays = keepDays;
  }

  get segments(): JournalDisk["segments"] {
    return this.files.segments;
  }

  get segment(): number {
    return this.files.segment;
  }

  boot({ lines, flags = BOOT_FLAG.writable, badOffset = -1, alone = true, ...part }: BootPart = {}): this {
    const text = lines?.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n");
    const there = this.files.bootPart();
    const boot: Boot = {
      ...{
        ...EMPTY_BOOT,
        ...there,
        ...part,
        lines: Buffer.from(there.lines).toString("latin1"),
        flags: alone ? flags | there.flags : flags,
        badOffset,
      },
      ...(text === undefined ? {} : { lines: text, size: text.length }),
    };
    return this.#carryOut((batch) => {
      this.journal = new Journal(boot, "1", this.keepDays, this.#moment(), batch);
      const { wanted } = this.journal;
      const hits = this.files.hitsAt(wanted);
      for (const hit of hits ?? []) this.journal.take(hit);
      if (wanted.length > 0) this.journal.complete(hits !== undefined);
    });
  }

  write(...records: readonly JournalRecord[]): this {
    for (const record of records) this.#carryOut((batch) => this.journal.record(record, this.#moment(), batch));
    return this;
  }

  #moment() {
    return { wallMs: this.wallMs, utcOffsetMin: this.utcOffsetMin, monoMs: 0, random: new Uint8Array(16) };
  }

  #carryOut(act: (batch: Batch) => void): this {
    const batch = new Batch();
    act(batch);
    this.effects = decodeBatch(batch.encode());
    for (const effect of this.effects) this.files.carryOut(effect);
    return this;
  }

  get names(): string[] {
    return this.effects.map(({ type }) => type);
  }

  checkpoint(segment = this.segment): CheckpointRecord {
    return JSON.parse(this.segments.get(segment)!.lines[0]!) as CheckpointRecord;
  }

  /** The ids of what the present checkpoint refers to. */
  get carried(): string[] {
    return (this.checkpoint().carried ?? []).flatMap(({ attempts }) => attempts.map(({ id: attemptId }) => attemptId));
  }
}

export const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const sent = (number: number, changes = {}) =>
  sentRecord({ attemptId: id(number), saleKey: `T1-${number}`, atMs: AT_MS + number, ...changes });

export const paid = (number: number) => [
  sent(number),
  evidence({ attemptId: id(number), fiscal: { state: "printed", documentNo: `D${number}` } }),
];

export const saved = (number: number) => [
  ...paid(number),
  { t: "close", atMs: AT_MS, attemptId: id(number), saved: true } as const,
];

export const checkpoint = (changes: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  ...{ t: "checkpoint", v: 1, atMs: AT_MS, till: "1" },
  ...{ segments: [{ segment: 1, yyyymmdd: 20261123 }], attempts: [], ...changes },
});

export const today = localDate({ wallMs: AT_MS, utcOffsetMin: 120 });
