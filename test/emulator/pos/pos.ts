/**
 * GAMA's POS, played by a program: space to pay, F8 to void, and what else a cashier can do in its windows. The till's
 * program is a process of its own, so that it can be killed.
 */
import { returnOf, withoutLine, withPiece, withVoucher } from "./basket.ts";
import type { Saved } from "./ledger.ts";
import { closeLines, type Verdict, voidLines } from "./payloads.ts";
import type { Receipt } from "./receipt.ts";
import { NotNow, type PosState, type Taken } from "./state.ts";
import { type PosOptions, Windows } from "./windows.ts";

export class Pos {
  readonly #windows: Windows;

  constructor(options: PosOptions) {
    this.#windows = new Windows(options);
  }

  state(): PosState {
    return this.#windows.state();
  }

  /** Resolves as soon as the condition holds. It is checked at every change. */
  until(condition: (state: PosState) => boolean): Promise<void> {
    return this.#windows.signal.until(() => condition(this.state()));
  }

  /** Starts the till's program if it does not run, and opens the POS window: hook init. */
  open(): Promise<void> {
    this.#windows.expect(["off", "pos"]);
    return this.#windows.run(() => this.#windows.open());
  }

  /**
   * Starts the till's program again, as soon as no call runs and nothing is asked, with the bundle that is there then.
   * The receipt on the screen stays.
   */
  async reload(): Promise<void> {
    await this.until(({ window, busy, question }) => window !== "settlement" && busy === undefined && !question);
    return this.#windows.run(async () => {
      if (this.#windows.program.isRunning) await this.#windows.program.end();
      await this.#windows.open();
    });
  }

  /** Asks for the state of the till, and of RRPay. */
  status(): Promise<void> {
    this.#windows.expect(["pos"]);
    return this.#windows.run(() => this.#windows.refresh());
  }

  /** Adds one piece to the receipt; `unitCents` if the article has no price of its own. */
  add(code: string, unitCents?: number): void {
    this.#windows.expect(["pos"]);
    this.#windows.receipt = withPiece(this.#windows.receipt, code, unitCents);
    this.#windows.say("");
  }

  /** Removes the line at this place from the receipt. */
  remove(at: number): void {
    this.#windows.expect(["pos"]);
    this.#windows.receipt = withoutLine(this.#windows.receipt, at);
    this.#windows.say("");
  }

  /** Begins a return of everything that a saved receipt sold. */
  giveBack(saleKey: string): void {
    this.#windows.expect(["pos"]);
    this.#windows.receipt = returnOf(this.#windows.saved(saleKey), this.#windows.newReceipt());
    this.#windows.say("");
  }

  /** GAMA accepts a gift voucher of this amount; 0 removes it. */
  voucher(cents: number): void {
    this.#windows.expect(["pos"]);
    this.#windows.receipt = withVoucher(this.#windows.receipt, cents);
    this.#windows.say("");
  }

  /** Space: opens the settlement window and sends the sale to RRPay. */
  pay(): Promise<void> {
    this.#windows.expect(["pos"]);
    if (this.#windows.receipt.lines.length === 0) throw new NotNow("the receipt has no lines");
    return this.#windows.run(() => this.#windows.settle());
  }

  /** Esc and F8 while a hook runs: asks for cancellation. Only the result says what happened. */
  cancel(): Promise<void> {
    return this.#windows.program.cancel();
  }

  /** GAMA saves the receipt with the payments in the settlement window: hook close. */
  save(): Promise<void> {
    this.#windows.expect(["settlement"]);
    const taken = this.#windows.taken;
    if (taken === undefined) throw new NotNow("nothing has been paid");
    return this.#windows.run(async () => {
      this.#windows.ledger.save(savedOf(this.#windows.receipt, taken));
      await this.#windows.close(true);
    });
  }

  /** GAMA saves a receipt that RRPay has not paid. This must not happen, but it does. */
  saveUnpaid(): Promise<void> {
    this.#windows.expect(["pos"]);
    if (this.#windows.receipt.lines.length === 0) throw new NotNow("the receipt has no lines");
    return this.#windows.run(async () => {
      this.#windows.ledger.save({ receipt: this.#windows.receipt, state: "saved", payments: [] });
      await this.#windows.close(true);
      await this.#windows.refresh();
    });
  }

  /** Closes the settlement window without saving, even while RRPay is being asked. */
  async closeWindow(): Promise<void> {
    if (this.#windows.window !== "settlement") throw new NotNow("the settlement window is not open");
    if (!this.#windows.running) return this.#windows.run(() => this.#windows.leave());
    const fields = await this.#windows.program.askBeside("close", closeLines(this.#windows.receipt, false));
    this.#windows.say(fields.get("message") ?? "");
  }

  /** Answers the question "try again?". */
  answerRetry(again: boolean): Promise<void> {
    this.#windows.answer("retry");
    return this.#windows.run(() => (again ? this.#windows.settle() : this.#windows.leave()));
  }

  /** Postpones a question, which is asked again later. */
  later(): Promise<void> {
    if (this.#windows.question === undefined) throw new NotNow("nothing is asked");
    this.#windows.answer(this.#windows.question.type);
    return this.#windows.run(async () => {
      if (this.#windows.window === "settlement") await this.#windows.leave();
    });
  }

  /** Asks whether the receipt of this attempt was printed. */
  ask(attemptId: string): void {
    this.#windows.expect(["pos"]);
    const item = this.#windows.unresolved.find((one) => one.attemptId === attemptId);
    if (item === undefined) throw new NotNow("this attempt is not in the list");
    // The list has the whole total of the sale, but RRPay's receipt does not include what GAMA itself has taken.
    const { saleKey, totalCents: total } = item;
    const subject = { ...item, totalCents: total - (this.#windows.receiptOf(saleKey).voucherCents ?? 0) };
    this.#windows.question = { type: "printed", subject, text: item.advice };
    this.#windows.changed();
  }

  /** Passes on a person's decision: hook resolve. */
  resolve(verdict: Verdict): Promise<void> {
    if (this.#windows.running) throw new NotNow("another hook is under way");
    this.#windows.question = undefined;
    return this.#windows.run(() => this.#windows.decide(verdict));
  }

  /** F8: cancels an open attempt; voids a saved receipt after a question. */
  void(saleKey = this.#windows.receipt.saleKey): Promise<void> {
    this.#windows.expect(["pos"]);
    return this.#windows.run(async () => {
      const fields = await this.#windows.program.ask(
        "void",
        voidLines("open", this.#windows.receiptOf(saleKey), this.#windows.options.operator),
      );
      const outcome = fields.get("outcome");
      const isSaved = this.#windows.ledger.find(saleKey) !== undefined;
      // Only by its code, as rrpay.prg asks: stopped while it was looked for, or in conflict, it is not known to be paid.
      if (fields.get("code") === "not-voided" || (outcome === "nothing-to-void" && isSaved)) {
        this.#windows.question = { type: "void", saleKey, kind: this.#windows.receiptOf(saleKey).kind };
        return;
      }
      if (outcome !== "nothing-to-void") this.#windows.message = fields.get("message") ?? "";
      if (outcome === "voided" || outcome === "nothing-to-void") this.#windows.receipt = this.#windows.newReceipt();
    });
  }

  /** The question "Void it in RRPay too?" was answered with yes. */
  confirmVoid(): Promise<void> {
    const question = this.#windows.answer("void");
    return this.#windows.run(() => this.#windows.voidCompleted(question.saleKey));
  }

  /** Kills the till's process. */
  async kill(): Promise<void> {
    await this.#windows.program.kill();
    this.#windows.gone();
    this.#windows.changed();
  }

  /** Starts the till's process, and kills it while it asks RRPay about its open payments. */
  async killInRecovery(): Promise<void> {
    if (this.#windows.program.isRunning) await this.kill();
    await this.until(({ busy }) => busy === undefined);
    const opened = this.open();
    await this.until(({ busy }) => busy?.hook === "init");
    await this.kill();
    await opened;
  }

  /** Ends the till's program as GAMA does when it ends. */
  async stop(): Promise<void> {
    if (!this.#windows.program.isRunning) return;
    if (this.#windows.running) await this.#windows.program.kill();
    else await this.#windows.program.end();
    this.#windows.gone();
    this.#windows.changed();
  }
}

function savedOf(receipt: Receipt, { payments, documentNo }: Taken): Saved {
  const net = payments.map(({ method, name, netCents }) => ({ method, name, amountCents: netCents }));
  return { receipt, state: "saved", payments: net, ...(documentNo === undefined ? {} : { documentNo }) };
}
