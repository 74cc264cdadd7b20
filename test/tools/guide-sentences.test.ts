/** What the guides say that is seen on a till is what the program and rrpay.prg say, letter for letter. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { CODES } from "../../schemas/generated/codes.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("sentences of the guides");

/** Letters as rrpay.prg writes them, which is ASCII: RRPayText of runtime/gama/source/texts.prg. */
const MARKED: Readonly<Record<string, string>> = {
  ...{ "^a": "ą", "^c": "č", "^e": "ę", "^E": "ė", "^i": "į", "^s": "š", "^u": "ų", "^U": "ū", "^z": "ž" },
};
const shown = readFileSync(checkoutFile("runtime/gama/rrpay.prg"), "latin1").replace(
  /\^[aceEisuUz]/g,
  (mark) => MARKED[mark] ?? mark,
);

/** What stands in the first cells of the table "what is seen", in the quotes of that language. */
function seenIn(guide: string, quoted: RegExp): string[] {
  const [, table = ""] = /\n## (?:Ką daryti, kai|What to do when) …\n([\s\S]*?)\n## /.exec(guide) ?? [];
  const cells = table.split("\n").map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(quoted)].map(([, words = ""]) => words));
}

for (const [file, language, quoted] of [
  ["docs/DIEGIMAS.md", "lt", /„([^“]+)“/g],
  ["docs/INSTALL.en.md", "en", /"([^"]+)"/g],
] as const)
  test(`what ${file} says that is seen is said so`, () => {
    const said = [shown, ...Object.values(CODES).map((words) => `${words.lt}\n${words[language]}`)].join("\n");
    const seen = seenIn(readFileSync(checkoutFile(file), "utf8"), quoted).filter(
      (words) => !/bad Saturday|Blogas/.test(words),
    );
    assert.ok(seen.length > 10, `${seen.length} sentences`);
    const unsaid = seen.filter((words) => !words.split("…").every((part) => said.includes(part.trim())));
    assert.equal(unsaid, []);
  });

test.run();
