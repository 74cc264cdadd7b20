/** Whether GAMA keeps a receipt's key with it, as adapt tells it from a trial receipt before and after saving. */
import * as assert from "uvu/assert";
import { judgeKey } from "../../runtime/cli/adapt-judge-key.ts";
import { Names, readShop } from "../../runtime/cli/adapt-names.ts";
import { suite } from "../support/suite.ts";
import { inspected } from "./inspected.ts";
import { milk, settle } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";

const test = suite("rrpay.prg: a key that GAMA keeps");
const SHOP = "header.key=I06_RAKTAS\r\nheader.total=I06_SUMA\r\n";
const en = (_lt: string, english: string) => english;

/** The head of the receipt on the screen. */
const head = (gama: Gama) => gama.tables.get("I06_PARH")!.records[0]!;

/** Pays a trial receipt that has no number yet, saves it with what `save` does, and judges both inspections. */
async function judged(gama: Gama, save: (gama: Gama) => void) {
  gama.shop = SHOP;
  gama.receipt("", [milk], { I06_RAKTAS: " ".repeat(20), I06_SUMA: 2.58 });
  const { done, window } = await settle(gama);
  assert.is(done, true, gama.said.join("\n"));
  const settlement = await inspected(gama, window);
  save(gama);
  const pos = await inspected(gama, new Settlement("POS pardavimo taskas"));
  return judgeKey({ settlement, pos }, new Names(readShop(SHOP)), en);
}

test("a saved receipt that has its number and its key: the field holds", () =>
  withGama(async (gama) => {
    const { verdict, evidence } = await judged(gama, () => {
      head(gama).I06_DOK_NR = "K000777".padEnd(20);
    });
    assert.is(verdict, "holds", evidence);
    assert.match(evidence, /saved receipt K000777 has its key in I06_RAKTAS/);
  }));

test("a saved receipt whose key is gone is told, with what would come of it", () =>
  withGama(async (gama) => {
    const { verdict, evidence } = await judged(gama, () => {
      head(gama).I06_DOK_NR = "K000778".padEnd(20);
      head(gama).I06_RAKTAS = " ".repeat(20);
    });
    assert.is(verdict, "does-not-hold", evidence);
    assert.match(evidence, /K000778 was saved without the key .* its money would be taken a second time/);
  }));

test("another saved receipt without a key proves nothing, nor does one that is not saved yet", () =>
  withGama(async (gama) => {
    const other = await judged(gama, () => {
      gama.receipt("K000600", [milk, milk], { I06_RAKTAS: " ".repeat(20), I06_SUMA: 5.16 });
    });
    assert.is(other.verdict, "cannot-tell", other.evidence);
    const open = await judged(gama, () => {});
    assert.is(open.verdict, "cannot-tell", open.evidence);
    assert.match(open.evidence, /save the receipt, open it in the POS window, run INSPECT there/);
  }));

test.run();
