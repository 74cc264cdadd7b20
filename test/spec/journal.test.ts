// The journal as the bundle keeps it: replay, rotation, checkpoints, retention, damage, and clocks that jump.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { Batch, type Boot } from "../../plugin/boundary.ts";
import { localDate } from "../../plugin/clock.ts";
import { Journal } from "../../plugin/journal/journal.ts";
import { Ledger, SETTLED_KEPT } from "../../plugin/journal/ledger.ts";
import { isJournalRecord, type JournalRecord } from "../../plugin/journal/record.ts";
import { isSettled } from "../../plugin/payment/attempt.ts";
import { isKeyVoided } from "../../plugin/payment/truth.ts";
import { BOOT_FLAG, CAPS } from "../../schemas/generated/boundary.ts";
import type { CheckpointRecord } from "../../schemas/generated/types.ts";
import { validateCheckpointRecord } from "../../schemas/generated/validators.js";
import { AT_MS, attempt, evidence, paymentRecord, sentRecord } from "../support/attempts.ts";
import { decodeBatch, type Effect, EMPTY_BOOT } from "../support/boundary.ts";
import { JournalDisk } from "../support/journal-disk.ts";
import { suite } from "../support/suite.ts";

const test = suite("journal");

const DAY_MS = 86_400_000;
const encode = (text: string) => new TextEncoder().encode(text);

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
class Disk {
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
      ...{ ...EMPTY_BOOT, ...there, ...part, flags: alone ? flags | there.flags : flags, badOffset },
      ...(text === undefined ? {} : { lines: encode(text), size: text.length }),
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

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const sent = (number: number, changes = {}) =>
  sentRecord({ attemptId: id(number), saleKey: `T1-${number}`, atMs: AT_MS + number, ...changes });
const paid = (number: number) => [
  sent(number),
  evidence({ attemptId: id(number), fiscal: { state: "printed", documentNo: `D${number}` } }),
];
const saved = (number: number) => [
  ...paid(number),
  { t: "close", atMs: AT_MS, attemptId: id(number), saved: true } as const,
];
const checkpoint = (changes: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  ...{ t: "checkpoint", v: 1, atMs: AT_MS, till: "1" },
  ...{ segments: [{ segment: 1, yyyymmdd: 20261123 }], attempts: [], ...changes },
});
const today = localDate({ wallMs: AT_MS, utcOffsetMin: 120 });

test("the first boot begins the first segment with an empty checkpoint", () => {
  const disk = new Disk().boot();
  assert.equal(disk.names, ["rotate"]);
  assert.equal(disk.checkpoint(), {
    ...{ t: "checkpoint", v: 2, atMs: AT_MS, till: "1" },
    ...{ segments: [{ segment: 1, yyyymmdd: today }], carried: [] },
  });
  assert.is(disk.journal.trouble, undefined);
});

test("a later boot writes nothing", () => {
  const disk = new Disk().boot().write(...paid(1));
  assert.equal(disk.boot().effects, []);
});

test("a record is appended and known at once", () => {
  const disk = new Disk().boot().write(sent(1));
  assert.equal(disk.names, ["append"]);
  assert.is(disk.journal.ledger.get(id(1))?.payment, "sent");
});

test("what is not ASCII is escaped in the journal", () => {
  const disk = new Disk().boot().write(sent(1, { operator: "ŽYDRŪNĖ" }));
  const [append] = disk.effects;
  assert.match(append?.type === "append" ? append.json : "", "\\u017dYDR");
  assert.is(disk.boot().journal.ledger.get(id(1))?.operator, "ŽYDRŪNĖ");
});

const step = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((number) => sent(number)),
  fc.integer({ min: 1, max: 5 }).map((number) => ({ ...paymentRecord("gave-up"), attemptId: id(number) })),
  fc.integer({ min: 1, max: 5 }).map((number) => ({ ...paymentRecord("cancel-asked"), attemptId: id(number) })),
  fc
    .record({
      number: fc.integer({ min: 1, max: 5 }),
      state: fc.constantFrom("approved", "declined"),
      documentNo: fc.constantFrom("D1", "D2"),
      revision: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ number, state, documentNo, revision }) =>
      evidence({
        attemptId: id(number),
        state: state as "approved",
        revision,
        fiscal: state === "approved" ? { state: "printed", documentNo } : { state: "not-printed" },
      }),
    ),
  fc
    .record({ number: fc.integer({ min: 1, max: 5 }), saved: fc.boolean() })
    .map(({ number, saved }) => ({ t: "close", atMs: AT_MS, attemptId: id(number), saved }) as const),
  fc.constant({ t: "pin", atMs: AT_MS, storeId: "store-1" } as const),
);

