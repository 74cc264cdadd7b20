// Time limit: 300 s
/** F9–F20: what can happen to the bytes. A spoiled answer is unknown, never failed; RRPay is asked again, never charged again. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import {
  always,
  assertEnd,
  assertNothingSent,
  assertPaidOnce,
  endsPaid,
  impatient,
  onlyItem,
  postsOf,
  records,
  saves,
  takenUp,
  withFaults,
} from "./support.ts";

forEachEngine((engine) => {
  const test = suite(`faults in flight, on ${engine.name}`);

  test("F9 link lost before the first byte, rule 3: once handed to the network it is unknown, and sent again as it was", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      const bread = sale();
      rrpay.script([
        { on: "health", fault: { type: "connection-close" } },
        { on: "connect", nth: 2, fault: { type: "cut-before" } },
      ]);
      assertEnd(await till.settle(bread), "unknown", "not-received", true);
      assertNothingSent(rrpay, bread);
      const [sent] = records(till, "sent");
      await endsPaid(till, bread);
      assert.equal(postsOf(rrpay, bread.saleKey), [JSON.parse(sent?.body ?? "")]);
    }));

  test("F10 link lost after some bytes: unknown, then the same id and the same bytes again", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "cut-before", reset: true } }] },
      async (till, rrpay) => {
        const bread = sale();
        const lost = await till.settle(bread);
        assertEnd(lost, "unknown", "not-received", true);
        const paid = await endsPaid(till, bread);
        assert.is(paid.attemptId, lost.attemptId);
        const written = Buffer.from(records(till, "sent")[0]?.body ?? "");
        assert.equal(rrpay.requests.filter(({ on }) => on === "post").at(-1)?.raw, written);
      },
    ));

  for (const reset of [false, true]) {
    test(`F11 link lost after the whole request (${reset ? "reset" : "closed"}): the query finds what was paid`, () =>
      withFaults(
        engine,
        { faults: [{ on: "post", fault: { type: "cut-after-request", reset } }] },
        async (till, rrpay) => {
          const bread = sale();
          await endsPaid(till, bread);
          assert.is(postsOf(rrpay, bread.saleKey).length, 1);
        },
      ));
  }

  test("F12 answer split over packets: it is the same answer, byte by byte or in chunks", () =>
    withFaults(
      engine,
      {
        faults: [
          { on: "health", fault: { type: "split", at: [1, 16, 17, 60] } },
          { on: "post", fault: { type: "slow" } },
          { on: "post", fault: { type: "chunked" } },
        ],
      },
      async (till, rrpay) => {
        const bread = sale();
        await endsPaid(till, bread);
        assert.not(rrpay.requests.some(({ on }) => on === "get"));
      },
    ));

  for (const type of ["cut-mid-answer", "truncate"] as const) {
    test(`F13 truncated answer (${type}): half an approval proves nothing, the query does`, () =>
      withFaults(engine, { faults: [{ on: "post", fault: { type } }] }, async (till, rrpay) => {
        const bread = sale();
        await endsPaid(till, bread);
        assert.is(postsOf(rrpay, bread.saleKey).length, 1);
        assert.ok(rrpay.requests.some(({ on }) => on === "get"));
      }));
  }

  for (const type of ["garbage", "not-json", "huge", "huge-header"] as const) {
    test(`F14 garbage (${type}), rule 3: unknown and never a decline, until an answer can be read`, () =>
      withFaults(
        engine,
        { timeouts: impatient, faults: [always("post", { type }), always("get", { type })] },
        async (till, rrpay) => {
          const bread = sale();
          assertEnd(await till.settle(bread), "unknown", "answer-invalid", true);
          rrpay.script([]);
          await endsPaid(till, bread);
        },
      ));
  }

  test("F14 an unlisted status, rule 12: neither 500 nor 409 nor 200 of another shape is a refusal", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      for (const status of [500, 409, 400, 204]) {
        const bread = sale();
        rrpay.script([
          always("post", { type: "status", status, processed: true }),
          always("get", { type: "status", status }),
        ]);
        assert.is((await till.settle(bread)).outcome, "unknown");
        rrpay.script([]);
        await endsPaid(till, bread);
      }
    }));

  test("F15 accepted, then silence, rule 3: a timeout is unknown, blocks the next sale, and the next space finds it", () =>
    withFaults(
      engine,
      {
        timeouts: impatient,
        faults: [always("post", { type: "printed-but-silent" }), always("get", { type: "silence" })],
      },
      async (till, rrpay) => {
        const [bread, milk] = [sale(), sale()];
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        assertEnd(await till.settle(milk), "refused", "blocked");
        assertNothingSent(rrpay, milk);
        assertPaidOnce(rrpay, bread);
        rrpay.script([]);
        await endsPaid(till, bread);
        await endsPaid(till, milk);
      },
    ));

  test("F16 answer after our timeout: it comes to nobody, and the next query gives it", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [always("post", { type: "late" }), always("get", { type: "late" })] },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        assert.ok(rrpay.held > 0);
        rrpay.script([]);
        await rrpay.release();
        assert.is(onlyItem(await till.status()).payment, "unknown");
        await endsPaid(till, bread);
      },
    ));

  test("F17 answer twice: the second is nobody's, and pays nothing again", () =>
    withFaults(engine, { faults: [{ on: "post", fault: { type: "duplicate" } }] }, async (till, rrpay) => {
      const [bread, milk] = [sale(), sale()];
      await endsPaid(till, bread);
      await endsPaid(till, milk);
      assert.is(records(till, "evidence").length, 2);
      assertPaidOnce(rrpay, bread);
    }));

  for (const on of ["post", "get"] as const) {
    test(`F18 answer for the previous sale (to a ${on}), rule 6: its document is never taken for this one's`, () =>
      withFaults(engine, {}, async (till, rrpay) => {
        const [bread, milk] = [sale(), sale()];
        const first = await endsPaid(till, bread);
        const lost = on === "get" ? ([{ on: "post", fault: { type: "cut-after-request" } }] as const) : [];
        rrpay.script([...lost, { on, fault: { type: "previous-sale" } }]);
        const second = await endsPaid(till, milk);
        assert.is.not(second.attemptId, first.attemptId);
        assert.is.not(second.fiscal.documentNo, first.fiscal.documentNo);
        assert.is(second.fiscal.documentNo, rrpay.receipts().at(-1)?.documentNo);
      }));
  }

  for (const on of ["health", "post"] as const) {
    test(`F19 bytes nobody asked for (after a ${on}): that connection is given up, the sale goes on`, () =>
      withFaults(engine, { faults: [{ on, fault: { type: "unsolicited" } }] }, async (till, rrpay) => {
        const [bread, milk] = [sale(), sale()];
        await endsPaid(till, bread);
        assert.ok(rrpay.connections > 1);
        await endsPaid(till, milk);
      }));
  }

  test("F20 revisions out of order, rule 10: an older word is not obeyed", () =>
    withFaults(engine, { rrpay: { policy: "wait" } }, async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      const id = await takenUp(rrpay);
      rrpay.operator.pay(id, [{ type: "card", amountCents: 100 }]);
      await call.progressed((text) => /1[.,]00/.test(text));
      rrpay.script([{ on: "get", fault: { type: "revision-backwards" } }]);
      await rrpay.until(() => rrpay.requests.at(-1)?.faults.includes("revision-backwards") ?? false);
      rrpay.operator.pay(id);
      const result = (await call.result()) as Awaited<ReturnType<typeof till.settle>>;
      assertEnd(result, "approved", "approved");
      const revisions = records(till, "evidence").map(({ revision }) => revision);
      assert.equal(
        revisions,
        [...revisions].sort((a, b) => a - b),
      );
      assertPaidOnce(rrpay, bread);
      await saves(till, bread);
    }));

  test.run();
});
