// Only with --all: it needs a browser.
// Only on Node: playwright-core is made for it; the page's server is tested on both.
// Time limit: 900 s
/** The page where RRPay is silent: asking again, manual entry, a conflict. */
import * as assert from "uvu/assert";
import { browserSuite, keep, ringUp, scriptHas, untilAsked, withPage } from "./support-browser.ts";

const { browserTest, run } = browserSuite("page, unknown");

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

run();
