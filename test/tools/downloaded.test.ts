// What Windows does with downloaded files, as both guides say it: a till that cannot load the DLL does not sell.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("downloaded files");

/** What each guide must say, and the words that say it. */
const SAID: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  "the mark is taken off the zip before it is unzipped": {
    en: /tick \*\*"Unblock"\*\*/,
    lt: /pažymėkite \*\*„Atblokuoti“ \(Unblock\)/,
  },
  "and off every file where it is unzipped already": {
    en: /`Get-ChildItem \S+ -Recurse \| Unblock-File`/,
    lt: /`Get-ChildItem \S+ -Recurse \| Unblock-File`/,
  },
  "that is for DLL and programs": { en: /for the DLL and the programs/, lt: /nuo DLL, ir nuo programų/ },
  "what a marked DLL does": { en: /gama_rrpay\.dll/, lt: /gama_rrpay\.dll/ },
  "what SmartScreen asks": {
    en: /SmartScreen.*"More info", "Run anyway"/,
    lt: /SmartScreen.*„Daugiau informacijos“, „Vis tiek vykdyti“/,
  },
  "the checksum comes first": { en: /certutil -hashfile/, lt: /certutil -hashfile/ },
};

for (const [language, file] of [
  ["en", "INSTALL.en.md"],
  ["lt", "DIEGIMAS.md"],
] as const)
  test(`${file} says how the block of downloaded files is lifted, for DLL and programs, and what SmartScreen asks`, () => {
    const parts = readFileSync(checkoutFile(`docs/${file}`), "utf8").split("\n## ");
    const section = parts.find((part) => part.includes("SmartScreen")) ?? "";
    for (const [what, words] of Object.entries(SAID)) assert.match(section, words[language] ?? /^$/, what);
  });

test.run();
