// Only with --all: it needs a browser.
// Only on Node: playwright-core is made for it; the page's server is tested on both.
// Time limit: 900 s
/** The page in a headless Chromium, with a real till and RRPay's emulator: selling, and what stands in sight. */
import * as assert from "uvu/assert";
import { browserSuite, keep, ringUp, untilAsked, withPage } from "./support-browser.ts";

const { browserTest, run } = browserSuite("page");

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

/** Numbers and totals that stand in more than one line. */
const BROKEN = `[...document.querySelectorAll(".receipt .number, .total span")].filter((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getClientRects().length > 1;
}).map((one) => one.textContent)`;

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
      assert.equal(await tab.evaluate(BROKEN), [], `${name}: sums in two lines`);
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

run();
