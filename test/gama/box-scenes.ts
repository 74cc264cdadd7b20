/** Each way to a box of rrpay.prg: what is sold, what RRPay does, and what the cashier answers. */
import type { Rule } from "../emulator/rrpay/faults.ts";

import { cheese, coffee, KNOWS_SAVED, milk, NO, openPos, saved, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";
import { ESC, type Gama, type GamaOptions } from "./till.ts";

export const AGAIN = "Patikrinti dar kartą?";

export interface Scene {
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

export const SCENES: readonly Scene[] = [
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
      await gama.f8(new Settlement());
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
    act: (gama) => gama.f8(new Settlement()),
    answers: [[YES], [NO]],
  },
  {
    title: "F8 on a return",
    before: async (gama) => {
      await openPos(gama);
      gama.answers.push("FD-77");
      await giveBack(gama);
    },
    act: (gama) => gama.f8(new Settlement()),
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
      await gama.f8(new Settlement());
    },
    answers: [
      ["", NO],
      ["", YES],
      ["FD-1", NO],
    ],
  },
  {
    title: "F8 that RRPay declines, and what the list then offers",
    before: async (gama) => {
      await openPos(gama);
      await sell(gama);
      gama.till.rrpay.setPolicy("decline");
      gama.answers.push(YES, NO);
      await gama.f8(new Settlement());
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
      await gama.f8(new Settlement());
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
    title: "F8 on a number that a sale and a return have, where GAMA has no lines of it",
    before: async (gama) => {
      gama.shop = KNOWS_SAVED;
      for (const item of [milk, { ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]) {
        gama.receipt("000200", [item]);
        gama.answers.push("FD-77");
        const { window } = await settle(gama);
        saved(window);
        await gama.run("CLOSE", window);
        gama.answers.length = 0;
      }
      gama.receipt("000200", []);
    },
    act: (gama) => gama.f8(new Settlement()),
    answers: [[""], ["2", NO], ["1", NO]],
  },
  {
    title: "STATUS where all is in order",
    act: (gama) => gama.run("STATUS", new Settlement("POS")),
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
