// Only with --all: it builds every library and packs them.
// Time limit: 900 s
/** The release: whole or not made, the same bytes each time, and each file in it what its checksum says. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import * as assert from "uvu/assert";
import { archiveOf } from "../../build/release/archive.ts";
import { licenceNames, missingFiles, releaseFiles } from "../../build/release/contents.ts";
import { sealOf } from "../../runtime/node/bundle.ts";
import type { Config } from "../../schemas/generated/types.ts";
import { validateConfig } from "../../schemas/generated/validators.js";
import { root, whyNoRelease } from "../native/available.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";

const test = suite("the release");

test("a release without its DLLs is not made, and says which file is missing", () => {
  const empty = mkdtempSync(join(tmpdir(), "release-"));
  try {
    const missing = missingFiles(empty);
    assert.ok(missing.includes("dist/win-x86/gama_rrpay.dll"));
    assert.ok(missing.includes("dist/rrpay.plugin.js"));
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test("the example config is valid, and names the schema that lies beside it", () => {
  const config = JSON.parse(readFileSync(`${root}/runtime/gama/gama-rrpay.example.json`, "utf8")) as Config;
  assert.ok(validateConfig(config), JSON.stringify(validateConfig.errors));
  assert.is(config.$schema, "./gama-rrpay.schema.json");
});

test("an archive depends on its files only, not on the time zone", () => {
  const script = `
    import { archiveOf } from ${JSON.stringify(new URL("../../build/release/archive.ts", import.meta.url).href)};
    process.stdout.write(Buffer.from(archiveOf("x", [{ path: "a/b.txt", bytes: Buffer.from("hello") }])).toString("hex"));`;
  const pack = (zone: string) =>
    spawnSync(process.execPath, runner(script), { cwd: root, encoding: "utf8", env: { ...process.env, TZ: zone } });
  const [utc, tokyo] = [pack("UTC"), pack("Asia/Tokyo")];
  assert.is(utc.status, 0, utc.stderr);
  assert.ok(utc.stdout.length > 100);
  assert.is(utc.stdout, tokyo.stdout);
});

/** A module given as text: Bun runs TypeScript by itself, Node with tsx. */
function runner(script: string): string[] {
  return process.versions.bun === undefined ? ["--import", "tsx", "--input-type=module", "-e", script] : ["-e", script];
}

test("NOTICE promises no licence text that the release does not hold, and the release holds none that it is silent about", () => {
  const notice = readFileSync(`${root}/NOTICE`, "utf8");
  const promised = [...notice.matchAll(/\[([\w.-]+)\]/g)].map((match) => match[1]);
  assert.equal([...new Set(promised)].sort(), licenceNames().sort());
});

const reason = await whyNoRelease();
if (reason !== undefined) skip("the contents of the release", reason);
else {
  const release = await releaseFiles(root);
  const byPath = new Map(release.map(({ path, bytes }) => [path, bytes]));
  const text = (path: string) => Buffer.from(byPath.get(path) ?? []).toString("utf8");

  test("made twice it is the same, byte for byte", async () => {
    const again = await releaseFiles(root);
    assert.equal(
      again.map(({ path }) => path),
      release.map(({ path }) => path),
    );
    for (const [index, { path, bytes }] of release.entries())
      assert.ok(Buffer.from(bytes).equals(Buffer.from(again[index]?.bytes ?? [])), path);
  });

  test("SHA256SUMS names every other file with its checksum", () => {
    const others = release.filter(({ path }) => path !== "SHA256SUMS");
    const sums = others.map(({ path, bytes }) => `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`);
    assert.is(text("SHA256SUMS"), sums.join(""));
  });

  test("the archive gives back what was packed, below one folder", () => {
    const small = release.filter(({ bytes }) => bytes.length < 50_000);
    const unpacked = unzipSync(archiveOf("gama-rrpay-1.2.3", small));
    assert.equal(
      Object.keys(unpacked),
      small.map(({ path }) => `gama-rrpay-1.2.3/${path}`),
    );
    for (const { path, bytes } of small)
      assert.ok(Buffer.from(bytes).equals(Buffer.from(unpacked[`gama-rrpay-1.2.3/${path}`] ?? [])), path);
  });

  test("it holds everything that the guide speaks of, and the bundle is whole", () => {
    const guide = text("DIEGIMAS.md");
    const inGuide = [...guide.matchAll(/`([\w.-]+\.(?:dll|exe|prg|txt|js|example\.json))`/g)].map(
      ([, name]) => name ?? "",
    );
    assert.ok(inGuide.length > 5);
    // What a shop or adapt writes, and what PREVIEW and INSPECT write there.
    const isMadeThere = (name: string) => /^gama-(shop|preview|inspect-.*)\.txt$/.test(name);
    for (const name of [
      ...inGuide.filter((one) => !isMadeThere(one)),
      "x64/gama_rrpay.dll",
      "SHA256SUMS",
      "NOTICE.txt",
      "INSTALL.en.md",
      "gama-rrpay.schema.json",
    ])
      assert.ok(byPath.has(name), name);
    assert.ok(sealOf(Buffer.from(text("rrpay.plugin.js"))) !== undefined);
  });

  test("its emulator is one file that needs nothing beside it, and the operator can end it", () => {
    const folder = mkdtempSync(join(tmpdir(), "release-"));
    try {
      const file = join(folder, "rrpay-emulator.mjs");
      writeFileSync(file, byPath.get("emulator/rrpay-emulator.mjs") ?? "");
      const options = { cwd: folder, encoding: "utf8", input: "quit\n" } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [file, "--till", "1", "--port", "0"], options);
      assert.is(status, 0, stderr);
      assert.match(stdout, "RRPay's emulator is up at http://127.0.0.1:");
      assert.match(spawnSync(process.execPath, [file, "--ui"], options).stderr, /^The page is not part of the release/);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });

  test("texts have the line ends of Windows", () => {
    for (const { path, bytes } of release)
      if (/\.(md|txt|prg|json)$/.test(path)) assert.not.match(Buffer.from(bytes).toString("latin1"), /[^\r]\n/, path);
  });
}

test.run();
