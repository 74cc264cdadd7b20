/** The commands that do no I/O of their own: they run in any host. */
import { doctor } from "./doctor.ts";
import { EXIT, type ExitCode, usageError } from "./exit.ts";
import { resolve } from "./journal-resolve.ts";
import { say, type Talk } from "./program/talk.ts";
import type { Start } from "./program/wire.ts";
import type { Language } from "./session.ts";
import { sellFromFiles } from "./till.ts";
import { verify } from "./verify.ts";
import { version } from "./version.ts";

export const help = `gama-rrpay COMMAND

  emulator [options]             RRPay's part, played by a program, until Ctrl+C
    --dir FOLDER                 where it keeps its transactions (default: .cache/emulator)
    --port N                     port on 127.0.0.1 (default: 8917)
    --till ID                    the till it is paired with (default: 1)
    --policy NAME                how it pays: cash, card, mixed (default), decline, cancel, amount (its cents choose),
                                 or wait (for the operator at the keyboard)
    --token TEXT                 the token that it asks for
    --forget                     starts a new epoch: what it knew is gone
    --health-token               asks for the token in health too
    --daily-numbers              begins document numbers anew each day
    --ui                         prints the address of a page in which to sell, pay and break things; with
                                 --policy wait you are RRPay's operator
    --operator-port N            port of the operator's interface (default: a free one)
    --faults FILE                what goes wrong when: test/emulator/README.md lists it

  till --config F [--sale F]…    what GAMA does: init of the POS window, then for each sale init of the
                                 settlement window, and close; results go to standard output
    --void KEY                   then voids the completed sale of this key
    --operator NAME              who works at the till (default: ONA)
    --engine NAME                native (default where it is built), quickjs or direct

  journal list DIR [--json]      the journal's segments, verified; DIR is the data folder
  journal show DIR [--json]      the journal's records, verified
    --sale KEY                   only those of one sale
  journal repair DIR             after journal-corrupt: rebuilds from what verifies, puts the damaged segment aside
    --till ID                    whose it is, where no checkpoint has survived that says it
    --force                      gives up records of another version
  journal pair DIR [--force]     after rrpay-changed: the next sale pairs with the RRPay that is there; with --force
                                 although payments at the old one are open
  journal resolve --config F     a person decides: --key KEY or --attempt ID (--kind sale, return or void), --decision
                                 NAME, --operator NAME, --note TEXT; of a receipt --document NO, --payment METHOD:CENTS
                                 (GAMA's credit number, once a payment), --rounding CENTS, --change CENTS; --engine NAME
  journal export DIR --day D     a local day (YYYY-MM-DD) as CSV for the accountant, with totals per tender
    --out FILE                   default: standard output
                                 the till must be closed for repair, pair and resolve

  doctor [--config F]            what is wrong with a till and what to do: config, bundle, data folder, RRPay, clock,
                                 open attempts; exit codes 0 all right, 1 look at it, 2 does not work
    --json                       as JSON
    --language lt|en             (default: the config's); F is gama-rrpay.json here where it is not given

  scenario run FILE…             plays scenario files (test/emulator/scenario) without a browser

  verify FILE                    whether a copy of rrpay.plugin.js is whole and runs here
  --version                      product, bundle, ABI, engine and commit
  --help                         this text

A sale file holds what GAMA passes: flat lines in the code page of the config, or JSON.

Exit codes: 0 done · 1 not done (declined, cancelled, refused, damaged) · 2 outcome unknown
            64 wrong arguments · 69 cannot run (a file, folder, port or engine)`;

/** What a command is started with besides its own arguments. */
interface Setting {
  readonly language: Language;
  readonly programFolder: string;
}

type Command = (args: readonly string[], setting: Setting) => Talk<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  doctor: (args, { language }) => doctor(args, language),
  till: (args, { language }) => sellFromFiles(args, language),
  verify,
  "--version": (_args, { programFolder }) => version(programFolder),
};

const JOURNAL: Readonly<Record<string, Command>> = {
  resolve: (args, { language }) => resolve(args, language),
};

/** The command that these arguments name, and its own arguments; undefined where this program has none. */
export function commandOf(args: readonly string[]): { command: Command; own: readonly string[] } | undefined {
  const [name = "", second = ""] = args;
  const table = name === "journal" ? JOURNAL : COMMANDS;
  const wanted = name === "journal" ? second : name;
  const command = Object.hasOwn(table, wanted) ? table[wanted] : undefined;
  return command && { command, own: args.slice(name === "journal" ? 2 : 1) };
}

/** The whole program: help, or one command. */
export function* run({ args, language, programFolder }: Start): Talk<ExitCode> {
  const [name] = args;
  if (name === undefined || name === "--help" || args.includes("--help")) {
    yield* say(help);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const found = commandOf(args);
  if (found === undefined) throw usageError(`There is no command "${name}"`);
  const setting = { language: language === "lt" ? "lt" : "en", programFolder } as const;
  return (yield* found.command(found.own, setting)) as ExitCode;
}
