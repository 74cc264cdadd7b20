/** An honest cashier: does what the messages say, looks at RRPay's paper before deciding anything by hand, never gives up. */

import type { HookName } from "../../schemas/generated/boundary.ts";
import type { PosResult, SettlementResult, UnresolvedItem, VoidResult } from "../../schemas/generated/types.ts";
import {
  validateCloseResult,
  validatePosResult,
  validateResolveResult,
  validateSettlementResult,
  validateVoidResult,
} from "../../schemas/generated/validators.js";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

export interface Sale {
  readonly saleKey: string;
  readonly totalCents: number;
  /** What GAMA itself has on its disk: survives the till's crashes. */
  saved: boolean;
  abandoned: boolean;
}

const CALL_LIMIT_MS = 60_000;

const CHECKS: { readonly [hook in HookName]?: (value: unknown) => boolean } = {
  close: validateCloseResult,
  void: validateVoidResult,
  resolve: validateResolveResult,
  status: validatePosResult,
};

export class Operator {
  readonly sales: Sale[] = [];
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Rings up a sale and tries to bring it to an end a few times. */
  sell(saleKey: string, totalCents: number): void {
    const sale: Sale = { saleKey, totalCents, saved: false, abandoned: false };
    this.sales.push(sale);
    for (let tries = this.#random.between(1, 5); tries > 0 && !sale.saved && !sale.abandoned; tries--) this.pay(sale);
  }

  /** One press of the space key, and what the result asks for. */
  pay(sale: Sale): SettlementResult | undefined {
    const cancelAfterMs = this.#random.chance(0.15) ? this.#random.between(0, 2000) : undefined;
    const meanwhile = this.#random.chance(0.08) ? () => this.#interrupt(sale) : undefined;
    const result = this.call("init", settlement(sale), cancelAfterMs, meanwhile) as SettlementResult | undefined;
    if (!result) return undefined;
    this.#world.note(() => `cashier sees ${result.outcome} ${result.code}`);
    if (result.outcome === "approved") this.#save(sale);
    else if (result.code === "sale-voided") sale.abandoned = true;
    else if (result.blockedBy) this.lookThrough();
    else if (result.outcome === "unknown" && this.#random.chance(0.2))
      this.call("void", { scope: "open", saleKey: sale.saleKey, operator: "ONA" });
    return result;
  }

  /** An impatient cashier presses other keys while a payment is pending, and GAMA may close its window. */
  #interrupt(sale: Sale): void {
    const { saleKey } = sale;
    const other = this.#nextTo(sale);
    const hooks: readonly [HookName, object][] = [
      ["init", settlement(sale)],
      ["init", settlement({ ...sale, totalCents: sale.totalCents + 1 })],
      ["init", settlement(other)],
      ["status", { refresh: true }],
      ["close", { window: "settlement", kind: "sale", saleKey, saved: false }],
      ["void", { scope: "completed", saleKey, operator: "ONA", original: { documentNo: "none" } }],
    ];
    const [hook, payload] = this.#random.pick(hooks);
    this.call(hook, payload);
  }

  /** Another sale, which waits its turn: where the first one's call has died meanwhile, it may well be paid. */
  #nextTo({ saleKey, totalCents }: Sale): Sale {
    const key = `${saleKey}-next`;
    const known = this.sales.find((sale) => sale.saleKey === key);
    const next = known ?? { saleKey: key, totalCents, saved: false, abandoned: false };
    if (!known) this.sales.push(next);
    return next;
  }

  #save(sale: Sale): void {
    if (this.#random.chance(0.1)) return; // GAMA crashes before it says anything
    const saved = !this.#random.chance(0.1);
    if (saved) sale.saved = true;
    this.call("close", { window: "settlement", kind: "sale", saleKey: sale.saleKey, saved });
    if (saved && this.#random.chance(0.1)) this.#takeBack(sale);
  }

  /** F8 on a receipt that is done: tried again while it is unknown. */
  #takeBack({ saleKey }: Sale): void {
    for (let tries = this.#random.between(1, 3); tries > 0; tries--) {
      const told = this.call("void", { scope: "completed", saleKey, operator: "ONA" }) as VoidResult | undefined;
      if (told?.outcome === "voided") this.#closeVoid(saleKey);
      if (told?.outcome !== "unknown") return;
    }
  }

  /** Works through the list of what is open, as the messages advise. */
  lookThrough(): PosResult | undefined {
    const list = this.call("init", { window: "pos", till: "1", operator: "ONA" }) as PosResult | undefined;
    for (const item of list?.unresolved ?? []) this.#settle(item);
    return list;
  }

