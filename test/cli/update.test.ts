/** What a chain rolls out with: install, update and rollback, unattended, and never a folder that is neither old nor new. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  sealIn,
  sumsOf,
  writeFiles,
  zipOf,
} from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("install, update and rollback");

const OLD = releaseOf("1.0.0");
const NEW = releaseOf("2.0.0");
/** What a shop has written there. */
const OWN = {
  "gama-rrpay.json": configText(),
  "gama-shop.txt": "header.number=I06\r\n",
  "data/journal/x.jsonl": "a\n",
};

const whole = (files: Readonly<Record<string, string>>) => ({ ...files, SHA256SUMS: sumsOf(files) });

/** The files without what an update keeps for the way back. */
function inUse(folder: string): Record<string, string> {
  const isKept = (name: string) => /\.(old|new|gone\d)$/.test(name) || name === "gama-rrpay.update.json";
  return Object.fromEntries(Object.entries(filesIn(folder)).filter(([name]) => !isKept(name)));
}

/** A till with the old release, and the new one as a ZIP file beside it. */
function withTill(body: (till: string, zip: string, folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const till = join(folder, "till");
    writeFiles(till, { ...whole(OLD), ...OWN });
    writeFiles(folder, { "new.zip": zipOf("2.0.0", NEW) });
    await body(till, join(folder, "new.zip"), folder);
  });
}

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

test("a shop's own changes in rrpay.prg stop an update, and are kept where it is let through", () =>
  withTill(async (till, zip) => {
    writeFileSync(join(till, "rrpay.prg"), "* GAMA-3 changed here\r\n");
    const before = filesIn(till);
    const { code, out } = await runIn(till, ["update", zip, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "prg-changed"]);
    assert.equal(filesIn(till), before);
    assert.is((await runIn(till, ["update", zip, "--replace-prg"])).code, 0);
    assert.is(readFileSync(join(till, "rrpay.prg.old"), "utf8"), "* GAMA-3 changed here\r\n");
  }));

test("a config that has a mistake stops an update", () =>
  withTill(async (till, zip) => {
    writeFileSync(join(till, "gama-rrpay.json"), "{");
    const { code, out } = await runIn(till, ["update", zip, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "config-refused"]);
  }));

test("a till whose name is in its user's environment is updated by whoever has another", () =>
  withTill(async (till, zip) => {
    writeFileSync(join(till, "gama-rrpay.json"), configText({ till: "{env:GRP_NOBODY_HAS}" }));
    const { code, error } = await runIn(till, ["update", zip]);
    assert.is(code, 0, error);
  }));

test("a pinned plug-in lets in only the one that is named", () =>
  withTill(async (till, zip) => {
    const pin = (seal: string) =>
      writeFileSync(join(till, "gama-rrpay.json"), configText({ bundle: { file: "rrpay.plugin.js", sha256: seal } }));
    pin(sealIn(OLD["rrpay.plugin.js"] ?? ""));
    const before = filesIn(till);
    const { code, out } = await runIn(till, ["update", zip, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "bundle-pinned"]);
    assert.equal(filesIn(till), before);
    pin(sealIn(NEW["rrpay.plugin.js"] ?? ""));
    assert.is((await runIn(till, ["update", zip])).code, 0);
  }));

test("a till whose plug-in has a name of its own is left alone", () =>
  withTill(async (till, zip) => {
    writeFileSync(join(till, "gama-rrpay.json"), configText({ bundle: { file: "rrpay.plugin-7.js" } }));
    const { code, out } = await runIn(till, ["update", zip, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "bundle-elsewhere"]);
  }));

test("a program that is of another release than the folder's library does not judge a plug-in", () =>
  withTill(async (till, _zip, folder) => {
    writeFiles(folder, { "newer.js": otherBundle("newer"), "gama_rrpay.dll": "library 9" });
    const before = filesIn(till);
    const { code, out } = await runIn(folder, ["update", join(folder, "newer.js"), "--dir", till, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "program-other"]);
    assert.equal(filesIn(till), before);
  }));

