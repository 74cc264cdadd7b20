// A sale in the interpreter, on the sources' own engine.
import { engineOf } from "../support/engines.ts";
import { posts, settle } from "./items.ts";
import type { Item } from "./receipt-row.ts";
import { type Gama, type GamaOptions, withGama as withAnyGama } from "./till.ts";

const engine = engineOf("direct");

export const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);

/** Sells one receipt and returns what went out, or what was said instead. */
export async function sell(gama: Gama, items: readonly Item[], fields = {}, number = "000123") {
  gama.receipt(number, items, fields);
  const { window, done } = await settle(gama);
  return { window, done, post: posts(gama).at(-1), said: gama.said.join("\n") };
}
