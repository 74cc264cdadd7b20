// Every way out works: what is listed can be decided, and nothing starves it (docs/contracts.md B9, B25).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  DAY_MS,
  decided,
  f8,
  itemOf,
  listed,
  pos,
  posts,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("ways out");

test("B12: 'RRPay never received it' is not said of what RRPay has approved since, with another number", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent);
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "manual-not-found");
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    const item = itemOf(till, sent.attemptId);
    assert.equal([item?.payment, item?.conflict?.code], ["approved", "manual-differs"]);
  }));

test("B21: a void typed as printed that RRPay declined stays a conflict when F8 is pressed again", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("void", f8));
    decided(till, sent.attemptId, "receipt-printed", { ...typed, documentNo: "V7", kind: "void" });
    answersAgain(till, sent, declines);
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "unpaid-after-manual");
    till.rrpay.outcome = byCard;
    till.call("void", f8);
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "unpaid-after-manual");
  }));

test("B10: a sale that was voided elsewhere does not come back as unpaid when RRPay names it as its last transaction", () =>
  withTill((till) => {
    const { attemptId } = till.call("init", bread);
    till.rrpay.outcome = declines;
    const taken = till.call("void", f8).attemptId;
    decided(till, String(taken), "voided-elsewhere", { kind: "void", documentNo: "V9" });
    till.rrpay.outcome = byCard;
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: String(attemptId) };
    till.wallMs += DAY_MS; // a night, and GAMA is started anew: the segment turns with the first record
    till.boot();
    till.rrpay.outcome = declines;
    till.call("init", sale(100, { saleKey: "B" }));
    till.rrpay.outcome = byCard;
    till.boot();
    assert.equal(
      listed(till).map(({ saleKey, gama }) => [saleKey, gama]),
      [],
    );
    assert.is(till.call("init", sale(100, { saleKey: "C" })).code, "approved");
  }));

test("B25: RRPay's health answers and its query of the id does not: two 'nothing happened' send no second sale", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    till.rrpay.instead = ({ action }) => (action === "post" ? "silence" : undefined);
    till.rrpay.instead = ({ action, id }) => {
      const isFirst = id === "" || id === till.recordsOf("sent")[0]?.attemptId;
      return action === "get" || (action === "post" && isFirst && posts(till) === 1) ? "silence" : undefined;
    };
    till.call("init", bread);
    const { attemptId } = till.recordsOf("sent")[0]!;
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(decided(till, attemptId, "nothing-happened"), "recorded");
    }
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

for (const format of ["lines", "json"] as const)
  test(`B14, B9: the receipt of a sale that was prepaid in full can be typed: ${format}`, () =>
    withTill(
      (till) => {
        till.rrpay.health = { ...till.rrpay.health, features: [...till.rrpay.health.features, "prepaid"] };
        const whole = { type: "voucher" as const, name: "Čekis", amountCents: 258 };
        const sent = unanswered(till, () => till.start("init", sale(258, { saleKey: "A", prepaid: [whole] })));
        const id = `kind=sale\r\nsaleKey=A\r\nattemptId=${sent.attemptId}\r\noperator=ONA\r\n`;
        const payload =
          format === "lines"
            ? `${id}decision=receipt-printed\r\ndocumentNo=D7\r\nroundingCents=0\r\n` // as RRPayEntryLines writes no rows
            : {
                kind: "sale",
                saleKey: "A",
                attemptId: sent.attemptId,
                operator: "ONA",
                decision: "receipt-printed",
                documentNo: "D7",
                payments: [],
              };
        assert.is(till.call("resolve", payload).code, "recorded");
      },
      { gama: { codepage: "utf-8", format: "json" } },
    ));

test("C8, B9: one id that RRPay does not answer for does not starve the others of their query", () =>
  withTill((till) => {
    // left to the accountant, and still asked about for ever: RRPay's query of it hangs
    till.rrpay.outcome = () => ({ totalCents: 238 });
    till.call("init", bread);
    const first = till.recordsOf("sent")[0]!.attemptId;
    decided(till, first, "leave-to-accountant");
    till.rrpay.outcome = waits;
    till.start("init", sale(100, { saleKey: "B" }));
    till.pass(300);
    till.boot();
    till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
    till.pass(600_000);
    const item = listed(till).find(({ saleKey }) => saleKey === "B");
    assert.not.equal(item?.decisions, []);
  }));

test("never lose a payment: one id that RRPay does not answer for hides no approval of another", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ totalCents: 238 });
    till.call("init", bread);
    const first = till.recordsOf("sent")[0]!.attemptId;
    decided(till, first, "leave-to-accountant");
    till.rrpay.outcome = waits;
    const call = till.start("init", sale(100, { saleKey: "B" }));
    till.pass(300);
    const second = till.recordsOf("sent").at(-1)!.attemptId;
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === first ? "silence" : undefined);
    till.boot();
    void call;
    till.rrpay.change(second, { state: "approved", payments: cardOf(100), fiscal: printed("D5") });
    till.pass(600_000);
    assert.is(itemOf(till, second)?.payment, "approved");
  }));

test.run();
