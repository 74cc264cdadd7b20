/** What `listen` and `conformance` write of a wire: no card number and no token, in whatever form. */
import * as assert from "uvu/assert";
import { maskedPiece, maskedText, safeCut } from "../../runtime/cli/conformance/masked-text.ts";
import { placeOf, readingsOf } from "../../runtime/cli/conformance/readings.ts";
import { suite } from "../support/suite.ts";

const test = suite("masked text of a wire");

const TOKEN = "secrettokenofletters";
const bytes = (text: string) => Buffer.from(text);

for (const [name, text] of [
  ["escaped separators", '{"message":"4111\\u00a01111\\u00a01111\\u00a01111"}'],
  ["escaped digits", `{"message":"${[..."4111111111111111"].map((digit) => `\\u003${digit}`).join("")}"}`],
  ["digits of a chunk's size within it", '18\r\n{"message":"4111111111\r\n8\r\n111111"}\r\n0\r\n\r\n'],
  ["a chunk's border", '13\r\n{"message":"41111111\r\n10\r\n11111111"}      \r\n0\r\n\r\n'],
] as const)
  test(`listen masks a card number with ${name}`, () => {
    const bare = maskedText(bytes(text))
      .replace(/\r\n[0-9a-f]+\r\n/g, "")
      .replace(/\\u003([0-9])/g, "$1")
      .replace(/\\u00a0/g, "");
    assert.not.ok(bare.includes("4111111111111111"), bare);
  });

for (const sign of ["\u2013", "\u2009", "\u{1f4b3}\u{1f4b3}"])
  test(`listen masks a number parted by ${JSON.stringify(sign)} where the whole is not UTF-8`, () => {
    const number = "4111111111111111".match(/..../g)!.join(sign);
    const body = Buffer.from(`{"message":"${number}"}`);
    const chunks = Array.from({ length: Math.ceil(body.length / 5) }, (_, at) => body.subarray(5 * at, 5 * at + 5));
    const framed = chunks.flatMap((piece) => [Buffer.from(`${piece.length}\r\n`), piece, Buffer.from("\r\n")]);
    const bare = (text: string) => text.replace(/\r\n[0-9]\r\n/g, "").replace(/[^0-9A-Za-z*]/g, "");
    const otherLetter = Buffer.concat([body, Buffer.from([0xe8])]);
    for (const one of [Buffer.concat(framed), otherLetter])
      assert.not.ok(bare(maskedText(one)).includes("4111111111111111"), maskedText(one));
    for (let at = 1; at < body.length; at++) {
      const shown = maskedPiece(body.subarray(0, at), Buffer.alloc(0), true);
      const whole = shown + maskedPiece(body.subarray(at), body.subarray(0, at), false);
      assert.not.ok(bare(whole).includes("4111111111111111"), whole);
    }
  });

test("listen hides an escaped token, and one across the border of two chunks", () => {
  const escaped = maskedText(bytes(`{"message":"\\u0073${TOKEN.slice(1)}"}`), TOKEN);
  const chunked = maskedText(bytes(`9\r\n${TOKEN.slice(0, 9)}\r\nb\r\n${TOKEN.slice(9)}\r\n0\r\n\r\n`), TOKEN);
  assert.equal([escaped.includes(TOKEN.slice(1)), chunked.includes(TOKEN.slice(9))], [false, false]);
});

/** Ids by a generator of our own, so that each run sees the same. */
function* ids(count: number): Generator<string> {
  let state = 1;
  const hex = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % 16;
  };
  for (let at = 0; at < count; at++)
    yield "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => hex().toString(16));
}

test("an id of RRPay's is shown as it is, wherever it stands", () => {
  const wrong = [...ids(2000)].filter((id) => {
    const said = `GET /v1/transactions/${id}?afterRevision=1&waitMs=1000 HTTP/1.1\r\n\r\n{"id":"${id}","revision":12,"sum":"2.58"}`;
    return maskedText(bytes(said)) !== said;
  });
  // one in some thousand is by chance what a card's issuer gives out, and is starred
  assert.ok(wrong.length <= 6, wrong.join(" "));
});

test("an id behind a word, such as the emulator's store, is shown as it is", () => {
  const wrong = [...ids(2000)].filter((id) => maskedText(bytes(`store EMU-${id}, epoch`)) !== `store EMU-${id}, epoch`);
  assert.ok(wrong.length <= 6, wrong.join(" "));
});

test("the moment of a receipt is shown as it is, wherever it stands", () => {
  const digits = (at: number, length: number) => String((at * 7_654_321) % 10 ** length).padStart(length, "0");
  const moments = Array.from({ length: 500 }, (_, at) => {
    const [second, end] = [String(at % 60).padStart(2, "0"), at % 2 === 0 ? "+02:00" : "Z"];
    return `2026-11-28T15:10:${second}.${digits(at, at % 2 === 0 ? 7 : 6)}${end}`;
  });
  const wrong = moments.filter((moment) => {
    const text = `{"fiscal":{"documentNo":"000001","printedAt":"${moment}"},"total":258}`;
    const cut = bytes(text).subarray(0, text.indexOf(moment) + moment.length + 1);
    return !maskedText(bytes(text)).includes(moment) || !maskedPiece(cut, Buffer.alloc(0), true).includes(moment);
  });
  assert.equal(wrong, []);
});

