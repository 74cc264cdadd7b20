// What changes while RRPay is asked (docs/contracts.md B8, B10, B25): a person decides, another receipt is being paid.

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  confirmedNothing,
  decided,
  f8,
  listed,
  pos,
  posts,
  printed,
  twoLost,
  typed,
  unanswered,
  withoutTombstones,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, numbered, sold } from "../support/taken-back.ts";

const test = suite("meanwhile");

const resolved = (
  till: StepTill,
  kind: string,
  saleKey: string,
  attemptId: string,
  decision: string,
  more: object = {},
) => till.call("resolve", { kind, saleKey, attemptId, operator: "ONA", decision, ...more }).code;
const originals = (till: StepTill) => till.recordsOf("sent").map(({ originalDocumentNo }) => originalDocumentNo);

/** F8 that is lost, and of which a person says so many times that nothing happened. */
function lostVoid(
  till: StepTill,
  payload: object,
  saleKey: string,
  times: number,
): { attemptId: string; body: string } {
  const sent = unanswered(till, () => till.call("void", payload));
  answersAgain(till, sent);
  for (let said = 0; said < times; said++) {
    till.call("init", pos);
    const word = { kind: "void", saleKey, attemptId: sent.attemptId, operator: "ONA", decision: "nothing-happened" };
    assert.is(till.call("resolve", word).code, "recorded");
  }
  return sent;
}

test("B8, B10 Whose: RRPay is busy with the old void of the sale: F8 of the return of that key is not told voided", () =>
  withTill((till) => {
    withoutTombstones(till);
    sold(till, "A", "D1");
    numbered(till, "R1");
    till.call("init", sale(258, { saleKey: "A", kind: "return", original: { documentNo: "Q1" } }));
    till.call("close", closing("return", "A"));
    const first = lostVoid(till, { ...f8, originalKind: "sale" }, "A", 2);
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action, id }) => {
      if (action !== "post" || id === first.attemptId) return undefined;
      till.rrpay.honest({ action: "post", id: first.attemptId, body: first.body, wire: "" });
      return { status: 423, body: { error: "busy", message: "busy", details: { id: first.attemptId, till: "1" } } };
    };
    const call = till.start("void", { ...f8, originalKind: "return" });
    till.pass(500);
    if (!till.replies.has(call))
      till.rrpay.change(first.attemptId, { state: "approved", payments: cardOf(258), fiscal: printed("V1") });
    assert.is.not(till.end(call).outcome, "voided");
  }));

test("B9, B10: F8 with the right number, after nothing came of the void with the mistyped one", () =>
  withTill((till) => {
    withoutTombstones(till);
    lostVoid(till, byNumber("X9"), "Z", 2);
    numbered(till, "V1");
    assert.equal([till.call("void", byNumber("X8")).outcome, originals(till).at(-1)], ["voided", "X8"]);
  }));

test("B9, B25: F8 with the right number, where RRPay has tombstones: the old id is ended, and the right number sent", () =>
  withTill((till) => {
    lostVoid(till, byNumber("X9"), "Z", 1);
    numbered(till, "V1");
    assert.equal([till.call("void", byNumber("X8")).outcome, originals(till).at(-1)], ["voided", "X8"]);
  }));

test("B10 Once: a void typed as printed while the next F8 asks about a blocker: nothing is given back twice", () =>
  withTill((till) => {
    withoutTombstones(till);
    sold(till, "A", "D1");
    const first = lostVoid(till, f8, "A", 2);
    const other = unanswered(till, () => till.call("init", sale(100, { saleKey: "C" })));
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === other.attemptId ? "silence" : undefined);
    const call = till.start("void", f8);
    const word = { ...typed, documentNo: "V7" };
    assert.is(resolved(till, "void", "A", first.attemptId, "receipt-printed", word), "recorded");
    till.rrpay.instead = () => undefined;
    till.rrpay.outcome = declines;
    till.rrpay.honest({ action: "post", id: other.attemptId, body: other.body, wire: "" });
    numbered(till, "V8");
    till.hear({ status: 200, body: till.rrpay.stored.get(other.attemptId) });
    till.end(call);
    assert.is(till.rrpay.asked.filter(({ action, body }) => action === "post" && body.includes('"void"')).length, 1);
  }));

test("B25: typed as printed while the next space asks about a blocker: the customer with the paper is not charged", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    const other = unanswered(till, () => till.call("init", sale(100, { saleKey: "B" })));
    till.rrpay.stored.delete(other.attemptId);
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === other.attemptId ? "silence" : undefined);
    const call = till.start("init", bread);
    assert.is(decided(till, old.attemptId, "receipt-printed", typed), "recorded");
    till.rrpay.instead = () => undefined;
    till.rrpay.outcome = declines;
    till.rrpay.honest({ action: "post", id: other.attemptId, body: other.body, wire: "" });
    till.rrpay.outcome = byCard;
    till.hear({ status: 200, body: till.rrpay.stored.get(other.attemptId) });
    till.end(call);
    assert.is(posts(till), 2); // A's first one and B's
  }));

test("rule 4: an older try is typed as printed while the till connects for the same bytes: they do not go", () =>
  withTill((till) => {
    const [older] = twoLost(till);
    till.closesSilently = true;
    let before = "";
    till.rrpay.instead = ({ action, id }) => {
      // behind the last question, about the older try, and the health that follows it
      till.connects = action !== "health" || before !== older.attemptId;
      before = id;
      return undefined;
    };
    const call = till.start("init", bread);
    assert.is(till.connects, false);
    assert.is(decided(till, older.attemptId, "receipt-printed", typed), "recorded");
    till.connects = true;
    till.step({ type: "connected", conn: till.conn });
    till.end(call);
    assert.is(till.recordsOf("resent").length, 0);
  }));

/** RRPay never received the last send. A person decides while it is asked about it, and then it says so. */
function askedAgain(till: StepTill, hook: "init" | "void", payload: object, decide: () => unknown): number {
  const sent = unanswered(till, () => till.call(hook, payload));
  till.rrpay.stored.delete(sent.attemptId);
  till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
  const call = till.start(hook, payload);
  assert.is(decide(), "recorded");
  till.rrpay.instead = () => undefined;
  const { storeId, epoch } = till.rrpay.health;
  till.hear({ status: 404, body: { error: "not-found", storeId, epoch } });
  till.end(call);
  return till.recordsOf("resent").length;
}

test("B10 Once: voided elsewhere under another key while the void's own bytes go again: they do not", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", byNumber("D1", { date: "2026-11-20" }));
    numbered(till, "V1");
    const decide = () => resolved(till, "void", "Z", String(attemptId), "voided-elsewhere", { documentNo: "V9" });
    assert.is(askedAgain(till, "void", f8, decide), 0);
  }));

test("B10 Once: nor the bytes of a return whose receipt was voided elsewhere meanwhile", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", f8);
    numbered(till, "R1");
    const decide = () => resolved(till, "void", "A", String(attemptId), "voided-elsewhere", { documentNo: "V9" });
    assert.is(askedAgain(till, "init", back("D1"), decide), 0);
  }));

test("B5, B21: what GAMA saved unpaid and RRPay then declined with money in it is not charged again", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "nothing-happened");
    till.call("close", closing("sale", "A", { attemptId: sent.attemptId }));
    answersAgain(till, sent, () => ({ state: "declined", payments: cardOf(258), fiscal: printed("D1") }));
    listed(till);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test.run();
