/** What an update refuses, and that the folder is as it was then. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import {
  configText,
  filesIn,
  inFolder,
  libraryFor,
  otherBundle,
  runIn,
  sealIn,
  sumsOf,
  writeFiles,
  zipOf,
} from "../support/releases.ts";
import { suite } from "../support/suite.ts";
import { inUse, NEW, OLD, OWN, whole, withTill } from "../support/till-release.ts";

const test = suite("what an update refuses");

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

test("a release that is there already is refused where the settings name another plug-in by now", () =>
  withTill(async (till, zip) => {
    assert.is((await runIn(till, ["update", zip])).code, 0);
    const pin = { file: "rrpay.plugin.js", sha256: sealIn(OLD["rrpay.plugin.js"] ?? "") };
    writeFileSync(join(till, "gama-rrpay.json"), configText({ bundle: pin }));
    const before = filesIn(till);
    const { code, out } = await runIn(till, ["update", zip, "--json"]);
    assert.equal([code, JSON.parse(out).code], [1, "bundle-pinned"]);
    assert.equal(filesIn(till), before);
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

test("the library for 64 bits is refused in GAMA's place by install and update, and by an update of the plug-in", () =>
  withTill(async (till, zip, folder) => {
    const release = { ...NEW, "gama_rrpay.dll": libraryFor(0x8664) };
    const share = join(folder, "share");
    writeFiles(share, { ...release, SHA256SUMS: sumsOf(release) });
    writeFiles(folder, { "newer.js": otherBundle("newer") });
    const refused = async (...args: string[]) => {
      const before = filesIn(till);
      const { code, out } = await runIn(till, [...args, "--json"]);
      const told = JSON.parse(out) as { code: string; message: string };
      assert.equal([code, told.code], [1, "library-other"], `${args}`);
      assert.match(told.message, "x64");
      assert.equal(filesIn(till), before);
    };
    await refused("update", share);
    await refused("install", share, "--dir", join(folder, "empty"));
    assert.not.ok(existsSync(join(folder, "empty")));
    writeFileSync(join(till, "gama_rrpay.dll"), libraryFor(0x8664));
    await refused("update", join(folder, "newer.js"));
    assert.is((await runIn(till, ["update", zip])).code, 0, "the whole release mends it");
    const right = { ...NEW, "gama_rrpay.dll": libraryFor(0x14c) };
    writeFiles(share, { ...right, SHA256SUMS: sumsOf(right) });
    assert.is((await runIn(till, ["update", share])).code, 0);
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

test("a refused install leaves no folder behind that was not there", () =>
  inFolder(async (folder) => {
    const bad = zip({ "rrpay.plugin.js": "grp", "x64/deeper/more.txt": "x" });
    writeFiles(folder, { "bad.zip": bad });
    const till = join(folder, "till");
    assert.is((await runIn(folder, ["install", "--dir", till, join(folder, "bad.zip")])).code, 1);
    assert.not.ok(existsSync(till));
    mkdirSync(join(till, "x64"), { recursive: true });
    assert.is((await runIn(folder, ["install", "--dir", till, join(folder, "bad.zip")])).code, 1);
    assert.equal([readdirSync(till), readdirSync(join(till, "x64"))], [["x64"], []], "what was there stays");
  }));

test("a refused install leaves none of the folders that it had made above its own", () =>
  inFolder(async (folder) => {
    writeFiles(folder, { "bad.zip": zip({ "rrpay.plugin.js": "grp" }), "there/a-file": "" });
    for (const [dir, gone] of [
      ["a/b/till", "a"],
      ["there/a/till/", "there/a"],
      ["there/a/../till", "there/a"],
      ["there/a-file/till", ""],
    ] as const) {
      assert.not.equal(
        (await runIn(folder, ["install", "--dir", `${folder}/${dir}`, join(folder, "bad.zip")])).code,
        0,
      );
      if (gone !== "") assert.not.ok(existsSync(join(folder, gone)), dir);
    }
    assert.equal(readdirSync(join(folder, "there")), ["a-file"], "what was there stays");
  }));

test.run();
