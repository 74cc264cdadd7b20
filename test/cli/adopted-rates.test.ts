/** A sale that a lost journal did not know and RRPay did: its VAT is that of the send that found it out. */
import { rmSync } from "node:fs";
import * as assert from "uvu/assert";
import { engineOf } from "../support/engines.ts";
import { reportDay } from "../support/journal-files.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";
import { dayOf } from "./day-attempts.ts";

const test = suite("rates of what was taken over");

test("what was taken over has the rates of its own lines, and a void of it leaves nothing of them", () =>
  withTill({ engine: engineOf("direct"), rrpay: { policy: "card" } }, async (till) => {
    const lines = [line(100), line(200, { no: 2, vatRateBp: 500, vatGroup: "C" })];
    const bread = sale(300, { lines });
    await till.settle(bread);
    await till.saved(bread);
    await till.close();
    rmSync(till.dataDir, { recursive: true });
    await till.open();
    assert.is((await till.settle(bread)).code, "recovered");
    await till.saved(bread);
    const [receipt] = till.rrpay.receipts();
    const figures = () => reportDay([till.dataDir], dayOf(new Date(receipt?.printedAt ?? ""))).report.shop;
    const ratesOf = () => figures().rates.map(({ rateBp, totalCents }) => [rateBp, totalCents]);
    assert.equal(
      [ratesOf(), figures().unknownRateCents],
      [
        [
          [2100, 100],
          [500, 200],
        ],
        0,
      ],
    );
    const { outcome } = await till.void({ scope: "completed", saleKey: bread.saleKey, operator: "ONA" });
    assert.is(outcome, "voided");
    assert.equal(
      [ratesOf(), figures().unknownRateCents],
      [
        [
          [2100, 0],
          [500, 0],
        ],
        0,
      ],
    );
  }));

test.run();
