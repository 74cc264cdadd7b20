/** A command that a till's guide names is run by a test; one that nobody has tried stands in no guide. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { commandsIn, ELSEWHERE, inEnglish, UNDER_WINE } from "../support/guide-commands.ts";
import { suite } from "../support/suite.ts";

const test = suite("commands of the guides");

const textOf = (file: string) => readFileSync(checkoutFile(file), "utf8");
const tried = [...Object.keys(UNDER_WINE), ...Object.keys(ELSEWHERE)].sort();

for (const file of ["docs/DIEGIMAS.md", "docs/INSTALL.en.md"])
  test(`every command of ${file} is run by a test, and every command that is run stands there`, () => {
    assert.equal(commandsIn(textOf(file)).map(inEnglish).sort(), tried);
  });

test("a command that no test knows is found, wherever a line breaks in it", () => {
  const page = "Rašykite `gama-rrpay\njournal burn RAKTAS`, ne `gama-rrpay.json`.";
  assert.equal(commandsIn(page).map(inEnglish), ["gama-rrpay journal burn KEY"]);
  assert.not.ok(tried.includes("gama-rrpay journal burn KEY"));
});

test("the tests that run the others name the command", () => {
  for (const [command, file] of Object.entries(ELSEWHERE)) {
    const [, name = ""] = command.split(" ");
    assert.match(textOf(file), new RegExp(`\\b${name}\\b`), command);
  }
});

test.run();
