/** The page of a day: its figures beside RRPay's own books, and nothing of a hostile journal becomes markup. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as assert from "uvu/assert";
import type { Figures, Report } from "../../runtime/cli/report/figures.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { reportDay, reportOfAttempts } from "../support/journal-files.ts";
import { addBooks, type Books } from "../support/shop-books.ts";
import { suite } from "../support/suite.ts";
import { times } from "../support/tier.ts";
import { DAYS, METHODS, withShop } from "../support/working-shop.ts";
import { attempt, paid } from "./day-attempts.ts";

const test = suite("the report of a day");
const cash = METHODS;

function answeredBy({ tenders }: Figures, method: number): number {
  return tenders.find(({ key }) => key === `rrpay ${method}`)?.answeredCents ?? 0;
}

/** What the report says, and what RRPay's books say, of the same. */
function compare(figures: Figures, books: Books, where: string): void {
  const { kinds, totalCents, roundingCents, changeCents, prepaidCents, rates } = figures;
  const counts = { sale: kinds.sale.count, return: kinds.return.count, void: kinds.void.count };
  const { tenders: _tenders, rates: _rates, count, ...sums } = books;
  assert.equal({ totalCents, roundingCents, changeCents, prepaidCents }, sums, where);
  assert.equal(counts, count, where);
  assert.is(answeredBy(figures, 0), (books.tenders.get(0) ?? 0) - books.changeCents, where);
  assert.is(answeredBy(figures, 2), books.tenders.get(2) ?? 0, where);
  for (const [rateBp, cents] of books.rates)
    assert.is(rates.find((rate) => rate.rateBp === rateBp)?.totalCents ?? 0, cents, where);
  assert.is(figures.unknownRateCents, 0, where);
  assert.is(
    figures.hours.reduce((sum, { inCents, outCents }) => sum + inCents + outCents, 0),
    totalCents,
    where,
  );
}

test("every figure is RRPay's own to the cent, for each till and for the shop", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 3 }), (seed, count) =>
      withShop({ seed, tills: count, acts: 12 }, ({ tills, folders }) => {
        for (const day of DAYS) {
          const { report } = reportDay(folders, day, { cash });
          const books = tills.map((till) => till.booksOf(day));
          for (const [at, till] of report.tills.entries())
            compare(till, books[at] as Books, `seed ${seed}, ${day}, till ${at}`);
          compare(report.shop, addBooks(books), `seed ${seed}, ${day}`);
          const typed = tills.flatMap((till) => till.typed).filter((one) => one.day === day);
          // what RRPay never had is the whole difference between the two columns
          const differenceCents = report.shop.tenders.reduce((sum, one) => sum + one.netCents - one.answeredCents, 0);
          assert.is(
            differenceCents,
            typed.reduce((sum, { amountCents }) => sum + amountCents, 0),
            `seed ${seed}, ${day}`,
          );
          assert.is(report.manual.length, typed.length);
        }
      }),
    ),
    { numRuns: times(4, 12) },
  ));

test("the sums on the page are those of its figures", () =>
  withShop({ seed: 5, tills: 3, acts: 25 }, ({ folders }) => {
    for (const day of DAYS) {
      const { report, page } = reportDay(folders, day, { cash });
      const text = page.replaceAll("\u00a0", "").replaceAll("−", "-");
      const euros = (cents: number) => `${(cents / 100).toFixed(2).replace(".", ",")}`;
      const { shop } = report;
      for (const cents of [shop.totalCents, shop.cashCents, ...shop.rates.map(({ vatCents }) => vatCents)])
        assert.ok(text.includes(`>${euros(cents)}`), `${day}: ${euros(cents)}`);
      for (const { name, netCents, answeredCents } of shop.tenders)
        for (const cents of [netCents, answeredCents])
          assert.ok(text.includes(`<td class="n">${euros(cents)}</td>`), `${day} ${name}: ${euros(cents)}`);
    }
  }));

/** Tags that were not written by the page itself. */
const tagsOf = (page: string) => (page.match(/<[a-z!/][^\s>]*/gi) ?? []).sort();

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  "&lt;b&gt;",
  "</style><style>*{display:none}",
  "</title>",
  "<!--",
  "\u202ecod.exe\u0000\u001b[2J",
  "javascript:alert(1)",
];

