/** Files that somebody puts into log/ or trace/ take nothing of ours with them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { FIRST_SEGMENT, onEveryEngine, withFolder, withHostIn } from "./host.ts";

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

  test("files of days to come in the log folder do not take the days before with them", () =>
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
