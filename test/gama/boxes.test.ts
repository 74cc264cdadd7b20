// Time limit: 300 s
/**
 * Every box of rrpay.prg as text, in boxes.golden.txt: what it says, its buttons, which of them space and Enter press, and
 * what each answer does. `UPDATE_GOLDEN=1` writes the file anew; a person reads it before it is committed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import type { Rule } from "../emulator/rrpay/faults.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { cheese, coffee, KNOWS_SAVED, milk, NO, openPos, settle, YES } from "./items.ts";
import { ESC, type Gama, type GamaOptions, Settlement, withGama } from "./till.ts";

const engine = engineOf("direct");
const path = fileURLToPath(new URL("boxes.golden.txt", import.meta.url));
const test = suite("rrpay.prg: every box");

interface Scene {
  readonly title: string;
  readonly options?: Omit<GamaOptions, "engine">;
  /** Up to the box that is answered in turn. */
  readonly before?: (gama: Gama) => Promise<unknown>;
  readonly act: (gama: Gama) => Promise<unknown>;
  /** One telling for each row of answers. */
  readonly answers?: readonly (readonly (number | string)[])[];
}

const SILENT: Scene["options"] = {
  rrpay: {
    policy: "card",
    faults: [
      { on: "post", times: "always", fault: { type: "printed-but-silent" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ],
  },
  timeouts: { answerMs: 300, manualAfterMs: 50 },
};

const sell = async (gama: Gama) => {
  gama.receipt("000123", [milk]);
  return settle(gama);
};

const ANOTHER_SUM: readonly Rule[] = (["post", "get"] as const).map((on) => ({
  on,
  times: "always",
  fault: { type: "wrong-amount" },
}));

const giveBack = async (gama: Gama) => {
  gama.receipt("000123", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
  return settle(gama);
};

const SCENES: readonly Scene[] = [
  { title: "A card payment is declined", options: { rrpay: { policy: "decline" } }, act: sell },
  {
    title: "Cash is rounded and change is given",
    options: { rrpay: { policy: { type: "cash", givenCents: 3000 } } },
    act: async (gama) => {
      gama.receipt("000123", [coffee]);
      await settle(gama);
    },
  },
  {
    title: "The window takes no payment",
    act: async (gama) => {
      gama.receipt("000123", [milk]);
      const window = new Settlement();
      window.members.delete("KREDITAS");
      await settle(gama, window);
    },
  },
  {
    title: "A receipt without a number",
    act: async (gama) => {
      gama.receipt("", [milk]);
      await settle(gama);
    },
  },
  {
    title: "A VAT rate without a group",
    act: async (gama) => {
      gama.receipt("000123", [{ ...milk, rate: 9 }]);
      await settle(gama);
    },
  },
  {
    title: "A field that GAMA does not have",
    act: async (gama) => {
      gama.shop = "line.price=I07_KAINA\r\n";
      await sell(gama);
    },
  },
  {
    title: "A unit without a name, a line that is no goods and costs something, lines that are not the receipt's total",
    act: async (gama) => {
      gama.receipt("000123", [{ ...milk, fields: { I07_KODAS_US: "STATINE" } }]);
      await settle(gama);
      gama.receipt("000124", [milk, { ...cheese, type: 7 }]);
      await settle(gama);
      gama.shop = "header.total=I06_SUMA+I06_SUMA_PVM\r\n";
      gama.receipt("000125", [milk], { I06_SUMA: 5.43, I06_SUMA_PVM: 1.14 });
      await settle(gama);
    },
    answers: [[NO, NO]],
  },
  {
    title: "A price that the quantity and the discount do not explain",
    act: async (gama) => {
      gama.receipt("000123", [milk, { ...cheese, discount: 0 }]);
      await settle(gama);
    },
  },
  {
    title: "Another currency, and a storno that gives nothing back",
    act: async (gama) => {
      gama.shop = "header.storno=I06_OP_STORNO\r\n";
      gama.receipt("000123", [milk], { I06_KODAS_VL: "USD", I06_OP_STORNO: 0 });
      await settle(gama);
      gama.receipt("000124", [milk], { I06_VAL_POZ: 1, I06_OP_STORNO: 0 });
      await settle(gama);
      gama.receipt("000125", [milk], { I06_OP_STORNO: 1 });
      await settle(gama);
    },
    answers: [[NO, NO]],
  },
  {
    title: "A return asks for the receipt of the purchase",
    act: giveBack,
    answers: [["FD-77"], [""]],
  },
  {
    title: "Paid, and the receipt is not printed",
    options: { timeouts: { customerMs: 300 } },
    before: async (gama) => gama.till.rrpay.operator.set({ paper: false }),
    act: sell,
  },
  {
    title: "GAMA's own payment rows had a sum of their own",
    act: async (gama) => {
      gama.shop = "payment.cursor=MOK\r\npayment.cursor.number=NR\r\npayment.cursor.sum=SUMA\r\n";
      gama.tables.set("MOK", { records: [{ NR: 0, SUMA: 2.58 }], at: 0 });
      await sell(gama);
    },
  },
  {
    title: "PREVIEW shows what would be sent",
    act: async (gama) => {
      gama.receipt("000123", [milk, cheese]);
      await gama.run("PREVIEW", new Settlement());
    },
  },
  {
    title: "The DLL is gone, and a receipt is to be voided",
    before: openPos,
    act: async (gama) => {
      gama.receipt("000123", [milk]);
      gama.hasDll = false;
      await gama.run("F8", new Settlement());
    },
    answers: [[YES], [NO]],
  },
  {
    title: "The whole folder is gone when F8 is pressed",
    before: openPos,
    act: async (gama) => {
      gama.hasFolder = false;
      await gama.pressF8();
    },
    answers: [[YES], [NO]],
  },
  {
    title: "F8 on a paid receipt",
    before: async (gama) => {
      await openPos(gama);
      await sell(gama);
    },
    act: (gama) => gama.run("F8", new Settlement()),
    answers: [[YES], [NO]],
  },
  {
    title: "F8 on a return",
    before: async (gama) => {
      await openPos(gama);
      gama.answers.push("FD-77");
      await giveBack(gama);
    },
    act: (gama) => gama.run("F8", new Settlement()),
    answers: [[YES], [NO]],
  },
  {
    title: "The next sale after a return that was declined and has gone from the screen",
    options: { rrpay: { policy: "decline" } },
    before: async (gama) => {
      gama.answers.push("");
      await giveBack(gama);
    },
    act: async (gama) => {
      gama.receipt("000124", [cheese]);
      await settle(gama);
    },
    answers: [[NO]],
  },
  {
    title: "RRPay's answer does not agree with the sale",
    options: { rrpay: { policy: "card", faults: ANOTHER_SUM }, timeouts: { answerMs: 300 } },
    act: sell,
    answers: [[NO]],
  },
  {
    title: "F8 on a receipt of a day before the journal",
    before: openPos,
    act: async (gama) => {
      gama.receipt("000100", [milk], { I06_OP_DATA: new Date("2020-01-02T00:00:00Z") });
      await gama.run("F8", new Settlement());
    },
    answers: [["", NO], ["", YES], ["FD-1"]],
  },
  {
    title: "F8 that RRPay declines, and what the list then offers",
    before: async (gama) => {
      await openPos(gama);
      await sell(gama);
      gama.till.rrpay.setPolicy("decline");
      gama.answers.push(YES);
      await gama.run("F8", new Settlement());
    },
    act: (gama) => gama.run("STATUS", new Settlement("POS")),
    answers: [
      [NO, NO],
      [NO, YES, "1", "FD-8"],
    ],
  },
  {
    title: "The next sale after a void",
    before: async (gama) => {
      await openPos(gama);
      await sell(gama);
      gama.answers.push(YES);
      await gama.run("F8", new Settlement());
    },
    act: async (gama) => {
      gama.receipt("000124", [cheese]);
      await settle(gama);
    },
    answers: [[YES], [NO, NO]],
  },
  {
    title: "The next sale after one that was not paid and has gone from the screen",
    options: { rrpay: { policy: "decline" } },
    before: sell,
    act: async (gama) => {
      gama.receipt("000124", [cheese]);
      await settle(gama);
    },
    answers: [[YES], [NO]],
  },
  {
    title: "A paid sale that GAMA did not save is in the list",
    before: async (gama) => {
      gama.shop = KNOWS_SAVED;
      const { window } = await sell(gama);
      await gama.run("CLOSE", window);
    },
    act: (gama) => gama.run("STATUS", new Settlement("POS")),
    answers: [[NO], [YES, ESC], [YES, "1"], [YES, "2"]],
  },
  {
    title: "RRPay is silent, and manual entry is not open yet",
    options: { ...SILENT, timeouts: { answerMs: 300, manualAfterMs: 60_000 } },
    act: sell,
    answers: [[NO], [YES, NO]],
  },
  {
    title: "RRPay is silent, and the receipt is typed in",
    options: SILENT,
    before: async (gama) => {
      gama.receipt("000123", [milk]);
      gama.cashier = ({ text }) => (text.includes(AGAIN) ? YES : undefined);
    },
    act: async (gama) => settle(gama),
    answers: [
      [NO],
      [YES, ESC],
      [YES, "2"],
      [YES, "1", "FD-9", "2", "2,00", "", NO, ESC],
      [YES, "1", "FD-9", "0", "5,00", "", "2,40", YES],
    ],
  },
];

const AGAIN = "Patikrinti dar kartą?";

/** What came up, without what is different each time. */
function told(gama: Gama): string {
  return gama.story
    .join("\n")
    .replaceAll(gama.till.folder, "C:\\gama-rrpay")
    .replace(/\(\d+ s\)/g, "(n s)")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "(id)")
    .replace(/, \d+ \(1\)$/gm, ", n (1)");
}

async function tell({ title, options, before, act, answers = [[]] }: Scene): Promise<string> {
  const tellings: string[] = [];
  for (const row of answers)
    await withGama({ engine, ...options }, async (gama) => {
      await before?.(gama);
      gama.story.length = 0;
      gama.answers.push(...row);
      await act(gama);
      // Questions before the one in question repeat a check: how often depends on the machine's pace.
      const story = told(gama).replace(
        /(?:hook init\n(?:\|.*\n)+\[\*Taip\] \[Ne\] -> Taip\n)+(?=hook init\n(?:\|.*\n)*hook)/,
        "",
      );
      tellings.push(story);
    });
  return `== ${title}\n\n${tellings.join("\n\n-- or --\n\n")}\n`;
}

test("each box, its buttons, its default and what each answer does are as a person has read them", async () => {
  const parts: string[] = [];
  for (const scene of SCENES) parts.push(await tell(scene));
  const text = parts.join("\n");
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  assert.fixture(text, readFileSync(path, "utf8"));
});

test("no box names a key: there it would mean something else", () => {
  const said = readFileSync(path, "utf8").match(/^\| .*$/gm) ?? [];
  assert.ok(said.length > 40);
  for (const line of said) assert.not(/klaviš|\bEsc\b|\bEnter\b|[Tt]arp[oą]/.test(line), line);
});

test("every question's default is the harmless answer", () => {
  const questions = readFileSync(path, "utf8").match(/^\|.*\n\[.*\] ->/gm) ?? [];
  assert.ok(questions.length > 20);
  for (const question of questions) {
    // asking RRPay once more for the same payment changes nothing
    if (question.includes("Taip]")) assert.match(question, question.includes(AGAIN) ? "[*Taip] [Ne]" : "[*Ne]");
    if (question.includes("\n[_")) assert.not(/\[_[012]_\]/.test(question) && question.includes("Mokėjimas"));
  }
});

test.run();
