// What RRPay's health names and nobody has answered for stays named over a restart (docs/contracts.md C2, rule 5).

import * as assert from "uvu/assert";
import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import { bread, f8, listed, pos, worded } from "../support/hostile.ts";
import { neverAnswered, returns, takenBackElsewhere } from "../support/named.ts";
import { declines } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, nextDay, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("named over a restart");

const names = (till: StepTill, lastTransactionId: string, more: object = {}) => {
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId, ...more };
};
const failsFor = (till: StepTill, id: string) => {
  till.rrpay.instead = (asked) => (asked.action === "get" && asked.id === id ? { status: 500, body: "x" } : undefined);
};

/** An older copy of the journal: RRPay has taken D1 back by lost-1, names it and fails; then B is sold, and it names that. */
function soldMeanwhile(till: StepTill, kind: "return" | "void"): void {
  till.call("init", pos);
  takenBackElsewhere(till, kind);
  failsFor(till, "lost-1");
  names(till, sold(till, "B", "D2"));
}

for (const [when, restart] of [
  ["the till restarts", (till: StepTill) => void till.boot()],
  ["a day later a new segment begins and the till restarts", nextDayAndSold],
  [
    "the segment turns twice before the till restarts",
    (till: StepTill) => {
      nextDayAndSold(till);
      nextDayAndSold(till);
    },
  ],
] as const) {
  test(`health named it before another sale, and ${when}: F8 gives nothing back once more`, () =>
    withTill((till) => {
      soldMeanwhile(till, "return");
      restart(till);
      numbered(till, "V1");
      assert.equal([till.call("void", f8).code, voids(till)], ["void-unknown", 0]);
      till.rrpay.instead = () => undefined;
      assert.equal([till.call("void", f8).code, voids(till)], ["already-returned", 0]);
    }));

  test(`health named it before another sale, and ${when}: no return is paid out`, () =>
    withTill((till) => {
      soldMeanwhile(till, "void");
      restart(till);
      numbered(till, "R1");
      assert.equal([till.call("init", back("D1")).code, returns(till)], ["no-answer", 0]);
      till.rrpay.instead = () => undefined;
      assert.equal([till.call("init", back("D1")).code, returns(till)], ["sale-voided", 0]);
    }));

  test(`what a void was refused for stays listed when ${when}`, () =>
    withTill((till) => {
      neverAnswered(till);
      restart(till);
      assert.equal(
        listed(till).map(({ attemptId, conflict }) => [attemptId, conflict?.code]),
        [["x-report", "journal-behind"]],
      );
    }));

  test(`a return that ended here without money stays listed as what it is when ${when}`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      till.rrpay.outcome = declines;
      const id = String(till.call("init", back("D1")).attemptId);
      names(till, id, { epoch: "epoch-2" });
      failsFor(till, id);
      assert.is(till.call("void", f8).code, "void-unknown");
      names(till, "before");
      restart(till);
      assert.equal(
        listed(till).map(({ attemptId, kind, saleKey, conflict }) => [attemptId, kind, saleKey, conflict?.code]),
        [[id, "return", "R", "evidence-contradicts"]],
      );
      till.pass(TIMEOUTS.manualAfterMs);
      assert.is(worded(till, "return", "R", id, "leave-to-accountant"), "recorded");
      assert.equal(listed(till), []);
      restart(till);
      assert.is(till.call("void", f8).code, "already-returned");
    }));

  test(`what was left is asked about when ${when}: an approval is a conflict`, () =>
    withTill((till) => {
      neverAnswered(till);
      till.pass(TIMEOUTS.manualAfterMs);
      assert.is(worded(till, "sale", "x-report", "x-report", "leave-to-accountant"), "recorded");
      restart(till);
      assert.equal(listed(till), []);
      till.rrpay.instead = () => undefined;
      const [known] = [...till.rrpay.stored.values()];
      till.rrpay.stored.set("x-report", { ...known!, id: "x-report", saleKey: "C" });
      assert.equal(
        listed(till).map(({ attemptId, conflict }) => [attemptId, conflict?.code]),
        [["x-report", "paid-after-left"]],
      );
    }));
}

function nextDayAndSold(till: StepTill): void {
  nextDay(till);
  sold(till, `M${till.segment}`, `D9${till.segment}`);
  till.boot();
}

