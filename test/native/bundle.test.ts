// The bundle inside the libraries: compiled ahead for the file of the same seal; any other file is compiled on the till.
// Time limit: 900 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { replayNativeSteps } from "../../build/bench/native-steps.ts";
import { record } from "../../build/bench/recording.ts";
import { seal } from "../../esbuild.config.mjs";
import { HookError } from "../support/call.ts";
import { engineOf } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { bundleText, type Till, withTill } from "../support/till.ts";
import { library } from "./available.ts";

const SEAL = /\/\/# sha256=([0-9a-f]{64})\n$/;

const test = suite("the bundle inside the libraries");

for (const name of ["linux-x64", "win-x86", "win-x64"] as const) {
  const available = await library(name);
  if (available.type === "absent") {
    skip(`the bundle inside ${name}`, available.reason);
    continue;
  }
  test(`${name} has the bundle that it was built beside, and names its seal`, () => {
    const [, sha256 = ""] = SEAL.exec(bundleText()) ?? [];
    assert.is(sha256.length, 64);
    assert.ok(readFileSync(available.value).includes(sha256));
  });
}

/** A sale, the same sale asked for again, and its void: what GAMA is told, without what is random. */
async function told(till: Till): Promise<string[]> {
  const request = { ...sale(258), saleKey: "T1-1" };
  const answers = [
    await till.pos(),
    await till.settle(request),
    await till.settle(request),
    await till.call("void", { scope: "completed", saleKey: request.saleKey, operator: "ONA" }),
    await till.call("status", { saleKey: request.saleKey }),
  ];
  const random =
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|"(at|since|took|wall)\w*":[^,}]+|\d{4}-\d\d-\d\d[T ][\d:.]+/g;
  return answers.map((answer) => JSON.stringify(answer).replace(random, "*"));
}

/** Opens the till again with another file in the bundle's place. */
async function openWith(till: Till, bundle: string): Promise<void> {
  await till.close();
  const file = join(till.folder, "rrpay.plugin.js");
  writeFileSync(file, bundle);
  till.writeConfig({ bundle: { file } });
  await till.open();
}

const native = await library("linux-x64");
if (native.type === "absent") skip("a bundle that is compiled on the till", native.reason);
else {
  const options = { engine: engineOf("native"), rrpay: { policy: "card" } } as const;

  test("a bundle of another seal is compiled on the till, and says the same word for word", async () => {
    const answers: string[][] = [];
    await withTill(options, async (till) => void answers.push(await told(till)));
    await withTill(options, async (till) => {
      await openWith(till, seal(`${bundleText().replace(SEAL, "")}// another seal\n`));
      answers.push(await told(till));
    });
    const [ahead, here] = answers;
    assert.match(here?.[1] ?? "", /"outcome":"approved"/);
    assert.match(here?.[3] ?? "", /"outcome":"voided"/);
    assert.equal(here, ahead);
  });

  test("the image inside is the bundle freshly compiled, step for step over a recorded day", async () => {
    const recording = record();
    await replayNativeSteps(recording);
    await replayNativeSteps(recording, bundleText());
    const other = { ...recording, batches: [...recording.batches.slice(0, -1), new ArrayBuffer(8)] };
    await replayNativeSteps(other).then(
      () => assert.unreachable("a batch that differs was not seen"),
      (error: Error) => assert.match(error.message, "other effects"),
    );
  });

  test("a bundle that names the inner one's seal over other bytes is damaged, and is not run", () =>
    withTill(options, async (till) => {
      const refused = await openWith(till, bundleText().replace("Esc", "ESC")).catch((error: unknown) => error);
      assert.instance(refused, HookError);
      assert.is((refused as HookError).code, "bundle-damaged");
    }));
}

test.run();
