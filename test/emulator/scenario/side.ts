/** The till's side of a scenario: either raw hooks, or hooks behind GAMA's windows. */
import type { DoStep } from "./file.ts";
import type { Roots } from "./references.ts";

export interface Side {
  /** Opens the till, before the first step. */
  open(): Promise<void>;
  /** Begins what `till/…` or `pos/…` names, with a body in which all references are resolved. Refuses unknown names. */
  act(step: DoStep, name: string, body: object): Promise<Begun>;
  /** Does something to the till's disk. */
  disk(name: string): Promise<void>;
  /** Waits until the text that the cashier reads during the last call matches. */
  progressed(pattern: RegExp): Promise<void>;
  /** Waits until GAMA asks whether the receipt was printed. */
  asked(): Promise<void>;
  /** What paths can begin with and expectations can name at this moment. Costly values are getters. */
  readonly roots: Roots;
  /** Facts that only this side knows, by their names in an expectation. */
  fact(name: string): unknown;
  stop(): Promise<void>;
}

/** A call that runs; `ended` gives its result. */
export interface Begun {
  readonly ended: Promise<unknown>;
}

/** For actions that take no time and give no result. */
export const DONE: Begun = { ended: Promise.resolve(undefined) };
