/** What every command is started with, and where the till's config and data are if nobody says so. */
import { DEVICE } from "../loader/config.ts";
import { onlyOne } from "./arguments.ts";
import { CliError, usageError } from "./exit.ts";
import { join, nameOf } from "./program/path.ts";
import { ask, entryAt, exists, type Talk } from "./program/talk.ts";
import { refusedConfig } from "./sentences.ts";
import type { Language, Words } from "./words.ts";

/** What a command is started with besides its own arguments. */
export interface Setting {
  readonly language: Language;
  /** The language that was asked for. Undefined if only the system's language is known. */
  readonly asked: Language | undefined;
  readonly isInteractive: boolean;
  readonly programFolder: string;
}

const NAME = "gama-rrpay.json";

/**
 * The named config, otherwise the one in this folder, otherwise the one beside this program. One that is there is never
 * passed over: whoever may not read it hears so of it.
 */
export function* configOf(given: string | undefined, { programFolder }: Setting): Talk<string> {
  if (given !== undefined) return noDevice(given);
  const beside = join(programFolder, NAME);
  const isHere = (yield* entryAt(NAME)) !== "none";
  const isBeside = !isHere && (yield* entryAt(beside)) !== "none";
  return isBeside ? beside : NAME;
}

/** What Windows takes for a device in any folder would be read as an empty config, or not at all. */
function noDevice(path: string): string {
  if (!DEVICE.test(nameOf(path).replace(/[. ]+$/, ""))) return path;
  throw new CliError({
    en: `${path}: on Windows a device is called so, and no file. Name the till's gama-rrpay.json.`,
    lt: `${path}: taip Windows sistemoje vadinasi įrenginys, o ne failas. Nurodykite kasos gama-rrpay.json.`,
  });
}

/** The one named folder, otherwise the till's own by its config. `what` names it in the error for several. */
export function* dataFolderOf(positionals: readonly string[], setting: Setting, what: Words): Talk<string> {
  if (positionals.length > 0) return onlyOne(positionals, what);
  const config = yield* configOf(undefined, setting);
  if (!(yield* exists(config))) throw usageError(noConfig(what));
  const { code, detail, dataDir } = yield* ask<"config">({ type: "config", path: config }, config);
  if (code !== 0) throw refusedConfig(code, detail, config);
  return dataDir;
}

/** No folder is named, and none is found. */
function noConfig({ en, lt }: Words): Words {
  return {
    en: `${en}: neither here nor beside this program is a ${NAME} that names it`,
    lt: `${lt}: nei čia, nei šalia šios programos nėra ${NAME}, kuris jį nurodytų`,
  };
}

/** The named folders, or the one of the config. */
export function* dataFoldersOf(
  named: readonly string[],
  config: string | undefined,
  setting: Setting,
  what: Words,
): Talk<readonly string[]> {
  if (named.length > 0) return named;
  const path = yield* configOf(config, setting);
  if (config === undefined && !(yield* exists(path))) throw usageError(noConfig(what));
  const { code, detail, dataDir } = yield* ask<"config">({ type: "config", path }, path);
  if (code !== 0) throw refusedConfig(code, detail, path);
  return [dataDir];
}
