// A session that is longer than the ring loses its start: what is still told and replayed, and what is said of the rest.
import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { cli, traceText, withTrace } from "../support/traces.ts";

const test = suite("trace without its start");

/** A trace of two sessions whose first lines have left the ring: the header, and the boot event behind it. */
function ringOf(sessions: 1 | 2): string {
  const till = new StepTill().boot();
  till.call("init", sale());
  if (sessions === 2) till.boot().call("init", sale(300, { saleKey: "later" }));
  return traceText(till).split("\n").slice(2).join("\n");
}

const MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+";

test("what follows the next start is told and replayed, and where it begins is said", () =>
  withTrace(ringOf(2), async (folder) => {
    const told = await cli("trace", "explain", folder);
    assert.is(told.code, 0, told.error);
    assert.match(told.out, "later");
    const begins = new RegExp(`from ${MOMENT} to ${MOMENT}, are left out: .* begins at (${MOMENT})\\.`).exec(
      told.error,
    );
    assert.ok(begins !== null && told.out.startsWith(begins[1] ?? "?"), `${told.error}\n${told.out.slice(0, 40)}`);
    const replayed = await cli("replay", folder, "--bundle", checkoutFile("dist/rrpay.plugin.js"), "--compatible");
    assert.is(replayed.code, 0, replayed.out);
  }));

test("of one session that is longer than the ring its time is said, and that nothing can be told or replayed", () =>
  withTrace(ringOf(1), async (folder) => {
    for (const command of [["trace", "explain"], ["replay"]]) {
      const told = await cli(...command, folder);
      assert.is(told.code, 69);
      assert.match(told.error, new RegExp(`holds [0-9]+ steps, from ${MOMENT} to ${MOMENT}, but the start`));
    }
    const lt = await cli("trace", "explain", folder, "--language", "lt");
    assert.match(lt.error, "nei papasakoti, nei pakartoti");
  }));

test.run();
