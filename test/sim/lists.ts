/** Judges the list of open items: what it says, what it offers, and that each decision leads further. */
import { CLAIMS } from "./claims.ts";
import { fault } from "./fault.ts";
import type { Receipt, Shop } from "./gama.ts";
import type { Entry, Memory, Told } from "./memory.ts";
import type { Kind } from "./truth.ts";
import type { ItemView } from "./views.ts";
import { codesOf, type Words } from "./words.ts";
import type { World } from "./world.ts";

export class Lists {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #memory: Memory;
  readonly #words: Words;
  /** The same item must not come back after a decision. The key is its id, its complaint and its decisions. */
  readonly #ended = new Map<string, string>();
  /** Complaints that a person has accepted, by receipt and kind. */
  readonly #accepted = new Map<string, string>();

  constructor(world: World, shop: Shop, memory: Memory, words: Words) {
    this.#world = world;
    this.#shop = shop;
    this.#memory = memory;
    this.#words = words;
  }

  forget(): void {
    this.#ended.clear();
    this.#accepted.clear();
  }

  checkItem(item: ItemView): void {
    const { attemptId, kind, saleKey, payment, decisions, advice, conflict } = item;
    const known = this.#memory.told.get(attemptId);
    const sent = this.#memory.sent.get(attemptId);
    const receipt = sent && this.#shop.receipts[sent.uid - 1];
    const isKnown = known?.epoch === sent?.epoch && this.#memory.holdsMoney(attemptId);
    if (isKnown && decisions.includes("nothing-happened"))
      fault(
        "known money",
        `"nothing happened" is offered for ${kind} ${saleKey}, though the till was told of money or paper`,
      );
    if (!receipt) return;
    const codes = codesOf("", advice);
    if (kind === "void" && codes.some((code) => CLAIMS[code]?.includes("open-window")))
      fault("words", `the void of ${saleKey} sends the cashier to the settlement window: ${codes.join()}`);
    this.#words.check(receipt, kind, codes, "list");
    this.#checkEntry(item, known);
    const { unsaved } = this.#memory;
    const named = kind === "void" ? `void ${saleKey}` : receipt.uid;
    if (conflict?.code === "saved-then-unsaved" && !unsaved.has(attemptId) && !unsaved.has(named))
      fault("close", `GAMA has never taken back that it saved ${saleKey}, and the list says so`);
    this.#checkUndone(item, receipt.uid);
    const decision = this.#ended.get(endOf(item));
    if (decision !== undefined)
      fault("way out", `${decision} of ${kind} ${saleKey} (${conflict?.code ?? payment}) leads to the same item again`);
  }

