// Only with --all: it packs the kit and compiles against it.
// The developer kit as a package: packed, unpacked in a folder that knows nothing of this repository, and used from there.
// Time limit: 300 s
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { buildKit } from "../../esbuild.config.mjs";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("the kit's package");

function ran(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  assert.is(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Runs the body in a foreign folder in which the packed kit is installed. */
async function withForeignFolder(body: (folder: string) => void): Promise<void> {
  await buildKit();
  const folder = mkdtempSync(join(tmpdir(), "foreign-"));
  try {
    const [packed = ""] = ran("npm", ["pack", "--silent", checkoutFile("dist/kit")], folder)
      .trim()
      .split("\n")
      .slice(-1);
    const place = join(folder, "node_modules/gama-rrpay");
    mkdirSync(place, { recursive: true });
    ran("tar", ["-xzf", packed, "--strip-components=1", "-C", place], folder);
    copyFileSync(checkoutFile("dist/rrpay.plugin.js"), join(folder, "rrpay.plugin.js"));
    body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const RULE = `import { aSale, assertReceipt, minutes, withTill } from "gama-rrpay/kit";
for (const options of [{}, { bundle: "rrpay.plugin.js" }])
  withTill((till) => {
    const sale = aSale().item("Pienas", "2.58", { vatGroup: "E" });
    till.settle(sale).is("approved").paid("2.58").printed();
    assertReceipt(till.receipts[0], ["Pienas"], ["E"]);
    till.saved(sale);
    till.pass(minutes(5)).restart().settle(sale).is("refused", "already-saved");
  }, options);
console.log("the rule holds");
`;

test("a folder elsewhere uses it in plain JavaScript, over its own sources' bundle and over a built one", () =>
  withForeignFolder((folder) => {
    writeFileSync(join(folder, "rule.mjs"), RULE);
    assert.match(ran(process.execPath, ["rule.mjs"], folder), "the rule holds");
    writeFileSync(join(folder, "wrong.mjs"), RULE.replace('["E"]', '["B"]'));
    assert.is.not(spawnSync(process.execPath, ["wrong.mjs"], { cwd: folder }).status, 0);
  }));

const TYPED = `import { aSale, type KitTill, minutes, withTill } from "gama-rrpay/kit";
withTill((till: KitTill) => {
  const sale = aSale().item("Pienas", "2.58", { vatGroup: "E" });
  till.settle(sale).is("approved").paid("2.58");
  till.pass(minutes(5));
});
`;

/** Whether TypeScript accepts a file of a foreign folder, and what it says. */
function typesOf(folder: string, text: string): { readonly status: number | null; readonly stdout: string } {
  writeFileSync(join(folder, "rule.ts"), text);
  const tsc = checkoutFile("node_modules/typescript/bin/tsc");
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--types", "", "rule.ts"];
  return spawnSync(process.execPath, [tsc, "--ignoreConfig", ...options], { cwd: folder, encoding: "utf8" });
}

test("a folder elsewhere has its types: a right rule compiles, a wrong word does not", () =>
  withForeignFolder((folder) => {
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const right = typesOf(folder, TYPED);
    assert.is(right.status, 0, right.stdout);
    const wrong = typesOf(folder, TYPED.replace("minutes(5)", '"five"'));
    assert.is.not(wrong.status, 0);
    assert.match(wrong.stdout, /rule\.ts.*not assignable/);
  }));

test.run();
