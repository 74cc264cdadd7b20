/** Plays a day: GAMA and its cashier, act by act, through the real hooks of rrpay.prg against the emulated RRPay. */
import { Random } from "../../sim/random.ts";
import { withGama } from "../receipt-sale.ts";
import { Settlement } from "../settlement.ts";
import type { Gama } from "../till.ts";
import { type Answering, Cashier } from "./cashier.ts";
import { Judge } from "./judge.ts";
import { Liar } from "./liar.ts";
import { MISHAPS } from "./mishap.ts";
import type { Act, After, Day } from "./plan.ts";
import { type Receipt, Receipts } from "./receipts.ts";
import { RrpayBooks } from "./rrpay-books.ts";
import { SHOPS, type ShopSetup, shopFile } from "./shop.ts";

/** Short, so that what stays silent is given up soon: no claim depends on how long anything takes. */
const TIMEOUTS = { connectMs: 200, answerMs: 120, customerMs: 400, manualAfterMs: 50 };
/** After so many tries of a truthful cashier, with every fault over, a sale must have gone through. */
const TRIES_MAX = 12;
const ESCAPE = 27;

export interface Verdict {
  readonly problems: readonly string[];
  /** What a person would have seen happen. */
  readonly story: readonly string[];
}

export async function playDay(day: Day, who: "truthful" | "liar", program?: string): Promise<Verdict> {
  let verdict: Verdict = { problems: [], story: [] };
  await withGama(
    async (gama) => {
      const till = new DayAtTill(gama, SHOPS[day.shop], who);
      await till.open();
      for (const act of day.acts) await till.act(act);
      await till.end();
      verdict = { problems: till.judge.problems, story: gama.story };
    },
    { timeouts: TIMEOUTS, program },
  );
  return verdict;
}

class DayAtTill {
  readonly judge: Judge;
  readonly #gama: Gama;
  readonly #setup: ShopSetup;
  readonly #random = new Random(0);
  readonly #receipts: Receipts;
  readonly #books: RrpayBooks;
  readonly #cashier: Cashier;
  readonly #liar: Liar | undefined;
  #pos = new Settlement("POS pardavimo taskas");
  /** How many commands there were when F8 was pressed. */
  #f8From: number | undefined;

