/**
 * GAMA's two windows, what stands in them, and the hooks that it calls for them, in the order in which rrpay.prg calls
 * them.
 */
import { join } from "node:path";
import type { EngineName } from "../../../runtime/node/api.ts";
import { TillKilled, type TillProcess } from "../../support/till-host.ts";
import { Signal } from "../rrpay/signal.ts";
import { newReceipt } from "./basket.ts";
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

/** What Pos (pos.ts) works with. */
export class Windows {
  readonly options: PosOptions;
  readonly ledger: Ledger;
  readonly program: TillProgram;
  readonly signal = new Signal();
  window: Window = "off";
  running = false;
  receipt: Receipt;
  taken: Taken | undefined;
  question: Question | undefined;
  message = "";
  unresolved: readonly Unresolved[] = [];

  constructor(options: PosOptions) {
    this.options = options;
    this.ledger = new Ledger(join(options.dir, "gama-tables.json"));
    this.program = new TillProgram(options.process ?? { name: options.engine }, options.configPath, () =>
      this.changed(),
    );
    this.receipt = this.newReceipt();
  }

  state(): PosState {
    // Between two hooks of one task the cashier waits too.
    const busy = this.program.busy ?? (this.running ? { hook: "", progress: "" } : undefined);
    return {
      window: this.window,
      till: this.options.till,
      engine: this.options.engine,
      ...(busy === undefined ? {} : { busy }),
      receipt: this.receipt,
      totalCents: totalCents(this.receipt),
      ...(this.taken === undefined ? {} : { taken: this.taken }),
      ...(this.question === undefined ? {} : { question: this.question }),
      message: this.message,
      unresolved: this.unresolved,
      saved: this.ledger.saved,
      results: this.program.results,
    };
  }

  /** Starts the till's program, and opens the POS window. */
  async open(): Promise<void> {
    await this.program.start();
    this.window = "pos";
    const { till, operator } = this.options;
    this.list(await this.program.ask("init", flatLines({ window: "pos", till, operator })));
  }

  /** Opens the settlement window, and sends the receipt to RRPay. */
  async settle(): Promise<void> {
    this.window = "settlement";
    this.taken = undefined;
    const fields = await this.program.ask("init", settlementLines(this.receipt, this.options.operator));
    const message = fields.get("message") ?? "";
    const attemptId = fields.get("attemptId");
    this.message = message;
    if (fields.get("outcome") === "approved") {
      this.taken = takenOf(fields);
      return;
    }
    if (fields.get("outcome") !== "unknown") {
      await this.leave(message, attemptId);
      if (fields.has("blockedBy.saleKey")) await this.refresh();
      return;
    }
    // What is open now must be in the list at once, whatever the cashier answers.
    this.unresolved = unresolvedOf(await this.program.ask("status", ""));
    if (fields.get("manualEntry.allowed") === "true" && attemptId !== undefined) {
      const { kind, saleKey } = this.receipt;
      const subject = { kind, saleKey, attemptId, totalCents: dueCents(this.receipt) };
      // The advice says what to do now, if a decision is possible; the result only says to check again.
      const text = this.unresolved.find((one) => one.attemptId === attemptId)?.advice ?? message;
      this.question = { type: "printed", subject, text };
      return;
    }
    this.question = { type: "retry", text: `${message} ${fields.get("manualEntry.reason") ?? ""}`.trim() };
  }

  /** Passes on a person's decision. */
  async decide(verdict: Verdict): Promise<void> {
    const { subject, decision, documentNo, payments = [], changeCents } = verdict;
    const { saleKey, attemptId } = subject;
    const fields = await this.program.ask("resolve", decisionLines(verdict, this.options.operator));
    this.message = fields.get("message") ?? "";
    if (fields.get("status") === "refused" && decision === "receipt-printed") {
      // The form is shown again as the person left it, with what is wrong in it.
      const typed = { payments, ...(documentNo ? { documentNo } : {}), ...(changeCents ? { changeCents } : {}) };
      this.question = { type: "printed", subject, text: this.message, typed };
      return;
    }
    const isHere = this.window === "settlement" && saleKey === this.receipt.saleKey;
    if (!isHere) return this.refresh(this.message);
    if (isPaid(fields, decision)) {
      // The result has what RRPay proves. The number that the person read from the paper is for GAMA to keep.
      this.taken = { ...(documentNo ? { documentNo } : {}), ...takenOf(fields, "result.") };
      return;
    }
    await this.leave(this.message, attemptId);
  }

