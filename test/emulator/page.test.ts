// Only with --all: it needs a browser.
// biome-ignore-all lint/style/noExcessiveLinesPerFile: the tests of one page in one browser.
// Only on Node: playwright-core is made for it; the page's server is tested on both.
// Time limit: 900 s
/** The page in a headless Chromium, with a real till and RRPay's emulator. Screenshots go to dist/screenshots. */
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page as Tab } from "playwright-core";
import * as assert from "uvu/assert";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { ensureChromium, launch } from "./page/chromium.ts";
import { type Page, startPage } from "./page/server.ts";
import type { Pos } from "./pos/pos.ts";
import type { Rrpay, RrpayOptions } from "./rrpay/server.ts";
import { scenariosOf } from "./scenario/scenario.ts";
import { withRrpay } from "./support.ts";
import { IMPATIENT } from "./support-page.ts";

const test = suite("page");
const chromium = ensureChromium();
const screenshots = fileURLToPath(new URL("../../dist/screenshots/", import.meta.url));
mkdirSync(screenshots, { recursive: true });

interface Place {
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
function withPage(options: Omit<RrpayOptions, "dir">, body: (place: Place) => Promise<void>): Promise<void> {
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

/** Defines a test, which is skipped if there is no browser. */
function browserTest(name: string, body: () => Promise<void>): void {
  if (chromium.type === "there") test(name, body);
  else skip(name, chromium.reason);
}

/** Presses keys, and waits until the articles are on the receipt and can be paid. */
async function ringUp({ tab, pos }: Place, ...keys: readonly string[]): Promise<void> {
  await tab.locator("#articles").focus();
  for (const key of keys) await tab.keyboard.press(key);
  const wanted = keys.filter((key) => key === "Enter").length;
  const pieces = () => pos.state().receipt.lines.reduce((sum, { count }) => sum + count, 0);
  await pos.until(() => pieces() === wanted);
  await tab.locator("[data-key=pay]:enabled").waitFor();
}

/** Waits until the page shows a fault script with this many rules. */
const scriptHas = (tab: Tab, rules: number) => tab.locator(`#script[data-rules="${rules}"]`).waitFor();

const keep = (tab: Tab, name: string) => tab.screenshot({ path: `${screenshots}${name}.png` });

browserTest("a sale by keyboard alone: arrows, Enter, space, RRPay's card, Enter", () =>
  withPage({ policy: "wait" }, async (place) => {
    const { tab, rrpay, pos } = place;
    await ringUp(place, "Enter", "Enter", "ArrowDown", "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=card]").waitFor();
    await keep(tab, "paying");
    await tab.keyboard.press("F6");
    await tab.locator("[data-key=card]").focus();
    await tab.keyboard.press("Enter");
    await tab.locator("#taken").waitFor();
    await keep(tab, "paid");
    // F6 goes round to GAMA's window, where the button for saving has the focus.
    for (let turns = 0; turns < 3; turns++) await tab.keyboard.press("F6");
    await tab.keyboard.press("Enter");
    await tab.locator(".saved").waitFor();
    assert.is(pos.state().saved[0]?.documentNo, rrpay.receipts()[0]?.documentNo);
    await tab.locator("#receipt pre", { hasText: /KVITAS[\s\S]*4,77/ }).waitFor();
    await tab.locator("#journal", { hasText: "kvitas 000001 atspausdintas" }).waitFor();
    await tab.locator("#conversation", { hasText: "POST /v1/transactions" }).waitFor();
    await keep(tab, "saved");
  }),
);

browserTest("cash shows rounding and change", () =>
  withPage({ policy: "wait" }, async (place) => {
    const { tab } = place;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=given]").fill("2,00");
    await tab.locator("[data-key=cash]").click();
    await tab.locator("#taken").waitFor();
    assert.match((await tab.locator(".window").textContent()) ?? "", /Mokėti \(suapvalinta\)1,30 €GRĄŽA0,70 €/);
    await keep(tab, "cash");
  }),
);

browserTest("a sum that is none, or does not balance, leaves the form as it was typed", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, pos } = place;
    await untilAsked(place);
    assert.is(await tab.locator("[data-key=manual-cash]").inputValue(), "", "no method is proposed");
    await tab.locator("[data-key=document-no]").fill("000001");
    await tab.locator("[data-key=manual-card]").fill("1,2O");
    await tab.locator("[data-key=receipt-printed]").click();
    assert.is(await tab.locator("#manual-wrong").textContent(), "Suma neteisinga");
    await tab.locator("[data-key=manual-card]").fill("1,00");
    assert.is(await tab.locator("#manual-left").textContent(), "Liko 0,29 €");
    await tab.locator("[data-key=receipt-printed]").click();
    assert.is(await tab.locator("#manual-wrong").textContent(), "Liko 0,29 €");
    assert.is(await tab.locator("[data-key=document-no]").inputValue(), "000001");
    assert.is(pos.state().question?.type, "printed");
  }),
);

