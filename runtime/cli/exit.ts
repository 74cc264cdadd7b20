/** How a command ends: the exit codes that --help lists, and errors that are one readable line. */
import { printableLine } from "./terminal-text.ts";
import { type Language, plain, type Words } from "./words.ts";

export const EXIT = {
  /** Done: approved, voided, or sound. */
  done: 0,
  /** Not done, and this is known: declined, cancelled, refused, or a check that failed. */
  notDone: 1,
  /** Not known: a person or a later try must find out. */
  unknown: 2,
  /** Wrong arguments. */
  usage: 64,
  /** Could not run: a file, folder, port or engine is missing or wrong. */
  cannotRun: 69,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error whose message is all that the user needs. */
export class CliError extends Error {
  readonly words: Words;
  readonly exitCode: ExitCode;

  constructor(words: Words, exitCode: ExitCode = EXIT.cannotRun) {
    super(words.en);
    this.words = words;
    this.exitCode = exitCode;
  }
}

/** Wrong arguments. The message says which. */
export function usageError({ en, lt }: Words): CliError {
  return new CliError(
    { en: `${en} (--help lists the arguments)`, lt: `${lt} (argumentus išvardija --help)` },
    EXIT.usage,
  );
}

/** One line for any error. File system errors lose the system's jargon. */
export function describeError(error: unknown, language: Language = "en"): { message: string; exitCode: ExitCode } {
  if (error instanceof CliError) return { message: printableLine(error.words[language]), exitCode: error.exitCode };
  if (!(error instanceof Error)) return { message: printableLine(String(error)), exitCode: EXIT.cannotRun };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code?.startsWith("ERR_PARSE_ARGS"))
    return describeError(usageError(plain(error.message.split(". ")[0] ?? "")), language);
  const known = code === undefined ? undefined : FILE_ERRORS[code];
  const message =
    known === undefined ? (error.message.split("\n")[0] ?? "") : `${path ?? WITHOUT_NAME[language]} ${known[language]}`;
  return { message: printableLine(message), exitCode: EXIT.cannotRun };
}

const WITHOUT_NAME: Words = { en: "A file", lt: "Failas" };

const FILE_ERRORS: Record<string, Words> = {
  ENOENT: { en: "does not exist.", lt: "– tokio failo ar aplanko nėra." },
  EACCES: { en: "may not be read or written.", lt: "– nėra teisės skaityti ar rašyti." },
  EISDIR: { en: "is a folder, not a file.", lt: "– tai aplankas, o ne failas." },
  ENOTDIR: { en: "is a file, not a folder.", lt: "– tai failas, o ne aplankas." },
};
