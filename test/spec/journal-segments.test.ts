// Segments: when one ends and the next begins, and how long each is kept.
import * as assert from "uvu/assert";
import { CAPS } from "../../schemas/generated/boundary.ts";
import { AT_MS, paymentRecord } from "../support/attempts.ts";
import { checkpoint, DAY_MS, Disk, id, sent, today } from "../support/journal-bench.ts";
import { suite } from "../support/suite.ts";

const test = suite("journal: segments and retention");

test("the segment turns at 128 KiB, and not before", () => {
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
  assert.ok(bytes >= 128 * 1024 && bytes < 130 * 1024, String(bytes));
  assert.equal(disk.names.slice(-2), ["rotate", "append"]);
});

for (const [checkpointKib, turnsKib] of [
  [1, 128],
  [200, 200],
  [600, 256],
] as const)
  test(`behind a checkpoint of ${checkpointKib} KiB the segment turns at ${turnsKib} KiB`, () => {
    const padded = `${JSON.stringify(checkpoint())}${" ".repeat(checkpointKib * 1024)}`;
    const disk = new Disk().boot({ lines: [padded], segment: 1, yyyymmdd: today });
    let kib = 0;
    for (; disk.journal.segment === 1; kib += 10) disk.write(sent(kib + 1, { body: "x".repeat(10 * 1024) }));
    assert.ok(kib - 10 >= turnsKib - 10 && kib - 10 <= turnsKib + 10, String(kib));
  });

test("a restart counts the bytes of the segment", () => {
  const disk = new Disk().boot().write(sent(1, { body: "x".repeat(100 * 1024) }));
  disk.boot().write(sent(2, { body: "x".repeat(50 * 1024) }));
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

test.run();
