// B6: a typed document number that another receipt of that RRPay and date has is refused, however long ago memory let it go;
// C5: numbers are unique within a date, and not beyond.

import * as assert from "uvu/assert";
import type { PosResult } from "../../schemas/generated/types.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type Reply, type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("document-used");

const DAY_MS = 86_400_000;
const dateOf = (till: StepTill) => new Date(till.wallMs).toISOString().slice(0, 10);

/** A sale whose receipt has this number, printed today. */
function sell(till: StepTill, saleKey: string, documentNo: string): void {
  const printedAt = `${dateOf(till)}T11:00:00`;
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo, printedAt } });
  assert.is(till.call("init", sale(100, { saleKey, receiptNo: saleKey })).outcome, "approved");
}

/** The same, and GAMA has saved it. */
function sellAndSave(till: StepTill, saleKey: string, documentNo: string): void {
  sell(till, saleKey, documentNo);
  till.call("close", { window: "settlement", kind: "sale", saleKey, saved: true });
}

/** A till that sold D7 today, and whose memory has let it go since: more sales than it keeps, and two segments on. */
function withForgotten(run: (till: StepTill) => void): void {
  withTill((till) => {
    sellAndSave(till, "A", "D7");
    for (let at = 0; at < 110; at++) sellAndSave(till, `F${at}`, `F${at}`);
    till.wallMs -= DAY_MS;
    sellAndSave(till, "Y", "Y");
    till.wallMs += DAY_MS;
    sellAndSave(till, "Z", "Z");
    till.boot();
    run(till);
  });
}

/** A sale whose end nobody knows, to be typed as printed with this number. */
function unknown(till: StepTill, documentNo: string): object {
  till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? { status: 500, body: {} } : undefined);
  till.call("init", sale(258, { saleKey: "T", receiptNo: "T" }));
  till.pass(TIMEOUTS.manualAfterMs);
  const { unresolved } = till.call("status", { refresh: true }) as unknown as PosResult;
  const { attemptId = "" } = unresolved.find(({ saleKey }) => saleKey === "T") ?? {};
  const typed = { documentNo, payments: [{ method: 2, amountCents: 258 }] };
  return { kind: "sale", saleKey: "T", attemptId, operator: "ONA", decision: "receipt-printed", ...typed };
}

const type = (till: StepTill, documentNo: string): Reply => till.call("resolve", unknown(till, documentNo));
const searches = (till: StepTill) => till.effects.filter((effect) => effect.type === "find").length;

test("B6: the number of a receipt that memory has let go is refused", () => {
  withForgotten((till) => {
    const decision = unknown(till, "D7");
    const before = searches(till);
    assert.is(till.call("resolve", decision).code, "document-used");
    assert.ok(searches(till) > before);
    assert.equal(till.recordsOf("decision"), []);
  });
});

test("B6: a number that no kept day knows is taken", () => {
  withForgotten((till) => {
    assert.is(type(till, "D8").status, "recorded");
  });
});

test("C5: the same number on another date is another receipt's", () => {
  withForgotten((till) => {
    till.wallMs += DAY_MS;
    assert.is(type(till, "D7").status, "recorded");
  });
});

for (const [days, conflict] of [
  [0, "document-repeated"],
  [1, undefined],
] as const)
  test(`C5: RRPay's own number twice ${days === 0 ? "on one date is a conflict" : "on two dates is none"}`, () => {
    withTill((till) => {
      sellAndSave(till, "A", "D7");
      till.wallMs += days * DAY_MS;
      sell(till, "B", "D7");
      const { unresolved } = till.call("status", {}) as unknown as PosResult;
      assert.equal(
        unresolved.map((item) => [item.saleKey, item.conflict?.code]),
        [["B", conflict]],
      );
    });
  });

test("a journal that cannot be looked through takes no number, for that it is free is not proven", () => {
  withForgotten((till) => {
    const decision = unknown(till, "D8");
    till.disk.isUnreadable = true;
    const { status, code } = till.call("resolve", decision);
    assert.equal([status, code, till.recordsOf("decision")], ["refused", "journal-corrupt", []]);
    till.disk.isUnreadable = false;
    assert.is(till.call("resolve", decision).status, "recorded");
  });
});

test("what memory decides is answered at once, with no look-up", () => {
  withTill((till) => {
    sellAndSave(till, "A", "D7");
    const decision = unknown(till, "D7");
    const before = searches(till);
    assert.is(till.call("resolve", decision).code, "document-used");
    assert.is(till.call("resolve", { ...decision, decision: "saved-in-gama" }).code, "decision-not-allowed");
    assert.is(searches(till), before);
  });
});

test.run();