browserTest("after saving, the arrows are on the articles again", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, pos } = place;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=save]").waitFor();
    await tab.keyboard.press("Enter");
    await pos.until(({ saved }) => saved.length === 1);
    await tab.locator("[data-key=open]:enabled").waitFor();
    await tab.waitForFunction("document.activeElement?.id === 'articles'");
    await tab.locator(".saved", { hasText: /Kvitas \d+ · RRPay kvitas \d+ · Banko kortelė 1,29/ }).waitFor();
  }),
);

/** The last one is 1366 × 768 at 125 %. */
const SCREENS = [
  ["1366x768", 1366, 768],
  ["1920x1080", 1920, 1080],
  ["125", 1093, 614],
] as const;

browserTest("on each screen the question, the receipt, the message and the list are all in sight", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab } = place;
    await untilAsked(place);
    for (const [name, width, height] of SCREENS) {
      await tab.setViewportSize({ width, height });
      for (const selector of [
        ".window h3",
        ".window .advice",
        "[data-key=receipt-printed]",
        "[data-key=later]",
        "#total",
        "#pos .item .name",
      ]) {
        const box = await tab.locator(selector).first().boundingBox();
        assert.ok(box !== null && box.height >= 12 && box.y >= 0 && box.y + 12 <= height, `${name}: ${selector}`);
      }
      await keep(tab, `asked-${name}`);
      // What has been scrolled out of a window still has a box, so it is checked separately.
      const cut = await tab.evaluate(
        `[...document.querySelectorAll(".window button")].filter((one) => one.getBoundingClientRect().bottom >
          one.closest(".window").getBoundingClientRect().bottom).length`,
      );
      assert.is(cut, 0, `${name}: buttons out of sight`);
    }
  }),
);

browserTest("in a narrow window the parts stand below each other, and none is cut off at the side", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab } = place;
    await tab.setViewportSize({ width: 420, height: 800 });
    const boxes = [];
    for (const part of ["#pos", "#rrpay", "#faults", "#logs"]) {
      const box = await tab.locator(part).boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 420, part);
      boxes.push(box!);
    }
    for (const [at, box] of boxes.slice(1).entries())
      assert.ok(box.y >= (boxes[at]?.y ?? 0) + (boxes[at]?.height ?? 0));
    assert.is(await tab.evaluate("document.documentElement.scrollWidth"), 420);
  }),
);

browserTest("F8 on a saved receipt asks and voids", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, rrpay, pos } = place;
    const { saleKey } = pos.state().receipt;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=save]").click();
    await tab.locator(`[data-key="void-${saleKey}"]`).click();
    await tab.locator("[data-key=yes]").waitFor();
    await keep(tab, "void");
    await tab.locator("[data-key=yes]").click();
    await pos.until(({ saved }) => saved[0]?.state === "voided");
    assert.is(rrpay.moneyTakenCents(saleKey), 0);
  }),
);

