// B15, preview: what would be sent, with no network and no record.

import * as assert from "uvu/assert";
import { Batch } from "../../plugin/boundary.ts";
import { parsePayload } from "../../plugin/gama/payload.ts";
import { preview } from "../../plugin/hooks/preview.ts";
import { refusedHook } from "../../plugin/hooks/refusal.ts";
import { encodeAscii, stringifyAscii } from "../../plugin/text/ascii.ts";
import { validatePreviewResult } from "../../schemas/generated/validators.js";
import { health } from "../support/attempts.ts";
import { desk } from "../support/desk.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";

const test = suite("preview");

const request = sale(258, { saleKey: "A", receiptNo: "1" });
const voucher = { type: "voucher", name: "Dovanų čekis", amountCents: 100 } as const;

test("the very transaction that init would send comes back", () => {
  const result = preview(desk(), request);
  assert.ok(validatePreviewResult(result), JSON.stringify(validatePreviewResult.errors));
  assert.is(result.status, "ok");
  assert.equal(
    [result.request?.saleKey, result.request?.till, result.request?.totalCents],
    [request.saleKey, "1", 258],
  );
  assert.equal(result.request?.lines, request.lines);
});

test("nothing is sent and nothing is recorded", () => {
  const at = desk();
  const empty = new Batch().encode();
  at.batch.encode();
  preview(at, request);
  assert.equal(at.batch.encode(), empty);
});

test("the payload is read as that of the settlement window", () => {
  const parsed = parsePayload("preview", encodeAscii(stringifyAscii(request)), "utf-8");
  assert.ok(parsed.ok && parsed.request.hook === "preview");
});

test("a wrong payload is refused with its path", () => {
  const parsed = parsePayload("preview", encodeAscii(stringifyAscii({ ...request, currency: "eur" })), "utf-8");
  if (parsed.ok) throw new Error("it was accepted");
  const { code, path, saleKey } = parsed.fault;
  const result = refusedHook("preview", { code, saleKey, path, detail: "currency" }, desk().settings, false);
  assert.ok(validatePreviewResult(result), JSON.stringify(validatePreviewResult.errors));
  assert.equal([result.status, result.path], ["refused", "currency"]);
});

test("what init would refuse of the content is refused here", () => {
  const lines = Array.from({ length: 900 }, (_, at) => line(0, { no: at + 1, name: "ž".repeat(200) }));
  assert.is(preview(desk(), { ...request, lines }).code, "sale-too-large");
  const at = desk();
  at.rrpay = { state: "up", health: health() };
  assert.is(preview(at, { ...request, prepaid: [voucher] }).code, "prepaid-unsupported");
});

test("while RRPay was not asked yet, a prepaid sale is shown as it would be sent", () => {
  assert.equal(preview(desk(), { ...request, prepaid: [voucher] }).request?.prepaid, [voucher]);
});

test.run();
