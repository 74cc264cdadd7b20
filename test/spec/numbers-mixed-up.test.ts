// Numbers that belong to another receipt, another day or another id (docs/contracts.md B6, B10, B19).

import * as assert from "uvu/assert";
import {
  bread,
  cardOf,
  closing,
  DAY_MS,
  decided,
  f8,
  listed,
  pos,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("numbers mixed up");

test("B10: a return that was voided unsaved does not come back and block when its receipt is looked up days later", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed(`${request.kind}-${request.saleKey}`) });
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const back = (saleKey: string) => sale(100, { saleKey, kind: "return", original: { documentNo: "sale-A" } });
    till.call("init", back("R"));
    assert.is(till.call("void", { ...f8, saleKey: "R" }).outcome, "voided");
    till.call("close", closing("void", "R"));
    for (const saleKey of ["B", "C"]) {
      till.wallMs += DAY_MS;
      till.boot().call("init", sale(100, { saleKey }));
      till.call("close", closing("sale", saleKey));
    }
    till.boot();
    assert.equal(listed(till), []);
    assert.is(till.call("init", back("R2")).code, "approved");
  }));

test("B4: what an in-progress answer of a new epoch says of more money is kept beside what was known", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ payments: cardOf(100) });
    till.start("init", bread);
    till.pass(500);
    const { id } = till.rrpay.only;
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.change(id, { payments: cardOf(258), fiscal: printed("D5") });
    till.boot();
    const [item] = listed(till) as unknown as [{ claimed: { payments: { amountCents: number }[] } }];
    assert.equal(
      item.claimed.payments.map(({ amountCents }) => amountCents),
      [258],
    );
  }));

test("B19: sale-known that names the very id of the send is no proof that nothing was accepted", () =>
  withTill((till) => {
    // the POST came twice to RRPay: the second copy is answered by the first one
    till.rrpay.instead = (asked) => {
      if (asked.action !== "post") return undefined;
      till.rrpay.outcome = waits;
      till.rrpay.honest(asked);
      const { id } = till.rrpay.only;
      return { status: 409, body: { error: "sale-known", message: "known", details: { id, state: "in-progress" } } };
    };
    const call = till.start("init", bread);
    till.pass(300);
    const { id } = till.rrpay.only;
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.is(till.end(call).outcome, "approved");
  }));

test("B6: a return is not typed with the number of the receipt that it takes back", () =>
  withTill((till) => {
    const back = sale(258, { saleKey: "A", kind: "return", original: { documentNo: "X1" } });
    const sent = unanswered(till, () => till.start("init", back));
    assert.is(
      decided(till, sent.attemptId, "receipt-printed", { ...typed, kind: "return", documentNo: "X1" }),
      "document-used",
    );
  }));

test("B6: a void is not typed with the number of the receipt that it takes back, also where the journal never had it", () =>
  withTill((till) => {
    const { lines, totals } = bread;
    const sent = unanswered(till, () => till.start("void", { ...f8, original: { documentNo: "X1" }, lines, totals }));
    assert.is(
      decided(till, sent.attemptId, "receipt-printed", { ...typed, kind: "void", documentNo: "X1" }),
      "document-used",
    );
  }));

test("B10: voided-elsewhere is not taken with the number of the sale itself", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", f8);
    assert.is.not(
      decided(till, String(attemptId), "voided-elsewhere", { kind: "void", documentNo: "sale-A" }),
      "recorded",
    );
  }));

test("B22: init pos that comes while a late close is looked up still asks RRPay", () =>
  withTill((till) => {
    const { disk } = till;
    const carryOut = disk.carryOut.bind(disk);
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.boot();
    let held: Parameters<typeof carryOut>[0] | undefined;
    disk.carryOut = (effect) => {
      if (effect.type !== "find") return carryOut(effect);
      held = effect;
      return undefined;
    };
    till.start("close", closing("sale", "Z"));
    const call = till.start("init", pos);
    disk.carryOut = carryOut;
    if (held) till.step(carryOut(held)!);
    assert.is(till.end(call).rrpay, "up");
  }));

test.run();