/** An attempt that says the same text wherever the journal holds one. */
function saying(text: string, changes: Partial<Attempt> = {}): Attempt {
  const card = { maskedPan: text, authCode: text, rrn: text, terminalId: text };
  const payments = [{ method: 2, name: text, amountCents: 258, card }];
  const manual = { decision: "receipt-printed", operator: text, note: text, sinceMs: 0, documentNo: text } as const;
  return attempt({
    ...{ saleKey: text, receiptNo: text, operator: text, documentNo: text, printedAt: text, attemptId: text },
    ...{ result: { ...paid(payments), message: text }, code: text, conflict: { code: text, sinceMs: 0 } },
    ...{ manual: { ...manual, payments: [{ method: 2, name: text, amountCents: 1 }] } },
    ...changes,
  });
}

for (const text of HOSTILE)
  test(`nothing of a hostile journal becomes markup: ${JSON.stringify(text)}`, () => {
    for (const language of ["lt", "en"] as const) {
      const plain = reportOfAttempts([saying("x"), saying("x", { attemptId: "2" })], language).page;
      const { page } = reportOfAttempts([saying(text), saying(text, { attemptId: "2" })], language);
      assert.equal(tagsOf(page), tagsOf(plain));
      assert.not.match(page, /(?!\n)\p{Cc}|[\u202a-\u202e]/u);
      // outside of the texts there is no attribute that runs or loads anything
      for (const tag of page.match(/<[^>]*>/g) ?? []) assert.not.match(tag, /\son\w+=|\ssrc=|\shref=|javascript:/i);
    }
  });

test("the page stands alone: no script, nothing loaded, in UTF-8 with its language", () => {
  for (const language of ["lt", "en"] as const) {
    const { page } = reportOfAttempts([attempt()], language);
    assert.not.match(page, /<script|<link|<img|<iframe|@import|url\(|https?:/i);
    assert.match(page, `<html lang="${language}">`);
    assert.match(page, '<meta charset="utf-8">');
    assert.match(page, "@page{size:A4");
  }
});

test("a day without payments says so, and that all is well", () => {
  const { page } = reportOfAttempts([]);
  assert.match(page, "Šią dieną mokėjimų nebuvo.");
  assert.match(page, "Viskas sutikrinta");
  assert.not.match(page, "<svg");
});

const unknown = { payment: "unknown", fiscal: "unknown", gama: "waiting" } as const;
const CASES: readonly (readonly [what: string, changes: Partial<Attempt>, list: keyof Report, words: string])[] = [
  ["an unknown payment", unknown, "open", "nežinoma, ar sumokėta"],
  ["an unknown return", { ...unknown, kind: "return" }, "open", "nežinoma, ar pinigai grąžinti"],
  ["a payment that GAMA has not saved", { gama: "unsaved" }, "open", "apmokėta, bet GAMA neišsaugojo"],
  ["a receipt that is owed", { fiscal: "not-printed" }, "open", "nežinoma, ar atspausdintas kvitas"],
  ["a conflict", { conflict: { code: "charged-twice", sinceMs: 0 } }, "conflicts", "RRPay apmokėta du kartus"],
];
for (const [what, changes, list, words] of CASES)
  test(`${what} is listed, and stands above every sum`, () => {
    const { result, ...open } = attempt(changes);
    const { report, page } = reportOfAttempts([open.payment === "unknown" ? open : { ...open, result: result! }]);
    assert.is((report[list] as readonly unknown[]).length, 1);
    assert.match(page, words);
    assert.ok(page.indexOf("Reikia pažiūrėti") > 0 && page.indexOf("Reikia pažiūrėti") < page.indexOf("Apyvarta"));
  });

test("what RRPay spoke of and nobody has reconciled is in no total, and told apart", () => {
  const claimed = {
    ...paid([{ method: 2, name: "Kortelė", amountCents: 238 }]),
    fiscal: { state: "printed" },
  } as const;
  const { result: _result, ...open } = attempt({ ...unknown });
  const { report } = reportOfAttempts([
    {
      ...open,
      claimed: { ...claimed, payments: [...claimed.payments] },
      differs: { totalCents: 238, acceptable: true },
    },
  ]);
  assert.equal(report.shop.apart.unreconciled, { count: 1, totalCents: 258 });
  assert.is(report.shop.totalCents, 0);
});

test("damaged lines of the journal are told on the page", () =>
  withShop({ seed: 2, tills: 1, acts: 3 }, ({ folders }) => {
    const [folder = ""] = folders;
    assert.is(reportDay(folders, DAYS[0]).report.unreadableLines, 0);
    writeFileSync(join(folder, "journal", "00000009-20261123.jsonl.damaged"), "?\n!\n");
    const { report, page } = reportDay(folders, DAYS[0]);
    assert.is(report.unreadableLines, 2);
    assert.match(page, "Sugadintų žurnalo eilučių: <b>2</b>");
    assert.match(page, "Ataskaitoje gali ko nors trūkti");
  }));

test.run();
