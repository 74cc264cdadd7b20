// The journal as the host keeps it: what damage does at boot, what a failing disk does to an append, what is refused.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DiskOperation, Faults } from "../../../runtime/node/grp.ts";
import { crc32c } from "../../../runtime/node/store/crc32c.ts";
import { Disk } from "../../../runtime/node/store/disk.ts";
import { Journal } from "../../../runtime/node/store/journal.ts";
import { encodeLine, verifySegment } from "../../../runtime/node/store/segment.ts";
import { BOOT_FLAG, LOSS } from "../../../schemas/generated/boundary.ts";
import { ENGINES, FIRST_SEGMENT, type Host, withFolder, withHost, withHostIn, writeSegment } from "./host.ts";
import type { Plan, Seen } from "./puppet.ts";

const line = (json: string): string => Buffer.from(encodeLine(Buffer.from(json))).toString("latin1");
const lines = (...jsons: string[]): string => jsons.map(line).join("");

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

/** Fails operations of one kind from the n-th on: once, or for good. */
function failing(kind: DiskOperation, from: number, forGood: boolean): Faults & { readonly struck: () => boolean } {
  let [count, struck] = [0, false];
  const beforeDisk = (operation: DiskOperation): void => {
    if (operation !== kind) return;
    count += 1;
    if (count < from || (count > from && !forGood)) return;
    struck = true;
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  };
  return { beforeDisk, struck: () => struck };
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
    assert.is(boot.flags, BOOT_FLAG.writable);
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
    assert.is(boot.flags, BOOT_FLAG.writable | BOOT_FLAG.tailCut);
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
    assert.is(await host.run({ do: [["append", "{}"]] }), "error -40");
    assert.is(host.file("journal"), `${line("{}")}half`);
  }));

test("a valid line behind damage is corruption: the lines before it are told, and where it begins", () =>
  bootOn({ "00000001-20260101.jsonl": `${line("{}")}garbage\n${line('{"n":2}')}` }, (boot) => {
    assert.is(boot.flags, BOOT_FLAG.writable | BOOT_FLAG.corrupt);
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
    const { badOffset, lineCount, validAfterBad } = verifySegment(bytes.subarray(0, size));
    const whole = bytes.subarray(0, size).filter((byte) => byte === 0x0a).length;
    const end = bytes.subarray(0, size).lastIndexOf(0x0a) + 1;
    assert.equal([lineCount, badOffset, validAfterBad], [whole, end === size ? -1 : end, false], `size ${size}`);
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
        assert.equal([boot.segment, boot.flags, boot.lines], [1, BOOT_FLAG.writable, '{}\n{"n":1}']);
        await host.run({
          do: [
            ["rotate", 2, 20260102, '{"again":1}'],
            ["append", "{}"],
            ["reply", ""],
          ],
        });
        assert.is(readFileSync(host.data("journal", "00000002-20260102.jsonl"), "latin1"), lines('{"again":1}', "{}"));
      },
    ));
}

