// B11, net amounts: what of each payment stays in the shop.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { netAmounts } from "../../plugin/money/net.ts";
import { suite } from "../support/suite.ts";

const test = suite("net");

const card = (amountCents: number) => ({ amountCents, cash: false });
const cash = (amountCents: number) => ({ amountCents, cash: true });
const sum = (amounts: readonly number[]) => amounts.reduce((total, cents) => total + cents, 0);

const cases: readonly [rule: string, rows: Parameters<typeof netAmounts>[0], changeCents: number, net: number[]][] = [
  ["without change every row stays as it is", [card(200), cash(58)], 0, [200, 58]],
  ["change comes off cash, wherever it stands", [cash(500), card(200)], 242, [258, 200]],
  ["change is given from the last cash that came", [cash(100), cash(500)], 342, [100, 158]],
  ["change that the last cash does not hold comes off the one before", [cash(500), cash(100)], 342, [258, 0]],
  ["change that no cash holds comes off the last row", [card(500), card(300)], 42, [500, 258]],
  ["what is more than the cash comes off the last row", [cash(10), card(300)], 52, [0, 258]],
  ["what the last row does not hold either comes off the one before", [card(300), cash(10), card(20)], 72, [258, 0, 0]],
  ["more change than money is missing from the last row", [card(1)], 2, [-1]],
  ["no rows, no net amounts", [], 0, []],
];
for (const [rule, rows, changeCents, net] of cases) test(rule, () => assert.equal(netAmounts(rows, changeCents), net));

const cents = fc.integer({ min: 0, max: 10_000 });
const tender = fc.record({ amountCents: cents, cash: fc.boolean() });
const paid = fc
  .array(tender, { minLength: 1, maxLength: 6 })
  .chain((rows) =>
    fc.tuple(fc.constant(rows), fc.integer({ min: 0, max: sum(rows.map(({ amountCents }) => amountCents)) })),
  );

test("Σ net = Σ amounts − change, and no row is below nothing or above what was given", () => {
  fc.assert(
    fc.property(paid, ([rows, changeCents]) => {
      const net = netAmounts(rows, changeCents);
      assert.is(sum(net), sum(rows.map(({ amountCents }) => amountCents)) - changeCents);
      for (const [at, { amountCents }] of rows.entries()) assert.ok(net[at]! >= 0 && net[at]! <= amountCents);
    }),
  );
});

test("a row that is no cash is whole while there is cash left", () => {
  fc.assert(
    fc.property(paid, ([rows, changeCents]) => {
      const net = netAmounts(rows, changeCents);
      const cashLeft = sum(net.filter((_, at) => rows[at]?.cash));
      if (cashLeft > 0) for (const [at, row] of rows.entries()) assert.ok(row.cash || net[at] === row.amountCents);
    }),
  );
});

test.run();
