/** What a run of the checks remembers: its sales, what was answered about them, and what earlier checks keep for later ones. */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import type { Words } from "../words.ts";
import { TAKEN } from "./evidence.ts";
import { type Left, leftOf } from "./left.ts";
import { NO_SALE, Unmeasured } from "./unmeasured.ts";
import type { Answer, Got, Json, Wires } from "./wires.ts";

/** In these a transaction has ended. */
export const ENDS: readonly Json[] = ["approved", "declined", "cancelled"];

/** From which of the run's answers, and up to which. */
interface Era {
  readonly from: number;
  readonly to: number;
}

export class Notebook {
  /** What its ids and keys have in them, so that those of another run are not taken for its own. */
  readonly run: string;
  readonly #wires: Wires;
  /** What an earlier check keeps for a later one. */
  readonly kept: Record<string, RrpayTransactionRequest> = {};
  /** Each document that was given, by its number and the local date on which it was printed. */
  readonly documents: { readonly number: string; readonly date: string }[] = [];
  /** Sales whose ids were cancelled before RRPay had seen them. */
  readonly dead: RrpayTransactionRequest[] = [];
  /** The paid sale, as RRPay answered for it when it was paid. */
  paidAs: Json = {};
  paidAtMs = 0;
  /** Nobody waits for receipts that are printed later, or RRPay has not printed one that a person waited for. */
  unprinted: Unmeasured | "never" | undefined;
  /** What has changed of a sale, and how RRPay answered for it before and after. */
  readonly rises: (Words & { readonly from: Json; readonly to: Json })[] = [];
  /** What was answered while the terminal had a card. */
  readonly atTerminal: Got[] = [];
  /** Health right after a payment, while its receipt is printed. */
  readonly atPrinter: Got[] = [];
  /** RRPay's epoch before it forgot. */
  formerEpoch: Json;
  /** RRPay's day was closed, or RRPay was started again, since that sale was paid. */
  isLater = false;
  /** What the check has posted, by id. */
  #posted: string[] = [];
  /** How much that was, also once it is taken out of the list to be ended. */
  postedCount = 0;
  /** What was posted, by id: without the feature `status` the same POST is how RRPay is asked. */
  readonly #orders = new Map<string, object | string>();
  /** The answers of the times before RRPay forgot; those of the check in which it did are of no time. */
  readonly #past: Era[] = [];
  /** The first answer since RRPay has forgotten for the last time. */
  #from = 0;
  /** How many answers had come when the check began. */
  #begunAt = 0;

  constructor(run: string, wires: Wires) {
    this.run = run;
    this.#wires = wires;
  }

  /** What the check has posted, by id. */
  get posted(): readonly string[] {
    return this.#posted;
  }

  orderOf(id: string): object | string | undefined {
    return this.#orders.get(id);
  }

  addPosted(order: object | string): void {
    const id = idOf(order);
    if (id === undefined) return;
    if (!this.#posted.includes(id)) {
      this.#posted.push(id);
      this.postedCount++;
    }
    if (!this.#orders.has(id)) this.#orders.set(id, order);
  }

  /** What the check has posted; whoever asks ends it. */
  takePosted(): readonly string[] {
    return this.#posted.splice(0);
  }

  /** A check begins. What it posts is remembered until it ends. */
  begin(): void {
    this.#posted = [];
    this.postedCount = 0;
    this.#begunAt = this.#wires.answers.length;
  }

  /** The answers of each time in which RRPay forgot nothing. */
  get eras(): readonly Era[] {
    return [...this.#past, { from: this.#from, to: this.#wires.answers.length }];
  }

  /** RRPay has another store or epoch than when this run began: what was sold before is not there to be judged. */
  forget(): void {
    this.documents.length = 0;
    this.dead.length = 0;
    this.rises.length = 0;
    this.#past.push({ from: this.#from, to: this.#begunAt });
    this.#from = this.#wires.answers.length;
    this.isLater = false;
    for (const name of Object.keys(this.kept)) delete this.kept[name];
  }

  /** What this run leaves at RRPay. */
  get left(): Left {
    return leftOf(this.#wires.answers, (id) => this.#orders.has(id));
  }

  /** What was answered about each transaction of this run from its end on, in the order in which they ended. */
  get ended(): ReadonlyMap<string, readonly Answer[]> {
    const own = new RegExp(`^conformance-${this.run}-\\d+$`);
    const ended = new Map<string, Answer[]>();
    for (const answer of this.#wires.answers.slice(this.#from)) {
      const { status, json } = answer.got;
      const isOwn = TAKEN.includes(status) && typeof json.id === "string" && own.test(json.id);
      if (isOwn && ENDS.includes(json.state)) ended.set(json.id, [...(ended.get(json.id) ?? []), answer]);
    }
    return ended;
  }

  /** The sale that a person has paid. */
  get paidSale(): RrpayTransactionRequest {
    const { card } = this.kept;
    if (card === undefined) throw new Unmeasured(NO_SALE);
    return card;
  }

  /** The sum that was posted: what RRPay echoes may be of any form. */
  sumCentsOf(id: string): number {
    const order = this.#orders.get(id);
    if (typeof order !== "object" || !("totalCents" in order)) return 0;
    return typeof order.totalCents === "number" ? order.totalCents : 0;
  }
}

function idOf(order: object | string): string | undefined {
  return typeof order === "object" && "id" in order && typeof order.id === "string" ? order.id : undefined;
}
