// Attack 5: names that somebody puts into the data folder. Each test is red as long as its fault is there.
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { FIRST_SEGMENT, onEveryEngine, withFolder, withHostIn } from "./host.ts";

const today = (): string => {
  const now = new Date();
  return `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, "0")}${String(now.getDate()).padStart(2, "0")}`;
};

onEveryEngine((engine) => {
  const test = suite(`attack 5: files on ${engine}`);

  for (const [name, at, content] of [
    ["the day's log", ["log", `${today()}.log`], "precious\n"],
    ["the newest trace", ["trace", "00000001.trace"], "precious\n"],
  ] as const)
    test(`F1: a second name (hard link) of a foreign file in the place of ${name}: it is not written`, () =>
      withFolder(async (folder) => {
        const precious = join(folder, "precious");
        writeFileSync(precious, content);
        mkdirSync(join(folder, "data", at[0]), { recursive: true });
        linkSync(precious, join(folder, "data", ...at));
        await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, (host) => host.settle());
        assert.is(readFileSync(precious, "latin1"), content);
      }));

  for (const kind of ["log", "trace", "journal"] as const)
    test(`F2: a link in the place of ${kind} that is made behind an open session: nothing is written there`, () =>
      withFolder(async (folder) => {
        const elsewhere = join(folder, "elsewhere");
        mkdirSync(elsewhere);
        const setup = { engine, puppet: FIRST_SEGMENT, config: { trace: { maxMb: 1 }, log: { level: "debug" } } } as const;
        await withHostIn(folder, setup, async (host) => {
          renameSync(host.data(kind), host.data(`${kind}.was`));
          symlinkSync(elsewhere, host.data(kind));
          if (kind === "journal") await host.run({ do: [["rotate", 2, 20260102, "{}"], ["reply", ""]] });
          // more than a file of the ring
          else for (let n = 0; n < 6; n++) await host.run({ do: [["log", 3, "x".repeat(1000)], ["reply", "y".repeat(200_000)]] });
        });
        assert.equal(readdirSync(elsewhere), []);
      }));

  test("F3: a file with the highest number in the trace folder does not end the trace", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "data", "trace"), { recursive: true });
      writeFileSync(join(folder, "data", "trace", "99999999.trace"), "x".repeat(200_000));
      const config = { trace: { maxMb: 1 } };
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT, config }, (host) => host.settle());
      const names = readdirSync(join(folder, "data", "trace")).filter((name) => /^[0-9]{8}\.trace$/.test(name));
      const texts = names.map((name) => readFileSync(join(folder, "data", "trace", name), "latin1"));
      assert.ok(texts.some((text) => text.includes('"event"')), names.join());
    }));

  test("F4: files of days to come in the log folder do not take the days before with them", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "data", "log"), { recursive: true });
      writeFileSync(join(folder, "data", "log", "20261120.log"), "yesterday");
      for (let day = 1; day <= 14; day++)
        writeFileSync(join(folder, "data", "log", `999912${String(day).padStart(2, "0")}.log`), "");
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, (host) => host.settle());
      assert.ok(readdirSync(join(folder, "data", "log")).includes("20261120.log"));
    }));

  test.run();
});
