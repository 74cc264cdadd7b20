/**
 * A cashier: does what the messages say, chooses among the decisions on offer, truthfully or not, and never gives up.
 */

import type { HookName } from "../../schemas/generated/boundary.ts";
import { TIMEOUTS } from "./boot.ts";
import { choose, mislead, netOf, type Person, type Typed, typeReceipt } from "./decision.ts";
import { Fault, fault } from "./fault.ts";
import { closing, contentOf, isDone, type Receipt, type Shop, settlement, whose } from "./gama.ts";
import type { Entry } from "./memory.ts";
import type { Oracle } from "./oracle.ts";
import type { Honesty } from "./plan.ts";
import type { Random } from "./random.ts";
import { checkReply } from "./reply-check.ts";
import type { AnswerView, ItemView, ListView, SettlementView, VoidView } from "./views.ts";
import type { World } from "./world.ts";

const CALL_LIMIT_MS = 60_000;

export class Cashier {
  honesty: Honesty;
  /** In fair weather he tells the truth, saves what is paid, and leaves to the accountant what nothing else can end. */
  patience = 0;
  readonly #world: World;
  readonly #random: Random;
  readonly #shop: Shop;
  readonly #oracle: Oracle;
  #depth = 0;

  constructor(world: World, shop: Shop, oracle: Oracle, random: Random, honesty: Honesty) {
    this.#world = world;
    this.#shop = shop;
    this.#oracle = oracle;
    this.#random = random;
    this.honesty = honesty;
  }

