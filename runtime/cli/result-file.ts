/** The file that a person names for a command's result. */
import { STATUS, WRITE } from "../../schemas/generated/program.ts";
import { DEVICE } from "../loader/config.ts";
import { CliError, usageError } from "./exit.ts";
import { folderOf, join, nameOf } from "./program/path.ts";
import { attempt, entryAt, exists, failureOf, isFolder, type Talk } from "./program/talk.ts";

/** What a till lives on, by name and wherever it lies: journal, trace, log, lock, settings, program and plug-in. */
const OF_A_TILL = [
  /^\d{8}-\d{8}\.jsonl(\.damaged.*)?$/,
  /^\d{8}\.(trace|keep|log)$/,
  /^till\.lock$/,
  /^(gama-rrpay\.json|gama-shop\.txt|bundle\.sha256|rrpay\.plugin\.js|rrpay\.prg)$/,
  /\.(dll|exe|so)$/,
];
/** What no file of Windows has in its name. */
const NOT_IN_NAMES = /[<>:"|?*]/;

/** Before any work: a result never replaces a file of a till, which nothing could bring back, and has a folder to be in. */
export function* refuseAsResult(option: string, path: string | undefined): Talk<void> {
  if (path === undefined) return;
  // Windows finds the same file without the dots and spaces at a name's end, and in capitals
  const name = nameOf(path)
    .replace(/[. ]+$/, "")
    .toLowerCase();
  if (OF_A_TILL.some((pattern) => pattern.test(name)))
    throw usageError({
      en: `${option} ${path} has the name of a file that a till needs, which would be lost: name another file.`,
      lt: `${option} ${path} – taip vadinasi kasai reikalingas failas, jis dingtų: nurodykite kitą failą.`,
    });
  if (DEVICE.test(name) || NOT_IN_NAMES.test(name.replace(/^[a-z]:/, "")))
    throw new CliError({
      en: `${option} ${path}: on Windows no file can be called so, or a device is. Name another file.`,
      lt: `${option} ${path}: taip Windows sistemoje failas vadintis negali arba taip vadinasi įrenginys. Nurodykite kitą failą.`,
    });
  if (yield* isFolder(path))
    throw new CliError({ en: `${path} is a folder, not a file.`, lt: `${path} – tai aplankas, o ne failas.` });
  yield* tryToMake(option, path);
}

/**
 * A result that cannot be written is told before the work, not after it. The program may look at nothing around the file
 * that was named, so whether its folder is there shows when the file is made; it is removed again.
 */
function* tryToMake(option: string, path: string): Talk<void> {
  const bytes = new Uint8Array(0);
  const { status, fields } = yield* attempt<"write">({ type: "write", path, mode: WRITE.fresh, bytes });
  if (fields !== undefined) yield* attempt<"remove">({ type: "remove", path });
  if (status === STATUS.exists && (yield* entryAt(path)) === "other")
    throw new CliError({
      en: `${path} is a device or a pipe, not a file. Name another file.`,
      lt: `${path} – tai įrenginys arba programų ryšys, o ne failas. Nurodykite kitą failą.`,
    });
  if (fields !== undefined || status === STATUS.exists) return;
  if (status !== STATUS.missing && status !== STATUS.isFile) throw failureOf(status, path);
  const folder = folderOf(path);
  throw new CliError({
    en: `${option} ${path}: there is no folder ${folder}. Make it first, or name another file.`,
    lt: `${option} ${path}: aplanko ${folder} nėra. Pirma sukurkite jį arba nurodykite kitą failą.`,
  });
}

/** A till that is left as it was then never takes the place of one that is there, with its settings and journal. */
export function* refuseTillFolder(folder: string): Talk<void> {
  for (const name of ["gama-rrpay.json", "rrpay.plugin.js", "data", "journal"])
    if (yield* exists(join(folder, name)))
      throw usageError({
        en: `--out ${folder} has ${name} already, which would be lost: name a new folder.`,
        lt: `--out ${folder} – ten jau yra ${name}, kas būtų prarasta: nurodykite naują aplanką.`,
      });
}
