/** How a shop's GAMA is set up: what gama-shop.txt names, and how receipts get their numbers. */
import { KNOWS_SAVED } from "../items.ts";

export interface ShopSetup {
  /** Whether a field of the header keeps a key. */
  readonly isKeyed: boolean;
  /** GAMA has not saved that key: a receipt that left the screen comes back without it. */
  readonly losesKey?: true;
  /** How rrpay.prg learns that GAMA has saved (GAMA-7). */
  readonly saved: "screen" | "property" | "ask";
  /** `reused`: the number of a receipt that was dropped is given to another one. `none`: GAMA numbers on saving. */
  readonly numbers: "own" | "reused" | "none";
}

export const SHOPS = {
  plain: { isKeyed: false, saved: "screen", numbers: "own" },
  "kept key": { isKeyed: true, saved: "screen", numbers: "own" },
  "property of the window": { isKeyed: false, saved: "property", numbers: "own" },
  "lost key": { isKeyed: true, losesKey: true, saved: "screen", numbers: "own" },
  "kept key and property": { isKeyed: true, saved: "property", numbers: "own" },
  "the cashier is asked": { isKeyed: false, saved: "ask", numbers: "own" },
  "numbers again": { isKeyed: true, saved: "screen", numbers: "reused" },
  "numbers on saving": { isKeyed: true, saved: "screen", numbers: "none" },
} as const satisfies Readonly<Record<string, ShopSetup>>;

export type Shop = keyof typeof SHOPS;

/** gama-shop.txt. */
export function shopFile({ isKeyed, saved }: ShopSetup): string {
  const words = { screen: "", property: KNOWS_SAVED, ask: "saved.property=ask\r\n" } as const;
  return `${isKeyed ? "header.key=I06_RAKTAS\r\n" : ""}${words[saved]}header.document=I06_FISK\r\n`;
}
