/**
 * The judge of a history. It watches what leaves and what comes, and compares what the till says with what is true: no
 * word of the bundle's own bookkeeping is taken for it.
 */
import { isCode, sentence } from "../../plugin/messages/sentence.ts";
import { SENTENCES, type Spoken } from "../../schemas/generated/sentences.ts";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { CLAIMS, type Claim } from "./claims.ts";
import type { Tables } from "./export.ts";
import { fault } from "./fault.ts";
import type { Receipt, Shop } from "./gama.ts";
import type { Kind } from "./truth.ts";
import type { AnswerView, ItemView, SettlementView, VoidView } from "./views.ts";
import { DAY_MS, OFFSET_MS, type Request, type Watcher, type World } from "./world.ts";

/** What RRPay's whole answers have told the till of one id. */
interface Told {
  readonly state: RrpayTransaction["state"];
  readonly netCents: number;
  readonly method: number | undefined;
  readonly printed: boolean;
  readonly documentNo: string | undefined;
  readonly revision: number;
  readonly epoch: number;
}

interface Sent {
  readonly uid: number;
  readonly kind: Kind;
  readonly saleKey: string;
  readonly conversation: number;
  readonly epoch: number;
}

/** What a person typed of a receipt. */
export interface Entry {
  readonly documentNo: string;
  readonly method: number;
  readonly netCents: number;
}

/** Refusals of a second space that lead nowhere. */
const DEAD_ENDS = [
  "sale-voided",
  "already-saved",
  "left-to-accountant",
  "sale-changed",
  "old-attempt-open",
  "attempt-unknown",
];

const BY_SENTENCE = new Map((Object.keys(SENTENCES) as Spoken[]).map((code) => [sentence(code, "en"), code as string]));
const told = new Map<string, readonly string[]>();

/** The codes whose sentences a text says: a message may say more than its code. */
export function codesOf(code: string, text: string): readonly string[] {
  const key = `${code} ${text.replace(/[0-9]+/g, "0")}`;
  const known = told.get(key);
  if (known) return known;
  const codes = new Set([code]);
  for (const [sentence, other] of BY_SENTENCE) if (text.includes(sentence)) codes.add(other);
  if (text !== "" && codes.size > 1 && !text.includes(isCode(code) ? sentence(code, "en") : " ")) codes.delete(code);
  const list = [...codes];
  if (told.size < 10_000) told.set(key, list);
  return list;
}

export class Oracle implements Watcher {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #sent = new Map<string, Sent>();
  readonly #told = new Map<string, Told>();
  readonly #finals = new Map<string, string>();
  readonly #entries = new Map<string, Entry>();
  readonly #asked = new Set<string>();
  readonly #reopened = new Set<string>();
  readonly #decided = new Map<string, string>();
  /** Receipts of which a person's entry was accepted against RRPay. */
  readonly #byHand = new Set<string>();
  readonly #promised = new Map<number, string>();
  #conversation = 0;
  #cancelAsked = false;

  constructor(world: World, shop: Shop) {
    this.#world = world;
    this.#shop = shop;
    world.watcher = this;
  }

  /** A call of GAMA's begins, and with it perhaps a conversation. */
  began(mayCancel: boolean): void {
    this.#conversation++;
    this.#asked.clear();
    this.#cancelAsked = mayCancel;
  }

  cancelAsked(): void {
    this.#cancelAsked = true;
  }

  uidOf(kind: Kind, saleKey: string): number {
    return this.#shop.latest(kind, saleKey)?.uid ?? 0;
  }

  sentOf(id: string): Sent | undefined {
    return this.#sent.get(id);
  }

  toldOf(id: string): Told | undefined {
    return this.#told.get(id);
  }

  leaves({ act, id, body }: Request): void {
    if (act === "query") this.#asked.add(id);
    if (act === "post") this.#posted(id, body);
    if (act === "cancel") this.#cancelled(id);
  }

