// Only with --all: it compiles the shim with sanitizers.
// Every allocation and every disk operation fails in turn, as SQLite tests it: nothing hangs, nothing leaks, nothing that
// was acknowledged is lost. On the shim with the stub engine, under the address and undefined behaviour sanitizers.
// Time limit: 600 s
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { faultyLibrary, linuxProgram } from "./programs.ts";
import { puppetBundle, withFolder } from "./puppet.ts";

/** Numbers of faults.c, and how many failures there are at least to go through. */
const KINDS = [
  ["memory", 1, 100],
  ["open", 2, 20],
  ["write", 3, 10],
  ["flush", 4, 5],
  ["truncate", 5, 1],
  ["randomness", 6, 5],
] as const;

/** Thousands of boots: on a disk in memory where there is one. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const faults = suite("failing operations");

const available = await library("linux-x64");
if (available.type === "absent") skip("failing operations", available.reason);
else {
  const sanitizer = "address,undefined";
  const [program, faulty] = await Promise.all([
    linuxProgram("survive", ["survive.c", "host.c"], { sanitizer }),
    faultyLibrary(),
  ]);
  for (const [name, kind, least] of KINDS)
    faults(`${name} failing for the n-th time, once and for good, hangs nothing and loses nothing`, () =>
      withFolder(async (folder) => {
        const config = join(folder, "gama-rrpay.json");
        writeFileSync(config, "data\n9\n");
        writeFileSync(join(folder, "rrpay.plugin.js"), puppetBundle);
        const output = await run(program, [faulty, config, String(kind)], { cwd: folder });
        assert.ok(Number(/survived (\d+)/.exec(output)?.[1]) >= least, output);
      }, memory),
    );
}

faults.run();
