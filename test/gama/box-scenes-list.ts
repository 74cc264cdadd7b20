/** The boxes about what a sentence sends to the list for: it comes up there and then. */
import type { Scene } from "./box-scenes.ts";
import { milk, NO, openPos, settle, YES } from "./items.ts";
import { Settlement } from "./settlement.ts";

export const LIST_SCENES: readonly Scene[] = [
  {
    title: "F8 that RRPay declines, and that was made in RRPay's own window",
    before: async (gama) => {
      await openPos(gama);
      gama.receipt("000123", [milk]);
      await settle(gama);
      gama.till.rrpay.setPolicy("decline");
    },
    act: (gama) => gama.f8(new Settlement()),
    answers: [
      [YES, NO],
      [YES, YES, "3", "1", "FD-8", YES],
    ],
  },
];
