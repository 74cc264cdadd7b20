/**
 * Judges what is sent to RRPay: nothing is sent for known money, and a query comes before any other act on an old id.
 */
import { fault } from "./fault.ts";
import type { Receipt, Shop } from "./gama.ts";
import type { Memory } from "./memory.ts";
import type { Request } from "./network.ts";
import type { Kind } from "./truth.ts";
import type { World } from "./world.ts";

export class Requests {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #memory: Memory;
  /** The ids for which this conversation has sent a query. */
  readonly #asked = new Set<string>();
  #conversation = 0;
  #cancelAsked = false;

  constructor(world: World, shop: Shop, memory: Memory) {
    this.#world = world;
    this.#shop = shop;
    this.#memory = memory;
  }

  /** GAMA begins a call, which may begin a conversation. */
  began(mayCancel: boolean): void {
    this.#conversation++;
    this.#asked.clear();
    this.#cancelAsked = mayCancel;
  }

  cancelAsked(): void {
    this.#cancelAsked = true;
  }

  /** A person has decided. Before the next act on an old id, a new query must be sent. */
  decided(): void {
    this.#asked.clear();
  }

  leaves({ act, id, body }: Request): void {
    if (act === "query") this.#asked.add(id);
    if (act === "post") this.#posted(id, body);
    if (act === "cancel") this.#cancelled(id);
  }

  #posted(id: string, body: string): void {
    const memory = this.#memory;
    const before = memory.sent.get(id);
    if (before) {
      if (before.conversation !== this.#conversation) this.#mustHaveAsked(id, "sent again");
      return;
    }
    const { kind, saleKey, original } = JSON.parse(body) as {
      kind: Kind;
      saleKey: string;
      original?: { documentNo?: string };
    };
    const receipt = this.#shop.latest(kind, saleKey);
    const uid = receipt?.uid ?? 0;
    for (const [other, sent] of memory.sent) {
      if (sent.uid !== uid || sent.kind !== kind || !memory.holdsMoney(other) || memory.isGivenBack(uid, kind))
        continue;
      // RRPay itself refuses it (`sale-known`) where the till's disk is lost and the payment was not adopted
      if (receipt && memory.isLost(receipt) && !memory.finals.has(other)) continue;
      fault(
        "known money",
        `${kind} ${saleKey} is sent again as ${id}, though the till was told of money under ${other}`,
      );
    }
    memory.noteDay();
    if (memory.byHand.has(`${uid} ${kind}`))
      fault("known money", `${kind} ${saleKey} is sent again, though what was typed of it was accepted`);
    if (kind === "void" && receipt) this.#checkOriginal(receipt, original?.documentNo);
    memory.sent.set(id, { uid, kind, saleKey, conversation: this.#conversation, epoch: this.#world.rrpay.epoch });
  }

  #checkOriginal({ uid, kind, saleKey }: Receipt, documentNo: string | undefined): void {
    const { told, entries, sent } = this.#memory;
    const known = this.#world.rrpay.truth
      .papersOf(uid, kind)
      .filter(({ id }) => told.get(id)?.documentNo !== undefined);
    if (known.length === 0 || known.some((paper) => paper.documentNo === documentNo)) return;
    // paid under that number before the disk was lost, and named by RRPay since: a second payment goes first (B3)
    const isSecond = this.#shop.receipts.some(
      (other) =>
        other.kind === kind &&
        other.saleKey === saleKey &&
        this.#memory.isForgotten(other) &&
        this.#world.rrpay.truth.papersOf(other.uid, kind).some((paper) => paper.documentNo === documentNo),
    );
    if (isSecond) return;
    const isTyped = [...entries].some(([id, entry]) => sent.get(id)?.uid === uid && entry.documentNo === documentNo);
    if (!isTyped)
      fault("void", `${saleKey} is voided as document ${documentNo}, the till knows ${known[0]!.documentNo}`);
  }

  #cancelled(id: string): void {
    const { sent, reopened } = this.#memory;
    // when a person asks for a cancel, RRPay may be down for the query and up again for the cancel
    const isOld = sent.get(id)?.conversation !== this.#conversation;
    if (isOld && !this.#cancelAsked) this.#mustHaveAsked(id, "cancelled");
    // only the tombstone that a cancel leaves can end what RRPay has never received, and it may be asked for again
    const isThere = this.#world.rrpay.stored(id)?.request !== undefined;
    if (!this.#cancelAsked && !reopened.has(id) && isThere)
      fault("cancel", `${id} is cancelled, and nobody asked for it`);
  }

  #mustHaveAsked(id: string, act: string): void {
    if (!this.#asked.has(id) && this.#world.rrpay.traits.features.includes("status"))
      fault("query first", `${id} is ${act} without being asked about`);
  }
}
