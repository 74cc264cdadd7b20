// `void` through the bundle: what is sent, what is told, and the sequences that broke version 1 (issue 11).

import * as assert from "uvu/assert";
import type { PosResult, SettlementResult, VoidResult } from "../../schemas/generated/types.ts";
import { validatePosResult, validateSettlementResult, validateVoidResult } from "../../schemas/generated/validators.js";
import { transaction } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, type Outcome, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("void");

const printed = (documentNo: string) => ({ state: "printed", documentNo, printedAt: "2026-11-23T10:00:00" }) as const;

const one = sale(258, { saleKey: "A", receiptNo: "1" });
const back = { ...one, kind: "return", original: { documentNo: "sale-B" } } as const;

function voids(till: StepTill, more: object = {}): VoidResult {
  const result = till.call("void", { scope: "completed", saleKey: "A", operator: "ONA", ...more });
  assert.ok(validateVoidResult(result), JSON.stringify(validateVoidResult.errors));
  return result as unknown as VoidResult;
}
function settle(till: StepTill, request: object = one): SettlementResult {
  const result = till.call("init", request);
  assert.ok(validateSettlementResult(result), JSON.stringify(validateSettlementResult.errors));
  return result as unknown as SettlementResult;
}
function listed(till: StepTill): PosResult["unresolved"] {
  const result = till.call("status");
  assert.ok(validatePosResult(result), JSON.stringify(validatePosResult.errors));
  return (result as unknown as PosResult).unresolved;
}
const close = (till: StepTill, more: object = {}) =>
  till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true, ...more });
const told = ({ outcome, code }: { outcome: string; code: string }) => [outcome, code];
const posted = (till: StepTill, kind: string) =>
  till.rrpay.asked
    .filter(({ action }) => action === "post")
    .map(({ body }) => JSON.parse(body))
    .filter((body) => body.kind === kind);
/** How the customer and the printer take sales, and how RRPay takes voids. */
const takes =
  (sales: Outcome, ofVoids: Outcome): Outcome =>
  (request) =>
    request.kind === "void" ? ofVoids(request) : sales(request);

/** A sale that is paid and saved. */
function withSale(run: (till: StepTill, sold: SettlementResult) => void): void {
  withTill((till) => {
    const sold = settle(till);
    close(till, { attemptId: sold.attemptId });
    run(till, sold);
  });
}

test("a receipt is voided with its own lines, its kind and its number", () => {
  withSale((till) => {
    assert.equal(told(voids(till)), ["voided", "voided"]);
    const [body] = posted(till, "void");
    assert.equal(body.original, { kind: "sale", documentNo: "sale-A" });
    assert.equal([body.lines, body.totalCents, body.receiptNo], [one.lines, 258, "1"]);
    assert.is(till.recordsOf("sent").at(-1)?.originalKind, "sale");
  });
});

test("a void is given back until GAMA has saved it, then it is already-voided", () => {
  withSale((till) => {
    const first = voids(till);
    assert.equal(voids(till), first);
    assert.equal(voids(till, { scope: "open" }), first);
    assert.is(close(till, { kind: "void", originalKind: "sale" }).status, "acknowledged");
    assert.equal(told(voids(till)), ["refused", "already-voided"]);
    assert.is(posted(till, "void").length, 1);
  });
});

test("a sale and a return of one key are voided each for itself", () => {
  withSale((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed(`D${till.rrpay.stored.size}`) });
    const { attemptId } = settle(till, back);
    close(till, { kind: "return", attemptId });
    assert.equal(told(voids(till)), ["refused", "original-kind-missing"]);
    const unnamed = close(till, { kind: "void" });
    assert.equal([unnamed.status, unnamed.code], ["refused", "original-kind-missing"]);
    assert.equal(told(voids(till, { originalKind: "return" })), ["voided", "voided"]);
    close(till, { kind: "void", originalKind: "return" });
    assert.equal(told(voids(till, { originalKind: "return" })), ["refused", "already-voided"]);
    assert.equal(told(voids(till, { originalKind: "sale" })), ["voided", "voided"]);
    assert.equal(
      posted(till, "void").map(({ original }) => original.kind),
      ["return", "sale"],
    );
  });
});

test("a number that is not the receipt's sends nothing (issue 11, 14)", () => {
  withSale((till) => {
    assert.equal(told(voids(till, { original: { documentNo: "sale-B" } })), ["refused", "original-differs"]);
    assert.equal(posted(till, "void"), []);
  });
});

