/**
 * `close`, `void`, `resolve`: every cell of the tables of docs/contracts.md B24, B10 and B25, through hooks and HTTP,
 * on every engine.
 */

import * as assert from "uvu/assert";
import type { InitSettlementRequest, SettlementResult } from "../../schemas/generated/types.ts";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";

forEachEngine((engine) => {
  const test = suite(`close (${engine.name})`);
  const card = { engine, rrpay: { policy: "card" as const } };

  test("no attempt: saved is a conflict saved-unpaid that a person closes, unsaved is acknowledged", () =>
    withTill(card, async (till) => {
      const request = sale();
      assert.is((await till.saved(request, false)).status, "acknowledged");
      const conflict = await till.saved(request, true);
      assert.is(conflict.status, "conflict");
      assert.is(conflict.code, "saved-unpaid");
      assert.is((await till.saved(request, true)).status, "conflict");
      const [item, ...more] = (await till.status()).unresolved;
      assert.is(more.length, 0);
      assert.is(item?.conflict?.code, "saved-unpaid");
      const { kind, saleKey, attemptId } = item!;
      const resolved = await till.resolve({
        kind,
        saleKey,
        attemptId,
        operator: "ONA",
        decision: "leave-to-accountant",
      });
      assert.is(resolved.status, "recorded");
      assert.is((await till.status()).unresolved.length, 0);
    }));

  test("declined: saved is a conflict, unsaved is acknowledged", () =>
    withTill({ engine, rrpay: { policy: "decline" } }, async (till) => {
      const request = sale();
      await till.settle(request);
      assert.is((await till.saved(request, false)).status, "acknowledged");
      assert.is((await till.saved(request, true)).code, "saved-unpaid");
    }));

  test("approved: unsaved, then saved, then unsaved again is saved-then-unsaved", () =>
    withTill(card, async (till) => {
      const request = sale();
      await till.settle(request);
      assert.is((await till.saved(request, false)).status, "unsaved");
      assert.is((await till.saved(request, true)).status, "acknowledged");
      assert.is((await till.saved(request, true)).status, "acknowledged");
      const conflict = await till.saved(request, false);
      assert.is(conflict.status, "conflict");
      assert.is(conflict.code, "saved-then-unsaved");
    }));

  test("a close answered open is remembered and applied when the attempt ends approved", () =>
    withTill({ engine, rrpay: { policy: "wait" } }, async (till) => {
      const request = sale();
      const call = await till.start("init", request);
      await till.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      assert.is((await till.saved(request, true)).status, "open");
      till.rrpay.operator.pay(till.rrpay.transactions()[0]!.id);
      assert.is(((await call.result()) as SettlementResult).outcome, "approved");
      assert.is((await till.status()).unresolved.length, 0);
    }));

  test("rule 8: what is unsettled survives a restart of the till and is given back without a second charge", () =>
    withTill(card, async (till) => {
      const request = sale();
      const first = await till.settle(request);
      await till.restart();
      const [item] = (await till.status()).unresolved;
      assert.is(item?.payment, "approved");
      assert.equal(item?.decisions, ["saved-in-gama", "leave-to-accountant"]);
      assert.equal(await till.settle(request), first);
      assert.is(till.rrpay.moneyTakenCents(request.saleKey), 258);
    }));

  test("void open cancels the running payment and waits for its end", () =>
    withTill({ engine, rrpay: { policy: "wait" } }, async (till) => {
      const request = sale();
      const call = await till.start("init", request);
      await till.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      const voided = await till.void({ scope: "open", saleKey: request.saleKey, operator: "ONA" });
      assert.is(voided.outcome, "voided");
      assert.is(((await call.result()) as SettlementResult).outcome, "cancelled");
    }));

  test("rule 9: void open of a sale that has gone through gives the sale back", () =>
    withTill(card, async (till) => {
      const request = sale();
      const paid = await till.settle(request);
      const voided = await till.void({ scope: "open", saleKey: request.saleKey, operator: "ONA" });
      assert.is(voided.outcome, "not-voided");
      assert.equal(voided.sale, paid);
    }));

  test("void open of nothing is nothing-to-void", () =>
    withTill(card, async (till) => {
      assert.is((await till.void({ scope: "open", saleKey: "T1-none", operator: "ONA" })).outcome, "nothing-to-void");
    }));

  test("rule 11: a completed receipt is voided once, by its fiscal document, under an id of its own", () =>
    withTill(card, async (till) => {
      const request = sale();
      const paid = await till.settle(request);
      await till.saved(request);
      const first = await till.void({ scope: "completed", saleKey: request.saleKey, operator: "ONA" });
      assert.is(first.outcome, "voided", JSON.stringify(first));
      const again = await till.void({ scope: "completed", saleKey: request.saleKey, operator: "ONA" });
      assert.equal(again, first);
      const voids = till.rrpay
        .transactions()
        .filter((stored) => stored.type === "transaction" && stored.content.kind === "void");
      assert.is(voids.length, 1);
      assert.is.not(first.attemptId, paid.attemptId);
      assert.is(till.rrpay.moneyTakenCents(request.saleKey), 0);
      const body = JSON.parse(String(till.rrpay.requests.filter(({ on }) => on === "post").at(-1)?.body)) as {
        original: unknown;
      };
      assert.equal(body.original, { kind: "sale", documentNo: paid.fiscal.documentNo });
    }));

  test("after its void a sale is refused as sale-voided, and GAMA's word about the void settles it", () =>
    withTill(card, async (till) => {
      const request = sale();
      await till.settle(request);
      await till.void({ scope: "completed", saleKey: request.saleKey, operator: "ONA" });
      assert.is((await till.settle(request)).code, "sale-voided");
      const closed = await till.closeHook({
        window: "settlement",
        kind: "void",
        saleKey: request.saleKey,
        saved: true,
      });
      assert.is(closed.status, "acknowledged");
      assert.is((await till.status()).unresolved.length, 0);
      assert.is((await till.settle(sale())).outcome, "approved");
    }));

  test("void completed of a receipt that nobody knows: nothing to void today, of an older one its number and total", () =>
    withTill(card, async (till) => {
      const unknown = { scope: "completed", saleKey: "T1-old", operator: "ONA" } as const;
      assert.is((await till.void(unknown)).code, "nothing-to-void");
      const refused = await till.void({ ...unknown, date: "2020-01-01" });
      assert.is(refused.outcome, "refused");
      assert.is(refused.code, "original-missing");
    }));

  test("resolve takes only what is offered", () =>
    withTill(card, async (till) => {
      const request = sale();
      const { attemptId = "" } = await till.settle(request);
      const about = { kind: "sale", saleKey: request.saleKey, attemptId, operator: "ONA" } as const;
      assert.is((await till.resolve({ ...about, decision: "nothing-happened" })).status, "superseded");
      assert.is((await till.resolve({ ...about, decision: "accept-rrpay" })).code, "decision-not-allowed");
      assert.is(
        (await till.resolve({ ...about, attemptId: "other", decision: "saved-in-gama" })).code,
        "attempt-unknown",
      );
      assert.is((await till.resolve({ ...about, decision: "saved-in-gama" })).status, "recorded");
      assert.is((await till.status()).unresolved.length, 0);
    }));

  const lost = {
    engine,
    rrpay: { policy: "card" as const },
    config: { timeouts: { answerMs: 100, connectMs: 500, manualAfterMs: 50 } },
  };

  test("manual entry: what the cashier read off the receipt is recorded, saved, and agrees with RRPay's later truth", () =>
    withTill(lost, async (till) => {
      const { request, unknown } = await losesAnswer(till);
      const about = { kind: "sale", saleKey: request.saleKey, attemptId: unknown.attemptId!, operator: "ONA" } as const;
      const unbalanced = [{ method: 2, amountCents: 257 }];
      const receipt = { documentNo: till.rrpay.receipts()[0]!.documentNo, payments: [{ method: 2, amountCents: 258 }] };
      assert.is(
        (await till.resolve({ ...about, decision: "receipt-printed", ...receipt, payments: unbalanced })).code,
        "payments-unbalanced",
      );
      assert.is((await till.resolve({ ...about, decision: "receipt-printed" })).code, "documents-missing");
      assert.is((await till.resolve({ ...about, decision: "receipt-printed", ...receipt })).status, "recorded");
      assert.is((await till.saved(request)).status, "recorded");
      await till.rrpay.restart();
      assert.is((await till.pos()).unresolved.length, 0);
      const again = await till.settle(request);
      assert.equal([again.code, again.sale?.outcome], ["already-saved", "approved"]);
      assert.is(till.rrpay.moneyTakenCents(request.saleKey), 258);
    }));

  test("manual entry that RRPay's later truth contradicts becomes a conflict which only resolve closes", () =>
    withTill(lost, async (till) => {
      const { request, unknown } = await losesAnswer(till);
      const about = { kind: "sale", saleKey: request.saleKey, attemptId: unknown.attemptId!, operator: "ONA" } as const;
      assert.is((await till.resolve({ ...about, decision: "nothing-happened" })).status, "recorded");
      await till.rrpay.restart();
      const [item] = (await till.pos()).unresolved;
      assert.is(item?.conflict?.code, "paid-after-manual");
      assert.equal(item?.decisions, ["accept-rrpay", "leave-to-accountant"]);
      const result = await till.settle(request);
      assert.is(result.outcome, "approved");
      assert.is(result.code, "conflict");
      assert.is((await till.resolve({ ...about, decision: "accept-rrpay" })).status, "recorded");
      await till.saved(request);
      assert.is((await till.status()).unresolved.length, 0);
      assert.is(till.rrpay.moneyTakenCents(request.saleKey), 258);
    }));

  test.run();
});

/** Paid and printed at RRPay, which dies before it can say so; manual entry has become possible. */
async function losesAnswer(till: Till): Promise<{ request: InitSettlementRequest; unknown: SettlementResult }> {
  const request = sale();
  till.rrpay.script([{ on: "post", fault: { type: "crash", point: "before-answer" } }]);
  let unknown = await till.settle(request);
  assert.is(unknown.outcome, "unknown");
  while (!unknown.manualEntry.allowed) unknown = await till.settle(request);
  return { request, unknown };
}
