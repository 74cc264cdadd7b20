// The journal as the host keeps it: what damage does at boot, what a failing disk does to an append, what is refused.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { crc32c } from "../../../runtime/node/store/crc32c.ts";
import { Disk } from "../../../runtime/node/store/disk.ts";
import { Journal } from "../../../runtime/node/store/journal.ts";
import { verifySegment } from "../../../runtime/node/store/segment.ts";
import { BOOT_FLAG, CAPS, LOSS } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";
import {
  FIRST_SEGMENT,
  type Host,
  line,
  lines,
  linked,
  withFolder,
  withHost,
  withHostIn,
  writeSegment,
} from "./host.ts";
import type { Plan, Seen } from "./puppet.ts";

/** The boot event of a till whose journal folder holds these files. */
async function bootOn(
  files: Readonly<Record<string, string>>,
  body: (boot: Seen, host: Host) => Promise<void> | void,
  puppet: Plan = {},
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) writeSegment(folder, name, Buffer.from(content, "latin1"));
    await withHostIn(folder, { engine: "direct", puppet }, async (host) => body((await host.seen())[0] as Seen, host));
  });
}

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

test("the newest segment is the one with the highest number, whatever its date", () =>
  bootOn(
    {
      "00000002-20260101.jsonl": line('{"n":2}'),
      "00000001-20270101.jsonl": line('{"n":1}'),
      "00000010-20250101.jsonl": lines('{"n":10}', "{}"),
      "x.jsonl": "?",
    },
    (boot) => {
      assert.equal([boot.segment, boot.yyyymmdd, boot.badOffset, boot.lines], [10, 20250101, -1, '{"n":10}\n{}']);
    },
  ));

test("a torn tail is told with its offset, and append goes on once it is cut", () => {
  const whole = lines("{}", '{"n":1}');
  return bootOn({ "00000001-20260101.jsonl": `${whole}${line('{"n":2}').slice(0, -1)}` }, async (boot, host) => {
    assert.is(boot.flags, BOOT_FLAG.writable | BOOT_FLAG.tailCut | BOOT_FLAG.noLower);
    assert.equal([boot.badOffset, boot.lines], [whole.length, '{}\n{"n":1}']);
    assert.is(
      await host.run({
        do: [
          ["truncate", 1, whole.length],
          ["append", '{"n":3}'],
          ["reply", "cut"],
        ],
      }),
      "cut",
    );
    assert.is(host.file("journal"), `${whole}${line('{"n":3}')}`);
  });
});

test("nothing is appended behind a torn tail", () =>
  bootOn({ "00000001-20260101.jsonl": `${line("{}")}half` }, async (_boot, host) => {
    assert.is(await host.run({ do: [["append", "{}"]] }), "error -33");
    assert.is(host.file("journal"), `${line("{}")}half`);
  }));

test("a valid line behind damage is corruption: the lines before it are told, and where it begins", () =>
  bootOn({ "00000001-20260101.jsonl": `${line("{}")}garbage\n${line('{"n":2}')}` }, (boot) => {
    assert.is(boot.flags, BOOT_FLAG.writable | BOOT_FLAG.corrupt | BOOT_FLAG.noLower);
    assert.equal([boot.badOffset, boot.lines], [line("{}").length, "{}"]);
  }));

test("any flipped bit of a line is damage", () => {
  const bytes = Buffer.from(lines("{}", '{"n":1}', "{}"), "latin1");
  const start = line("{}").length;
  for (let bit = start * 8; bit < (start + line('{"n":1}').length) * 8; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    const { badOffset, lineCount } = verifySegment(flipped);
    assert.equal([badOffset, lineCount], [start, 1], `bit ${bit}`);
  }
});

test("any cut of a segment is a torn tail with all whole lines before it", () => {
  const bytes = Buffer.from(lines("{}", '{"n":1}', '{"n":2}'), "latin1");
  for (let size = 0; size < bytes.length; size++) {
    const { badOffset, lineCount, isCorrupt } = verifySegment(bytes.subarray(0, size));
    const whole = bytes.subarray(0, size).filter((byte) => byte === 0x0a).length;
    const end = bytes.subarray(0, size).lastIndexOf(0x0a) + 1;
    assert.equal([lineCount, badOffset, isCorrupt], [whole, end === size ? -1 : end, false], `size ${size}`);
  }
});