test("a receipt that a return names is already-returned, until that return is voided", () => {
  withSale((till) => {
    const { attemptId } = settle(till, { ...back, saleKey: "R", original: { documentNo: "sale-A" } });
    close(till, { kind: "return", saleKey: "R", attemptId });
    assert.equal(told(voids(till)), ["refused", "already-returned"]);
    assert.is(voids(till, { saleKey: "R" }).outcome, "voided");
    close(till, { kind: "void", saleKey: "R" });
    assert.is(voids(till).outcome, "voided");
  });
});

test("a return that names a voided receipt is sale-voided, and sends nothing", () => {
  withSale((till) => {
    voids(till);
    close(till, { kind: "void" });
    const refused = settle(till, { ...back, saleKey: "R", original: { documentNo: "sale-A" } });
    assert.equal(told(refused), ["refused", "sale-voided"]);
    assert.equal(posted(till, "return"), []);
  });
});

test("F8 with nothing paid: nothing to void of today, the number is asked for of an older receipt", () => {
  withTill((till) => {
    for (const scope of ["open", "completed"]) {
      assert.equal(told(voids(till, { scope })), ["nothing-to-void", "nothing-to-void"]);
      assert.equal(told(voids(till, { scope, date: "2026-11-22" })), ["refused", "original-missing"]);
      assert.equal(told(voids(till, { scope, original: { documentNo: "D" } })), ["refused", "original-missing"]);
    }
    // only what RRPay named as its last transaction was asked about
    assert.equal(till.rrpay.actions, ["get"]);
  });
});

for (const [what, isProven, happens] of [
  ["RRPay has nothing that the journal lacks", true, () => {}],
  ["RRPay has a payment that the journal never knew", false, (till) => lost(till, "L", "1")],
  ["RRPay's last transaction is another till's", true, (till) => lost(till, "L", "2")],
  [
    "RRPay does not say what its last transaction is",
    false,
    (till) => {
      till.rrpay.instead = ({ id }) => (id === "lost-L" ? { status: 500, body: {} } : undefined);
      lost(till, "L", "1");
    },
  ],
  [
    "it was found, decided about and forgotten long ago",
    false,
    (till) => {
      lost(till, "L", "1");
      till.call("status", { refresh: true });
      const decision = { operator: "ONA", decision: "leave-to-accountant" };
      till.call("resolve", { kind: "sale", saleKey: "L", attemptId: "lost-L", ...decision });
      for (let n = 0; n < 101; n++) {
        settle(till, { ...one, saleKey: `S${n}` });
        close(till, { saleKey: `S${n}` });
      }
      till.wallMs += 86_400_000;
      settle(till, { ...one, saleKey: "Z" });
      close(till, { saleKey: "Z" });
      till.boot();
    },
  ],
  [
    "a sale came between, and health named it before",
    false,
    (till) => {
      lost(till, "L", "1");
      settle(till);
      till.rrpay.health = { ...till.rrpay.health, lastTransactionId: till.rrpay.asked.at(-1)?.id ?? "" };
      close(till);
    },
  ],
] as readonly [what: string, isProven: boolean, happens: (till: StepTill) => void][])
  test(`B10: "nothing to void" is proven of a day on which nothing can be missing: ${what}`, () =>
    withTill((till) => {
      happens(till);
      // somebody opens the sales window
      till.call("init", { window: "pos", till: "1", operator: "ONA" });
      const wanted = isProven ? ["nothing-to-void", "nothing-to-void"] : ["refused", "original-missing"];
      for (const scope of ["open", "completed"])
        assert.equal(told(voids(till, { saleKey: "M", scope, date: "2026-11-23" })), wanted);
      if (isProven) return;
      till.rrpay.instead = () => undefined;
      till.call("status", { refresh: true });
      // the day after it was found is whole
      till.wallMs += 2 * 86_400_000;
      settle(till, { ...one, saleKey: "later" });
      close(till, { saleKey: "later" });
      assert.is(voids(till, { saleKey: "M" }).outcome, "nothing-to-void");
    }));

/** RRPay has a paid sale of some till that the journal has never heard of. */
function lost(till: StepTill, saleKey: string, ofTill: string): void {
  const id = `lost-${saleKey}`;
  till.rrpay.stored.set(id, transaction({ id, saleKey, till: ofTill }));
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
}

test("a damaged journal proves nothing: F8 is refused, whatever its scope (issue 11, 1)", () => {
  withTill((till) => {
    till.boot({ lines: "{", segment: 1, yyyymmdd: 20261123 });
    for (const scope of ["open", "completed"])
      assert.equal(told(voids(till, { scope })), ["refused", "journal-corrupt"]);
  });
});

