// The journal as the bundle keeps it: boot, replay, and damage.
import fc from "fast-check";
import * as assert from "uvu/assert";
import type { Ledger } from "../../plugin/journal/ledger.ts";
import { isJournalRecord } from "../../plugin/journal/record.ts";
import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import { AT_MS, evidence, paymentRecord } from "../support/attempts.ts";
import { checkpoint, DAY_MS, Disk, id, paid, saved, sent, today } from "../support/journal-bench.ts";
import { suite } from "../support/suite.ts";

const test = suite("journal");

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
        const bare = (ledger: Ledger) =>
          ledger
            .unsettled()
            .map(({ body: _body, ...rest }) => rest)
            // a state that was carried stands where it was carried; the order within a key is looked at below
            .sort((one, other) => one.attemptId.localeCompare(other.attemptId));
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
  assert.equal([disk.journal.trouble, disk.journal.otherTill], ["till-mismatch", "2"]);
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

test.run();
