// The zip for support: all that is known of one sale, and nobody's name.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import * as assert from "uvu/assert";
import { readTrace } from "../../runtime/cli/trace/lines.ts";
import { checkoutFile } from "../support/checkout.ts";
import { engineOf } from "../support/engines.ts";
import { programs } from "../support/programs.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";
import { cli } from "../support/traces.ts";

const test = suite("incident");

const NAME = "Žygimantė Petraitienė";
const SECRETS = [NAME, "Petraitien", "LT100002345678", "KLIENTAS77"];

function secretSale() {
  return sale(258, {
    operator: NAME,
    customer: { code: "KLIENTAS77", name: `UAB ${NAME}`, vatCode: "LT100002345678" },
  });
}

async function withSold(body: (till: Till, saleKey: string, otherKey: string) => Promise<void>): Promise<void> {
  await withTill({ engine: engineOf("quickjs") }, async (till) => {
    const [one, other] = [secretSale(), secretSale()];
    for (const each of [one, other]) {
      await till.settle(each);
      await till.saved(each);
    }
    await till.close();
    await body(till, one.saleKey, other.saleKey);
  });
}

function filesOf(path: string): Record<string, string> {
  const files = unzipSync(new Uint8Array(readFileSync(path)));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** Every escape read, however often it is escaped. */
function plain(text: string): string {
  return text.replace(/\\+u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

test("it holds the sale's story, journal, log and the trace, and none of the other sale's story", () =>
  withSold(async (till, key, other) => {
    const out = join(till.folder, "one.zip");
    const told = await cli("incident", till.dataDir, "--sale", key, "--out", out);
    assert.is(told.code, 0, told.error);
    const files = filesOf(out);
    assert.equal(Object.keys(files).sort(), [
      ...["journal.jsonl", "log.txt", "story.html", "story.txt", "trace.jsonl", "version.txt"],
    ]);
    assert.match(files["story.txt"] ?? "", `settle sale ${key}`);
    assert.not.match(files["story.txt"] ?? "", other);
    assert.match(files["log.txt"] ?? "", key);
    const records = (files["journal.jsonl"] ?? "")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { t: string });
    assert.equal(
      records.map(({ t }) => t).filter((t) => t !== "evidence"),
      ["sent", "close"],
    );
    assert.ok(readTrace([{ text: files["trace.jsonl"] ?? "", follows: true }]).runs.length > 0);
  }));

for (const program of programs())
  test(`where no other place is named, it is made in the current folder, on ${program.name}`, () =>
    withSold(async (till, key) => {
      const cwd = mkdtempSync(join(till.folder, "here-"));
      const bundle = checkoutFile("dist/rrpay.plugin.js");
      const told = await program.run(["incident", till.dataDir, "--sale", key, "--bundle", bundle], { cwd });
      assert.is(told.code, 0, told.stderr);
      assert.equal(readdirSync(cwd), [`incident-${key}.zip`]);
    }));

test("no planted secret is in any of its files", () =>
  withSold(async (till, key) => {
    const out = join(till.folder, "one.zip");
    await cli("incident", till.dataDir, "--sale", key, "--out", out);
    for (const [name, text] of Object.entries(filesOf(out)))
      for (const reading of [plain(text), Buffer.from(plain(text), "latin1").toString("utf8")])
        for (const secret of SECRETS)
          assert.not.ok(reading.toLowerCase().includes(secret.toLowerCase()), `${name}: ${secret}`);
  }));

test("a sale that nobody knows is said to be unknown, with what shows the keys, and no file is made", () =>
  withSold(async (till) => {
    const told = await cli("incident", till.dataDir, "--sale", "T9-0", "--out", join(till.folder, "none.zip"));
    assert.is(told.code, 1, "not done, as journal show says it");
    assert.match(told.error, /T9-0\. journal show without --sale shows every key/);
    assert.throws(() => readFileSync(join(till.folder, "none.zip")), /ENOENT/);
  }));

test("what a repair has put aside is in it too, and each record once", () =>
  withSold(async (till, key) => {
    const out = join(till.folder, "one.zip");
    const recordsIn = async () => {
      assert.is((await cli("incident", till.dataDir, "--sale", key, "--out", out)).code, 0);
      return (filesOf(out)["journal.jsonl"] ?? "").trimEnd().split("\n");
    };
    const whole = await recordsIn();
    const journal = join(till.dataDir, "journal");
    const [segment = ""] = readdirSync(journal);
    copyFileSync(join(journal, segment), join(journal, `${segment}.damaged`));
    assert.equal(await recordsIn(), whole);
    rmSync(join(journal, segment));
    assert.equal(await recordsIn(), whole);
  }));

test.run();
