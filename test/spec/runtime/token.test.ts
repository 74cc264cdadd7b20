// 13.8: no bundle reads the token, however slowly somebody says it back.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { TokenGuard } from "../../../runtime/node/token.ts";
import { suite } from "../../support/suite.ts";

const test = suite("token guard");

const TOKEN = "s3cret-token-of-32-characters-xyz";

/** What goes on of pieces; a pause lets go of what waits. */
function passed(token: string, pieces: readonly (string | "pause")[]): string {
  const guard = new TokenGuard(Buffer.from(token));
  let text = "";
  for (const piece of pieces)
    text += Buffer.from(piece === "pause" ? guard.release() : guard.push(Buffer.from(piece))).toString("latin1");
  return text + Buffer.from(guard.release()).toString("latin1");
}

test("a token in pieces with long pauses between them is not handed on", () => {
  assert.is(passed(TOKEN, ["<s3cret-token-of", "pause", "-32-characters-xyz>"]), `<${"*".repeat(TOKEN.length)}>`);
});

test("byte by byte, each after a pause, no more of it is handed on than may stand there by chance", () => {
  const slowly = [...`<${TOKEN}>`].flatMap((byte) => [byte, "pause"]);
  assert.is(passed(TOKEN, slowly), `<${TOKEN.slice(0, 7)}${"*".repeat(TOKEN.length - 7)}>`);
});

test("what only begins as the token goes on as it came", () => {
  assert.is(passed(TOKEN, ["{}s3cr", "pause", "s3cret", "pause", "{}"]), "{}s3crs3cret{}");
});

test("whatever comes in whatever pieces, nothing is lost and the token is in none of it", () => {
  const piece = fc.constantFrom("pause", "ab", "a", "aba", "abab", "x", "b", "ababx");
  fc.assert(
    fc.property(fc.constantFrom("ab", "aba", "ababa", "abababab", "aaaaaaaaaa"), fc.array(piece), (token, pieces) => {
      const came = pieces.filter((one) => one !== "pause").join("");
      const text = passed(token, pieces);
      assert.is(text.length, came.length);
      for (let at = 0; at < text.length; at++) assert.ok(text[at] === came[at] || text[at] === "*");
      if (!pieces.includes("pause")) assert.not.ok(text.includes(token));
    }),
  );
});

test.run();
