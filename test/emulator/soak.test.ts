// Only with --all: thirteen hundred sales, one after the other.
// Time limit: 300 s
/** What the emulator and the page keep of each sale is limited. Here it is counted; `npm run soak` measures memory. */

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { KEPT, Shelf } from "./rrpay/shelf.ts";
import { Soak } from "./soak.ts";
import { withFolder } from "./support.ts";

const test = suite("soak");

test("once the shelves and the log are full, further sales hold nothing more in memory, and none is forgotten", () =>
  withFolder(async (dir) => {
    const soak = await Soak.start(dir);
    try {
      await soak.sell(1101);
      const { heldInMemory } = soak.rrpay;
      await soak.sell(200);
      assert.is(soak.rrpay.heldInMemory, heldInMemory);
      assert.equal(soak.rrpay.counts, { transactions: 1301, documents: 1301 });
      assert.is(soak.rrpay.transaction("soak-1")?.type, "transaction");
      assert.is(soak.rrpay.latestReceipts(1)[0]?.documentNo, "001301");
      assert.ok(soak.read > 0);
    } finally {
      await soak.stop();
    }
  }));

test("a shelf holds its newest in memory and reads the others back, in the order in which they came", () => {
  const read: number[] = [];
  const shelf = new Shelf<string>(({ at }) => {
    read.push(at);
    return `read ${at}`;
  });
  for (let at = 0; at <= KEPT; at += 1) shelf.set(`k${at}`, `v${at}`, { at, bytes: 1 });
  assert.equal([shelf.size, shelf.held], [KEPT + 1, KEPT]);
  assert.equal([shelf.get("k0"), shelf.get("k1"), shelf.get("none")], ["read 0", "v1", undefined]);
  assert.equal(shelf.latest(2), [`v${KEPT - 1}`, `v${KEPT}`]);
  assert.equal(shelf.latest(0), []);
  assert.is(shelf.all().length, KEPT + 1);
  assert.equal(read, [0, 0]);
});

test.run();
