/** Hiding places in what came in pieces: whoever has RRPay's port chooses how many of both there are. */
import * as assert from "uvu/assert";
import { blank } from "../../plugin/blanks.ts";
import type { Batch } from "../../plugin/boundary.ts";
import { suite } from "../support/suite.ts";

const test = suite("blanks");

/** A batch that only takes blanks, and what it was told. */
function taken(): { readonly batch: Batch; readonly told: number[][] } {
  const told: number[][] = [];
  const batch = { blank: (...range: number[]) => told.push(range) } as unknown as Batch;
  return { batch, told };
}

/** Pieces of two bytes, each at the fourth byte of its event. */
const pieces = (count: number) =>
  Array.from({ length: count }, (_, step) => ({ step, bytes: new Uint8Array(new ArrayBuffer(6), 4) }));

test("a spot over several pieces is blanked in each, whatever order the spots have, and each byte once", () => {
  const { batch, told } = taken();
  const spots = [
    { from: 5, length: 1 },
    { from: 1, length: 4 },
    { from: 2, length: 1 },
  ];
  blank(batch, pieces(4), spots);
  assert.equal(told, [
    [0, 5, 1],
    [1, 4, 2],
    [2, 4, 2],
  ]);
});

test("a thousand spots in a thousand pieces are each looked at a few times, not a million times in all", () => {
  let looks = 0;
  const spots = Array.from({ length: 1000 }, (_, at) => ({
    get from() {
      looks++;
      return at * 2;
    },
    length: 1,
  }));
  const { batch, told } = taken();
  blank(batch, pieces(1000), spots);
  assert.is(told.length, 1000);
  assert.ok(looks < 50_000, String(looks));
});

test.run();
