// What an npm script takes, judged before anything is installed or built: a mistyped option costs no waiting.
import { parseArgs } from "node:util";

/**
 * Reads the arguments of this process as parseArgs does; `--help` is known to every command.
 * Prints the help and ends where it is asked for; says what is wrong and ends with 64 where something is.
 * `check` gets the values, and throws what is wrong with them.
 */
export function readArguments({ help, options = {}, positionals = false, check = () => {} }) {
  try {
    const known = { ...options, help: { type: "boolean", default: false } };
    const { values, positionals: names } = parseArgs({ options: known, allowPositionals: positionals });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    check(values, names);
    return { ...values, names };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
    process.exit(64);
  }
}

/** A number from 1 on, as a person types it; throws what is wrong with it. */
export function natural(name, text) {
  const value = Number(text);
  if (!/^[0-9]{1,10}$/.test(text) || value < 1) throw new Error(`${name} must be a number from 1 on, not "${text}".`);
  return value;
}
