// Only with --all: it draws the report in a browser.
// Only on Node: a browser looks the same from either host.
/** The report as an accountant sees it: on A4, in both languages. The pictures stay in dist/report. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { runHere } from "../../runtime/cli/host/here.ts";
import { readShopDay, type ShopDay } from "../../runtime/cli/journal/day.ts";
import { reportOf } from "../../runtime/cli/report/figures.ts";
import { reportPage } from "../../runtime/cli/report/page.ts";
import { ensureChromium, launch } from "../emulator/page/chromium.ts";
import { checkoutFile } from "../support/checkout.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { DAYS, METHODS, withShop } from "../support/working-shop.ts";
import { attempt, paid } from "./day-attempts.ts";

const test = suite("the report on paper");
const pictures = checkoutFile("dist/report");
/** A4 between its margins, at 96 points an inch. */
const PAPER = { width: 703, height: 1032 };

const unknown = { payment: "unknown", fiscal: "unknown", gama: "waiting", documentNo: "", printedAt: "" } as const;

const card = (amountCents: number) => paid([{ method: 2, name: "Banko kortelė", amountCents }]);

/** What a day may hold besides what was sold: something unknown, unsaved, doubted, and a long name. */
function withTrouble(shop: ShopDay): ShopDay {
  const sentAtMs = Date.parse("2026-11-21T15:42:00Z");
  const of = (changes: Parameters<typeof attempt>[0]) => ({
    attempt: attempt({ sentAtMs, utcOffsetMin: 120, ...changes }),
  });
  const [first, ...rest] = shop.tills;
  if (first === undefined) return shop;
  const {
    result: _result,
    documentNo: _no,
    printedAt: _at,
    ...open
  } = attempt({ ...unknown, sentAtMs, utcOffsetMin: 120 });
  const name = "Ilgo pavadinimo dovanų kuponas, išduotas „Kalėdų mugėje“";
  const trouble = [
    { attempt: { ...open, attemptId: "u1", receiptNo: "000871", totalCents: 4599 } },
    of({
      attemptId: "u2",
      receiptNo: "000872",
      gama: "unsaved",
      kind: "return",
      totalCents: 123456,
      result: card(123456),
    }),
    of({ attemptId: "u3", receiptNo: "000873", conflict: { code: "charged-twice", sinceMs: 0 } }),
    of({ attemptId: "u4", receiptNo: "000874", result: paid([{ method: 12, name, amountCents: 258 }]) }),
  ];
  const elsewhere = [
    attempt({ attemptId: "o1", sentAtMs: sentAtMs - 3 * 86_400_000, utcOffsetMin: 120, gama: "waiting" }),
  ];
  return { ...shop, tills: [{ ...first, attempts: [...first.attempts, ...trouble], elsewhere }, ...rest] };
}

/** Draws a page as it is printed; nothing of it may stick out of the paper. */
async function draw(page: Page, name: string, html: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.html`), html);
  await page.emulateMedia({ media: "print" });
  await page.setContent(html);
  const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
  assert.ok(wide <= PAPER.width, `${name} is ${wide} wide`);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await page.pdf({ path: join(pictures, `${name}.pdf`), preferCSSPageSize: true });
}

const chromium = ensureChromium();
if (chromium.type === "absent") skip("the report on paper", chromium.reason);
else
  for (const language of ["lt", "en"] as const)
    test(`one till, a shop with troubles, and an empty day fit A4 (${language})`, async () => {
      const browser = await launch(chromium.path);
      try {
        const page = await browser.newPage({ viewport: PAPER });
        const shown = (shop: ShopDay) =>
          reportPage(reportOf(shop, METHODS), { language, made: "2026-11-22 08:00, gama-rrpay" });
        const pages: [string, string][] = [];
        withShop({ seed: 21, tills: 3, acts: 60 }, ({ folders }) => {
          const read = (some: readonly string[], day: string) => runHere(readShopDay(some, day, language));
          pages.push(["one-till", shown(read(folders.slice(0, 1), DAYS[1]))]);
          pages.push(["shop", shown(withTrouble(read(folders, DAYS[1])))]);
          pages.push(["empty", shown(read(folders, "2026-11-01"))]);
        });
        for (const [name, html] of pages) await draw(page, `${name}-${language}`, html);
      } finally {
        await browser.close();
      }
    });

if (chromium.type === "there")
  for (const language of ["lt", "en"] as const)
    test(`the card beside the till is one page of A4 (${language})`, async () => {
      const browser = await launch(chromium.path);
      try {
        const page = await browser.newPage({ viewport: PAPER });
        const card = readFileSync(checkoutFile(`docs/card.${language}.html`), "utf8");
        await draw(page, `card-${language}`, card);
        const height = (await page.evaluate("document.body.scrollHeight")) as number;
        assert.ok(height <= PAPER.height, `the card is ${height} high`);
      } finally {
        await browser.close();
      }
    });

test.run();