test("a first rotation that was cut off is no journal yet", () =>
  bootOn({ "00000001-20260101.jsonl": "0123" }, (boot) => {
    assert.equal([boot.segment, boot.flags], [0, BOOT_FLAG.writable]);
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
    writeSegment(folder, "00000001-20260101.jsonl", line(`"${"x".repeat(2 * 1024 * 1024)}"`));
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
    assert.is(host.file("journal", "00000002"), lines('{"checkpoint":2}', '{"n":2}'));
    await host.run({
      do: [
        ["remove", 1],
        ["reply", ""],
      ],
    });
    assert.equal(readdirSync(host.data("journal")), ["00000002-20251231.jsonl"]);
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
      assert.is(await host.run(plan), "error -40");
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

test("at most 64 MiB are written in a day, whatever the bundle asks", () =>
  withFolder((folder) => {
    const journal = new Journal(folder, new Sink());
    const megabyte = Buffer.alloc(1024 * 1024 - 10, "x");
    for (let segment = 1; segment <= 64; segment++) journal.rotate(segment, 20260101, megabyte);
    assert.throws(() => journal.rotate(65, 20260101, Buffer.from("{}")), /too many bytes/);
    journal.close();
  }));

/** A disk that is quick because it keeps nothing. */
class Sink extends Disk {
  override write(): void {}
  override flush(): void {}
}

const disk = suite("a failing disk");

for (const kind of ["open", "write", "flush", "truncate", "unlink", "probe"] as const) {
  for (const forGood of [false, true]) {
    disk(
      `${kind} failing ${forGood ? "for good" : "once"} from the n-th time on loses nothing that was acknowledged`,
      async () => {
        for (let from = 1, struck = true; struck && from < 40; from++) {
          const faults = failing(kind, from, forGood);
          await withFolder(async (folder) => {
            const kept = await sell(folder, faults);
            await withHostIn(folder, { engine: "direct" }, async (host) => {
              const [boot] = await host.seen();
              assert.is((boot?.flags ?? 0) & (BOOT_FLAG.corrupt | BOOT_FLAG.tailCut), 0, `n = ${from}`);
              const found = (boot?.lines ?? "").split("\n");
              for (const record of kept) assert.ok(found.includes(record), `${record} is missing, n = ${from}`);
              assert.is(new Set(found).size, found.length, `n = ${from}`);
            });
          });
          struck = faults.struck();
        }
      },
    );
  }
}

/** Appends records in hooks, some of them twice a batch, and returns those whose hook came through. */
async function sell(folder: string, faults: Faults): Promise<string[]> {
  const kept: string[] = [];
  await withHostIn(folder, { engine: "direct", faults, puppet: FIRST_SEGMENT }, async (host) => {
    for (let index = 0; index < 4; index++) {
      const records = [`{"n":${index}}`, `{"m":${index}}`] as const;
      const answer = await host.run({
        do: [
          ["append", records[0]],
          ["append", records[1]],
          ["reply", "kept"],
        ],
      });
      if (answer === "kept") kept.push(...records);
    }
  });
  return kept;
}

for (const engine of ENGINES) {
  disk(`a failed flush leaves no trace of what was not flushed, on ${engine}`, () => {
    const faults = failing("flush", 3, false);
    return withHost({ engine, faults, puppet: FIRST_SEGMENT }, async (host) => {
      assert.is(
        await host.run({
          do: [
            ["append", '{"n":1}'],
            ["append", '{"n":2}'],
            ["reply", ""],
          ],
        }),
        "error -40",
      );
      assert.is(host.file("journal"), lines("{}", '{"n":1}'));
      const [boot] = await host.seen();
      assert.equal([boot?.lines, boot?.lossReason], ['{}\n{"n":1}', LOSS.store]);
    });
  });

  disk(`a store that fails is tried again at the next hook, whose engine is told that it is well, on ${engine}`, () => {
    let full = false;
    const beforeDisk = (): void => {
      if (full) throw new Error("ENOSPC");
    };
    return withHost({ engine, faults: { beforeDisk }, puppet: FIRST_SEGMENT }, async (host) => {
      full = true;
      assert.is(await host.run({ do: [["append", "{}"]] }), "error -40");
      const [readonly] = await host.seen();
      assert.is(readonly?.flags, BOOT_FLAG.afterLoss, "not writable");
      full = false;
      const [well, hook] = await host.seen();
      assert.equal([well?.flags, well?.lossReason, hook?.kind], [BOOT_FLAG.writable, LOSS.none, "hook"]);
      assert.is(
        await host.run({
          do: [
            ["append", '{"n":1}'],
            ["reply", "kept"],
          ],
        }),
        "kept",
      );
    });
  });

  disk(`a store that is well again does not take the engine from a hook that runs, on ${engine}`, () => {
    let full = true;
    const beforeDisk = (operation: DiskOperation): void => {
      if (full && operation === "probe") throw new Error("EROFS");
    };
    return withHost({ engine, faults: { beforeDisk } }, async (host) => {
      const running = host.start({ do: [["reply", "", 0]] });
      await host.settle();
      full = false;
      assert.is((await host.seen())[0]?.flags, 0);
      await host.run({
        do: [
          ["reply", "ended", running],
          ["reply", ""],
        ],
      });
      assert.is(host.result(running), "ended");
      assert.is((await host.seen())[0]?.flags, BOOT_FLAG.writable);
    });
  });

  disk(`less than 1 MiB of room is told at boot, and a change of it at the next hook, on ${engine}`, () => {
    let freeBytes = 1024 * 1024 - 1;
    return withHost({ engine, faults: { freeBytes: () => freeBytes } }, async (host) => {
      assert.is((await host.seen())[0]?.flags, BOOT_FLAG.writable | BOOT_FLAG.lowSpace);
      freeBytes += 1;
      assert.is((await host.seen())[0]?.flags, BOOT_FLAG.writable);
      freeBytes -= 1;
      assert.is((await host.seen())[0]?.flags, BOOT_FLAG.writable | BOOT_FLAG.lowSpace);
    });
  });

  disk(`a data folder that cannot be written is no obstacle to boot, on ${engine}`, () =>
    asUnprivileged(async (folder) => {
      const [file, name] = [line("{}"), "00000001-20260101.jsonl"];
      writeSegment(folder, name, file);
      const data = join(folder, "data");
      chmodSync(join(data, "journal"), 0o555);
      chmodSync(data, 0o555);
      await withHostIn(folder, { engine }, async (host) => {
        const [boot] = await host.seen();
        assert.equal([boot?.flags, boot?.segment, boot?.lines], [0, 1, "{}"]);
        assert.is(
          await host.run({
            do: [
              ["log", 1, "lost"],
              ["reply", "runs"],
            ],
          }),
          "runs",
        );
        assert.equal(readdirSync(data), ["journal"]);
        chmodSync(join(data, "journal"), 0o755);
        chmodSync(data, 0o755);
        assert.is((await host.seen())[0]?.flags, BOOT_FLAG.writable);
        assert.ok(existsSync(join(data, "till.lock")));
      });
    }),
  );

  disk(`a data folder that cannot be made is no obstacle to boot, on ${engine}`, () =>
    asUnprivileged(async (folder) => {
      const closed = join(folder, "closed");
      writeSegment(closed, "x", "");
      chmodSync(closed, 0o555);
      await withHostIn(folder, { engine, config: { dataDir: "closed/till" } }, async (host) => {
        assert.is((await host.seen())[0]?.flags, 0);
      });
      chmodSync(closed, 0o755);
    }),
  );
}

/** Runs a body as somebody whom file rights stop, in a folder of his own; root is stopped by none. */
function asUnprivileged(body: (folder: string) => Promise<void>): Promise<void> {
  const asRoot = process.geteuid?.() === 0;
  if (asRoot) process.seteuid?.(65534);
  return withFolder(body).finally(() => {
    if (asRoot) process.seteuid?.(0);
  });
}

disk("a segment that was replaced meanwhile is read again after a loss", () =>
  withHost({ engine: "direct", puppet: FIRST_SEGMENT }, async (host) => {
    writeFileSync(host.data("journal", "00000001-20260101.jsonl"), lines("{}", '{"other":1}'));
    await host.run({ do: [["throw"]] });
    assert.is((await host.seen())[0]?.lines, '{}\n{"other":1}');
  }),
);

test.run();
disk.run();
