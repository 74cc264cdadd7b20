// Only with --all: it compiles the library's objects with a program, and counts under valgrind.
// Time limit: 900 s
/** What a trace costs: a part of a sale's own steps, counted in instructions, which no other program disturbs. */
import * as assert from "uvu/assert";
import { countInstructions } from "../../build/bench/native-steps.ts";
import { record } from "../../build/bench/recording.ts";
import { ensureTools } from "../../build/native/tools.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";

const test = suite("recording");

/** A day of a few sales: each costs the same. */
const FEW_SALES_CHARS = 20 * 1024;

const linux = await library("linux-x64");
const missing = linux.type === "absent" ? linux : ensureTools(["valgrind"], console.log);
if (missing) skip("what a trace costs", missing.reason);
else
  test("a trace costs less than a twentieth of the sale that it records", async () => {
    const recording = record(FEW_SALES_CHARS);
    const trace = await countInstructions("sale_trace", recording);
    const sale = await countInstructions("sale_step", recording);
    assert.ok(trace > 10_000, `${trace} instructions trace nothing`);
    assert.ok(trace < sale / 20, `${trace} of ${sale} instructions`);
  });

test.run();
