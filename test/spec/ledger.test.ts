// The ledger: what each record makes of the state.
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { isSettled } from "../../plugin/payment/attempt.ts";
import { isKeyVoided } from "../../plugin/payment/truth.ts";
import { AT_MS, attempt, evidence } from "../support/attempts.ts";
import { checkpoint, Disk, id, paid, sent } from "../support/journal-bench.ts";
import { suite } from "../support/suite.ts";

const test = suite("ledger");

test("a late word about an attempt that is settled and forgotten changes nothing", () => {
  const ledger = new Ledger();
  ledger.apply(evidence());
  assert.equal(ledger.all(), []);
});

test("a refusal is written and changes no attempt", () => {
  const disk = new Disk().boot();
  disk.write({ t: "refusal", atMs: AT_MS, hook: "init", code: "blocked", saleKey: "T1-1" });
  assert.equal(disk.names, ["append"]);
  assert.equal(disk.journal.ledger.all(), []);
});

test("rule 6: a document number that another sale has is a conflict (F49)", () => {
  const ledger = new Ledger();
  for (const record of [...paid(1), sent(2)]) ledger.apply(record);
  ledger.apply(evidence({ attemptId: id(2), fiscal: { state: "printed", documentNo: "D1" } }));
  assert.is(ledger.get(id(2))?.conflict?.code, "document-repeated");
  assert.is(ledger.get(id(1))?.conflict, undefined);
});

test("the same document number under another epoch is another device's", () => {
  const ledger = new Ledger();
  for (const record of [...paid(1), sent(2, { epoch: "epoch-2" })]) ledger.apply(record);
  ledger.apply(evidence({ attemptId: id(2), fiscal: { state: "printed", documentNo: "D1" } }));
  assert.is(ledger.get(id(2))?.conflict, undefined);
});

test("the newest attempt of a key is the latest, kinds apart", () => {
  const ledger = new Ledger();
  ledger.apply(sent(1, { saleKey: "K" }));
  ledger.apply(sent(2, { saleKey: "K" }));
  ledger.apply(sent(3, { saleKey: "K", kind: "return" }));
  assert.is(ledger.latest({ kind: "sale", saleKey: "K" })?.attemptId, id(2));
  assert.is(ledger.latest({ kind: "return", saleKey: "K" })?.attemptId, id(3));
  assert.is(ledger.latest({ kind: "void", saleKey: "K" }), undefined);
});

test("B10: a void sent anew ends the one before that failed, and no doubt about it", () => {
  const voidOf = (n: number) => sent(n, { saleKey: "T1-1", kind: "void", originalKind: "sale" });
  const money = { payments: [{ method: 2, name: "Kortelė", amountCents: 258 }] };
  for (const [doubt, left] of [
    [{}, ["settled", undefined]],
    [money, ["waiting", "money-without-approval"]],
  ] as const) {
    const ledger = new Ledger();
    const declined = evidence({ attemptId: id(2), state: "declined", ...doubt });
    for (const record of [...paid(1), voidOf(2), declined, voidOf(3)]) ledger.apply(record);
    const before = ledger.get(id(2));
    assert.equal([before?.gama, before?.conflict?.code], left);
  }
});

test("an approved void settles its sale: nothing is left to save", () => {
  const ledger = new Ledger();
  for (const record of paid(1)) ledger.apply(record);
  ledger.apply(sent(2, { saleKey: "T1-1", kind: "void" }));
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), false);
  ledger.apply(evidence({ attemptId: id(2), fiscal: { state: "printed", documentNo: "V1" } }));
  assert.is(ledger.get(id(1))?.gama, "settled");
  assert.ok(isSettled(ledger.get(id(1))!));
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), true);
});

test("a checkpoint replaces everything that was known before it", () => {
  const ledger = new Ledger();
  ledger.apply(sent(1));
  ledger.apply(checkpoint({ storeId: "store-9", attempts: [attempt({ attemptId: id(2), saleKey: "T1-2" })] }));
  assert.equal(
    ledger.all().map(({ attemptId }) => attemptId),
    [id(2)],
  );
  assert.is(ledger.storeId, "store-9");
});

test.run();
