/** A till with an emulated RRPay in virtual time. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import type { Bundle } from "../../plugin/bundle.ts";
import type { Config, RrpayTransactionRequest, SettlementResult } from "../../schemas/generated/types.ts";
import { byCard, declines, type Outcome, unprinted } from "../support/scripted-rrpay.ts";
import { type Reply, StepTill } from "../support/step-till.ts";
import { assertMoney } from "./matchers.ts";
import type { SaleBuilder } from "./sale.ts";

/** What RRPay was asked to charge and print. */
export type Receipt = RrpayTransactionRequest;

/** How a till is set up. Without anything it has the defaults of a shop, and the bundle of the sources. */
export interface KitOptions {
  /** Fields of gama-rrpay.json. */
  readonly config?: Partial<Config>;
  /** The path of a built rrpay.plugin.js. Without it, the bundle with which the kit was built is used. */
  readonly bundle?: string;
}

/** This many seconds in milliseconds, for `pass`. */
export function seconds(count: number): number {
  return count * 1000;
}

/** This many minutes in milliseconds, for `pass`. */
export function minutes(count: number): number {
  return seconds(60 * count);
}

/** Starts a till and passes it to the test. */
export function withTill(body: (till: KitTill) => void, options: KitOptions = {}): void {
  body(new KitTill(options));
}

const OUTCOMES = { card: byCard, declines, unprinted } satisfies Readonly<Record<string, Outcome>>;

/** A till in a test. What has no answer of its own returns the till, so that calls follow each other. */
export class KitTill {
  readonly #till: StepTill;

  constructor({ config = {}, bundle }: KitOptions) {
    this.#till = new StepTill(config, bundle === undefined ? undefined : loadBundle(bundle)).boot();
  }

  /** How sales end at RRPay from now on: paid by card, declined, or paid without a printed receipt. */
  customer(outcome: "card" | "declines" | "unprinted"): this {
    this.#till.rrpay.outcome = OUTCOMES[outcome];
    return this;
  }

  /** RRPay becomes silent: from now on it answers nothing but health requests. */
  rrpayFallsSilent(): this {
    this.#till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    return this;
  }

  /** RRPay answers honestly again. */
  rrpayIsBack(): this {
    this.#till.rrpay.instead = () => undefined;
    return this;
  }

  /** Opens the window "Atsiskaitymas". Time passes until the call is answered. */
  settle(sale: SaleBuilder): Settled {
    return new Settled(this.#till.call("init", sale.build()) as unknown as SettlementResult);
  }

  /** GAMA reports whether it has saved the receipt. */
  saved(sale: SaleBuilder, isSaved = true): Reply {
    const { kind, saleKey } = sale.build();
    return this.#till.call("close", { window: "settlement", kind, saleKey, saved: isSaved });
  }

  /** Presses F8: on an open receipt, or on a completed one that is to be voided. */
  void(sale: SaleBuilder, scope: "open" | "completed" = "completed"): Reply {
    return this.#till.call("void", { scope, saleKey: sale.saleKey, operator: "ONA" });
  }

  /** Lets time pass: `till.pass(minutes(2))`. */
  pass(ms: number): this {
    this.#till.pass(ms);
    return this;
  }

  /** The till's program is killed and starts again with its journal. */
  restart(): this {
    this.#till.boot();
    return this;
  }

  /** What RRPay was asked to charge, in order. A sale that was sent twice appears twice. */
  get receipts(): readonly Receipt[] {
    return this.#till.rrpay.asked
      .filter(({ action }) => action === "post")
      .map(({ body }) => JSON.parse(body) as Receipt);
  }

  /** The records of the journal. */
  get journal(): StepTill["records"] {
    return this.#till.records;
  }
}

/** The answer of a settlement, with assertions about it. */
export class Settled {
  readonly result: SettlementResult;

  constructor(result: SettlementResult) {
    this.result = result;
  }

  /** Asserts the outcome and, if given, the code. */
  is(outcome: SettlementResult["outcome"], code?: string): this {
    assert.equal(this.result.outcome, outcome, `${this.result.outcome}: ${this.result.message}`);
    if (code !== undefined) assert.equal(this.result.code, code);
    return this;
  }

  /** Asserts how much GAMA has to save, as the sum of all payments. */
  paid(euros: string): this {
    const sum = this.result.payments.reduce((total, { amountCents }) => total + amountCents, 0);
    assertMoney(sum, euros, "what is paid");
    return this;
  }

  /** Asserts that the fiscal receipt is printed. */
  printed(): this {
    assert.equal(this.result.fiscal.state, "printed");
    return this;
  }
}

/** A built bundle in a realm of its own, as the engine `direct` runs it. */
function loadBundle(path: string): Bundle {
  const context = createContext({});
  runInContext(readFileSync(path, "utf8"), context, { filename: path });
  const { grp } = context as unknown as { grp?: Bundle };
  if (grp === undefined) throw new Error(`${path} is no bundle`);
  return grp;
}
