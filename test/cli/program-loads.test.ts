// Fast: a program that no engine compiles is seen before it lands.
// Only on Node: the engine is the same file.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { distFile } from "../../runtime/cli/engines.ts";
import { QUICKJS } from "../../runtime/node/quickjs.ts";
import { suite } from "../support/suite.ts";

const test = suite("program loads");

// esbuild's output is sound JavaScript, and yet QuickJS once refused it: `for (x of c ? yield* a : b)`, stack underflow
test("the built program loads in the engine of the sandbox, as gama-rrpay.exe does", async () => {
  const text = readFileSync(distFile("program.js"), "utf8");
  const start = await QUICKJS.start({ type: "text", text, file: "program.js" }, { memoryMb: 64, stepMs: 60_000 });
  assert.is(start.type, "ready");
});

test.run();
