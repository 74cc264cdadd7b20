/**
 * The judge of a history. It observes what is sent and what arrives, and compares what the till says with the truth. It
 * never relies on what the bundle itself has recorded.
 */
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { Books } from "./books.ts";
import { CLAIMS } from "./claims.ts";
import type { Tables } from "./export.ts";
import { fault } from "./fault.ts";
import type { Receipt, Shop } from "./gama.ts";
import { Lists } from "./lists.ts";
import { type Entry, Memory, type Sent } from "./memory.ts";
import type { Request } from "./network.ts";
import { Requests } from "./requests.ts";
import type { Kind } from "./truth.ts";
import type { AnswerView, ItemView, SettlementView, VoidView } from "./views.ts";
import { codesOf, Words } from "./words.ts";
import type { Watcher, World } from "./world.ts";

export class Oracle implements Watcher {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #memory: Memory;
  readonly #requests: Requests;
  readonly #words: Words;
  readonly #lists: Lists;
  readonly #books: Books;

  constructor(world: World, shop: Shop) {
    this.#world = world;
    this.#shop = shop;
    this.#memory = new Memory(world);
    this.#requests = new Requests(world, shop, this.#memory);
    this.#words = new Words(world, shop, this.#memory);
    this.#lists = new Lists(world, shop, this.#memory, this.#words);
    this.#books = new Books(world, shop, this.#memory);
    world.watcher = this;
  }

  began(mayCancel: boolean): void {
    this.#requests.began(mayCancel);
  }

  cancelAsked(): void {
    this.#requests.cancelAsked();
  }

  uidOf(kind: Kind, saleKey: string): number {
    return this.#shop.latest(kind, saleKey)?.uid ?? 0;
  }

  sentOf(id: string): Sent | undefined {
    return this.#memory.sent.get(id);
  }

  leaves(request: Request): void {
    this.#requests.leaves(request);
  }

  told(transaction: RrpayTransaction, surely: boolean): void {
    this.#memory.hear(transaction, surely);
  }

  replied(): void {}

