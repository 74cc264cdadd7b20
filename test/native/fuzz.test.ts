// Only on Node: the programs are C, and whoever starts them changes nothing in them.
// Clang's fuzzers for a moment, from a fixed corpus with a fixed seed: `npm run fuzz -- --minutes N` goes on from there.
// Time limit: 900 s

import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { fuzz } from "./fuzz.ts";
import { engineLibrary, linuxProgram } from "./programs.ts";
import { withFolder, writePuppet } from "./puppet.ts";

const test = suite("hostile bytes");

const RUNS = { boundary: 200_000, segment: 100_000, loader: 1000, exports: 300 } as const;

const available = await library("linux-x64");
const noClang = ensureTools(["clang"], console.log);
const reason = available.type === "absent" ? available.reason : noClang?.reason;
if (reason !== undefined) skip("clang's fuzzers", reason);
else
  for (const name of ["boundary", "segment", "loader", "exports"] as const)
    test(`${name}: ${RUNS[name]} inputs break nothing`, async () => {
      assert.match(await fuzz(name, { runs: RUNS[name] }), /Done \d+ runs/);
    });

if (available.type === "absent") skip("the real engine under sanitizers", available.reason);
else
  for (const mode of ["arguments", "calls", "losses", "threads"])
    test(`${mode}, on the shim with the real engine under the address and undefined behaviour sanitizers`, () =>
      withFolder(async (folder) => {
        const program = await linuxProgram("torture", ["torture.c", "torture_threads.c", "host.c"], {
          sanitizer: "address,undefined",
        });
        const config = writePuppet(folder, { stepMs: mode === "losses" ? 2000 : 20_000 });
        assert.match(await run(program, [await engineLibrary(), config, mode, "50"]), `${mode}: fine`);
      }));

test.run();
