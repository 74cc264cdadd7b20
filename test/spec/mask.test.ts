import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { maskPan } from "../../plugin/text/mask.ts";

const test = suite("mask");

const cases: readonly [rule: string, text: string, masked: string][] = [
  ["keeps six and four of a card number", "4111111111111111", "411111******1111"],
  ["masks inside a text", "Kortelė 4111111111111111, ačiū", "Kortelė 411111******1111, ačiū"],
  ["masks groups parted by blanks", "4111 1111 1111 1111", "411111******1111"],
  ["masks groups parted by dashes", "3782-822463-10005", "378282*****0005"],
  ["masks groups parted by no-break blanks", "4111\u00a01111\u00a01111\u00a01111", "411111******1111"],
  ["masks twelve digits, the shortest there are", "501234567890", "501234**7890"],
  ["masks nineteen digits, the longest there are", "6304000000000000000", "630400*********0000"],
  ["masks a card number that leans on other digits", "99999994111111111111111", "999999*************1111"],
  ["masks every card number", "4111111111111111/5500000000000004", "411111******1111/550000******0004"],
  ["leaves eleven digits alone", "12345678901", "12345678901"],
  [
    "leaves what is masked already alone",
    "411111******1111 4111 11** **** 1111",
    "411111******1111 4111 11** **** 1111",
  ],
  ["two separators part two numbers", "123456 - 7890123", "123456 - 7890123"],
  ["keeps the blank after a number", " 411111111111111 - ", " 411111*****1111 - "],
  ["leaves a text without digits alone", "Ačiū – ąž", "Ačiū – ąž"],
  ["leaves nothing as nothing", "", ""],
];

for (const [rule, text, masked] of cases) test(rule, () => assert.is(maskPan(text), masked));

/** Texts made of what is dangerous: digits, separators, stars, letters, and whole card numbers. */
const hostile = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[0-9]{1,20}$/),
      fc.constantFrom(" ", "-", "  ", "\u00a0", "*", "a", "4111111111111111", "3782 822463 10005"),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

test("no run of 12 to 19 digits that passes the Luhn check survives", () => {
  fc.assert(
    fc.property(hostile, (text) => assert.equal(luhnRuns(maskPan(text)), [])),
    { numRuns: 2000 },
  );
});

test("to mask twice changes nothing more", () => {
  fc.assert(fc.property(hostile, (text) => assert.is(maskPan(maskPan(text)), maskPan(text))));
});

test("whatever is not a long run of digits is left as it is", () => {
  fc.assert(fc.property(fc.stringMatching(/^([0-9]{0,11}[a-zž*.,:/]+)*$/), (text) => assert.is(maskPan(text), text)));
});

test("a million digits are one run", () => {
  const masked = maskPan("4".repeat(1_000_000));
  assert.is(masked.length, 1_000_000);
  assert.match(masked, /^4{6}\*+4{4}$/);
});

/** Every stretch of 12 to 19 digits, single separators ignored, that passes the check of card numbers. */
function luhnRuns(text: string): string[] {
  const found: string[] = [];
  for (const run of text.match(/\d(?:[ \u00a0-]?\d)*/g) ?? []) {
    const digits = run.replace(/\D/g, "");
    for (let size = 12; size <= 19; size += 1) {
      for (let at = 0; at + size <= digits.length; at += 1) {
        if (passesLuhn(digits.slice(at, at + size))) found.push(digits.slice(at, at + size));
      }
    }
  }
  return found;
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

test.run();
