/**
 * GAMA's POS, played by a program: its two windows, space to pay, F8 to void, and the hooks in the order in which
 * rrpay.prg calls them. The till's program is a process of its own, so that it can be killed.
 */
import { join } from "node:path";
import type { EngineName } from "../../../runtime/node/api.ts";
import type { HookName } from "../../../schemas/generated/boundary.ts";
import { processHost, type TillHost, TillKilled } from "../../support/till-host.ts";
import { Signal } from "../rrpay/signal.ts";
import { articleOf } from "./articles.ts";
import { Bridge, type Fields, type HookCall } from "./bridge.ts";
import { Ledger, type Saved } from "./ledger.ts";
import { flatLine, flatLines, goodsLines, type Receipt, settlementLines, totalCents } from "./receipt.ts";
import {
  type HookResult,
  type PosState,
  type Question,
  type Subject,
  type Taken,
  takenOf,
  type Unresolved,
  unresolvedOf,
  type Window,
} from "./state.ts";

export interface PosOptions {
  readonly till: string;
  readonly operator: string;
  readonly engine: EngineName;
  readonly configPath: string;
  /** Where GAMA's own tables are kept. */
  readonly dir: string;
  readonly changed?: () => void;
}

/** What a person decides about an attempt; the fields are those of the hook `resolve`. */
export interface Verdict {
  readonly subject: Subject;
  readonly decision: string;
  readonly note?: string;
  readonly documentNo?: string;
  readonly payments?: readonly { readonly method: number; readonly amountCents: number }[];
  readonly changeCents?: number;
}

/** Asked for at the wrong moment: another hook is under way, or another window is open. */
export class NotNow extends Error {}

const RESULTS_MAX = 40;

export class Pos {
  readonly #options: PosOptions;
  readonly #ledger: Ledger;
  readonly #signal = new Signal();
  #window: Window = "off";
  #host: TillHost | undefined;
  #bridge: Bridge | undefined;
  #running = false;
  #busy: PosState["busy"];
  #call: HookCall | undefined;
  #receipt: Receipt;
  #taken: Taken | undefined;
  #question: Question | undefined;
  #message = "";
  #unresolved: readonly Unresolved[] = [];
  #results: readonly HookResult[] = [];

  constructor(options: PosOptions) {
    this.#options = options;
    this.#ledger = new Ledger(join(options.dir, "gama-tables.json"));
    this.#receipt = this.#newReceipt();
  }

  state(): PosState {
    // Between two hooks of one thing the cashier waits as well.
    const busy = this.#busy ?? (this.#running ? { hook: "", progress: "" } : undefined);
    return {
      window: this.#window,
      till: this.#options.till,
      engine: this.#options.engine,
      ...(busy === undefined ? {} : { busy }),
      receipt: this.#receipt,
      totalCents: totalCents(this.#receipt),
      ...(this.#taken === undefined ? {} : { taken: this.#taken }),
      ...(this.#question === undefined ? {} : { question: this.#question }),
      message: this.#message,
      unresolved: this.#unresolved,
      saved: this.#ledger.saved,
      results: this.#results,
    };
  }

  /** Resolves as soon as the condition holds; asked at every change. */
  until(condition: (state: PosState) => boolean): Promise<void> {
    return this.#signal.until(() => condition(this.state()));
  }

  /** Starts the till's program where it does not run, and opens the POS window: hook init. */
  open(): Promise<void> {
    this.#expect(["off", "pos"]);
    return this.#run(async () => {
      if (this.#bridge === undefined) {
        this.#host = await processHost({ name: this.#options.engine });
        this.#bridge = new Bridge(this.#host, this.#options.configPath);
      }
      this.#window = "pos";
      const { till, operator } = this.#options;
      this.#list(await this.#hook("init", flatLines({ window: "pos", till, operator })));
    });
  }

  /** Asks how things are, and RRPay too. */
  status(): Promise<void> {
    this.#expect(["pos"]);
    return this.#run(() => this.#refresh());
  }

  /** Rings one piece up; `unitCents` where the article has no price of its own. */
  add(code: string, unitCents?: number): void {
    this.#expect(["pos"]);
    const article = articleOf(code);
    const price = article.priceCents ?? unitCents;
    if (price === undefined) throw new NotNow("this article needs a sum");
    const { lines } = this.#receipt;
    const at = lines.findIndex((line) => line.article.code === code && line.unitCents === price);
    const added = { article, count: (lines[at]?.count ?? 0) + 1, unitCents: price };
    this.#receipt = {
      ...this.#receipt,
      lines: at < 0 ? [...lines, added] : lines.map((line, place) => (place === at ? added : line)),
    };
    this.#say("");
  }

