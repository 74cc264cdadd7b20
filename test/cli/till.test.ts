import * as assert from "uvu/assert";
import { HookError } from "../support/call.ts";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";
import { TillKilled } from "../support/till-host.ts";

forEachEngine((engine) => {
  const test = suite(`a test's till, on ${engine.name}`);

  test("sells through the emulator", () =>
    withTill({ engine }, async (till) => {
      const bread = sale(219);
      const { outcome, saleKey } = await till.settle(bread);
      assert.equal([outcome, saleKey], ["approved", bread.saleKey]);
      assert.is((await till.saved(bread)).status, "acknowledged");
    }));

  test("gives flat lines where the config asks for them", () =>
    withTill({ engine, config: { gama: { format: "lines" } } }, async (till) => {
      assert.match(String(await till.call("init", sale())), "\r\noutcome=approved\r\n");
    }));

  test("reads the journal back, verified", () =>
    withTill({ engine }, async (till) => {
      const bread = sale();
      await till.settle(bread);
      const sent = till.journal().filter(({ t }) => t === "sent");
      assert.equal(
        sent.map((record) => "saleKey" in record && record.saleKey),
        [bread.saleKey],
      );
    }));

  test("keeps what it knows over a restart", () =>
    withTill({ engine }, async (till) => {
      const bread = sale();
      const { attemptId } = await till.settle(bread);
      await till.restart();
      assert.is((await till.settle(bread)).attemptId, attemptId);
    }));

  test("tells which code ended a call", () =>
    withTill({ engine }, async (till) => {
      await till.close();
      till.writeConfig({ rrpay: { port: 0 } });
      const error: unknown = await till.open().catch((thrown: unknown) => thrown);
      assert.instance(error, HookError);
      assert.is((error as HookError).code, "config-invalid");
    }));

  test("can be killed while the customer pays, and comes back", () =>
    withTill({ engine, process: true, rrpay: { policy: { type: "wait" } } }, async (till) => {
      const bread = sale();
      const call = await till.start("init", bread);
      const lost = call.bytes().catch((error: unknown) => error);
      await till.kill(till.rrpay.until((rrpay) => rrpay.transactions().length > 0));
      assert.instance(await lost, TillKilled);
      await till.open();
      const { unresolved } = await till.pos();
      assert.equal(
        unresolved.map(({ saleKey }) => saleKey),
        [bread.saleKey],
      );
    }));

  test.run();
});
