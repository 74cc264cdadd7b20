/**
 * RRPay as the model world has it: contract C over a durable store, with a customer behind it. Independent of the
 * emulator on purpose: two readings of the contract must agree with one bundle.
 */
import type { RrpayPayment, RrpayTransaction, RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import type { Random } from "./random.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What the customer will do with a transaction, decided when it arrives. */
export type Customer = "pays" | "declines" | "walks-away" | "hesitates";

interface Stored {
  transaction: RrpayTransaction;
  /** Undefined for a tombstone. */
  request?: RrpayTransactionRequest;
  customer: Customer;
}

/** What really happened to money and paper: the oracle's truth, which no crash of RRPay's erases. */
export interface Truth {
  readonly charges: {
    readonly id: string;
    readonly kind: string;
    readonly saleKey: string;
    readonly amountCents: number;
  }[];
  readonly documents: {
    readonly id: string;
    readonly saleKey: string;
    readonly kind: string;
    readonly documentNo: string;
  }[];
}

export class Rrpay {
  readonly truth: Truth = { charges: [], documents: [] };
  readonly storeId = "store-1";
  epoch = 1;
  up = true;
  paper = true;
  readonly #random: Random;
  #stored = new Map<string, Stored>();
  #documents = 0;
  #lastTransactionId: string | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Loses every transaction: the epoch says so. Money and paper stay as they are. */
  forget(): void {
    this.#stored = new Map();
    this.epoch++;
  }

  stateOf(id: string): RrpayTransaction["state"] | undefined {
    return this.#stored.get(id)?.transaction.state;
  }

  /** The customers act: one step for each transaction that waits. */
  customersAct(): void {
    for (const stored of this.#stored.values()) {
      if (stored.transaction.state !== "in-progress") continue;
      if (stored.customer === "hesitates")
        stored.customer = this.#random.pick(["pays", "declines", "hesitates"] as const);
      else this.#finish(stored);
    }
  }

  /** The printer gets paper: what is paid and not printed is printed only when it is asked for. */
  givePaper(): void {
    this.paper = true;
  }

  handle(method: string, path: string, body: string): Answer {
    const [route = "", query = ""] = path.split("?");
    const id = route.split("/")[3] ?? "";
    if (route === "/v1/health") return { status: 200, body: this.#health() };
    if (method === "POST" && route === "/v1/transactions")
      return this.#post(JSON.parse(body) as RrpayTransactionRequest);
    if (route.endsWith("/cancel")) return this.#cancel(id);
    if (route.endsWith("/print")) return this.#print(id);
    return this.#get(id, query);
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
      features: ["status", "cancel", "tombstone", "print"],
    };
  }

  #post(request: RrpayTransactionRequest): Answer {
    const known = this.#stored.get(request.id);
    if (known) {
      const same = !known.request || JSON.stringify(known.request) === JSON.stringify(request);
      return same
        ? { status: 200, body: known.transaction }
        : { status: 409, body: { error: "id-conflict", message: "" } };
    }
    for (const { transaction } of this.#stored.values()) {
      const same = transaction.kind === request.kind && transaction.saleKey === request.saleKey;
      if (same && (transaction.state === "in-progress" || transaction.state === "approved")) {
        return {
          status: 409,
          body: { error: "sale-known", message: "", details: { id: transaction.id, state: transaction.state } },
        };
      }
      if (transaction.state === "in-progress") return { status: 423, body: { error: "busy", message: "" } };
    }
    const { id, till, kind, saleKey, currency, totalCents } = request;
    const transaction: RrpayTransaction = {
      ...{ id, till, kind, saleKey, currency, totalCents, state: "in-progress", revision: 1, payments: [] },
      ...{ roundingCents: 0, changeCents: 0, fiscal: { state: "not-printed" } },
    };
    const customer = this.#random.pick(["pays", "pays", "declines", "walks-away", "hesitates"] as const);
    const stored: Stored = { transaction, request, customer };
    this.#stored.set(id, stored);
    this.#lastTransactionId = id;
    if (this.#random.chance(0.5)) this.#finish(stored);
    return { status: 201, body: stored.transaction };
  }

  #get(id: string, query: string): Answer {
    const stored = this.#stored.get(id);
    if (!stored)
      return { status: 404, body: { error: "not-found", storeId: this.storeId, epoch: `epoch-${this.epoch}` } };
    const after = Number(/afterRevision=([0-9]+)/.exec(query)?.[1] ?? 0);
    if (stored.transaction.revision <= after) this.customersAct();
    return { status: 200, body: stored.transaction };
  }

  #cancel(id: string): Answer {
    const stored = this.#stored.get(id);
    if (!stored) {
      // its revision is one of the fields that a tombstone may leave out (contract C)
      const revision = this.#random.chance(0.5) ? { revision: 1 } : {};
      const tombstone = { id, state: "cancelled", ...revision } as RrpayTransaction;
      this.#stored.set(id, { transaction: tombstone, customer: "walks-away" });
      return { status: 202, body: tombstone };
    }
    // past the point of no return the payment wins the race
    if (stored.transaction.state === "in-progress") {
      if (stored.customer === "pays" && this.#random.chance(0.4)) this.#finish(stored);
      else this.#move(stored, { state: "cancelled" });
    }
    return { status: 202, body: stored.transaction };
  }

  #print(id: string): Answer {
    const stored = this.#stored.get(id);
    if (!stored)
      return { status: 404, body: { error: "not-found", storeId: this.storeId, epoch: `epoch-${this.epoch}` } };
    this.#printDocument(stored);
    return { status: 202, body: stored.transaction };
  }

  #finish(stored: Stored): void {
    if (stored.customer === "declines" || stored.customer === "walks-away") {
      this.#move(stored, { state: stored.customer === "declines" ? "declined" : "cancelled" });
      return;
    }
    const { id, kind, saleKey, totalCents } = stored.transaction;
    const cash = this.#random.chance(0.5);
    const roundingCents = cash ? Math.round(totalCents / 5) * 5 - totalCents : 0;
    const due = totalCents + roundingCents;
    const changeCents = cash ? this.#random.pick([0, 100]) : 0;
    const payment: RrpayPayment = {
      method: cash ? 0 : 2,
      name: cash ? "Grynieji" : "Kortelė",
      amountCents: due + changeCents,
    };
    this.truth.charges.push({ id, kind, saleKey, amountCents: due });
    this.#move(stored, { state: "approved", payments: [payment], roundingCents, changeCents });
    this.#printDocument(stored);
  }

  #printDocument(stored: Stored): void {
    if (stored.transaction.state !== "approved" || stored.transaction.fiscal.state === "printed" || !this.paper) return;
    const documentNo = String(++this.#documents);
    const { id, saleKey, kind } = stored.transaction;
    this.truth.documents.push({ id, saleKey, kind, documentNo });
    this.#move(stored, { fiscal: { state: "printed", documentNo, printedAt: "2026-11-24T10:00:00" } });
  }

  #move(stored: Stored, change: Partial<RrpayTransaction>): void {
    stored.transaction = { ...stored.transaction, ...change, revision: stored.transaction.revision + 1 };
  }
}
