/** Twenty tills (six in the daily run) as a chain rolls them out (docs/many-tills.md): one script, one config, the program that a till has. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { startRrpay } from "../emulator/rrpay/server.ts";
import { programs } from "../support/programs.ts";
import { configText, inFolder, releaseOf, sealIn, sumsOf, writeFiles, zipOf } from "../support/releases.ts";
import { suite } from "../support/suite.ts";
import { times } from "../support/tier.ts";
import { bundleText } from "../support/till.ts";

const TILLS = Array.from({ length: times(6, 20) }, (_, index) => `K${String(index + 1).padStart(2, "0")}`);

const [host] = programs().slice(-1);
if (host === undefined) throw new Error("no program");
const { name, run } = host;
const test = suite(`twenty tills, on ${name}`);

/** A plug-in that sells, and is another file than the one of before. */
function newerBundle(): string {
  const text = bundleText();
  const body = text.slice(0, text.lastIndexOf("//# sha256="));
  return resealed(`${body}// newer\n`);
}

function resealed(body: string): string {
  return `${body}//# sha256=${sumsOf({ body }).slice(0, 64)}\n`;
}

test("are installed, told apart, updated in stages, and taken back, by exit codes alone", () =>
  inFolder(async (folder) => {
    const rrpay = await startRrpay({ dir: join(folder, "rrpay"), policy: "card", till: "K01", tills: TILLS });
    try {
      const [older, newer] = [bundleText(), newerBundle()];
      const [first, second] = [
        releaseOf("1.0.0", { "rrpay.plugin.js": older }),
        releaseOf("2.0.0", { "rrpay.plugin.js": newer }),
      ];
      writeFiles(folder, { "1.zip": zipOf("1.0.0", first), "2.zip": zipOf("2.0.0", second) });
      const placeOf = (till: string) => join(folder, "tills", till);
      const common = { till: "{env:GRP_TILL}", dataDir: join(folder, "data", "{till}"), language: "en" };
      const config = (more: object = {}) =>
        configText({ ...common, rrpay: { port: rrpay.port, allowEmulator: true }, ...more });

      for (const till of TILLS) {
        const installed = await run(["install", "--dir", placeOf(till), join(folder, "1.zip"), "--json"]);
        assert.is(installed.code, 0, installed.stdout + installed.stderr);
        writeFileSync(join(placeOf(till), "gama-rrpay.json"), config());
      }

      // The first shop: one till of its own name sells there.
      const sold = await run(["till", "--config", join(placeOf("K01"), "gama-rrpay.json"), "--trial"], {
        env: { GRP_TILL: "K01" },
      });
      assert.is(sold.code, 0, sold.stdout + sold.stderr);
      assert.equal(
        rrpay.transactions().map((stored) => stored.type === "transaction" && stored.content.till),
        ["K01"],
      );

      // Stage one: five tills get the new release; the others are pinned to the old plug-in and refuse it.
      const early = new Set(TILLS.slice(0, 5));
      const sha256 = sealIn(older);
      for (const till of TILLS)
        if (!early.has(till))
          writeFileSync(
            join(placeOf(till), "gama-rrpay.json"),
            config({ bundle: { file: "rrpay.plugin.js", sha256 } }),
          );
      for (const till of TILLS) {
        const { code, stdout } = await run(["update", join(folder, "2.zip"), "--dir", placeOf(till), "--json"]);
        assert.is(code, early.has(till) ? 0 : 1, stdout);
        if (!early.has(till)) assert.is(JSON.parse(stdout).code, "bundle-pinned");
        assert.is(readFileSync(join(placeOf(till), "rrpay.plugin.js"), "utf8"), early.has(till) ? newer : older);
      }

      // One of them goes back; a second rollback has nothing to do, and says so by its code.
      const back = await run(["rollback", "--dir", placeOf("K03"), "--json"]);
      assert.is(back.code, 0, back.stdout);
      assert.is(readFileSync(join(placeOf("K03"), "gama_rrpay.dll"), "utf8"), first["gama_rrpay.dll"]);
      assert.is((await run(["rollback", "--dir", placeOf("K03"), "--json"])).code, 1);

      // Stage two: the pin goes, and the same line brings every till to the same release; again changes nothing.
      for (const type of ["updated", "already"]) {
        for (const till of TILLS) {
          writeFileSync(join(placeOf(till), "gama-rrpay.json"), config());
          const { code, stdout } = await run(["update", join(folder, "2.zip"), "--dir", placeOf(till), "--json"]);
          assert.is(code, 0, stdout);
          if (type === "already") assert.is(JSON.parse(stdout).type, type);
          assert.is(readFileSync(join(placeOf(till), "rrpay.plugin.js"), "utf8"), newer);
        }
      }
    } finally {
      await rrpay.stop();
    }
  }));

test("an update that a power cut has interrupted is told by doctor, with the command that ends it", () =>
  inFolder(async (folder) => {
    const till = join(folder, "till");
    const old = releaseOf("1.0.0");
    writeFiles(till, { ...old, SHA256SUMS: sumsOf(old), "gama-rrpay.json": configText({ dataDir: "data" }) });
    mkdirSync(join(till, "data"));
    copyFileSync(join(till, "rrpay.plugin.js"), join(till, "rrpay.plugin.js.old"));
    const record = {
      state: "swapping",
      release: "gama-rrpay-2.0.0",
      files: [{ name: "rrpay.plugin.js", isOld: true }],
    };
    writeFileSync(join(till, "gama-rrpay.update.json"), JSON.stringify(record));
    const config = join(till, "gama-rrpay.json");
    const ended = await run(["doctor", "--config", config, "--json", "--language", "en"]);
    assert.is(ended.code, 2);
    const { checks } = JSON.parse(ended.stdout) as { checks: { id: string; fix: string }[] };
    assert.match(checks.find(({ id }) => id === "update")?.fix ?? "", "gama-rrpay rollback");
    assert.is((await run(["rollback", "--dir", till])).code, 0);
    const after = await run(["doctor", "--config", config, "--json", "--language", "en"]);
    assert.not.match(after.stdout, '"update"');
  }));

test("a refused install leaves none of the folders that it had made above its own", () =>
  inFolder(async (folder) => {
    writeFiles(folder, { "bad.zip": "none" });
    const { code } = await run(["install", "--dir", join(folder, "a", "b", "till"), join(folder, "bad.zip")]);
    assert.not.equal(code, 0);
    assert.not.ok(existsSync(join(folder, "a")));
  }));

test.run();
