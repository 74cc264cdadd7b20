/** The page's two languages say the same things. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";
import { TEXTS } from "./page/client/texts.ts";
import faultSchema from "./rrpay/fault.schema.json" with { type: "json" };
import { OUTCOME_BY_CENTS } from "./rrpay/outcomes.ts";

const LETTERS: Readonly<Record<string, string>> = {
  ą: "^a",
  č: "^c",
  ę: "^e",
  ė: "^E",
  į: "^i",
  š: "^s",
  ų: "^u",
  ū: "^U",
  ž: "^z",
};
/** A text in the form that RRPayText takes. */
const asWritten = (text: string) => [...text].map((letter) => LETTERS[letter] ?? letter).join("");

const test = suite("page's texts");
const FAULTS = faultSchema.$defs.fault.oneOf;

/** All texts by their paths. */
function textsOf(value: object, path = ""): Map<string, string> {
  const entries = Object.entries(value).flatMap(([key, one]): [string, string][] =>
    typeof one === "object" ? [...textsOf(one, `${path}.${key}`)] : [[`${path}.${key}`, String(one)]],
  );
  return new Map(entries);
}

test("Lithuanian and English have the same texts, none is missing in one of them", () => {
  const [lt, en] = [textsOf(TEXTS.lt), textsOf(TEXTS.en)];
  assert.equal([...lt.keys()].sort(), [...en.keys()].sort());
  for (const [path, text] of lt) assert.is(text === "", en.get(path) === "", path);
});

test("what the cashier is asked on the page is what rrpay.prg asks, in the same words", () => {
  const program = readFileSync(checkoutFile("runtime/gama/rrpay.prg"), "latin1");
  const { decisions, kinds, askVoid, askAgain, paidThrough, moneyOf, backThrough, askVoidReturn } = TEXTS.lt;
  const asked = [askVoid, askAgain, paidThrough, moneyOf, backThrough, askVoidReturn];
  for (const text of [...Object.values(decisions), ...Object.values(kinds), ...asked])
    assert.ok(program.includes(asWritten(text)), text);
});

test("every fault of the menu is described in both languages, and not in the same words", () => {
  const types = FAULTS.map(({ title }) => title).sort();
  assert.equal(Object.keys(TEXTS.lt.faultTexts).sort(), types);
  assert.equal(Object.keys(TEXTS.en.faultTexts).sort(), types);
  for (const type of types) assert.is.not(TEXTS.lt.faultTexts[type], TEXTS.en.faultTexts[type], type);
});

test("every outcome by amount and every point of a crash is listed in both languages", () => {
  const crash = FAULTS.find(({ title }) => title === "crash");
  const points = crash?.properties.point?.enum ?? [];
  assert.ok(points.length > 0);
  for (const { outcomes, points: named } of Object.values(TEXTS)) {
    assert.equal(Object.keys(outcomes), Object.keys(OUTCOME_BY_CENTS));
    assert.equal(Object.keys(named), points);
  }
});

test.run();
