/** Money and receipts in a test's words. Each throws with what was expected and what is. */
import assert from "node:assert/strict";
import type { Receipt } from "./till.ts";

/** Euros as cents: `"2.58"` or `"2,58"`; anything else is a mistake of the test. */
export function cents(euros: string): number {
  const found = /^(-?)(\d+)[.,](\d{2})$/.exec(euros);
  if (found === null) throw new RangeError(`"${euros}" is no sum of euros with two decimals`);
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 100 + Number(found[3]));
}

/** That a sum of cents is so many euros. */
export function assertMoney(actualCents: number | undefined, euros: string, what = "sum"): void {
  assert.equal(actualCents, cents(euros), `${what} is ${actualCents} ct, not ${euros}`);
}

/** That RRPay was asked to print these names, in this order, and perhaps under these VAT groups. */
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
