// Numbers and words of voids and returns: each test is the rule that was broken.
import * as assert from "uvu/assert";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("numbers and words");

const bread = sale(258, { saleKey: "A" });
const pos = { window: "pos", till: "1", operator: "ONA" };
const f8 = { scope: "completed", saleKey: "A", operator: "ONA" };
const closing = (kind: string) => ({ window: "settlement", kind, saleKey: "A", saved: true });

test("C1: a document number that RRPay pads is the same number without its spaces", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo: "D5   " } });
    assert.equal((till.call("init", bread).fiscal as { documentNo?: string }).documentNo, "D5");
    till.call("close", closing("sale"));
    till.rrpay.outcome = byCard;
    assert.is(till.call("void", { ...f8, original: { documentNo: "D5" } }).code, "voided");
  }));

test("B12: a return of a voided receipt is told to check the number of that receipt", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("void", f8);
    till.call("close", closing("void"));
    const { code, message } = till.call(
      "init",
      sale(258, { saleKey: "R", kind: "return", original: { documentNo: "sale-A" } }),
    );
    assert.is(code, "sale-voided");
    assert.match(String(message), "Check the number of the receipt that it takes back");
  }));

test("B12: that the receipt stands is not said while an earlier void of it is open", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    till.call("init", bread);
    till.call("close", closing("sale"));
    till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
    till.call("void", f8);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const { attemptId } = till.recordsOf("sent").at(-1) ?? {};
    till.rrpay.stored.delete(attemptId ?? "");
    till.rrpay.instead = () => undefined;
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      till.call("resolve", {
        ...{ kind: "void", saleKey: "A", attemptId, operator: "ONA", decision: "nothing-happened" },
      });
    }
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", f8);
    till.cancel(call);
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.not.match(String(till.end(call).message), /receipt stands/);
  }));

test.run();
