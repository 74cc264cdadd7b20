// Fast: each run is a command that reads one folder.
/** What stands in the place of a till's own folder or file is told as that, with a remedy that helps, on any host. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { withShop } from "../support/doctor-shop.ts";
import { programs } from "../support/programs.ts";
import { suite } from "../support/suite.ts";

const file = (path: string) => writeFileSync(path, "");
const pipe = (path: string) => void execFileSync("mkfifo", [path]);
const folder = (path: string) => void mkdirSync(path);
/** A port on which nobody listens: these commands read files. */
const NOBODY = 1;

const OTHERS = [
  ["a file", "data", file, /data is not a folder/],
  ["a pipe", "data", pipe, /data is not a folder/],
  ["a file", "data/journal", file, /data\/journal is not a folder/],
  ["a pipe", "data/journal", pipe, /data\/journal is not a folder/],
  ["a folder", "data/till.lock", folder, /data\/till\.lock is not a file/],
] as const;

for (const program of programs()) {
  if (process.platform === "win32") break;
  const test = suite(`what is in a till's way, told by ${program.name}`);
  const look = (configPath: string, hasRightsOnly = false) =>
    program.run(["doctor", "--config", configPath, "--language", "en"], { hasRightsOnly });

  for (const [what, name, make, said] of OTHERS)
    test(`${what} in the place of ${name} is told by doctor, and moved away it is in nobody's way`, () =>
      withShop(async (shop) => {
        const path = join(shop.folder, name);
        if (name !== "data") mkdirSync(join(shop.folder, "data"));
        make(path);
        const { code, stdout } = await look(shop.configPath);
        assert.is(code, 2, stdout);
        assert.match(stdout, /^fail {2}data-dir /m);
        assert.match(stdout, said);
        assert.not.match(stdout, /fixed drive|rights/);
        renameSync(path, join(shop.folder, "elsewhere"));
        assert.match((await look(shop.configPath)).stdout, /^ok {4}data-dir /m);
      }, NOBODY));

  test("a data folder that leads through a file is told as that", () =>
    withShop(async (shop) => {
      file(join(shop.folder, "data"));
      shop.write({ dataDir: "data/tills/1" });
      const { stdout } = await look(shop.configPath);
      assert.match(stdout, /data\/tills\/1 leads through a file/);
    }, NOBODY));

  for (const name of ["data", "data/journal", "data/usb", "data/trace/old"])
    test(`a link at ${name} is named by doctor and by the commands that hold the folder`, () =>
      withShop(async (shop) => {
        const path = join(shop.folder, name);
        mkdirSync(dirname(path), { recursive: true });
        mkdirSync(join(shop.folder, "elsewhere", "journal"), { recursive: true });
        if (name !== "data" && name !== "data/journal") mkdirSync(join(shop.folder, "data", "journal"));
        symlinkSync(join(shop.folder, "elsewhere"), path);
        const { code, stdout } = await look(shop.configPath);
        assert.is(code, 2, stdout);
        assert.match(stdout, `fail  data-dir        ${path}\n`);
        const { stderr } = await program.run(["journal", "repair", join(shop.folder, "data"), "--language", "en"]);
        assert.match(stderr, path);
      }, NOBODY));

  // there mkdir says "missing" of a folder whose folder is there, which held Node up for ever
  if (process.platform === "linux")
    for (const name of ["/proc/till", "/proc/till/data"])
      test(`${name}, where the system makes no folder, is told by doctor`, () =>
        withShop(async (shop) => {
          shop.write({ dataDir: name });
          const { code, stdout } = await look(shop.configPath);
          assert.is(code, 2, stdout);
          assert.match(stdout, /^fail {2}data-dir +\/proc\/till/m);
          const install = await program.run(["install", "--dir", name, shop.folder, "--language", "en"]);
          assert.is(install.code, 69, install.stderr);
        }, NOBODY));

  test("a file in the place of journal is told by the commands that hold the folder", () =>
    withShop(async (shop) => {
      const data = join(shop.folder, "data");
      mkdirSync(data);
      file(join(data, "journal"));
      for (const command of ["repair", "pair"]) {
        const { code, stderr } = await program.run(["journal", command, data, "--language", "en"]);
        assert.is(code, 69);
        assert.match(stderr, /data\/journal is not a folder/, command);
      }
    }, NOBODY));

  for (const id of ["log", "trace"])
    test(`a ${id} that cannot be written is told by doctor, be it no folder or one without the right`, () =>
      withShop(async (shop) => {
        const path = join(shop.folder, "data", id);
        mkdirSync(join(shop.folder, "data"));
        const warned = new RegExp(`^warn {2}${id} .*\\n.*Nothing can be written here`, "m");
        file(path);
        const { stdout } = await look(shop.configPath);
        assert.match(stdout, warned);
        assert.match(stdout, /^ok {4}journal /m, "the till is looked at all the same");
        rmSync(path);
        assert.not.match((await look(shop.configPath)).stdout, warned);
        mkdirSync(path, { recursive: true });
        chmodSync(path, 0o555);
        assert.match((await look(shop.configPath, true)).stdout, warned);
        chmodSync(path, 0o755);
      }, NOBODY));

  test.run();
}
