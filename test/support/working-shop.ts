/**
 * Tills that work for some days, in memory: each sells in every way that there is, by a seed. Their journals are written as
 * files, and what RRPay took is counted by RRPay's own books, which know nothing of any journal.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Moment } from "../../plugin/boundary.ts";
import { fromBytes } from "../../plugin/text/ascii.ts";
import { digestOf } from "../../runtime/node/store/chain.ts";
import { formatLink } from "../../runtime/node/store/link-text.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { InitSettlementRequest, Line, RrpayTransaction, Tender } from "../../schemas/generated/types.ts";
import { Random } from "../sim/random.ts";
import { health } from "./attempts.ts";
import { line, sale, vatOf } from "./sales.ts";
import type { Outcome } from "./scripted-rrpay.ts";
import { type Books, emptyBooks } from "./shop-books.ts";
import { StepTill, TIMEOUTS } from "./step-till.ts";

const DAY_MS = 86_400_000;
/** 2026-11-20, eight in the morning where the till is. */
const OPENS_MS = Date.UTC(2026, 10, 20, 6, 0, 0);
export const OFFSET_MIN = 120;
export const DAYS = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"] as const;
/** The tills' map of ways to pay. */
export const METHODS = [
  { rrpay: 0, gama: 1, name: "Grynieji", cash: true },
  { rrpay: 2, gama: 2, name: "Banko kortelė" },
] as const;
const RATES = [2100, 900, 500] as const;

/** What a person typed and RRPay never had. */
interface TypedReceipt {
  readonly day: string;
  readonly amountCents: number;
}

/** Attempt ids of its own, so that tills differ. */
class NamedTill extends StepTill {
  readonly number: number;

  constructor(number: number) {
    // a host hands the config over in ASCII
    super({ till: String(number), payments: METHODS.map((row) => ({ ...row, name: `way ${row.gama}` })) });
    this.number = number;
  }

  override moment(): Moment {
    const moment = super.moment();
    moment.random[0] = this.number;
    return moment;
  }
}

export class WorkingTill {
  readonly name: string;
  readonly typed: TypedReceipt[] = [];
  readonly #till: NamedTill;
  readonly #random: Random;
  readonly #sold = new Map<string, InitSettlementRequest>();
  readonly #voidable: string[] = [];
  #documents = 0;

  constructor(number: number, seed: number) {
    this.name = String(number);
    this.#random = new Random(seed * 31 + number);
    this.#till = new NamedTill(number);
    this.#till.utcOffsetMin = OFFSET_MIN;
    this.#till.wallMs = OPENS_MS;
    const { features } = health();
    this.#till.rrpay.health = health({ till: this.name, features: [...features, "prepaid"] });
    this.#till.boot();
  }

  /** Works all the days; `acts` a day. */
  work(acts: number): this {
    for (const [at] of DAYS.entries()) {
      const opensMs = OPENS_MS + at * DAY_MS;
      this.#till.pass(Math.max(0, opensMs - this.#till.wallMs));
      this.#till.boot();
      for (let act = 0; act < acts; act++) {
        this.#till.pass(60_000 * (1 + (this.#random.word() % 20)));
        this.#act();
      }
      // whatever was left unknown is known before the evening
      this.#honest();
      this.#till.call("init", { window: "pos", till: this.name, operator: "ONA" });
    }
    return this;
  }

  /** Its segments as files of a data folder. */
  write(folder: string): string {
    return writeJournal(folder, this.#till.segments);
  }

  /** RRPay's own account of a day. */
  booksOf(day: string): Books {
    const books = emptyBooks();
    for (const transaction of this.#till.rrpay.stored.values()) {
      const { state, fiscal } = transaction;
      if (state === "approved" && localDay(Date.parse(fiscal.printedAt ?? "")) === day) this.#book(books, transaction);
    }
    return books;
  }

  #book(books: Books, { kind, saleKey, original, ...transaction }: RrpayTransaction): void {
    const sold = this.#sold.get(saleKey);
    const sign = kind === "sale" || (kind === "void" && original?.kind === "return") ? 1 : -1;
    books.count[kind]++;
    books.totalCents += sign * transaction.totalCents;
    books.roundingCents += sign * transaction.roundingCents;
    books.changeCents += sign * transaction.changeCents;
    books.prepaidCents += sign * prepaidOf(sold);
    for (const { method, amountCents } of transaction.payments)
      books.tenders.set(method, (books.tenders.get(method) ?? 0) + sign * amountCents);
    for (const { vatRateBp, totalCents } of sold?.lines ?? [])
      books.rates.set(vatRateBp, (books.rates.get(vatRateBp) ?? 0) + sign * totalCents);
  }

