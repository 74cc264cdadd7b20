// biome-ignore-all lint/style/noExcessiveLinesPerFile: one class: GAMA with its windows, as the page shows it.
/**
 * GAMA's POS, played by a program: its two windows, space to pay, F8 to void, and the hooks in the order in which
 * rrpay.prg calls them. The till's program is a process of its own, so that it can be killed.
 */
import { join } from "node:path";
import type { EngineName } from "../../../runtime/node/api.ts";
import { TillKilled, type TillProcess } from "../../support/till-host.ts";
import { Signal } from "../rrpay/signal.ts";
import { newReceipt, returnOf, withoutLine, withPiece, withVoucher } from "./basket.ts";
import type { Fields } from "./bridge.ts";
import { Ledger, type Saved } from "./ledger.ts";
import { closeLines, decisionLines, type Verdict, voidCloseLines, voidLines } from "./payloads.ts";
import { TillProgram } from "./program.ts";
import { dueCents, flatLine, flatLines, type Receipt, settlementLines, totalCents } from "./receipt.ts";
import {
  NotNow,
  type PosState,
  type Question,
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
  /** A developer's own bundle file in place of the engine's, and a debugger's arguments. */
  readonly process?: TillProcess;
}

export class Pos {
  readonly #options: PosOptions;
  readonly #ledger: Ledger;
  readonly #program: TillProgram;
  readonly #signal = new Signal();
  #window: Window = "off";
  #running = false;
  #receipt: Receipt;
  #taken: Taken | undefined;
  #question: Question | undefined;
  #message = "";
  #unresolved: readonly Unresolved[] = [];

