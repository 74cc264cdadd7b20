/** Plays a scenario's steps, one after another, and compares the results with the expected ones. */
import { isDeepStrictEqual } from "node:util";
import { ACTIONS, TRANSACTION_ACTIONS } from "../rrpay/operator-http.ts";
import type { Rrpay } from "../rrpay/server.ts";
import { booksOf, requestCounts } from "./books.ts";
import type { Condition, DoStep, Expectation, Step } from "./file.ts";
import { mismatch, type Roots, resolveReferences } from "./references.ts";
import { type Begun, DONE, type Side } from "./side.ts";

/** The result of the last call: the parts that expectations name. */
interface Result {
  readonly outcome?: string;
  readonly code?: string;
  readonly status?: string;
  readonly manualEntry?: { readonly allowed: boolean };
  readonly httpStatus?: number;
}

export class Stage {
  readonly #side: Side;
  readonly #rrpay: Rrpay;
  readonly #calls = new Map<string, Begun>();
  readonly #kept = new Map<string, unknown>();
  #last: Begun = DONE;
  #result: Result = {};

  constructor(side: Side, rrpay: Rrpay) {
    this.#side = side;
    this.#rrpay = rrpay;
  }

  async play(step: Step): Promise<void> {
    if ("endsPaid" in step) {
      for (const one of endsPaidSteps(step.endsPaid, step.ids ?? 1, step.as)) await this.play(one);
      return;
    }
    if ("do" in step) await this.#do(step);
    else if ("until" in step) await this.#until(step.until);
    if (step.expect) this.#compare(resolveReferences(step.expect, this.#roots) as Expectation);
  }

  async #do(step: DoStep): Promise<void> {
    const [where = "", name = "", which, last] = step.do.split("/");
    const body = resolveReferences(step.with ?? {}, this.#roots) as object;
    if (where === "rrpay") return this.#atRrpay(name, which, last, body);
    if (where === "disk") return this.#side.disk(name);
    if (where === "wire") return this.#postAgain();
    const begun = await this.#side.act(step, name, body);
    // A later step awaits it, or nothing does. Until then a failure must not count as unhandled.
    begun.ended.catch(() => {});
    this.#last = begun;
    if (step.as !== undefined) this.#calls.set(step.as, begun);
    if (step.wait !== false) await this.#end(begun, step.as);
  }

