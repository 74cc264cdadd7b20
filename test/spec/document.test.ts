// Numbers of fiscal documents: another receipt's is never taken for this one's (docs/contracts.md B6).

import * as assert from "uvu/assert";
import { isDocumentUsed } from "../../plugin/payment/document.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { AT_MS, attempt } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("document numbers");

const DAY_MS = 86_400_000;
const ours = attempt({ payment: "unknown" });
const other = (changes: Partial<Attempt>): Attempt =>
  attempt({ attemptId: "00000000-0000-4000-8000-000000000002", saleKey: "T1-2", ...changes });
const typed = (documentNo: string) =>
  ({ decision: "receipt-printed", operator: "ONA", sinceMs: AT_MS, documentNo }) as const;

test("a number that RRPay gave another attempt is used", () => {
  assert.ok(isDocumentUsed([other({ documentNo: "D9" })], ours, "D9"));
  assert.not.ok(isDocumentUsed([other({ documentNo: "D8" })], ours, "D9"));
});

test("a number that was typed of another attempt is used", () => {
  assert.ok(isDocumentUsed([other({ manual: typed("D9") })], ours, "D9"));
});

test("the attempt's own number is not used", () => {
  assert.not.ok(isDocumentUsed([attempt({ documentNo: "D9" })], ours, "D9"));
});

test("numbers begin anew each day, and with each epoch and store", () => {
  assert.not.ok(isDocumentUsed([other({ documentNo: "D9", sentAtMs: AT_MS - DAY_MS })], ours, "D9"));
  assert.not.ok(isDocumentUsed([other({ documentNo: "D9", epoch: "epoch-0" })], ours, "D9"));
  assert.not.ok(isDocumentUsed([other({ documentNo: "D9", storeId: "store-2" })], ours, "D9"));
});

test("the day of a receipt is the till's, also where RRPay writes the time in UTC", () => {
  // printed at 00:35 of the 24th at the till, sent before midnight
  const printedAt = "2026-11-23T22:35:00Z";
  const late = other({ documentNo: "D9", printedAt, utcOffsetMin: 120, sentAtMs: Date.UTC(2026, 10, 23, 21, 59) });
  const next = { ...ours, utcOffsetMin: 120, sentAtMs: Date.UTC(2026, 10, 24, 8) };
  assert.ok(isDocumentUsed([late], next, "D9"));
});

test.run();