browserTest("a decline goes back to the receipt, with the reason", () =>
  withPage({ policy: "wait" }, async (place) => {
    const { tab, pos } = place;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=decline]").click();
    await tab.locator("[data-key=pay]:enabled").waitFor();
    assert.is(pos.state().receipt.lines.length, 1);
    assert.is(await tab.locator("#pos .message").textContent(), pos.state().message);
    assert.ok(pos.state().message.length > 0);
    await keep(tab, "declined");
  }),
);

browserTest("printed but silent: asking again finds the payment, and nothing is charged twice", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, rrpay, pos } = place;
    await tab.locator("#fault-on").selectOption("post");
    await tab.locator("#fault-type").selectOption("printed-but-silent");
    await tab.locator("[data-key=add-fault]").click();
    await tab.locator("#fault-on").selectOption("get");
    await tab.locator("#fault-type").selectOption("silence");
    await tab.locator("#fault-times").selectOption("always");
    await scriptHas(tab, 1);
    await tab.locator("[data-key=add-fault]").click();
    await scriptHas(tab, 2);
    const { saleKey } = pos.state().receipt;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await pos.until(({ question }) => question !== undefined);
    await tab.locator("[data-key=later], [data-key=again]").first().waitFor();
    await keep(tab, "silent");
    await tab.locator("[data-key=clear]").click();
    await scriptHas(tab, 0);
    await tab.keyboard.press("Escape");
    await tab.locator("[data-key=pay]:enabled").waitFor();
    await tab.locator("#articles").focus();
    await tab.keyboard.press("Space");
    await tab.locator("#taken").waitFor();
    assert.is(rrpay.moneyTakenCents(saleKey), 129);
    assert.is(rrpay.receipts().length, 1);
  }),
);

/** Sells one piece, with an RRPay that no longer answers, until GAMA asks whether the receipt was printed. */
async function untilAsked(place: Place): Promise<void> {
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

browserTest("manual entry: the person types what the paper says, and GAMA saves it", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, pos } = place;
    await untilAsked(place);
    await tab.locator("[data-key=document-no]").fill("000001");
    await tab.locator("[data-key=manual-cash]").fill("");
    await tab.locator("[data-key=manual-card]").fill("1,29");
    await keep(tab, "manual");
    await tab.locator("[data-key=receipt-printed]").click();
    await tab.locator("[data-key=save]").click();
    await pos.until(({ saved }) => saved.length === 1);
    assert.equal(pos.state().saved[0]?.payments, [{ method: 2, name: "Banko kortelė", amountCents: 129 }]);
  }),
);

browserTest("a conflict is listed with its decisions, and closed by one", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, rrpay, pos } = place;
    await untilAsked(place);
    await tab.locator("[data-key=nothing-happened]").click();
    await pos.until(({ window, busy }) => window === "pos" && busy === undefined);
    rrpay.script([]);
    await rrpay.release();
    await tab.locator("[data-key=open]:enabled").click();
    await tab.locator(".conflict").waitFor();
    await keep(tab, "conflict");
    await tab.locator("[data-key^=accept-rrpay]").click();
    await pos.until(({ unresolved }) => unresolved.every(({ conflict }) => conflict === undefined));
    await tab.locator("#journal", { hasText: "nusprendė dėl" }).waitFor();
  }),
);

browserTest("a killed till is started again by F2, in every tab and after a reload", () =>
  withPage({ policy: "wait" }, async (place) => {
    const { tab, another, pos } = place;
    const second = await another();
    await tab.locator("[data-key=kill]").click();
    await second.getByText("GAMA neveikia").waitFor();
    await second.keyboard.press("F2");
    await pos.until(({ window, busy }) => window === "pos" && busy === undefined);
    await tab.reload();
    await tab.getByText("POS pardavimo taškas").waitFor();
  }),
);

browserTest("English is one click away and stays after a reload", () =>
  withPage({ policy: "wait" }, async ({ tab }) => {
    await tab.locator("[data-key=language]").click();
    await tab.getByText("Unresolved payments").waitFor();
    await tab.reload();
    await tab.getByText("Unresolved payments").waitFor();
    await keep(tab, "english");
  }),
);