  /** Takes the line at this place off the receipt. */
  remove(at: number): void {
    this.#expect(["pos"]);
    this.#receipt = { ...this.#receipt, lines: this.#receipt.lines.filter((_, place) => place !== at) };
    this.#say("");
  }

  /** Begins a return of all that a saved receipt sold. */
  giveBack(saleKey: string): void {
    this.#expect(["pos"]);
    const { receipt, documentNo } = this.#saved(saleKey);
    const fresh = this.#newReceipt();
    this.#receipt = {
      ...fresh,
      kind: "return",
      lines: receipt.lines,
      ...(documentNo === undefined ? {} : { originalDocumentNo: documentNo }),
    };
    this.#say("");
  }

  /** Space: the settlement window opens, and the sale goes to RRPay. */
  pay(): Promise<void> {
    this.#expect(["pos"]);
    if (this.#receipt.lines.length === 0) throw new NotNow("the receipt has no lines");
    return this.#run(() => this.#settle());
  }

  /** Esc and F8 while a hook is under way: asks for cancellation, the result tells the rest. */
  async cancel(): Promise<void> {
    if (this.#call === undefined) throw new NotNow("nothing is under way");
    await this.#call.cancel();
  }

  /** GAMA saves the receipt with the payments that the settlement window shows: hook close. */
  save(): Promise<void> {
    this.#expect(["settlement"]);
    const taken = this.#taken;
    if (taken === undefined) throw new NotNow("nothing has been paid");
    return this.#run(async () => {
      this.#ledger.save(savedOf(this.#receipt, taken));
      await this.#close(true);
    });
  }

  /** GAMA saves a receipt that RRPay has not paid: what must not happen, and does. */
  saveUnpaid(): Promise<void> {
    this.#expect(["pos"]);
    if (this.#receipt.lines.length === 0) throw new NotNow("the receipt has no lines");
    return this.#run(async () => {
      this.#ledger.save({ receipt: this.#receipt, state: "saved", payments: [] });
      await this.#close(true);
      await this.#refresh();
    });
  }

  /** The settlement window is closed without saving, even while RRPay is being asked. */
  async closeWindow(): Promise<void> {
    if (this.#window !== "settlement") throw new NotNow("the settlement window is not open");
    if (!this.#running) return this.#run(() => this.#leave());
    const call = await this.#opened().call("close", this.#closeLines(false), () => {});
    const fields = await call.result;
    this.#keep("close", fields);
    this.#say(fields.get("message") ?? "");
  }

  /** Answers "try again?" */
  answerRetry(again: boolean): Promise<void> {
    this.#answer("retry");
    return this.#run(() => (again ? this.#settle() : this.#leave()));
  }

  /** Puts a question off: it comes again. */
  later(): Promise<void> {
    if (this.#question === undefined) throw new NotNow("nothing is asked");
    this.#answer(this.#question.type);
    return this.#run(async () => {
      if (this.#window === "settlement") await this.#leave();
    });
  }

  /** Asks whether the receipt of this attempt was printed. */
  ask(attemptId: string): void {
    this.#expect(["pos"]);
    const item = this.#unresolved.find((one) => one.attemptId === attemptId);
    if (item === undefined) throw new NotNow("this attempt is not in the list");
    this.#question = { type: "printed", subject: item, text: item.advice };
    this.#changed();
  }

  /** A person decides: hook resolve. */
  resolve(verdict: Verdict): Promise<void> {
    if (this.#running) throw new NotNow("another hook is under way");
    this.#question = undefined;
    return this.#run(() => this.#decide(verdict));
  }

  /** F8: an attempt that is open is cancelled; a receipt that is saved is voided after a question. */
  void(saleKey = this.#receipt.saleKey): Promise<void> {
    this.#expect(["pos"]);
    return this.#run(async () => {
      const fields = await this.#hook("void", this.#voidLines("open", saleKey));
      const outcome = fields.get("outcome");
      const isSaved = this.#ledger.find(saleKey) !== undefined;
      if (outcome === "not-voided" || (outcome === "nothing-to-void" && isSaved)) {
        this.#question = { type: "void", saleKey };
        return;
      }
      if (outcome !== "nothing-to-void") this.#message = fields.get("message") ?? "";
      if (outcome === "voided" || outcome === "nothing-to-void") this.#receipt = this.#newReceipt();
    });
  }

  /** "Void it in RRPay too?" was answered with yes. */
  confirmVoid(): Promise<void> {
    const question = this.#answer("void");
    return this.#run(() => this.#voidCompleted(question.saleKey));
  }

  /** The till's process ends without a word. */
  async kill(): Promise<void> {
    const host = this.#host;
    if (host === undefined) throw new NotNow("the till does not run");
    await host.kill();
    this.#gone();
    this.#changed();
  }

  /** The till's process is started and ends without a word while it finds out what became of its payments. */
  async killInRecovery(): Promise<void> {
    if (this.#host !== undefined) await this.kill();
    await this.until(({ busy }) => busy === undefined);
    const opened = this.open();
    await this.until(({ busy }) => busy?.hook === "init");
    await this.kill();
    await opened;
  }

  /** Ends the till's program as GAMA's end does. */
  async stop(): Promise<void> {
    const bridge = this.#bridge;
    if (bridge === undefined) return;
    if (this.#running) await this.kill();
    else await bridge.end();
    this.#gone();
    this.#changed();
  }

  async #settle(): Promise<void> {
    this.#window = "settlement";
    this.#taken = undefined;
    const fields = await this.#hook("init", settlementLines(this.#receipt, this.#options.operator));
    const message = fields.get("message") ?? "";
    const attemptId = fields.get("attemptId");
    this.#message = message;
    if (fields.get("outcome") === "approved") {
      this.#taken = takenOf(fields);
      return;
    }
    if (fields.get("outcome") !== "unknown") {
      await this.#leave(message, attemptId);
      if (fields.has("blockedBy.saleKey")) await this.#refresh();
      return;
    }
    // What is open now belongs into the list at once, whatever the cashier answers.
    this.#unresolved = unresolvedOf(await this.#hook("status", ""));
    if (fields.get("manualEntry.allowed") === "true" && attemptId !== undefined) {
      const { kind, saleKey } = this.#receipt;
      const subject = { kind, saleKey, attemptId, totalCents: totalCents(this.#receipt) };
      this.#question = { type: "printed", subject, text: message };
      return;
    }
    this.#question = { type: "retry", text: `${message} ${fields.get("manualEntry.reason") ?? ""}`.trim() };
  }

  async #decide(verdict: Verdict): Promise<void> {
    const { subject, decision, note, documentNo, payments = [], changeCents } = verdict;
    const { kind, saleKey, attemptId } = subject;
    const head = { kind, saleKey, attemptId, operator: this.#options.operator, decision };
    const paid = payments.flatMap(({ method, amountCents }, at) => [
      flatLine(`payments.${at}.method`, method),
      flatLine(`payments.${at}.amountCents`, amountCents),
    ]);
    const sumCents = payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
    const offCents = sumCents - (changeCents ?? 0) - subject.totalCents;
    // What is left over up to two cents is the rounding of cash; the plugin checks the sum.
    const rounding = payments.length > 0 && Math.abs(offCents) <= 2 ? offCents : undefined;
    const lines = flatLines({
      ...head,
      documentNo: documentNo || undefined,
      note: note || undefined,
      roundingCents: rounding,
      changeCents,
    });
    const fields = await this.#hook("resolve", lines + paid.join(""));
    this.#message = fields.get("message") ?? "";
    if (fields.get("status") === "refused" && decision === "receipt-printed") {
      // The form comes up again as it was left, with what is wrong with it.
      const typed = { payments, ...(documentNo ? { documentNo } : {}), ...(changeCents ? { changeCents } : {}) };
      this.#question = { type: "printed", subject, text: this.#message, typed };
      return;
    }
    const isHere = this.#window === "settlement" && saleKey === this.#receipt.saleKey;
    if (!isHere) return this.#refresh(this.#message);
    if (isPaid(fields, decision)) {
      // The result carries what RRPay proves; the number that the person read from the paper is GAMA's to keep.
      this.#taken = { ...(documentNo ? { documentNo } : {}), ...takenOf(fields, "result.") };
      return;
    }
    await this.#leave(this.#message, attemptId);
  }

  async #voidCompleted(saleKey: string): Promise<void> {
    const fields = await this.#hook("void", this.#voidLines("completed", saleKey));
    this.#message = fields.get("message") ?? "";
    if (fields.get("outcome") !== "voided") return;
    const saved = this.#ledger.find(saleKey);
    if (saved) this.#ledger.save({ ...saved, state: "voided" });
    else this.#receipt = this.#newReceipt();
    const close = { window: "settlement", kind: "void", saleKey, attemptId: fields.get("attemptId"), saved: "true" };
    await this.#hook("close", flatLines(close));
  }

  #voidLines(scope: "open" | "completed", saleKey: string): string {
    const head = flatLines({ scope, saleKey, operator: this.#options.operator });
    const saved = this.#ledger.find(saleKey);
    if (scope === "open" || saved?.documentNo === undefined) return head;
    return head + flatLine("original.documentNo", saved.documentNo) + goodsLines(saved.receipt);
  }

  /** The settlement window closes and nothing is saved. */
  async #leave(message = this.#message, attemptId = this.#taken?.attemptId): Promise<void> {
    this.#window = "pos";
    this.#taken = undefined;
    const fields = await this.#hook("close", this.#closeLines(false, attemptId));
    this.#message = fields.get("status") === "acknowledged" ? message : (fields.get("message") ?? message);
    if (fields.get("status") === "unsaved") await this.#refresh(this.#message);
  }

  /** The settlement window closes after GAMA has saved. */
  async #close(saved: boolean): Promise<void> {
    const lines = this.#closeLines(saved, this.#taken?.attemptId);
    const fields = await this.#hook("close", lines);
    this.#message = fields.get("status") === "acknowledged" ? "" : (fields.get("message") ?? "");
    this.#window = "pos";
    this.#taken = undefined;
    this.#receipt = this.#newReceipt();
    // What was just saved may have been in the list.
    if (this.#unresolved.length > 0) await this.#refresh(this.#message);
  }

  #closeLines(saved: boolean, attemptId?: string): string {
    const { kind, saleKey } = this.#receipt;
    return flatLines({ window: "settlement", kind, saleKey, attemptId, saved: String(saved) });
  }

  async #refresh(message?: string): Promise<void> {
    this.#list(await this.#hook("status", flatLine("refresh", "true")));
    if (message !== undefined) this.#message = message;
  }

  #list(fields: Fields): void {
    this.#unresolved = unresolvedOf(fields);
    this.#message = fields.get("status") === "ready" ? "" : (fields.get("message") ?? "");
  }

  async #hook(hook: HookName, payload: string): Promise<Fields> {
    this.#busy = { hook, progress: "" };
    this.#changed();
    try {
      this.#call = await this.#opened().call(hook, payload, (progress) => {
        this.#busy = { hook, progress };
        this.#changed();
      });
      const fields = await this.#call.result;
      this.#keep(hook, fields);
      return fields;
    } finally {
      this.#call = undefined;
      this.#busy = undefined;
    }
  }

  #keep(hook: string, fields: Fields): void {
    this.#results = [...this.#results, { hook, fields: [...fields] }].slice(-RESULTS_MAX);
  }

  /** One thing at a time, as rrpay.prg guards it. A killed till ends it without a result. */
  async #run(work: () => Promise<void>): Promise<void> {
    if (this.#running) throw new NotNow("another hook is under way");
    this.#running = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof TillKilled)) throw error;
      this.#gone();
    } finally {
      this.#running = false;
      this.#changed();
    }
  }

  #expect(windows: readonly Window[]): void {
    if (this.#running) throw new NotNow("another hook is under way");
    if (this.#question !== undefined) throw new NotNow("a question is open");
    if (!windows.includes(this.#window)) throw new NotNow(`not in the window "${this.#window}"`);
  }

  #answer<T extends Question["type"]>(type: T): Extract<Question, { type: T }> {
    const question = this.#question;
    if (this.#running || question?.type !== type) throw new NotNow("this is not asked");
    this.#question = undefined;
    return question as Extract<Question, { type: T }>;
  }

  #opened(): Bridge {
    if (this.#bridge === undefined) throw new TillKilled("The till does not run.");
    return this.#bridge;
  }

  #saved(saleKey: string): Saved {
    const saved = this.#ledger.find(saleKey);
    if (saved === undefined) throw new NotNow("GAMA has not saved this receipt");
    return saved;
  }

  #gone(): void {
    this.#host = undefined;
    this.#bridge = undefined;
    this.#window = "off";
    this.#taken = undefined;
    this.#question = undefined;
    this.#busy = undefined;
    this.#unresolved = [];
    this.#message = "";
  }

  #say(message: string): void {
    this.#message = message;
    this.#changed();
  }

  #changed(): void {
    this.#signal.notify();
    this.#options.changed?.();
  }

  #newReceipt(): Receipt {
    const receiptNo = this.#ledger.takeNumber();
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
    return { kind: "sale", receiptNo, saleKey: `T${this.#options.till}-${day.join("")}-${receiptNo}`, lines: [] };
  }
}

function savedOf(receipt: Receipt, { payments, documentNo }: Taken): Saved {
  const net = payments.map(({ method, name, netCents }) => ({ method, name, amountCents: netCents }));
  return { receipt, state: "saved", payments: net, ...(documentNo === undefined ? {} : { documentNo }) };
}

/** Whether GAMA may take payments: a printed receipt was recorded, or evidence came meanwhile that it is paid. */
function isPaid(fields: Fields, decision: string): boolean {
  if (fields.get("status") === "recorded") return decision === "receipt-printed";
  return fields.get("status") === "superseded" && fields.get("result.outcome") === "approved";
}
