// A receipt of which RRPay never tells the number (docs/contracts.md B9, B10 Once): what waits for it has a way out that works.

import * as assert from "uvu/assert";
import { indexedPart, SegmentIndex } from "../../runtime/node/store/index.ts";
import { encodeLine } from "../../runtime/node/store/segment.ts";
import { bread, closing, decided, f8, itemOf, listed } from "../support/hostile.ts";
import { byCard, type Reaction } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, nextDay, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("a number that is never told");

/** A is paid, printed without a number, and saved. */
function soldUntold(till: StepTill, request: object = bread, kind = "sale", saleKey = "A"): string {
  till.rrpay.outcome = (wanted) => ({ ...byCard(wanted), fiscal: { state: "printed" } });
  const { attemptId } = till.call("init", request);
  till.call("close", closing(kind, saleKey));
  numbered(till, "V1");
  return String(attemptId);
}

/** From now on RRPay says this of that receipt. */
function saysOf(till: StepTill, attemptId: string, reaction: Reaction): void {
  till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? reaction : undefined);
}

/** The bytes of the newest segment. */
const segmentOf = (till: StepTill) =>
  Buffer.concat((till.segments.get(till.segment)?.lines ?? []).map((line) => encodeLine(Buffer.from(line))));

const BROKEN = { status: 500, body: { error: "internal", message: "no" } };
const returns = (till: StepTill) => till.recordsOf("sent").filter(({ kind }) => kind === "return").length;

for (const [what, reaction] of [
  ["an error", BROKEN],
  ["garbage", { raw: "HTTP/1.1 200 X\r\nContent-Length: 3\r\n\r\n{]}" }],
  ["silence", "silence"],
] as const)
  test(`F8 for which RRPay has ${what}: the receipt is listed, and left to the accountant`, () =>
    withTill((till) => {
      const attemptId = soldUntold(till);
      saysOf(till, attemptId, reaction);
      assert.is(till.call("void", f8).code, "void-unknown");
      assert.equal(itemOf(till, attemptId)?.decisions, ["leave-to-accountant"]);
      assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
      assert.is(till.call("void", f8).code, "left-to-accountant");
      assert.equal(listed(till), []);
      assert.is(voids(till), 0);
    }));

test("so it is where the cashier gives a number, and over a restart", () =>
  withTill((till) => {
    const attemptId = soldUntold(till);
    saysOf(till, attemptId, BROKEN);
    const asked = { ...f8, original: { documentNo: "D1" } };
    assert.is(till.call("void", asked).code, "void-unknown");
    assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
    nextDay(till);
    assert.is(till.call("void", asked).code, "left-to-accountant");
    assert.is(voids(till), 0);
  }));

test("once RRPay tells it, F8 goes on, and nothing is listed", () =>
  withTill((till) => {
    const attemptId = soldUntold(till);
    saysOf(till, attemptId, BROKEN);
    till.call("void", f8);
    till.rrpay.instead = () => undefined;
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    assert.equal(listed(till), []);
  }));

test("a return by a number that nobody knows: what it waits for is listed, and left to the accountant", () =>
  withTill((till) => {
    const attemptId = soldUntold(till);
    till.call("void", f8);
    till.call("close", closing("void", "A"));
    saysOf(till, attemptId, BROKEN);
    assert.is(till.call("init", back("D1")).code, "no-answer");
    assert.equal(itemOf(till, attemptId)?.decisions, ["leave-to-accountant"]);
    assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
    assert.is(till.call("init", back("D1")).code, "left-to-accountant");
    assert.is(till.call("void", byNumber("D1")).code, "left-to-accountant");
    assert.equal(listed(till), []);
    assert.is(returns(till), 0);
  }));

test("no look-up for it reads a kept day that has no such void: the index knows which one has", () =>
  withTill((till) => {
    soldUntold(till);
    till.call("void", f8);
    till.call("close", closing("void", "A"));
    const voided = { segment: 1, yyyymmdd: 20261123, file: "", bytes: segmentOf(till) };
    nextDay(till);
    sold(till, "B", "D2");
    const before = till.effects.length;
    till.call("init", back("D9"));
    const needles = till.effects.slice(before).flatMap((one) => (one.type === "find" ? [Buffer.from(one.needle)] : []));
    const index = new SegmentIndex();
    const segments = [voided, { segment: 2, yyyymmdd: 20261124, file: "", bytes: segmentOf(till) }];
    for (const { bytes, ...name } of segments) index.add(name, bytes);
    const hits = needles.map((needle) => {
      const part = indexedPart(needle);
      assert.ok(part, `every file is read for ${needle}`);
      return segments.map(({ bytes, ...name }) => index.mayHold(name, bytes.length, part));
    });
    const ofVoids = needles.findIndex((needle) => needle.includes('"originalKind":"sale"'));
    assert.equal(hits[ofVoids], [true, false]);
  }));

test("a try that took no money has no number to be told: nobody is asked about it", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined" });
    const declined = String(till.call("init", bread).attemptId);
    sold(till, "A", "D1");
    numbered(till, "V1");
    till.call("void", f8);
    till.call("close", closing("void", "A"));
    saysOf(till, declined, BROKEN);
    numbered(till, "R1");
    assert.is(till.call("init", back("D5")).outcome, "approved");
  }));

test("a return that was voided before its number was told is not voided once more by it, days later", () =>
  withTill((till) => {
    const attemptId = soldUntold(till, back("D0"), "return", "R");
    till.call("void", { ...f8, saleKey: "R", originalKind: "return" });
    till.call("close", closing("void", "R", { originalKind: "return" }));
    till.rrpay.change(attemptId, { fiscal: { state: "printed", documentNo: "R1" } });
    for (const key of ["B", "C"]) {
      nextDay(till);
      sold(till, key, `N${key}`);
    }
    nextDay(till);
    assert.is(till.call("void", byNumber("R1", { originalKind: "return" })).outcome, "refused");
  }));

test("another total of what RRPay has approved is a conflict, and F8 goes on", () =>
  withTill((till) => {
    const attemptId = soldUntold(till);
    till.rrpay.change(attemptId, { totalCents: 300 });
    assert.is(till.call("void", f8).outcome, "voided");
    assert.is(itemOf(till, attemptId)?.conflict?.code, "evidence-contradicts");
    assert.equal(itemOf(till, attemptId)?.decisions, ["leave-to-accountant"]);
  }));

test.run();
