/** A scenario file: the page's own requests one after another, without a browser, and what must have come of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { EngineName } from "../../../runtime/node/api.ts";
import { POS_ACTIONS } from "../page/actions.ts";
import type { Pos } from "../pos/pos.ts";
import { openShop } from "../pos/shop.ts";
import { NotAcceptable } from "../rrpay/check.ts";
import type { PolicyName } from "../rrpay/model.ts";
import { ACTIONS, TRANSACTION_ACTIONS } from "../rrpay/operator-http.ts";
import { type Rrpay, startRrpay } from "../rrpay/server.ts";
import scenarioSchema from "./scenario.schema.json" with { type: "json" };

export interface Scenario {
  readonly name: string;
  readonly policy?: PolicyName;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly do: string; readonly with?: object; readonly wait?: false }
  | { readonly until: "taken-up" | "idle" | "asked" }
  | { readonly expect: Expectation };

export type Expectation = Partial<Facts>;

interface Facts {
  readonly window: string;
  readonly outcome: string;
  readonly question: string;
  readonly saved: number;
  readonly unresolved: number;
  readonly conflicts: number;
  readonly documents: number;
  readonly moneyCents: number;
}

/** A step that did not do what it should; the message names it. */
export class ScenarioFailed extends Error {}

const validate = new Ajv2020({ allowUnionTypes: true, strictRequired: false }).compile<Scenario>(scenarioSchema);

/** The scenario, or NotAcceptable with the place that is wrong. */
export function checkScenario(json: unknown): Scenario {
  if (validate(json)) return json;
  const [first] = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length);
  throw new NotAcceptable(`scenario: ${first?.instancePath ?? ""} ${first?.message ?? "is not acceptable"}`);
}

/** Impatient, so that a scenario of silence takes no minutes. */
const TIMEOUTS = { connectMs: 1000, answerMs: 500, customerMs: 20_000, manualAfterMs: 50 };

/** Runs it in a folder of its own; throws ScenarioFailed at the first step that goes wrong. */
export async function runScenario({ policy = "wait", steps }: Scenario, engine: EngineName): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "scenario-"));
  const rrpay = await startRrpay({ dir: join(dir, "rrpay"), policy });
  const { pos } = openShop({ dir, rrpay, engine, timeouts: TIMEOUTS });
  const stage = new Stage(pos, rrpay);
  try {
    await pos.open();
    for (const [at, step] of steps.entries()) {
      await stage.play(step).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ScenarioFailed(`step ${at + 1}, ${JSON.stringify(step)}: ${reason}`);
      });
    }
  } finally {
    await pos.stop();
    await rrpay.stop();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

class Stage {
  readonly #pos: Pos;
  readonly #rrpay: Rrpay;
  #hook: Promise<void> = Promise.resolve();

  constructor(pos: Pos, rrpay: Rrpay) {
    this.#pos = pos;
    this.#rrpay = rrpay;
  }

  async play(step: Step): Promise<void> {
    if ("do" in step) {
      await this.#act(step.do, step.with ?? {});
      if (step.wait !== false) await this.#hook;
    } else if ("until" in step) await this.#until(step.until);
    else this.#compare(step.expect);
  }

  async #act(path: string, body: object): Promise<void> {
    const [side, name = "", , last] = path.split("/");
    if (side === "pos" && Object.hasOwn(POS_ACTIONS, name)) {
      await POS_ACTIONS[name]?.(this.#pos, this.#bodyOf(name, body), (hook) => {
        this.#hook = hook;
        // Awaited by a later step: until then a failure is nobody's.
        hook.catch(() => {});
      });
      return;
    }
    const actions = last === undefined ? ACTIONS : TRANSACTION_ACTIONS;
    const wanted = last ?? name;
    if (side !== "rrpay" || !Object.hasOwn(actions, wanted)) throw new Error("there is no such request");
    await actions[wanted]?.(this.#rrpay, body, this.#rrpay.transactions().at(-1)?.id ?? "");
  }

  /** What a person would take from the window: whose attempt is asked about, which receipt was the last. */
  #bodyOf(name: string, body: object): object {
    const { question, unresolved, saved } = this.#pos.state();
    if (name === "resolve" && !("subject" in body)) {
      const found = question?.type === "printed" ? question.subject : unresolved[0];
      if (found === undefined) throw new Error("nobody is asked to decide");
      const { kind, saleKey, attemptId, totalCents } = found;
      return { ...body, subject: { kind, saleKey, attemptId, totalCents } };
    }
    const names = "saleKey" in body && body.saleKey === "last";
    return names ? { ...body, saleKey: saved.at(-1)?.receipt.saleKey ?? "" } : body;
  }

  async #until(what: "taken-up" | "idle" | "asked"): Promise<void> {
    if (what === "taken-up") return this.#rrpay.until((rrpay) => rrpay.transactions().some(isUnderWay));
    await this.#hook;
    while (what === "asked" && this.#pos.state().question?.type === "retry") await this.#pos.answerRetry(true);
    if (what === "asked" && this.#pos.state().question?.type !== "printed") throw new Error("GAMA does not ask");
  }

  #compare(expected: Expectation): void {
    const facts = this.#facts();
    for (const [name, value] of Object.entries(expected)) {
      const found = facts[name as keyof Facts];
      if (found !== value) throw new Error(`${name} is ${found}, not ${value}`);
    }
  }

  #facts(): Facts {
    const { window, question, saved, unresolved, results } = this.#pos.state();
    const last = results.filter(({ hook, fields }) => hook !== "close" && fields.some(([path]) => path === "outcome"));
    const keys = new Set(this.#rrpay.receipts().map(({ saleKey }) => saleKey));
    return {
      window,
      outcome: new Map(last.at(-1)?.fields ?? []).get("outcome") ?? "none",
      question: question?.type ?? "none",
      saved: saved.filter(({ state }) => state === "saved").length,
      unresolved: unresolved.length,
      conflicts: unresolved.filter(({ conflict }) => conflict !== undefined).length,
      documents: this.#rrpay.receipts().length,
      moneyCents: [...keys].reduce((sum, key) => sum + this.#rrpay.moneyTakenCents(key), 0),
    };
  }
}

function isUnderWay(stored: ReturnType<Rrpay["transactions"]>[number]): boolean {
  return stored.type === "transaction" && stored.answer.state === "in-progress";
}