  #posted(id: string, body: string): void {
    const before = this.#sent.get(id);
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
    for (const [other, sent] of this.#sent) {
      if (sent.uid !== uid || sent.kind !== kind) continue;
      const known = this.#told.get(other);
      if (known && holdsMoney(known) && !this.#isGivenBack(uid, kind))
        fault(
          "known money",
          `${kind} ${saleKey} is sent again as ${id}, though the till was told of money under ${other}`,
        );
    }
    this.#noteDay();
    if (this.#byHand.has(`${uid} ${kind}`))
      fault("known money", `${kind} ${saleKey} is sent again, though what was typed of it was accepted`);
    if (kind === "void" && receipt) this.#checkOriginal(receipt, original?.documentNo);
    this.#sent.set(id, { uid, kind, saleKey, conversation: this.#conversation, epoch: this.#world.rrpay.epoch });
  }

  /** A sale that was taken back holds no money any more: GAMA may sell it anew under contract B's rules. */
  #isGivenBack(uid: number, kind: Kind): boolean {
    return kind !== "void" && this.#world.rrpay.truth.takingsOf(uid, "void").length > 0;
  }

  #checkOriginal({ uid, kind, saleKey }: Receipt, documentNo: string | undefined): void {
    const known = this.#world.rrpay.truth
      .papersOf(uid, kind)
      .filter(({ id }) => this.#told.get(id)?.documentNo !== undefined);
    if (known.length === 0 || known.some((paper) => paper.documentNo === documentNo)) return;
    if ([...this.#entries].some(([id, entry]) => this.#sent.get(id)?.uid === uid && entry.documentNo === documentNo))
      return;
    fault("void", `${saleKey} is voided as document ${documentNo}, the till knows ${known[0]!.documentNo}`);
  }

  #cancelled(id: string): void {
    // a cancel that a person asks for may find RRPay down when it queries, and up when it cancels
    const isOld = this.#sent.get(id)?.conversation !== this.#conversation;
    if (isOld && !this.#cancelAsked) this.#mustHaveAsked(id, "cancelled");
    // what RRPay has never received is ended by the tombstone that a cancel leaves: nothing else can end it
    const isThere = this.#world.rrpay.stored(id) !== undefined;
    if (!this.#cancelAsked && !this.#reopened.has(id) && isThere)
      fault("cancel", `${id} is cancelled, and nobody asked for it`);
  }

  #mustHaveAsked(id: string, act: string): void {
    if (!this.#asked.has(id) && this.#world.rrpay.traits.features.includes("status"))
      fault("query first", `${id} is ${act} without being asked about`);
  }

  told(transaction: RrpayTransaction, surely: boolean): void {
    const { id, state, revision, payments = [], changeCents = 0, fiscal } = transaction;
    const before = this.#told.get(id);
    const sent = this.#sent.get(id);
    if (!sent || sent.epoch !== this.#world.rrpay.epoch || (before && before.revision > revision)) return;
    if (!surely && (!before || state === "approved" || state === "in-progress")) return;
    this.#noteDay();
    this.#told.set(id, {
      state,
      netCents: payments.reduce((sum, { amountCents }) => sum + amountCents, 0) - changeCents,
      method: payments.length === 1 ? payments[0]!.method : undefined,
      printed: before?.printed === true || fiscal?.state === "printed",
      documentNo: before?.documentNo ?? (fiscal?.documentNo || undefined),
      revision,
      epoch: sent.epoch,
    });
  }

  replied(): void {}

  /** A final outcome is said: RRPay's evidence must be behind it, and it never changes (invariants 3 and 4). */
  #checkFinal(id: string, payment: string): void {
    if (!["approved", "declined", "cancelled", "not-accepted"].includes(payment)) return;
    const before = this.#finals.get(id);
    if (before !== undefined && before !== payment) fault("invariant 4", `${id} went from ${before} to ${payment}`);
    this.#finals.set(id, payment);
    const taking = this.#world.rrpay.truth.taking(id);
    const paid = taking !== undefined;
    if (payment === "approved" && !paid && !this.#entries.has(id))
      fault("invariant 3", `${id} is approved and was never charged`);
    if (payment !== "approved" && paid && !taking.partial) fault("invariant 3", `${id} is ${payment} and was charged`);
  }

  settlement(receipt: Receipt, view: SettlementView): void {
    const { outcome, code, attemptId, saleKey } = view;
    const promise = this.#promised.get(receipt.uid);
    this.#promised.delete(receipt.uid);
    if (promise !== undefined && outcome === "refused" && DEAD_ENDS.includes(code))
      fault("way out", `${promise} sent the cashier back to ${saleKey}, which is refused: ${code}`);
    // what a person typed and let stand is given back as approved, whatever RRPay said: it is no payment state (B6)
    const isFinal = outcome !== "unknown" && outcome !== "refused" && code !== "manual-accepted";
    if (attemptId !== undefined && isFinal) this.#checkFinal(attemptId, outcome);
    if (outcome === "approved") this.#checkApproved(receipt, view);
    this.#checkWords(receipt, receipt.kind, codesOf(code, view.message), `init ${outcome}`);
  }

  #checkApproved(receipt: Receipt, view: SettlementView): void {
    const { attemptId = "", payments, code, message } = view;
    const { rrpay } = this.#world;
    const owner = this.#sent.get(attemptId)?.uid;
    if (owner !== undefined && owner !== receipt.uid && this.#shop.receipts[owner - 1]?.saved)
      fault("identity", `${receipt.saleKey} is approved with the payment of an earlier receipt that GAMA has saved`);
    const paperCodes = codesOf(code, message);
    if (
      // a conflict calls the person in charge, who sees the paper
      code !== "conflict" &&
      view.fiscal.state !== "printed" &&
      rrpay.traits.features.includes("fiscal") &&
      !paperCodes.some((other) => CLAIMS[other]?.includes("mind-paper"))
    )
      fault("words", `${receipt.saleKey} is approved, ${view.fiscal.state}, and ${code} says nothing of the paper`);
    const taking = rrpay.truth.taking(attemptId);
    if (!taking || this.#entries.has(attemptId)) return;
    const net = payments.reduce((sum, { netCents, amountCents }) => sum + (netCents ?? amountCents), 0);
    if (net !== taking.netCents)
      fault("net", `GAMA gets ${net} of ${receipt.saleKey}, ${taking.netCents} stays in the shop`);
  }

  voided(receipt: Receipt, view: VoidView): void {
    if (view.outcome === "voided" && view.attemptId !== undefined && this.#sent.get(view.attemptId)?.kind === "void")
      this.#checkFinal(view.attemptId, "approved");
    this.#checkWords(receipt, "void", codesOf(view.code, view.message), `void ${view.outcome}`);
    if (view.outcome === "nothing-to-void" && this.#standing(receipt) && !this.#isLost(receipt))
      fault("void", `${receipt.saleKey} stands paid, and there is nothing to void`);
  }

  /** F8 on a receipt that may be open: what is said of it is said of the sale. */
  opened(receipt: Receipt, view: VoidView): void {
    if (receipt.misled || this.#isLost(receipt)) return;
    if (view.outcome === "nothing-to-void" && this.#standing(receipt))
      fault("void", `${receipt.saleKey} stands paid, and there is nothing to void`);
    if (view.outcome === "voided" && this.#standing(receipt))
      fault("void", `${receipt.saleKey} stands paid, and is called voided`);
    this.#checkWords(receipt, receipt.kind, codesOf(view.code, view.message), `void open ${view.outcome}`);
  }

  close(receipt: Receipt, kind: Kind, saved: boolean, view: AnswerView, wasApproved: boolean): void {
    this.#promised.delete(receipt.uid);
    this.#checkWords(receipt, kind, codesOf(view.code, view.message), `close ${view.status}`);
    if (
      wasApproved &&
      saved &&
      kind !== "void" &&
      !["acknowledged", "recorded", "refused", "open"].includes(view.status)
    )
      fault("way out", `${receipt.saleKey} was approved, and its saving is answered ${view.status} ${view.code}`);
    const { truth } = this.#world.rrpay;
    const back = truth.takingsOf(receipt.uid, "void").some(({ id }) => this.#finals.get(id) === "approved");
    if (saved && kind !== "void" && back && view.status === "acknowledged" && view.code !== "recorded")
      fault("close", `${receipt.saleKey} is voided, and GAMA's saving it is acknowledged`);
  }

  /** What the list says, and what it offers. */
  list(items: readonly ItemView[]): void {
    // behind damage the till does not know what it has written: a list of it says less than is true
    if (this.#world.disk.trouble !== "corrupt") for (const item of items) this.#checkItem(item);
  }

  #checkItem(item: ItemView): void {
    const { attemptId, kind, saleKey, payment, decisions, advice } = item;
    this.#checkFinal(attemptId, payment);
    const known = this.#told.get(attemptId);
    const uid = this.#sent.get(attemptId)?.uid;
    const receipt = uid === undefined ? undefined : this.#shop.receipts[uid - 1];
    if (
      known &&
      known.epoch === this.#sent.get(attemptId)?.epoch &&
      holdsMoney(known) &&
      decisions.includes("nothing-happened")
    )
      fault(
        "known money",
        `"nothing happened" is offered for ${kind} ${saleKey}, though the till was told of money or paper`,
      );
    if (!receipt) return;
    const codes = codesOf("", advice);
    if (kind === "void" && codes.some((code) => CLAIMS[code]?.includes("open-window")))
      fault("words", `the void of ${saleKey} sends the cashier to the settlement window: ${codes.join()}`);
    this.#checkWords(receipt, kind, codes, "list");
    this.#checkEntry(item, known);
    this.#checkUndone(item, receipt.uid);
    const again = `${attemptId} ${item.conflict?.code ?? ""} ${decisions.join()}`;
    const decision = this.#decided.get(again);
    if (decision !== undefined)
      fault(
        "way out",
        `${decision} of ${kind} ${saleKey} (${item.conflict?.code ?? payment}) leads to the same item again`,
      );
  }

  /** The same complaint of the same receipt, under another id, after a person has accepted what was said. */
  #checkUndone({ attemptId, kind, saleKey, conflict }: ItemView, uid: number): void {
    const accepted = conflict && this.#accepted.get(`${uid} ${kind} ${conflict.code}`);
    if (accepted !== undefined && accepted !== attemptId)
      fault("way out", `what was accepted of ${kind} ${saleKey} (${conflict?.code}) is undone by the next space`);
  }

  readonly #accepted = new Map<string, string>();

  /** RRPay's truth against what was typed: a difference is a conflict, agreement is none. */
  #checkEntry({ attemptId, kind, saleKey, conflict, payment }: ItemView, known: Told | undefined): void {
    const entry = this.#entries.get(attemptId);
    if (!entry || !known || known.state !== "approved" || payment !== "approved") return;
    const differs =
      entry.netCents !== known.netCents ||
      (known.method !== undefined && entry.method !== known.method) ||
      (known.documentNo !== undefined && entry.documentNo !== known.documentNo);
    const told = conflict?.code === "manual-differs";
    if (differs && !conflict && !this.#decided.has(attemptId))
      fault("manual", `what was typed of ${kind} ${saleKey} differs from RRPay's, and there is no conflict`);
    if (!differs && told) fault("manual", `what was typed of ${kind} ${saleKey} is true, and there is a conflict`);
  }

  /** A refusal that speaks of something to be finished: it must be in the list, with a way out. */
  mustBeListed(
    what: { readonly kind: Kind; readonly saleKey: string },
    items: readonly ItemView[],
    code: string,
  ): void {
    if (items.some(({ kind, saleKey }) => kind === what.kind && saleKey === what.saleKey)) return;
    fault("way out", `${code} speaks of ${what.kind} ${what.saleKey}, which the list does not have`);
  }

  decided(item: ItemView, decision: string, entry: Entry | undefined): void {
    const { attemptId, saleKey, kind } = item;
    this.#asked.clear();
    const { truth } = this.#world.rrpay;
    const receipt = this.#shop.receipts[(this.#sent.get(attemptId)?.uid ?? 0) - 1];
    if (receipt) this.#promised.delete(receipt.uid);
    if (decision === "nothing-happened") this.#reopened.add(attemptId);
    if (decision === "receipt-printed" && entry) {
      const other = truth.papers.find(({ documentNo, id }) => documentNo === entry.documentNo && id !== attemptId);
      const knows =
        other &&
        this.#told.get(other.id)?.documentNo !== undefined &&
        truth.paper(attemptId)?.documentNo !== entry.documentNo;
      if (
        knows &&
        this.#world.rrpay.traits.numbering === "running" &&
        this.#world.rrpay.traits.printedAt === "now" &&
        !this.#isOld(other.id)
      )
        fault("manual", `${kind} ${saleKey} was typed with document ${entry.documentNo}, which is another's`);
      this.#entries.set(attemptId, entry);
    }
    if (decision === "accept-rrpay") this.#entries.delete(attemptId);
    if (decision === "accept-manual" && item.manual?.decision === "receipt-printed")
      this.#byHand.add(`${receipt?.uid ?? 0} ${kind}`);
    if (["accept-rrpay", "accept-manual", "leave-to-accountant"].includes(decision)) {
      this.#decided.set(`${attemptId} ${item.conflict?.code ?? ""} ${item.decisions.join()}`, decision);
      this.#decided.set(attemptId, decision);
      if (decision !== "leave-to-accountant" && item.conflict)
        this.#accepted.set(`${receipt?.uid ?? 0} ${kind} ${item.conflict.code}`, attemptId);
    }
  }

  /** Numbers repeat from day to day: only today's are another's for certain. */
  #isOld(id: string): boolean {
    return this.#oldIds.has(id);
  }

  readonly #oldIds = new Set<string>();

  /** A day has gone by. */
  dayEnds(): void {
    for (const { id } of this.#world.rrpay.truth.papers) this.#oldIds.add(id);
  }

  #standing({ uid, kind }: Receipt): boolean {
    const { truth } = this.#world.rrpay;
    return truth.takingsOf(uid, kind).some(({ partial }) => !partial) && truth.takingsOf(uid, "void").length === 0;
  }

  #checkWords(receipt: Receipt, kind: Kind, codes: readonly string[], where: string): void {
    for (const code of codes)
      for (const claim of CLAIMS[code] ?? []) {
        if (!receipt.misled && !this.#isLost(receipt) && !this.#isTrue(claim, receipt, kind))
          fault("words", `${where} of ${kind} ${receipt.saleKey} says ${code}, and "${claim}" is not true`);
        if (claim === "check-again" && kind !== "void" && where !== "list") this.#promised.set(receipt.uid, code);
        if (claim === "open-window" && kind === "void")
          fault("words", `${where} of ${receipt.saleKey} sends the cashier to the settlement window: ${code}`);
      }
  }

  #isTrue(claim: Claim, receipt: Receipt, kind: Kind): boolean {
    const { truth } = this.#world.rrpay;
    const { uid } = receipt;
    switch (claim) {
      case "nothing-sent":
        return !this.#isAtRrpay(uid, kind);
      case "no-money":
        return truth.takingsOf(uid, receipt.kind).length === 0 || truth.takingsOf(uid, "void").length > 0;
      case "paid":
        return (
          truth.takingsOf(uid, receipt.kind).length > 0 &&
          (kind === "void" || truth.takingsOf(uid, "void").length === 0)
        );
      case "printed":
        // an RRPay that does not know of receipts prints what it prints: the till is told nothing of it
        return !this.#world.rrpay.traits.features.includes("fiscal") || truth.papersOf(uid, kind).length > 0;
      case "voided":
        return truth.takingsOf(uid, "void").length > 0 || truth.takingsOf(uid, receipt.kind).length === 0;
      default:
        return true;
    }
  }

  /** Something of it charges or has charged there. */
  #isAtRrpay(uid: number, kind: Kind): boolean {
    const { truth } = this.#world.rrpay;
    if (truth.takingsOf(uid, kind).length > 0 && (kind === "void" || truth.takingsOf(uid, "void").length === 0))
      return true;
    for (const [id, sent] of this.#sent)
      if (sent.uid === uid && sent.kind === kind && this.#world.rrpay.stored(id)?.transaction.state === "in-progress")
        return true;
    return false;
  }

  /** Invariant 2: one receipt, at most one charge and one fiscal document; what a person got wrong is not the till's fault. */
  money(): void {
    const { truth } = this.#world.rrpay;
    for (const receipt of this.#shop.receipts)
      for (const kind of [receipt.kind, "void"] as const) {
        const taken = truth.takingsOf(receipt.uid, kind);
        const printed = truth.papersOf(receipt.uid, kind);
        if (receipt.misled || this.#isForgotten(receipt)) continue;
        if (taken.length > 1) fault("invariant 2", `${kind} ${receipt.saleKey} was charged ${taken.length} times`);
        if (printed.length > 1) fault("invariant 2", `${kind} ${receipt.saleKey} has ${printed.length} documents`);
      }
    for (const { uid, saleKey } of truth.takings)
      if (this.#shop.receipts[uid - 1]?.saleKey !== saleKey)
        fault("identity", `${saleKey} was charged for nobody's receipt`);
  }

  /** The till's disk is gone, and with it what it was told. */
  forget(): void {
    this.#lost = { uid: this.#shop.receipts.length, epoch: this.#world.rrpay.epoch };
    this.#told.clear();
    this.#entries.clear();
    this.#finals.clear();
    this.#decided.clear();
    this.#accepted.clear();
    this.#byHand.clear();
    this.#promised.clear();
  }

  /** When all is cleared up: what the till was told of money is final, or in a person's hands. */
  end(): void {
    for (const [id, known] of this.#told) {
      const sent = this.#sent.get(id)!;
      if (!holdsMoney(known) || this.#shop.receipts[sent.uid - 1]?.misled) continue;
      if (this.#isGivenBack(sent.uid, sent.kind)) continue;
      const isKnown =
        this.#finals.get(id) === "approved" ||
        this.#decided.has(id) ||
        this.#entries.has(id) ||
        this.#shop.receipts[sent.uid - 1]?.saved;
      if (!isKnown && known.state === "approved" && sent.uid > this.#pastUids)
        fault("known money", `${sent.kind} ${sent.saleKey} was approved under ${id}, and nobody was told`);
    }
  }

  /** What the accountant gets: every taking that the till was told of, on one of the days of this history, with its sign. */
  exported({ rows, totalCents }: Tables): void {
    if (this.#lost) return;
    let sum = 0;
    for (const [id, { state, netCents, documentNo }] of this.#told) {
      const sent = this.#sent.get(id)!;
      if (state !== "approved" || netCents === 0 || sent.uid <= this.#pastUids) continue;
      const isVoidOfReturn = sent.kind === "void" && this.#shop.receipts[sent.uid - 1]?.kind === "return";
      const signed = sent.kind === "sale" || isVoidOfReturn ? netCents : -netCents;
      sum += signed;
      const row = rows.get(id);
      if (row === undefined) fault("export", `${sent.kind} ${sent.saleKey} is in no day's table`);
      else if (row.netCents !== signed && !this.#entries.has(id))
        fault("export", `${sent.kind} ${sent.saleKey} moved ${signed}, the table says ${row.netCents}`);
      else if (documentNo !== undefined && row.documentNo === "")
        fault("export", `${sent.kind} ${sent.saleKey} is document ${documentNo}, the table does not know it`);
    }
    if (this.#entries.size === 0 && this.#pastUids === 0 && totalCents !== sum)
      fault("export", `the days add up to ${totalCents}, ${sum} was moved`);
  }

  /** The till's days on which something was sent or heard. */
  get days(): readonly string[] {
    return [...this.#days];
  }

  #noteDay(): void {
    for (const laterMs of [0, DAY_MS]) {
      const date = new Date(this.#world.wallMs + OFFSET_MS + laterMs).toISOString();
      this.#days.add(date.slice(0, 10));
    }
  }

  readonly #days = new Set<string>();
  #pastUids = 0;
  #lost: { readonly uid: number; readonly epoch: number } | undefined;

  /** It was rung up before the till's disk was lost: what is said of it may be wrong. */
  #isLost({ uid }: Receipt): boolean {
    return this.#lost !== undefined && uid <= this.#lost.uid;
  }

  /** What the till knew of it is gone with its disk, and RRPay does not know it either: nothing can keep it from a second charge. */
  #isForgotten({ uid }: Receipt): boolean {
    if (!this.#lost || uid > this.#lost.uid) return false;
    return !this.#world.rrpay.traits.knowsSales || this.#world.rrpay.epoch > 1;
  }

  snapshot(): unknown {
    return structuredClone({ sent: [...this.#sent], told: [...this.#told], old: [...this.#oldIds] });
  }

  restore(snapshot: unknown): void {
    const past = snapshot as { sent: [string, Sent][]; told: [string, Told][]; old: string[] };
    for (const [id, sent] of past.sent) {
      this.#sent.set(id, sent);
      this.#pastUids = Math.max(this.#pastUids, sent.uid);
    }
    for (const [id, known] of past.told) this.#told.set(id, known);
    for (const id of past.old) this.#oldIds.add(id);
  }
}

function holdsMoney({ state, netCents, printed }: Told): boolean {
  return printed || (netCents !== 0 && state !== "declined" && state !== "cancelled");
}
