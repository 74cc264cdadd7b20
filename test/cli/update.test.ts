/** What a chain rolls out with: install, update and rollback, unattended, and never a folder that is neither old nor new. */
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import {
  configText,
  filesIn,
  inFolder,
  killedAt,
  otherBundle,
  releaseOf,
  runIn,
  writeFiles,
  zipOf,
} from "../support/releases.ts";
import { suite } from "../support/suite.ts";
import { inUse, NEW, OLD, OWN, whole, withTill } from "../support/till-release.ts";

const test = suite("install, update and rollback");

test("a release is put into an empty folder, and a second time changes nothing", () =>
  inFolder(async (folder) => {
    writeFiles(folder, { "new.zip": zipOf("2.0.0", NEW) });
    const till = join(folder, "a", "till");
    const args = ["install", "--dir", till, join(folder, "new.zip"), "--json"];
    const first = await runIn(folder, args);
    assert.is(first.code, 0, first.out + first.error);
    assert.is(JSON.parse(first.out).type, "installed");
    assert.equal(filesIn(till), whole(NEW));
    const second = await runIn(folder, args);
    assert.equal([second.code, JSON.parse(second.out).type], [0, "already"]);
    assert.is((await runIn(till, ["rollback"])).code, 1, "an install has nothing to go back to");
  }));

test("a release is installed out of the folder that the program lies in", () =>
  inFolder(async (folder) => {
    writeFiles(join(folder, "unpacked"), whole(NEW));
    const till = join(folder, "till");
    const { code, error } = await runIn(join(folder, "unpacked"), ["install", "--dir", till]);
    assert.is(code, 0, error);
    assert.equal(filesIn(till), whole(NEW));
  }));

test("install touches no folder that has another version", () =>
  withTill(async (till, zip) => {
    const before = filesIn(till);
    const { code, out } = await runIn(till, ["install", "--dir", till, zip, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "other-installed"]);
    assert.equal(filesIn(till), before);
  }));

