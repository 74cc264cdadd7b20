/** What a program of Visual FoxPro finds around it, and what one step of it does there. */

import type { Settings } from "./settings.ts";
import type { Tables } from "./tables.ts";
import type { FoxObject, Frame, Value } from "./values.ts";

/** What the program finds around it: GAMA, the cashier, the DLL. */
export interface World {
  readonly screen: FoxObject;
  readonly tables: Tables;
  /** `_VFP`, which knows the active window. */
  readonly vfp: FoxObject;
  /** Functions that are the machine's or the cashier's: MESSAGEBOX, INPUTBOX, INKEY, SYS, the DECLAREd ones. */
  readonly functions: Record<
    string,
    (args: Value[], setReference: (index: number, value: Value) => void) => Value | Promise<Value>
  >;
  /** Commands with an effect outside: WAIT WINDOW, KEYBOARD, ON KEY LABEL, PUSH KEY, POP KEY, SET. */
  command(words: string, value?: Value): void;
  readonly settings: Settings;
  selected: string;
  /** The programs and functions that run now, the master program first. */
  readonly stack: { readonly name: string }[];
}

/** How a step ends early. */
export type Signal =
  | { readonly kind: "return"; readonly value: Value }
  | { readonly kind: "exit" | "loop" }
  | undefined;
/** A compiled statement or block. */
export type Step = (frame: Frame) => Promise<Signal>;