test("another RRPay is refused before the sale is looked at, a void like a settlement", () => {
  withSale((till) => {
    till.step({ type: "closed", conn: till.conn, reason: 0 });
    till.rrpay.health = { ...till.rrpay.health, storeId: "store-2" };
    assert.equal(told(voids(till)), ["refused", "rrpay-changed"]);
    assert.equal(told(voids(till, { original: { documentNo: "other" } })), ["refused", "rrpay-changed"]);
  });
});

test("the damage is told before the stored approval of a sale that may be voided (issue 11, 13)", () => {
  withSale((till) => {
    till.boot({ flags: 5 });
    assert.equal(told(settle(till)), ["refused", "journal-corrupt"]);
  });
});

const words: readonly [what: string, outcome: Outcome, wanted: readonly string[]][] = [
  ["declined", declines, ["not-voided", "void-declined"]],
  ["cancelled", () => ({ state: "cancelled" }), ["not-voided", "void-cancelled"]],
  ["not printed", unprinted, ["voided", "voided-not-printed"]],
  ["waiting for ever", waits, ["unknown", "void-still-in-progress"]],
];
for (const [what, outcome, wanted] of words)
  test(`a void that is ${what} speaks of the void (issue 11, 5)`, () => {
    withTill((till) => {
      till.rrpay.outcome = takes(byCard, outcome);
      till.rrpay.instead = ({ action }) => (action === "print" ? "silence" : undefined);
      close(till, { attemptId: settle(till).attemptId });
      assert.equal(told(voids(till)), wanted);
    });
  });

for (const [code, wanted] of [
  ["busy", "void-busy"],
  ["invalid", "void-invalid"],
] as const)
  test(`a void that RRPay refuses as ${code} is ${wanted}: the receipt stands, and nobody is sent to space (issue 11, 5)`, () => {
    withSale((till) => {
      const status = code === "busy" ? 423 : 422;
      till.rrpay.instead = ({ action }) =>
        action === "post" ? { status, body: { error: code, message: "" } } : undefined;
      const result = voids(till);
      assert.equal(told(result), ["not-voided", wanted]);
      assert.not.match(result.message, /paid|payment|space/);
    });
  });

test("a void without an answer is void-unknown; F8 again joins it under its one id", () => {
  withSale((till) => {
    till.rrpay.instead = ({ action, body }) =>
      action === "post" && body.includes('"void"') ? "cut" : action === "get" ? "cut" : undefined;
    const lost = voids(till);
    assert.equal(told(lost), ["unknown", "void-unknown"]);
    assert.equal(
      listed(till).map(({ kind, originalKind }) => [kind, originalKind]),
      [["void", "sale"]],
    );
    till.rrpay.instead = () => undefined;
    const again = voids(till);
    assert.equal([...told(again), again.attemptId], ["voided", "voided", lost.attemptId]);
  });
});

test("a declined void stays listed, with how it was voided otherwise and as not needed", () => {
  withTill((till) => {
    till.rrpay.outcome = takes(byCard, declines);
    close(till, { attemptId: settle(till).attemptId });
    const { attemptId } = voids(till);
    const [item] = listed(till);
    assert.equal([item?.attemptId, item?.decisions], [attemptId, ["voided-elsewhere", "leave-to-accountant"]]);
    const about = { kind: "void", saleKey: "A", attemptId, operator: "ONA" };
    const decide = (decision: string, more: object = {}) => till.call("resolve", { ...about, decision, ...more });
    assert.is(decide("voided-elsewhere").code, "void-document-missing");
    assert.is(decide("voided-elsewhere", { documentNo: "V9" }).status, "recorded");
    assert.is(decide("voided-elsewhere", { documentNo: "V9" }).status, "recorded");
    assert.equal(listed(till), []);
    assert.equal(told(voids(till)), ["refused", "already-voided"]);
    assert.equal(told(settle(till)), ["refused", "sale-voided"]);
  });
});

test("a declined void that is not needed any more is left to the accountant, and may be tried again", () => {
  withTill((till) => {
    till.rrpay.outcome = takes(byCard, declines);
    close(till, { attemptId: settle(till).attemptId });
    const { attemptId } = voids(till);
    till.call("resolve", {
      ...{ kind: "void", saleKey: "A", attemptId, operator: "ONA", decision: "leave-to-accountant" },
    });
    assert.equal(listed(till), []);
    till.rrpay.outcome = byCard;
    assert.is(voids(till).outcome, "voided");
  });
});

