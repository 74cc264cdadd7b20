/**
 * Plays scenario files for the page, each in a folder of its own, apart from the till and the RRPay that the page
 * shows.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { EngineName } from "../../../runtime/node/api.ts";
import { checkoutFile } from "../../support/checkout.ts";
import { NotNow } from "../pos/state.ts";
import { NotAcceptable } from "../rrpay/check.ts";
import type { ScenarioFile } from "../scenario/file.ts";
import { type Dialect, runScenario, type Scenario, scenariosOf } from "../scenario/scenario.ts";

/** The last play: its result or its progress. */
export interface Play {
  readonly state: "running" | "passed" | "failed";
  readonly name: string;
  readonly nameLt: string;
  /** How many of all steps have been played, over all variants. */
  readonly played: number;
  readonly of: number;
  /** Why it failed. */
  readonly message: string;
}

/** A scenario file that is shipped. */
export interface Shipped {
  readonly file: string;
  readonly name: string;
  readonly nameLt: string;
  readonly why: string;
}

const FOLDER = checkoutFile("test/emulator/scenario/files/");

export class Player {
  readonly #engine: EngineName;
  readonly #changed: () => void;
  readonly #dialect: Dialect;
  #play: Play | null = null;
  #ended: Promise<void> = Promise.resolve();

  /** `bundle` is a developer's own; without it the built one is played with. */
  constructor(engine: EngineName, changed: () => void, bundle?: string) {
    this.#engine = engine;
    this.#dialect = bundle === undefined ? {} : { config: { bundle: { file: bundle } } };
    this.#changed = changed;
  }

  get last(): Play | null {
    return this.#play;
  }

  /** Begins to play a file, given as JSON or by the name of a shipped one. `last` shows the progress. */
  begin(json: unknown): void {
    if (this.#play?.state === "running") throw new NotNow("a scenario is being played");
    const scenarios = scenariosOf(isName(json) ? readShipped(json.file) : json);
    const of = scenarios.reduce((sum, { steps }) => sum + steps.length, 0);
    this.#ended = this.#run(scenarios, of);
  }

  /** Resolves when no play runs any more. */
  stop(): Promise<void> {
    return this.#ended;
  }

  async #run(scenarios: readonly Scenario[], of: number): Promise<void> {
    let played = 0;
    const tell = (state: Play["state"], { name, nameLt = name }: Scenario, message = "") => {
      this.#play = { state, name, nameLt, played, of, message };
      this.#changed();
    };
    for (const scenario of scenarios) {
      tell("running", scenario);
      try {
        const step = () => {
          played += 1;
          tell("running", scenario);
        };
        await runScenario(scenario, this.#engine, step, this.#dialect);
      } catch (error) {
        return tell("failed", scenario, error instanceof Error ? error.message : String(error));
      }
    }
    const last = scenarios.at(-1);
    if (last) tell("passed", last);
  }
}

/** The shipped files, by name. */
export function shippedScenarios(): Shipped[] {
  return readdirSync(FOLDER).map((file) => {
    const { name, nameLt = name, why = "" } = readShipped(file);
    return { file, name, nameLt, why };
  });
}

function isName(json: unknown): json is { readonly file: string } {
  return typeof json === "object" && json !== null && "file" in json && typeof json.file === "string";
}

/** Reads only files from the folder's own list, so that the page cannot name any other file. */
function readShipped(file: string): ScenarioFile {
  if (!readdirSync(FOLDER).includes(file)) throw new NotAcceptable("no scenario of that name ships");
  return JSON.parse(readFileSync(FOLDER + file, "utf8")) as ScenarioFile;
}
