/** The command line as a user runs it: a process of its own, in any of its hosts. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { HELP } from "../../../runtime/cli/help.ts";
import type { DoctorResult } from "../../../schemas/generated/types.ts";
import type { RrpayOptions } from "../../emulator/rrpay/server.ts";
import type { Program } from "../../support/programs.ts";
import { sale } from "../../support/sales.ts";
import { sampledSuite } from "../../support/tier.ts";
import { bundleText } from "../../support/till.ts";
import { assertReadable, type Place, withPlaceIn } from "./place.ts";

const bundleFile = fileURLToPath(new URL("../../../dist/rrpay.plugin.js", import.meta.url));

/** The suite over one host. */
export function commandLineSuite({ name, folders, run }: Program): void {
  const test = sampledSuite(`the command line on ${name}`, 3);
  const withPlace = (policy: NonNullable<RrpayOptions["policy"]>, body: (place: Place) => Promise<void>) =>
    withPlaceIn(folders, policy, body);

  test("doctor --bench measures the closed till: four figures, the journal as it was, RRPay not asked", () =>
    withPlace("card", async ({ config, folder, rrpay }) => {
      assert.is((await run(["till", "--config", config, "--trial"])).code, 0);
      const journal = join(folder, "data", "journal");
      const records = () => readdirSync(journal).map((name) => [name, readFileSync(join(journal, name), "latin1")]);
      const [before, connections] = [records(), rrpay.connections];
      const { code, stdout, stderr } = await run(["doctor", "--bench", "--config", config, "--json"]);
      const { checks } = JSON.parse(stdout) as DoctorResult;
      const figures = checks.filter(({ id }) => id.startsWith("bench-"));
      assert.equal(
        figures.map(({ id, status }) => [id, status]),
        ["start", "sale", "look-up", "flush"].map((id) => [`bench-${id}`, "ok"]),
        stdout + stderr,
      );
      assert.is(code, 0);
      assert.equal(records(), before);
      assert.is(rrpay.connections, connections);
    }));

  test("lists and shows the journal of what was sold", () =>
    withPlace("card", async ({ folder, config, file }) => {
      const bread = sale();
      await run(["till", "--config", config, "--sale", file("sale.json", JSON.stringify(bread))]);
      const list = await run(["journal", "list", join(folder, "data")]);
      assert.is(list.code, 0);
      assert.match(list.stdout, /^1 {2}\d{8} {2}\d+ records, \d+ bytes, sound\n$/);
      const show = await run(["journal", "show", join(folder, "data"), "--sale", bread.saleKey, "--json"]);
      const kinds = show.stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { t: string }).t);
      assert.is(kinds[0], "sent");
      assert.is(kinds.at(-1), "close");
    }));

  test("says in one line what is wrong with a config", () =>
    withPlace("card", async ({ file }) => {
      const ended = await run(["till", "--config", file("wrong.json", '{"till":"1","dataDir":"data"}')]);
      assert.is(ended.code, 69);
      assertReadable(ended);
      assert.match(ended.stderr, "rrpay");
    }));

  for (const [what, args, code] of [
    ["a command that does not exist", ["sell"], 64],
    ["an option that does not exist", ["till", "--speed", "9"], 64],
    ["a missing config", ["till"], 69],
    ["a folder that does not exist", ["journal", "list", "no-such-folder"], 69],
    ["a config that does not exist", ["till", "--config", "no-such-file.json"], 69],
    ["a language that is not spoken", ["journal", "list", "--language", "de"], 64],
  ] as const)
    test(`ends with ${code} and one readable line for ${what}`, async () => {
      const ended = await run([...args]);
      assert.is(ended.code, code, ended.stderr);
      assertReadable(ended);
    });

  test("verifies a whole bundle", async () => {
    const { code, stdout } = await run(["verify", bundleFile]);
    assert.is(code, 0);
    const whole = createHash("sha256").update(readFileSync(bundleFile)).digest("hex");
    assert.match(stdout, new RegExp(`whole, bundle\\.sha256 [0-9a-f]{64}\n.*certutil.* ${whole}\n$`));
  });

  for (const [what, spoil] of [
    ["truncated", (text: string) => text.slice(0, -100)],
    ["changed in one character", (text: string) => text.replace("step", "stop")],
    ["without its last line", (text: string) => text.slice(0, text.lastIndexOf("//# sha256="))],
  ] as const)
    test(`refuses a bundle that is ${what}`, () =>
      withPlace("card", async ({ file }) => {
        const { code, stdout } = await run(["verify", file("rrpay.plugin.js", spoil(bundleText()))]);
        assert.is(code, 1);
        assert.match(stdout, "damaged or incomplete");
      }));

  test("says of a file that nobody has called a plug-in that it is none", () =>
    withPlace("card", async ({ file }) => {
      const { code, stdout } = await run(["verify", file("rrpay.prg", "* INIT")]);
      assert.is(code, 1);
      assert.match(stdout, "no whole rrpay.plugin.js");
    }));

  test("prints product, ABI, engine and commit as its version", async () => {
    const { code, stdout } = await run(["--version"]);
    assert.is(code, 0);
    assert.match(stdout, /^gama-rrpay \d+\.\d+\.\d+, ABI 1, \w+ \(.+\), commit \S{4,}$/m);
    assert.match(stdout, /\nbundle .+\n$/);
    const { engines } = JSON.parse((await run(["--version", "--json"])).stdout) as { engines: string[] };
    assert.is(engines[0], stdout.split("\n")[0]);
  });

  test("lists its commands and exit codes", async () => {
    const { code, stdout } = await run(["--help"]);
    assert.is(code, 0);
    for (const word of ["emulator", "till", "journal list", "journal show", "verify", "Exit codes"])
      assert.match(stdout, word);
  });

  for (const name of Object.keys(HELP))
    test(`--help of ${name} says what it takes, in both languages`, async () => {
      for (const language of ["en", "lt"] as const) {
        const { code, stdout, stderr } = await run([...name.split(" "), "--help", "--language", language]);
        assert.is(code, 0, `${code}: ${stdout}${stderr}`);
        assert.match(stdout, HELP[name]?.about[language] ?? "?");
        for (const [option] of HELP[name]?.options ?? []) assert.match(stdout, option);
      }
    });

  test("speaks Lithuanian where that is asked for, letters and all", async () => {
    const { code, stderr } = await run(["journal", "list", "no-such-folder", "--language=lt"]);
    assert.is(code, 69);
    assert.is(stderr, "no-such-folder – tokio failo ar aplanko nėra.\n");
  });

  test.run();
}