test("a voided sale owes no paper any more: it leaves the list, and is not printed (B10)", () => {
  withTill((till) => {
    till.rrpay.outcome = takes(unprinted, byCard);
    till.rrpay.instead = ({ action, id }) =>
      action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
    const sold = settle(till);
    close(till, { attemptId: sold.attemptId });
    assert.equal(
      listed(till).map(({ kind }) => kind),
      ["sale"],
    );
    assert.equal(told(voids(till)), ["voided", "voided"]);
    close(till, { kind: "void", originalKind: "sale" });
    const prints = () => till.rrpay.actions.filter((action) => action === "print").length;
    const before = prints();
    till.call("init", { window: "pos", till: "1", operator: "ONA" });
    assert.equal([listed(till), prints()], [[], before]);
  });
});

test("a void settles a sale that GAMA has not saved, and nothing is blocked by it", () => {
  withTill((till) => {
    close(till, { attemptId: settle(till).attemptId, saved: false });
    voids(till);
    close(till, { kind: "void" });
    assert.equal(listed(till), []);
    assert.is(settle(till, sale(100, { saleKey: "B" })).outcome, "approved");
  });
});

test("scope open leaves a receipt that was typed as printed alone, and completed voids it by the number typed", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "cut");
    const { attemptId } = settle(till);
    till.pass(TIMEOUTS.manualAfterMs);
    const typed = { decision: "receipt-printed", documentNo: "D7", payments: [{ method: 2, amountCents: 258 }] };
    till.call("resolve", { kind: "sale", saleKey: "A", attemptId, operator: "ONA", ...typed });
    const left = voids(till, { scope: "open" });
    assert.equal([...told(left), left.sale?.code], ["not-voided", "not-voided", "manual-recorded"]);
    assert.not.ok(till.rrpay.actions.includes("cancel"));
    // RRPay has lost the sale, not its receipt
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? "cut" : undefined);
    assert.is(voids(till).outcome, "voided");
    assert.equal(posted(till, "void")[0].original, { kind: "sale", documentNo: "D7" });
    assert.equal(told(settle(till)), ["refused", "sale-voided"]);
  });
});

test("the second payment of a sale is what F8 voids, and the sale stands", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "cut");
    const { attemptId: first = "" } = settle(till);
    till.pass(TIMEOUTS.manualAfterMs);
    const nothing = { kind: "sale", saleKey: "A", attemptId: first, operator: "ONA", decision: "nothing-happened" };
    till.call("resolve", nothing);
    till.rrpay.instead = () => undefined;
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    settle(till);
    till.call("resolve", nothing);
    const second = settle(till);
    assert.is(second.outcome, "approved");
    close(till, { attemptId: second.attemptId });
    // RRPay finds its memory again: the first had been paid as well
    till.rrpay.honest({ action: "post", id: "", wire: "", body: till.recordsOf("sent")[0]?.body ?? "" });
    till.rrpay.change(first, { fiscal: { state: "printed", documentNo: "first", printedAt: "2026-11-23T10:00:00" } });
    till.call("status", { refresh: true });
    const [item] = listed(till);
    assert.equal([item?.attemptId, item?.conflict?.code], [first, "charged-twice"]);
    assert.equal(told(settle(till)), ["refused", "already-saved"]);
    assert.equal(told(voids(till, { original: { documentNo: "sale-A" } })), ["refused", "original-differs"]);
    assert.is(voids(till).outcome, "voided");
    close(till, { kind: "void" });
    assert.equal(posted(till, "void")[0].original, { kind: "sale", documentNo: "first" });
    assert.equal(listed(till), []);
    assert.equal(told(settle(till)), ["refused", "already-saved"]);
    assert.is(voids(till).outcome, "voided");
    assert.equal(posted(till, "void")[1].original, { kind: "sale", documentNo: "sale-A" });
  });
});

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

test("F8 on a paid receipt that memory has let go: it stands, and completed voids it with its own lines (issue 11, 1)", () => {
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

test("a key used again is already-saved, however long ago it was saved (issue 11, 6)", () => {
  withSale((till, { attemptId }) => {
    sellsOn(till);
    const again = settle(till, sale(300, { saleKey: "A" }));
    assert.equal([...told(again), again.sale?.attemptId], ["refused", "already-saved", attemptId]);
    assert.is(close(till).code, "saved-unpaid");
    const unpaid = listed(till).find(({ saleKey }) => saleKey === "A");
    assert.equal([unpaid?.conflict?.code, unpaid?.decisions], ["saved-unpaid", ["leave-to-accountant"]]);
  });
});

test("a voided receipt stays voided when memory has let its void go (issue 11, 13)", () => {
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
