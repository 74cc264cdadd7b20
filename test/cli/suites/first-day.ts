/** What a consultant types on the first day, in any host of the command line: help, mistakes, and what support asks for. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import * as assert from "uvu/assert";
import { startRrpay } from "../../emulator/rrpay/server.ts";
import type { Ended, Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { bundleText } from "../../support/till.ts";

/** A wrong argument is told in one line, before anything is done. */
function assertUsage({ code, stderr }: Ended, says: string): void {
  assert.is(code, 64, stderr);
  assert.is(stderr.trim().split("\n").length, 1, stderr);
  assert.ok(stderr.includes(says), stderr);
}

export function firstDaySuite({ name, folders, isNode, run }: Program): void {
  const test = sampledSuite(`the first day on ${name}`, 2);

  /** A till that has sold once. */
  async function withSold(body: (folder: string, saleKey: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(folders, "first-day-"));
    const rrpay = await startRrpay({ dir: join(folder, "rrpay"), policy: "card" });
    try {
      writeFileSync(join(folder, "rrpay.plugin.js"), bundleText());
      const config = join(folder, "gama-rrpay.json");
      const settings = { till: "1", rrpay: { port: rrpay.port, allowEmulator: true }, dataDir: "data" };
      writeFileSync(config, JSON.stringify({ ...settings, language: "en" }));
      const sold = await run(["till", "--config", config, "--trial"]);
      assert.is(sold.code, 0, sold.stdout + sold.stderr);
      const [, saleKey = ""] = /saleKey=(TRIAL-\d{8}-\d{8})/.exec(sold.stdout) ?? [];
      await body(folder, saleKey);
    } finally {
      await rrpay.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  test("an incident is packed for support, whatever folder somebody has made in the log", () =>
    withSold(async (folder, saleKey) => {
      mkdirSync(join(folder, "data", "log", "old"));
      const out = join(folder, "one.zip");
      const bundle = join(folder, "rrpay.plugin.js");
      const packing = ["incident", join(folder, "data"), "--bundle", bundle, "--out", out];
      const { code, stdout, stderr } = await run([...packing, "--sale", saleKey]);
      assert.is(code, 0, stdout + stderr);
      const files = unzipSync(new Uint8Array(readFileSync(out)));
      for (const file of ["journal.jsonl", "log.txt", "story.txt", "trace.jsonl"])
        assert.ok(strFromU8(files[file] ?? new Uint8Array()).includes(saleKey), file);
      rmSync(out);
      const unknown = await run([...packing, "--sale", "T9-0"]);
      assert.is(unknown.code, 1, unknown.stdout);
      assert.match(unknown.stderr, "T9-0");
      assert.not.ok(existsSync(out));
    }));

  test("journal show of a sale that the journal does not have says so, and ends with 1", () =>
    withSold(async (folder, saleKey) => {
      const show = (key: string) => run(["journal", "show", join(folder, "data"), "--sale", key]);
      assert.is((await show(saleKey)).code, 0);
      const { code, stdout, stderr } = await show("T9-0");
      assert.equal([code, stdout], [1, ""]);
      assert.match(stderr, "The journal has no sale T9-0.");
    }));

  for (const [group, own, other] of [
    ["journal", "journal resolve", "trace explain"],
    ["trace", "trace explain", "journal resolve"],
  ] as const)
    test(`${group} --help lists the commands that begin with ${group}, and no other`, async () => {
      for (const language of ["en", "lt"]) {
        const { code, stdout } = await run([group, "--help", "--language", language]);
        assert.is(code, 0);
        assert.match(stdout, own);
        assert.not.match(stdout, other);
      }
    });

  test("-h, /? and help give the help", async () => {
    const whole = await run(["--help"]);
    for (const asked of ["-h", "/?", "help"]) assert.equal(await run([asked]), whole, asked);
  });

  for (const command of ["journal resolve", "till", "listen", "conformance", "--version"])
    test(`${command} refuses what it would leave out`, async () =>
      assertUsage(await run([...command.split(" "), "other-till"]), `${command} takes options only, not "other-till"`));

  test("a number says from where to where it goes", async () =>
    assertUsage(await run(["listen", "--to", "65536"]), '--to takes a whole number from 1 to 65535, not "65536"'));

  test("a mistyped checksum is not blamed on the file", async () =>
    assertUsage(await run(["update", "release.zip", "--sha256", "12"]), "--sha256 takes 64 hexadecimal digits"));

  test("where no config names a data folder, that is said", async () => {
    for (const command of ["journal list", "trace explain", "journal export --day 2026-11-28"])
      assertUsage(await run(command.split(" ")), "neither here nor beside this program is a gama-rrpay.json");
  });

  test("what a till does not have stands apart in --help", async () => {
    for (const [command, option] of [
      ["doctor", "--engine"],
      ["till", "--engine"],
      ["replay", "--inspect"],
      ["emulator", "--faults"],
    ] as const) {
      const { stdout } = await run([command, "--help", "--language", "en"]);
      const [own = "", developers = ""] = stdout.split("With Node.js, in the project's sources:");
      assert.not.ok(own.includes(option), command);
      assert.ok(developers.includes(option), command);
    }
  });

  test("an emulator without a till's name, or with an empty token, is refused", async () => {
    assertUsage(await run(["emulator", "--till", ""]), "'--till' needs a value");
    assertUsage(await run(["emulator", "--till", " "]), "--till must not be empty");
    assertUsage(await run(["emulator", "--token", " "]), "--token must not be empty");
  });

  if (!isNode)
    test("what --help lists for Node.js is refused as that, and not as unknown", async () => {
      for (const args of [
        ["emulator", "--ui"],
        ["emulator", "--faults=f.json"],
        ["replay", "--inspect", "3"],
      ])
        assertUsage(await run(args), "needs the program of Node.js");
      assertUsage(await run(["emulator", "other-till"]), "emulator takes options only");
    });

  test.run();
}
