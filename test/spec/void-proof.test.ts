// What a void may say of a receipt that this journal does not know.
import * as assert from "uvu/assert";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { close, lost, one, posted, settle, told, voids, withSale } from "../support/voids.ts";

const test = suite("void: proof");

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

for (const date of ["2026-28-11", "2026-11-32", "2026-00-23", "2026-11-00"])
  test(`B10: a date that no calendar has proves nothing (${date})`, () => {
    withTill((till) => {
      for (const scope of ["open", "completed"])
        assert.equal(told(voids(till, { scope, date })), ["refused", "payload-schema"]);
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

test("B10: a day that is later than today and than every day of the journal proves nothing", () =>
  withTill((till) => {
    settle(till);
    for (const scope of ["open", "completed"])
      assert.equal(told(voids(till, { saleKey: "M", scope, date: "2027-11-23" })), ["refused", "original-missing"]);
    // the clock is set back: the journal knows that day
    till.wallMs -= 2 * 86_400_000;
    assert.is(voids(till, { saleKey: "M", date: "2026-11-23" }).outcome, "nothing-to-void");
    assert.equal(told(voids(till, { saleKey: "M", date: "2026-11-24" })), ["refused", "original-missing"]);
  }));

test("B10: beside damage in an older file F8 proves nothing, and sales go on", () => {
  withSale((till) => {
    till.disk.isDamagedBelow = true;
    for (const scope of ["open", "completed"])
      assert.equal(told(voids(till, { saleKey: "M", scope })), ["refused", "original-missing"]);
    assert.is(settle(till, { ...one, saleKey: "N" }).outcome, "approved");
    close(till, { saleKey: "N" });
  });
});

test("B10: beside damage in an older file nothing is taken back, because that line may say that it was", () => {
  withSale((till) => {
    const documentNo = "sale-A";
    till.disk.isDamagedBelow = true;
    assert.equal(told(voids(till)), ["refused", "journal-corrupt"]);
    assert.equal(told(voids(till, { original: { documentNo } })), ["refused", "journal-corrupt"]);
    const back = { ...one, kind: "return", saleKey: "R", original: { documentNo } } as const;
    assert.equal(told(settle(till, back)), ["refused", "journal-corrupt"]);
    assert.equal([posted(till, "void"), posted(till, "return")], [[], []]);
    // the consultant has repaired it
    till.disk.isDamagedBelow = false;
    till.boot();
    assert.is(voids(till).outcome, "voided");
  });
});

test("a damaged journal proves nothing: F8 is refused, whatever its scope", () => {
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

test("the damage is told before the stored approval of a sale that may be voided", () => {
  withSale((till) => {
    till.boot({ flags: 5 });
    assert.equal(told(settle(till)), ["refused", "journal-corrupt"]);
  });
});

test.run();