for (const [name, left] of [
  ["empty", ""],
  ["half a checkpoint", line('{"checkpoint":1}').slice(0, 12)],
  ["a checkpoint that does not verify", "00000000 {}\n"],
] as const) {
  test(`a rotation that left ${name} falls back to the segment before, and is done again`, () =>
    bootOn(
      { "00000001-20260101.jsonl": lines("{}", '{"n":1}'), "00000002-20260102.jsonl": left },
      async (boot, host) => {
        assert.equal(
          [boot.segment, boot.flags, boot.lines],
          [1, BOOT_FLAG.writable | BOOT_FLAG.noLower, '{}\n{"n":1}'],
        );
        await host.run({
          do: [
            ["rotate", 2, 20260102, '{"again":1}'],
            ["append", "{}"],
            ["reply", ""],
          ],
        });
        const begun = lines("{}", '{"n":1}');
        const written = readFileSync(host.data("journal", "00000002-20260102.jsonl"), "latin1");
        assert.is(written, linked('{"again":1}', 1, begun) + line("{}"));
      },
    ));
}

test("a first rotation that was cut off is no journal yet", () =>
  bootOn({ "00000001-20260101.jsonl": "0123" }, (boot) => {
    assert.equal([boot.segment, boot.flags], [0, BOOT_FLAG.writable | BOOT_FLAG.noLower]);
  }));

test("a newest segment of zeros only is corruption: a machine lost power, and nobody knows what was in it", () =>
  bootOn({ "00000001-20260101.jsonl": line("{}"), "00000002-20260101.jsonl": "\0".repeat(4096) }, (boot) => {
    assert.equal([boot.segment, boot.flags], [2, BOOT_FLAG.writable | BOOT_FLAG.corrupt]);
  }));

for (const [name, bytes] of [
  ["garbage", Buffer.alloc(4096, 0xff)],
  ["zeros before a line feed", Buffer.from(`${"\0".repeat(4095)}\n`)],
  ["another file's text", Buffer.from('{"till":')],
] as const)
  test(`a newest segment of ${name} is corruption: no rotation begins so`, () =>
    withFolder(async (folder) => {
      writeSegment(folder, "00000001-20260101.jsonl", line("{}"));
      writeSegment(folder, "00000002-20260102.jsonl", bytes);
      await withHostIn(folder, { engine: "direct" }, async (host) => {
        assert.is(((await host.seen())[0]?.flags ?? 0) & BOOT_FLAG.corrupt, BOOT_FLAG.corrupt);
      });
    }));

test("two files of one number are corruption", () =>
  bootOn({ "00000002-20260101.jsonl": line("{}"), "00000002-20260102.jsonl": line("{}") }, (boot) => {
    assert.equal([boot.segment, boot.flags], [2, BOOT_FLAG.writable | BOOT_FLAG.corrupt]);
  }));

test("line ends of CR LF are corruption wherever they are, also in the last line", () => {
  const whole = lines("{}", '{"n":1}');
  for (const text of [whole.replaceAll("\n", "\r\n"), `${whole.slice(0, -1)}\r\n`]) {
    const { isCorrupt, lineCount } = verifySegment(Buffer.from(text, "latin1"));
    assert.is(isCorrupt, true);
    assert.ok(lineCount <= 1);
  }
});

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

test("a newest segment whose first line is damaged though more was written is corruption, not a torn rotation", async () => {
  for (const damaged of [`garbage\n${line("{}")}`, "garbage\ngarbage\n"]) {
    await bootOn({ "00000001-20260101.jsonl": line("{}"), "00000002-20260101.jsonl": damaged }, (boot) => {
      assert.equal([boot.segment, boot.flags, boot.badOffset], [2, BOOT_FLAG.writable | BOOT_FLAG.corrupt, 0]);
    });
  }
});

test("a journal that cannot be read in one event is journal-unreadable", () =>
  withFolder(async (folder) => {
    writeSegment(folder, "00000001-20260101.jsonl", line(`"${"x".repeat(4 * 1024 * 1024)}"`));
    await withHostIn(folder, { engine: "direct" }, async (host) => assert.is(host.result(0), "error -30"));
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