  constructor(gama: Gama, setup: ShopSetup, who: "truthful" | "liar") {
    this.#gama = gama;
    this.#setup = setup;
    this.#receipts = new Receipts(gama, this.#random, setup);
    this.#books = new RrpayBooks(gama.till.rrpay);
    this.#cashier = new Cashier(this.#random, this.#receipts, this.#books, () => this.#hasF8Come());
    this.#liar = who === "liar" ? new Liar(this.#random) : undefined;
    this.judge = new Judge(this.#books, this.#receipts, who === "truthful");
    gama.shop = shopFile(setup);
    gama.boundF8 = "DO f8_gama";
    this.#seat(this.#liar ?? this.#cashier);
  }

  async open(): Promise<void> {
    this.#pos = new Settlement("POS pardavimo taskas");
    await this.#gama.run("INIT", this.#pos);
  }

  async act(act: Act): Promise<void> {
    const { rrpay } = this.#gama.till;
    this.#random.reseed(act.luck);
    this.#beginAct();
    rrpay.setPolicy(act.policy);
    if (act.mishap !== "as before") rrpay.script(MISHAPS[act.mishap]);
    const receipt = this.#receipts.screen ?? this.#nextOnScreen();
    this.#note(`${act.deed} #${receipt.at} ${receipt.kind} ${receipt.number}, ${act.policy}, ${act.mishap}`);
    if (receipt.isSaved) {
      await this.#doWithSaved(act, receipt);
      this.#receipts.drop();
      return;
    }
    await this.#do(act, receipt);
  }

  /** Every fault is over, RRPay takes cards, and a truthful cashier sells until a sale goes through. */
  async end(): Promise<void> {
    const { rrpay } = this.#gama.till;
    this.#random.reseed(0);
    this.#seat(this.#cashier);
    this.#cashier.isEnding = true;
    rrpay.script([]);
    rrpay.setPolicy("card");
    await rrpay.release();
    if (!(await this.#sellsAgain())) this.judge.stuck(`no sale in ${TRIES_MAX} tries`);
    // What comes after it on the screen tells that it is saved.
    this.#receipts.begin();
    this.#beginAct();
    await this.#gama.run("STATUS", this.#pos);
    const status = await this.#status();
    this.judge.ended(new Set([...status.matchAll(/unresolved\.\d+\.saleKey=(.*)\r/g)].map(([, key]) => key!)));
  }

  /** What was saved is called up for F8, by mistake for its settlement window, or only to be looked at. */
  async #doWithSaved({ deed }: Act, receipt: Receipt): Promise<void> {
    if (deed === "look") return;
    if (deed !== "pay") return this.#pressF8(receipt);
    // Without its key a saved receipt is another one to all but GAMA, which must not let it be paid (GAMA-3).
    if (this.#setup.losesKey) return;
    const { window } = await this.#settle(receipt);
    await this.#close(window, false);
  }

  async #do({ deed, after }: Act, receipt: Receipt): Promise<void> {
    switch (deed) {
      case "pay":
        return this.#pay(receipt, after);
      case "F8":
        return this.#pressF8(receipt);
      case "edit":
        // GAMA lets nobody edit what is paid (GAMA-7).
        if (this.#books.timesPaid(receipt) === 0 && !this.#books.isOpen(receipt)) this.#receipts.edit(receipt);
        return;
      case "look":
        await this.#gama.run("STATUS", this.#pos);
        return;
      case "restart":
        return this.#restart();
      case "reopen":
        await this.#gama.run("CLOSE", this.#pos);
        return this.open();
      case "park":
        return this.#park(receipt);
    }
  }

  #nextOnScreen(): Receipt {
    const saved = this.#random.chance(0.15)
      ? this.#receipts.any(({ isSaved, isVoided }) => isSaved && !isVoided)
      : undefined;
    if (saved === undefined) return this.#receipts.begin();
    this.#receipts.show(saved);
    return saved;
  }

  async #pay(receipt: Receipt, after: After): Promise<void> {
    const { isDone, window } = await this.#settle(receipt);
    if (!isDone) {
      // Some save it all the same, as paid in another way or by mistake.
      const isSavedUnpaid = this.#random.chance(0.08);
      if (isSavedUnpaid) this.#save(receipt);
      return this.#close(window, isSavedUnpaid);
    }
    switch (after) {
      case "save":
        this.#save(receipt);
        return this.#close(window, true);
      case "escape":
        return this.#close(window, false);
      case "power-loss":
        if (this.#random.chance(0.5)) this.#receipts.drop();
        return this.#restart();
    }
  }

  async #settle(receipt: Receipt): Promise<{ readonly isDone: boolean; readonly window: Settlement }> {
    const gama = this.#gama;
    const window = new Settlement();
    const [saidBefore, payloadsBefore] = [gama.said.length, gama.payloads.length];
    const wasOver = this.#isToldAsSaved(receipt) && this.#books.timesPaid(receipt) === 1;
    if (this.#random.chance(0.15)) gama.keys.push(0, ESCAPE);
    const isDone = (await gama.run("INIT", window)) === true;
    gama.keys.length = 0;
    for (const [hook, lines] of gama.payloads.slice(payloadsBefore))
      if (hook === "init" && lines.includes("window=settlement"))
        receipt.keys.add(lines.find((line) => line.startsWith("saleKey="))!.slice("saleKey=".length));
    const cents = Math.round(window.paid.reduce((sum, [, euros]) => sum + euros, 0) * 100);
    const said = gama.said.slice(saidBefore).join("\n");
    this.#note(`${isDone ? "paid" : "not paid"} for GAMA, ${this.#books.timesPaid(receipt)} times in RRPay`);
    this.judge.settled({ receipt, wasOver, isDone, cents, said });
    return { isDone, window };
  }

  #save(receipt: Receipt): void {
    receipt.isSaved = true;
    this.#receipts.drop();
  }

  async #close(window: Settlement, isSaved: boolean): Promise<void> {
    if (this.#setup.saved === "property") window.members.set("ISSAUGOTA", isSaved);
    await this.#gama.run("CLOSE", window);
  }

  async #pressF8(receipt: Receipt): Promise<void> {
    this.#f8From = this.#gama.commands.length;
    await this.#gama.f8(this.#pos);
    const hasCome = this.#hasF8Come();
    this.#f8From = undefined;
    this.#note(`GAMA's own F8 ${hasCome ? "came" : "did not come"}, ${this.#books.timesPaid(receipt)} times in RRPay`);
    if (!hasCome) return;
    receipt.isVoided = true;
    receipt.isVoidedInGamaAlone = this.#cashier.choseGamaAlone;
    this.judge.voided(receipt, receipt.isVoidedInGamaAlone);
    this.#receipts.drop();
  }

