/** What only a developer's machine has. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { engineNames } from "../../../runtime/cli/engines.ts";
import { checkoutFile } from "../../support/checkout.ts";
import type { Program } from "../../support/programs.ts";
import { suite } from "../../support/suite.ts";
import { assertReadable, withPlaceIn } from "./place.ts";

const bundleFile = checkoutFile("dist/rrpay.plugin.js");

export function developersSuite({ folders, run }: Program): void {
  const test = suite("the command line of a checkout");

  test("prints product, ABI, engine and commit of every engine, and the bundle, as its version", async () => {
    const { code, stdout } = await run(["--version"]);
    assert.is(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines.pop() ?? "", /^bundle sha256 [0-9a-f]{64}$/);
    for (const [at, engine] of engineNames().entries())
      assert.match(
        lines[at] ?? "",
        new RegExp(`^gama-rrpay \\d+\\.\\d+\\.\\d+, ABI 1, ${engine} \\(.+\\), commit \\S{4,}$`),
      );
    assert.is(lines.length, engineNames().length);
  });

  test("runs the emulator until the operator quits", () =>
    withPlaceIn(folders, "card", async ({ folder }) => {
      const { code, stdout } = await run(["emulator", "--port", "0", "--dir", join(folder, "other")], {
        after: "is up at",
        input: "card\nz\nquit\n",
      });
      assert.is(code, 0);
      assert.match(stdout, "No transaction yet.");
      assert.match(stdout, "Z ATASKAITA Nr. 1");
    }));

  test("the emulator speaks the language that is asked for", () =>
    withPlaceIn(folders, "card", async ({ folder }) => {
      const args = ["emulator", "--language", "lt", "--port", "0", "--dir", join(folder, "other")];
      const { code, stdout } = await run(args, { after: "emuliatorius veikia", input: "card\nwhat\nquit\n" });
      assert.is(code, 0);
      assert.match(stdout, "Operacijų dar nebuvo.");
      assert.not.match(stdout, / is up |interface|Type:|No transaction/);
    }));

  for (const [what, args] of [
    ["an engine that does not exist", ["till", "--config", bundleFile, "--engine", "v8"]],
    ["a port out of range", ["emulator", "--port", "65536"]],
    ["an emulator for a till without a name", ["emulator", "--till", ""]],
  ] as const)
    test(`ends with 64 and one readable line for ${what}`, async () => {
      const ended = await run([...args]);
      assert.is(ended.code, 64, ended.stderr);
      assertReadable(ended);
    });

  test.run();
}
