// A disk that fails: what was acknowledged stays, what was not flushed is nowhere, and the bundle is told.
// Time limit: 900 s
import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { DiskOperation, Faults } from "../../../runtime/node/exports.ts";
import { BOOT_FLAG, LOSS } from "../../../schemas/generated/boundary.ts";
import {
  FIRST_SEGMENT,
  lines,
  NODE_ENGINES,
  withFolder,
  withHost,
  withHostIn,
  writeSegment,
} from "../../spec/runtime/host.ts";
import { seal } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

/** A store that can be written, whose segment is the only one. */
const ALONE = BOOT_FLAG.writable | BOOT_FLAG.noLower;

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

/** A bundle that writes at its boot if it is told that it can, and says to each hook what it was told. */
const OBEDIENT = seal(`
function bytes(tag, body) {
  var out = new Uint8Array(10 + body.length), view = new DataView(out.buffer);
  out[0] = 2; view.setUint32(1, 1, true); out[5] = tag; view.setUint32(6, body.length, true); out.set(body, 10);
  return out.buffer;
}
function field(text, before) {
  var body = new Uint8Array(before.length * 4 + 4 + text.length), view = new DataView(body.buffer);
  before.concat(text.length).forEach(function (one, at) { view.setUint32(4 * at, one, true); });
  for (var i = 0; i < text.length; i++) body[4 * before.length + 4 + i] = text.charCodeAt(i);
  return body;
}
var writable = false;
globalThis.grp = { abi: 2, version: "obedient", step: function (buffer) {
  var view = new DataView(buffer), at = 36;
  if (view.getUint8(0) === 2) return bytes(9, field(writable ? "writable" : "read-only", [view.getUint32(36, true)]));
  if (view.getUint8(0) !== 1) return new Uint8Array([2, 0, 0, 0, 0]).buffer;
  for (var i = 0; i < 2; i++) at += 4 + view.getUint32(at, true);
  writable = (view.getUint32(at, true) & 1) === 1;
  return writable ? bytes(1, field("{}", [])) : new Uint8Array([2, 0, 0, 0, 0]).buffer;
} };
`);

for (const engine of NODE_ENGINES) {
  disk(`a disk that takes a probe but no journal is tried once for each hook, on ${engine}`, () =>
    withFolder(async (folder) => {
      writeSegment(folder, "00000001-20260101.jsonl", lines("{}"));
      const faults = failing("write", 1, true);
      await withHostIn(folder, { engine, faults, bundle: OBEDIENT }, async (host) => {
        assert.is(host.result(0), "");
        assert.is(host.losses.length, 1, "the boot's own write");
        assert.is(await host.run({}), "read-only");
        assert.is(await host.run({}), "read-only");
        assert.is(host.losses.length, 3);
      });
    }),
  );

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
        "error -33",
      );
      assert.is(host.file("journal"), lines("{}", '{"n":1}'));
      const [boot] = await host.seen();
      assert.equal([boot?.lines, boot?.lossReason], ['{}\n{"n":1}', LOSS.store]);
    });
  });

  disk(
    `a boot whose own write is refused once begins anew, and the next hook finds that all is well, on ${engine}`,
    () =>
      withHost({ engine, faults: failing("write", 1, false), puppet: FIRST_SEGMENT }, async (host) => {
        assert.is(host.result(0), "");
        assert.is(host.losses.length, 1);
        const [boot] = await host.seen();
        assert.equal([boot?.flags, boot?.lossReason], [ALONE, LOSS.none], "an engine of its own for the hook");
      }),
  );

  disk(`a store that fails is tried again at the next hook, whose engine is told that it is well, on ${engine}`, () => {
    let full = false;
    const beforeDisk = (): void => {
      if (full) throw new Error("ENOSPC");
    };
    return withHost({ engine, faults: { beforeDisk }, puppet: FIRST_SEGMENT }, async (host) => {
      full = true;
      assert.is(await host.run({ do: [["append", "{}"]] }), "error -33");
      const [readonly] = await host.seen();
      assert.is(readonly?.flags, BOOT_FLAG.afterLoss | BOOT_FLAG.storeFailed | BOOT_FLAG.noLower, "not writable");
      full = false;
      const [well, hook] = await host.seen();
      assert.equal([well?.flags, well?.lossReason, hook?.kind], [ALONE, LOSS.none, "hook"]);
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
      assert.is((await host.seen())[0]?.flags, BOOT_FLAG.noLower);
      await host.run({
        do: [
          ["reply", "ended", running],
          ["reply", ""],
        ],
      });
      assert.is(host.result(running), "ended");
      assert.is((await host.seen())[0]?.flags, ALONE);
    });
  });

  disk(`less than 1 MiB of room is told at boot, and a change of it at the next hook, on ${engine}`, () => {
    let freeBytes = 1024 * 1024 - 1;
    return withHost({ engine, faults: { freeBytes: () => freeBytes } }, async (host) => {
      assert.is((await host.seen())[0]?.flags, ALONE | BOOT_FLAG.lowSpace);
      freeBytes += 1;
      assert.is((await host.seen())[0]?.flags, ALONE);
      freeBytes -= 1;
      assert.is((await host.seen())[0]?.flags, ALONE | BOOT_FLAG.lowSpace);
    });
  });

  disk(`a data folder that cannot be written is no obstacle to boot, on ${engine}`, () =>
    asUnprivileged(async (folder) => {
      const [file, name] = [lines("{}"), "00000001-20260101.jsonl"];
      writeSegment(folder, name, file);
      const data = join(folder, "data");
      chmodSync(join(data, "journal"), 0o555);
      chmodSync(data, 0o555);
      await withHostIn(folder, { engine }, async (host) => {
        const [boot] = await host.seen();
        assert.equal([boot?.flags, boot?.segment, boot?.lines], [BOOT_FLAG.noLower, 1, "{}"]);
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
        assert.is((await host.seen())[0]?.flags, ALONE);
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
        assert.is((await host.seen())[0]?.flags, BOOT_FLAG.noLower);
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

disk.run();
