// Old ids of a receipt that is paid anew (docs/contracts.md B25): each is asked about before anything is sent.

import * as assert from "uvu/assert";
import {
  answersAgain,
  arrives,
  bread,
  closing,
  confirmedNothing,
  decided,
  itemOf,
  listed,
  posts,
  twoLost,
} from "../support/hostile.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("old ids");

for (const restarts of [false, true])
  test(`the newer of two has ended, the older is in progress: nothing is sent${restarts ? ", after a restart" : ""}`, () =>
    withTill((till) => {
      const [first, second] = twoLost(till);
      till.rrpay.outcome = waits;
      arrives(till, first);
      till.rrpay.instead = ({ action, id }) => (action === "get" && id === second.attemptId ? "silence" : undefined);
      listed(till);
      listed(till);
      assert.is(decided(till, second.attemptId, "nothing-happened"), "recorded");
      if (restarts) till.boot();
      till.rrpay.outcome = declines;
      arrives(till, second);
      till.rrpay.instead = () => undefined;
      till.rrpay.outcome = byCard;
      assert.equal([till.call("init", bread).code, posts(till)], ["old-attempt-open", 2]);
    }));

for (const late of [0, 1])
  test(`both were given up: ${late === 0 ? "the older" : "the newer"} one, approved meanwhile, is returned`, () =>
    withTill((till) => {
      const both = twoLost(till);
      for (let said = 0; said < 2; said++) {
        listed(till);
        assert.is(decided(till, both[1].attemptId, "nothing-happened"), "recorded");
      }
      const sent = both[late]!;
      arrives(till, sent);
      assert.equal([till.call("init", bread).attemptId, posts(till)], [sent.attemptId, 2]);
    }));

test("a later try that was declined does not keep the old id from being asked about", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    till.rrpay.outcome = declines;
    till.call("init", bread);
    till.rrpay.outcome = byCard;
    arrives(till, old);
    assert.equal([till.call("init", bread).attemptId, posts(till)], [old.attemptId, 2]);
  }));

test("nor does a close that comes while space connects", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", bread);
    assert.is(till.call("close", closing("sale", "A")).status, "open");
    till.rrpay.instead = () => undefined;
    arrives(till, old);
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal([till.end(call).attemptId, posts(till)], [old.attemptId, 1]);
    assert.is(itemOf(till, old.attemptId)?.gama, "saved");
  }));

test("where none of them came, the receipt is paid anew, once", () =>
  withTill((till) => {
    const [, second] = twoLost(till);
    for (let said = 0; said < 2; said++) {
      listed(till);
      assert.is(decided(till, second.attemptId, "nothing-happened"), "recorded");
    }
    assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 3]);
    answersAgain(till, second);
    assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 3]);
  }));

test.run();
