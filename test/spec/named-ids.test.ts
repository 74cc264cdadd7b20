// What health has named, as records and checkpoints say it (docs/contracts.md C2).
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { NAMED_MAX, NamedIds } from "../../plugin/journal/named.ts";
import type { NamedRecord } from "../../schemas/generated/types.ts";
import { validateCheckpointRecord } from "../../schemas/generated/validators.js";
import { AT_MS } from "../support/attempts.ts";
import { DAY_MS, Disk, id, saved } from "../support/journal-bench.ts";
import { suite } from "../support/suite.ts";

const test = suite("named ids");

const named = (attemptId: string, more: Partial<NamedRecord> = {}): NamedRecord => ({
  ...{ t: "named", atMs: AT_MS, attemptId, storeId: "store-1", epoch: "epoch-1", utcOffsetMin: 120 },
  ...more,
});
const idsOf = (ids: NamedIds) => ids.all().map(({ id }) => id);

test("the first time counts, the newest epoch, and that it once held something up", () => {
  const ids = new NamedIds();
  ids.apply(named("a", { holdsUp: true }));
  ids.apply(named("a", { atMs: AT_MS + 5, epoch: "epoch-2" }));
  assert.equal(ids.get("a"), {
    ...{ id: "a", atMs: AT_MS, storeId: "store-1", epoch: "epoch-2", utcOffsetMin: 120, holdsUp: true },
  });
  ids.apply(named("a", { answered: true }));
  assert.is(ids.size, 0);
});

test("beyond the limit the oldest is forgotten, before it one that nothing was refused for", () => {
  const ids = new NamedIds();
  for (let number = 0; number < NAMED_MAX; number++) ids.apply(named(`n${number}`));
  ids.apply(named("n0", { holdsUp: true }));
  ids.apply(named("new"));
  assert.is(ids.size, NAMED_MAX);
  assert.equal([ids.get("n0") !== undefined, ids.get("n1"), ids.get("new") !== undefined], [true, undefined, true]);
});

test("where all of them hold something up, the oldest is forgotten and the new one is not", () => {
  const ids = new NamedIds();
  for (let number = 0; number < NAMED_MAX; number++) ids.apply(named(`n${number}`, { holdsUp: true }));
  ids.apply(named("new"));
  assert.equal([ids.size, ids.get("n0"), ids.get("new") !== undefined], [NAMED_MAX, undefined, true]);
});

test("a checkpoint carries all of them, in words that a look-up of an id does not find", () => {
  const disk = new Disk().boot().write(...saved(1));
  for (let number = 0; number < NAMED_MAX + 3; number++) disk.write(named(`n${number}`));
  disk.wallMs += DAY_MS;
  disk.write(...saved(2));
  const line = disk.segments.get(2)!.lines[0]!;
  assert.ok(validateCheckpointRecord(JSON.parse(line)));
  assert.not.match(line, /"attemptId":/);
  const kept = idsOf(disk.boot().journal.ledger.named);
  assert.equal([kept.length, kept[0], kept.at(-1)], [NAMED_MAX, "n3", `n${NAMED_MAX + 2}`]);
});

test("a checkpoint refers to the settled attempt that health names", () => {
  const disk = new Disk().boot().write(...saved(1), named(id(1)));
  disk.wallMs += DAY_MS;
  disk.write(...saved(2));
  assert.equal(disk.carried, [id(1)]);
  assert.ok(disk.boot().journal.ledger.get(id(1)));
});

test("a checkpoint of a journal in which nothing is named does not speak of it", () => {
  const disk = new Disk().boot().write(named("a"), named("a", { answered: true }));
  disk.wallMs += DAY_MS;
  disk.write(...saved(2));
  assert.is(disk.checkpoint().named, undefined);
});

test("a rebuilt checkpoint replaces what was named, one of a running till adds to it", () => {
  const ledger = new Ledger();
  const place = { t: "checkpoint" as const, atMs: AT_MS, till: "1", segments: [] };
  const one = (id: string) => ({ id, atMs: AT_MS, storeId: "store-1", epoch: "epoch-1", utcOffsetMin: 120 });
  ledger.apply(named("a"));
  ledger.apply({ ...place, v: 2, carried: [], named: [one("b")] });
  assert.equal(idsOf(ledger.named), ["a", "b"]);
  ledger.apply({ ...place, v: 1, attempts: [], named: [one("c")] });
  assert.equal(idsOf(ledger.named), ["c"]);
});

test.run();
