// What the sentences claim: the table must contain every code, and it must agree with the texts themselves.

import * as assert from "uvu/assert";
import { CODES } from "../../schemas/generated/codes.ts";
import { suite } from "../support/suite.ts";
import { CLAIMS, type Claim } from "./claims.ts";

const test = suite("claims");

/** A sentence with these words makes this claim. */
const WORDS: readonly (readonly [words: RegExp, claim: Claim])[] = [
  [/nothing was sent|before anything went|not passed on/i, "nothing-sent"],
  [/nothing was paid|no money was taken|has no payment|did not accept the transaction/i, "no-money"],
  [/check again/i, "check-again"],
  [/settlement window/i, "open-window"],
];

test("each code says what it claims, and no other code does", () => {
  assert.equal(Object.keys(CLAIMS).sort(), Object.keys(CODES).sort());
});

for (const [words, claim] of WORDS)
  test(`a sentence claims "${claim}" exactly where it says so`, () => {
    const said = Object.entries(CODES).filter(([, { en }]) => words.test(en));
    for (const [code, { en }] of said) assert.ok(CLAIMS[code]?.includes(claim), `${code}: ${en}`);
    for (const [code, { en }] of Object.entries(CODES))
      if (CLAIMS[code]?.includes(claim)) assert.ok(words.test(en), `${code} claims ${claim}: ${en}`);
  });

test.run();
