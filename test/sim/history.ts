/**
 * One history: a time with faults, then a time without faults, in which everything must be settled. The oracle judges
 * it.
 */
import { stringifyAscii } from "../../plugin/text/ascii.ts";
import { Cashier, PATIENCE_MS } from "./cashier.ts";
import { tablesOf } from "./export.ts";
import { Fault, fault } from "./fault.ts";
import { isDone, type Receipt, Shop } from "./gama.ts";
import { Oracle } from "./oracle.ts";
import { remember } from "./past.ts";
import { type Act, type Plan, planOf } from "./plan.ts";
import { Random } from "./random.ts";
import { FAIR } from "./weather.ts";
import { DAY_MS, World } from "./world.ts";

/** A failed history: its seed, the invariant that was broken, and every step. */
export interface Failure {
  readonly seed: number;
  readonly message: string;
  readonly history: readonly string[];
}

const ROUNDS = 40;
/** A table costs more than many steps, so only one history out of this many is exported. */
const EXPORTED = 4;

/** Runs the history of a seed. If it fails, it is run again with every step noted. */
export function run(seed: number): Failure | undefined {
  const plan = planOf(seed);
  return judge(plan) === undefined ? undefined : tellAgain(plan);
}

/** Runs a plan. Returns what broke, or undefined. */
export function judge(plan: Plan): string | undefined {
  return new History(plan, false).live();
}

/** Runs a plan with every step noted. */
export function tellAgain(plan: Plan): Failure {
  const history = new History(plan, true);
  const message = history.live() ?? "the history cannot be told again";
  return { seed: plan.seed, message, history: history.told };
}

class History {
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #world: World;
  readonly #shop = new Shop();
  readonly #oracle: Oracle;
  readonly #cashier: Cashier;

  constructor(plan: Plan, telling: boolean) {
    this.#plan = plan;
    this.#random = new Random(plan.seed);
    this.#world = new World(plan.traits, this.#random, telling);
    this.#oracle = new Oracle(this.#world, this.#shop);
    this.#cashier = new Cashier(this.#world, this.#shop, this.#oracle, this.#random, plan.honesty);
  }

  get told(): readonly string[] {
    return this.#world.history;
  }

  live(): string | undefined {
    try {
      remember(this.#plan.past, this.#world, this.#shop, this.#oracle);
      this.#world.weather = this.#plan.weather;
      for (const act of this.#plan.acts) {
        this.#random.reseed(act.seed);
        this.#world.note(() => `--- ${JSON.stringify(act)}`);
        this.#do(act);
        this.#oracle.money();
      }
      this.#random.reseed(this.#plan.seed + 1);
      this.#clearUp();
      this.#oracle.money();
      this.#oracle.end();
      if (this.#plan.seed % EXPORTED === 0 || this.#plan.exports)
        this.#oracle.exported(tablesOf(this.#world.disk, this.#oracle.days));
    } catch (error) {
      if (error instanceof Fault) return error.message;
      return `host: step threw ${error instanceof Error ? `${error.message} ${error.stack?.split("\n")[1]?.trim()}` : error}`;
    }
    return undefined;
  }

  /** The receipt that an act is about, counted back from the newest. */
  #receipt(which: number): Receipt | undefined {
    const { receipts } = this.#shop;
    return receipts[receipts.length - 1 - which] ?? receipts[0];
  }

  #do(act: Act): void {
    const world = this.#world;
    const cashier = this.#cashier;
    const receipt = "which" in act ? this.#receipt(act.which) : undefined;
    switch (act.type) {
      case "sell": {
        const saleKey = act.empty ? "" : `T1-${this.#shop.receipts.length + 1}`;
        return cashier.sell(this.#shop.ringUp({ kind: "sale", saleKey, totalCents: act.totalCents }), act.presses);
      }
      case "press":
        return receipt && this.#press(receipt, act.presses);
      case "return":
        return receipt && this.#takeBack(receipt, act.sameKey);
      case "void":
        return receipt && this.#void(receipt, act.named, act.tries);
      case "void-open":
        return receipt && cashier.voidOpen(receipt);
      case "close":
        return receipt && this.#close(receipt, act.kind === "void" ? "void" : receipt.kind, act.saved);
      case "reuse":
        return receipt && this.#reuse(receipt, act.same);
      case "lose-receipt":
        if (receipt && !isDone(receipt)) receipt.end = "lost";
        return;
      case "list":
        cashier.list();
        return;
      case "wait":
        return this.#wait(act.ms);
      case "night":
        world.wallMs += DAY_MS;
        return this.#oracle.dayEnds();
      case "restart":
        return world.kill();
      case "rrpay-restart":
        if (act.forgets) world.rrpay.forget();
        world.rrpay.up = true;
        return;
      case "rrpay-down":
        world.rrpay.up = false;
        return;
      case "rrpay-replaced":
        world.rrpay.replace();
        // its numbers begin anew, as those of another day do
        this.#oracle.dayEnds();
        return act.paired ? this.#pair() : undefined;
      case "spoil":
      case "drop":
        return this.#hole(act.type);
      case "weather":
        world.weather = act.weather;
        return;
      case "disk":
        world.disk.trouble = act.trouble;
        return;
      case "damage":
        world.kill();
        return world.disk.damage(act.fraction);
      case "lose-journal":
        world.kill();
        return this.#loseJournal();
    }
  }

  /** Presses the space key, even in the window of a receipt that is done, because a person may open it again. */
  #press(receipt: Receipt, presses: number): void {
    if (receipt.end === "lost") return;
    if (isDone(receipt)) this.#cashier.press(receipt);
    else this.#cashier.sell(receipt, presses);
  }