  constructor(options: PosOptions) {
    this.#options = options;
    this.#ledger = new Ledger(join(options.dir, "gama-tables.json"));
    this.#program = new TillProgram(options.process ?? { name: options.engine }, options.configPath, () =>
      this.#changed(),
    );
    this.#receipt = this.#newReceipt();
  }

  state(): PosState {
    // Between two hooks of one task the cashier waits too.
    const busy = this.#program.busy ?? (this.#running ? { hook: "", progress: "" } : undefined);
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
      results: this.#program.results,
    };
  }

  /** Resolves as soon as the condition holds. It is checked at every change. */
  until(condition: (state: PosState) => boolean): Promise<void> {
    return this.#signal.until(() => condition(this.state()));
  }

  /** Starts the till's program if it does not run, and opens the POS window: hook init. */
  open(): Promise<void> {
    this.#expect(["off", "pos"]);
    return this.#run(() => this.#openWindow());
  }

  /**
   * Starts the till's program again, as soon as no call runs and nothing is asked, with the bundle that is there then.
   * The receipt on the screen stays.
   */
  async reload(): Promise<void> {
    await this.until(({ window, busy, question }) => window !== "settlement" && busy === undefined && !question);
    return this.#run(async () => {
      if (this.#program.isRunning) await this.#program.end();
      await this.#openWindow();
    });
  }

  async #openWindow(): Promise<void> {
    await this.#program.start();
    this.#window = "pos";
    const { till, operator } = this.#options;
    this.#list(await this.#program.ask("init", flatLines({ window: "pos", till, operator })));
  }

  /** Asks for the state of the till, and of RRPay. */
  status(): Promise<void> {
    this.#expect(["pos"]);
    return this.#run(() => this.#refresh());
  }

  /** Adds one piece to the receipt; `unitCents` if the article has no price of its own. */
  add(code: string, unitCents?: number): void {
    this.#expect(["pos"]);
    this.#receipt = withPiece(this.#receipt, code, unitCents);
    this.#say("");
  }

  /** Removes the line at this place from the receipt. */
  remove(at: number): void {
    this.#expect(["pos"]);
    this.#receipt = withoutLine(this.#receipt, at);
    this.#say("");
  }

  /** Begins a return of everything that a saved receipt sold. */
  giveBack(saleKey: string): void {
    this.#expect(["pos"]);
    this.#receipt = returnOf(this.#saved(saleKey), this.#newReceipt());
    this.#say("");
  }

  /** GAMA accepts a gift voucher of this amount; 0 removes it. */
  voucher(cents: number): void {
    this.#expect(["pos"]);
    this.#receipt = withVoucher(this.#receipt, cents);
    this.#say("");
  }

  /** Space: opens the settlement window and sends the sale to RRPay. */
  pay(): Promise<void> {
    this.#expect(["pos"]);
    if (this.#receipt.lines.length === 0) throw new NotNow("the receipt has no lines");
    return this.#run(() => this.#settle());
  }

  /** Esc and F8 while a hook runs: asks for cancellation. Only the result says what happened. */
  cancel(): Promise<void> {
    return this.#program.cancel();
  }

  /** GAMA saves the receipt with the payments in the settlement window: hook close. */
  save(): Promise<void> {
    this.#expect(["settlement"]);
    const taken = this.#taken;
    if (taken === undefined) throw new NotNow("nothing has been paid");
    return this.#run(async () => {
      this.#ledger.save(savedOf(this.#receipt, taken));
      await this.#close(true);
    });
  }

  /** GAMA saves a receipt that RRPay has not paid. This must not happen, but it does. */
  saveUnpaid(): Promise<void> {
    this.#expect(["pos"]);
    if (this.#receipt.lines.length === 0) throw new NotNow("the receipt has no lines");
    return this.#run(async () => {
      this.#ledger.save({ receipt: this.#receipt, state: "saved", payments: [] });
      await this.#close(true);
      await this.#refresh();
    });
  }

  /** Closes the settlement window without saving, even while RRPay is being asked. */
  async closeWindow(): Promise<void> {
    if (this.#window !== "settlement") throw new NotNow("the settlement window is not open");
    if (!this.#running) return this.#run(() => this.#leave());
    const fields = await this.#program.askBeside("close", closeLines(this.#receipt, false));
    this.#say(fields.get("message") ?? "");
  }

  /** Answers the question "try again?". */
  answerRetry(again: boolean): Promise<void> {
    this.#answer("retry");
    return this.#run(() => (again ? this.#settle() : this.#leave()));
  }

  /** Postpones a question, which is asked again later. */
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
    // The list has the whole total of the sale, but RRPay's receipt does not include what GAMA itself has taken.
    const { saleKey, totalCents: total } = item;
    const subject = { ...item, totalCents: total - (this.#receiptOf(saleKey).voucherCents ?? 0) };
    this.#question = { type: "printed", subject, text: item.advice };
    this.#changed();
  }

  /** Passes on a person's decision: hook resolve. */
  resolve(verdict: Verdict): Promise<void> {
    if (this.#running) throw new NotNow("another hook is under way");
    this.#question = undefined;
    return this.#run(() => this.#decide(verdict));
  }

  /** F8: cancels an open attempt; voids a saved receipt after a question. */
  void(saleKey = this.#receipt.saleKey): Promise<void> {
    this.#expect(["pos"]);
    return this.#run(async () => {
      const fields = await this.#program.ask(
        "void",
        voidLines("open", this.#receiptOf(saleKey), this.#options.operator),
      );
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

  /** The question "Void it in RRPay too?" was answered with yes. */
  confirmVoid(): Promise<void> {
    const question = this.#answer("void");
    return this.#run(() => this.#voidCompleted(question.saleKey));
  }

  /** Kills the till's process. */
  async kill(): Promise<void> {
    await this.#program.kill();
    this.#gone();
    this.#changed();
  }

  /** Starts the till's process, and kills it while it asks RRPay about its open payments. */
  async killInRecovery(): Promise<void> {
    if (this.#program.isRunning) await this.kill();
    await this.until(({ busy }) => busy === undefined);
    const opened = this.open();
    await this.until(({ busy }) => busy?.hook === "init");
    await this.kill();
    await opened;
  }

  /** Ends the till's program as GAMA does when it ends. */
  async stop(): Promise<void> {
    if (!this.#program.isRunning) return;
    if (this.#running) await this.#program.kill();
    else await this.#program.end();
    this.#gone();
    this.#changed();
  }

  async #settle(): Promise<void> {
    this.#window = "settlement";
    this.#taken = undefined;
    const fields = await this.#program.ask("init", settlementLines(this.#receipt, this.#options.operator));
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
    // What is open now must be in the list at once, whatever the cashier answers.
    this.#unresolved = unresolvedOf(await this.#program.ask("status", ""));
    if (fields.get("manualEntry.allowed") === "true" && attemptId !== undefined) {
      const { kind, saleKey } = this.#receipt;
      const subject = { kind, saleKey, attemptId, totalCents: dueCents(this.#receipt) };
      // The advice says what to do now, if a decision is possible; the result only says to check again.
      const text = this.#unresolved.find((one) => one.attemptId === attemptId)?.advice ?? message;
      this.#question = { type: "printed", subject, text };
      return;
    }
    this.#question = { type: "retry", text: `${message} ${fields.get("manualEntry.reason") ?? ""}`.trim() };
  }

  async #decide(verdict: Verdict): Promise<void> {
    const { subject, decision, documentNo, payments = [], changeCents } = verdict;
    const { saleKey, attemptId } = subject;
    const fields = await this.#program.ask("resolve", decisionLines(verdict, this.#options.operator));
    this.#message = fields.get("message") ?? "";
    if (fields.get("status") === "refused" && decision === "receipt-printed") {
      // The form is shown again as the person left it, with what is wrong in it.
      const typed = { payments, ...(documentNo ? { documentNo } : {}), ...(changeCents ? { changeCents } : {}) };
      this.#question = { type: "printed", subject, text: this.#message, typed };
      return;
    }
    const isHere = this.#window === "settlement" && saleKey === this.#receipt.saleKey;
    if (!isHere) return this.#refresh(this.#message);
    if (isPaid(fields, decision)) {
      // The result has what RRPay proves. The number that the person read from the paper is for GAMA to keep.
      this.#taken = { ...(documentNo ? { documentNo } : {}), ...takenOf(fields, "result.") };
      return;
    }
    await this.#leave(this.#message, attemptId);
  }

  async #voidCompleted(saleKey: string): Promise<void> {
    const saved = this.#ledger.find(saleKey);
    const lines = voidLines("completed", this.#receiptOf(saleKey), this.#options.operator, saved);
    const fields = await this.#program.ask("void", lines);
    this.#message = fields.get("message") ?? "";
    if (fields.get("outcome") !== "voided") return;
    const voided = this.#receiptOf(saleKey);
    if (saved) this.#ledger.save({ ...saved, state: "voided" });
    else this.#receipt = this.#newReceipt();
    await this.#program.ask("close", voidCloseLines(voided, fields.get("attemptId")));
  }

  /** Closes the settlement window without saving anything. */
  async #leave(message = this.#message, attemptId = this.#taken?.attemptId): Promise<void> {
    this.#window = "pos";
    this.#taken = undefined;
    const fields = await this.#program.ask("close", closeLines(this.#receipt, false, attemptId));
    this.#message = fields.get("status") === "acknowledged" ? message : (fields.get("message") ?? message);
    if (fields.get("status") === "unsaved") await this.#refresh(this.#message);
  }

  /** Closes the settlement window after GAMA has saved. */
  async #close(saved: boolean): Promise<void> {
    const lines = closeLines(this.#receipt, saved, this.#taken?.attemptId);
    const fields = await this.#program.ask("close", lines);
    this.#message = fields.get("status") === "acknowledged" ? "" : (fields.get("message") ?? "");
    this.#window = "pos";
    this.#taken = undefined;
    this.#receipt = this.#newReceipt();
    // The receipt that was just saved may have been in the list.
    if (this.#unresolved.length > 0) await this.#refresh(this.#message);
  }

  async #refresh(message?: string): Promise<void> {
    this.#list(await this.#program.ask("status", flatLine("refresh", "true")));
    if (message !== undefined) this.#message = message;
  }

  #list(fields: Fields): void {
    this.#unresolved = unresolvedOf(fields);
    this.#message = fields.get("status") === "ready" ? "" : (fields.get("message") ?? "");
  }

  /** Does one thing at a time, as rrpay.prg does. If the till is killed, it ends without a result. */
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

  /** The receipt on the screen, or a saved one. */
  #receiptOf(saleKey: string): Receipt {
    const { saleKey: here } = this.#receipt;
    if (here === saleKey) return this.#receipt;
    return this.#ledger.find(saleKey)?.receipt ?? { kind: "sale", receiptNo: "", saleKey, lines: [] };
  }

  #saved(saleKey: string): Saved {
    const saved = this.#ledger.find(saleKey);
    if (saved === undefined) throw new NotNow("GAMA has not saved this receipt");
    return saved;
  }

  #gone(): void {
    this.#program.forget();
    this.#window = "off";
    this.#taken = undefined;
    this.#question = undefined;
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
    return newReceipt(this.#options.till, this.#ledger.takeNumber());
  }
}

function savedOf(receipt: Receipt, { payments, documentNo }: Taken): Saved {
  const net = payments.map(({ method, name, netCents }) => ({ method, name, amountCents: netCents }));
  return { receipt, state: "saved", payments: net, ...(documentNo === undefined ? {} : { documentNo }) };
}

/** Whether GAMA may save payments: a printed receipt was recorded, or evidence of the payment came in the meantime. */
function isPaid(fields: Fields, decision: string): boolean {
  if (fields.get("status") === "recorded") return decision === "receipt-printed";
  return fields.get("status") === "superseded" && fields.get("result.outcome") === "approved";
}
