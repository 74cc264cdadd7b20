/** A cashier who answers whatever comes to hand: true or not, as it happens. */
import type { Random } from "../../sim/random.ts";
import { NO, YES } from "../items.ts";
import { type Box, ESC } from "../till.ts";
import type { Answering } from "./cashier.ts";

const NUMBERS: Readonly<Record<string, number>> = { Taip: YES, Ne: NO };
const CANCEL = 2;

export class Liar implements Answering {
  readonly #random: Random;
  #againLeft = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  beginAct(): void {
    this.#againLeft = 3;
  }

  answer({ text, buttons }: Box): number | string {
    if (buttons.length === 0) return this.#random.pick([ESC, "", "1", "2", "FD-1", "0", "2,58"]);
    // Whoever asks again without end would never end the act.
    if (text.includes("Patikrinti") && this.#againLeft-- <= 0) return NO;
    return this.#random.pick(buttons.map((name) => NUMBERS[name] ?? CANCEL));
  }
}
