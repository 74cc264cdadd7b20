/** Days of working shops as the accountant gets them: every figure of the table beside RRPay's own books. */
import fc from "fast-check";
import * as assert from "uvu/assert";
import { exportDay } from "../support/journal-files.ts";
import { addBooks, type Books } from "../support/shop-books.ts";
import { suite } from "../support/suite.ts";
import { times } from "../support/tier.ts";
import { DAYS, METHODS, withShop } from "../support/working-shop.ts";

const test = suite("days of a shop");

/** A table of these tests has no semicolon inside a cell. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = csv
    .replace(/^\ufeff/, "")
    .split("\r\n")
    .map((row) => row.split(";"));
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ""])));
}

const cents = (cell = "") => (cell === "" ? 0 : Math.round(Number(cell.replace(",", ".")) * 100));

/** What a total's row says, as RRPay's books say it. */
function booksIn(row: Record<string, string>) {
  return {
    totalCents: cents(row.Suma),
    roundingCents: cents(row.Apvalinimas),
    changeCents: cents(row.Grąža),
    prepaidCents: cents(row["Apmokėta anksčiau"]),
    tenders: [cents(row.Grynieji), cents(row["Banko kortelė"])],
    rates: ["21", "9", "5"].map((rate) => cents(row[`Suma su PVM ${rate} %`])),
  };
}

function figuresOf({ count: _count, tenders, rates, ...sums }: Books) {
  return {
    ...sums,
    tenders: [0, 2].map((method) => tenders.get(method) ?? 0),
    rates: [2100, 900, 500].map((rate) => rates.get(rate) ?? 0),
  };
}

test("the table agrees with RRPay's books to the cent, whatever was sold on which day and till", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 3 }), (seed, count) =>
      withShop({ seed, tills: count, acts: 12 }, ({ tills, folders }) => {
        for (const day of DAYS) {
          const { csv, unreadableLines, gaps } = exportDay(folders, day, METHODS);
          const rows = rowsOf(csv);
          const total = rows.find((row) => row.Rūšis === "Iš viso pagal RRPay") ?? {};
          const books = addBooks(tills.map((till) => till.booksOf(day)));
          assert.equal(booksIn(total), figuresOf(books), `seed ${seed}, ${day}`);
          assert.is(cents(total["Grynieji stalčiuje"]), (books.tenders.get(0) ?? 0) - books.changeCents);
          assert.is(cents(total["Suma, kurios PVM nežinomas"]), 0);
          const typed = rows.find((row) => row.Rūšis === "Įvesta ranka, RRPay nepatvirtino") ?? {};
          const typedCents = tills.flatMap((till) => till.typed).filter((one) => one.day === day);
          assert.is(
            cents(typed["Banko kortelė"]),
            typedCents.reduce((sum, { amountCents }) => sum + amountCents, 0),
          );
          assert.equal([unreadableLines, gaps], [0, []]);
          if (count > 1)
            for (const till of tills)
              assert.is(
                cents(rows.find((row) => row.Rūšis === `Kasa ${till.name}`)?.Suma),
                till.booksOf(day).totalCents,
              );
        }
      }),
    ),
    { numRuns: times(4, 12) },
  ));

test("each row balances: what was paid less change is the total less what was prepaid, and rounding", () =>
  withShop({ seed: 7, tills: 1, acts: 30 }, ({ folders }) => {
    for (const day of DAYS)
      for (const row of rowsOf(exportDay(folders, day, METHODS).csv)) {
        const { Grynieji, Grąža, Suma, Apvalinimas } = row;
        const paid = cents(Grynieji) + cents(row["Banko kortelė"]) - cents(Grąža);
        assert.is(paid, cents(Suma) - cents(row["Apmokėta anksčiau"]) + cents(Apvalinimas), JSON.stringify(row));
      }
  }));

test("a sale is in the table of its day only, whichever day is asked first", () =>
  withShop({ seed: 11, tills: 2, acts: 20 }, ({ folders }) => {
    const ids = DAYS.flatMap((day) => exportDay(folders, day, METHODS).attempts.map(({ attemptId }) => attemptId));
    assert.is(new Set(ids).size, ids.length);
    assert.ok(ids.length > 100, String(ids.length));
  }));

test("a till that is named twice, or its copy, is not counted twice", () =>
  withShop({ seed: 3, tills: 1, acts: 5 }, ({ folders }) => {
    assert.throws(() => exportDay([...folders, ...folders], DAYS[1]), /hold the same sales/);
  }));

test("the customer of a sale is in no table and no JSON", () =>
  withShop({ seed: 3, tills: 1, acts: 10 }, ({ folders }) => {
    const { attempts } = exportDay(folders, DAYS[0]);
    assert.ok(attempts.length > 5);
    assert.ok(attempts.every((attempt) => attempt.body === undefined));
  }));

test.run();
