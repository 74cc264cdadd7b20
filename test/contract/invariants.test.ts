/** Invariants that only the whole can show: exports that never wait, money that is taken once. */

import * as assert from "uvu/assert";
import { CODES } from "../../schemas/generated/codes.ts";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { always, assertPaidOnce, endsPaid, records, withFaults } from "./support.ts";

forEachEngine((engine) => {
  const test = suite(`invariants, on ${engine.name}`);

  // RRPay lives in this process: an export that waited for it would wait for ever.
  test("invariant 7: no export waits for RRPay: while it holds its answer back, each of them returns", () =>
    withFaults(engine, { faults: [always("health", { type: "late" })] }, async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      await rrpay.until(() => rrpay.held > 0);
      const { host, session } = till;
      assert.is(await call.poll(0), 0);
      assert.is(await host.result(session, call.id), CODES["call-pending"].number);
      assert.is(await host.release(session, call.id), CODES["call-pending"].number);
      assert.type(await call.progress(), "string");
      assert.is(await host.open(till.configPath), session);
      assert.is((await till.status()).rrpay, "unknown");
      assert.is(await call.cancel(), 0);
      await rrpay.release();
      await call.bytes();
      rrpay.script([]);
      await endsPaid(till, bread);
    }));

  test("invariant 2: however often the cashier presses space, one charge and one document", () =>
    withFaults(engine, { faults: [{ on: "post", fault: { type: "cut-after-request" } }] }, async (till, rrpay) => {
      const bread = sale();
      const calls = await Promise.all([1, 2, 3, 4].map(() => till.start("init", bread)));
      const results = await Promise.all(calls.map((call) => call.result()));
      assert.equal(results, Array(4).fill(results[0]));
      assert.equal(await till.settle(bread), results[0]);
      assertPaidOnce(rrpay, bread);
      assert.is(records(till, "sent").length, 1);
    }));

  test.run();
});
