/** The arguments of a command: flags, names with one value, names that may be repeated, and the rest. */
import { usageError } from "./exit.ts";
import type { Words } from "./words.ts";

type Kind = "flag" | "text" | "texts";

type Value<Of extends Kind> = Of extends "flag" ? boolean : Of extends "text" ? string | undefined : readonly string[];

export interface Arguments<Names extends Readonly<Record<string, Kind>>> {
  readonly values: { readonly [Name in keyof Names]: Value<Names[Name]> };
  readonly positionals: readonly string[];
}

/**
 * Reads `--name value` and `--name=value`. `--` ends the names. A name that is not in the table, an empty value and a
 * second value where one is taken are usage errors: none of them may be left out in silence.
 */
export function parseArguments<const Names extends Readonly<Record<string, Kind>>>(
  args: readonly string[],
  names: Names,
): Arguments<Names> {
  const values: Record<string, boolean | string | undefined | readonly string[]> = Object.fromEntries(
    Object.entries(names).map(([name, kind]) => [name, EMPTY[kind]()]),
  );
  const positionals: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      positionals.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("--")) {
      positionals.push(arg);
      continue;
    }
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
    const kind = Object.hasOwn(names, name) ? names[name] : undefined;
    if (kind === undefined)
      throw usageError({ en: `Unknown option '--${name}'`, lt: `Nežinoma parinktis '--${name}'` });
    if (kind === "flag") {
      if (equals >= 0)
        throw usageError({ en: `Option '--${name}' takes no value`, lt: `Parinktis '--${name}' reikšmės neturi` });
      values[name] = true;
      continue;
    }
    const value = equals < 0 ? args[++at] : arg.slice(equals + 1);
    if (value === undefined || value === "" || (equals < 0 && value.startsWith("--")))
      throw usageError({ en: `Option '--${name}' needs a value`, lt: `Parinkčiai '--${name}' reikia reikšmės` });
    if (kind === "text" && values[name] !== undefined) throw usageError(givenTwice(name));
    values[name] = kind === "text" ? value : [...(values[name] as readonly string[]), value];
  }
  if (positionals.includes("")) throw usageError({ en: "An argument is empty", lt: "Vienas argumentas tuščias" });
  return { values: values as Arguments<Names>["values"], positionals };
}

/** An option that takes one value has several. */
export function givenTwice(name: string): Words {
  return { en: `Option '--${name}' is given twice`, lt: `Parinktis '--${name}' nurodyta du kartus` };
}

const EMPTY: Readonly<Record<Kind, () => boolean | undefined | readonly string[]>> = {
  flag: () => false,
  text: () => undefined,
  texts: () => [],
};

/** The one positional argument of a command. `what` names it in the error for none or several. */
export function onlyOne(positionals: readonly string[], what: Words): string {
  const [first, ...rest] = positionals;
  if (first === undefined || rest.length > 0) throw usageError(what);
  return first;
}

/** Refuses arguments that the command would otherwise leave out in silence. */
export function takesNone(positionals: readonly string[], command: string): void {
  const [first] = positionals;
  if (first === undefined) return;
  throw usageError({
    en: `${command} takes options only, not "${first}"`,
    lt: `${command} priima tik parinktis, o ne „${first}“`,
  });
}

/** A whole number that an option takes. */
export function wholeNumber(text: string, name: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw usageError({
    en: `${name} takes a whole number from ${least} to ${most}, not "${text}"`,
    lt: `${name} reikia sveiko skaičiaus nuo ${least} iki ${most}, o ne „${text}“`,
  });
}

/** Refuses by name an option that --help lists, but only the program of Node.js has. */
export function onlyOnNode(args: readonly string[], names: readonly string[]): void {
  const found = names.find((name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  if (found === undefined) return;
  throw usageError({
    en: `--${found} needs the program of Node.js`,
    lt: `--${found} – tik Node.js programoje`,
  });
}