  get #isPatient(): boolean {
    return this.patience > 0;
  }

  get #person(): Person {
    return { world: this.#world, random: this.#random, honesty: this.honesty, patience: this.patience };
  }

  /** Presses space until the receipt is done, or a few times. */
  sell(receipt: Receipt, presses: number): void {
    for (let left = presses; left > 0 && !isDone(receipt); left--) this.press(receipt);
  }

  /** Presses the space key once, and does what the result asks for. */
  press(receipt: Receipt): SettlementView | undefined {
    const isHasty = !this.#isPatient;
    const cancelAfterMs = isHasty && this.#random.chance(0.15) ? this.#random.between(0, 2000) : undefined;
    const meanwhile = isHasty && this.#random.chance(0.08) ? () => this.#interrupt(receipt) : undefined;
    const { end } = receipt;
    const voids = () => this.#world.rrpay.truth.takingsOf(receipt.uid, "void").length;
    const voidsBefore = voids();
    const view = this.call("init", settlement(receipt), cancelAfterMs, meanwhile) as SettlementView | undefined;
    if (!view) return undefined;
    this.#world.note(() => `cashier sees ${view.outcome} ${view.code}`);
    // an answer that came before a void which was pressed meanwhile was true when it came
    if (voids() === voidsBefore) this.#oracle.settlement(receipt, view);
    if (view.attemptId !== undefined && view.outcome !== "refused") receipt.attemptId = view.attemptId;
    if (view.outcome === "approved") {
      // GAMA has taken it back meanwhile: it does not save it any more
      if (receipt.end !== "voided" || end === "voided") this.#save(receipt);
    } else if (view.outcome === "refused") this.#refused(receipt, view);
    else if (view.outcome !== "unknown") this.#unpaid(receipt);
    else if (isHasty && this.#random.chance(0.2)) this.voidOpen(receipt);
    return view;
  }

  #unpaid(receipt: Receipt): void {
    if (this.#isPatient || this.#random.chance(0.3)) {
      receipt.end = "unpaid";
      this.close(receipt, receipt.kind, false);
    }
  }

  #refused(receipt: Receipt, { code, blockedBy, saleKey }: SettlementView): void {
    receipt.refusedIn = this.#world.boots;
    if (code === "sale-voided") receipt.end = "voided";
    else if (code === "already-saved") receipt.saved = true;
    else if (code === "left-to-accountant") receipt.end = "left";
    else if (code === "payload-schema" || code === "sale-changed" || code === "already-returned")
      receipt.end = "refused";
    else if (blockedBy) this.#mustBeListed(blockedBy, code);
    else if (code === "old-attempt-open" || code === "sale-known")
      this.#mustBeListed({ kind: receipt.kind, saleKey }, code);
  }

  #mustBeListed(what: { readonly kind: ItemView["kind"]; readonly saleKey: string }, code: string): void {
    if (this.#depth > 0) return; // a payment that has begun and is not sent yet is in no list
    const list = this.call("status", { saleKey: what.saleKey }) as ListView | undefined;
    if (list) this.#oracle.mustBeListed(what, list.unresolved, code);
    if (this.#isPatient || this.#random.chance(0.7)) this.list();
  }

  /** An impatient cashier presses other keys while a payment is pending, and GAMA may close its window. */
  #interrupt(receipt: Receipt): void {
    const { saleKey, totalCents } = receipt;
    const hooks: readonly (() => unknown)[] = [
      () => this.call("init", settlement(receipt)),
      () => this.call("init", settlement({ ...receipt, totalCents: totalCents + 1 })),
      () => this.press(this.#nextTo(receipt)),
      () => this.call("status", { refresh: true }),
      () => this.close(receipt, receipt.kind, false),
      () => this.voidDone(receipt, "wrong"),
      () => this.voidOpen(receipt),
      () => this.call("init", { window: "pos", till: "1", operator: "ONA" }),
    ];
    this.#world.note(() => `meanwhile, of ${saleKey}:`);
    this.#random.pick(hooks)();
  }

  /** Another sale, which waits its turn. If the call of the first one has died meanwhile, it may well be paid. */
  #nextTo({ saleKey, totalCents }: Receipt): Receipt {
    const key = `${saleKey}-next`;
    return this.#shop.latest("sale", key) ?? this.#shop.ringUp({ kind: "sale", saleKey: key, totalCents });
  }

  #save(receipt: Receipt): void {
    if (receipt.saved || receipt.end === "lost") return;
    if (!this.#isPatient && this.#random.chance(0.1)) return; // GAMA crashes before it reports the saving
    const saved = this.#isPatient || !this.#random.chance(0.1);
    if (saved) receipt.saved = true;
    this.close(receipt, receipt.kind, saved, true);
  }

  close(receipt: Receipt, kind: ItemView["kind"], saved: boolean, wasApproved = false): void {
    if (!saved) this.#oracle.unsaving(receipt, kind);
    const view = this.call("close", closing(kind, receipt, saved)) as AnswerView | undefined;
    if (view) this.#oracle.close(receipt, kind, saved, view, wasApproved);
    else if (saved && kind !== "void") this.#oracle.unheardSaving(receipt);
  }

  /** Presses F8 on an open receipt. */
  voidOpen(receipt: Receipt): void {
    const view = this.call("void", { scope: "open", saleKey: receipt.saleKey, operator: "ONA", ...whose(receipt) }) as
      | VoidView
      | undefined;
    if (!view) return;
    this.#oracle.opened(receipt, view);
    this.#world.note(() => `cashier sees ${view.outcome} ${view.code}`);
    if (view.outcome === "voided" && !receipt.saved && this.#random.chance(0.5)) receipt.end = "unpaid";
  }

  /** Presses F8 on a receipt that is done. */
  voidDone(receipt: Receipt, named: "not" | "right" | "wrong"): VoidView | undefined {
    this.#shop.voiding = receipt;
    const { truth } = this.#world.rrpay;
    const right = truth.papersOf(receipt.uid, receipt.kind).at(-1)?.documentNo;
    const documentNo =
      named === "wrong" ? (truth.papers.find(({ uid }) => uid !== receipt.uid)?.documentNo ?? "none") : right;
    const original = named === "not" || documentNo === undefined ? {} : { original: { documentNo } };
    const lines = named === "not" ? {} : contentOf(receipt.totalCents);
    const view = this.call("void", {
      scope: "completed",
      saleKey: receipt.saleKey,
      operator: "ONA",
      ...whose(receipt),
      ...original,
      ...lines,
    }) as VoidView | undefined;
    if (!view) return undefined;
    this.#world.note(() => `cashier sees ${view.outcome} ${view.code}`);
    if (named === "wrong") receipt.misled = true;
    this.#oracle.voided(receipt, view);
    if (view.outcome === "voided") this.#closeVoid(receipt);
    return view;
  }

  #closeVoid(receipt: Receipt): void {
    if (!this.#isPatient && this.#random.chance(0.1)) return;
    receipt.end = "voided";
    this.close(receipt, "void", true);
  }

  /** Works through the list of what is open. */
  list(): ListView | undefined {
    const list = this.call("init", { window: "pos", till: "1", operator: "ONA" }) as ListView | undefined;
    if (!list) return undefined;
    this.#oracle.list(list.unresolved);
    for (const item of list.unresolved) this.#settle(item);
    return list;
  }

  #settle(item: ItemView): void {
    const uid = this.#oracle.sentOf(item.attemptId)?.uid;
    const receipt = uid === undefined ? this.#shop.latest(item.kind, item.saleKey) : this.#shop.receipts[uid - 1];
    const decision = choose(item, receipt, this.#person);
    if (decision === undefined) return;
    if (decision === "save") {
      if (receipt && receipt.kind === item.kind) this.#saveListed(receipt, item);
      return;
    }
    const typed = decision === "receipt-printed" ? typeReceipt(item, this.#person) : undefined;
    if (decision === "receipt-printed" && !typed) return;
    const { kind, saleKey, attemptId } = item;
    const voidedNo = decision === "voided-elsewhere" ? { documentNo: `${saleKey}-V` } : {};
    const request = { kind, saleKey, attemptId, operator: "ONA", decision, ...typed, ...voidedNo };
    mislead(item, receipt, decision, this.#world);
    const view = this.call("resolve", request) as AnswerView | undefined;
    if (!view) return this.#oracle.unheard(item);
    this.#world.note(() => `cashier sees ${view.status} ${view.code}`);
    if (view.status === "refused") this.#decisionRefused(item, receipt, decision, view, typed);
    if (view.status === "recorded") this.#decisionTaken(item, receipt, decision, typed);
  }

  /** For a receipt that is paid and not saved: opens it again, so that GAMA can save it. */
  #saveListed(receipt: Receipt, item: ItemView): void {
    if (isDone(receipt)) return;
    receipt.attemptId = item.attemptId;
    this.press(receipt);
  }

  /** A decision on offer must be accepted, and it must be possible to state the truth. */
  #decisionRefused(
    item: ItemView,
    receipt: Receipt | undefined,
    decision: string,
    view: AnswerView,
    typed: Typed | undefined,
  ): void {
    const { truth } = this.#world.rrpay;
    const { code } = view;
    if (["store-readonly", "disk-full", "journal-corrupt", "store-failed", "outcome-not-stored"].includes(code)) return;
    if (code === "document-used") return;
    if (code === "documents-missing" && decision !== "receipt-printed" && decision !== "voided-elsewhere") return;
    const list = this.call("status", { saleKey: item.saleKey }) as ListView | undefined;
    const now = list?.unresolved.find(({ attemptId }) => attemptId === item.attemptId);
    if (code === "payments-unbalanced") {
      const isTrue = typed && truth.taking(item.attemptId)?.netCents === netOf(typed);
      if (isTrue && now && !now.decisions.includes("leave-to-accountant"))
        fault("way out", `the truth of ${item.kind} ${item.saleKey} cannot be entered, and nothing else ends it`);
      return;
    }
    if (now?.decisions.includes(decision))
      fault(
        "way out",
        `${decision} is offered for ${item.kind} ${item.saleKey} (${receipt?.end ?? "open"}) and refused: ${code}`,
      );
  }

  #decisionTaken(item: ItemView, receipt: Receipt | undefined, decision: string, typed: Typed | undefined): void {
    const entry: Entry | undefined = typed && {
      documentNo: typed.documentNo,
      method: typed.payments[0]!.method,
      netCents: netOf(typed),
    };
    this.#oracle.decided(item, decision, entry);
    if (!receipt) return;
    if (decision === "accept-rrpay" && receipt.misledBy === item.attemptId) receipt.misled = false;
    else if (receipt.misled && receipt.misledBy !== item.attemptId) receipt.misledBy = undefined;
    if (decision === "leave-to-accountant" && item.kind === receipt.kind && !receipt.saved) receipt.end ??= "left";
    if (item.kind === receipt.kind) receipt.attemptId = item.attemptId;
    if (decision === "accept-manual" && item.kind === receipt.kind && item.manual?.decision === "receipt-printed")
      this.#save(receipt);
    if (decision !== "receipt-printed") return;
    if (item.kind === "void") this.#closeVoid(receipt);
    else this.#save(receipt);
  }

  /** Calls a hook and waits for its answer; undefined when the till has died in the meantime. */
  call(hook: HookName, payload: object, cancelAfterMs?: number, meanwhile?: () => void): unknown {
    const world = this.#world;
    if (!world.alive) world.boot();
    if (!world.alive) return undefined;
    const isOpenVoid = "scope" in payload && payload.scope === "open";
    if (this.#depth === 0) this.#oracle.began(isOpenVoid);
    else if (isOpenVoid) this.#oracle.cancelAsked();
    this.#depth++;
    try {
      return this.#follow(hook, payload, cancelAfterMs, meanwhile);
    } finally {
      this.#depth--;
    }
  }

  #follow(hook: HookName, payload: object, cancelAfterMs?: number, meanwhile?: () => void): unknown {
    const world = this.#world;
    const startedMs = world.monoMs;
    const { call, boots } = world.hook(hook, payload);
    let cancelled = false;
    if (!world.replies.has(call)) meanwhile?.();
    while (world.alive && world.boots === boots && !world.replies.has(call)) {
      if (!cancelled && cancelAfterMs !== undefined && world.monoMs - startedMs >= cancelAfterMs) {
        cancelled = true;
        this.#oracle.cancelAsked();
        world.cancel(call);
        continue;
      }
      world.advance(500);
      if (world.monoMs - startedMs > CALL_LIMIT_MS)
        throw new Fault(`host: a call of ${hook} has not ended within ${CALL_LIMIT_MS} ms`);
    }
    const reply = world.replies.get(call);
    if (reply) checkReply(hook, payload, reply, this.#world.disk);
    return reply;
  }
}

/** How long a person waits before trying something again. */
export const PATIENCE_MS = TIMEOUTS.customerMs + 1000;
