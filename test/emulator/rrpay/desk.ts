/** RRPay behind its interface: it accepts transactions, has them paid step by step, and prints their documents. */
import type { RrpayTransaction, RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { documentOf, nextDocumentNo } from "./document.ts";
import {
  dueCents,
  type Mishap,
  type Numbering,
  type Pace,
  type Policy,
  type Receipt,
  type Sale,
  type Stored,
  type Switches,
  type Tender,
} from "./model.ts";
import { addTender, NOTHING_PAID, type Paid, refundOf } from "./money.ts";
import { Objection } from "./objection.ts";
import { planOf, type Step } from "./plan.ts";
import { type Moment, zReportText } from "./receipt.ts";
import type { SaleName, Store } from "./store.ts";

/** The points at which RRPay can be made to crash. */
export type CrashPoint = "before-store" | "after-store" | "after-pay" | "after-print" | "before-answer";

/** What the desk gets from whoever runs it. */
export interface DeskWorld {
  readonly switches: Switches;
  readonly numbering: Numbering;
  readonly policyFor: (content: RrpayTransactionRequest) => Policy;
  readonly now: () => Moment;
  /** Does something after this time. The returned function cancels it. */
  readonly after: (ms: number, action: () => void) => () => void;
  readonly changed: () => void;
  /** Called at each crash point. Ends the desk by throwing. */
  readonly reach: (point: CrashPoint) => void;
  /** Runs an action that nobody waits for and that may end in a crash. */
  readonly act: (action: () => void) => void;
}

export class Desk {
  readonly #store: Store;
  readonly #world: DeskWorld;
  /** The steps that remain, by transaction. */
  readonly #plans = new Map<string, Step[]>();
  /** Transactions whose receipt will jam in the printer once. */
  readonly #jams = new Set<string>();
  /** Each of these cancels a step that is planned. */
  readonly #timers = new Set<() => void>();

  constructor(store: Store, world: DeskWorld) {
    this.#store = store;
    this.#world = world;
  }

  /** After a start: what was being printed counts as not printed, and what was being paid goes on. */
  resume(): void {
    for (const sale of this.#store.transactions.all()) {
      if (sale.type !== "transaction") continue;
      const { state, fiscal } = sale.answer;
      if (state === "approved" && fiscal.state === "unknown") this.#change(sale, { fiscal: { state: "not-printed" } });
    }
    this.goOn();
  }

  /** Ends the timers. The caller closes the store. */
  close(): void {
    for (const takeBack of this.#timers) takeBack();
  }

  find(id: string): Stored | undefined {
    return this.#store.transactions.get(id);
  }

  /** The transaction that is in progress and occupies the payment screen. */
  underWay(): Sale | undefined {
    const [id] = this.#store.open;
    return id === undefined ? undefined : this.#sale(id);
  }

  /** The transaction that has this sale: in progress or approved. */
  holderOf(sale: SaleName): Sale | undefined {
    const id = this.#store.holderOf(sale);
    return id === undefined ? undefined : this.#sale(id);
  }

  /** The sale or return that a void refers to. Paper is remembered even if the transaction is forgotten. */
  soldBefore({ till, saleKey, original }: RrpayTransactionRequest): Voidable | undefined {
    const { kind = "sale", documentNo } = original ?? {};
    const sale = this.holderOf({ till, kind, saleKey });
    if (
      sale?.answer.state === "approved" &&
      (documentNo ?? sale.answer.fiscal.documentNo) === sale.answer.fiscal.documentNo
    ) {
      return { ...sale.answer, lines: sale.content.lines, prepaid: sale.content.prepaid ?? [] };
    }
    return this.#store.printedFor({ till, kind, saleKey }).find((receipt) => receipt.documentNo === documentNo);
  }

  /** Whether a void of this sale has been printed, even in a forgotten epoch. */
  voidedBefore({ till, kind, saleKey, original = {} }: RrpayTransactionRequest): boolean {
    return this.#store.printedFor({ till, kind, saleKey, original }).length > 0;
  }

  /** Accepts a checked POST and pays it as the policy says. */
  take(content: RrpayTransactionRequest, { jams, discountCents }: Mishap): Sale {
    this.#world.reach("before-store");
    const { id, till, kind, saleKey, currency, original, prepaid } = content;
    const reducedCents = Math.min(discountCents, dueCents(content.totalCents, prepaid));
    const facts = { id, till, kind, saleKey, currency, totalCents: content.totalCents - reducedCents } as const;
    const answer: RrpayTransaction = {
      ...facts,
      ...(original === undefined ? {} : { original }),
      state: "in-progress",
      revision: 1,
      payments: [],
      roundingCents: 0,
      changeCents: 0,
      fiscal: { state: "unknown" },
    };
    if (jams) this.#jams.add(id);
    this.#save({ type: "transaction", id, content, answer });
    this.#world.reach("after-store");
    this.goOn();
    return this.#sale(id);
  }

  /** Asks for the end of a transaction. For an unknown id, stores that it is cancelled. */
  cancel(id: string): Stored {
    const stored = this.find(id);
    if (stored === undefined) return this.#save({ type: "tombstone", id });
    if (stored.type === "transaction" && this.#world.switches.cancels === "honoured")
      this.#abandon(stored, "cancelled");
    return this.find(id) ?? stored;
  }

  /** Prints what is paid, if the printer can. */
  print(id: string): Sale {
    const sale = this.#sale(id);
    if (sale.answer.state === "approved" && sale.answer.fiscal.state !== "printed") this.#printNow(sale);
    return this.#sale(id);
  }

  /**
   * The operator pays: with the given tenders, otherwise as for a void or a card. What stays unpaid stays in progress.
   */
  pay(id: string, tenders: readonly Tender[] = [{ type: "card" }]): void {
    const { kind } = this.#open(id).content;
    this.#plans.set(id, []);
    if (kind === "void") this.#perform(id, { type: "refund" });
    else if (dueOf(this.#sale(id)) === 0) this.#perform(id, { type: "settle" });
    else for (const tender of tenders) this.#perform(id, { type: "tender", tender });
    if (this.#sale(id).answer.state === "approved") this.#perform(id, { type: "print" });
  }

  /**
   * The cashier gives a discount on RRPay's own screen before the first payment: less is taken than the till asked for.
   */
  discount(id: string, cents: number): void {
    const sale = this.#open(id);
    if (sale.answer.payments.length > 0)
      throw new Objection({
        en: "a discount comes before the first payment",
        lt: "nuolaida suteikiama prieš pirmą mokėjimą",
      });
    if (cents > dueOf(sale))
      throw new Objection({
        en: `a discount is at most what is due, ${dueOf(sale)} cents`,
        lt: `nuolaida ne didesnė už mokėtiną sumą: ${dueOf(sale)} ct`,
      });
    this.#change(sale, { totalCents: sale.answer.totalCents - cents });
    this.#plans.delete(id);
    this.goOn();
  }

  /** The operator does the next step of a payment's policy. */
  step(id: string): void {
    const step = this.#plans.get(id)?.shift();
    if (step === undefined)
      throw new Objection({
        en: `transaction ${id} has no step left`,
        lt: `operacijai ${id} žingsnių nebeliko`,
      });
    this.#perform(id, step);
  }

  /** The operator ends a transaction. Money that came in goes back. */
  abandon(id: string, state: "declined" | "cancelled", message?: string): void {
    this.#abandon(this.#open(id), state, message);
  }

  /** Closes the day. The document counter and the epoch go on. */
  zReport(): string {
    const text = zReportText(this.#store.zReports.length + 1, this.#store.lastDocumentNo, this.#world.now());
    this.#store.putZReport(text);
    this.#world.changed();
    return text;
  }

  /** Begins or continues every open payment that nobody is working on. */
  goOn(): void {
    if (!this.#world.switches.ready) return;
    for (const sale of [...this.#store.open].map((id) => this.#sale(id))) {
      if (this.#plans.has(sale.id)) continue;
      const policy = this.#world.policyFor(sale.content);
      this.#plans.set(sale.id, planOf(policy, sale.content.kind, dueOf(sale), paidOf(sale)));
      this.#run(sale.id, policy.pace ?? "at-once");
    }
  }

  #run(id: string, pace: Pace): void {
    if (pace === "operator") return;
    if (pace === "at-once") {
      // Nobody could read a notice that is replaced at once.
      const steps = (this.#plans.get(id) ?? []).filter(({ type }) => type !== "notice");
      this.#plans.set(id, []);
      for (const step of steps) this.#perform(id, step);
      return;
    }
    const takeBack = this.#world.after(pace.everyMs, () => {
      this.#timers.delete(takeBack);
      if (this.#plans.get(id)?.length) this.#world.act(() => this.step(id));
      if (this.#plans.get(id)?.length) this.#run(id, pace);
    });
    this.#timers.add(takeBack);
  }

  #perform(id: string, step: Step): void {
    const sale = this.#sale(id);
    switch (step.type) {
      case "notice":
        return this.#change(sale, { message: step.message });
      case "tender":
        return this.#paid(sale, addTender(paidOf(sale), dueOf(sale), step.tender, this.#serial()));
      case "refund":
        return this.#paid(sale, refundOf(this.soldBefore(sale.content) ?? NOTHING_PAID));
      case "settle":
        return this.#paid(sale, { ...paidOf(sale), covered: true });
      case "print":
        return this.#printNow(sale);
      case "decline":
        return this.#abandon(sale, "declined");
      case "cancel":
        return this.#abandon(sale, "cancelled");
    }
  }

  #paid(sale: Sale, { covered, ...paid }: Paid): void {
    this.#change(sale, { ...paid, payments: [...paid.payments], ...(covered ? { state: "approved" } : {}) });
    if (covered) this.#world.reach("after-pay");
  }

  #abandon(sale: Sale, state: "declined" | "cancelled", message?: string): void {
    if (sale.answer.state !== "in-progress") return;
    this.#plans.delete(sale.id);
    const text = message ?? (state === "declined" ? "Mokėjimas atmestas" : "Mokėjimas nutrauktas");
    const unpaid = { payments: [], roundingCents: 0, changeCents: 0 };
    this.#change(sale, { ...unpaid, state, fiscal: { state: "not-printed" }, code: state, message: text });
  }

  #printNow(sale: Sale): void {
    const { fiscalOnline, paper } = this.#world.switches;
    if (!fiscalOnline || !paper || this.#jams.delete(sale.id)) {
      const reason = fiscalOnline ? "Baigėsi popierius" : "Fiskalinis įrenginys neprijungtas";
      return this.#change(sale, { fiscal: { state: "not-printed" }, code: "not-printed", message: reason });
    }
    const at = this.#world.now();
    const number = nextDocumentNo(this.#store, this.#world.numbering, at);
    const lines = sale.content.lines.length > 0 ? sale.content.lines : (this.soldBefore(sale.content)?.lines ?? []);
    const receipt = documentOf(sale, lines, number, at);
    const { code: _, message: __, ...answer } = sale.answer;
    const fiscal = { state: "printed", documentNo: receipt.documentNo, printedAt: receipt.printedAt } as const;
    const printed: Sale = { ...sale, answer: { ...answer, revision: answer.revision + 1, fiscal } };
    this.#store.putPrinted(printed, receipt);
    this.#world.changed();
    this.#world.reach("after-print");
  }

  /** Makes a new revision, without the notice of the last one. */
  #change(sale: Sale, change: Partial<RrpayTransaction>): void {
    const { code: _, message: __, ...answer } = sale.answer;
    this.#save({ ...sale, answer: { ...answer, ...change, revision: answer.revision + 1 } });
  }

  #save<T extends Stored>(stored: T): T {
    this.#store.put(stored);
    this.#world.changed();
    return stored;
  }

  /** Card authorisations are numbered by the count of documents and transactions. */
  #serial(): number {
    return this.#store.receipts.size + this.#store.transactions.size;
  }

  #sale(id: string): Sale {
    const stored = this.find(id);
    if (stored?.type !== "transaction")
      throw new Objection({ en: `there is no transaction ${id}`, lt: `operacijos ${id} nėra` });
    return stored;
  }

  #open(id: string): Sale {
    const sale = this.#sale(id);
    const { state } = sale.answer;
    if (state === "in-progress") return sale;
    throw new Objection({ en: `transaction ${id} is ${state} already`, lt: `operacija ${id} jau ${ENDED[state]}` });
  }
}

/** What a void needs to know about the sale. */
type Voidable = Pick<Receipt, "totalCents" | "payments" | "roundingCents" | "changeCents" | "lines" | "prepaid">;

/** What has to be paid here for a transaction. */
function dueOf({ content, answer }: Sale): number {
  return dueCents(answer.totalCents, content.prepaid);
}

function paidOf({ answer }: Sale): Paid {
  const { payments, roundingCents, changeCents, state } = answer;
  return { payments, roundingCents, changeCents, covered: state === "approved" };
}

/** How a transaction has ended. */
const ENDED = { approved: "apmokėta", declined: "atmesta", cancelled: "atšaukta" } as const;