test("the wait of a person goes on over a restart", () =>
  withTill((till) => {
    neverAnswered(till);
    till.pass(TIMEOUTS.manualAfterMs / 2);
    till.boot();
    assert.equal(listed(till)[0]?.decisions, []);
    till.pass(TIMEOUTS.manualAfterMs / 2);
    assert.equal(listed(till)[0]?.decisions, ["leave-to-accountant"]);
    till.boot();
    assert.is(worded(till, "sale", "x-report", "x-report", "leave-to-accountant"), "recorded");
  }));

test("the background asks for it after a restart, and the answer ends it for good", () =>
  withTill((till) => {
    soldMeanwhile(till, "return");
    till.rrpay.stored.delete("lost-1");
    till.rrpay.instead = () => undefined;
    till.boot();
    till.pass(2000);
    till.rrpay.asked.length = 0;
    till.boot();
    till.pass(2000);
    assert.equal(
      till.rrpay.asked.filter(({ id }) => id === "lost-1"),
      [],
    );
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("a 404 of another epoch says nothing of it", () =>
  withTill((till) => {
    soldMeanwhile(till, "return");
    till.rrpay.stored.delete("lost-1");
    till.rrpay.instead = () => undefined;
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    assert.equal([till.call("void", f8).code, voids(till)], ["void-unknown", 0]);
    till.boot();
    assert.equal([till.call("void", f8).code, voids(till)], ["void-unknown", 0]);
    till.pass(TIMEOUTS.manualAfterMs);
    assert.equal(
      listed(till).map(({ attemptId, decisions }) => [attemptId, decisions]),
      [["lost-1", ["leave-to-accountant"]]],
    );
  }));

test("an RRPay that names it again in its new epoch may say that it does not know it", () =>
  withTill((till) => {
    soldMeanwhile(till, "return");
    till.rrpay.stored.delete("lost-1");
    till.rrpay.instead = () => undefined;
    names(till, "lost-1", { epoch: "epoch-2" });
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("the first F8 of a day, before which health names something: the void brings the receipt's own lines", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    nextDay(till);
    till.rrpay.stored.delete("lost-1");
    names(till, "lost-1");
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
    const { lines } = JSON.parse(till.recordsOf("sent").at(-1)!.body);
    assert.equal(lines, bread.lines);
  }));

test("what a kept day of the journal knows is not named, though memory has dropped it", () =>
  withTill((till) => {
    till.call("init", pos);
    const id = sold(till, "A", "D1");
    nextDayAndSold(till);
    names(till, id);
    till.call("init", pos);
    assert.is(
      till.recordsOf("named").some(({ attemptId }) => attemptId === id),
      false,
    );
  }));

test("where nothing can be written it still holds up that there was nothing to void", () =>
  withTill((till) => {
    failsFor(till, "lost-1");
    names(till, "lost-1");
    till.boot({ flags: BOOT_FLAG.lowSpace });
    till.call("init", pos);
    assert.is(till.call("void", { ...f8, saleKey: "Q" }).code, "original-missing");
  }));

test("one that hangs does not use up the time of the others", () =>
  withTill((till) => {
    takenBackElsewhere(till, "return");
    failsFor(till, "lost-1");
    till.call("init", pos);
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === "x-hangs" ? "silence" : undefined);
    names(till, "x-hangs");
    for (let round = 0; round < 3; round++) till.call("init", pos);
    assert.equal(
      listed(till).map(({ attemptId }) => attemptId),
      ["lost-1"],
    );
  }));

test("its record says when and by whom it was named, and is written once", () =>
  withTill((till) => {
    takenBackElsewhere(till, "return");
    failsFor(till, "lost-1");
    for (let round = 0; round < 3; round++) till.call("init", pos);
    const records = till.recordsOf("named").filter(({ attemptId }) => attemptId === "lost-1");
    assert.equal(
      records.map(({ storeId, epoch, holdsUp, answered }) => [storeId, epoch, holdsUp, answered]),
      [["store-1", "epoch-1", undefined, undefined]],
    );
    till.call("void", f8);
    till.call("void", f8);
    assert.is(till.recordsOf("named").filter(({ holdsUp }) => holdsUp).length, 1);
    assert.is(till.call("init", { ...bread, saleKey: "C" }).outcome, "approved", "a sale does not wait for it");
  }));

test.run();
