/** The boxes about a receipt that has lost the random part of its key (header.key). */
import type { Scene } from "./box-scenes.ts";
import { cheese, KNOWS_SAVED, milk, NO, openPos, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";

/** Today, which the journal is whole for; the golden file has another day in its place. */
export const TODAY = new Date();
const BLANK = { I06_OP_DATA: TODAY, I06_RAKTAS: " ".repeat(20) };
const KEYED = "header.key=I06_RAKTAS\r\n";

/** Paid, told as saved, and called up again without its key. */
async function callUp(gama: Gama, number: string, after = number): Promise<void> {
  gama.shop = KEYED;
  const pos = await openPos(gama);
  gama.receipt(number, [milk], BLANK);
  await settle(gama);
  gama.receipt("000124", [cheese], BLANK);
  await gama.run("STATUS", pos);
  gama.receipt(after, [milk], BLANK);
}

export const KEY_SCENES: readonly Scene[] = [
  {
    title: "F8 on a receipt that GAMA has saved without its key",
    before: (gama) => callUp(gama, "000123"),
    act: (gama) => gama.f8(new Settlement()),
    answers: [
      [YES, YES, YES],
      [YES, NO],
      [NO, YES],
      [NO, NO],
    ],
  },
  {
    title: "F8 on such a receipt where GAMA numbers on saving",
    before: (gama) => callUp(gama, "", "000123"),
    act: (gama) => gama.f8(new Settlement()),
    answers: [[YES], [NO]],
  },
  {
    title: "Space on a receipt that was paid and not saved, and whose key GAMA took back",
    before: async (gama) => {
      gama.shop = KEYED + KNOWS_SAVED;
      gama.receipt("000123", [milk], BLANK);
      const { window } = await settle(gama);
      await gama.run("CLOSE", window);
      gama.receipt("000123", [milk], BLANK);
    },
    act: (gama) => settle(gama),
    answers: [[YES], [NO, NO]],
  },
  {
    title: "A receipt without its key, where nobody has said that it is not saved",
    before: async (gama) => {
      gama.shop = KEYED;
      gama.receipt("000123", [milk], BLANK);
      await settle(gama);
      gama.receipt("000123", [milk], BLANK);
    },
    act: (gama) => settle(gama),
    answers: [[NO], [YES]],
  },
  {
    title: "Lines of which GAMA shows only some, and a window without a receipt",
    act: async (gama) => {
      gama.receipt("000123", [milk, cheese]);
      const { records = [] } = gama.tables.get("I07_PARD") ?? {};
      gama.tables.set("I07_PARD", { records, at: 0, range: ["000123", "000123"] });
      await settle(gama);
      gama.shop = KEYED;
      gama.receipt("", [milk], BLANK);
      gama.tables.set("I06_PARH", { records: gama.tables.get("I06_PARH")?.records ?? [], at: 0, isAtEnd: true });
      await settle(gama);
    },
    answers: [[NO]],
  },
];