  /** Finds the same complaint about the same receipt under another id, after a person has accepted it. */
  #checkUndone({ attemptId, kind, saleKey, conflict }: ItemView, uid: number): void {
    const accepted = conflict && this.#accepted.get(`${uid} ${kind} ${conflict.code}`);
    if (accepted !== undefined && accepted !== attemptId)
      fault("way out", `what was accepted of ${kind} ${saleKey} (${conflict?.code}) is undone by the next space`);
  }

  /** Compares RRPay's outcome with what was typed. A difference must be a conflict, and agreement must not be one. */
  #checkEntry({ attemptId, kind, saleKey, conflict, payment }: ItemView, known: Told | undefined): void {
    const entry = this.#memory.entries.get(attemptId);
    if (!entry || !known || known.state !== "approved" || payment !== "approved") return;
    const differs =
      entry.netCents !== known.netCents ||
      (known.method !== undefined && entry.method !== known.method) ||
      (known.documentNo !== undefined && entry.documentNo !== known.documentNo);
    const isTold = conflict?.code === "manual-differs";
    if (differs && !conflict && !this.#memory.decided.has(attemptId))
      fault("manual", `what was typed of ${kind} ${saleKey} differs from RRPay's, and there is no conflict`);
    if (!differs && isTold && !known.wasUnprinted)
      fault("manual", `what was typed of ${kind} ${saleKey} is true, and there is a conflict`);
  }

  /** When a refusal names something that must be finished first, the list must have it, with a way out. */
  mustHave(what: { readonly kind: Kind; readonly saleKey: string }, items: readonly ItemView[], code: string): void {
    if (items.some(({ kind, saleKey }) => kind === what.kind && saleKey === what.saleKey)) return;
    fault("way out", `${code} speaks of ${what.kind} ${what.saleKey}, which the list does not have`);
  }

  /** A person has decided, and the till died before it answered: the decision may stand, and an earlier promise not. */
  unheard(item: ItemView): void {
    this.#memory.decided.add(item.attemptId);
    const receipt = this.#receiptOf(item);
    if (receipt) this.#words.release(receipt);
  }

  #receiptOf({ attemptId, kind, saleKey }: ItemView): Receipt | undefined {
    return this.#shop.receipts[(this.#memory.sent.get(attemptId)?.uid ?? 0) - 1] ?? this.#shop.latest(kind, saleKey);
  }

  /** A person has decided, and the till has accepted the decision. */
  decided(item: ItemView, decision: string, entry: Entry | undefined): void {
    const { attemptId, kind, conflict } = item;
    const memory = this.#memory;
    const receipt = this.#receiptOf(item);
    const uid = receipt?.uid ?? 0;
    if (receipt) this.#words.release(receipt);
    if (decision === "nothing-happened") memory.reopened.add(attemptId);
    if (decision === "saved-in-gama" && kind !== "void") memory.saved.add(uid);
    if (decision === "receipt-printed" && entry) this.#typed(item, entry);
    if (decision === "accept-rrpay") memory.entries.delete(attemptId);
    if (decision === "accept-manual" && item.manual?.decision === "receipt-printed")
      memory.byHand.add(`${uid} ${kind}`);
    if (!["accept-rrpay", "accept-manual", "leave-to-accountant"].includes(decision)) return;
    this.#ended.set(endOf(item), decision);
    memory.decided.add(attemptId);
    if (conflict?.code === "sale-known") this.#decidedOther(uid, kind);
    // of what was left for good, only sale-known counts here, because other complaints may have new reasons
    if (conflict && (decision !== "leave-to-accountant" || conflict.code === "sale-known"))
      this.#accepted.set(`${uid} ${kind} ${conflict.code}`, attemptId);
  }

  /** What stands in the way under an id that the till has lost is dealt with by the item that names the receipt. */
  #decidedOther(uid: number, kind: Kind): void {
    const { sent, decided } = this.#memory;
    for (const [id, other] of sent) if (other.uid === uid && other.kind === kind) decided.add(id);
  }

  /** The till must not accept the document number of another receipt that it knows. */
  #typed({ attemptId, kind, saleKey }: ItemView, entry: Entry): void {
    const { told, old, entries } = this.#memory;
    const { truth, traits } = this.#world.rrpay;
    const other = truth.papers.find(({ documentNo, id }) => documentNo === entry.documentNo && id !== attemptId);
    const isKnown =
      other && told.get(other.id)?.documentNo !== undefined && truth.paper(attemptId)?.documentNo !== entry.documentNo;
    // numbers may repeat from day to day, so only today's number certainly belongs to the other receipt
    if (isKnown && traits.numbering === "running" && traits.printedAt === "now" && !old.has(other.id))
      fault("manual", `${kind} ${saleKey} was typed with document ${entry.documentNo}, which is another's`);
    entries.set(attemptId, entry);
    // what is complained of from here on is about the new entry
    for (const end of this.#ended.keys()) if (end.startsWith(attemptId)) this.#ended.delete(end);
  }
}

function endOf({ attemptId, conflict, decisions }: ItemView): string {
  return `${attemptId} ${conflict?.code ?? ""} ${decisions.join()}`;
}
