/**
 * RRPay in the model world: docs/contracts.md C over a durable store, with a customer at the window. It is independent
 * of the emulator on purpose: the same bundle must work with both readings of the contract.
 */
import type { RrpayTransaction, RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { type Stored, tenderOf } from "./customer.ts";
import type { Random } from "./random.ts";
import type { Traits } from "./traits.ts";
import { Truth } from "./truth.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Clock = { readonly wallMs: number };

const DAY_MS = 86_400_000;
const OFFSET_MS = 120 * 60_000;

export class Rrpay {
  readonly truth = new Truth();
  storeId = "store-1";
  readonly traits: Traits;
  epoch = 1;
  up = true;
  paper = true;
  /** All customers pay, so that in fair weather everything ends. */
  allPay = false;
  readonly #random: Random;
  readonly #clock: Clock;
  #stored = new Map<string, Stored>();
  /** Transactions with a customer at the window. */
  #waiting = new Map<string, Stored>();
  #documents = 0;
  #documentDay = 0;
  #lastTransactionId: string | undefined;

  constructor(traits: Traits, random: Random, clock: Clock) {
    this.traits = traits;
    this.#random = random;
    this.#clock = clock;
  }

  /** Loses every transaction and begins a new epoch. Money and paper stay as they are. */
  forget(): void {
    this.#stored = new Map();
    this.#waiting = new Map();
    this.epoch++;
    this.#documents = this.traits.numbering === "daily" ? 0 : this.#documents;
    this.#lastTransactionId = undefined;
  }

  /** Another one stands in its place, with a store and with numbers of its own. */
  replace(): void {
    this.forget();
    this.storeId = `store-${this.epoch}`;
    this.#documents = 0;
  }

  stored(id: string): Stored | undefined {
    return this.#stored.get(id);
  }

  /** Transactions with a customer at the window, and those that nothing ever ends. */
  get waiting(): IterableIterator<Stored> {
    return this.#waiting.values();
  }

  /** Damages its store: this transaction is answered with 500 from now on. Only for one that holds no money. */
  spoil(stored: Stored): void {
    stored.sick = true;
    this.#waiting.delete(stored.transaction.id);
  }

  /** Loses one transaction without noticing, and answers 404 in the same epoch. Only for one that holds no money. */
  drop(stored: Stored): void {
    this.#stored.delete(stored.transaction.id);
    this.#waiting.delete(stored.transaction.id);
  }

  /** The customers act: one step for each waiting transaction. */
  customersAct(): void {
    if (this.#waiting.size === 0) return;
    for (const stored of [...this.#waiting.values()]) {
      if (stored.transaction.state !== "in-progress") this.#printDocument(stored, "late");
      else if (stored.customer === "stands" && !this.allPay) continue;
      else if (stored.customer === "hesitates" || stored.customer === "stands")
        stored.customer = this.allPay ? "pays" : this.#random.pick(["pays", "declines", "hesitates"] as const);
      else if (stored.customer === "pays-part") this.#payPart(stored);
      else this.#finish(stored);
    }
  }

  handle(method: string, path: string, head: string, body: string, uid: number): Answer {
    const [route = "", query = ""] = path.split("?");
    const id = route.split("/")[3] ?? "";
    if (route === "/v1/health") return { status: 200, body: this.#health() };
    if (this.#stored.get(id)?.sick) return { status: 500, body: { error: "internal", message: "" } };
    if (method === "GET") return this.#get(id, query);
    if (this.traits.features.includes("epoch-guard") && this.#isOtherEpoch(head)) {
      const details = { storeId: this.storeId, epoch: `epoch-${this.epoch}` };
      return { status: 412, body: { error: "epoch-changed", message: "", details } };
    }
    if (route === "/v1/transactions") return this.#post(JSON.parse(body) as RrpayTransactionRequest, uid);
    if (route.endsWith("/cancel")) return this.#cancel(id);
    return this.#print(id);
  }

  #isOtherEpoch(head: string): boolean {
    const epoch = /\r\nRRPay-Epoch: *([^\r]*)/i.exec(head)?.[1];
    return epoch !== undefined && epoch !== `epoch-${this.epoch}`;
  }

  #health() {
    return {
      name: "model",
      version: "1",
      protocol: 1,
      ready: true,
      emulator: true,
      till: "1",
      storeId: this.storeId,
      epoch: `epoch-${this.epoch}`,
      fiscal: { online: true, ...(this.#documents > 0 ? { lastDocumentNo: String(this.#documents) } : {}) },
      ...(this.#lastTransactionId === undefined ? {} : { lastTransactionId: this.#lastTransactionId }),
      features: this.traits.features,
    };
  }

  #post(request: RrpayTransactionRequest, uid: number): Answer {
    const known = this.#stored.get(request.id);
    if (known) {
      const same = !known.request || JSON.stringify(known.request) === JSON.stringify(request);
      return same
        ? { status: 200, body: known.transaction }
        : { status: 409, body: { error: "id-conflict", message: "" } };
    }
    const twin = this.traits.knowsSales ? this.#twinOf(request) : undefined;
    if (twin) {
      const details = { id: twin.id, state: twin.state };
      return { status: 409, body: { error: "sale-known", message: "", details } };
    }
    for (const { transaction } of this.#waiting.values()) {
      if (transaction.state === "in-progress") return { status: 423, body: { error: "busy", message: "" } };
    }
    const { id, till, kind, saleKey, currency, totalCents, original } = request;
    const transaction = {
      ...{ id, till, kind, saleKey, currency, totalCents, state: "in-progress", revision: 1, payments: [] },
      ...{ roundingCents: 0, changeCents: 0, fiscal: { state: this.#knowsPaper ? "not-printed" : "unknown" } },
      // a void echoes what it voids (docs/contracts.md C)
      ...(ECHOES_ORIGINAL && original ? { original } : {}),
    } as RrpayTransaction;
    const parts = kind === "sale" && this.#random.chance(this.traits.parts);
    const customer = this.allPay
      ? "pays"
      : parts
        ? "pays-part"
        : this.#random.pick(["pays", "pays", "pays", "declines", "walks-away", "hesitates", "stands"] as const);
    const stored: Stored = { transaction, request, customer, uid };
    this.#stored.set(id, stored);
    this.#waiting.set(id, stored);
    this.#lastTransactionId = id;
    if (this.allPay || this.#random.chance(0.5)) this.customersAct();
    return { status: 201, body: stored.transaction };
  }

  /**
   * A transaction with this till, kind and key, in progress or approved, under another id. A void must have the same
   * original.
   */
  #twinOf(request: RrpayTransactionRequest): { readonly id: string; readonly state: string } | undefined {
    for (const { transaction, request: other } of this.#stored.values()) {
      const isSame =
        transaction.kind === request.kind &&
        transaction.saleKey === request.saleKey &&
        (transaction.state === "in-progress" || transaction.state === "approved") &&
        (request.kind !== "void" || JSON.stringify(other?.original) === JSON.stringify(request.original));
      if (isSame) return transaction;
    }
    return undefined;
  }

  get #knowsPaper(): boolean {
    return this.traits.features.includes("fiscal");
  }

  #get(id: string, query: string): Answer {
    const stored = this.#stored.get(id);
    if (!stored) return this.#notFound();
    const after = Number(/afterRevision=([0-9]+)/.exec(query)?.[1] ?? 0);
    if (stored.transaction.revision <= after) this.customersAct();
    return { status: 200, body: stored.transaction };
  }

  #notFound(): Answer {
    return { status: 404, body: { error: "not-found", storeId: this.storeId, epoch: `epoch-${this.epoch}` } };
  }

  #cancel(id: string): Answer {
    const stored = this.#stored.get(id);
    if (!stored) {
      if (!this.traits.features.includes("tombstone")) return this.#notFound();
      // its revision is one of the fields that a tombstone may leave out (docs/contracts.md C11)
      const revision = this.#random.chance(0.5) ? { revision: 1 } : {};
      const tombstone = { id, state: "cancelled", ...revision } as RrpayTransaction;
      this.#stored.set(id, { transaction: tombstone, customer: "walks-away", uid: 0 });
      return { status: 202, body: tombstone };
    }
    // if the customer has already committed to pay, the payment wins the race
    if (stored.transaction.state === "in-progress") {
      if (stored.customer === "pays" && this.#random.chance(0.4)) this.#finish(stored);
      else this.#end(stored, "cancelled");
    }
    return { status: 202, body: stored.transaction };
  }

  #print(id: string): Answer {
    const stored = this.#stored.get(id);
    if (!stored) return this.#notFound();
    this.#printDocument(stored, "asked");
    return { status: 202, body: stored.transaction };
  }

  /** No money stays: a part payment goes back to the customer. */
  #end(stored: Stored, state: "declined" | "cancelled"): void {
    this.truth.giveBack(stored.transaction.id);
    this.#move(stored, { state, payments: [] });
    this.#waiting.delete(stored.transaction.id);
  }

  /** A part is paid by card: the shop has the money, but the sale is not paid. */
  #payPart(stored: Stored): void {
    const { id, kind, saleKey, totalCents } = stored.transaction;
    const half = Math.floor(totalCents / 2);
    stored.customer = this.#random.pick(["pays", "hesitates", "walks-away", "stands"] as const);
    if (half === 0) return;
    this.truth.takings.push({ id, kind, saleKey, uid: stored.uid, netCents: half, method: 2, partial: true });
    this.#move(stored, { payments: [{ method: 2, name: "Kortelė", amountCents: half }] });
  }

  #finish(stored: Stored): void {
    if (stored.customer === "declines" || stored.customer === "walks-away") {
      return this.#end(stored, stored.customer === "declines" ? "declined" : "cancelled");
    }
    const { id, kind, saleKey } = stored.transaction;
    const { method, netCents, settled } = tenderOf(stored, this.#random, this.traits.discounts, this.allPay);
    this.truth.giveBack(id);
    this.truth.takings.push({ id, kind, saleKey, uid: stored.uid, netCents, method, partial: false });
    this.#move(stored, settled);
    if (this.traits.printing === "at-once" && this.paper) this.#printDocument(stored, "asked");
    if (this.traits.printing !== "late") this.#waiting.delete(id);
  }

  /** Idempotent: a receipt is printed once, whoever asks. Its number may come later than the state `printed`. */
  #printDocument(stored: Stored, how: "asked" | "late"): void {
    const { transaction } = stored;
    const { id, saleKey, kind, state, fiscal } = transaction;
    if (state !== "approved") return;
    if (this.truth.paper(id)) {
      if (fiscal.state === "printed" && fiscal.documentNo === undefined) this.#number(stored);
      this.#waiting.delete(id);
      return;
    }
    if (!this.paper || this.traits.printing === "never" || (how === "late" && this.traits.printing !== "late")) return;
    this.#waiting.delete(id);
    const day = Math.floor((this.#clock.wallMs + OFFSET_MS) / DAY_MS);
    if (this.traits.numbering === "daily" && day !== this.#documentDay) this.#documents = 0;
    this.#documentDay = day;
    const documentNo = String(++this.#documents);
    this.truth.papers.push({ id, saleKey, kind, uid: stored.uid, documentNo });
    if (!this.#knowsPaper) return;
    if (this.#random.chance(this.traits.lateNumbers)) {
      this.#move(stored, { fiscal: { state: "printed" } });
      this.#waiting.set(id, stored);
    } else this.#number(stored);
  }

  #number(stored: Stored): void {
    const { documentNo } = this.truth.paper(stored.transaction.id)!;
    const printedAt =
      this.traits.printedAt === "now" ? new Date(this.#clock.wallMs).toISOString() : this.traits.printedAt;
    this.#move(stored, { fiscal: { state: "printed", documentNo, printedAt } });
    this.#waiting.delete(stored.transaction.id);
  }

  #move(stored: Stored, change: Partial<RrpayTransaction>): void {
    stored.transaction = { ...stored.transaction, ...change, revision: stored.transaction.revision + 1 };
  }

  /** The receipts of earlier days, for a till that has a past. */
  snapshot(): unknown {
    return structuredClone({
      stored: [...this.#stored],
      waiting: [...this.#waiting.keys()],
      takings: this.truth.takings,
      papers: this.truth.papers,
      documents: this.#documents,
      documentDay: this.#documentDay,
      last: this.#lastTransactionId,
    });
  }

  restore(snapshot: unknown): void {
    const past = snapshot as {
      stored: [string, Stored][];
      waiting: string[];
      takings: Truth["takings"];
      papers: Truth["papers"];
      documents: number;
      documentDay: number;
      last: string | undefined;
    };
    this.#stored = new Map(past.stored.map(([id, stored]) => [id, { ...stored }]));
    this.#waiting = new Map(past.waiting.map((id) => [id, this.#stored.get(id)!]));
    this.truth.takings.push(...past.takings.map((taking) => ({ ...taking })));
    this.truth.papers.push(...past.papers);
    this.#documents = past.documents;
    this.#documentDay = past.documentDay;
    this.#lastTransactionId = past.last;
  }
}

/** In version 2 of docs/contracts.md C the original of a void is echoed. An RRPay of version 1 need not do that. */
const ECHOES_ORIGINAL = false;
