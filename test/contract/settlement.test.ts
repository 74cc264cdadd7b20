/** `init` of the window "Atsiskaitymas" on every engine: the straight ways, and what a second press of the space key does. */

import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";

forEachEngine((engine) => {
  const test = suite(`settlement (${engine.name})`);

  test("a sale paid by card comes back approved, balanced and printed", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      const request = sale(258);
      const result = await till.settle(request);
      assert.is(result.outcome, "approved");
      assert.is(result.code, "approved");
      assert.is(result.saleKey, request.saleKey);
      assert.is(result.fiscal.state, "printed");
      assert.equal(
        result.payments.map(({ method, name, amountCents, rrpayMethod }) => ({
          method,
          name,
          amountCents,
          rrpayMethod,
        })),
        [{ method: 2, name: "Banko kortelė", amountCents: 258, rrpayMethod: 2 }],
      );
      assert.is(till.rrpay.moneyTakenCents(request.saleKey), 258);
      assert.is(till.rrpay.receipts().length, 1);
      assert.is(result.manualEntry.allowed, false);
    }));

  test("cash is rounded to five cents by RRPay, with change, and the balance formula holds", () =>
    withTill({ engine, rrpay: { policy: "cash" } }, async (till) => {
      const result = await till.settle(sale(258));
      const paid = result.payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
      assert.is(result.outcome, "approved");
      assert.is(result.roundingCents, 2);
      assert.is(paid - result.changeCents, 258 + result.roundingCents);
    }));

  test("a mixed payment comes back with a tender each", () =>
    withTill({ engine, rrpay: { policy: "mixed" } }, async (till) => {
      const result = await till.settle(sale(1258));
      assert.is(result.outcome, "approved");
      assert.equal(result.payments.map(({ method }) => method).sort(), [0, 2]);
      const paid = result.payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
      assert.is(paid - result.changeCents, 1258 + result.roundingCents);
    }));

  test("a decline takes nothing, allows no manual entry, and the sale may be tried again", () =>
    withTill({ engine, rrpay: { policy: "decline" } }, async (till) => {
      const request = sale();
      const declined = await till.settle(request);
      assert.is(declined.outcome, "declined");
      assert.is(declined.manualEntry.allowed, false);
      assert.equal(declined.payments, []);
      till.rrpay.setPolicy("card");
      const second = await till.settle(request);
      assert.is(second.outcome, "approved");
      assert.is.not(second.attemptId, declined.attemptId);
    }));

  test("the cashier's cancel ends as cancelled on RRPay's word", () =>
    withTill({ engine, rrpay: { policy: "wait" } }, async (till) => {
      const request = sale();
      const call = await till.start("init", request);
      await till.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      assert.is(await call.cancel(), 0);
      const result = (await call.result()) as { outcome: string };
      assert.is(result.outcome, "cancelled");
      assert.is(till.rrpay.moneyTakenCents(request.saleKey), 0);
    }));

  test("rule 1: RRPay that is down means that nothing was sent, and the journal stays empty of attempts", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      till.rrpay.crash();
      const result = await till.settle(sale());
      assert.is(result.outcome, "not-accepted");
      assert.is(result.code, "rrpay-down");
      assert.is(result.attemptId, undefined);
      assert.is(till.journal().filter(({ t }) => t === "sent").length, 0);
    }));

  test("the same key and content again returns the stored approval without asking RRPay", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      const request = sale();
      const first = await till.settle(request);
      const asked = till.rrpay.requests.length;
      assert.equal(await till.settle(request), first);
      assert.is(till.rrpay.requests.length, asked);
    }));

  test("a repeated key with other lines is refused as sale-changed", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      const request = sale(258);
      await till.settle(request);
      const changed = await till.settle({ ...sale(300), saleKey: request.saleKey, receiptNo: request.receiptNo });
      assert.is(changed.outcome, "refused");
      assert.is(changed.code, "sale-changed");
    }));

  test("rule 1: a new sale waits for one that is paid and not saved, and says for which", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      const first = sale();
      const paid = await till.settle(first);
      const next = sale();
      const blocked = await till.settle(next);
      assert.is(blocked.outcome, "refused");
      assert.is(blocked.code, "blocked");
      assert.equal(blocked.blockedBy, { kind: "sale", saleKey: first.saleKey, attemptId: paid.attemptId });
      assert.is((await till.saved(first)).status, "acknowledged");
      assert.is((await till.settle(next)).outcome, "approved");
    }));

  test("while one sale is being paid another key is refused at once and the same key joins", () =>
    withTill({ engine, rrpay: { policy: "wait" } }, async (till) => {
      const request = sale();
      const first = await till.start("init", request);
      await till.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      const other = await till.settle(sale());
      assert.is(other.code, "blocked");
      assert.is(other.blockedBy?.saleKey, request.saleKey);
      const joined = await till.start("init", request);
      const id = till.rrpay.transactions()[0]!.id;
      till.rrpay.operator.pay(id, [{ type: "card" }]);
      assert.equal(await joined.result(), await first.result());
      assert.is(till.rrpay.transactions().length, 1);
    }));

  test("init pos, status and close answer at once while a payment is pending", () =>
    withTill({ engine, rrpay: { policy: "wait" } }, async (till) => {
      const request = sale();
      const call = await till.start("init", request);
      await till.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      assert.is((await till.pos()).unresolved.length, 1);
      assert.is((await till.status()).unresolved[0]?.payment, "sent");
      assert.is((await till.saved(request)).status, "open");
      till.rrpay.operator.decline(till.rrpay.transactions()[0]!.id);
      assert.is(((await call.result()) as { outcome: string }).outcome, "declined");
    }));

  test("a return goes as a return, with its original document", () =>
    withTill({ engine, rrpay: { policy: "cash" } }, async (till) => {
      const request = sale(258, { kind: "return", original: { documentNo: "17" } });
      const result = await till.settle(request);
      assert.is(result.outcome, "approved");
      assert.ok(result.payments.every(({ amountCents }) => amountCents >= 0));
      assert.equal(postedKinds(till), ["return"]);
    }));

  test("a returned deposit may be a negative line", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      const lines = [line(258), line(-10, { no: 2, type: "deposit", name: "Užstatas" })];
      const result = await till.settle(
        sale(248, { lines, totals: { totalCents: 248, discountCents: 0, vatCents: 0 } }),
      );
      assert.is(result.outcome, "approved");
    }));

  test("a method without a number in GAMA comes as −1 and the outcome is kept", () =>
    withTill(
      { engine, rrpay: { policy: "card" }, config: { payments: [{ rrpay: 0, gama: 0, name: "Grynieji" }] } },
      async (till) => {
        const result = await till.settle(sale());
        assert.is(result.outcome, "approved");
        assert.is(result.code, "method-unmapped");
        assert.is(result.payments[0]?.method, -1);
      },
    ));

  test("flat windows-1257 lines go in and come back as GAMA reads them", () =>
    withTill(
      {
        engine,
        rrpay: { policy: "card" },
        config: { language: "lt", gama: { codepage: "windows-1257", format: "lines" } },
      },
      async (till) => {
        const call = await till.start("init", flat());
        const bytes = await call.bytes();
        const text = new TextDecoder("windows-1257").decode(bytes);
        assert.match(text, /^\r\noutcome=approved\r\n/);
        assert.match(text, /\r\npayments\.count=1\r\npayments\.0\.method=2\r\npayments\.0\.name=Banko kortelė\r\n/);
        assert.match(text, /\r\nmanualEntry\.allowed=false\r\n/);
        assert.ok(text.endsWith("\r\n"));
        const body = JSON.parse(String(till.rrpay.requests.find(({ on }) => on === "post")?.body)) as {
          lines: { name: string }[];
        };
        assert.is(body.lines[0]?.name, "Žalioji arbata „Ąžuolas“");
      },
    ));

  test("unknown and not-ready RRPay refuse before any POST, in the contract's words", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      till.rrpay.switches.ready = false;
      assert.is((await till.settle(sale())).code, "rrpay-not-ready");
      till.rrpay.switches.ready = true;
      till.rrpay.switches.fiscalOnline = false;
      assert.is((await till.settle(sale())).code, "fiscal-offline");
      assert.is(till.rrpay.requests.filter(({ on }) => on === "post").length, 0);
    }));

  test("a till of another number and an emulator at a real till are refused", () =>
    withTill({ engine, rrpay: { till: "2" } }, async (till) => {
      assert.is((await till.settle(sale())).code, "till-mismatch");
      assert.is((await till.pos()).rrpay, "wrong");
    }));

  test("the bearer token reaches RRPay and never the journal", () =>
    withTill(
      {
        engine,
        rrpay: { policy: "card", token: "s3cret-token" },
        config: { rrpay: { token: "s3cret-token" } as never },
      },
      async (till) => {
        const result = await till.settle(sale());
        assert.is(result.outcome, "approved");
        assert.not.match(JSON.stringify(till.journal()), /s3cret/);
      },
    ));

  test.run();
});

