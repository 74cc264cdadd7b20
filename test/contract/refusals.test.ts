/** Bad input of every kind: refused with code, path and reason; nothing sent, nothing journalled but the refusal. */

import * as assert from "uvu/assert";
import { CODES } from "../../schemas/generated/codes.ts";
import type { SettlementResult } from "../../schemas/generated/types.ts";
import type { Payload } from "../support/call.ts";
import { forEachEngine } from "../support/engines.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";

interface BadInput {
  readonly name: string;
  readonly payload: () => Payload;
  readonly code: string;
  /** What the message must name. */
  readonly says?: RegExp;
}

const request = () => sale(258);
const json = () => JSON.stringify(request());

const BAD: readonly BadInput[] = [
  { name: "an empty payload", payload: () => "", code: "payload-schema", says: /window/ },
  { name: "truncated JSON", payload: () => json().slice(0, -7), code: "payload-form" },
  {
    name: "truncated flat lines",
    payload: () => "window=settlement\r\nsaleKey=T1\r\nki",
    code: "payload-form",
    says: /#3/,
  },
  {
    name: "the wrong code page",
    payload: () => Uint8Array.from([...Buffer.from("window=settlement\r\nsaleKey=A"), 0xe0, 0x0d]),
    code: "payload-not-text",
  },
  { name: "invalid UTF-8", payload: () => Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), code: "payload-not-text" },
  { name: "an unknown key", payload: () => ({ ...request(), tip: 5 }), code: "payload-schema", says: /tip/ },
  {
    name: "an unknown flat path",
    payload: () => "window=settlement\r\nlines.0.colour=red",
    code: "payload-form",
    says: /lines\.0\.colour/,
  },
  {
    name: "a __proto__ key",
    payload: () => json().replace("{", '{"__proto__":{"x":1},'),
    code: "payload-schema",
    says: /__proto__/,
  },
  {
    name: "lines that do not add up",
    payload: () => ({ ...request(), totals: { totalCents: 257, discountCents: 0, vatCents: 0 } }),
    code: "payload-sums",
    says: /totals\.totalCents/,
  },
  {
    name: "a line whose product is off by two cents",
    payload: () => sale(258, { lines: [line(258, { unitPriceE4: 25_600 })] }),
    code: "payload-sums",
    says: /lines\.0\.totalCents/,
  },
  {
    name: "a repeated line number",
    payload: () => sale(516, { lines: [line(258), line(258)] }),
    code: "payload-sums",
    says: /lines\.1\.no/,
  },
  {
    name: "cents as a float",
    payload: () => json().replaceAll('"totalCents":258', '"totalCents":258.5'),
    code: "payload-schema",
    says: /totalCents/,
  },
  {
    name: "cents as text",
    payload: () => json().replaceAll('"totalCents":258', '"totalCents":"258"'),
    code: "payload-schema",
    says: /totalCents/,
  },
  {
    name: "a negative total",
    payload: () => sale(-10, { lines: [line(-10)], totals: { totalCents: -10, discountCents: 0, vatCents: 0 } }),
    code: "payload-schema",
    says: /totals\.totalCents/,
  },
  {
    name: "a total beyond the safe integers",
    payload: () => json().replaceAll("258", "9007199254740993"),
    code: "payload-schema",
  },
  {
    name: "control characters",
    payload: () => ({ ...request(), saleKey: "T1\u00071" }),
    code: "payload-schema",
    says: /saleKey/,
  },
  {
    name: "an over-long string",
    payload: () => ({ ...request(), operator: "x".repeat(65) }),
    code: "payload-schema",
    says: /operator/,
  },
  { name: "no lines", payload: () => sale(0, { lines: [] }), code: "payload-schema", says: /lines/ },
  {
    name: "more lines than a receipt has",
    payload: () =>
      sale(1001, {
        lines: Array.from({ length: 1001 }, (_, at) => line(1, { no: at + 1, name: "x", code: "x", barcode: "1" })),
      }),
    code: "payload-schema",
    says: /lines/,
  },
  { name: "nesting beyond 32", payload: () => `${'{"a":'.repeat(40)}1${"}".repeat(40)}`, code: "payload-form" },
  { name: "nesting of a hundred thousand", payload: () => `{"a":${"[".repeat(200_000)}`, code: "payload-form" },
  { name: "a JSON array", payload: () => "[1,2,3]", code: "payload-form" },
  {
    name: "an unknown window",
    payload: () => ({ ...request(), window: "kitchen" }),
    code: "payload-schema",
    says: /window/,
  },
];

forEachEngine((engine) => {
  const test = suite(`bad input (${engine.name})`);

  test("each kind is refused with its code and place; RRPay hears nothing, the journal keeps only refusals", () =>
    withTill({ engine }, async (till) => {
      for (const { name, payload, code, says } of BAD) {
        const result = (await till.call("init", payload())) as SettlementResult;
        assert.is(result.outcome, "refused", name);
        assert.is(result.code, code, `${name}: ${result.message}`);
        if (says) assert.match(result.message, says, name);
        assert.is(result.manualEntry.allowed, false, name);
      }
      assert.is(till.rrpay.requests.length, 0);
      assert.equal(kinds(till), ["checkpoint", "refusal"]);
    }));

  test("a payload beyond 256 KiB is refused before the sandbox sees it", () =>
    withTill({ engine }, async (till) => {
      const started = await till.host.start(till.session, "init", new Uint8Array(10 * 1024 * 1024));
      assert.is(started, CODES["payload-too-large"].number);
    }));

  test("every hook refuses in its own form", () =>
    withTill({ engine }, async (till) => {
      for (const hook of ["close", "resolve", "status"] as const) {
        const result = (await till.call(hook, { nonsense: 1 })) as { status: string; code: string };
        assert.is(result.status, "refused", hook);
        assert.is(result.code, "payload-schema", hook);
      }
      assert.is(((await till.call("void", { nonsense: 1 })) as { outcome: string }).outcome, "refused");
      assert.is(((await till.call("init", { window: "pos", nonsense: 1 })) as { status: string }).status, "refused");
      assert.is(((await till.call("doctor", { nonsense: 1 })) as { status: string }).status, "fail");
    }));

  test("padding of GAMA's fields is trimmed and an empty optional field counts as absent", () =>
    withTill({ engine, rrpay: { policy: "card" } }, async (till) => {
      const plain = request();
      const padded = {
        ...plain,
        operator: "ONA      ",
        original: { documentNo: "   " },
        lines: plain.lines.map((one) => ({ ...one, barcode: "  ", name: `${one.name}     ` })),
      };
      const result = await till.settle(padded);
      assert.is(result.outcome, "approved", result.message);
    }));

  test("a config whose error only the bundle can see refuses every hook and names the field", () =>
    withTill({ engine, config: { timeouts: { answerMs: 1 } } }, async (till) => {
      const result = await till.settle(request());
      assert.is(result.code, "config-invalid");
      assert.match(result.message, /timeouts\.answerMs/);
      assert.is((await till.doctor()).status, "fail");
    }));

  test.run();
});

function kinds(till: Till): string[] {
  return [...new Set(till.journal().map(({ t }) => t))].sort();
}
