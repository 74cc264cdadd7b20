/** What RRPay never forgets: one append-only file of JSON lines, each of which is flushed to the disk. */
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";
import type { RrpayTransactionRequest, SaleKind } from "../../../schemas/generated/types.ts";
import type { Receipt, Stored } from "./model.ts";
import { netCents } from "./money.ts";
import { type Place, Shelf } from "./shelf.ts";

/** One line of the file. */
type StoreRecord =
  /**
   * A new store or epoch. Earlier transactions are forgotten, unless it keeps them. Paper and money are never
   * forgotten.
   */
  | { readonly type: "epoch"; readonly storeId: string; readonly epoch: string; readonly keeps?: true }
  | { readonly type: "stored"; readonly stored: Stored }
  /** Document and transaction are in one line, so that no crash can come between them. */
  | { readonly type: "printed"; readonly stored: Stored; readonly receipt: Receipt }
  | { readonly type: "z-report"; readonly text: string };

/** The file of a store. Whoever implements it does the input and output. */
export interface StoreFile {
  /** The content when it was opened: whole lines, with at most a byte order mark before them. */
  readonly bytes: Uint8Array;
  /** Adds a line. Nothing that follows from it is reported before it is on the disk. */
  append(line: Uint8Array): void;
  readBack(place: Place): Uint8Array;
  close(): void;
}

/** What a start keeps: everything; everything except the transactions; or nothing of its own. */
export type Memory = "kept" | "forgotten" | "new-store";

export class Store {
  storeId = "";
  epoch = "";
  readonly #lastTransactionIds = new Map<string, string>();
  readonly transactions = new Shelf<Stored>((place) => this.#readBack(place).stored);
  /** Ids of transactions in progress. */
  readonly open = new Set<string>();
  /** Ids of transactions in progress or approved, by their sale. */
  readonly #holders = new Map<string, string>();
  /** Names of transactions by their id. A void gets its name once, from the document that it voids at that time. */
  readonly #names = new Map<string, string>();
  /** Documents by their position among all documents, because a number may be used again the next day. */
  readonly receipts = new Shelf<Receipt>((place) => {
    const record = this.#readBack(place);
    if (record.type !== "printed") throw new Error("no document stands there");
    return record.receipt;
  });
  /** Positions of documents by the names of their transactions. */
  readonly #printed = new Map<string, readonly string[]>();
  #lastDocument: Receipt | undefined;
  readonly zReports: string[] = [];
  /** Net cents in the drawer and at the bank by sale key, over all epochs: what an auditor would count. */
  readonly #moneyCents = new Map<string, number>();
  readonly #netById = new Map<string, number>();
  readonly #file: StoreFile;
  readonly #newId: () => string;
  #bytes = 0;

  /** Continues from a file. `newId` makes a name that was never used before. */
  constructor(file: StoreFile, newId: () => string, memory: Memory = "kept") {
    this.#file = file;
    this.#newId = newId;
    this.#replay(file.bytes);
    if (this.storeId === "" || memory === "new-store") this.#append(this.#newEpoch(`EMU-${newId()}`));
    else if (memory === "forgotten") this.#append(this.#newEpoch(this.storeId));
  }

  /** Stores the present state of a transaction. It is on the disk when this returns. */
  put(stored: Stored): void {
    this.#append({ type: "stored", stored });
  }

  /** Stores a printed document together with its transaction. */
  putPrinted(stored: Stored, receipt: Receipt): void {
    this.#append({ type: "printed", stored, receipt });
  }

  /** RRPay cannot vouch for what it has stored: a new epoch begins, although nothing is lost. */
  renewEpoch(): void {
    this.#append({ ...this.#newEpoch(this.storeId), keeps: true });
  }

  putZReport(text: string): void {
    this.#append({ type: "z-report", text });
  }

  /** Net cents taken for a sale key: sales add, voids and returns subtract. This survives forgetting. */
  moneyTakenCents(saleKey: string): number {
    return this.#moneyCents.get(saleKey) ?? 0;
  }

  /** The id of the transaction that has this sale: in progress or approved. */
  holderOf(sale: SaleName): string | undefined {
    return this.#holders.get(this.#nameOf(sale));
  }

  /** The last transaction that a till sent in this epoch. */
  lastTransactionId(till: string): string | undefined {
    return this.#lastTransactionIds.get(till);
  }

  /** The number of the last document; the counter belongs to the fiscal device. */
  get lastDocumentNo(): string | undefined {
    return this.#lastDocument?.documentNo;
  }

  /** When it was printed, in the form in which it is sent (RFC 3339). */
  get lastPrintedAt(): string | undefined {
    return this.#lastDocument?.printedAt;
  }

  /** The documents printed for a sale, return or void, oldest first. */
  printedFor(sale: SaleName): Receipt[] {
    return (this.#printed.get(this.#nameOf(sale)) ?? []).flatMap((place) => this.receipts.get(place) ?? []);
  }

  close(): void {
    this.#file.close();
  }

  #newEpoch(storeId: string): Extract<StoreRecord, { type: "epoch" }> {
    return { type: "epoch", storeId, epoch: this.#newId() };
  }

  #replay(bytes: Uint8Array): void {
    for (let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; at < bytes.length; ) {
      const stop = bytes.indexOf(LF, at);
      this.#apply(recordIn(bytes.subarray(at, stop)), { at, bytes: stop - at });
      at = stop + 1;
    }
    this.#bytes = bytes.length;
  }

  /** The record of a transaction, read from the file. */
  #readBack(place: Place): Extract<StoreRecord, { stored: Stored }> {
    return recordIn(this.#file.readBack(place)) as Extract<StoreRecord, { stored: Stored }>;
  }

  #append(record: StoreRecord): void {
    const line = encodeUtf8(`${JSON.stringify(record)}\n`);
    this.#file.append(line);
    const place = { at: this.#bytes, bytes: line.length - 1 };
    this.#bytes += line.length;
    this.#apply(record, place);
  }

  #apply(record: StoreRecord, place: Place): void {
    switch (record.type) {
      case "epoch":
        this.storeId = record.storeId;
        this.epoch = record.epoch;
        if (record.keeps) return;
        this.#lastTransactionIds.clear();
        this.#names.clear();
        this.transactions.clear();
        this.open.clear();
        this.#holders.clear();
        this.#netById.clear();
        return;
      case "stored":
        return this.#applyStored(record.stored, place);
      case "printed":
        this.#applyReceipt(record.receipt, place);
        return this.#applyStored(record.stored, place);
      case "z-report":
        this.zReports.push(record.text);
        return;
    }
  }

