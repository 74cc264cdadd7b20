/** New computer: what a disk image or an older state of a till does, as the guide tells it, by hooks and the command line. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { UnresolvedItem } from "../../schemas/generated/types.ts";
import { startRrpay } from "../emulator/rrpay/server.ts";
import { engineOf } from "../support/engines.ts";
import { runIn } from "../support/releases.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type ConfigPart, type Till, type TillOptions, withTill } from "../support/till.ts";

const test = suite("a disk image");

const options: TillOptions = {
  engine: engineOf("direct"),
  rrpay: { policy: "card", till: "1" },
  config: { timeouts: { answerMs: 1500 } },
};

const copyOf = (till: Till, name: string) => join(till.folder, name);

/** Takes an image of the closed till's data folder. */
async function takeImage(till: Till, name: string): Promise<void> {
  await till.close();
  cpSync(till.dataDir, copyOf(till, name), { recursive: true });
}

/** Opens another folder, or this one's own: of the same till at the same RRPay, unless something is changed. */
async function openAs(till: Till, name: string, changes: ConfigPart = {}): Promise<void> {
  await till.close();
  till.writeConfig({ ...changes, dataDir: copyOf(till, name) });
  await till.open();
}

const listed = (list: { readonly unresolved: readonly UnresolvedItem[] }) =>
  list.unresolved.map(({ saleKey, conflict }) => [saleKey, conflict?.code]);

test("of a till that has sold belongs to that till: another one sells nothing with it until its dataDir is empty", () =>
  withTill(options, async (till) => {
    const [first, other] = [sale(), sale(219)];
    await till.settle(first);
    await till.saved(first);
    await takeImage(till, "image");
    const own = await startRrpay({ dir: copyOf(till, "own"), policy: "card", till: "2" });
    try {
      const second: ConfigPart = { till: "2", rrpay: { port: own.port } };
      await openAs(till, "image", second);
      const refused = await till.settle(other);
      assert.equal([refused.outcome, refused.code], ["refused", "till-mismatch"]);
      assert.is(own.counts.transactions + till.rrpay.counts.transactions, 1, "nothing was sent");
      await till.close();
      rmSync(copyOf(till, "image"), { recursive: true });
      await openAs(till, "image", second);
      assert.is((await till.settle(other)).outcome, "approved");
      assert.is(own.moneyTakenCents(other.saleKey), other.totals.totalCents);
    } finally {
      await till.close();
      await own.stop();
    }
  }));

test("that two tills run under one name charges no receipt twice, and each is told what the other has sold", () =>
  withTill(options, async (till) => {
    const [mine, its] = [sale(), sale(219)];
    await takeImage(till, "second");
    await openAs(till, "data");
    await till.settle(mine);
    await till.saved(mine);
    await openAs(till, "second");
    assert.equal(listed(await till.pos()), [[mine.saleKey, "journal-behind"]]);
    await till.settle(mine);
    assert.is(till.rrpay.moneyTakenCents(mine.saleKey), mine.totals.totalCents);
    await till.settle(its);
    await till.saved(its);
    await openAs(till, "data");
    assert.ok(listed(await till.pos()).some(([key, code]) => key === its.saleKey && code === "journal-behind"));
    for (const one of [mine, its]) {
      await till.settle(one);
      assert.is(till.rrpay.moneyTakenCents(one.saleKey), one.totals.totalCents);
    }
    assert.is(till.rrpay.receipts().length, 2);
  }));

test("put back while RRPay went on: journal resolve lists what it lacks and takes RRPay's word, and nothing is charged again", () =>
  withTill(options, async (till) => {
    const [before, after] = [sale(), sale(219)];
    await till.settle(before);
    await till.saved(before);
    await takeImage(till, "image");
    await openAs(till, "data");
    await till.settle(after);
    await till.saved(after);
    await till.close();
    rmSync(till.dataDir, { recursive: true });
    cpSync(copyOf(till, "image"), till.dataDir, { recursive: true });
    const resolve = ["journal", "resolve", "--config", till.configPath, "--engine", "direct"];
    const list = await runIn(till.folder, resolve);
    assert.is(list.code, 1, list.error);
    assert.match(list.out, after.saleKey);
    assert.match(list.out, "RRPay has this receipt and the payment journal does not.");
    const words = ["--key", after.saleKey, "--decision", "accept-rrpay", "--operator", "ONA"];
    const decided = await runIn(till.folder, [...resolve, ...words]);
    assert.is(decided.code, 0, decided.out + decided.error);
    const shown = await runIn(till.folder, ["journal", "show", till.dataDir, "--sale", after.saleKey]);
    assert.is(shown.code, 0, shown.error);
    await till.open();
    // it waits for GAMA alone now, which has saved the receipt long ago and says so when it is on the screen again
    assert.equal(listed(await till.pos()), [[after.saleKey, undefined]]);
    const again = await till.settle(after);
    assert.equal([again.outcome, again.code], ["approved", "approved"]);
    await till.saved(after);
    assert.equal(listed(await till.pos()), []);
    assert.is(till.rrpay.moneyTakenCents(after.saleKey), after.totals.totalCents);
    assert.is(till.rrpay.receipts().length, 2);
  }));

test.run();
