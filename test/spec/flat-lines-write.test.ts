// Results as flat lines.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { normalise } from "../../plugin/gama/cleaning.ts";
import { formatFlat, parseFlat } from "../../plugin/gama/flat-lines.ts";
import { SALE } from "../support/flat-sale.ts";
import { suite } from "../support/suite.ts";

const test = suite("flat lines: writing");

test("results begin with CRLF and every line ends with one, so that STREXTRACT finds whole keys only", () => {
  assert.is(
    formatFlat({ outcome: "approved", payments: [{ method: 2, card: { rrn: "1" } }], fiscal: { state: "printed" } }),
    "\r\noutcome=approved\r\npayments.count=1\r\npayments.0.method=2\r\npayments.0.card.rrn=1\r\nfiscal.state=printed\r\n",
  );
});

test("absent fields have no line, an empty array has its count, an empty object has nothing", () => {
  assert.is(
    formatFlat({ a: undefined, b: [], c: {}, d: false, e: 0, f: "" }),
    "\r\nb.count=0\r\nd=false\r\ne=0\r\nf=\r\n",
  );
  assert.is(formatFlat({}), "\r\n");
});

test("arrays of plain values and of arrays are written by index", () => {
  assert.is(formatFlat({ a: ["x"], b: [[1]] }), "\r\na.count=1\r\na.0=x\r\nb.count=1\r\nb.0.count=1\r\nb.0.0=1\r\n");
});

test("a value never breaks its line", () => {
  assert.is(formatFlat({ message: "a\r\nb\\n\rc\n" }), "\r\nmessage=a\\r\\nb\\\\n\\rc\\n\r\n");
});

test("what is written reads back the same, trimmed as JSON is", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "ž", "=", ".", " ", "\\", "\r", "\n", "n", "\u2028") });
  const present = { requiredKeys: [] };
  const sale = fc.record(
    {
      saleKey: text,
      totalCents: fc.maxSafeInteger(),
      saved: fc.boolean(),
      note: text,
      customer: fc.record({ code: text, name: text }),
      lines: fc.array(fc.record({ name: text, no: fc.integer() })),
      tags: fc.array(text),
      grid: fc.array(fc.array(fc.integer())),
    },
    present,
  );
  fc.assert(
    fc.property(sale, (value) => {
      const expected = normalise(JSON.parse(JSON.stringify(value)), SALE);
      assert.equal(parseFlat(formatFlat(value), SALE), { ok: true, value: expected });
    }),
    { numRuns: 500 },
  );
});

test("no text whatever makes the parser throw", () => {
  const name = fc.constantFrom("lines", "0", "1", "no", "count", "tags", "grid", "saleKey", "customer", "code", "note");
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("."));
  const value = fc.constantFrom("", "1", "-1", "true", "A", "\\", "\\n", " ");
  // lines that are nearly right come far: a text of random pieces is refused in its first line
  const line = fc.tuple(path, fc.constantFrom("=", "=", "=", " = ", ""), value).map((parts) => parts.join(""));
  const piece = fc.oneof(
    { weight: 4, arbitrary: line },
    { weight: 1, arbitrary: fc.constantFrom("=", ".", "\r", "\\") },
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const result = parseFlat(pieces.join("\n"), SALE);
      assert.type(result.ok, "boolean");
    }),
    { numRuns: 2000 },
  );
});

test.run();