  #takeBack(sale: Receipt, sameKey: boolean): void {
    const original = this.#world.rrpay.truth.papersOf(sale.uid, "sale").at(-1)?.documentNo;
    if (sale.kind !== "sale" || original === undefined || !sale.saved) return;
    const saleKey = sameKey ? sale.saleKey : `R-${this.#shop.receipts.length + 1}`;
    const { totalCents } = sale;
    this.#cashier.sell(this.#shop.ringUp({ kind: "return", saleKey, totalCents, original }), 2);
  }

  #void(receipt: Receipt, named: "not" | "right" | "wrong", tries: number): void {
    for (let left = tries; left > 0; left--) if (this.#cashier.voidDone(receipt, named)?.outcome !== "unknown") return;
  }

  #close(receipt: Receipt, kind: Receipt["kind"] | "void", saved: boolean): void {
    // GAMA reports as saved only what it has saved
    if (kind !== "void" && saved && !receipt.saved) receipt.saved = true;
    if (kind !== "void" && !saved && receipt.saved) receipt.misled = true;
    if (this.#world.rrpay.truth.takingsOf(receipt.uid, receipt.kind).length === 0) receipt.misled = true;
    this.#cashier.close(receipt, kind, saved);
  }

  /**
   * Another customer, to whom GAMA gives an old number again. rrpay.prg prevents this, but the till must cope with it.
   */
  #reuse({ kind, saleKey, totalCents, saved }: Receipt, same: boolean): void {
    if (!saved) return;
    this.#cashier.sell(this.#shop.ringUp({ kind, saleKey, totalCents: same ? totalCents : totalCents + 100 }), 1);
    const again = this.#shop.receipts.at(-1)!;
    if (!again.saved) again.end ??= "refused";
  }

  /** RRPay's store loses a payment for which no money has moved. */
  #hole(how: "spoil" | "drop"): void {
    const { rrpay } = this.#world;
    for (const stored of [...rrpay.waiting]) {
      if (stored.transaction.state !== "in-progress" || rrpay.truth.taking(stored.transaction.id)) continue;
      if (how === "spoil") rrpay.spoil(stored);
      else rrpay.drop(stored);
    }
  }

  /** `journal pair --force`, with GAMA closed. */
  #pair(): void {
    const { disk, wallMs } = this.#world;
    this.#world.kill();
    if (disk.trouble !== "none" || !disk.segment) return;
    if (disk.segment.torn) disk.truncate(disk.current);
    disk.append(stringifyAscii({ t: "pin", atMs: wallMs }));
  }

  #loseJournal(): void {
    this.#world.disk.lose();
    this.#oracle.forget();
  }

  #wait(ms: number): void {
    const world = this.#world;
    if (!world.alive) world.boot();
    const untilMs = world.monoMs + ms;
    while (world.alive && world.monoMs < untilMs) world.advance(Math.min(500, untilMs - world.monoMs));
  }

  /**
   * Fair weather: RRPay runs, there is paper, and a patient cashier works through all that is left. Nothing may stay
   * open.
   */
  #clearUp(): void {
    const world = this.#world;
    world.weather = FAIR;
    world.disk.mend();
    world.rrpay.up = true;
    world.rrpay.paper = true;
    world.rrpay.allPay = true;
    world.note(() => "--- fair weather");
    if (this.#plan.acts.some(({ type }) => type === "rrpay-replaced")) this.#pair();
    this.#cashier.honesty = "honest";
    for (let round = 1; round <= ROUNDS; round++) {
      this.#cashier.patience = round;
      const list = this.#cashier.list();
      if (list?.unresolved.length === 0 && this.#shop.receipts.every(isDone)) return this.#sellsAgain();
      for (const receipt of this.#shop.receipts) if (!isDone(receipt)) this.#cashier.press(receipt);
      this.#wait(PATIENCE_MS);
    }
    fault("stuck", `there are open items after ${ROUNDS} rounds of fair weather`);
  }

  /** Whatever has happened, the next customer must be able to pay. */
  #sellsAgain(): void {
    const receipt = this.#shop.ringUp({ kind: "sale", saleKey: "LAST", totalCents: 100 });
    let view = this.#cashier.press(receipt);
    // a customer whom the till does not know of may still stand at RRPay's window
    for (let left = 5; left > 0 && view?.code === "busy"; left--) {
      this.#wait(PATIENCE_MS);
      view = this.#cashier.press(receipt);
    }
    if (view?.outcome !== "approved") fault("stuck", `a new sale is ${view?.outcome} ${view?.code}`);
  }
}
