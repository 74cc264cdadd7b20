/** What the user may not read is not called missing, in any host of the command line, and no figure is made without it. */
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { DoctorResult } from "../../../schemas/generated/types.ts";
import type { Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { assertReadable, type Place, withPlaceIn } from "./place.ts";

const WITHHELD = "This user may not read it.";

/** The suite over one host, on a system whose rights the tests may set. */
export function rightsSuite({ name, folders, run }: Program): void {
  const test = sampledSuite(`what may not be read, on ${name}`, 3);
  /** A till that has sold, of whose files one is withheld. */
  const withWithheld = (path: string, body: (place: Place) => Promise<void>) =>
    withPlaceIn(folders, "card", async (place) => {
      assert.is((await run(["till", "--config", place.config, "--trial"])).code, 0);
      chmodSync(join(place.folder, path), 0);
      try {
        await body(place);
      } finally {
        chmodSync(join(place.folder, path), 0o755);
      }
    });
  const read = ({ folder }: Place, ...args: string[]) => run(args, { cwd: folder, hasRightsOnly: true });
  const day = new Date().toISOString().slice(0, 10);

  for (const [command, args] of [
    ["till", ["till", "--trial"]],
    ["journal list", ["journal", "list"]],
    ["report of another folder", ["report", "--day", day, "--dir", "data", "--out", "day.html"]],
    ["export of another folder", ["journal", "export", "data", "--day", day, "--out", "day.csv"]],
  ] as const)
    test(`a config that is withheld is told by ${command}, and nothing is made without it`, () =>
      withWithheld("gama-rrpay.json", async (place) => {
        const ended = await read(place, ...args, "--language", "en");
        assert.is(ended.code, 69, ended.stdout);
        assertReadable(ended);
        assert.match(ended.stderr, `gama-rrpay.json: ${WITHHELD}`);
        for (const out of ["day.html", "day.csv"]) assert.not.ok(existsSync(join(place.folder, out)), out);
      }));

  test("a config that is withheld is a check of the doctor's", () =>
    withWithheld("gama-rrpay.json", async (place) => {
      const { code, stdout } = await read(place, "doctor", "--json", "--language", "en");
      const { checks } = JSON.parse(stdout) as DoctorResult;
      assert.equal(
        checks.map(({ id, status }) => [id, status]),
        [["config-file", "fail"]],
      );
      assert.match(checks[0]?.fix ?? "", WITHHELD);
      assert.is(code, 2);
    }));

  test("a journal that is withheld is not called a folder without one", () =>
    withWithheld("data/journal", async (place) => {
      const listed = await read(place, "journal", "list", "data", "--language", "en");
      assert.is(listed.code, 69);
      assert.match(listed.stderr, WITHHELD);
      const repaired = await read(place, "journal", "repair", "data", "--language", "en");
      assert.match(repaired.stderr, WITHHELD);
    }));

  test("what else lies beside the config is looked at, wherever the program lies", () =>
    withPlaceIn(folders, "card", async ({ folder, config, file }) => {
      file("confirmed.json", '{"R3":{"by":"RASO","at":"2026-11-26","seen":"kept"}}');
      const { stdout } = await run(["doctor", "--config", config, "--json", "--language", "en"]);
      const told = (JSON.parse(stdout) as DoctorResult).checks.find(({ id }) => id === "assumptions");
      assert.match(told?.detail ?? "", /^20 of 21/);
      chmodSync(join(folder, "confirmed.json"), 0);
      const withheld = await run(["doctor", "--config", config, "--json"], { hasRightsOnly: true });
      const check = (JSON.parse(withheld.stdout) as DoctorResult).checks.find(({ id }) => id === "assumptions");
      assert.equal([check?.status, check?.fix.includes(WITHHELD)], ["warn", true]);
    }));

  test("a path through a file is a file in the way, and no right is missing", () =>
    withPlaceIn(folders, "card", async ({ folder }) => {
      writeFileSync(join(folder, "some.txt"), "x");
      const { code, stderr } = await run(["journal", "list", join(folder, "some.txt"), "--language", "en"]);
      assert.is(code, 69);
      assert.match(stderr, "some.txt is a file, not a folder.");
    }));

  test.run();
}
