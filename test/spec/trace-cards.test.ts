/** Row 7 of docs/edges.md: no bytes of RRPay's or GAMA's leave a full card number in the trace, however they are written. */
import * as assert from "uvu/assert";
import { decodeBatch } from "../support/boundary.ts";
import { sale } from "../support/sales.ts";
import type { Reaction } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("card numbers in the trace");

const PAN = "4111111111111111";
const latin1 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("latin1");

/** What the host writes of a till's events (as in trace.test.ts). */
function traced(till: StepTill): string[] {
  const written = till.events.map((event) => event.slice(0));
  let waiting: ArrayBuffer[] = [];
  for (const [at, batch] of till.batches.entries()) {
    waiting.push(written[at]!);
    const effects = decodeBatch(batch);
    for (const effect of effects)
      if (effect.type === "blank")
        new Uint8Array(waiting.at(-1 - effect.back)!).fill(0x2a, effect.from, effect.from + effect.length);
    if (!effects.some(({ type }) => type === "hold")) waiting = [];
  }
  return written.map(latin1);
}

/** A number's digits with what stands between them taken away, escapes and chunk framing included. */
const bare = (text: string) =>
  text
    .replace(/\r\n[0-9a-f]{1,2}\r\n/g, "")
    .replace(/\\u003([0-9])/g, "$1")
    .replace(/\\u[0-9a-f]{4}|\\[rn]/gi, " ")
    .replace(/[^0-9A-Za-z*]/g, "");

function assertHidden(till: StepTill): void {
  for (const event of traced(till)) assert.not.ok(bare(event).includes(PAN), event.slice(36));
}

const raw = (json: string, length = Buffer.byteLength(json)): Reaction => ({
  raw: `HTTP/1.1 500 X\r\nContent-Length: ${length}\r\n\r\n${json}`,
});
const fours = (gap: string) => PAN.match(/..../g)!.join(gap);

const BODIES: Readonly<Record<string, string>> = {
  "whole name: error": `{"error":"${PAN}","message":""}`,
  "whole name: state": `{"state":"${fours(" ")}"}`,
  "whole name in an object nobody knows": `{"extra":{"id":"${PAN}","currency":"${PAN}"}}`,
  "blanks before the colon": `{"id":"x","message"          :"${PAN}"}`,
  "behind an object in an array": `{"extra":[{"method":2},"${PAN}"]}`,
  "behind an id, where a name is missing": `{"id":"x","${fours(" ")}"}`,
  "behind a till, without a comma": `{"till":"1" "${PAN}"}`,
  "numbers in an array": `{"extra":[4111,1111,1111,1111]}`,
  "a number with a decimal point": `{"extra":4111111111111.111}`,
  "a number with an exponent": `{"extra":4.111111111111111e15}`,
  "inside a number of 26 digits": `{"extra":7777777777${PAN}}`,
  "a JSON text alone, escaped": `"${fours("\\u0020")}"`,
  "lines of plain text": fours("\n"),
  "lines of plain text, CR LF": fours("\r\n"),
  "plain text with an equals sign": fours("="),
  "plain text, a whole name": `documentNo=${PAN}`,
};
for (const [name, body] of Object.entries(BODIES))
  test(`RRPay's answer: ${name}`, () =>
    withTill((till) => {
      till.rrpay.instead = ({ action }) => (action === "post" ? raw(body) : undefined);
      till.call("init", sale());
      assertHidden(till);
    }));

test("twelve digits alone in a card's field are hidden, the shortest there are", () =>
  withTill((till) => {
    const shortest = PAN.slice(0, 12);
    till.rrpay.instead = ({ action }) => (action === "post" ? raw(`{"maskedPan":"${shortest}"}`) : undefined);
    till.call("init", sale());
    const answer = traced(till).find((event) => event.includes("maskedPan"));
    assert.match(answer ?? "", '"411111**1111"');
  }));

for (const [name, text] of [
  ["separators", fours("\\u00a0")],
  ["digits", [...PAN].map((digit) => `\\u003${digit}`).join("")],
] as const)
  test(`an answer that is cut off, with escaped ${name}`, () =>
    withTill((till) => {
      till.rrpay.instead = ({ action }) => (action === "post" ? raw(`{"message":"${text}"`, 900) : undefined);
      till.call("init", sale());
      assertHidden(till);
    }));

