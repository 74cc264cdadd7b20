// Fast: each run is a command that reads one file.
/** What no file of ours is (a pipe, a link to nowhere, a folder, a file without an end) holds no command up, on any host. */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { checkoutFile } from "../support/checkout.ts";
import { withShop } from "../support/doctor-shop.ts";
import { programs } from "../support/programs.ts";
import { filesIn } from "../support/releases.ts";
import { suite } from "../support/suite.ts";
import { NEW, withTill } from "../support/till-release.ts";

const pipe = (path: string) => void execFileSync("mkfifo", [path]);
/** A file with a hole, which takes no room on the disk. */
const large = (path: string) => {
  writeFileSync(path, "{}\n");
  truncateSync(path, 3 * 1024 * 1024 * 1024);
};
const nowhere = (path: string) => symlinkSync(join(path, "nowhere"), path);
const folder = (path: string) => void mkdirSync(path);
/** A port on which nobody listens: these commands read files. */
const NOBODY = 1;

for (const program of programs()) {
  const test = suite(`strange files, read by ${program.name}`);
  if (process.platform === "win32") break;

  for (const [what, make] of [
    ["a pipe", pipe],
    ["a folder", folder],
    ["a link to nowhere", nowhere],
  ] as const)
    test(`${what} in the place of the config is a line of doctor`, () =>
      withShop(async (shop) => {
        rmSync(shop.configPath);
        make(shop.configPath);
        const { code, stdout } = await program.run(["doctor", "--config", shop.configPath, "--language", "en"]);
        assert.is(code, 2, stdout);
        assert.match(stdout, /^fail {2}config-file .*\n.*was not found or cannot be read/);
      }, NOBODY));

  test("a pipe in the place of confirmed.json is a line of doctor, which goes on", () =>
    withShop(async (shop) => {
      pipe(join(shop.folder, "confirmed.json"));
      const { stdout } = await program.run(["doctor", "--config", shop.configPath, "--language", "en"]);
      assert.match(stdout, /^warn {2}assumptions .*\n.*confirmed\.json/m);
      assert.match(stdout, /^ok {4}data-dir/m);
    }, NOBODY));

  test("a gama-rrpay.json without an end ends a sale with a word, and not the memory", () =>
    withShop(async (shop) => {
      large(shop.configPath);
      const { code, stderr } = await program.run(["till", "--trial", "--config", shop.configPath, "--language", "en"]);
      assert.is(code, 69, stderr);
      assert.match(stderr, /gama-rrpay\.json is larger than 8 MiB/);
    }, NOBODY));

  for (const [name, id] of [
    ["gama-shop.txt", "fail  shop-names"],
    ["confirmed.json", "warn  assumptions"],
  ] as const)
    test(`a ${name} without an end is a line of doctor, which goes on, and takes no memory`, () =>
      withShop(async (shop) => {
        large(join(shop.folder, name));
        const { code, stdout } = await program.run(["doctor", "--config", shop.configPath, "--language", "en"]);
        assert.is(code, 2, "nobody answers as RRPay");
        assert.match(stdout, new RegExp(`^${id} .*\n.*${name.replace(".", "\\.")} is larger than 8 MiB`, "m"));
        assert.match(stdout, /^ok {4}data-dir/m);
      }, NOBODY));

  test("a pipe, a link and a folder named as traces are passed over", () =>
    withShop(async (shop) => {
      const trace = join(shop.folder, "data", "trace");
      mkdirSync(trace, { recursive: true });
      writeFileSync(
        join(trace, "00000001.trace"),
        readFileSync(checkoutFile("test/replay/traces/native-morning.trace")),
      );
      pipe(join(trace, "00000002.trace"));
      nowhere(join(trace, "00000003.trace"));
      folder(join(trace, "00000004.trace"));
      const { code, stdout, stderr } = await program.run([
        "trace",
        "explain",
        join(shop.folder, "data"),
        "--language",
        "en",
      ]);
      assert.is(code, 0, stderr);
      assert.match(stdout, /GAMA opens the till's window/);
    }, NOBODY));

  test("of a trace folder of gigabytes the newest files are read, and what is left out is told", () =>
    withShop(async (shop) => {
      const data = join(shop.folder, "data");
      mkdirSync(join(data, "trace"), { recursive: true });
      mkdirSync(join(data, "journal"));
      const morning = readFileSync(checkoutFile("test/replay/traces/native-morning.trace"));
      const put = (number: number, sizeBytes = morning.length) => {
        const path = join(data, "trace", `0000000${number}.trace`);
        writeFileSync(path, morning);
        truncateSync(path, sizeBytes);
      };
      put(1, 64 * 1024 * 1024);
      put(2);
      put(3);
      put(4, 3 * 1024 * 1024 * 1024);
      const said = /left out: 2 \(3136 MB\).*trace explain .*00000004\.trace/;
      const told = await program.run(["trace", "explain", data, "--language", "en"]);
      assert.is(told.code, 0, told.stderr);
      assert.match(told.stderr, said);
      assert.match(told.stdout, /GAMA opens the till's window/);
      const out = join(shop.folder, "out.zip");
      const packed = await program.run(["incident", data, "--sale", "none", "--out", out, "--language", "en"]);
      assert.match(packed.stderr, said);
    }, NOBODY));

  test.run();
}

/** A release and a till with it, over which an update comes; what the programs are is not asked. */
for (const program of programs())
  if (process.platform !== "win32") {
    const test = suite(`strange names beside an update by ${program.name}`);

    for (const [what, put, said] of [
      [
        "a folder where a file is staged",
        (till: string) => mkdirSync(join(till, "rrpay.plugin.js.new")),
        /rrpay\.plugin\.js\.new is a folder/,
      ],
      [
        "a folder where an old file is kept",
        (till: string) => mkdirSync(join(till, "rrpay.plugin.js.old")),
        /rrpay\.plugin\.js\.old is a folder/,
      ],
    ] as const)
      test(`${what} is told as one, and the till stays as it was`, () =>
        withTill(async (till, zip) => {
          put(till);
          const before = filesIn(till);
          const { code, stderr } = await program.run(["update", zip, "--dir", till, "--language", "en"]);
          assert.is(code, 69, stderr);
          assert.match(stderr, said);
          assert.equal(filesIn(till), before);
        }));

    test("a file in the place of the folder x64 is told as one", () =>
      withTill(async (till, zip) => {
        rmSync(join(till, "x64"), { recursive: true });
        writeFileSync(join(till, "x64"), "");
        const { code, stderr } = await program.run(["update", zip, "--dir", till, "--language", "en"]);
        assert.is(code, 69, stderr);
        assert.match(stderr, /x64 is a file, not a folder/);
      }));

    test.run();
  }

const test = suite("strange files beside an update");

if (process.platform !== "win32")
  test("a second name under which an update stages a file keeps what the first one has", () =>
    withTill(async (till, zip, beside) => {
      const foreign = join(beside, "foreign.txt");
      writeFileSync(foreign, "foreign");
      for (const name of Object.keys(NEW)) linkSync(foreign, join(till, `${name}.new`));
      const host = new NodeHost({ print: () => {}, ask: async () => undefined });
      await host.run(run({ args: ["update", zip], language: "en", isInteractive: 0, programFolder: till }));
      assert.is(readFileSync(foreign, "utf8"), "foreign");
    }));

test.run();