  #act(): void {
    this.#honest();
    const dice = this.#random.next();
    const { rrpay } = this.#till;
    if (dice < 0.1) this.#void();
    else if (dice < 0.2) this.#settle(this.#request("return"));
    else if (dice < 0.25) {
      rrpay.outcome = () => ({ state: this.#random.chance(0.5) ? "declined" : "cancelled" });
      this.#settle(this.#request("sale"));
    } else if (dice < 0.3) this.#unheard();
    else if (dice < 0.33) this.#typeIn();
    else this.#settle(this.#request("sale"));
  }

  #settle(request: InitSettlementRequest): void {
    this.#sold.set(request.saleKey, request);
    const reply = this.#till.call("init", request);
    if (reply.outcome !== "approved") return;
    const { kind, saleKey } = request;
    this.#till.call("close", { window: "settlement", kind, saleKey, attemptId: reply.attemptId, saved: true });
    if (kind === "sale") this.#voidable.push(saleKey);
  }

  #void(): void {
    const saleKey = this.#voidable.splice(this.#random.word() % Math.max(1, this.#voidable.length), 1)[0];
    if (saleKey === undefined) return;
    const reply = this.#till.call("void", { scope: "completed", saleKey, operator: "ONA" });
    if (reply.outcome !== "voided") throw new Error(`the void of ${saleKey} ended ${reply.outcome}, ${reply.code}`);
    const { attemptId } = reply;
    this.#till.call("close", { window: "settlement", kind: "void", saleKey, attemptId, saved: true });
  }

  /** RRPay takes the money and is not heard until somebody asks. */
  #unheard(): void {
    const request = this.#request("sale");
    this.#sold.set(request.saleKey, request);
    const { rrpay } = this.#till;
    rrpay.instead = (asked) => {
      if (asked.action === "post") rrpay.honest(asked);
      return asked.action === "post" || asked.action === "get" ? "silence" : undefined;
    };
    this.#till.call("init", request);
    this.#honest();
    this.#settle(request);
  }

  /** RRPay never reads it, and a person types a receipt all the same. */
  #typeIn(): void {
    const request = this.#request("sale");
    const { totalCents } = request.totals;
    const dueCents = totalCents - prepaidOf(request);
    const { rrpay } = this.#till;
    rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
    const { attemptId } = this.#till.call("init", request);
    this.#till.pass(TIMEOUTS.manualAfterMs + 2000);
    this.#till.call("init", { window: "pos", till: this.name, operator: "ONA" });
    const { saleKey } = request;
    const typed = this.#till.call("resolve", {
      ...{ kind: "sale", saleKey, attemptId, operator: "JONAS", decision: "receipt-printed" },
      ...{ documentNo: `P${saleKey}`, payments: [{ method: 2, amountCents: dueCents }] },
    });
    if (typed.status !== "recorded") throw new Error(`typing in ended ${typed.status}, ${typed.code}`);
    this.typed.push({ day: localDay(this.#sentAtMs(String(attemptId))), amountCents: dueCents });
    this.#till.call("close", { window: "settlement", kind: "sale", saleKey, attemptId, saved: true });
    // RRPay goes on knowing nothing of it
    rrpay.instead = ({ action, id }) => (action !== "health" && id === attemptId ? "silence" : undefined);
    this.#silent.add(String(attemptId));
  }

  readonly #silent = new Set<string>();

  #sentAtMs(attemptId: string): number {
    for (const { lines } of this.#till.segments.values())
      for (const text of lines) {
        const record = JSON.parse(text) as { t: string; attemptId?: string; atMs: number };
        if (record.t === "sent" && record.attemptId === attemptId) return record.atMs;
      }
    throw new Error(`${attemptId} was never sent`);
  }

  #honest(): void {
    const { rrpay } = this.#till;
    rrpay.instead = ({ id }) => (this.#silent.has(id) ? "silence" : undefined);
    rrpay.outcome = (request) => this.#paid(request);
  }

  /** The customer pays what is due, in some way. */
  #paid({ saleKey, kind, totalCents }: Parameters<Outcome>[0]): ReturnType<Outcome> {
    const dueCents = totalCents - prepaidOf(this.#sold.get(saleKey));
    const way = kind === "sale" ? this.#random.word() % 4 : this.#random.word() % 2;
    const printedAt = new Date(this.#till.wallMs + 1000).toISOString();
    const fiscal = { state: "printed", documentNo: `D${this.name}-${++this.#documents}`, printedAt } as const;
    return { state: "approved", fiscal, ...this.#tenders(way, dueCents) };
  }

  #tenders(way: number, dueCents: number): Pick<RrpayTransaction, "payments" | "roundingCents" | "changeCents"> {
    const card: Omit<Tender, "amountCents"> = {
      ...{ method: 2, name: "Banko kortelė" },
      card: { maskedPan: "************1234", authCode: "000123", rrn: "012345678901", terminalId: "T1" },
    };
    if (way === 0 || dueCents < 10)
      return { payments: [{ ...card, amountCents: dueCents }], roundingCents: 0, changeCents: 0 };
    const roundedCents = Math.round(dueCents / 5) * 5;
    const roundingCents = roundedCents - dueCents;
    const cash = { method: 0, name: "Grynieji" };
    if (way === 1) return { payments: [{ ...cash, amountCents: roundedCents }], roundingCents, changeCents: 0 };
    if (way === 2) {
      const changeCents = 5 * (this.#random.word() % 100);
      return { payments: [{ ...cash, amountCents: roundedCents + changeCents }], roundingCents, changeCents };
    }
    const byCard = Math.floor(dueCents / 10) * 5;
    const payments = [
      { ...card, amountCents: byCard },
      { ...cash, amountCents: roundedCents - byCard },
    ];
    return { payments, roundingCents, changeCents: 0 };
  }

  #request(kind: "sale" | "return"): InitSettlementRequest {
    const lines: Line[] = Array.from({ length: 1 + (this.#random.word() % 4) }, (_, at) =>
      line(1 + (this.#random.word() % 3000), { no: at + 1, vatRateBp: RATES[this.#random.word() % 3] ?? 2100 }),
    );
    const totalCents = lines.reduce((sum, one) => sum + one.totalCents, 0);
    const totals = { totalCents, discountCents: 0, vatCents: vatOf(totalCents) };
    const isPrepaid = kind === "sale" && this.#random.chance(0.1);
    const prepaid = { type: "voucher", name: "Dovanų kuponas", amountCents: Math.floor(totalCents / 3) } as const;
    const original = kind === "return" ? { original: { documentNo: "A1" } } : {};
    return sale(totalCents, { kind, lines, totals, ...original, ...(isPrepaid ? { prepaid: [prepaid] } : {}) });
  }
}

function prepaidOf(request: InitSettlementRequest | undefined): number {
  return (request?.prepaid ?? []).reduce((sum, { amountCents }) => sum + amountCents, 0);
}

function localDay(atMs: number): string {
  return new Date(atMs + OFFSET_MIN * 60_000).toISOString().slice(0, 10);
}

/** Writes segments as the files of a data folder, each linked to the one before. */
export function writeJournal(folder: string, segments: StepTill["segments"]): string {
  const journal = join(folder, "journal");
  mkdirSync(journal, { recursive: true });
  let link: Uint8Array | undefined;
  for (const [number, { yyyymmdd, lines }] of segments) {
    const bytes = Buffer.concat(lines.map((json, at) => encodeLine(fromBytes(json), at === 0 ? link : undefined)));
    writeFileSync(join(journal, segmentFile(number, yyyymmdd)), bytes);
    link = fromBytes(formatLink([{ segment: number, isDamaged: false, digest: digestOf(bytes) }]));
  }
  return folder;
}

/** Several tills that have worked all days, and the folders that their journals are in. */
export function withShop(
  { seed, tills, acts }: { readonly seed: number; readonly tills: number; readonly acts: number },
  body: (shop: { readonly tills: readonly WorkingTill[]; readonly folders: readonly string[] }) => void,
): void {
  const root = mkdtempSync(join(tmpdir(), "shop-"));
  try {
    const working = Array.from({ length: tills }, (_, at) => new WorkingTill(at + 1, seed).work(acts));
    body({ tills: working, folders: working.map((till) => till.write(join(root, `till-${till.name}`))) });
  } finally {
    rmSync(root, { recursive: true });
  }
}
