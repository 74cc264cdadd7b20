/** A receipt whose total RRPay changed, such as by a discount: what its lines say of VAT is not true of it any more. */
import * as assert from "uvu/assert";
import { dayTable } from "../../runtime/cli/journal/table.ts";
import { reportOf } from "../../runtime/cli/report/figures.ts";
import { offsetHere } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { attempt, paid, rowOf } from "./day-attempts.ts";

const test = suite("a total that RRPay changed");

const rates = [{ rateBp: 2100, totalCents: 258, vatCents: 45 }];
const accepted = attempt({ acceptedCents: 238, result: paid([{ method: 2, name: "Kortelė", amountCents: 238 }]) });
const dayOf = (...attempts: (typeof accepted)[]) => {
  const till = { folder: "data", till: "1", elsewhere: [], named: [], unreadableLines: 0, gaps: [] };
  return {
    day: "2026-11-23",
    offsetAt: offsetHere,
    tills: [{ ...till, attempts: attempts.map((one) => ({ attempt: one, rates })) }],
  };
};

test("its VAT is told as unknown in the table, and rates and unknown are still the whole total", () => {
  const csv = dayTable(dayOf(attempt(), accepted), { language: "lt", cash: [] });
  const row = rowOf(csv, "Iš viso pagal RRPay");
  assert.equal(
    [
      row.Suma,
      row["Suma su PVM 21 %"],
      row["PVM 21 %"],
      row["Suma, kurios PVM nežinomas"],
      row["Skirtumas su RRPay suma"],
    ],
    ["5,16", "2,58", "0,45", "2,58", "-0,20"],
  );
});

test("a void of it, whose total is RRPay's and whose lines are those that were sent, leaves no VAT below nothing", () => {
  const undone = attempt({ ...accepted, attemptId: "A2", kind: "void", totalCents: 238, acceptedCents: 238 });
  const { shop } = reportOf(dayOf(accepted, undone), []);
  assert.equal([shop.rates, shop.unknownRateCents, shop.totalCents + shop.differenceCents], [[], 20, 0]);
});

test("its VAT is told as unknown in the report", () => {
  const { shop } = reportOf(dayOf(accepted), []);
  assert.equal([shop.rates, shop.unknownRateCents], [[], 258]);
});

test("a rate has the decimal mark of the table's language", () => {
  const of = (language: "lt" | "en") =>
    dayTable(
      {
        ...dayOf(),
        tills: dayOf(attempt()).tills.map((till) => ({
          ...till,
          attempts: till.attempts.map((one) => ({ ...one, rates: [{ rateBp: 550, totalCents: 258, vatCents: 13 }] })),
        })),
      },
      { language, cash: [] },
    );
  assert.match(of("lt"), ";Suma su PVM 5,5 %;PVM 5,5 %;");
  assert.match(of("en"), ";Total with VAT 5.5 %;VAT 5.5 %;");
});

test.run();
