// F8 on a receipt whose key GAMA has lost: a void asks with what is left of the key, and is told the whole of it (B10).
import * as assert from "uvu/assert";
import { DAY_MS } from "../support/hostile.ts";
import { voiding } from "../support/sale-under-way.ts";
import { sale } from "../support/sales.ts";
import { declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till: a receipt that lost its key");

const STEM = "T1-20261123-000504~";
const KEY = `${STEM}012345678905`;
const NEWER = `${STEM}012345678907`;

const saved = (till: StepTill, saleKey: string) =>
  till.call("close", { window: "settlement", kind: "sale", saleKey, saved: true });
const pays = (till: StepTill, saleKey: string) =>
  assert.is(till.call("init", sale(258, { saleKey })).outcome, "approved");
const told = (till: StepTill, saleKey: string) => {
  const { outcome, saleKey: key } = till.call("void", voiding(saleKey));
  return [outcome, key];
};

test("what is left of a key, to its ~, finds the receipt that was paid with the whole of it", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    assert.equal(told(till, STEM), ["not-voided", KEY]);
    const sent = till.rrpay.actions.filter((action) => action !== "get");
    assert.equal(sent, ["post"], "looking sends nothing");
  }));

/** A day passes on which another receipt is paid, so that its segment turns, and GAMA starts anew. */
function laterDay(till: StepTill, saleKey: string): void {
  till.pass(DAY_MS);
  pays(till, saleKey);
  saved(till, saleKey);
  till.boot();
}

test("it is found in the files when memory has let it go", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    for (const day of ["B", "C", "D"]) laterDay(till, day);
    assert.not.ok(till.records.some((record) => JSON.stringify(record).includes(KEY)));
    const { outcome, saleKey } = till.call("void", { ...voiding(STEM), date: "2026-11-23" });
    assert.equal([outcome, saleKey], ["not-voided", KEY]);
  }));

test("of two with one number the newest is told, also where only the files have the older one", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    for (const day of ["B", "C", "D"]) laterDay(till, day);
    pays(till, NEWER);
    saved(till, NEWER);
    assert.equal(told(till, STEM), ["not-voided", NEWER]);
  }));

test("where the kind is given, a return of that number is not told as the sale, nor the sale as the return", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    const back = sale(258, { saleKey: NEWER, kind: "return", original: { documentNo: `sale-${KEY}` } });
    assert.is(till.call("init", back).outcome, "approved");
    const ofKind = (originalKind: string) => till.call("void", { ...voiding(STEM), originalKind }).saleKey;
    assert.equal([ofKind("sale"), ofKind("return")], [KEY, NEWER]);
  }));

const left = (till: StepTill) => {
  const [{ attemptId }] = till.call("status").unresolved as [{ attemptId: string }];
  const word = { kind: "sale", saleKey: KEY, attemptId, operator: "ONA", decision: "leave-to-accountant" };
  assert.is(till.call("resolve", word).code, "recorded");
};

test("one that was left with money in it is no proof that there is nothing to void", () =>
  withTill((till) => {
    const payments = [{ method: 2, name: "Kortelė", amountCents: 258 }];
    till.rrpay.outcome = () => ({ state: "declined", payments });
    till.call("init", sale(258, { saleKey: KEY }));
    left(till);
    const { outcome, code, saleKey } = till.call("void", voiding(STEM));
    assert.equal([outcome, code, saleKey], ["refused", "left-to-accountant", KEY]);
  }));

test("one that was left open is told as left, as with its whole key", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => (action === "get" ? { status: 500, body: {} } : undefined);
    till.call("init", sale(258, { saleKey: KEY }));
    till.pass(TIMEOUTS.manualAfterMs * 5);
    left(till);
    assert.is(till.call("void", voiding(STEM)).code, "left-to-accountant");
    assert.is(till.call("void", voiding(KEY)).code, "left-to-accountant");
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  }));

test("while a sale runs looking for a key neither cancels nor waits: it is refused", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", sale(258, { saleKey: KEY }));
    assert.equal(told(till, STEM), ["refused", undefined]);
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  }));

test("a completed receipt is not taken back by what is left of its key", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    assert.is(till.call("void", { ...voiding(STEM), scope: "completed" }).outcome, "not-voided");
    const sent = till.recordsOf("sent").map(({ kind }) => kind);
    assert.equal(sent, ["sale"]);
  }));

test("a receipt that was voided, and one that was declined, are not found: there is nothing to take back", () =>
  withTill((till) => {
    pays(till, KEY);
    assert.is(till.call("void", { scope: "completed", saleKey: KEY, operator: "ONA" }).outcome, "voided");
    till.call("close", { window: "settlement", kind: "void", originalKind: "sale", saleKey: KEY, saved: true });
    till.rrpay.outcome = declines;
    assert.is(till.call("init", sale(100, { saleKey: `${STEM}012345678906` })).outcome, "declined");
    assert.equal(told(till, STEM), ["nothing-to-void", undefined]);
  }));

test("of two with one number the newest is told, and another number's is not", () =>
  withTill((till) => {
    for (const saleKey of [KEY, NEWER, "T1-20261123-000505~012345678908"]) {
      till.pass(1000);
      pays(till, saleKey);
      saved(till, saleKey);
    }
    assert.equal(told(till, STEM), ["not-voided", NEWER]);
  }));

test("a key without its ~ means that key alone, as ever", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    assert.equal(told(till, "T1-20261123-000504"), ["nothing-to-void", undefined]);
  }));

test("where the journal's files cannot be read nothing is said of the key", () =>
  withTill((till) => {
    till.disk.isUnreadable = true;
    assert.equal(told(till, STEM), ["refused", undefined]);
  }));

test.run();