for (const number of [
  "4111-11-11T11:11:11.11Z",
  "2026-11-28T15:10:30.4Z111111111111111",
  "4111112026-11-28T15:10:30.4Z",
])
  test(`a card number that has the form of a moment, or runs over its end, is masked: ${number}`, () => {
    const shown = maskedText(bytes(`{"message":"${number}"}`));
    assert.not.ok(shown.includes(number), shown);
  });

test("ids without letters are shown too", () => {
  for (const id of ["00000000-0000-0000-0000-000000000001", "12345678-0000-4000-8000-000000000012"])
    assert.is(maskedText(bytes(`{"id":"${id}"}`)), `{"id":"${id}"}`);
});

for (const id of [
  "41111111-1111-1111-abcd-0123456789ab",
  "ab411111-1111-1111-11cd-0123456789ab",
  "abcdefab-cdef-4abc-4111-111111111111",
  "abcdefab-5555-5555-5555-4444abcdefab",
  "00000000-0000-0000-4111-111111111111",
  "abcdefab-cdef-4abc-8abc-de3782822463-10005",
  "abcdefab-cdef-4abc-8abc-411111111111 1111",
  "4111-41111111-1111-1111-abcd-0123456789ab",
  "EMU-41111111-1111-1111-abcd-0123456789ab",
  "4111b-11111111-1111-abcd-abcd-0123456789ab",
])
  test(`a card number that has the form of an id, or runs over its end, is masked: ${id}`, () => {
    const shown = maskedText(bytes(`{"id":"${id}"}`));
    const card = /4111111111111111|5555555555554444|378282246310005/;
    assert.not.match(shown.replace(/-| /g, ""), card);
  });

test("a card number beside an id, and a text that has its place holder, are what they are without it", () => {
  const [id] = ids(1);
  assert.is(
    maskedText(bytes(`\ue000\ue000 ${id} \ue000 4111 1111 1111 1111, ${id}\ue000`)),
    `\ue000\ue000 ${id} \ue000 4111 11** **** 1111, ${id}\ue000`,
  );
});

/** Pieces of a text, shown one after another. */
function shownIn(pieces: readonly string[]): string {
  let before = "";
  const shown = pieces.map((piece) => {
    const text = maskedPiece(bytes(piece), bytes(before), true, TOKEN);
    before += piece;
    return text;
  });
  return shown.join("");
}

for (const [what, text] of [
  ["that stands together", "pan 4111111111111111;;;"],
  ["in groups", "pan 4111 1111 1111 1111;;;"],
  ["with escapes", "pan 4111\\u00201111\\u002d1111\\u00201111;;;"],
  ["over chunks", "pan 41111111\r\n8\r\n11111111;;;"],
  ["behind other digits", "12;4111 1111 1111 1111;;;"],
  ["in what has the form of an id", "abcdefab-cdef-4abc-8abc-411111111111 1111;;;"],
] as const)
  test(`a card number ${what} is shown no more in three pieces than in one, wherever it is cut`, () => {
    for (let one = 1; one < text.length; one++)
      for (let other = one; other < text.length; other++) {
        const shown = shownIn([text.slice(0, one), text.slice(one, other), text.slice(other)]);
        // of its sixteen digits at least six are stars
        assert.ok(shown.split("*").length > 6, `${one} ${other}: ${shown}`);
      }
  });

test("each sign of each reading is known by its place in the text, whatever stands before it", () => {
  const text = '\r\n1f\r\n{"\\n\\u00a0a\u00e2\u0080\u0093b":"\\u0031\r\n8\r\n\\u003\r\n2;x\r\n2c","d"}\u00c2\u00a0e\\';
  const readings = readingsOf(text);
  const plain = readings.map((reading) =>
    [...reading.signs].map((_, at) => {
      const { from, length } = placeOf(reading, at);
      return text.slice(from, from + length);
    }),
  );
  assert.is(readings.length, 8);
  for (const [at, { signs }] of readings.entries())
    for (const [index, piece] of (plain[at] ?? []).entries()) {
      const sign = signs.charAt(index);
      // what stands for it is the sign itself, an escape, several bytes, or one of these with a chunk's border in it
      const isItself = piece === sign;
      const isOther = piece.length > 1 && (piece.startsWith("\\") || /^[\xc2-\xf4]/.test(piece));
      assert.ok(isItself || isOther, `${at} ${index}: ${JSON.stringify([sign, piece])}`);
    }
});

test("the token is never shown in two pieces, wherever it is cut", () => {
  for (let at = 1; at < TOKEN.length; at++) {
    const shown = shownIn([`key ${TOKEN.slice(0, at)}`, `${TOKEN.slice(at)} is it`]);
    assert.match(shown, /^key .{0,3}\*{1,2} is it$/);
  }
});

test("what cannot go on as a number is shown whole, also at the end of a piece", () => {
  for (const text of [
    '{"totalCents":258}',
    '{"atMs":17000000000}}}',
    "STATUS 4c1f0a52-7d1e-4b7a-9a53-0d6f5b1c2e12\r\n",
  ])
    assert.is(shownIn([text, "next"]), `${text}next`);
});

test("a long message is not cut within the token", () => {
  const begun = "x".repeat(70_000) + TOKEN.slice(0, 12);
  assert.ok(safeCut(bytes(begun), TOKEN) <= 70_000);
});

test.run();