  #applyReceipt(receipt: Receipt, place: Place): void {
    const row = String(this.receipts.size + 1);
    const name = this.#names.get(receipt.transactionId) ?? this.#nameOf(receipt);
    this.receipts.set(row, receipt, place);
    this.#printed.set(name, [...(this.#printed.get(name) ?? []), row]);
    this.#lastDocument = receipt;
  }

  #applyStored(stored: Stored, place: Place): void {
    const isNew = !this.transactions.has(stored.id);
    this.transactions.set(stored.id, stored, place);
    if (stored.type === "tombstone") return;
    const { till, kind, saleKey, original } = stored.content;
    if (isNew) this.#lastTransactionIds.set(till, stored.id);
    const name = this.#names.get(stored.id) ?? this.#nameOf(stored.content);
    this.#names.set(stored.id, name);
    const { state } = stored.answer;
    if (state === "in-progress") this.open.add(stored.id);
    else this.open.delete(stored.id);
    if (state === "in-progress" || state === "approved") this.#holders.set(name, stored.id);
    else if (this.#holders.get(name) === stored.id) this.#holders.delete(name);
    const isIncoming = kind === "sale" || (kind === "void" && original?.kind === "return");
    const net = isIncoming ? netCents(stored.answer) : -netCents(stored.answer);
    const change = net - (this.#netById.get(stored.id) ?? 0);
    this.#netById.set(stored.id, net);
    this.#moneyCents.set(saleKey, this.moneyTakenCents(saleKey) + change);
  }

  /**
   * The name of a void includes its original, because a void of another document under the same key is another void.
   */
  #nameOf({ till, kind, saleKey, original = {} }: SaleName): string {
    if (kind !== "void") return JSON.stringify([till, kind, saleKey]);
    const of = original.kind ?? "sale";
    return JSON.stringify([till, kind, saleKey, of, original.documentNo ?? this.#documentOf(till, of, saleKey)]);
  }

  #documentOf(till: string, kind: SaleKind, saleKey: string): string | null {
    const id = this.#holders.get(JSON.stringify([till, kind, saleKey]));
    const stored = id === undefined ? undefined : this.transactions.get(id);
    return (stored?.type === "transaction" && stored.answer.fiscal.documentNo) || null;
  }
}

/** What makes two transactions the same sale. */
export type SaleName = Pick<RrpayTransactionRequest, "till" | "kind" | "saleKey" | "original">;

const LF = 10;

function recordIn(line: Uint8Array): StoreRecord {
  return JSON.parse(decodeUtf8(line) ?? "") as StoreRecord;
}
