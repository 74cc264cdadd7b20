/** What every part of the page consists of. */
import type { Snapshot } from "../snapshot.ts";
import type { Texts } from "./texts.ts";

export interface Context {
  readonly t: Texts;
  /** Does one thing and shows what was wrong, if anything was. */
  readonly act: (path: string, body?: object) => void;
  /** Shows what went wrong. */
  readonly complain: (error: unknown) => void;
}

export interface View {
  readonly node: HTMLElement;
  readonly update: (snapshot: Snapshot) => void;
}