browserTest("nothing in the page turns data into markup", () =>
  withPage({ policy: "wait" }, async (place) => {
    const { tab, rrpay, complaints } = place;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=decline]").waitFor();
    rrpay.operator.decline(rrpay.transactions()[0]?.id ?? "", "<img src=x onerror=document.title='owned'>");
    await tab.locator("#rrpay-state", { hasText: "<img" }).waitFor();
    assert.is(await tab.locator("img").count(), 0);
    const outcome = await tab.evaluate("try { document.body.innerHTML = '<b>x</b>'; 'done' } catch { 'refused' }");
    assert.is(outcome, "refused");
    assert.match(complaints.join(), /TrustedHTML/);
    complaints.length = 0;
  }),
);

browserTest("what was done is saved as a file that is a scenario, and one that ships is played", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab } = place;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=save]").click();
    await tab.locator(".saved").waitFor();
    const [file] = await Promise.all([tab.waitForEvent("download"), tab.locator("[data-key=save-scenario]").click()]);
    const [scenario] = scenariosOf(JSON.parse(readFileSync(await file.path(), "utf8")));
    assert.equal(
      scenario?.steps.map((step) => ("do" in step ? step.do : "expect")),
      ["pos/add", "pos/pay", "pos/save", "expect"],
    );
    await tab.locator("#scenario").selectOption("F25-nothing-open.json");
    await tab.locator("[data-key=play]").click();
    await tab.locator("#play .passed").waitFor();
    await tab.locator("#play").scrollIntoViewIfNeeded();
    await keep(tab, "scenario");
  }),
);

browserTest("the till's trace is saved as a file, and a saved trace is shown as a story in both languages", () =>
  withPage({ policy: "card" }, async (place) => {
    const { tab, pos } = place;
    await ringUp(place, "Enter");
    await tab.keyboard.press("Space");
    await tab.locator("[data-key=save]").click();
    await tab.locator(".saved").waitFor();
    const [file] = await Promise.all([tab.waitForEvent("download"), tab.locator("[data-key=save-trace]").click()]);
    const path = await file.path();
    const open = async (title: string, sentence: RegExp) => {
      const [chooser] = await Promise.all([
        tab.waitForEvent("filechooser"),
        tab.locator("[data-key=open-trace]").click(),
      ]);
      await chooser.setFiles({ name: "till.trace", mimeType: "application/jsonl", buffer: readFileSync(path) });
      const story = tab.frameLocator("#story iframe");
      await story.getByRole("heading", { name: title }).waitFor();
      await story.getByText(sentence).first().waitFor();
    };
    await open("Kas vyko kasoje", /RRPay sako: apmokėta/);
    await keep(tab, "story");
    // over the story a space is not GAMA's
    await ringUpBehind(place);
    await tab.locator("#story a").focus();
    await tab.keyboard.press("Space");
    assert.is(pos.state().window, "pos");
    await tab.locator("[data-key=close-story]").click();
    await tab.locator("[data-key=language]").click();
    await open("What happened at the till", /RRPay says: paid/);
    const [chooser] = await Promise.all([
      tab.waitForEvent("filechooser"),
      tab
        .locator("[data-key=close-story]")
        .click()
        .then(() => tab.locator("[data-key=open-trace]").click()),
    ]);
    await chooser.setFiles({ name: "x.trace", mimeType: "application/jsonl", buffer: Buffer.from("no trace\n") });
    await tab.getByText("This file holds no trace that can be read.").waitFor();
    // the browser reports the refusal itself
    place.complaints.splice(0);
  }),
);

/** Puts an article on the receipt without the page. */
async function ringUpBehind({ pos }: Place): Promise<void> {
  pos.add("PR001");
  await pos.until(({ receipt }) => receipt.lines.length === 1);
}

test.run();