test("replay from any prefix gives the ledger that was live, across restarts and turns of the segment", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.boolean(), fc.boolean()), { maxLength: 15 }), (steps) => {
      const disk = new Disk().boot();
      for (const [record, restarts, newDay] of steps) {
        // an id is sent once: a second one would be a fault of ours
        if (record.t === "sent" && disk.journal.ledger.get(record.attemptId)) continue;
        if (newDay) disk.wallMs += DAY_MS;
        disk.write(record);
        const live = disk.journal.ledger;
        const replayed = new Disk();
        replayed.files.takeOver(disk.files);
        replayed.boot();
        assert.is(replayed.journal.trouble, undefined);
        // what is settled memory may have let go, and bytes are looked up where they are needed
        const bare = (ledger: Ledger) => ledger.unsettled().map(({ body: _body, ...rest }) => rest);
        assert.equal(bare(replayed.journal.ledger), bare(live));
        for (const one of live.unsettled())
          assert.is(replayed.journal.ledger.latest(one)?.attemptId, live.latest(one)?.attemptId);
        assert.is(replayed.journal.ledger.storeId, live.storeId);
        if (restarts) disk.boot();
      }
    }),
    { numRuns: 40 },
  );
});

test("what is said of a receipt that was settled before the segment began is known after a restart", () => {
  const disk = new Disk().boot().write(...saved(1));
  disk.wallMs += DAY_MS;
  disk.write(evidence({ attemptId: id(1), revision: 2, fiscal: { state: "printed", documentNo: "D2" } }));
  const live = disk.journal.ledger.unsettled().map(({ conflict }) => conflict?.code);
  assert.is(live.length, 1);
  assert.equal(
    disk
      .boot()
      .journal.ledger.unsettled()
      .map(({ conflict }) => conflict?.code),
    live,
  );
});

test("a torn tail is cut where the damage begins, and the records before it count", () => {
  const disk = new Disk().boot().write(sent(1));
  const flags = BOOT_FLAG.writable | BOOT_FLAG.tailCut;
  disk.boot({ flags, badOffset: 777 });
  assert.equal(disk.effects, [{ type: "truncate", segment: 1, offset: 777 }]);
  assert.is(disk.journal.trouble, undefined);
  assert.is(disk.journal.ledger.get(id(1))?.payment, "sent");
});

test("a torn tail of a read-only store is left alone", () => {
  const disk = new Disk().boot().write(sent(1));
  assert.equal(disk.boot({ flags: BOOT_FLAG.tailCut, badOffset: 777 }).effects, []);
  assert.is(disk.journal.trouble, "store-readonly");
});

test("a damaged journal refuses everything and touches nothing", () => {
  const disk = new Disk().boot().write(sent(1));
  disk.boot({ flags: BOOT_FLAG.writable | BOOT_FLAG.corrupt, badOffset: 50 });
  assert.equal(disk.effects, []);
  assert.is(disk.journal.trouble, "journal-corrupt");
  assert.equal(disk.write(sent(2)).effects, []);
  assert.is(disk.journal.ledger.get(id(2)), undefined);
});

const unreadable: readonly [what: string, line: object | string][] = [
  ["a kind that this version does not know", { t: "novelty", atMs: AT_MS }],
  ["a kind named like a property of every object", { t: "constructor", atMs: AT_MS }],
  ["a kind that is no text", { t: 5 }],
  ["a field that this version does not know", { ...sent(2), novelty: 1 }],
  ["a checkpoint of another version", { ...checkpoint(), v: 3 }],
  ["a list", []],
  ["null", "null"],
  ["no JSON", "{"],
];
for (const [what, line] of unreadable)
  test(`${what} makes journal-corrupt: nothing is sent by a version that does not understand`, () => {
    const disk = new Disk().boot({ lines: [checkpoint(), sent(1), line, sent(3)], segment: 1, yyyymmdd: today });
    assert.is(disk.journal.trouble, "journal-corrupt");
    assert.equal(disk.effects, []);
    assert.is(disk.journal.ledger.get(id(1))?.payment, "sent");
  });

