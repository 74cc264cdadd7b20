// The log: one line for each hook, with the sale and its attempt, and nothing that a stranger may not read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";

const TOKEN = "s3cret-t0ken";

function logOf(till: Till): string {
  const folder = join(till.dataDir, "log");
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("");
}

forEachEngine((engine) => {
  const test = suite(`the log on ${engine.name}`);

  test("has one line for each hook, with sale and attempt, and neither token nor goods nor card", () =>
    withTill({ engine, rrpay: { policy: "card", token: TOKEN }, config: { rrpay: { token: TOKEN } } }, async (till) => {
      const request = sale();
      await till.pos();
      const { attemptId } = await till.settle(request);
      await till.saved(request);
      await till.doctor();
      await till.call("init", "{");
      await till.close();
      const log = logOf(till);
      const hooks = log.split("\n").flatMap((line) => /hook=(\S+) .*/.exec(line)?.[0] ?? []);
      const ofSale = `sale=${request.saleKey} attempt=${attemptId}`;
      assert.equal(hooks.slice(0, 4), [
        "hook=init-pos code=ready sale=- attempt=-",
        `hook=init-settlement code=approved ${ofSale}`,
        `hook=close code=acknowledged ${ofSale}`,
        "hook=doctor code=ok sale=- attempt=-",
      ]);
      assert.match(hooks[4] ?? "", /^hook=init code=payload-form path=.* reason=syntax$/);
      assert.is(hooks.length, 5);
      for (const secret of [TOKEN, "411111", "PR001"]) assert.not.match(log, secret);
    }));

  test("says which field of the config the bundle refused", () =>
    withTill({ engine, rrpay: "none", config: { timeouts: { answerMs: 1 } } }, async (till) => {
      await till.close();
      assert.match(logOf(till), /error config-invalid timeouts\.answerMs: too small: 50 \.\.\. 1800000\n/);
    }));

  test.run();
});
