/** A till behind GAMA's windows: each step is a request of the page. */

import type { EngineName } from "../../../runtime/node/api.ts";
import { readJournal } from "../../support/till.ts";
import { POS_ACTIONS } from "../page/actions.ts";
import { openShop, type Shop } from "../pos/shop.ts";
import type { PosState } from "../pos/state.ts";
import type { Rrpay } from "../rrpay/server.ts";
import type { DoStep, Scenario } from "./file.ts";
import type { Roots } from "./references.ts";
import type { Begun, Side } from "./side.ts";
import { byKind } from "./till-side.ts";

/** Short, so that a scenario with a silent RRPay does not take minutes. */
const TIMEOUTS = { connectMs: 1000, answerMs: 500, customerMs: 20_000, manualAfterMs: 50 };

export class PosSide implements Side {
  readonly #shop: Shop;

  constructor(dir: string, rrpay: Rrpay, engine: EngineName, { timeouts }: Scenario, bundle?: string) {
    const own = bundle === undefined ? {} : { developed: { bundle, process: { name: engine } } };
    this.#shop = openShop({ dir, rrpay, engine, timeouts: { ...TIMEOUTS, ...timeouts }, ...own });
  }

  open(): Promise<void> {
    return this.#shop.pos.open();
  }

  async act(_: DoStep, name: string, body: object): Promise<Begun> {
    const action = Object.hasOwn(POS_ACTIONS, name) ? POS_ACTIONS[name] : undefined;
    if (action === undefined) throw new Error("there is no such request");
    let hook: Promise<void> = Promise.resolve();
    await action(this.#shop.pos, name === "resolve" ? { ...this.#subject(body), ...body } : body, (begun) => {
      hook = begun;
    });
    return { ended: hook.then(() => this.#result()) };
  }

  get roots(): Roots {
    const { unresolved, saved } = this.#shop.pos.state();
    const { dataDir } = this.#shop;
    return {
      unresolved,
      saved,
      get journal() {
        return byKind(readJournal(dataDir));
      },
    };
  }

  fact(name: string): unknown {
    const facts: Readonly<Record<string, unknown>> = windowFacts(this.#shop.pos.state());
    return facts[name];
  }

  async progressed(pattern: RegExp): Promise<void> {
    await this.#shop.pos.until(({ busy }) => busy === undefined || pattern.test(busy.progress));
    if (this.#shop.pos.state().busy === undefined) throw new Error("the hook ended before");
  }

  async asked(): Promise<void> {
    const { pos } = this.#shop;
    while (pos.state().question?.type === "retry") await pos.answerRetry(true);
    if (pos.state().question?.type !== "printed") throw new Error("GAMA does not ask");
  }

  disk(): Promise<void> {
    throw new Error("the disk fails only under a till without windows (till/…)");
  }

  stop(): Promise<void> {
    return this.#shop.pos.stop();
  }

  /** The fields of the last hook that an expectation can name. `close` says nothing about the payment. */
  #result(): unknown {
    const { results } = this.#shop.pos.state();
    const told = results.filter(({ hook, fields }) => hook !== "close" && fields.some(([path]) => path === "outcome"));
    const fields = new Map(told.at(-1)?.fields ?? []);
    return {
      outcome: fields.get("outcome"),
      code: fields.get("code"),
      manualEntry: { allowed: fields.get("manualEntry.allowed") === "true" },
    };
  }

  /** The attempt to decide: the one that GAMA asks about or lists first, unless the step names another. */
  #subject(body: object): object {
    if ("subject" in body) return {};
    const { question, unresolved } = this.#shop.pos.state();
    const found = question?.type === "printed" ? question.subject : unresolved[0];
    if (found === undefined) throw new Error("nobody is asked to decide");
    const { kind, saleKey, attemptId, totalCents } = found;
    return { subject: { kind, saleKey, attemptId, totalCents } };
  }
}

/** The facts about GAMA's windows that an expectation can name. */
export function windowFacts({ window, question, saved, unresolved }: PosState) {
  return {
    window,
    question: question?.type ?? "none",
    saved: saved.filter(({ state }) => state === "saved").length,
    unresolved: unresolved.length,
    conflicts: unresolved.filter(({ conflict }) => conflict !== undefined).length,
  };
}
