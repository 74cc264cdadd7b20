// Only with --all: it needs a browser.
// Only on Node: playwright-core is made for it; the page's server is tested on both.
// Time limit: 900 s
/** The page's files: what was done as a scenario, the till's trace as a story. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { scenariosOf } from "./scenario/scenario.ts";
import { browserSuite, keep, type Place, ringUp, withPage } from "./support-browser.ts";

const { browserTest, run } = browserSuite("page, files");

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

run();
