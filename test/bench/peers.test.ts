// Only on Node: the peers are measured beside Node.
/** A peer does the bundle's work: the same bytes for the same sale, and a refusal where the bundle refuses. */
import { runInNewContext } from "node:vm";
import * as assert from "uvu/assert";
import { line, sale, vatOf } from "../support/sales.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { PEERS } from "./peers/peers.ts";
import { doneOf, scriptOf } from "./peers/programs.ts";
import { type Given, workOf, workOfBytes } from "./peers/work.ts";

const test = suite("peers of the bench");

/** Three lines with all that text and numbers can be: letters of three alphabets, quotes, blanks, a discount, a weight. */
function small(): Given {
  const lines = [
    line(258, { name: 'Ąžuolo „grafas“ "X" ŽŪÕß€', code: "A 1" }),
    line(199, { no: 2, name: "Sūris  su tarpais   ", discountCents: 1, unitPriceE4: 20_000 }),
    line(-50, { no: 7, name: "Užstatas", quantityE4: -5000, unitPriceE4: 10_000, vatRateBp: 0, vatGroup: "N" }),
  ];
  const totalCents = 407;
  return workOf(sale(totalCents, { lines, totals: { totalCents, discountCents: 1, vatCents: vatOf(totalCents) } }));
}

/** The same work with other lines in it; the bundle's own request is no longer of it. */
function changed({ work }: Given, from: string, to: string): Given["work"] {
  const text = work.payload.toString("latin1");
  assert.ok(text.includes(from), from);
  return { ...work, payload: Buffer.from(text.replace(from, to), "latin1") };
}

const WRONG = [
  { what: "a sum that is wrong", from: "totals.totalCents=407", to: "totals.totalCents=408" },
  { what: "a line's product that is wrong", from: "lines.1.discountCents=1", to: "lines.1.discountCents=4" },
  { what: "two lines of one number", from: "lines.2.no=7", to: "lines.2.no=1" },
  { what: "an amount that is no whole number", from: "lines.0.totalCents=258", to: "lines.0.totalCents=258.5" },
  { what: "an amount with a leading zero", from: "lines.0.totalCents=258", to: "lines.0.totalCents=0258" },
  { what: "a field that nobody knows", from: "operator=ONA", to: "operator=ONA\r\nfrob=1" },
  { what: "a field that comes twice", from: "operator=ONA", to: "operator=ONA\r\noperator=ONA" },
  { what: "a field that is missing", from: "operator=ONA\r\n", to: "" },
  { what: "a gap in the lines", from: "lines.2.no=7", to: "lines.3.no=7" },
  { what: "a byte that windows-1257 leaves undefined", from: "operator=ONA", to: "operator=\x81" },
  { what: "a kind that there is not", from: "kind=sale", to: "kind=loan" },
] as const;

for (const peer of PEERS) {
  const missing = peer.missing();
  if (missing !== undefined) {
    skip(peer.name, missing);
    continue;
  }

  test(`${peer.name} writes the bytes that the bundle writes`, async () => {
    const { work, request } = small();
    const done = await peer.run(work, 2);
    assert.is(done.request.toString("latin1"), request.toString("latin1"));
  });

  test(`${peer.name} gives one sample a round`, async () => {
    const { tookMs } = await peer.run(small().work, 3);
    assert.is(tookMs.length, 3);
    assert.ok(tookMs.every((ms) => Number.isFinite(ms) && ms >= 0));
  });

  test(`${peer.name} refuses what the bundle refuses`, async () => {
    for (const { what, from, to } of WRONG) {
      const refused = await peer.run(changed(small(), from, to), 1).then(
        () => false,
        () => true,
      );
      assert.ok(refused, what);
    }
  });
}

test("a script for Duktape and MuJS holds the work, and needs no more than print", async () => {
  const { work, request } = small();
  const printed: string[] = [];
  runInNewContext(scriptOf(work, 2), { print: (text: string) => printed.push(`${text}\n`) });
  const done = doneOf(printed.join(""));
  assert.is(done.request.toString("latin1"), request.toString("latin1"));
  assert.is(done.tookMs.length, 2);
});

test("the bundle refuses the sales that a peer is expected to refuse", () => {
  for (const { what, from, to } of WRONG) {
    const { work } = small();
    assert.ok(work.payload.toString("latin1").includes(from), what);
    assert.throws(() => workOfBytes(changed({ work, request: Buffer.alloc(0) }, from, to).payload), /not sell/, what);
  }
});

test.run();
