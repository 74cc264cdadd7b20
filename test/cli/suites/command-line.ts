/** The command line as a user runs it: a process of its own, in any of its hosts. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { engineNames } from "../../../runtime/cli/engines.ts";
import { HELP } from "../../../runtime/cli/help.ts";
import type { Config, DoctorResult } from "../../../schemas/generated/types.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "../../emulator/rrpay/server.ts";
import type { Ended, Program } from "../../support/programs.ts";
import { sale } from "../../support/sales.ts";
import { suite } from "../../support/suite.ts";
import { sampledSuite } from "../../support/tier.ts";
import { bundleText } from "../../support/till.ts";

const bundleFile = fileURLToPath(new URL("../../../dist/rrpay.plugin.js", import.meta.url));

interface Place {
  readonly folder: string;
  readonly rrpay: Rrpay;
  readonly config: string;
  /** Writes a file into the folder and returns its path. */
  readonly file: (name: string, content: string | Uint8Array) => string;
}

/** A folder with a config, and an emulator that pays by `policy`. */
async function withPlaceIn(
  folders: string,
  policy: NonNullable<RrpayOptions["policy"]>,
  body: (place: Place) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(folders, "command-"));
  const rrpay = await startRrpay({ dir: join(folder, "rrpay"), policy });
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  file("rrpay.plugin.js", bundleText());
  const settings: Config = {
    till: "1",
    rrpay: { port: rrpay.port, allowEmulator: true },
    gama: { codepage: "utf-8", format: "lines" },
    language: "en",
    timeouts: { connectMs: 2000, answerMs: 500, customerMs: 20_000, manualAfterMs: 50 },
    bundle: { file: "rrpay.plugin.js" },
    dataDir: "data",
  };
  try {
    await body({ folder, rrpay, file, config: file("gama-rrpay.json", JSON.stringify(settings)) });
  } finally {
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Nobody who reads a sentence needs to see where in the program it was written. */
function assertReadable({ stderr }: Ended): void {
  assert.is(stderr.trim().split("\n").length, 1, stderr);
  assert.not.match(stderr, /\bat .*:\d+|Error:/);
}

/** The suite over one host. */
export function commandLineSuite({ name, folders, run }: Program): void {
  const test = sampledSuite(`the command line on ${name}`, 3);
  const withPlace = (policy: NonNullable<RrpayOptions["policy"]>, body: (place: Place) => Promise<void>) =>
    withPlaceIn(folders, policy, body);

  test("sells from a file, shows progress and results, and ends with 0", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const bread = sale(219);
      const { code, stdout, stderr } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", JSON.stringify(bread)),
      ]);
      assert.is(code, 0, stdout + stderr);
      assert.match(stdout, `outcome=approved\nsaleKey=${bread.saleKey}\n`);
      assert.match(stdout, "status=acknowledged\n");
      assert.ok(stderr.length > 0, "progress");
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 219);
    }));

  test("sells from a file with the mark that an editor has put before it", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const bread = sale(219);
      const { code, stdout, stderr } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", `\ufeff${JSON.stringify(bread)}`),
      ]);
      assert.is(code, 0, stdout + stderr);
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 219);
    }));

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

  test("sells several files, then voids one", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const [bread, milk] = [sale(219), sale(129)];
      const files = [file("1.json", JSON.stringify(bread)), file("2.json", JSON.stringify(milk))].flatMap((path) => [
        "--sale",
        path,
      ]);
      const { code, stdout, stderr } = await run(["till", "--config", config, ...files, "--void", bread.saleKey]);
      assert.is(code, 0, stdout + stderr);
      assert.equal([rrpay.moneyTakenCents(bread.saleKey), rrpay.moneyTakenCents(milk.saleKey)], [0, 129]);
    }));

  test("makes up a trial sale, each under a key of its own, for RRPay's emulator only", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const { code, stdout, stderr } = await run(["till", "--config", config, "--trial"]);
      assert.is(code, 0, stdout + stderr);
      const [, key = ""] = /saleKey=(TRIAL-\d{8}-\d{8})/.exec(stdout) ?? [];
      assert.is(rrpay.moneyTakenCents(key), 100);
      const real = file("real.json", JSON.stringify({ till: "1", rrpay: { port: rrpay.port }, dataDir: "real" }));
      const refused = await run(["till", "--config", real, "--trial"]);
      assert.is(refused.code, 1);
      assert.match(refused.stderr, "would print a fiscal receipt");
      assert.is(rrpay.counts.transactions, 1);
    }));

  // A Windows program under Wine is given no environment.
  if (!name.includes("bits"))
    test("a till whose name the config leaves to the machine sells under that name", () =>
      withPlace("card", async ({ file, folder, rrpay }) => {
        const config = file(
          "shared.json",
          JSON.stringify({
            till: "{env:GRP_SHARED_TILL}",
            rrpay: { port: rrpay.port, allowEmulator: true },
            gama: { codepage: "utf-8" },
            language: "en",
            dataDir: join(folder, "tills", "{till}"),
          }),
        );
        const { code, stdout } = await run(["till", "--config", config, "--trial"], { env: { GRP_SHARED_TILL: "1" } });
        assert.is(code, 0, stdout);
        assert.ok(existsSync(join(folder, "tills", "1", "journal")));
      }));

  test("ends with 1 when the sale is declined", () =>
    withPlace("decline", async ({ config, file }) => {
      const { code, stdout } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", JSON.stringify(sale())),
      ]);
      assert.is(code, 1);
      assert.match(stdout, "outcome=declined\n");
    }));

  test("ends with 2 when the outcome is unknown", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      rrpay.script([
        { on: "post", fault: { type: "silence" } },
        { on: "get", times: "always", fault: { type: "silence" } },
      ]);
      const { code, stdout } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", JSON.stringify(sale())),
      ]);
      assert.is(code, 2, stdout);
      assert.match(stdout, "outcome=unknown\n");
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
    assert.match(stdout, /whole, sha256 [0-9a-f]{64}\n$/);
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
        const { code, stdout } = await run([...name.split(" "), "--help", "--language", language]);
        assert.is(code, 0);
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

/** What only a developer's machine has. */
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
