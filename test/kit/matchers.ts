/** Assertions about money and receipts. When one fails, it throws the expected value and the actual one. */
import assert from "node:assert/strict";
import type { Receipt } from "./till.ts";

/** Converts euros to cents: `"2.58"` or `"2,58"`. Anything else is a mistake in the test. */
export function cents(euros: string): number {
  const found = /^(-?)(\d+)[.,](\d{2})$/.exec(euros);
  if (found === null) throw new RangeError(`"${euros}" is no sum of euros with two decimals`);
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 100 + Number(found[3]));
}

/** Asserts that a sum in cents equals an amount in euros. */
export function assertMoney(actualCents: number | undefined, euros: string, what = "sum"): void {
  assert.equal(actualCents, cents(euros), `${what} is ${actualCents} ct, not ${euros}`);
}

/** Asserts that RRPay was asked to print these names in this order and, if given, under these VAT groups. */
export function assertReceipt(
  receipt: Receipt | undefined,
  names: readonly string[],
  vatGroups?: readonly string[],
): void {
  assert.ok(receipt, "RRPay was asked for no receipt");
  assert.deepEqual(
    receipt.lines.map(({ name }) => name),
    names,
  );
  if (vatGroups !== undefined)
    assert.deepEqual(
      receipt.lines.map(({ vatGroup }) => vatGroup),
      vatGroups,
    );
}
