import fc from "fast-check";
import * as assert from "uvu/assert";
import { plainText } from "../../plugin/rrpay/masking.ts";
import { findCards, findMessage, findRuns, maskCards, maskMessage, maskPan } from "../../plugin/text/mask.ts";
import { suite } from "../support/suite.ts";

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
  ["masks every card number", "4111111111111111 ir 5500000000000004", "411111******1111 ir 550000******0004"],
  ["leaves eleven digits alone", "12345678901", "12345678901"],
  ["leaves what is masked already alone", "411111******1111", "411111******1111"],
  ["reads what a trace has blanked as it was read before", "4111 11** **** 1111", "411111******1111"],
  ["masks groups parted by two characters of any kind", "4111. 1111__1111\u{1f4b3}/1111", "411111******1111"],
  ["three characters part two numbers", "123456 - 7890123", "123456 - 7890123"],
  ["what is masked in other ways stays as it is", "4111 **** **** 1111", "4111 **** **** 1111"],
  ["digits that lean on stars are digits", "411111111111**0000", "411111**1111**0000"],
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
  fc.assert(fc.property(fc.stringMatching(/^([0-9]{0,11}[a-zž.,:/]{3,})*$/), (text) => assert.is(maskPan(text), text)));
});

test("a million digits are one run", () => {
  const masked = maskPan("4".repeat(1_000_000));
  assert.is(masked.length, 1_000_000);
  assert.match(masked, /^4{6}\*+4{4}$/);
});

/** A number of this length whose check digit holds. */
const card = fc
  .tuple(fc.constantFrom("2", "3", "4", "5", "6", "9"), fc.stringMatching(/^[0-9]{11,17}$/))
  .map(([first, rest]) => {
    const digits = first + rest;
    return [..."0123456789"].map((check) => digits + check).find(passesLuhn) ?? "";
  });
/** One or two characters of any kind that are no digits. */
const separator = fc.oneof(
  fc.constantFrom("", " ", "  ", "-", ".", "_", "/", "::", "\u00a0", "\u{1f4b3}\u{1f4b3}", "ž–", "\t"),
  fc.string({ minLength: 1, maxLength: 2 }).filter((text) => !/[0-9*]/.test(text)),
);
const split = (separators: readonly string[], digits: string) =>
  [...digits].map((digit, at) => (at === 0 ? digit : `${separators[at % separators.length]}${digit}`)).join("");
const word = fc.stringMatching(/^[a-zA-Zž .,]{0,20}$/);

test("B13: a full card number is cut in a free text, whatever parts its digits and wherever it stands", () => {
  fc.assert(
    fc.property(
      card,
      fc.array(separator, { minLength: 1, maxLength: 5 }),
      word,
      word,
      (digits, gaps, before, after) => {
        const head = before === "" ? "" : `${before}   `;
        const tail = after === "" ? "" : `   ${after}`;
        const hidden = `${digits.slice(0, 6)}${"*".repeat(digits.length - 10)}${digits.slice(-4)}`;
        assert.is(maskCards(`${head}${split(gaps, digits)}${tail}`), `${head}${hidden}${tail}`);
      },
    ),
    { numRuns: 1000 },
  );
});

test("B13: other digits beside it hide no card number", () => {
  const other = fc.stringMatching(/^[0-9]{0,8}$/);
  const issued = card.filter((digits) => digits.startsWith("4") && digits.length === 16);
  fc.assert(
    fc.property(issued, other, other, separator, (digits, before, after, gap) => {
      const safe = maskCards(`${before}${gap}${digits}${gap}${after}`);
      assert.is(safe.replace(/[^0-9]/g, "").includes(digits), false, safe);
    }),
    { numRuns: 1000 },
  );
});

const whole = [
  "Kvitas 2026-11-23 10:15:00 Nr. 000123",
  "LT12 1000 0111 0100 1000",
  "Tel. +370 612 34567, 8 5 2123456",
  "4770001112223",
  "Coca-Cola 0,5 l (6 x 0,5) 1.29",
  "1234 5678 9012 3456",
];
for (const text of whole) test(`B13: a free text stays whole: ${text}`, () => assert.is(maskCards(text), text));

test("what a payment program writes is cut like a card's own text, and by the check digit beyond", () => {
  assert.is(maskMessage("Nr. 1234 5678 9012 3456"), "Nr. 123456******3456");
  assert.is(maskMessage("Nr. 4111..1111__1111/1111"), "Nr. 411111******1111");
  assert.is(maskMessage("2026-11-23 10:15:00"), "2026-11-23 10:15:00");
});

test("a text whose hidden digits are blanked reads as before", () => {
  fc.assert(
    fc.property(card, fc.array(separator, { minLength: 1, maxLength: 5 }), (digits, gaps) => {
      const text = `Kortelė ${split(gaps, digits)}`;
      for (const [mask, find] of [
        [maskCards, findCards],
        [maskPan, findRuns],
      ] as const) {
        const units = [...Array(text.length).keys()].map((at) => text.charAt(at));
        for (const { hidden } of find(text)) for (const at of hidden) units[at] = "*";
        assert.is(mask(units.join("")), mask(text));
      }
    }),
    { numRuns: 1000 },
  );
});

test("what RRPay writes reads as before once it is blanked, whatever without a width parts its digits", () => {
  const widthless = fc.constantFrom("\0", "\u0001", "\t", "\u007f", "\u0085", "\ud800", "\udc00", " ", "\u00a0", "-");
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{1,4}$/), card, widthless, (before, digits, gap) => {
      const text = [before, ...(digits.match(/.{1,4}/g) ?? [])].join(gap);
      const units = text.split("");
      for (const { hidden } of findMessage(text)) for (const at of hidden) units[at] = "*";
      assert.is(maskMessage(plainText(units.join(""))), maskMessage(plainText(text)));
    }),
    { numRuns: 1000 },
  );
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
