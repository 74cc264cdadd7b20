/** The commands that do no I/O of their own, so they run in any host. */
import { adapt } from "./adapt.ts";
import type { Setting } from "./config.ts";
import { conformance } from "./conformance/command.ts";
import { doctor } from "./doctor.ts";
import { emulatorCommand } from "./emulator/command.ts";
import { EXIT, type ExitCode, usageError } from "./exit.ts";
import { help } from "./help.ts";
import { exportCommand } from "./journal/export.ts";
import { list } from "./journal/list.ts";
import { pair } from "./journal/pair.ts";
import { repair } from "./journal/repair.ts";
import { resolve } from "./journal/resolve.ts";
import { show } from "./journal/show.ts";
import { listen } from "./listen.ts";
import { guarded } from "./program/program.ts";
import type { Talk } from "./program/talk.ts";
import type { Start } from "./program/wire.ts";
import { install, rollback, update } from "./release/commands.ts";
import { reportCommand } from "./report/report.ts";
import { languageIn, refuseLanguage } from "./spoken.ts";
import { sellFromFiles } from "./till.ts";
import { explain } from "./trace/explain.ts";
import { exportTrace } from "./trace/export.ts";
import { incident } from "./trace/incident.ts";
import { replay } from "./trace/replay.ts";
import { verify } from "./verify.ts";
import { version } from "./version.ts";
import type { Language } from "./words.ts";

type Command = (args: readonly string[], setting: Setting) => Talk<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  adapt,
  conformance,
  listen,
  doctor,
  emulator: emulatorCommand,
  incident,
  install,
  replay,
  rollback,
  update,
  report: reportCommand,
  till: sellFromFiles,
  verify: (args, { language }) => verify(args, language),
  "--version": version,
};

const JOURNAL: Readonly<Record<string, Command>> = {
  list,
  show,
  repair,
  pair,
  resolve,
  export: exportCommand,
};

const TRACE: Readonly<Record<string, Command>> = { export: exportTrace, explain };

/** Commands of two words. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, Command>>>> = { journal: JOURNAL, trace: TRACE };

/** The command that these arguments name, and its own arguments. */
function commandOf(args: readonly string[]): { command: Command; own: readonly string[] } {
  const [name = "", second = ""] = args;
  const group = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
  const table = group ?? COMMANDS;
  const wanted = group === undefined ? name : second;
  const command = Object.hasOwn(table, wanted) ? table[wanted] : undefined;
  if (command !== undefined) return { command, own: args.slice(group === undefined ? 1 : 2) };
  if (group === undefined) throw usageError({ en: `There is no command "${name}"`, lt: `Komandos „${name}“ nėra` });
  const names = Object.keys(group);
  const listed = (or: string) => `${names.slice(0, -1).join(", ")}${names.length > 1 ? ` ${or} ` : ""}${names.at(-1)}`;
  throw usageError({ en: `${name} takes ${listed("or")}`, lt: `${name} reikia ${listed("arba")}` });
}

/** The whole program: help, or one command. Errors are reported in the language of the person who started it. */
export function run({ args, language, ...start }: Start): Talk<ExitCode> {
  const { asked, rest, known } = languageIn(args);
  const spoken: Language = known ?? (language === "lt" ? "lt" : "en");
  const isInteractive = start.isInteractive === 1;
  const setting: Setting = { language: spoken, asked: known, isInteractive, programFolder: start.programFolder };
  return guarded(dispatch(rest, asked, setting), spoken);
}

/** What people type who want the help. */
const HELP_WORDS: ReadonlySet<string> = new Set(["-h", "/?", "help"]);

function* dispatch(args: readonly string[], asked: readonly string[], setting: Setting): Talk<ExitCode> {
  refuseLanguage(asked);
  const [name] = args;
  if (name === undefined || args.includes("--help") || HELP_WORDS.has(name)) {
    yield* help(HELP_WORDS.has(name ?? "") ? args.slice(1) : args, setting.language);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const { command, own } = commandOf(args);
  return (yield* command(own, setting)) as ExitCode;
}