  /** Waits for the end of a call, whose result is then the last one. */
  async #end(begun: Begun, name?: string): Promise<void> {
    const result = await begun.ended;
    if (result === undefined) return;
    this.#result = result as Result;
    if (name !== undefined) this.#kept.set(name, result);
  }

  async #atRrpay(name: string, which: string | undefined, last: string | undefined, body: object): Promise<void> {
    const actions = last === undefined ? ACTIONS : TRANSACTION_ACTIONS;
    const wanted = last ?? name;
    if ((last !== undefined && name !== "transactions") || !Object.hasOwn(actions, wanted))
      throw new Error("there is no such request");
    const transactions = this.#rrpay.transactions();
    await actions[wanted]?.(
      this.#rrpay,
      body,
      transactions.at(which === "latest" ? -1 : Number(which ?? 0) - 1)?.id ?? "",
    );
  }

  /** What a network may do by itself: the last POST arrives once more. */
  async #postAgain(): Promise<void> {
    const body = booksOf(this.#rrpay).posts.at(-1) ?? "";
    const response = await fetch(`${this.#rrpay.url}/v1/transactions`, { method: "POST", body });
    this.#result = { httpStatus: response.status, ...((await response.json()) as object) };
  }

  async #until(condition: Condition): Promise<void> {
    const rrpay = this.#rrpay;
    if (condition === "idle") return this.#end(this.#last);
    if (condition === "asked") {
      await this.#end(this.#last);
      return this.#side.asked();
    }
    if (condition === "taken-up") return rrpay.until(({ isPaying }) => isPaying);
    if (condition === "dead") return rrpay.until(({ running }) => !running);
    if ("held" in condition) return rrpay.until(({ held }) => held >= condition.held);
    if ("documents" in condition) return rrpay.until((now) => now.receipts().length >= condition.documents);
    if ("progress" in condition) return this.#side.progressed(new RegExp(condition.progress));
    if ("fault" in condition)
      return rrpay.until(({ requests }) => requests.at(-1)?.faults.some((type) => type === condition.fault) ?? false);
    if ("requests" in condition) return rrpay.until((now) => hasCome(now, condition.requests));
    const call = this.#calls.get(condition.ended);
    if (call === undefined) throw new Error(`no call is kept as ${condition.ended}`);
    return this.#end(call, condition.ended);
  }

  #compare({ sale, equal = [], differ = [], rising, ...facts }: Expectation): void {
    const key = sale === undefined ? undefined : this.#keyOf(sale);
    const faults = [
      ...Object.entries(facts).map(([name, wanted]) => mismatch(wanted, this.#fact(name, key), name)),
      ...equal.map(([one, other]) =>
        isDeepStrictEqual(one, other) ? undefined : `${JSON.stringify(one)} is not ${JSON.stringify(other)}`,
      ),
      ...differ.map(([one, other]) => (isDeepStrictEqual(one, other) ? `both are ${JSON.stringify(one)}` : undefined)),
      rising === undefined || isRising(rising) ? undefined : `${JSON.stringify(rising)} is not rising`,
    ];
    const found = faults.filter((fault) => fault !== undefined);
    if (found.length > 0) throw new Error(found.join("; "));
  }

  #keyOf(sale: string): string {
    return resolveReferences(`$sales.${sale}.saleKey`, this.#roots) as string;
  }

  #fact(name: string, saleKey: string | undefined): unknown {
    const { outcome, code, status, manualEntry } = this.#result;
    switch (name) {
      case "outcome":
        return outcome;
      case "code":
        return code;
      case "status":
        return status;
      case "manual":
        return manualEntry?.allowed;
      case "moneyCents":
      case "documents":
      case "ids":
      case "posts":
        return booksOf(this.#rrpay, saleKey)[name];
      case "requests":
        return requestCounts(this.#rrpay);
      case "connections":
      case "held":
        return this.#rrpay[name];
      case "result":
        return this.#result;
      case "unresolved":
      case "journal":
        return this.#side.roots[name];
      default:
        return this.#side.fact(name);
    }
  }

  get #roots(): Roots {
    const rrpay = this.#rrpay;
    const own = {
      ...Object.fromEntries(this.#kept),
      result: this.#result,
      transactions: rrpay.transactions(),
      receipts: rrpay.receipts(),
      get posts() {
        return booksOf(rrpay).posts;
      },
    };
    // Descriptors are copied, so that a costly or missing value is read only when a path names it.
    return Object.defineProperties(own, Object.getOwnPropertyDescriptors(this.#side.roots));
  }
}

function hasCome(rrpay: Rrpay, wanted: Readonly<Record<string, number>>): boolean {
  const counts: Readonly<Record<string, number>> = requestCounts(rrpay);
  return Object.entries(wanted).every(([on, count]) => (counts[on] ?? 0) >= count);
}

function isRising(numbers: unknown): boolean {
  return Array.isArray(numbers) && numbers.length > 1 && numbers.every((one, at) => at === 0 || numbers[at - 1] <= one);
}

function endsPaidSteps(sale: string, ids: number, as: string | undefined): Step[] {
  const moneyCents = `$sales.${sale}.totals.totalCents`;
  return [
    {
      do: "till/settle",
      sale,
      ...(as === undefined ? {} : { as }),
      expect: {
        ...{ outcome: "approved", code: "approved", manual: false, result: { fiscal: { state: "printed" } } },
        ...{ sale, moneyCents, documents: 1, ids },
      },
    },
    { do: "till/saved", sale, expect: { status: "acknowledged" } },
    { do: "till/pos", expect: { status: "ready", unresolved: 0 } },
  ];
}
