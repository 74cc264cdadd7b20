/** One seeded history: foul weather, then fair weather in which everything must come to a good end, then the oracle. */

import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { isFinal } from "../../plugin/payment/facts.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { Operator } from "./operator.ts";
import { Random } from "./random.ts";
import { FAIR, type Weather, World } from "./world.ts";

/** The outcome of a history: nothing, or the invariant that broke with the whole story. */
export interface Failure {
  readonly seed: number;
  readonly message: string;
  readonly history: readonly string[];
}

/** Runs the history of a seed; one that fails is told again, with every step noted. */
export function run(seed: number): Failure | undefined {
  const failure = live(seed, false);
  return failure && live(seed, true);
}

function live(seed: number, telling: boolean): Failure | undefined {
  const random = new Random(seed);
  const world = new World(random, telling);
  const operator = new Operator(world, random);
  try {
    world.weather = weather(random);
    const sales = random.between(1, 3);
    for (let number = 1; number <= sales; number++) {
      operator.sell(`T1-${number}`, random.between(1, 5000));
      checkMoney(world, operator);
    }
    clearUp(world, operator);
    checkMoney(world, operator);
    checkKnown(world, operator);
  } catch (error) {
    return { seed, message: error instanceof Error ? error.message : String(error), history: world.history };
  }
  return undefined;
}

function weather(random: Random): Weather {
  const often = (most: number) => (random.chance(0.5) ? 0 : random.next() * most);
  return {
    ...{ kill: often(0.03), tornAppend: 0.3, refuse: often(0.2), loseRequest: often(0.2), loseAnswer: often(0.3) },
    ...{
      garble: often(0.2),
      rrpayCrash: often(0.05),
      rrpayForgets: often(0.5),
      outOfPaper: often(0.05),
      clockJump: often(0.02),
    },
  };
}

/** Fair weather: RRPay runs, the paper is in, and a patient cashier works through whatever is left. Nobody is ever stuck. */
function clearUp(world: World, operator: Operator): void {
  world.weather = FAIR;
  world.rrpay.up = true;
  world.rrpay.paper = true;
  world.note(() => "--- fair weather");
  for (let round = 0; round < 40; round++) {
    const list = operator.lookThrough();
    if (list?.unresolved.length === 0 && operator.sales.every(({ saved, abandoned }) => saved || abandoned)) return;
    for (const sale of operator.sales) {
      if (sale.saved || sale.abandoned) continue;
      const result = operator.pay(sale);
      if (result?.outcome === "declined" || result?.outcome === "cancelled") sale.abandoned = true;
      if (result?.code === "sale-known") sale.abandoned = true;
    }
    for (let left = 12; left > 0; left--) world.advance(500);
  }
  throw new Error("the cashier is stuck: there are open items after forty rounds of fair weather");
}

/** Invariant 2: one sale key, at most one charge and one fiscal document. */
function checkMoney(world: World, operator: Operator): void {
  const { charges, documents } = world.rrpay.truth;
  for (const { saleKey } of operator.sales)
    for (const kind of ["sale", "void"]) {
      const its = (one: { readonly saleKey: string; readonly kind: string }) =>
        one.saleKey === saleKey && one.kind === kind;
      const taken = charges.filter(its).length;
      const printed = documents.filter(its).length;
      if (taken > 1) throw new Error(`invariant 2: ${kind} ${saleKey} was charged ${taken} times`);
      if (printed > 1) throw new Error(`invariant 2: ${kind} ${saleKey} has ${printed} documents`);
    }
}

/** Money taken = money known, and no outcome was claimed against RRPay's truth (invariants 3 and 4). */
function checkKnown(world: World, operator: Operator): void {
  const ledger = new Ledger();
  const finals = new Map<string, Attempt["payment"]>();
  for (const line of world.journal) {
    const record = JSON.parse(line) as JournalRecord;
    ledger.apply(record);
    for (const attempt of ledger.all()) {
      const before = finals.get(attempt.attemptId);
      if (before !== undefined && before !== attempt.payment)
        throw new Error(`invariant 4: ${attempt.attemptId} went from ${before} to ${attempt.payment}`);
      if (isFinal(attempt.payment)) finals.set(attempt.attemptId, attempt.payment);
    }
  }
  for (const charge of world.rrpay.truth.charges) {
    const attempt = ledger.get(charge.id);
    const known = attempt?.payment === "approved" || attempt?.manual?.decision === "receipt-printed";
    if (!known)
      throw new Error(
        `money lost: ${charge.saleKey} was charged under ${charge.id}, the journal says ${attempt?.payment}`,
      );
  }
  for (const attempt of ledger.all()) {
    const charged = world.rrpay.truth.charges.some(({ id }) => id === attempt.attemptId);
    if (attempt.payment === "approved" && !charged)
      throw new Error(`invariant 3: ${attempt.attemptId} is approved and was never charged`);
    if ((attempt.payment === "declined" || attempt.payment === "cancelled") && charged)
      throw new Error(`invariant 3: ${attempt.attemptId} is ${attempt.payment} and was charged`);
  }
  for (const { saleKey, saved } of operator.sales) {
    const charged = world.rrpay.truth.charges.some((charge) => charge.saleKey === saleKey);
    if (saved && !charged) throw new Error(`GAMA saved ${saleKey}, which nobody paid`);
  }
}
