/** The card beside the till: the till's own sentences, one page, nothing loaded. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { cardHtml } from "../../build/generate/card.ts";
import { loadCodes } from "../../build/generate/codes.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("the card beside the till");
const codes = loadCodes(checkoutFile("schemas/codes.json"));

for (const language of ["lt", "en"] as const) {
  test(`it is what the sentences of schemas/codes.json say (${language})`, () => {
    const card = readFileSync(checkoutFile(`docs/card.${language}.html`), "utf8");
    assert.is(card, cardHtml(codes, language));
    for (const code of ["no-answer", "still-in-progress", "manual-allowed", "conflict"])
      assert.match(card, codes.find((entry) => entry.code === code)?.[language] ?? "?");
  });

  test(`it changes when a sentence changes, and does without none (${language})`, () => {
    const changed = codes.map((entry) =>
      entry.code === "no-answer" ? { ...entry, lt: "Kitaip.", en: "Otherwise." } : entry,
    );
    assert.is.not(cardHtml(changed, language), cardHtml(codes, language));
    const without = codes.filter(({ code }) => code !== "conflict");
    assert.throws(() => cardHtml(without, language), /conflict, which is no code/);
  });

  test(`it stands alone (${language})`, () => {
    assert.not.match(cardHtml(codes, language), /<script|<link|<img|https?:|url\(/);
  });
}

test.run();
