// Damage that a boot finds in the journal: what is a torn tail, what is corruption.
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Disk, openToAppend } from "../../../runtime/node/store/disk.ts";
import { verifySegment } from "../../../runtime/node/store/segment.ts";
import { Store } from "../../../runtime/node/store/store.ts";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";
import { bootOn, line, lines, linked, withFolder, withHostIn, writeSegment } from "./host.ts";

const test = suite("the journal: damage");

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

for (const [what, at] of [
  ["the data folder", "data"],
  ["its journal", "data/journal"],
  ["a probe in it", "data/journal/probe"],
  ["a log in it", "data/log/20260101.log"],
  ["a trace in it", "data/trace/00000001.trace"],
  ["its lock", "data/till.lock"],
] as const)
  test(`${what} that leads elsewhere is refused on Node too, its path is told, and nothing is written there`, () =>
    withFolder((folder) => {
      const elsewhere = join(folder, "elsewhere");
      if (/\.|probe/.test(at)) writeFileSync(elsewhere, "precious");
      else mkdirSync(elsewhere);
      mkdirSync(join(folder, at, ".."), { recursive: true });
      symlinkSync(elsewhere, join(folder, at));
      const opened = Store.open(join(folder, "data"));
      if (opened.type === "open") opened.store.close();
      assert.equal(opened, { type: "refused", code: "data-dir-link", path: join(folder, at) });
      if (statSync(elsewhere).isDirectory()) assert.equal(readdirSync(elsewhere), []);
      else assert.is(readFileSync(elsewhere, "latin1"), "precious");
    }));

test("a link that somebody makes behind an open journal is not followed", () =>
  withFolder((folder) => {
    const elsewhere = join(folder, "elsewhere");
    writeFileSync(elsewhere, "precious");
    for (const name of ["log", "probe"]) symlinkSync(elsewhere, join(folder, name));
    assert.throws(() => openToAppend(join(folder, "log")), /ELOOP/);
    new Disk().probe(join(folder, "probe"));
    assert.is(readFileSync(elsewhere, "latin1"), "precious");
  }));

test("folders and files of ours are for owner and group only", () =>
  withFolder((folder) => {
    const data = join(folder, "tills", "1");
    const opened = Store.open(data);
    if (opened.type !== "open") throw new Error(opened.code);
    opened.store.check();
    opened.store.journal.rotate(1, 20260101, Buffer.from("{}"));
    opened.store.close();
    const paths = [
      join(folder, "tills"),
      data,
      join(data, "journal"),
      join(data, "journal", "00000001-20260101.jsonl"),
    ];
    for (const path of paths) assert.is(statSync(path).mode & 0o027, 0, path);
  }));

test.run();
