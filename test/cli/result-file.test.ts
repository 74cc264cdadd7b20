// The file that a person names for a result: what a till lives on is never replaced by it.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { writeFile } from "../../runtime/cli/host/files.ts";
import { WRITE } from "../../schemas/generated/program.ts";
import { suite } from "../support/suite.ts";
import { cli } from "../support/traces.ts";

const test = suite("the file for a result");

const TILLS = [
  "data/journal/00000001-20261123.jsonl",
  "data/journal/00000001-20261123.jsonl.damaged",
  "data/trace/00000001.trace",
  "data/log/20261123.log",
  "data/till.lock",
  "gama-rrpay.json",
  "gama-shop.txt",
  "rrpay.plugin.js",
  "rrpay.prg",
  "gama_rrpay.dll",
];
const COMMANDS = [
  ["journal", "export", "--day", "2026-11-23"],
  ["report", "--day", "2026-11-23"],
  ["incident", "--sale", "T1-1"],
];

/** A folder with a till's files. */
async function withTillFiles(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "result-"));
  try {
    for (const part of ["journal", "trace", "log"]) mkdirSync(join(folder, "data", part), { recursive: true });
    for (const file of TILLS) writeFileSync(join(folder, file), "kept");
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a result never replaces a file that the till needs", () =>
  withTillFiles(async (folder) => {
    for (const [at, file] of TILLS.entries()) {
      const command = COMMANDS[at % COMMANDS.length] ?? [];
      const own = command[0] === "report" ? ["--dir", join(folder, "data")] : [join(folder, "data")];
      const { code, error } = await cli(...command, ...own, "--out", join(folder, file));
      assert.is(code, 64, `${file}: ${error}`);
      assert.match(error, "name another file");
      assert.is(readFileSync(join(folder, file), "utf8"), "kept", file);
    }
  }));

test("a folder that is named for a result is called one before any work", () =>
  withTillFiles(async (folder) => {
    const day = ["--day", "2026-11-23", join(folder, "no-data")];
    const { code, error } = await cli("journal", "export", ...day, "--out", join(folder, "data"));
    assert.is(code, 69, error);
    assert.match(error, "is a folder, not a file");
  }));

test("a result never replaces a device or a pipe", () =>
  withTillFiles(async (folder) => {
    // a replaced /dev/null is a file, which fills the disk
    const pipe = join(folder, "pipe.csv");
    execFileSync("mkfifo", [pipe]);
    const { code, error } = await cli("journal", "export", "--day", "2026-11-23", join(folder, "data"), "--out", pipe);
    assert.is(code, 69, error);
    assert.match(error, `${pipe} is a device or a pipe, not a file. Name another file.`);
    assert.ok(statSync(pipe).isFIFO());
  }));

test("a name that Windows gives to no file is refused as such, and a missing folder is not blamed", () =>
  withTillFiles(async (folder) => {
    for (const name of ["NUL", "con.csv", "lpt1.txt ", "diena 10:30.csv", "a?.csv", "gama-rrpay.json::$DATA"]) {
      const { code, error } = await cli(
        "journal",
        "export",
        "--day",
        "2026-11-23",
        join(folder, "data"),
        "--out",
        name,
      );
      assert.is(code, 69, `${name}: ${error}`);
      assert.match(error, `--out ${name}: on Windows no file can be called so, or a device is.`);
    }
  }));

test("a folder that is not there is named before any work, by every command that writes a file", () =>
  withTillFiles(async (folder) => {
    const nowhere = join(folder, "nėra tokio");
    const own: Readonly<Record<string, readonly string[]>> = {
      report: ["--dir", join(folder, "data")],
      conformance: ["--config", join(folder, "gama-rrpay.json")],
    };
    for (const command of [...COMMANDS, ["trace", "explain"], ["trace", "export"], ["conformance"]]) {
      const place = own[command[0] ?? ""] ?? [join(folder, "data")];
      const option = command[0] === "conformance" ? "--html" : "--out";
      const { code, error } = await cli(...command, ...place, option, join(nowhere, "day.csv"));
      assert.is(code, 69, `${command}: ${error}`);
      assert.match(error, `there is no folder ${nowhere}. Make it first`);
      const inFile = await cli(...command, ...place, option, join(folder, "gama-shop.txt", "day.csv"));
      assert.match(inFile.error, `there is no folder ${join(folder, "gama-shop.txt")}.`, `${command}`);
    }
  }));

test("a replay leaves its till in no folder that has one", () =>
  withTillFiles(async (folder) => {
    const { code, error } = await cli("replay", join(folder, "data"), "--until", "1", "--out", folder);
    assert.is(code, 64, error);
    assert.match(error, "name a new folder");
    assert.is(readFileSync(join(folder, "gama-rrpay.json"), "utf8"), "kept");
  }));

test("a result that cannot be written, as on a full disk, leaves no part of it behind", () =>
  withTillFiles(async (folder) => {
    const before = readdirSync(folder).sort();
    // what no disk takes: writing it fails once the file is made
    const untakeable = { length: 1 } as unknown as Uint8Array;
    for (const mode of [WRITE.fresh, WRITE.replace])
      assert.throws(() => writeFile(join(folder, "day.csv"), mode, untakeable, "any folder"));
    assert.equal(readdirSync(folder).sort(), before);
  }));

test.run();