test("a plug-in that is made for another library is refused", () =>
  withTill(async (till, _zip, folder) => {
    writeFiles(folder, { "other.js": otherBundle("abi", 77) });
    const { code, out } = await runIn(till, ["update", join(folder, "other.js"), "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "bundle-abi"]);
  }));

const zip = (more: Readonly<Record<string, string>>, sums?: string) =>
  zipOf("2.0.0", { ...NEW, ...more }, sums ?? sumsOf({ ...NEW, ...more }));
const without = (name: string) => Object.fromEntries(Object.entries(NEW).filter(([one]) => one !== name));

for (const [what, bytes, code] of [
  ["is cut off", () => zip({}).subarray(0, 400), "archive-damaged"],
  ["is no archive and no plug-in", () => Buffer.from("MZ something"), "bundle-damaged"],
  [
    "has a file that is not what the list says",
    () => zip({}, sumsOf({ ...NEW, "rrpay.prg": "other" })),
    "release-incomplete",
  ],
  [
    "has a file that no list names",
    () => zipOf("2.0.0", { ...NEW, "more.txt": "x" }, sumsOf(NEW)),
    "release-incomplete",
  ],
  ["lacks a file of the list", () => zipOf("2.0.0", without("rrpay.prg"), sumsOf(NEW)), "release-incomplete"],
  ["has no library", () => zipOf("2.0.0", without("gama_rrpay.dll")), "release-incomplete"],
  ["brings settings", () => zip({ "gama-rrpay.json": "{}" }), "release-incomplete"],
  ["brings the shop's names", () => zip({ "gama-shop.txt": "" }), "release-incomplete"],
  ["leads out of the folder", () => zip({ "../x.txt": "" }), "release-incomplete"],
  ["names a device", () => zip({ "con.txt": "" }), "release-incomplete"],
  ["names one file twice as Windows sees it", () => zip({ "RRPAY.PRG": "" }), "release-incomplete"],
  ["has a damaged plug-in", () => zip({ "rrpay.plugin.js": "grp" }), "bundle-damaged"],
] as const)
  test(`nothing is changed by an update that ${what}`, () =>
    withTill(async (till, _zip, folder) => {
      writeFiles(folder, { "bad.zip": bytes() });
      const before = filesIn(till);
      const { code: ended, out, error } = await runIn(till, ["update", join(folder, "bad.zip"), "--json"]);
      assert.equal([ended, JSON.parse(out).code], [1, code], out + error);
      assert.equal(filesIn(till), before);
    }));

test("an archive that is changed in one byte changes nothing", () =>
  withTill(async (till, _zip, folder) => {
    const good = zipOf("2.0.0", NEW);
    const before = filesIn(till);
    for (let at = 7; at < good.length; at += Math.ceil(good.length / 60)) {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x10;
      writeFiles(folder, { "bad.zip": bad });
      const { code } = await runIn(till, ["update", join(folder, "bad.zip")]);
      if (code === 0) {
        // A byte that nobody reads: a time, an attribute, the archive's own checksum.
        assert.equal(inUse(till), { ...whole(NEW), ...OWN }, `byte ${at}`);
        await runIn(till, ["rollback"]);
      }
      assert.equal(filesIn(till), before, `byte ${at}`);
    }
  }));

test("an archive is held against the checksum that was given with it", () =>
  withTill(async (till, zipFile) => {
    const { code, out } = await runIn(till, ["update", zipFile, "--sha256", "0".repeat(64), "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "archive-other"]);
  }));

test("a folder without gama-rrpay is not updated, and a missing file is said to be missing", () =>
  withTill(async (till, zipFile, folder) => {
    const nowhere = await runIn(folder, ["update", zipFile, "--json"]);
    assert.equal([nowhere.code, JSON.parse(nowhere.out).code], [1, "not-installed"]);
    const missing = await runIn(till, ["update", join(folder, "no.zip")]);
    assert.is(missing.code, 69);
    assert.match(missing.error, "no.zip does not exist");
  }));

test("a file that is in the way of a name is told, and what was exchanged is put back", () =>
  withTill(async (till, zipFile) => {
    renameSync(join(till, "rrpay.prg"), join(till, "kept.prg"));
    writeFiles(join(till, "rrpay.prg.old"), { inside: "a folder that nobody expects" });
    renameSync(join(till, "kept.prg"), join(till, "rrpay.prg"));
    const before = filesIn(till);
    const { code, error } = await runIn(till, ["update", zipFile]);
    assert.is(code, 69, error);
    const after = filesIn(till);
    assert.equal(
      Object.fromEntries(Object.entries(after).filter(([name]) => !/\.new$|update\.json$/.test(name))),
      before,
    );
  }));

function sorted(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test.run();
