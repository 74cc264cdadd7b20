/**
 * A cashier who answers every box truthfully, as far as a person can know the truth: GAMA's screen, RRPay's paper and the
 * customer's word. What is a matter of taste (now or later, once more or not) is left to chance.
 */
import type { Random } from "../../sim/random.ts";
import { NO, YES } from "../items.ts";
import { type Box, ESC } from "../till.ts";
import type { Receipt, Receipts } from "./receipts.ts";
import type { RrpayBooks } from "./rrpay-books.ts";

const CANCEL = 2;
type Answer = number | string;

/** Whoever sits at the till. */
export interface Answering {
  /** Before each act. */
  beginAct(): void;
  /** Undefined: a box that nobody has foreseen, which fails the day. */
  answer(box: Box): Answer | undefined;
}

/** What is asked, by words of the box, and the true answer; the first that fits counts. */
const ANSWERS: readonly (readonly [asks: RegExp, answer: (cashier: Cashier, text: string) => Answer])[] = [
  [/Patikrinti dar kartą/, (cashier) => yesIf(cashier.asksAgain())],
  [/Ar kvitas vis tiek išsaugotas|Ar jis išsaugotas/, (cashier, text) => yesIf(cashier.isSaved(text))],
  [/Ar anuliavimas išsaugotas/, (cashier, text) => yesIf(cashier.hasVoided(text))],
  [/Ar dabar ekrane tas pats/, ({ receipts }) => yesIf(receipts.screen && isSent(receipts.screen))],
  [/Anuliuoti tik GAMA/, (cashier) => yesIf(cashier.voidsInGamaAlone())],
  [/Anuliuoti (jį|šį|kvitą)/, ({ random }) => yesIf(random.chance(0.75))],
  [/Rodyti toliau/, () => YES],
  [/Spręsti dabar/, (cashier, text) => yesIf(cashier.takesUp(text))],
  [/1 - anuliuoti pardavimą; 2 - anuliuoti grąžinimą/, ({ receipts }) => kindNumber(receipts.screen)],
  [/tuščia - vėliau\. Numeris:$/, (cashier, text) => cashier.decides(text)],
  [/Pirkimo RRPay kvito numeris/, ({ random }) => (random.chance(0.8) ? "" : ESC)],
  [/Taip - įrašyti/, () => YES],
  [/Taip ir Ne - taisyti/, () => CANCEL],
];

function yesIf(truth: boolean | undefined): number {
  return truth ? YES : NO;
}

/** Whether it has ever come to its settlement window. */
function isSent({ keys }: Receipt): boolean {
  return keys.size > 0;
}

function kindNumber(receipt: Receipt | undefined): string {
  if (receipt === undefined) return "";
  return receipt.kind === "sale" ? "1" : "2";
}

export class Cashier implements Answering {
  readonly random: Random;
  readonly receipts: Receipts;
  readonly #books: RrpayBooks;
  /** Whether GAMA's own F8 has come in the act that is under way. */
  readonly #hasF8Come: () => boolean;
  /** Every fault is over, and what is open is ended now. */
  isEnding = false;
  /** Whether GAMA alone was chosen in this act. */
  choseGamaAlone = false;
  /** How often the outcome is asked after in one act. */
  #againLeft = 0;
  /** What the list asks about. */
  #item: { readonly receipt: Receipt; readonly what: "payment" | "void" } | undefined;
  /** What is still to be typed from a paper. */
  readonly #toType: string[] = [];

  constructor(random: Random, receipts: Receipts, books: RrpayBooks, hasF8Come: () => boolean) {
    this.random = random;
    this.receipts = receipts;
    this.#books = books;
    this.#hasF8Come = hasF8Come;
  }

  beginAct(): void {
    this.#againLeft = 3;
    this.choseGamaAlone = false;
    this.#toType.length = 0;
  }

  answer({ text, buttons }: Box): Answer | undefined {
    const known = ANSWERS.find(([asks]) => asks.test(text));
    if (known) return known[1](this, text);
    if (buttons.length > 0) return undefined;
    const typed = this.#toType.shift();
    if (typed !== undefined) return typed;
    return text.includes("iš popieriaus") ? "" : ESC;
  }

  asksAgain(): boolean {
    return this.#againLeft-- > 0 && this.random.chance(0.6);
  }

  voidsInGamaAlone(): boolean {
    this.choseGamaAlone = this.random.chance(0.4);
    return this.choseGamaAlone;
  }

  /** The receipt that a box names by its number; of those without one, the newest, which is not the one on the screen. */
  isSaved(text: string): boolean {
    const { all, screen } = this.receipts;
    const meant = this.#named(text) ?? all.filter((one) => isSent(one) && one.number === "" && one !== screen).at(-1);
    return meant?.isSaved === true;
  }

  hasVoided(text: string): boolean {
    const meant = this.#named(text) ?? this.receipts.all.filter(isSent).at(-1);
    return meant?.isVoided === true || this.#hasF8Come();
  }

  #named(text: string): Receipt | undefined {
    const number = /(\S+) \(\d{4}-/.exec(text)?.[1];
    return this.receipts.all.filter((one) => isSent(one) && one.number !== "" && one.number === number).at(-1);
  }

  /** Whether the list's item is decided now. Of several that look the same, the one is meant that something is wrong with. */
  takesUp(text: string): boolean {
    const number = /kvitas (.+?) \(\d{4}-/.exec(text)?.[1];
    const named = (receipt: Receipt) => receipt.number === (number === "be numerio" ? "" : number);
    const those = this.receipts.all.filter((receipt) => isSent(receipt) && named(receipt));
    const paid = (receipt: Receipt) => this.#books.timesPaid(receipt);
    const receipt =
      those.filter((one) => !one.isLeft && !one.isSaved && paid(one) === 1).at(-1) ??
      those.filter((one) => !one.isLeft && paid(one) !== (one.isSaved ? 1 : 0)).at(-1) ??
      those.at(-1);
    this.#item = receipt && { receipt, what: text.startsWith("Anuliavimas") ? "void" : "payment" };
    return receipt !== undefined && this.random.chance(0.85);
  }

  /** The number of a decision that is true; nothing typed where none is. */
  decides(text: string): string {
    if (this.#item === undefined) return ESC;
    const offered = [...text.matchAll(/(\d) - ([^;]+);/g)];
    return offered.find(([, , name = ""]) => this.#isTrue(name))?.[1] ?? ESC;
  }

  #isTrue(decision: string): boolean {
    const { receipt, what } = this.#item!;
    const paid = this.#books.paid(receipt, what);
    if (decision.includes("atspausdintas") && paid?.fiscal?.state === "printed") {
      const rows = paid.payments.flatMap(({ method, amountCents }) => [String(method), euros(amountCents)]);
      const change = paid.changeCents ? [euros(paid.changeCents)] : [];
      this.#toType.splice(0, Infinity, paid.fiscal.documentNo ?? "", ...rows, "", ...change);
      return true;
    }
    if (decision.includes("kvito nėra")) return paid === undefined && !this.#books.isOpen(receipt);
    if (decision.startsWith("išsaugota GAMA")) return what === "void" ? receipt.isVoided : receipt.isSaved;
    if (decision.includes("palikti buhalteriui") && (this.isEnding || this.random.chance(0.15))) {
      receipt.isLeft = true;
      return true;
    }
    if (decision.includes("ką rodo RRPay") && this.isEnding && this.random.chance(0.5)) {
      receipt.hasRrpaysSum = true;
      return true;
    }
    return false;
  }
}

function euros(cents: number): string {
  return (cents / 100).toFixed(2);
}
