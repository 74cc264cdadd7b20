// F8 on a receipt whose key GAMA has lost: a void asks with what is left of the key, and is told the whole of it (B10).
import * as assert from "uvu/assert";
import { voiding } from "../support/sale-under-way.ts";
import { sale } from "../support/sales.ts";
import { declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till: a receipt that lost its key");

const STEM = "T1-20261123-000504~";
const KEY = `${STEM}012345678905`;

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

test("it is found in the files when memory has let it go", () =>
  withTill((till) => {
    pays(till, KEY);
    saved(till, KEY);
    for (let day = 0; day < 2; day++) {
      till.pass(86_400_000);
      till.call("close", { window: "settlement", kind: "sale", saleKey: "none", saved: false });
      till.boot();
    }
    const date = { date: "2026-11-23" };
    const { outcome, saleKey } = till.call("void", { ...voiding(STEM), ...date });
    assert.equal([outcome, saleKey], ["not-voided", KEY]);
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
    const newer = `${STEM}012345678907`;
    for (const saleKey of [KEY, newer, "T1-20261123-000505~012345678908"]) {
      till.pass(1000);
      pays(till, saleKey);
      saved(till, saleKey);
    }
    assert.equal(told(till, STEM), ["not-voided", newer]);
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
