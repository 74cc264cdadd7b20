/** The till's side of a scenario: raw hooks, or GAMA's windows in front of them. */
import type { DoStep } from "./file.ts";
import type { Roots } from "./references.ts";

export interface Side {
  /** Opens the till, before the first step. */
  open(): Promise<void>;
  /** Begins what `till/…` or `pos/…` names, with a body in which every reference is resolved. Refuses what it does not know. */
  act(step: DoStep, name: string, body: object): Promise<Begun>;
  /** Does something to the till's disk. */
  disk(name: string): Promise<void>;
  /** Waits until what the cashier reads while the last call runs matches. */
  progressed(pattern: RegExp): Promise<void>;
  /** Waits until GAMA asks whether the receipt was printed. */
  asked(): Promise<void>;
  /** What a path may begin with and an expectation may name, as of now. Costly ones are getters. */
  readonly roots: Roots;
  /** Facts that only this side knows, by the name of the expectation. */
  fact(name: string): unknown;
  stop(): Promise<void>;
}

/** A call under way; `ended` is its result. */
export interface Begun {
  readonly ended: Promise<unknown>;
}

/** What takes no time and gives no result. */
export const DONE: Begun = { ended: Promise.resolve(undefined) };