  async voidCompleted(saleKey: string): Promise<void> {
    const saved = this.ledger.find(saleKey);
    const lines = voidLines("completed", this.receiptOf(saleKey), this.options.operator, saved);
    const fields = await this.program.ask("void", lines);
    this.message = fields.get("message") ?? "";
    if (fields.get("outcome") !== "voided") return;
    const voided = this.receiptOf(saleKey);
    if (saved) this.ledger.save({ ...saved, state: "voided" });
    else this.receipt = this.newReceipt();
    await this.program.ask("close", voidCloseLines(voided, fields.get("attemptId")));
  }

  /** Closes the settlement window without saving anything. */
  async leave(message = this.message, attemptId = this.taken?.attemptId): Promise<void> {
    this.window = "pos";
    this.taken = undefined;
    const fields = await this.program.ask("close", closeLines(this.receipt, false, attemptId));
    this.message = fields.get("status") === "acknowledged" ? message : (fields.get("message") ?? message);
    if (fields.get("status") === "unsaved") await this.refresh(this.message);
  }

  /** Closes the settlement window after GAMA has saved. */
  async close(saved: boolean): Promise<void> {
    const lines = closeLines(this.receipt, saved, this.taken?.attemptId);
    const fields = await this.program.ask("close", lines);
    this.message = fields.get("status") === "acknowledged" ? "" : (fields.get("message") ?? "");
    this.window = "pos";
    this.taken = undefined;
    this.receipt = this.newReceipt();
    // The receipt that was just saved may have been in the list.
    if (this.unresolved.length > 0) await this.refresh(this.message);
  }

  /** Asks for what is unresolved. */
  async refresh(message?: string): Promise<void> {
    this.list(await this.program.ask("status", flatLine("refresh", "true")));
    if (message !== undefined) this.message = message;
  }

  list(fields: Fields): void {
    this.unresolved = unresolvedOf(fields);
    this.message = fields.get("status") === "ready" ? "" : (fields.get("message") ?? "");
  }

  /** Does one thing at a time, as rrpay.prg does. If the till is killed, it ends without a result. */
  async run(work: () => Promise<void>): Promise<void> {
    if (this.running) throw new NotNow("another hook is under way");
    this.running = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof TillKilled)) throw error;
      this.gone();
    } finally {
      this.running = false;
      this.changed();
    }
  }

  expect(windows: readonly Window[]): void {
    if (this.running) throw new NotNow("another hook is under way");
    if (this.question !== undefined) throw new NotNow("a question is open");
    if (!windows.includes(this.window)) throw new NotNow(`not in the window "${this.window}"`);
  }

  answer<T extends Question["type"]>(type: T): Extract<Question, { type: T }> {
    const question = this.question;
    if (this.running || question?.type !== type) throw new NotNow("this is not asked");
    this.question = undefined;
    return question as Extract<Question, { type: T }>;
  }

  /** The receipt on the screen, or a saved one. */
  receiptOf(saleKey: string): Receipt {
    const { saleKey: here } = this.receipt;
    if (here === saleKey) return this.receipt;
    return this.ledger.find(saleKey)?.receipt ?? { kind: "sale", receiptNo: "", saleKey, lines: [] };
  }

  saved(saleKey: string): Saved {
    const saved = this.ledger.find(saleKey);
    if (saved === undefined) throw new NotNow("GAMA has not saved this receipt");
    return saved;
  }

  /** The till's program is no longer there. */
  gone(): void {
    this.program.forget();
    this.window = "off";
    this.taken = undefined;
    this.question = undefined;
    this.unresolved = [];
    this.message = "";
  }

  say(message: string): void {
    this.message = message;
    this.changed();
  }

  changed(): void {
    this.signal.notify();
    this.options.changed?.();
  }

  newReceipt(): Receipt {
    return newReceipt(this.options.till, this.ledger.takeNumber());
  }
}

/** Whether GAMA may save payments: a printed receipt was recorded, or evidence of the payment came in the meantime. */
function isPaid(fields: Fields, decision: string): boolean {
  if (fields.get("status") === "recorded") return decision === "receipt-printed";
  return fields.get("status") === "superseded" && fields.get("result.outcome") === "approved";
}
