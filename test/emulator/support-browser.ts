/** The emulator's page in a headless Chromium, with a real till. Screenshots go to dist/screenshots. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page as Tab } from "playwright-core";
import * as assert from "uvu/assert";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { ensureChromium, launch } from "./page/chromium.ts";
import { type Page, startPage } from "./page/server.ts";
import type { Pos } from "./pos/pos.ts";
import type { Rrpay, RrpayOptions } from "./rrpay/server.ts";
import { withRrpay } from "./support.ts";
import { IMPATIENT } from "./support-page.ts";

const chromium = ensureChromium();
const screenshots = fileURLToPath(new URL("../../dist/screenshots/", import.meta.url));
mkdirSync(screenshots, { recursive: true });

export interface Place {
  readonly page: Page;
  readonly pos: Pos;
  readonly rrpay: Rrpay;
  readonly tab: Tab;
  /** Another tab on the same page. */
  readonly another: () => Promise<Tab>;
  /** Errors that the browser has reported. A test that provokes one must remove it. */
  readonly complaints: string[];
}

/** Runs the body with the page open in a browser. Any error that the browser reports fails the test. */
export function withPage(options: Omit<RrpayOptions, "dir">, body: (place: Place) => Promise<void>): Promise<void> {
  return withRrpay(options, async (rrpay, dir) => {
    const page = await startPage({ rrpay, dir: `${dir}/till`, engine: "quickjs", timeouts: IMPATIENT });
    const browser = await launch(chromium.type === "there" ? chromium.path : "");
    const complaints: string[] = [];
    const another = async () => {
      const tab = await browser.newPage({ viewport: { width: 1366, height: 768 } });
      tab.setDefaultTimeout(20_000);
      tab.on("pageerror", (error) => complaints.push(error.message));
      tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await tab.goto(page.url);
      return tab;
    };
    try {
      await page.pos.until(({ window, busy }) => window === "pos" && busy === undefined);
      await body({ page, pos: page.pos, rrpay, tab: await another(), another, complaints });
      assert.equal(complaints, []);
    } finally {
      await browser.close();
      await page.stop();
    }
  });
}

/** A suite whose tests are skipped if there is no browser. */
export function browserSuite(name: string) {
  const test = suite(name);
  const browserTest = (testName: string, body: () => Promise<void>): void => {
    if (chromium.type === "there") test(testName, body);
    else skip(testName, chromium.reason);
  };
  return { browserTest, run: test.run };
}

/** Presses keys, and waits until the articles are on the receipt and can be paid. */
export async function ringUp({ tab, pos }: Place, ...keys: readonly string[]): Promise<void> {
  await tab.locator("#articles").focus();
  for (const key of keys) await tab.keyboard.press(key);
  const wanted = keys.filter((key) => key === "Enter").length;
  const pieces = () => pos.state().receipt.lines.reduce((sum, { count }) => sum + count, 0);
  await pos.until(() => pieces() === wanted);
  await tab.locator("[data-key=pay]:enabled").waitFor();
}

/** Waits until the page shows a fault script with this many rules. */
export const scriptHas = (tab: Tab, rules: number) => tab.locator(`#script[data-rules="${rules}"]`).waitFor();

export const keep = (tab: Tab, name: string) => tab.screenshot({ path: `${screenshots}${name}.png` });

/** Sells one piece, with an RRPay that no longer answers, until GAMA asks whether the receipt was printed. */
export async function untilAsked(place: Place): Promise<void> {
  const { tab, rrpay, pos } = place;
  rrpay.script([
    { on: "post", fault: { type: "printed-but-silent" } },
    { on: "get", times: "always", fault: { type: "silence" } },
  ]);
  await ringUp(place, "Enter");
  await tab.keyboard.press("Space");
  await pos.until(({ question }) => question !== undefined);
  while (pos.state().question?.type === "retry") {
    await tab.locator("[data-key=again]").click();
    await pos.until(({ question, busy }) => question !== undefined && busy === undefined);
  }
  await tab.locator("[data-key=receipt-printed]").waitFor();
}