test("every kind of record that is written is understood", () => {
  for (const record of [checkpoint(), ...saved(1), paymentRecord("gave-up")]) assert.ok(isJournalRecord(record));
});

test("another till's journal is refused", () => {
  const disk = new Disk().boot({ lines: [checkpoint({ till: "2" })], segment: 1, yyyymmdd: today });
  assert.is(disk.journal.trouble, "till-mismatch");
  assert.equal(disk.write(sent(1)).effects, []);
});

test("a read-only store keeps nothing and says so", () => {
  const disk = new Disk().boot({ flags: 0 });
  assert.equal(disk.effects, []);
  assert.is(disk.journal.trouble, "store-readonly");
  assert.equal(disk.write(sent(1)).effects, []);
});

test("a full disk still takes what is known, and sends nothing new", () => {
  const disk = new Disk().boot({ flags: BOOT_FLAG.writable | BOOT_FLAG.lowSpace });
  assert.is(disk.journal.trouble, "disk-full");
  assert.equal(disk.write(sent(1)).names, ["append"]);
});

test("damage is told before a full disk", () => {
  const disk = new Disk().boot({ flags: BOOT_FLAG.lowSpace | BOOT_FLAG.corrupt });
  assert.is(disk.journal.trouble, "journal-corrupt");
});

test("the segment turns at 256 KiB, and not before", () => {
  const disk = new Disk().boot();
  const body = "x".repeat(1000);
  let bytes = 0;
  for (let number = 1; disk.segment === 1; number++) {
    disk.write(sent(number, { body }));
    if (disk.segment === 1)
      bytes = disk.segments
        .get(1)!
        .lines.slice(1)
        .filter((one) => !one.includes('"t":"carried"'))
        .reduce((sum, one) => sum + one.length, 0);
  }
  assert.ok(bytes >= 256 * 1024 && bytes < 258 * 1024, String(bytes));
  assert.equal(disk.names.slice(-2), ["rotate", "append"]);
});

test("a restart counts the bytes of the segment", () => {
  const disk = new Disk().boot().write(sent(1, { body: "x".repeat(200 * 1024) }));
  disk.boot().write(sent(2, { body: "x".repeat(100 * 1024) }));
  assert.is(disk.segment, 1);
  assert.is(disk.write(sent(3)).segment, 2);
});

test("the segment turns at a new date, with the next record", () => {
  const disk = new Disk().boot().write(sent(1));
  disk.wallMs += DAY_MS;
  disk.write({ ...paymentRecord("gave-up"), attemptId: id(1) });
  assert.equal(disk.names, ["append", "rotate", "append"], "what is unsettled is carried first");
  assert.equal(disk.checkpoint().segments, [
    { segment: 1, yyyymmdd: today },
    { segment: 2, yyyymmdd: today + 1 },
  ]);
});

test("midnight is the till's own midnight", () => {
  const midnight = Date.UTC(2026, 10, 23, 22);
  const disk = new Disk({ wallMs: midnight - 1 }).boot().write(sent(1));
  disk.wallMs = midnight;
  assert.is(disk.write(sent(2)).segment, 2);
  assert.is(disk.segments.get(2)?.yyyymmdd, 20261124);
});

test("the change to winter time at midnight turns twice and loses nothing", () => {
  const disk = new Disk({ wallMs: Date.UTC(2026, 9, 24, 21, 30) }).boot();
  disk.utcOffsetMin = 180;
  disk.write(sent(1));
  disk.utcOffsetMin = 120;
  disk.write(sent(2));
  assert.equal(
    [...disk.segments.values()].map(({ yyyymmdd }) => yyyymmdd),
    [20261024, 20261025, 20261024],
  );
  assert.is(disk.boot().journal.ledger.all().length, 2);
});

