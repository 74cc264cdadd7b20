// Only with --all: it packs two releases and exchanges them under Wine.
// Only on Node: it runs Windows programs under Wine, which know nothing of the host.
// Time limit: 900 s
/** Update and rollback as the guide and many-tills.md say them: the release's own program, a whole zip, exit codes alone. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { runWine } from "../../build/native/wine.mjs";
import { archiveOf } from "../../build/release/archive.ts";
import { sumsOf } from "../support/releases.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { askDoctor, bits, filesAsUnpacked, whyNot, withRelease, writeConfig } from "./guide-release.ts";

const test = suite("update of a whole release");

/** What a newer release has otherwise; programs do not mind bytes behind their end. */
const CHANGED = ["gama-rrpay.exe", "gama_rrpay.dll", "rrpay.plugin.js"];

/** The release of this commit with another program, library and plug-in. */
async function newerRelease(): Promise<Uint8Array> {
  const files = (await filesAsUnpacked()).map(({ path, bytes }) => ({
    path,
    bytes: CHANGED.includes(path) ? newer(path, bytes) : bytes,
  }));
  const others = files.filter(({ path }) => path !== "SHA256SUMS");
  return archiveOf("gama-rrpay-9.9.9", [
    ...others,
    {
      path: "SHA256SUMS",
      bytes: Buffer.from(sumsOf(Object.fromEntries(others.map(({ path, bytes }) => [path, bytes])))),
    },
  ]);
}

function newer(path: string, bytes: Uint8Array): Uint8Array {
  if (path !== "rrpay.plugin.js") return Buffer.concat([bytes, Buffer.from("newer")]);
  const text = Buffer.from(bytes).toString("utf8");
  const body = Buffer.from(`${text.slice(0, text.lastIndexOf("//# sha256="))}// newer\n`);
  const [sum = ""] = sumsOf({ body }).split(" ");
  return Buffer.concat([body, Buffer.from(`//# sha256=${sum}\n`)]);
}

const reason = await whyNot();
if (reason !== undefined) skip("an update under Wine", reason);
else
  test(`a zip exchanges the very program that runs, and rollback puts it back, in ${bits}-bit Wine`, () =>
    withRelease(async (folder) => {
      writeConfig(folder, 8917);
      const zip = await newerRelease();
      writeFileSync(join(folder, "newer.zip"), zip);
      writeFileSync(join(folder, "torn.zip"), zip.subarray(0, zip.length / 2));
      const bytesOf = () => CHANGED.map((file) => readFileSync(join(folder, file)).toString("latin1"));
      const before = bytesOf();
      const run = async (...args: string[]) => {
        const { status, output } = await runWine(bits, folder, "gama-rrpay.exe", [...args, "--language", "en"]);
        return { status, output };
      };
      for (const [args, status] of [
        [["update"], 64],
        [["update", "nowhere.zip"], 69],
        [["update", "torn.zip"], 1],
        [["rollback"], 1],
      ] as const) {
        const ended = await run(...args);
        assert.is(ended.status, status, `${args.join(" ")}: ${ended.output}`);
        assert.equal(bytesOf(), before, `${args.join(" ")} changed something`);
      }
      const updated = await run("update", "newer.zip");
      assert.is(updated.status, 0, updated.output);
      const after = bytesOf();
      for (const [at, file] of CHANGED.entries()) {
        assert.is.not(after[at], before[at], file);
        assert.ok(existsSync(join(folder, `${file}.old`)), file);
      }
      // the new program runs, finds nothing more to do, and everything fits together
      assert.is((await run("update", "newer.zip")).status, 0);
      const { result } = await askDoctor(folder);
      assert.is(result.checks.find(({ id }) => id === "bundle-file")?.status, "ok");
      assert.not.ok(result.checks.some(({ id }) => id === "update"));
      const back = await run("rollback");
      assert.is(back.status, 0, back.output);
      assert.equal(bytesOf(), before);
      assert.is((await run("rollback")).status, 1);
    }));

test.run();