  /** What was paid leaves the screen only by being saved or by F8, unless the cashier is asked each time (GAMA-7). */
  async #park(receipt: Receipt): Promise<void> {
    if (this.#setup.saved !== "ask" && receipt.keys.size > 0) return;
    this.#receipts.drop();
    const back = this.#random.chance(0.5)
      ? this.#receipts.any(({ isGone, isSaved, isVoided }) => isGone && !isSaved && !isVoided)
      : undefined;
    if (back) this.#receipts.show(back);
  }

  async #restart(): Promise<void> {
    const { members } = this.#gama.screen;
    this.#note("GAMA is started anew");
    // Only the next action would have told it, and what rrpay.prg remembered for that is gone.
    for (const receipt of this.#receipts.all)
      if (receipt.isSaved && !this.#isToldAsSaved(receipt)) receipt.isUntold = true;
    await this.#gama.end();
    for (const name of [...members.keys()]) if (name.includes("RRPAY")) members.delete(name);
    this.#gama.boundF8 = "DO f8_gama";
    await this.open();
  }

  async #sellsAgain(): Promise<boolean> {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      this.#beginAct();
      if (attempt === 4) await this.#restart();
      if (this.#receipts.screen?.isSaved) this.#receipts.drop();
      const receipt = this.#receipts.screen ?? this.#receipts.begin();
      const { isDone, window } = await this.#settle(receipt);
      if (isDone) this.#save(receipt);
      await this.#close(window, isDone);
      if (isDone) return true;
      if (attempt % 3 === 2) this.#receipts.drop();
    }
    return false;
  }

  /** The list, once no other call holds it up. */
  async #status(): Promise<string> {
    for (;;) {
      const status = String(await this.#gama.call("RRPayCall", "status", ""));
      if (!status.includes("fault=true")) return status;
    }
  }

  /** Whether RRPay's side was told that GAMA has saved it. */
  #isToldAsSaved({ keys }: Receipt): boolean {
    const isOfIt = (lines: readonly string[]) => [...keys].some((key) => lines.includes(`saleKey=${key}`));
    const isOfSale = (lines: readonly string[]) => lines.includes("saved=true") && !lines.includes("kind=void");
    return this.#gama.payloads.some(([hook, lines]) => hook === "close" && isOfSale(lines) && isOfIt(lines));
  }

  #hasF8Come(): boolean {
    return (
      this.#f8From !== undefined && this.#gama.commands.slice(this.#f8From).some((command) => /^MACRO/.test(command))
    );
  }

  #seat(who: Answering): void {
    this.#gama.cashier = (box) => who.answer(box);
  }

  #beginAct(): void {
    this.#cashier.beginAct();
    this.#liar?.beginAct();
  }

  #note(what: string): void {
    this.#gama.story.push(`## ${what}`);
  }
}
