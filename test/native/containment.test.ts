// What the sandbox contains, by name: on the native engine only, because nothing else stops builtins or counts all memory.
// Time limit: 900 s
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { LOSS } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { seal } from "../spec/runtime/puppet.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { Puppet, puppetSource, withFolder, withPuppet, writePuppet } from "./puppet.ts";

const containment = suite("containment");
const stepMs = 300;

/** A script that does this loses its engine for that reason, and the next one works. */
async function costs(puppet: Puppet, payload: string, reason: keyof typeof LOSS): Promise<number> {
  const begun = performance.now();
  assert.is(await puppet.do(payload), NUMBERS["engine-failed"]);
  const tookMs = performance.now() - begun;
  assert.match(String(await puppet.do("boot")), new RegExp(`^flags \\d+ loss ${LOSS[reason]} `));
  return tookMs;
}

const available = await library("linux-x64");
if (available.type === "absent") skip("containment", available.reason);
else {
  const withSmallPuppet = (body: (puppet: Puppet) => Promise<void>): Promise<void> =>
    withPuppet(available.value, { stepMs, memoryMb: 16 }, body);

  for (const [name, payload] of [
    ["a loop", "spin"],
    ["a loop that catches everything", "catch"],
    ["a regular expression that backtracks for ever", "regex"],
    ["a builtin that allocates", "builtin"],
    ["a builtin that only counts", "search"],
  ] as const)
    containment(`${name} is stopped within stepMs and 3 s while somebody polls`, () =>
      withSmallPuppet(async (puppet) => {
        assert.ok((await costs(puppet, payload, "deadline")) < stepMs + 3000);
      }),
    );

  containment("no builtin of the realm runs on: each ends, or is stopped, while somebody polls", () =>
    withSmallPuppet(async (puppet) => {
      const names = String(await puppet.do("builtins")).split("\n");
      assert.ok(names.length > 60);
      const slow: string[] = [];
      for (const name of names) {
        const begun = performance.now();
        const end = await puppet.do(`run ${name}`);
        if (performance.now() - begun > stepMs + 3000) slow.push(`${name}: ${end}`);
        // A hook that is answered begins the count of losses anew.
        assert.is(await puppet.do("say well"), "well", name);
      }
      assert.equal(slow, []);
    }),
  );

  containment("a BigInt has some 1000 bits at most: nothing stops the builtins of a large one", () =>
    withSmallPuppet(async (puppet) => {
      assert.is(await puppet.do("bigint"), `${"RangeError ".repeat(6)}302`);
    }),
  );

  containment("a bundle that has the look of a BigInt in a text or a comment runs", () =>
    withFolder(async (folder) => {
      const text = `/* 2n */ var text = "1n of 0xffn"; // 3n\n${puppetSource}`;
      const puppet = new Puppet(available.value, folder, writePuppet(folder, {}, seal(text)));
      assert.is(await puppet.do("say well"), "well");
      await puppet.close();
    }),
  );

  for (const [name, payload, reason] of [
    ["memory beyond the maximum", "memory", "memory"],
    ["a string that grows for ever", "strings", "exception"],
    ["recursion without an end", "recurse", "exception"],
    ["an exception", "throw", "exception"],
    ["a result that is no ArrayBuffer", "garbage", "result"],
    ["a job that is left", "jobs", "jobs"],
    ["a timer too many", "timers 17", "effects"],
    ["65 effects", "effects 65", "effects"],
  ] as const)
    containment(`${name} costs the engine, and nothing else`, () =>
      withSmallPuppet(async (puppet) => {
        await costs(puppet, payload, reason);
        assert.is(await puppet.do("append {}"), "appended");
      }),
    );

  containment("two million brackets are a clean error inside the script", () =>
    withPuppet(available.value, { stepMs: 20_000 }, async (puppet) => {
      assert.is(await puppet.do("nest 2000000"), "refused");
      assert.is(await puppet.do("boot"), "flags 65 loss 0 segment 0 day 0 bad -1");
    }),
  );

  containment("sixteen timers and a result of a quarter of a mebibyte are fine", () =>
    withPuppet(available.value, { stepMs: 20_000 }, async (puppet) => {
      assert.is(await puppet.do("timers 16"), "set");
      assert.is(String(await puppet.do("big 262144")).length, 262_144);
    }),
  );

  containment("memory is given back: thirty lost engines leave the process no larger", () =>
    withPuppet(available.value, { stepMs, memoryMb: 64 }, async (puppet) => {
      const lose = async (times: number): Promise<void> => {
        for (let round = 0; round < times; round++) {
          assert.is(await puppet.do("memory"), NUMBERS["engine-failed"]);
          assert.is(await puppet.do("say well"), "well");
        }
      };
      await lose(3);
      const before = residentMb();
      await lose(30);
      assert.ok(residentMb() - before < 20, `${before} MB, then ${residentMb()} MB`);
    }),
  );

  containment("the event that cost the engine is never delivered again", () =>
    withPuppet(available.value, { stepMs }, async (puppet) => {
      await costs(puppet, "throw", "exception");
      await puppet.do("say after");
      const trace = readFileSync(join(puppet.folder, "data", "trace", "00000001.trace")).toString("latin1");
      assert.is(trace.split("throw").length, 2);
    }),
  );
}

function residentMb(): number {
  return Math.round(process.memoryUsage().rss / 1048576);
}

containment.run();
