// The journal as the host keeps it: what damage does at boot, what a failing disk does to an append, what is refused.
import { existsSync, readdirSync } from "node:fs";
import * as assert from "uvu/assert";
import { crc32c } from "../../../runtime/node/store/crc32c.ts";
import { Disk } from "../../../runtime/node/store/disk.ts";
import { Journal } from "../../../runtime/node/store/journal.ts";
import { BOOT_FLAG, CAPS, LOSS } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";
import { bootOn, FIRST_SEGMENT, line, lines, linked, withFolder, withHost, withHostIn, writeSegment } from "./host.ts";
import type { Plan } from "./puppet.ts";

const test = suite("the journal");

test("the checksum is CRC-32C", () => {
  assert.is(crc32c(Buffer.from("123456789")), 0xe3069283);
  assert.is(crc32c(new Uint8Array(0)), 0);
});

test("a line is 8 hexadecimal digits, a space, the JSON and a line feed", () => {
  assert.is(line("123456789"), "e3069283 123456789\n");
  assert.match(line("{}"), /^[0-9a-f]{8} \{\}\n$/);
});

test("without a journal the segment is 0", () =>
  bootOn({}, (boot) => {
    assert.equal([boot.segment, boot.yyyymmdd, boot.badOffset, boot.lines], [0, 0, -1, ""]);
    assert.is(boot.flags, BOOT_FLAG.writable | BOOT_FLAG.noLower);
  }));

test("a rotation that was cut off leaves no second file of its number behind", () =>
  bootOn({ "00000001-20260101.jsonl": line("{}"), "00000002-20260102.jsonl": "0123" }, async (_boot, host) => {
    await host.run({
      do: [
        ["rotate", 2, 20260103, "{}"],
        ["reply", ""],
      ],
    });
    assert.equal(readdirSync(host.data("journal")).sort(), ["00000001-20260101.jsonl", "00000002-20260103.jsonl"]);
  }));

test("rotate begins a new file, remove takes an old one away", () =>
  withHost({ engine: "direct", puppet: FIRST_SEGMENT }, async (host) => {
    await host.run({
      do: [
        ["append", '{"n":1}'],
        ["rotate", 2, 20251231, '{"checkpoint":2}'],
        ["append", '{"n":2}'],
        ["reply", ""],
      ],
    });
    assert.equal(readdirSync(host.data("journal")).sort(), ["00000001-20260101.jsonl", "00000002-20251231.jsonl"]);
    const first = lines("{}", '{"n":1}');
    assert.is(host.file("journal", "00000001"), first);
    assert.is(host.file("journal", "00000002"), linked('{"checkpoint":2}', 1, first) + line('{"n":2}'));
  }));

const REMOVE_FIRST: Plan = {
  do: [
    ["remove", 1],
    ["reply", ""],
  ],
};

test("an engine cannot erase history: segments of the newest keepDays dates stay", () =>
  withFolder(async (folder) => {
    const names = ["00000001-20260101.jsonl", "00000002-20260102.jsonl", "00000003-20260103.jsonl"];
    for (const name of names) writeSegment(folder, name, line("{}"));
    await withHostIn(folder, { engine: "direct", config: { journal: { keepDays: 3 } } }, async (host) => {
      await host.run(REMOVE_FIRST);
      assert.equal(readdirSync(host.data("journal")).sort(), names);
      assert.match(host.file("log"), /segment 1 was not removed: its date is to be kept/);
    });
    await withHostIn(folder, { engine: "direct", config: { journal: { keepDays: 2 } } }, async (host) => {
      await host.run(REMOVE_FIRST);
      assert.equal(readdirSync(host.data("journal")).sort(), names.slice(1));
    });
  }));

test("nothing is written that no boot could bring", () =>
  withFolder((folder) => {
    const journal = new Journal(folder, new Sink(), { keepDays: 90 });
    const large = Buffer.alloc(CAPS.segmentBytes / 2, "x");
    journal.rotate(1, 20260101, Buffer.from("{}"));
    journal.append(large);
    assert.throws(() => journal.append(large), /beyond what a boot can bring/);
    journal.append(Buffer.from("{}"));
    assert.throws(() => journal.rotate(2, 20260101, Buffer.alloc(CAPS.segmentBytes)), /beyond what a boot can bring/);
    journal.close();
  }));

for (const [name, plan] of [
  ["a rotation to a number that is not new", { do: [["rotate", 1, 20260102, "{}"]] }],
  ["a rotation to no date", { do: [["rotate", 2, 0, "{}"]] }],
  ["a cut where nothing is torn", { do: [["truncate", 1, 0]] }],
  ["a cut in another segment", { do: [["truncate", 2, 0]] }],
] as const satisfies readonly (readonly [string, Plan])[]) {
  test(`${name} costs the engine and touches nothing`, () =>
    withHost({ engine: "direct", puppet: FIRST_SEGMENT }, async (host) => {
      const before = host.file("journal");
      assert.is(await host.run(plan), "error -33");
      assert.is(host.file("journal"), before);
      assert.is((await host.seen())[0]?.lossReason, LOSS.store);
    }));
}

test("removing the current segment, or none, is logged and fails nothing", () =>
  withHost({ engine: "direct", puppet: FIRST_SEGMENT }, async (host) => {
    assert.is(
      await host.run({
        do: [
          ["remove", 1],
          ["remove", 7],
          ["reply", "on"],
        ],
      }),
      "on",
    );
    assert.ok(existsSync(host.data("journal", "00000001-20260101.jsonl")));
    assert.match(host.file("log"), /segment 1 was not removed(.|\n)*segment 7 was not removed/);
  }));

test("other programs may read the journal while it is held", () =>
  withHost({ engine: "direct", puppet: FIRST_SEGMENT }, async (host) => {
    await host.run({
      do: [
        ["append", '{"n":1}'],
        ["reply", ""],
      ],
    });
    assert.is(host.file("journal"), lines("{}", '{"n":1}'));
  }));

test("nothing is written beyond the day's quota, and it is told to be short while what follows a send still fits", () =>
  withFolder((folder) => {
    const journal = new Journal(folder, new Sink(), { keepDays: 90, dayQuotaBytes: 2 * 1024 * 1024 });
    const megabyte = Buffer.alloc(1024 * 1024 - 10, "x");
    journal.rotate(1, 20260101, megabyte);
    assert.ok(journal.hasRoom(1024 * 1024));
    journal.append(Buffer.from("{}"));
    assert.not(journal.hasRoom(1024 * 1024));
    assert.throws(() => journal.rotate(2, 20260101, megabyte), /too many bytes/);
    journal.append(Buffer.from("{}"));
    journal.close();
  }));

/** A disk that is quick because it keeps nothing. */
class Sink extends Disk {
  override write(): void {}
  override flush(): void {}
}

test.run();
