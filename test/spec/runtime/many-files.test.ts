/** However many files somebody puts beside ours, a session does the same little work for them, on any host. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { CAPS } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";
import { FIRST_SEGMENT, onEveryEngine, withFolder, withHostIn } from "./host.ts";

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const traceName = (number: number) => `${String(number).padStart(8, "0")}.trace`;
/** A file of the ring that has no room for more. */
const FULL = '{"event":"","batch":""}\n'.repeat(9_000);
const ONE_STEP = '{"event":"","batch":""}\n';

onEveryEngine((engine) => {
  const test = suite(`many files beside log and trace on ${engine}`);

  const inFolder = (kind: "log" | "trace", body: (folder: string, put: (name: string, text: string) => void) => void) =>
    withFolder(async (till) => {
      const folder = join(till, "data", kind);
      mkdirSync(folder, { recursive: true });
      await body(till, (name, text) => writeFileSync(join(folder, name), text));
    });
  const session = (till: string, replies = 1) =>
    withHostIn(
      till,
      { engine, puppet: FIRST_SEGMENT, config: { trace: { maxMb: 1 }, log: { keepDays: 14 } } },
      async (host) => {
        for (let n = 0; n < replies; n++) await host.run({ do: [["reply", "y".repeat(60_000)]] });
        await host.settle();
      },
    );
  const namesIn = (till: string, kind: string) => readdirSync(join(till, "data", kind)).sort();
  const isTraced = (till: string, name: string) =>
    readFileSync(join(till, "data", "trace", name), "latin1").includes('"trace":1');

  test("of files that look like traces only the highest few are read, and those below stay", () =>
    inFolder("trace", async (till, put) => {
      const all = numbers(1, CAPS.traceBeginnings + 20);
      for (const number of all) put(traceName(number), number === all.length ? FULL : ONE_STEP);
      await session(till);
      const left = namesIn(till, "trace");
      assert.equal(left.slice(0, 20), all.slice(0, 20).map(traceName));
      assert.equal(left.slice(20), numbers(all.length - 2, 4).map(traceName));
      assert.ok(isTraced(till, left.at(-1) ?? ""));
    }));

  test("behind foreign files under all the highest numbers the ring goes on from session to session", () =>
    inFolder("trace", async (till, put) => {
      for (const number of [1, 2, 3]) put(traceName(number), number === 3 ? ONE_STEP : FULL);
      const foreign = numbers(89_999_000, CAPS.traceBeginnings + 20).map(traceName);
      for (const name of foreign) put(name, "foreign");
      await session(till);
      assert.ok(isTraced(till, traceName(3)), "the newest file has room, so it is gone on in");
      await session(till, 8);
      await session(till, 8);
      const own = namesIn(till, "trace").filter((name) => !foreign.includes(name));
      assert.is(own.length, 4, own.join());
      assert.ok(!own.includes(traceName(1)), own.join());
      assert.is(namesIn(till, "trace").length, 4 + foreign.length);
    }));

  test("of old days' logs a few files are removed at a time, the oldest first, and the newest days stay", () =>
    inFolder("log", async (till, put) => {
      const days = numbers(20_000_001, 5_000).map(String);
      for (const day of days) put(`${day}.log`, "");
      put(`${days[0]}-2.log`, "");
      const before = namesIn(till, "log");
      await session(till);
      const left = namesIn(till, "log").filter((name) => before.includes(name));
      assert.equal(left, before.sort().slice(CAPS.logRemovals));
    }));

  test("old days' logs beyond those that are kept are gone after some days, and no other file is", () =>
    inFolder("log", async (till, put) => {
      const days = numbers(20_000_001, 30).map(String);
      for (const name of [...days.map((day) => `${day}.log`), "00000000.log", `${days[29]}-3.log`, "notes.log"])
        put(name, "");
      await session(till);
      const left = namesIn(till, "log").slice(0, -2);
      // thirteen days and today
      assert.equal(left, [...days.slice(-13).map((day) => `${day}.log`), `${days[29]}-3.log`].sort());
      assert.is(namesIn(till, "log").at(-1), "notes.log");
    }));

  test.run();
});
