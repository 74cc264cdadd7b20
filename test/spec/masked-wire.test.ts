/** What `listen` and `conformance` write of a wire: no card number and no token, in whatever form. */
import * as assert from "uvu/assert";
import { maskedText, safeCut } from "../../runtime/cli/conformance/masked-text.ts";
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

test("listen hides an escaped token, and one across the border of two chunks", () => {
  const escaped = maskedText(bytes(`{"message":"\\u0073${TOKEN.slice(1)}"}`), TOKEN);
  const chunked = maskedText(bytes(`9\r\n${TOKEN.slice(0, 9)}\r\nb\r\n${TOKEN.slice(9)}\r\n0\r\n\r\n`), TOKEN);
  assert.equal([escaped.includes(TOKEN.slice(1)), chunked.includes(TOKEN.slice(9))], [false, false]);
});

test("a long message is not cut within the token", () => {
  const begun = "x".repeat(70_000) + TOKEN.slice(0, 12);
  assert.ok(safeCut(bytes(begun), TOKEN) <= 70_000);
});

test.run();
