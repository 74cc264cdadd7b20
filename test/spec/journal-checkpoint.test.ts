// Checkpoints: what they refer to, what they carry, and what a damaged one makes of the journal.
import * as assert from "uvu/assert";
import { groupsOf } from "../../plugin/journal/carrying.ts";
import { SETTLED_KEPT } from "../../plugin/journal/ledger.ts";
import { BOOT_FLAG, CAPS } from "../../schemas/generated/boundary.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { validateCheckpointRecord } from "../../schemas/generated/validators.js";
import { AT_MS, attempt } from "../support/attempts.ts";
import { checkpoint, DAY_MS, Disk, encode, id, saved, sent, today } from "../support/journal-bench.ts";
import { suite } from "../support/suite.ts";

const test = suite("journal: checkpoints");

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

test("what is carried stands in lines of at most 200 attempts and 128 KiB, well below what an event can bring", () => {
  const sizesOf = (attempts: number, bytes: number) =>
    [...groupsOf(new Array<Attempt>(attempts).fill(attempt()), () => bytes)].map(({ length }) => length);
  assert.equal(sizesOf(401, 1), [200, 200, 1]);
  assert.equal(sizesOf(5, 50 * 1024), [2, 2, 1]);
  assert.equal(sizesOf(2, 200 * 1024), [1, 1]);
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

test.run();