test("a clock that went back begins a segment with a higher number and the older date", () => {
  const disk = new Disk().boot().write(sent(1));
  disk.wallMs -= 3 * DAY_MS;
  disk.write(sent(2));
  assert.is(disk.segment, 2);
  assert.is(disk.segments.get(2)?.yyyymmdd, today - 3);
  assert.is(disk.journal.ledger.all().length, 2);
});

test("the wall clock of the newest record is remembered, also over a restart", () => {
  const disk = new Disk().boot().write(sent(5));
  assert.is(disk.journal.lastWallMs, AT_MS + 5);
  assert.is(disk.boot().journal.lastWallMs, AT_MS + 5);
});

test("retention keeps as many dates as the config says, and removes the oldest segments", () => {
  const disk = new Disk({ keepDays: 2 }).boot();
  for (let day = 1; day <= 4; day++) {
    disk.wallMs += DAY_MS;
    disk.write(sent(day));
  }
  assert.equal([...disk.segments.keys()], [4, 5]);
  assert.equal(
    disk.checkpoint().segments.map(({ segment }) => segment),
    [4, 5],
  );
});

test("retention counts dates that are present, so a clock far ahead removes nothing by itself", () => {
  const disk = new Disk({ keepDays: 3 }).boot().write(sent(1));
  disk.wallMs += 1000 * DAY_MS;
  disk.write(sent(2));
  assert.equal([...disk.segments.keys()], [1, 2]);
});

test("retention never removes the segment that is being written, whatever its date", () => {
  const disk = new Disk({ keepDays: 1 }).boot().write(sent(1));
  for (const days of [5, -9, 4, -2, 8]) {
    disk.wallMs += days * DAY_MS;
    disk.write(sent(disk.segment + 10));
    assert.ok(disk.segments.has(disk.segment));
    assert.ok(disk.segments.size >= 1);
  }
  assert.is(disk.boot().journal.ledger.all().length, 6);
});

test("retention fits a batch: what is left is removed at the next turn", () => {
  const segments = Array.from({ length: 100 }, (_, at) => ({ segment: at + 1, yyyymmdd: 20260101 + at }));
  const disk = new Disk({ keepDays: 2 }).boot({ lines: [checkpoint({ segments })], segment: 100, yyyymmdd: 20260200 });
  disk.write(sent(1));
  assert.ok(disk.effects.length < CAPS.effects);
  const left = () => disk.checkpoint().segments.length;
  const first = left();
  assert.ok(first > 2 && first < 101);
  for (let day = 1; day < 10; day++) {
    disk.wallMs += DAY_MS;
    disk.write(sent(day + 1));
  }
  assert.is(left(), 2);
});

/** Writes as much as fills a segment, again and again. */
function fill(disk: Disk, segments: number): void {
  const last = disk.segment + segments;
  while (disk.segment < last)
    disk.write({ t: "refusal", atMs: AT_MS, hook: "init", code: "x".repeat(60), saleKey: "y".repeat(60) });
}

test("a checkpoint says where each date begins: it does not grow with the segments of a busy day", () => {
  const disk = new Disk().boot();
  fill(disk, 20);
  assert.equal(disk.checkpoint().segments, [{ segment: 1, yyyymmdd: today }]);
  disk.wallMs += DAY_MS;
  fill(disk, 3);
  assert.equal(disk.checkpoint().segments, [
    { segment: 1, yyyymmdd: today },
    { segment: 22, yyyymmdd: today + 1 },
  ]);
});

test("retention removes every segment of a date, over as many turns as it takes", () => {
  const disk = new Disk({ keepDays: 1 }).boot();
  fill(disk, 20);
  disk.wallMs += DAY_MS;
  fill(disk, 2);
  assert.equal([...disk.segments.keys()], [17, 18, 19, 20, 21, 22, 23]);
  assert.equal(disk.checkpoint().segments, [
    { segment: 17, yyyymmdd: today },
    { segment: 22, yyyymmdd: today + 1 },
  ]);
  fill(disk, 1);
  assert.equal([...disk.segments.keys()], [22, 23, 24]);
});

