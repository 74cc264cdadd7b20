/** An option as node:util's parseArgs takes it. */
interface Option {
  readonly type: "string" | "boolean";
  readonly default?: string | boolean;
}

type Value<O extends Option> = O extends { readonly default: string | boolean }
  ? O["type"] extends "string"
    ? string
    : boolean
  : (O["type"] extends "string" ? string : boolean) | undefined;

type Values<T extends Readonly<Record<string, Option>>> = { readonly [Name in keyof T]: Value<T[Name]> };

/** Reads the arguments of this process; prints the help, or what is wrong, and ends where there is nothing to run. */
export function readArguments<const T extends Readonly<Record<string, Option>>>(command: {
  readonly help: string;
  readonly options?: T;
  /** Whether there may be arguments that are no options; they come as `names`. */
  readonly positionals?: boolean;
  /** Throws what is wrong with the values. */
  readonly check?: (values: Values<T>, names: readonly string[]) => void;
}): Values<T> & { readonly names: readonly string[] };

/** A number from 1 on, as a person types it; throws what is wrong with it. */
export function natural(name: string, text: string): number;