  /**
   * When a final outcome is reported, RRPay must have the evidence, and the outcome never changes (invariants 3 and 4).
   */
  #checkFinal(id: string, payment: string): void {
    const { finals, entries } = this.#memory;
    if (!["approved", "declined", "cancelled", "not-accepted"].includes(payment)) return;
    const before = finals.get(id);
    if (before !== undefined && before !== payment) fault("invariant 4", `${id} went from ${before} to ${payment}`);
    finals.set(id, payment);
    const taking = this.#world.rrpay.truth.taking(id);
    if (payment === "approved" && !taking && !entries.has(id))
      fault("invariant 3", `${id} is approved and was never charged`);
    if (payment !== "approved" && taking && !taking.partial)
      fault("invariant 3", `${id} is ${payment} and was charged`);
  }

  settlement(receipt: Receipt, view: SettlementView): void {
    const { outcome, code, attemptId } = view;
    this.#words.checkPromise(receipt, view);
    // an accepted entry of a person is reported as approved, whatever RRPay said: it is not a payment state (B6)
    const isFinal = outcome !== "unknown" && outcome !== "refused" && code !== "manual-accepted";
    if (attemptId !== undefined && isFinal) this.#checkFinal(attemptId, outcome);
    if (outcome === "approved") this.#checkApproved(receipt, view);
    const codes = codesOf(code, view.message);
    const isMoneyShown = view.payments.some(({ amountCents }) => amountCents !== 0) || view.fiscal.state === "printed";
    const denies = codes.find((other) => CLAIMS[other]?.includes("no-money"));
    // of another try of the key the receipt may be printed, and of GAMA's word no figures tell
    if (isMoneyShown && attemptId !== undefined && denies !== undefined && denies !== "saved-unpaid")
      fault("words", `${receipt.saleKey}: ${denies} says that no money was taken, and the result itself shows it`);
    this.#words.check(receipt, receipt.kind, codes, `init ${outcome}`);
  }

  #checkApproved(receipt: Receipt, view: SettlementView): void {
    const { attemptId = "", payments, code, message } = view;
    const { rrpay } = this.#world;
    const { sent, saved, entries } = this.#memory;
    const owner = sent.get(attemptId)?.uid;
    // if the till never heard of the saving, this may be the same receipt, opened once more
    if (owner !== undefined && owner !== receipt.uid && saved.has(owner))
      fault("identity", `${receipt.saleKey} is approved with the payment of an earlier receipt that GAMA has saved`);
    const paperCodes = codesOf(code, message);
    if (
      // a conflict calls the person in charge, who looks at the paper
      code !== "conflict" &&
      view.fiscal.state !== "printed" &&
      rrpay.traits.features.includes("fiscal") &&
      !paperCodes.some((other) => CLAIMS[other]?.includes("mind-paper"))
    )
      fault("words", `${receipt.saleKey} is approved, ${view.fiscal.state}, and ${code} says nothing of the paper`);
    const taking = rrpay.truth.taking(attemptId);
    if (!taking || entries.has(attemptId)) return;
    const net = payments.reduce((sum, { netCents, amountCents }) => sum + (netCents ?? amountCents), 0);
    if (net !== taking.netCents)
      fault("net", `GAMA gets ${net} of ${receipt.saleKey}, ${taking.netCents} stays in the shop`);
  }

  voided(receipt: Receipt, view: VoidView): void {
    if (view.outcome === "voided" && view.attemptId !== undefined && this.sentOf(view.attemptId)?.kind === "void")
      this.#checkFinal(view.attemptId, "approved");
    this.#words.check(receipt, "void", codesOf(view.code, view.message), `void ${view.outcome}`);
    if (view.outcome === "nothing-to-void" && this.#standing(receipt) && !this.#memory.isLost(receipt))
      fault("void", `${receipt.saleKey} stands paid, and there is nothing to void`);
  }

  /** F8 on a receipt that may be open. The answer is about the sale. */
  opened(receipt: Receipt, view: VoidView): void {
    if (receipt.misled || this.#memory.isLost(receipt)) return;
    if (view.outcome === "nothing-to-void" && this.#standing(receipt))
      fault("void", `${receipt.saleKey} stands paid, and there is nothing to void`);
    if (view.outcome === "voided" && this.#standing(receipt))
      fault("void", `${receipt.saleKey} stands paid, and is called voided`);
    this.#words.check(receipt, receipt.kind, codesOf(view.code, view.message), `void open ${view.outcome}`);
  }

  /**
   * GAMA is about to say that it did not save: the word stands, though the till may die before it answers. After a
   * restart a word about a refused `init` means the latest attempt of that number (docs/contracts.md B24).
   */
  unsaving({ uid, kind: ofReceipt, saleKey, attemptId, refusedIn }: Receipt, kind: Kind): void {
    const { unsaved } = this.#memory;
    const { alive, boots } = this.#world;
    unsaved.add(kind === "void" ? `void ${saleKey}` : (attemptId ?? uid));
    if (attemptId !== undefined || kind === "void" || (alive && refusedIn === boots)) return;
    for (const other of this.#shop.receipts)
      if (other.kind === ofReceipt && other.saleKey === saleKey) unsaved.add(other.uid);
  }

  /** The till died before it answered that GAMA has saved it. */
  unheardSaving({ uid }: Receipt): void {
    this.#memory.perhapsSaved.add(uid);
  }

  close(receipt: Receipt, kind: Kind, saved: boolean, view: AnswerView, wasApproved: boolean): void {
    const { finals, saved: known, perhapsSaved } = this.#memory;
    const { uid, saleKey } = receipt;
    const { status, code } = view;
    this.#words.release(receipt);
    this.#words.check(receipt, kind, codesOf(code, view.message), `close ${status}`);
    if (kind === "void") return;
    // the last word that comes before the payment ends is applied when it is approved (docs/contracts.md B24)
    if (status === "open" && saved) perhapsSaved.add(uid);
    else if (!saved) perhapsSaved.delete(uid);
    if (!saved) return;
    const isTaken = status === "acknowledged" || status === "recorded";
    const { truth } = this.#world.rrpay;
    const voids = truth.takingsOf(uid, "void");
    const back = voids.some(({ id }) => finals.get(id) === "approved");
    // F8 of the same receipt may have come in between
    if (wasApproved && !isTaken && voids.length === 0 && status !== "refused" && status !== "open")
      fault("way out", `${saleKey} was approved, and its saving is answered ${status} ${code}`);
    // it was saved before it was voided, so the same report again changes nothing
    const wasSaved = known.has(uid) || perhapsSaved.has(uid);
    if (back && !wasSaved && status === "acknowledged" && code !== "recorded")
      fault("close", `${saleKey} is voided, and GAMA's saving it is acknowledged`);
    if (isTaken) known.add(uid);
  }

  /** Judges what the list says and what it offers. */
  list(items: readonly ItemView[]): void {
    // when its journal is damaged, the till does not know all that it has written, so its list may be incomplete
    if (this.#world.disk.trouble === "corrupt") return;
    for (const item of items) {
      this.#checkFinal(item.attemptId, item.payment);
      this.#lists.checkItem(item);
    }
  }

  mustBeListed(
    what: { readonly kind: Kind; readonly saleKey: string },
    items: readonly ItemView[],
    code: string,
  ): void {
    this.#lists.mustHave(what, items, code);
  }

  unheard(item: ItemView): void {
    this.#lists.unheard(item);
  }

  decided(item: ItemView, decision: string, entry: Entry | undefined): void {
    this.#requests.decided();
    this.#lists.decided(item, decision, entry);
  }

  dayEnds(): void {
    this.#memory.dayEnds();
  }

  #standing({ uid, kind }: Receipt): boolean {
    const { truth } = this.#world.rrpay;
    return truth.takingsOf(uid, kind).some(({ partial }) => !partial) && truth.takingsOf(uid, "void").length === 0;
  }

  money(): void {
    this.#books.money();
  }

  /** The till's disk is lost, together with what the till was told. */
  forget(): void {
    this.#memory.forget(this.#shop.receipts.length);
    this.#lists.forget();
    this.#words.releaseAll();
  }

  end(): void {
    this.#books.end();
  }

  exported(tables: Tables): void {
    this.#books.exported(tables);
  }

  get days(): readonly string[] {
    return this.#memory.days;
  }

  snapshot(): unknown {
    return this.#memory.snapshot();
  }

  restore(snapshot: unknown): void {
    this.#memory.restore(snapshot);
  }
}