test("a checkpoint refers to what is unsettled and to nothing else; 100 settled ones stay in memory", () => {
  const disk = new Disk().boot().write(sent(1));
  for (let number = 2; number <= SETTLED_KEPT + 21; number++) disk.write(...saved(number));
  disk.wallMs += DAY_MS;
  disk.write(sent(999));
  assert.equal(disk.carried, [id(1)]);
  assert.is(disk.checkpoint().attempts, undefined);
  assert.is(disk.journal.ledger.all().length, SETTLED_KEPT + 2);
  assert.is(disk.journal.ledger.latest({ kind: "sale", saleKey: "T1-2" }), undefined);
});

test("a checkpoint names what it refers to in words that a look-up of a key does not find", () => {
  const disk = new Disk().boot().write(sent(1));
  disk.wallMs += DAY_MS;
  disk.write(sent(2));
  const line = disk.segments.get(2)!.lines[0]!;
  assert.match(line, `"id":"${id(1)}","kind":"sale","key":"T1-1"`);
  assert.not.match(line, /"saleKey":|"attemptId":/);
});

test("request bytes are in no line but that of the send", () => {
  const disk = new Disk().boot().write(sent(1, { body: "BYTES" }), ...saved(2));
  disk.wallMs += DAY_MS;
  disk.write(sent(3));
  const all = [...disk.segments.values()].flatMap(({ lines }) => lines);
  assert.is(all.filter((line) => line.includes("BYTES")).length, 1);
  assert.is(disk.journal.ledger.get(id(1))?.body, undefined);
});

test("what did not change since it was carried is not carried again", () => {
  const disk = new Disk().boot().write(sent(1));
  for (let day = 0; day < 3; day++) {
    disk.wallMs += DAY_MS;
    disk.write({ t: "refusal", atMs: AT_MS, hook: "init", code: "blocked" });
  }
  const carried = [...disk.segments.values()].flatMap(({ lines }) =>
    lines.filter((line) => line.includes('"carried","at')),
  );
  assert.is(carried.length, 1);
  assert.is(disk.boot().journal.ledger.get(id(1))?.payment, "sent");
});

test("what stands in a segment that retention removes is carried on before", () => {
  const disk = new Disk({ keepDays: 2 }).boot().write(sent(1));
  for (let day = 0; day < 6; day++) {
    disk.wallMs += DAY_MS;
    disk.write({ t: "refusal", atMs: AT_MS, hook: "init", code: "blocked" });
  }
  assert.equal([...disk.segments.keys()], [6, 7]);
  assert.is(disk.boot().journal.ledger.get(id(1))?.payment, "sent");
});

test("a state that is not where the checkpoint says makes journal-corrupt", () => {
  for (const spoil of [(line: string) => line.replace(id(1), id(9)), () => JSON.stringify(sent(7))]) {
    const disk = new Disk().boot().write(sent(1));
    disk.wallMs += DAY_MS;
    disk.write(sent(2));
    const { lines } = disk.segments.get(1)!;
    lines[lines.length - 1] = spoil(lines.at(-1)!).padEnd(lines.at(-1)!.length);
    assert.is(disk.boot().journal.trouble, "journal-corrupt");
  }
});

for (const [what, boot, isSound] of [
  ["the one before is the one that is stated", { statedLink: "00000001:aa", measuredLink: "00000001:aa" }, true],
  ["another one is in its place", { statedLink: "00000001:aa", measuredLink: "00000001:bb" }, false],
  ["one was put in between", { statedLink: "00000001:aa", measuredLink: "00000002:bb" }, false],
  [
    "it is the lowest that is kept",
    { statedLink: "00000001:aa", measuredLink: "00000001:-", flags: BOOT_FLAG.noLower },
    true,
  ],
  [
    "a file that a repair set aside is gone",
    { statedLink: "00000001.damaged:aa", measuredLink: "00000001.damaged:-", flags: BOOT_FLAG.noLower },
    false,
  ],
  ["no segment has a link, as version 0.1.0 wrote them", { measuredLink: "00000001:bb" }, true],
  ["a lower one has a link and it has none", { measuredLink: "00000001:bb", flags: BOOT_FLAG.lowerLinked }, false],
] as const)
  test(`the chain: ${what}: ${isSound ? "sound" : "journal-corrupt"}`, () => {
    const {
      statedLink = "",
      measuredLink,
      flags = 0,
    } = boot as { statedLink?: string; measuredLink: string; flags?: number };
    const part = {
      statedLink: encode(statedLink),
      measuredLink: encode(measuredLink),
      flags: BOOT_FLAG.writable | flags,
    };
    const disk = new Disk().boot({ lines: [checkpoint()], segment: 2, yyyymmdd: today, ...part, alone: false });
    assert.is(disk.journal.trouble, isSound ? undefined : "journal-corrupt");
  });

