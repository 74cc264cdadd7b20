// The void of a printed receipt: what is sent, what each answer means, and what it leaves to do.
import * as assert from "uvu/assert";
import { sale } from "../support/sales.ts";
import { byCard, declines, type Outcome, unprinted, waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, close, listed, one, posted, printed, settle, takes, told, voids, withSale } from "../support/voids.ts";

const test = suite("void");

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

test("a number that is not the receipt's sends nothing", () => {
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

const words: readonly [what: string, outcome: Outcome, wanted: readonly string[]][] = [
  ["declined", declines, ["not-voided", "void-declined"]],
  ["cancelled", () => ({ state: "cancelled" }), ["not-voided", "void-cancelled"]],
  ["not printed", unprinted, ["voided", "voided-not-printed"]],
  ["waiting for ever", waits, ["unknown", "void-still-in-progress"]],
];

for (const [what, outcome, wanted] of words)
  test(`a void that is ${what} speaks of the void`, () => {
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
  test(`a void that RRPay refuses as ${code} is ${wanted}: the receipt stands, and nobody is sent to space`, () => {
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
    till.rrpay.instead = ({ action, body, id }) =>
      (action === "post" && body.includes('"void"')) || (action === "get" && id !== "before") ? "cut" : undefined;
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

test.run();
