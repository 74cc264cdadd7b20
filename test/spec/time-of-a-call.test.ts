// No call outlasts its limit; of a key paid several times each payment is told (docs/contracts.md B3, B22, B27).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  closing,
  decided,
  f8,
  listed,
  pos,
  posts,
  printed,
  type Sent,
  unanswered,
} from "../support/hostile.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("time of a call");

test("C8, B22: init pos takes no longer than answerMs, whatever RRPay's connections do", () =>
  withTill((till) => {
    till.call("init", pos); // a connection is open
    till.call("init", pos);
    till.rrpay.instead = () => "silence";
    const call = till.start("init", pos);
    till.pass(TIMEOUTS.answerMs - 50);
    till.hear("cut"); // the idle connection was dead: connected anew, and silent again
    till.pass(100);
    assert.ok(till.replies.has(call), "answerMs has passed");
  }));

test("B27: a cancel of init ends within answerMs of silence also where RRPay's health hangs", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(300);
    till.rrpay.instead = () => "silence";
    till.cancel(call);
    till.pass(TIMEOUTS.answerMs * 3);
    assert.ok(till.replies.has(call));
  }));

test("B3: a key that was paid under three ids: each payment too many is listed, and F8 takes back only those", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    const tries: Sent[] = [];
    for (let n = 0; n < 2; n++) {
      const known = tries.map(({ attemptId }) => attemptId);
      const sent = unanswered(till, () => till.call("init", bread), ...known);
      answersAgain(till, sent);
      tries.push(sent);
      for (let said = 0; said < 2; said++) {
        till.call("init", pos);
        decided(till, sent.attemptId, "nothing-happened");
      }
    }
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D3") });
    till.call("close", closing("sale", "A", { attemptId: till.call("init", bread).attemptId }));
    answersAgain(till, tries[0]!, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
    till.call("init", pos);
    answersAgain(till, { ...tries[1]! }, (request) => ({ ...byCard(request), fiscal: printed("D2") }));
    till.rrpay.honest({ action: "post", id: tries[0]!.attemptId, body: tries[0]!.body, wire: "" });
    assert.equal(
      listed(till).map(({ conflict }) => conflict?.code),
      ["charged-twice", "charged-twice"],
    );
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed(`V${posts(till)}`) });
    till.call("void", f8);
    till.call("close", closing("void", "A", { originalKind: "sale" }));
    till.call("void", f8);
    const voids = till.recordsOf("sent").filter(({ kind }) => kind === "void");
    assert.equal(voids.map(({ originalDocumentNo }) => originalDocumentNo).sort(), ["D1", "D2"]);
  }));

test("B24: the close of a void of the second payment settles that void, and the standing sale's close its own", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    const first = unanswered(till, () => till.call("init", bread));
    answersAgain(till, first);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      decided(till, first.attemptId, "nothing-happened");
    }
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D2") });
    till.call("init", bread);
    till.rrpay.outcome = byCard;
    answersAgain(till, first, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
    till.call("init", pos);
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    assert.equal(
      listed(till).map(({ kind, gama }) => [kind, gama]),
      [["sale", "waiting"]],
    );
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
    assert.equal(listed(till), []);
  }));

test.run();