function postedKinds(till: Till): string[] {
  return till.rrpay.transactions().map((stored) => (stored.type === "transaction" ? stored.content.kind : stored.type));
}

function flat(): Uint8Array {
  const names = new Map([..."ĄČĘĖĮŠŲŪŽąčęėįšųūž„“"].map((char) => [char, encode1257(char)]));
  const text = [
    "window=settlement",
    "saleKey=T1-20261123-777777",
    "kind=sale",
    "receiptNo=777777   ",
    "operator=ONA       ",
    "currency=EUR",
    "lines.0.no=1",
    "lines.0.type=item",
    "lines.0.code=PR001       ",
    "lines.0.barcode=",
    "lines.0.name=Žalioji arbata „Ąžuolas“   ",
    "lines.0.unit=VNT",
    "lines.0.quantityE4=20000",
    "lines.0.unitPriceE4=12900",
    "lines.0.discountCents=0",
    "lines.0.totalCents=258",
    "lines.0.vatGroup=A",
    "lines.0.vatRateBp=2100",
    "totals.totalCents=258",
    "totals.discountCents=0",
    "totals.vatCents=45",
    "",
  ].join("\r\n");
  return Uint8Array.from([...text].map((char) => names.get(char) ?? char.charCodeAt(0)));
}

function encode1257(char: string): number {
  const decoder = new TextDecoder("windows-1257");
  for (let byte = 0x80; byte < 0x100; byte++) if (decoder.decode(Uint8Array.of(byte)) === char) return byte;
  throw new Error(`no byte for ${char}`);
}