test("install puts no earlier plug-in back where a newer one was put alone", () =>
  withTill(async (till, _zip, folder) => {
    writeFiles(folder, { "old.zip": zipOf("1.0.0", OLD), "rrpay.plugin.js": otherBundle("1.1.0") });
    assert.is((await runIn(till, ["update", join(folder, "rrpay.plugin.js")])).code, 0);
    const before = filesIn(till);
    const { code, out } = await runIn(till, ["install", "--dir", till, join(folder, "old.zip"), "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "other-installed"]);
    assert.equal(filesIn(till), before);
    // without a library there is nothing to update, so this is the way out
    rmSync(join(till, "gama_rrpay.dll"));
    assert.is((await runIn(till, ["install", "--dir", till, join(folder, "old.zip")])).code, 0);
  }));

test("an update exchanges the files, leaves settings and journal alone, and rollback puts the old ones back", () =>
  withTill(async (till, zip) => {
    const { code, out, error } = await runIn(till, ["update", zip, "--json"]);
    assert.is(code, 0, out + error);
    assert.not.ok(JSON.parse(out).files.includes("licences/ajv.txt"), "what is the same stays as it is");
    assert.equal(inUse(till), { ...whole(NEW), ...OWN });
    assert.is(readFileSync(join(till, "gama_rrpay.dll.old"), "utf8"), OLD["gama_rrpay.dll"]);
    const back = await runIn(till, ["rollback"]);
    assert.is(back.code, 0, back.error);
    assert.equal(filesIn(till), { ...whole(OLD), ...OWN });
    assert.is((await runIn(till, ["rollback"])).code, 1, "twice is not forward again");
  }));

test("an update that is there already changes nothing, and keeps the way back", () =>
  withTill(async (till, zip) => {
    await runIn(till, ["update", zip]);
    const before = filesIn(till);
    const { code, out } = await runIn(till, ["update", zip, "--json"]);
    assert.equal([code, JSON.parse(out).type], [0, "already"]);
    assert.equal(filesIn(till), before);
  }));

test("a plug-in alone is exchanged as one file", () =>
  withTill(async (till, _zip, folder) => {
    const newer = otherBundle("newer");
    writeFiles(folder, { "newer.js": newer });
    const { code, error } = await runIn(till, ["update", join(folder, "newer.js")]);
    assert.is(code, 0, error);
    assert.equal(inUse(till), { ...whole(OLD), ...OWN, "rrpay.plugin.js": newer });
    assert.is((await runIn(till, ["rollback"])).code, 0);
    assert.equal(filesIn(till), { ...whole(OLD), ...OWN });
  }));

test("killed before any change it makes, an update leaves old or new, or a mix that rollback and update both end", () =>
  withTill(async (till, zip, folder) => {
    const [old, fresh] = [
      { ...whole(OLD), ...OWN },
      { ...whole(NEW), ...OWN },
    ];
    const seen = { old: 0, mixed: 0, new: 0 };
    for (let nth = 1; ; nth++) {
      const ended = await killedAt(till, ["update", zip], nth);
      const now = JSON.stringify(inUse(till));
      const isOld = now === JSON.stringify(sorted(old));
      seen[isOld ? "old" : now === JSON.stringify(sorted(fresh)) ? "new" : "mixed"]++;
      if (ended !== undefined) break;
      const wayOut = nth % 2 === 0 ? ["rollback"] : ["update", zip];
      const { code, error } = await runIn(till, wayOut);
      const isNothing = wayOut[0] === "rollback" && isOld && code === 1;
      assert.ok(code === 0 || isNothing, `${nth}: ${error}`);
      assert.equal(inUse(till), wayOut[0] === "rollback" ? old : fresh, `killed before change ${nth}`);
      rmSync(till, { recursive: true });
      writeFiles(till, { ...whole(OLD), ...OWN });
    }
    assert.ok(seen.old > 5 && seen.mixed > 5 && seen.new > 0, JSON.stringify(seen));
    assert.ok(folder.length > 0);
  }));

test("the record that a killed update was writing is gone with the next one", () =>
  withTill(async (till, zip) => {
    const half = join(till, "gama-rrpay.update.json.4169711625.new");
    writeFileSync(half, '{"state":"swa');
    assert.is((await runIn(till, ["update", zip])).code, 0);
    assert.not.ok(existsSync(half));
  }));

test("a rollback after an update that was killed before it exchanged anything lists nothing as put back", () =>
  withTill(async (till) => {
    const files = [{ name: "rrpay.prg", isOld: true }];
    const record = JSON.stringify({ state: "staging", release: "gama-rrpay-2.0.0", files });
    writeFiles(till, { "gama-rrpay.update.json": record, "rrpay.prg.new": "* half" });
    const { code, out } = await runIn(till, ["rollback"]);
    assert.is(code, 0);
    assert.match(out, "nothing had been exchanged, and the folder is as it was");
    assert.equal(filesIn(till), { ...whole(OLD), ...OWN });
  }));

test("killed before any change it makes, a rollback is ended by the next one", () =>
  withTill(async (till, zip) => {
    for (let nth = 1; ; nth++) {
      await runIn(till, ["update", zip]);
      if ((await killedAt(till, ["rollback"], nth)) !== undefined) break;
      await runIn(till, ["rollback"]);
      assert.equal(inUse(till), { ...whole(OLD), ...OWN }, `killed before change ${nth}`);
      assert.ok(nth < 200);
    }
  }));

test("an update after an update goes back one step only, and leaves nothing older", () =>
  withTill(async (till, zip, folder) => {
    await runIn(till, ["update", zip]);
    const third = releaseOf("3.0.0");
    writeFiles(folder, { "third.zip": zipOf("3.0.0", third) });
    assert.is((await runIn(till, ["update", join(folder, "third.zip")])).code, 0);
    assert.equal(inUse(till), { ...whole(third), ...OWN });
    assert.is((await runIn(till, ["rollback"])).code, 0);
    assert.equal(filesIn(till), { ...whole(NEW), ...OWN });
  }));

test("rollback refuses to mix versions where somebody has removed an old file", () =>
  withTill(async (till, zip) => {
    await runIn(till, ["update", zip]);
    rmSync(join(till, "gama_rrpay.dll.old"));
    const before = filesIn(till);
    const { code, error } = await runIn(till, ["rollback"]);
    assert.is(code, 69);
    assert.match(error, "would mix two versions");
    assert.equal(filesIn(till), before);
  }));

for (const name of ["rrpay.plugin.js", "gama_rrpay.dll"])
  test(`rollback does not put back a ${name} that is no longer whole`, () =>
    withTill(async (till, zip) => {
      await runIn(till, ["update", zip]);
      truncateSync(join(till, `${name}.old`), 70);
      const before = filesIn(till);
      const { code, error } = await runIn(till, ["rollback"]);
      assert.is(code, 69, error);
      assert.match(error, "is damaged or incomplete");
      assert.equal(filesIn(till), before);
    }));

test("a till whose name is in its user's environment is updated by whoever has another", () =>
  withTill(async (till, zip) => {
    writeFileSync(join(till, "gama-rrpay.json"), configText({ till: "{env:GRP_NOBODY_HAS}" }));
    const { code, error } = await runIn(till, ["update", zip]);
    assert.is(code, 0, error);
  }));

function sorted(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test.run();
