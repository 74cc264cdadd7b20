/** What keeps row 7 of docs/edges.md, broken one by one: card numbers. */
import { type Edge, edges } from "./edge.ts";

const MASK = "plugin/text/mask.ts";
const NONE = "none is in the data folder after hostile sales";

export const CARDS: readonly Edge[] = [
  ...edges(
    7,
    "test/spec/mask.test.ts",
    [
      "runs of twelve are left",
      "no run of 12 to 19 digits that passes the Luhn check survives",
      MASK,
      "const SHORTEST_PAN = 12;",
      "const SHORTEST_PAN = 13;",
    ],
    [
      "a dash parts two numbers",
      "no run of 12 to 19 digits that passes the Luhn check survives",
      MASK,
      "if (passed === 2 || next >= text.length || code === STAR) return -1;",
      "if (passed === 2 || next >= text.length || code === STAR || code === 0x2d) return -1;",
    ],
  ),
  ...edges(7, "test/spec/tolerance.test.ts", [
    "a text is cut before it is masked",
    "a card number that the cut would part is masked first",
    "plugin/rrpay/tolerance.ts",
    "maskedText(field, text).slice(0, length)",
    "text.slice(0, length)",
  ]),
  ...edges(
    7,
    "test/spec/trace-cards.test.ts",
    [
      "the bytes of one sign part a number like as many signs",
      "a number parted by pairs of signs of four bytes",
      "plugin/text/spots.ts",
      "|[\\xc2-\\xf4][\\x80-\\xbf]{1,3}/g",
      "/g",
    ],
    [
      "a backslash takes the digit behind it",
      "a number parted by backslashes",
      "plugin/text/spots.ts",
      "bytes: /\\\\(?:u[0-9a-fA-F]{4}|[^0-9])",
      "bytes: /\\\\(?:u[0-9a-fA-F]{4}|[^u])",
    ],
    [
      "a number of many digits stays whole where a sum belongs",
      "GAMA's payload: a quantity",
      "plugin/text/spots.ts",
      '((isNumber || rule === "number") && !SHORT_NUMBER.test(value))',
      '(rule === "word" && !SHORT_NUMBER.test(value))',
    ],
  ),
  ...edges(7, "test/spec/masked-wire.test.ts", [
    "listen counts the bytes of one sign",
    "listen masks a number parted by",
    "runtime/cli/conformance/readings.ts",
    "const SEQUENCE = /[\\xc2-\\xf4][\\x80-\\xbf]{1,3}/g;",
    "const SEQUENCE = /[\\xc2-\\xf4]{4}/g;",
  ]),
  ...edges(7, "test/spec/payload.test.ts", [
    "a path is cut before it is masked",
    "a card number in a path is masked before the path is cut",
    "plugin/gama/payload.ts",
    "path.slice(0, 10 * PATH_LENGTH)",
    "path.slice(0, PATH_LENGTH)",
  ]),
  ...edges(
    7,
    "test/contract/card-numbers.test.ts",
    [
      "GAMA's payload lies in the trace",
      NONE,
      "plugin/gama/payload-trace.ts",
      "blank(batch, [{ step: batch.step, bytes: payload }], spots);",
      "spots.length;",
    ],
    [
      "RRPay's answer lies in the trace",
      NONE,
      "plugin/rrpay/answer-trace.ts",
      "    blank(batch, this.#pieces, spots);\n",
      "",
    ],
    [
      "what stands before a body lies in the trace",
      NONE,
      "plugin/rrpay/answer-trace.ts",
      "for (let at = 0; at <= stretches.length; at++)",
      "for (let at = 1; at <= stretches.length; at++)",
    ],
    ["RRPay's message lies in the journal", NONE, "plugin/rrpay/masking.ts", "  message: maskMessage,\n", ""],
    ["RRPay's code lies in the journal", NONE, "plugin/rrpay/masking.ts", "  code: maskMessage,\n", ""],
    ["a payment's name lies in the journal", NONE, "plugin/rrpay/masking.ts", "  name: maskMessage,\n", ""],
    ["a product's name lies in the journal", NONE, "plugin/gama/texts.ts", "return masked;", "return plain;"],
  ),
];