const escaped = [...PAN].map((digit) => `\\u003${digit}`).join("");
const CHUNKS: Readonly<Record<string, (json: string, size: number) => string>> = {
  whole: (json, size) => `${chunked(json, size)}0\r\n\r\n`,
  "cut off": (json, size) => chunked(json, size),
  "broken behind it": (json, size) => `${chunked(json, size)}no size\r\n`,
};
const chunked = (json: string, size: number) =>
  [...Array(Math.ceil(json.length / size)).keys()]
    .map((at) => json.slice(at * size, (at + 1) * size))
    .map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
    .join("");

for (const [end, framed] of Object.entries(CHUNKS))
  for (const [form, number] of Object.entries({
    plain: PAN,
    escaped,
    parted: fours("  "),
    "parted, escaped": fours("\\u002e"),
  }))
    for (const [size, pad] of [
      [1, 20],
      [1, 700],
      [2, 700],
      [7, 20],
      [7, 2000],
    ] as const)
      test(`an answer in chunks of ${size}, ${pad} letters long, ${end}: a ${form} number`, () =>
        withTill((till) => {
          const answer = framed(`{"message":"${number}","pad":"${"x".repeat(pad)}"}`, size);
          till.rrpay.instead = ({ action }) =>
            action === "post" ? { raw: `HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n${answer}` } : undefined;
          till.call("init", sale());
          assertHidden(till);
        }));

test("a chunk's extension and a trailer", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) =>
      action === "post"
        ? {
            raw: `HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n2;x=${PAN}\r\n{ \r\n1;y=${PAN}\r\n}\r\n0;z=${PAN}\r\nX: ${PAN}\r\n\r\n`,
          }
        : undefined;
    till.call("init", sale());
    assertHidden(till);
  }));

/** What several bytes of UTF-8 stand for is one sign, two of which part no number. A backslash takes no digit with it. */
const PARTED: Readonly<Record<string, string>> = {
  "thin spaces": fours("\u2009"),
  "dashes and spaces without width": fours("\u2013\u200b"),
  "pairs of signs of four bytes": fours("\u{1f4b3}\u{1f4b3}"),
  backslashes: [...PAN].join("\\"),
};
for (const [between, number] of Object.entries(PARTED))
  for (const [name, text] of Object.entries({
    "the status line": `HTTP/1.1 500 ${number}\r\nContent-Length: 2\r\n\r\n{}`,
    "a header": `HTTP/1.1 500 X\r\nX: ${number}\r\nContent-Length: 2\r\n\r\n{}`,
    "a chunk's extension": `HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n2;x=${number}\r\n{}\r\n0\r\n\r\n`,
    "what is no HTTP": number,
    "an answer that is cut off in a letter": `HTTP/1.1 500 X\r\nContent-Length: 900\r\n\r\n{"message":"${number}\u0117`,
  }))
    test(`${name}: a number parted by ${between}`, () =>
      withTill((till) => {
        till.rrpay.instead = ({ action }) => (action === "post" ? { raw: text } : undefined);
        // the letter's second byte never comes
        till.split = (bytes) => [bytes.at(-1) === 0x97 ? bytes.slice(0, -1) : bytes];
        till.call("init", sale());
        for (const event of traced(till)) {
          const said = Buffer.from(event, "latin1").toString("utf8");
          assert.not.match(said.replace(/[^0-9A-Za-z*]/g, ""), new RegExp(PAN), said.slice(36));
        }
      }));

for (const [name, payload] of [
  ["a number with an exponent", `{"x":4.111111111111111e15}`],
  ["blanks before the colon", `{"saleKey":"x","operator"          :"${PAN}"}`],
  ["an equals sign", `operator=4111=1111=1111=1111\n`],
  ["a break of a line", `note=4111 1111 \n1111 1111=\n`],
  ["escaped breaks in a card's number", `payments.0.card.maskedPan=${fours("\\r\\n")}\n`],
  ["escaped backslashes in a reference", `payments.0.card.rrn=${fours("\\\\\\\\")}\n`],
  ["a quantity", `{"window":"settlement","lines":[{"quantityE4":${PAN}}]}`],
  ["a sum as a text", `{"window":"settlement","totals":{"totalCents":"${fours(" ")}"}}`],
  ["a price in flat lines", `window=settlement\nlines.0.unitPriceE4=${PAN}\n`],
] as const)
  test(`GAMA's payload: ${name}`, () =>
    withTill((till) => {
      till.call("init", payload);
      assertHidden(till);
    }));

test.run();
