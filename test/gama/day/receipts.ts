/** GAMA's receipts of the day, and which one is on the screen: what really became of each, which no program tells. */
import type { Random } from "../../sim/random.ts";
import { bananas, cheese, coffee, milk } from "../items.ts";
import type { Item } from "../receipt-row.ts";
import type { Gama } from "../till.ts";
import type { Value } from "../values.ts";
import type { ShopSetup } from "./shop.ts";

const NO_KEY = " ".repeat(20);

export class Receipt {
  readonly at: number;
  readonly number: string;
  readonly kind: "sale" | "return";
  /** GAMA's record of the header, in which rrpay.prg keeps its key. */
  head: Record<string, Value>;
  items: readonly Item[];
  /** The sale keys under which it went to the settlement window. */
  readonly keys = new Set<string>();
  /** Not on the screen, though it may come back. */
  isGone = false;
  isSaved = false;
  isVoided = false;
  /** Voided in GAMA by the cashier's word for it, whatever RRPay has. */
  isVoidedInGamaAlone = false;
  /** Saved, and GAMA ended before anything could tell: of what RRPay never had, nobody can know (GAMA-7). */
  isUntold = false;
  /** Left to the accountant: the books need not add up any more. */
  isLeft = false;
  /** The cashier has taken RRPay's own sum for it. */
  hasRrpaysSum = false;

  constructor(
    at: number,
    number: string,
    kind: "sale" | "return",
    items: readonly Item[],
    head: Record<string, Value>,
  ) {
    this.at = at;
    this.number = number;
    this.kind = kind;
    this.items = items;
    this.head = head;
  }

  get totalCents(): number {
    return Math.abs(this.items.reduce((sum, { sum: net, vat }) => sum + Math.round((net + vat) * 100), 0));
  }

  /** Whether RRPay has to have its money in the end. */
  get isOwed(): boolean {
    return this.isSaved && !this.isVoided;
  }
}

export class Receipts {
  readonly all: Receipt[] = [];
  screen: Receipt | undefined;
  readonly #gama: Gama;
  readonly #random: Random;
  readonly #setup: ShopSetup;
  /** Receipts of today, so that the journal is whole for them. */
  readonly #today = new Date();

  constructor(gama: Gama, random: Random, setup: ShopSetup) {
    this.#gama = gama;
    this.#random = random;
    this.#setup = setup;
    this.#today.setUTCHours(0, 0, 0, 0);
  }

  /** Puts it on the screen, or leaves that empty. */
  show(receipt: Receipt | undefined): void {
    const { tables } = this.#gama;
    this.screen = receipt;
    if (receipt === undefined) {
      tables.set("I06_PARH", { records: [], at: 0 });
      tables.set("I07_PARD", { records: [], at: 0 });
      return;
    }
    if (receipt.isGone && this.#setup.losesKey) receipt.head = { ...receipt.head, I06_RAKTAS: NO_KEY };
    receipt.isGone = false;
    this.#gama.receipt(receipt.number, receipt.items, receipt.head);
    receipt.head = tables.get("I06_PARH")!.records[0]!;
  }

  /** It leaves the screen. */
  drop(): void {
    if (this.screen) this.screen.isGone = true;
    this.show(undefined);
  }

  /** The next customer. */
  begin(): Receipt {
    const kind = this.#random.chance(0.15) ? "return" : "sale";
    const head = {
      I06_OP_DATA: this.#today,
      I06_FISK: " ".repeat(20),
      ...(this.#setup.isKeyed ? { I06_RAKTAS: NO_KEY } : {}),
    };
    const receipt = new Receipt(this.all.length, this.#number(), kind, this.#items(kind), head);
    this.all.push(receipt);
    this.show(receipt);
    return receipt;
  }

  /** Other goods on it. */
  edit(receipt: Receipt): void {
    receipt.items = this.#items(receipt.kind);
    this.show(receipt);
  }

  /** One of those that the filter leaves. */
  any(which: (receipt: Receipt) => boolean): Receipt | undefined {
    const some = this.all.filter(which);
    return some.length > 0 ? this.#random.pick(some) : undefined;
  }

  #items(kind: "sale" | "return"): readonly Item[] {
    const item = this.#random.pick<Item>([milk, cheese, coffee, bananas]);
    if (kind === "sale") return [item];
    return [{ ...item, pieces: -(item.pieces ?? 1), sum: -item.sum, vat: -item.vat }];
  }

  #number(): string {
    const { numbers } = this.#setup;
    if (numbers === "none") return "";
    // Only what was dropped without being saved leaves its number to another one.
    const isFree = (number: string) =>
      this.all.every((other) => other.number !== number || (other.isGone && !other.isSaved));
    const free = this.all.filter(({ number }) => isFree(number));
    if (numbers === "reused" && free.length > 0 && this.#random.chance(0.6)) return this.#random.pick(free).number;
    return `000${100 + this.all.length}`;
  }
}
