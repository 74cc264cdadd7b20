/** What RRPay never forgets: one append-only file of JSON lines, flushed line by line. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import type { Receipt, Stored } from "./model.ts";
import { netCents } from "./money.ts";

/** One line of the file. */
type StoreRecord =
  /** A new store or epoch: transactions before it are forgotten, paper and money are not. */
  | { readonly type: "epoch"; readonly storeId: string; readonly epoch: string }
  | { readonly type: "stored"; readonly stored: Stored }
  /** Document and transaction in one line: no crash can come between them. */
  | { readonly type: "printed"; readonly stored: Stored; readonly receipt: Receipt }
  | { readonly type: "z-report"; readonly text: string };

/** What a start keeps: everything, everything but the transactions, or nothing of its own. */
export type Memory = "kept" | "forgotten" | "new-store";

export class Store {
  storeId = "";
  epoch = "";
  lastTransactionId: string | undefined;
  readonly transactions = new Map<string, Stored>();
  /** Ids of transactions in progress. */
  readonly open = new Set<string>();
  /** Ids of transactions in progress or approved, by their sale. */
  readonly #holders = new Map<string, string>();
  readonly receipts: Receipt[] = [];
  readonly zReports: string[] = [];
  /** Net cents in drawer and bank by sale key, over all epochs: what an auditor would count. */
  readonly #moneyCents = new Map<string, number>();
  readonly #netById = new Map<string, number>();
  readonly #fd: number;

  /** Opens the store of the folder, making it where there is none. */
  constructor(dir: string, memory: Memory = "kept") {
    mkdirSync(dir, { recursive: true });
    const path = join(dir, "rrpay-store.jsonl");
    this.#replay(path);
    this.#fd = openSync(path, "a");
    if (this.storeId === "" || memory === "new-store") this.#append(newEpoch(newStoreId()));
    else if (memory === "forgotten") this.#append(newEpoch(this.storeId));
  }

  /** Stores a transaction as it stands now. It is on disk when this returns. */
  put(stored: Stored): void {
    this.#append({ type: "stored", stored });
  }

  /** Stores a printed document together with its transaction. */
  putPrinted(stored: Stored, receipt: Receipt): void {
    this.#append({ type: "printed", stored, receipt });
  }

  putZReport(text: string): void {
    this.#append({ type: "z-report", text });
  }

  /** Net cents taken for a sale key: sales add, voids and returns subtract. Survives forgetting. */
  moneyTakenCents(saleKey: string): number {
    return this.#moneyCents.get(saleKey) ?? 0;
  }

  /** The id of the transaction that has this sale: in progress or approved. */
  holderOf(sale: SaleName): string | undefined {
    return this.#holders.get(nameOf(sale));
  }

  /** The number of the last document; the counter belongs to the fiscal device and never goes back. */
  get lastDocumentNo(): string | undefined {
    return this.receipts.at(-1)?.documentNo;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #replay(path: string): void {
    if (!existsSync(path)) return;
    const bytes = readFileSync(path);
    // A killed process may leave a line without its end: it was never acknowledged.
    const end = bytes.lastIndexOf(10) + 1;
    if (end < bytes.length) truncateSync(path, end);
    for (const line of bytes.subarray(0, end).toString("utf8").split("\n")) {
      if (line !== "") this.#apply(JSON.parse(line) as StoreRecord);
    }
  }

  #append(record: StoreRecord): void {
    writeSync(this.#fd, `${JSON.stringify(record)}\n`);
    fdatasyncSync(this.#fd);
    this.#apply(record);
  }

  #apply(record: StoreRecord): void {
    switch (record.type) {
      case "epoch":
        this.storeId = record.storeId;
        this.epoch = record.epoch;
        this.lastTransactionId = undefined;
        this.transactions.clear();
        this.open.clear();
        this.#holders.clear();
        this.#netById.clear();
        return;
      case "stored":
        return this.#applyStored(record.stored);
      case "printed":
        this.receipts.push(record.receipt);
        return this.#applyStored(record.stored);
      case "z-report":
        this.zReports.push(record.text);
        return;
    }
  }

  #applyStored(stored: Stored): void {
    if (stored.type === "transaction" && !this.transactions.has(stored.id)) this.lastTransactionId = stored.id;
    this.transactions.set(stored.id, stored);
    if (stored.type === "tombstone") return;
    const { kind, saleKey } = stored.content;
    const { state } = stored.answer;
    if (state === "in-progress") this.open.add(stored.id);
    else this.open.delete(stored.id);
    if (state === "in-progress" || state === "approved") this.#holders.set(nameOf(stored.content), stored.id);
    else if (this.#holders.get(nameOf(stored.content)) === stored.id) this.#holders.delete(nameOf(stored.content));
    const net = kind === "sale" ? netCents(stored.answer) : -netCents(stored.answer);
    const change = net - (this.#netById.get(stored.id) ?? 0);
    this.#netById.set(stored.id, net);
    this.#moneyCents.set(saleKey, this.moneyTakenCents(saleKey) + change);
  }
}

/** What makes two transactions the same sale. */
export type SaleName = Pick<RrpayTransactionRequest, "till" | "kind" | "saleKey">;

function nameOf({ till, kind, saleKey }: SaleName): string {
  return JSON.stringify([till, kind, saleKey]);
}

function newStoreId(): string {
  return `EMU-${randomUUID()}`;
}

function newEpoch(storeId: string): StoreRecord {
  return { type: "epoch", storeId, epoch: randomUUID() };
}
