// The place to sign a release's programs: a release that is believed to be signed is.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { missingFiles, releaseFiles } from "../../build/release/contents.ts";
import { signWith } from "../../build/release/sign.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("signing");

const root = checkoutFile("");

/** A checkout in which nothing was built: programs of two bytes stand for those of dist/. */
async function withProgramsOf(bytes: string, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signing-"));
  try {
    for (const name of readdirSync(root)) if (name !== "dist") symlinkSync(join(root, name), join(folder, name));
    for (const file of missingFiles(folder)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), bytes);
    }
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a program is signed by the given command before its sum is made", async () => {
  const sign = signWith(
    `${JSON.stringify(process.execPath)} -e 'require("fs").appendFileSync(process.argv[1],"signed")'`,
  );
  await withProgramsOf("MZ", async (folder) => {
    const release = await releaseFiles(folder, sign);
    const textOf = (path: string) => Buffer.from(release.find((file) => file.path === path)?.bytes ?? []).toString();
    const sum = createHash("sha256").update("MZsigned").digest("hex");
    for (const path of ["gama_rrpay.dll", "x64/gama_rrpay.dll", "gama-rrpay.exe", "x64/gama-rrpay.exe"]) {
      assert.is(textOf(path), "MZsigned", path);
      assert.ok(textOf("SHA256SUMS").includes(`${sum}  ${path}\n`), path);
    }
    assert.is(textOf("rrpay.plugin.js"), "MZ", "what is no program is left as it is");
  });
});

test("a command that fails, or changes nothing, makes no release", () => {
  assert.throws(() => signWith("false")("a.dll", Buffer.from("MZ")), /a\.dll is not signed/);
  assert.throws(() => signWith("true")("a.dll", Buffer.from("MZ")), /did not change it/);
});

test.run();
