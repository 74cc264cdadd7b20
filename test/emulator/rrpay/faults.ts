/** The fault script: an ordered list of rules that say what goes wrong at which connection or request. */
import type { CrashPoint } from "./desk.ts";
import type { Memory } from "./store.ts";

/** What goes wrong. fault.schema.json describes each fault in words; README.md lists them. */
export type Fault =
  | { readonly type: "refuse-connection"; readonly forMs?: number }
  | { readonly type: "cut-before"; readonly reset?: boolean }
  | { readonly type: "cut-before-process"; readonly reset?: boolean }
  | { readonly type: "cut-after-request"; readonly reset?: boolean }
  | { readonly type: "cut-mid-answer"; readonly bytes?: number; readonly reset?: boolean }
  | { readonly type: "silence" }
  | { readonly type: "printed-but-silent" }
  | { readonly type: "paid-but-not-printed" }
  /** RRPay's own screen gives a discount. */
  | { readonly type: "discount"; readonly cents?: number }
  | { readonly type: "epoch-changes" }
  | { readonly type: "never-printed" }
  | { readonly type: "unsolicited"; readonly text?: string }
  | { readonly type: "slow"; readonly gapMs?: number }
  | { readonly type: "split"; readonly at: readonly number[]; readonly gapMs?: number }
  | { readonly type: "late"; readonly forMs?: number }
  | { readonly type: "duplicate" }
  | { readonly type: "garbage"; readonly bytes?: number }
  | { readonly type: "truncate"; readonly bytes?: number }
  | { readonly type: "not-json" }
  | { readonly type: "huge"; readonly megabytes?: number }
  | { readonly type: "huge-header"; readonly kilobytes?: number }
  | { readonly type: "chunked" }
  | { readonly type: "connection-close" }
  | { readonly type: "close-unsaid" }
  | { readonly type: "added-fields" }
  | { readonly type: "long-texts" }
  | { readonly type: "status"; readonly status: number; readonly processed?: boolean }
  | { readonly type: "unauthorized" }
  | { readonly type: "busy" }
  | { readonly type: "invalid" }
  | { readonly type: "wrong-schema" }
  | { readonly type: "wrong-id" }
  | { readonly type: "wrong-kind" }
  | { readonly type: "wrong-till" }
  | { readonly type: "wrong-currency" }
  | { readonly type: "wrong-amount"; readonly cents?: number }
  | { readonly type: "wrong-store" }
  | { readonly type: "wrong-epoch" }
  | { readonly type: "previous-sale" }
  | { readonly type: "revision-backwards" }
  | { readonly type: "document-repeated" }
  | { readonly type: "printed-before"; readonly days?: number }
  | { readonly type: "no-payments" }
  | { readonly type: "money-in-declined" }
  | { readonly type: "warning"; readonly code?: string; readonly message?: string }
  | { readonly type: "counter-unreadable" }
  /** Without `restart` it stays dead: a process of its own is killed; in a test's process the port is closed. */
  | { readonly type: "crash"; readonly point: CrashPoint; readonly restart?: Memory };

export type FaultType = Fault["type"];

/** What a rule applies to: connections as they arrive, or one kind of request. */
export type Occasion = "connect" | "health" | "post" | "get" | "cancel" | "print";

export interface Rule {
  readonly on: Occasion;
  /** The first occasion, counted from 1 since the script was set; 1 if absent. */
  readonly nth?: number;
  /** For how many occasions; 1 if absent. */
  readonly times?: number | "always";
  readonly fault: Fault;
}

/** A script that is being played. It counts the occasions. */
export class Script {
  readonly #rules: readonly Rule[];
  readonly #seen = new Map<Occasion, number>();
  /** Refusals that are over. */
  readonly #spent = new Set<Rule>();

  constructor(rules: readonly Rule[] = []) {
    this.#rules = rules;
  }

  /** Counts an occasion and returns what goes wrong at it, in the script's order. */
  take(on: Occasion): Fault[] {
    const count = this.#count(on) + 1;
    this.#seen.set(on, count);
    return this.#rules.filter((rule) => rule.on === on && applies(rule, count)).map(({ fault }) => fault);
  }

  /** The refusal of the next connection. The listener must know it before the connection comes. */
  nextRefusal(): Rule | undefined {
    const next = this.#count("connect") + 1;
    return this.#rules.find(
      (rule) =>
        rule.on === "connect" &&
        rule.fault.type === "refuse-connection" &&
        !this.#spent.has(rule) &&
        (rule.nth ?? 1) <= next,
    );
  }

  /** A refusal is over when it is released, however many clients tried to connect in the meantime. */
  spend(rule: Rule): void {
    this.#spent.add(rule);
  }

  #count(on: Occasion): number {
    return this.#seen.get(on) ?? 0;
  }
}

function applies({ nth = 1, times = 1, fault, on }: Rule, count: number): boolean {
  if (on === "connect" && fault.type === "refuse-connection") return false;
  return count >= nth && (times === "always" || count < nth + times);
}
