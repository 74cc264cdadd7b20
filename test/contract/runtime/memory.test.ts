// Only with --all: nine hundred sales in an engine that counts its objects.
// A till runs for months: what the engine holds must not grow with what was sold.
import { readFileSync } from "node:fs";
import { QuickJS } from "quickjs-wasi";
import * as assert from "uvu/assert";
import { engineModule } from "../../../build/native/engine-source.mjs";
import { checkoutFile } from "../../support/checkout.ts";
import { sale } from "../../support/sales.ts";
import { StepTill } from "../../support/step-till.ts";
import { suite } from "../../support/suite.ts";

const test = suite("memory of the engine");

/** Enough that segments turn several times and settled attempts are forgotten. */
const SALES = 900;

/** The engine of the native library, which can count its objects, fed with the events of a till in this process. */
async function countingEngine() {
  const engine = await QuickJS.create({ wasm: readFileSync(engineModule) });
  engine.evalCode(readFileSync(checkoutFile("dist/rrpay.plugin.js"), "utf8"), "rrpay.plugin.js").dispose();
  const grp = engine.global.getProp("grp");
  const step = grp.getProp("step");
  return {
    step(event: ArrayBuffer): void {
      const bytes = engine.newArrayBuffer(event);
      engine.callFunction(step, engine.undefined, bytes).dispose();
      bytes.dispose();
    },
    objects(): number {
      engine.runGC();
      return engine.getMemoryUsage().objCount;
    },
  };
}

test("what is held after hundreds of sales is what was held after the first hundreds", async () => {
  const till = new StepTill().boot();
  const engine = await countingEngine();
  const held: number[] = [];
  let fed = 0;
  for (let number = 1; number <= SALES; number++) {
    const request = sale(258, { saleKey: `T1-${number}` });
    const { kind, saleKey } = request;
    assert.is(till.call("init", request).code, "approved");
    assert.is(till.call("close", { window: "settlement", kind, saleKey, saved: true }).code, "acknowledged");
    for (; fed < till.events.length; fed++) engine.step(till.events[fed]!);
    held.push(engine.objects());
  }
  const most = (from: number) => Math.max(...held.slice(from, from + SALES / 3));
  assert.ok(most((2 * SALES) / 3) <= most(SALES / 3) + 10, `${most(SALES / 3)} objects, then ${most((2 * SALES) / 3)}`);
});

test.run();
