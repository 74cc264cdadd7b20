/** What somebody else puts into the data folder takes nothing of ours with it, and gets nothing of ours. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import { suite } from "../../support/suite.ts";
import { FIRST_SEGMENT, line, onEveryEngine, withFolder, withHostIn, writeSegment } from "./host.ts";

const today = (): string => {
  const now = new Date();
  return `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, "0")}${String(now.getDate()).padStart(2, "0")}`;
};

onEveryEngine((engine) => {
  const test = suite(`foreign files beside log and trace on ${engine}`);

  test("a file with the highest number in the trace folder does not end the trace", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "data", "trace"), { recursive: true });
      writeFileSync(join(folder, "data", "trace", "99999999.trace"), "x".repeat(200_000));
      const config = { trace: { maxMb: 1 } };
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT, config }, (host) => host.settle());
      const names = readdirSync(join(folder, "data", "trace")).filter((name) => /^[0-9]{8}\.trace$/.test(name));
      const texts = names.map((name) => readFileSync(join(folder, "data", "trace", name), "latin1"));
      assert.ok(
        texts.some((text) => text.includes('"event"')),
        names.join(),
      );
    }));

  const OWN = '{"event":"","batch":""}\n'.repeat(9_000);
  const traceIn = (folder: string) => join(folder, "data", "trace");
  /** Numbers and sizes of the files in the trace folder that are none of these. */
  const sizesBeside = (folder: string, foreign: readonly string[]) =>
    readdirSync(traceIn(folder))
      .filter((name) => name.endsWith(".trace") && !foreign.includes(name))
      .map((name) => statSync(join(traceIn(folder), name)).size);

  for (const [what, numbers] of [
    ["the highest numbers of ours", ["89999998", "89999999", "90000000"]],
    ["the next numbers", ["00000004", "00000005", "00000006"]],
    ["numbers below ours", ["00000000", "00000001"]],
  ] as const)
    test(`foreign files under ${what} push no trace out, and are neither written nor removed`, () =>
      withFolder(async (folder) => {
        mkdirSync(traceIn(folder), { recursive: true });
        for (const own of ["00000002", "00000003"]) writeFileSync(join(traceIn(folder), `${own}.trace`), OWN);
        for (const number of numbers) writeFileSync(join(traceIn(folder), `${number}.trace`), "foreign");
        await withHostIn(folder, { engine, puppet: FIRST_SEGMENT, config: { trace: { maxMb: 1 } } }, async (host) => {
          await host.run({ do: [["reply", ""]] });
          await host.settle();
        });
        const names = readdirSync(traceIn(folder));
        assert.ok(names.includes("00000002.trace") && names.includes("00000003.trace"), names.join());
        for (const number of numbers)
          assert.is(readFileSync(join(traceIn(folder), `${number}.trace`), "latin1"), "foreign");
        assert.is(
          sizesBeside(
            folder,
            numbers.map((number) => `${number}.trace`),
          ).length,
          3,
        );
      }));

  test("a number that a file in capitals has is taken, for Windows opens one file by both names", () =>
    withFolder(async (folder) => {
      mkdirSync(traceIn(folder), { recursive: true });
      writeFileSync(join(traceIn(folder), "00000001.TRACE"), "foreign");
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, (host) => host.settle());
      assert.equal(readdirSync(traceIn(folder)).sort(), ["00000001.TRACE", "00000002.trace"]);
    }));

  for (const foreign of ["90000000.trace", "00000002.trace"])
    test(`beside a foreign ${foreign} the trace keeps its four files, each of its size`, () =>
      withFolder(async (folder) => {
        mkdirSync(traceIn(folder), { recursive: true });
        writeFileSync(join(traceIn(folder), foreign), "x".repeat(200_000));
        await withHostIn(folder, { engine, puppet: FIRST_SEGMENT, config: { trace: { maxMb: 1 } } }, async (host) => {
          for (let n = 0; n < 20; n++) await host.run({ do: [["reply", "y".repeat(60_000)]] });
          await host.settle();
        });
        const sizes = sizesBeside(folder, [foreign]);
        assert.is(sizes.length, 4);
        for (const size of sizes) assert.ok(size <= 262_144, sizes.join());
      }));

  test("what is put above the file that is written is not ours, though its lines are", () =>
    withFolder(async (folder) => {
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT, config: { trace: { maxMb: 1 } } }, async (host) => {
        for (const number of ["00000050", "00000051", "00000052"])
          writeFileSync(join(traceIn(folder), `${number}.trace`), OWN);
        for (let n = 0; n < 5; n++) await host.run({ do: [["reply", "y".repeat(60_000)]] });
        await host.settle();
      });
      const names = readdirSync(traceIn(folder)).filter((name) => name.endsWith(".trace"));
      for (const name of ["00000001.trace", "00000002.trace", "00000050.trace"])
        assert.ok(names.includes(name), names.join());
    }));

  for (const [what, bytes] of [
    ["empty", ""],
    ["of zeros", "\0".repeat(1000)],
  ] as const)
    test(`a newest trace that a power cut has left ${what} is begun anew`, () =>
      withFolder(async (folder) => {
        mkdirSync(traceIn(folder), { recursive: true });
        writeFileSync(join(traceIn(folder), "00000001.trace"), bytes);
        await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, (host) => host.settle());
        assert.equal(readdirSync(traceIn(folder)), ["00000001.trace"]);
        assert.match(readFileSync(join(traceIn(folder), "00000001.trace"), "latin1"), /^\{"trace":/);
      }));

  test("files of days to come in the log folder do not take the days before with them", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "data", "log"), { recursive: true });
      writeFileSync(join(folder, "data", "log", "20261120.log"), "yesterday");
      for (let day = 1; day <= 14; day++)
        writeFileSync(join(folder, "data", "log", `999912${String(day).padStart(2, "0")}.log`), "");
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, (host) => host.settle());
      assert.ok(readdirSync(join(folder, "data", "log")).includes("20261120.log"));
    }));

  for (const [kind, name, isOurs] of [
    ["log", `${today()}.log`, /till opened|session|engine/i],
    ["trace", "00000001.trace", /"event"/],
  ] as const) {
    const setup = { engine, puppet: FIRST_SEGMENT, config: { log: { level: "debug" } } } as const;
    const withName = (put: (path: string) => void, body: (folder: string) => void) =>
      withFolder(async (folder) => {
        const path = join(folder, "data", kind, name);
        mkdirSync(dirname(path), { recursive: true });
        put(path);
        await withHostIn(folder, setup, async (host) => {
          await host.run({
            do: [
              ["log", 3, "session"],
              ["reply", ""],
            ],
          });
          await host.settle();
        });
        body(folder);
      });
    const others = (folder: string) =>
      readdirSync(join(folder, "data", kind))
        .filter((file) => file !== name)
        .map((file) => readFileSync(join(folder, "data", kind, file), "latin1"))
        .join("");

    test(`a second name of a foreign file in ${kind} is not written, and the next file is`, () =>
      withName(
        (path) => {
          writeFileSync(join(dirname(path), "..", "..", "precious"), "precious\n");
          linkSync(join(dirname(path), "..", "..", "precious"), path);
        },
        (folder) => {
          assert.is(readFileSync(join(folder, "precious"), "latin1"), "precious\n");
          assert.match(others(folder), isOurs);
        },
      ));

    test(`a folder that has the name of a file in ${kind} ends nothing`, () =>
      withName(
        (path) => mkdirSync(path),
        (folder) => assert.match(others(folder), isOurs),
      ));

    if (process.platform !== "win32")
      test(`a pipe that has the name of a file in ${kind} ends nothing, and nobody waits for it`, () =>
        withName(
          (path) => execFileSync("mkfifo", [path]),
          (folder) => assert.match(others(folder), isOurs),
        ));
  }

  for (const kind of ["log", "trace", "journal"] as const)
    test(`a link in the place of ${kind} that is made behind an open session is not followed`, () =>
      withFolder(async (folder) => {
        const elsewhere = join(folder, "elsewhere");
        mkdirSync(elsewhere);
        for (const name of ["00000001.trace", "19990101.log"]) writeFileSync(join(elsewhere, name), "precious");
        const config = { trace: { maxMb: 1 }, log: { level: "debug", keepDays: 1 } };
        await withHostIn(folder, { engine, puppet: FIRST_SEGMENT, config }, async (host) => {
          renameSync(host.data(kind), host.data(`${kind}.was`));
          symlinkSync(elsewhere, host.data(kind), "junction");
          if (kind === "journal")
            await host.run({
              do: [
                ["rotate", 2, 20260102, "{}"],
                ["reply", ""],
              ],
            });
          // more than the ring has room for
          for (let n = 0; n < 6; n++)
            await host.run({
              do: [
                ["log", 3, "x".repeat(1000)],
                ["reply", "y".repeat(200_000)],
              ],
            });
        });
        assert.equal(readdirSync(elsewhere), ["00000001.trace", "19990101.log"]);
        for (const name of readdirSync(elsewhere)) assert.is(readFileSync(join(elsewhere, name), "latin1"), "precious");
      }));

  for (const [what, isThere] of [
    ["a file", true],
    ["nothing", false],
  ] as const)
    test(`a link to ${what} in the place of today's log and of the probe, made behind an open session, is not followed`, () =>
      withFolder(async (folder) => {
        const elsewhere = join(folder, "elsewhere");
        if (isThere) writeFileSync(elsewhere, "precious");
        await withHostIn(
          folder,
          { engine, puppet: FIRST_SEGMENT, config: { log: { level: "debug" } } },
          async (host) => {
            for (const path of [host.data("log", `${today()}.log`), host.data("journal", "probe")]) {
              rmSync(path, { force: true });
              symlinkSync(elsewhere, path);
            }
            await host.run({
              do: [
                ["log", 3, "said behind it"],
                ["reply", ""],
              ],
            });
            await host.settle();
          },
        );
        assert.is(existsSync(elsewhere) ? readFileSync(elsewhere, "latin1") : "", isThere ? "precious" : "");
        assert.match(readFileSync(join(folder, "data", "log", `${today()}-2.log`), "latin1"), "said behind it");
      }));

  test("a folder in the place of the lock is no lock: nothing is written", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "data", "till.lock"), { recursive: true });
      await withHostIn(folder, { engine }, async (host) => {
        assert.is(Number((await host.seen())[0]?.flags) & BOOT_FLAG.writable, 0);
      });
    }));

  test("a link in the place of journal that is made before an engine loss begins no new journal", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "elsewhere"));
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, async (host) => {
        renameSync(host.data("journal"), host.data("journal.was"));
        symlinkSync(join(folder, "elsewhere"), host.data("journal"), "junction");
        await host.run({ do: [["throw"]] });
        assert.match(await host.run({ do: [["reply", "sold"]] }), /^error/);
      });
      assert.equal(readdirSync(join(folder, "elsewhere")), []);
    }));

  for (const [what, name] of [
    ["below", "00000001-20260101.jsonl"],
    ["above", "00000009-20260101.jsonl"],
  ] as const)
    test(`a folder that has the name of a segment ${what} the newest: the journal is not read, and nothing is written`, () =>
      withFolder(async (folder) => {
        mkdirSync(join(folder, "data", "journal", name), { recursive: true });
        writeSegment(folder, "00000002-20260102.jsonl", line("{}"));
        await withHostIn(folder, { engine }, async (host) => {
          assert.is(await host.end(0), NUMBERS["journal-unreadable"]);
        });
      }));

  test.run();
});