  #settle(item: UnresolvedItem): void {
    const sale = this.sales.find(({ saleKey }) => saleKey === item.saleKey);
    if (!sale) return;
    const { kind, saleKey, attemptId } = item;
    const resolve = (decision: string, more: object = {}) =>
      this.call("resolve", { kind, saleKey, attemptId, operator: "ONA", decision, ...more });
    if (item.decisions.includes("accept-rrpay")) resolve("accept-rrpay");
    else if (item.decisions.includes("nothing-happened")) this.#decide(item, resolve);
    else if (item.payment === "approved" && (item.gama === "waiting" || item.gama === "unsaved")) {
      if (sale.saved || kind === "void") resolve("saved-in-gama");
      else this.#save(sale);
    } else if (item.decisions.includes("leave-to-accountant") && this.#random.chance(0.5)) {
      // saved, and RRPay may have forgotten it
      resolve("leave-to-accountant");
    }
  }

  /** Looks at the paper in the printer and in the drawer: says what is true. */
  #decide(item: UnresolvedItem, resolve: (decision: string, more?: object) => unknown): void {
    const { documents, charges } = this.#world.rrpay.truth;
    const document = documents.find(({ id }) => id === item.attemptId);
    const charge = charges.find(({ id }) => id === item.attemptId);
    // only what nobody can still pay may be called nothing: the customer stands at RRPay's window
    if (!charge && this.#world.rrpay.stateOf(item.attemptId) === "in-progress") return;
    if (!charge) {
      resolve("nothing-happened");
      return;
    }
    // a card slip without a fiscal receipt is written down as such: the money is taken all the same
    const roundingCents = charge.amountCents - item.totalCents;
    const payments = [{ method: 2, amountCents: charge.amountCents }];
    resolve("receipt-printed", { documentNo: document?.documentNo ?? "slip", payments, roundingCents });
    const sale = this.sales.find(({ saleKey }) => saleKey === item.saleKey);
    if (item.kind === "void") this.#closeVoid(item.saleKey);
    else if (sale) this.#save(sale);
  }

  #closeVoid(saleKey: string): void {
    this.call("close", { window: "settlement", kind: "void", saleKey, saved: !this.#random.chance(0.1) });
  }

  /** Calls a hook and waits for its answer; undefined when the till died meanwhile. */
  call(hook: HookName, payload: object, cancelAfterMs?: number, meanwhile?: () => void): unknown {
    const world = this.#world;
    if (!world.alive) world.boot();
    if (!world.alive) return undefined;
    const call = world.hook(hook, payload);
    const startedMs = world.monoMs;
    const { boots } = world;
    let cancelled = false;
    if (!world.replies.has(call)) meanwhile?.();
    while (world.alive && world.boots === boots && !world.replies.has(call)) {
      if (!cancelled && cancelAfterMs !== undefined && world.monoMs - startedMs >= cancelAfterMs) {
        cancelled = true;
        world.cancel(call);
        continue;
      }
      world.advance(500);
      if (world.monoMs - startedMs > CALL_LIMIT_MS)
        throw new Error(`a call of ${hook} has not ended within ${CALL_LIMIT_MS} ms`);
    }
    const reply = world.replies.get(call);
    if (reply) this.#check(hook, payload, reply);
    return reply;
  }

  #check(hook: HookName, payload: object, reply: unknown): void {
    const pos = "window" in payload && payload.window === "pos";
    const valid =
      hook === "init"
        ? pos
          ? validatePosResult(reply)
          : validateSettlementResult(reply)
        : (CHECKS[hook]?.(reply) ?? true);
    if (!valid) throw new Error(`the result of ${hook} does not fit its schema: ${JSON.stringify(reply)}`);
  }
}

export function settlement({ saleKey, totalCents }: Pick<Sale, "saleKey" | "totalCents">): object {
  return {
    window: "settlement",
    saleKey,
    kind: "sale",
    receiptNo: saleKey,
    operator: "ONA",
    currency: "EUR",
    lines: [
      {
        ...{
          no: 1,
          type: "item",
          code: "PR001",
          name: "Pienas 2,5 %",
          unit: "VNT",
          quantityE4: 10_000,
          unitPriceE4: totalCents * 100,
        },
        ...{ discountCents: 0, totalCents, vatGroup: "A", vatRateBp: 2100 },
      },
    ],
    totals: { totalCents, discountCents: 0, vatCents: 0 },
  };
}