test("10 000 unsettled attempts: every batch fits, no checkpoint is refused by its own schema, all come back", () => {
  const disk = new Disk().boot();
  for (let number = 1; number <= 10_000; number++) {
    disk.write(sent(number));
    assert.ok(disk.effects.length < CAPS.effects);
  }
  disk.wallMs += DAY_MS;
  for (let turn = 0; turn < 3; turn++) disk.write({ t: "refusal", atMs: AT_MS, hook: "init", code: "blocked" });
  assert.ok(validateCheckpointRecord(disk.checkpoint()));
  assert.is(disk.carried.length, 10_000);
  disk.boot();
  assert.is(disk.journal.trouble, undefined);
  assert.is(disk.journal.ledger.unsettled().length, 10_000);
});

test("a late word about an attempt that is settled and forgotten changes nothing", () => {
  const ledger = new Ledger();
  ledger.apply(evidence());
  assert.equal(ledger.all(), []);
});

test("a refusal is written and changes no attempt", () => {
  const disk = new Disk().boot();
  disk.write({ t: "refusal", atMs: AT_MS, hook: "init", code: "blocked", saleKey: "T1-1" });
  assert.equal(disk.names, ["append"]);
  assert.equal(disk.journal.ledger.all(), []);
});

test("rule 6: a document number that another sale has is a conflict (F49)", () => {
  const ledger = new Ledger();
  for (const record of [...paid(1), sent(2)]) ledger.apply(record);
  ledger.apply(evidence({ attemptId: id(2), fiscal: { state: "printed", documentNo: "D1" } }));
  assert.is(ledger.get(id(2))?.conflict?.code, "document-repeated");
  assert.is(ledger.get(id(1))?.conflict, undefined);
});

test("the same document number under another epoch is another device's", () => {
  const ledger = new Ledger();
  for (const record of [...paid(1), sent(2, { epoch: "epoch-2" })]) ledger.apply(record);
  ledger.apply(evidence({ attemptId: id(2), fiscal: { state: "printed", documentNo: "D1" } }));
  assert.is(ledger.get(id(2))?.conflict, undefined);
});

test("the newest attempt of a key is the latest, kinds apart", () => {
  const ledger = new Ledger();
  ledger.apply(sent(1, { saleKey: "K" }));
  ledger.apply(sent(2, { saleKey: "K" }));
  ledger.apply(sent(3, { saleKey: "K", kind: "return" }));
  assert.is(ledger.latest({ kind: "sale", saleKey: "K" })?.attemptId, id(2));
  assert.is(ledger.latest({ kind: "return", saleKey: "K" })?.attemptId, id(3));
  assert.is(ledger.latest({ kind: "void", saleKey: "K" }), undefined);
});

test("an approved void settles its sale: nothing is left to save", () => {
  const ledger = new Ledger();
  for (const record of paid(1)) ledger.apply(record);
  ledger.apply(sent(2, { saleKey: "T1-1", kind: "void" }));
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), false);
  ledger.apply(evidence({ attemptId: id(2), fiscal: { state: "printed", documentNo: "V1" } }));
  assert.is(ledger.get(id(1))?.gama, "settled");
  assert.ok(isSettled(ledger.get(id(1))!));
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), true);
});

test("a checkpoint replaces everything that was known before it", () => {
  const ledger = new Ledger();
  ledger.apply(sent(1));
  ledger.apply(checkpoint({ storeId: "store-9", attempts: [attempt({ attemptId: id(2), saleKey: "T1-2" })] }));
  assert.equal(
    ledger.all().map(({ attemptId }) => attemptId),
    [id(2)],
  );
  assert.is(ledger.storeId, "store-9");
});

test.run();
