// RRPay was restored and gives a number again on the same day (docs/contracts.md B10).

import * as assert from "uvu/assert";
import { f8 } from "../support/hostile.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("number given again");

test("RRPay was restored and has given the number again: F8 on the first does not take the other one's receipt back", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    sold(till, "B", "D1");
    numbered(till, "V1");
    assert.equal([till.call("void", f8).code, voids(till)], ["conflict", 0]);
  }));

test("F8 on the later of two receipts of one day and number does not either: RRPay may take the first one back", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    sold(till, "B", "D1");
    numbered(till, "V1");
    assert.equal([till.call("void", { ...f8, saleKey: "B" }).code, voids(till)], ["conflict", 0]);
  }));

test.run();
