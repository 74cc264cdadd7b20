// Voids of receipts that memory has let go: the journal still knows them.
import * as assert from "uvu/assert";
import { sale } from "../support/sales.ts";
import type { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, close, listed, one, posted, settle, told, voids, withSale } from "../support/voids.ts";

const test = suite("void: beyond memory");

/** So many sales later that memory has let the first ones go, and a start anew. */
function sellsOn(till: StepTill): void {
  for (let at = 0; at < 130; at++) {
    const next = sale(100, { saleKey: `N${at}` });
    const { attemptId } = settle(till, next);
    close(till, { saleKey: next.saleKey, attemptId });
  }
  till.wallMs += 86_400_000;
  settle(till, sale(100, { saleKey: "next-day" }));
  close(till, { saleKey: "next-day" });
  till.boot();
}

test("F8 on a paid receipt that memory has let go: it stands, and completed voids it with its own lines", () => {
  withSale((till) => {
    sellsOn(till);
    const date = "2026-11-23";
    const open = voids(till, { scope: "open", date });
    assert.equal([...told(open), open.sale?.outcome], ["not-voided", "not-voided", "approved"]);
    assert.equal(told(voids(till, { date, original: { documentNo: "other" } })), ["refused", "original-differs"]);
    assert.is(voids(till, { date }).outcome, "voided");
    const [body] = posted(till, "void");
    assert.equal([body.lines, body.original], [one.lines, { kind: "sale", documentNo: "sale-A" }]);
  });
});

test("a key used again is already-saved, however long ago it was saved", () => {
  withSale((till, { attemptId }) => {
    sellsOn(till);
    const again = settle(till, sale(300, { saleKey: "A" }));
    assert.equal([...told(again), again.sale?.attemptId], ["refused", "already-saved", attemptId]);
    assert.is(close(till).code, "conflict");
    const unpaid = listed(till).find(({ saleKey }) => saleKey === "A");
    assert.equal([unpaid?.conflict?.code, unpaid?.decisions], ["saved-unpaid", ["leave-to-accountant"]]);
  });
});

test("a voided receipt stays voided when memory has let its void go", () => {
  withSale((till) => {
    voids(till);
    close(till, { kind: "void" });
    sellsOn(till);
    assert.equal(told(settle(till)), ["refused", "sale-voided"]);
    assert.equal(told(voids(till)), ["refused", "already-voided"]);
    const back = settle(till, { ...one, kind: "return", saleKey: "R", original: { documentNo: "sale-A" } });
    assert.equal(told(back), ["refused", "sale-voided"]);
  });
});

test("a late close of a receipt that memory has let go says what it said before", () => {
  withSale((till, { attemptId }) => {
    sellsOn(till);
    assert.is(close(till).status, "acknowledged");
    assert.is(close(till, { attemptId }).status, "acknowledged");
    assert.equal(listed(till), []);
    till.boot();
    assert.is(close(till, { attemptId, saved: false }).code, "saved-then-unsaved");
    till.boot();
    assert.equal(
      listed(till).map((item) => [item.attemptId, item.conflict?.code]),
      [[attemptId, "saved-then-unsaved"]],
    );
    assert.is(close(till, { saleKey: "never" }).code, "saved-unpaid");
  });
});

test("a receipt is already-returned, however long ago", () => {
  withSale((till) => {
    const { attemptId } = settle(till, { ...back, saleKey: "R", original: { documentNo: "sale-A" } });
    close(till, { kind: "return", saleKey: "R", attemptId });
    sellsOn(till);
    assert.equal(told(voids(till)), ["refused", "already-returned"]);
  });
});

test.run();
