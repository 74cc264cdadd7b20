/** The file that a person names for a command's result. */
import { STATUS } from "../../schemas/generated/program.ts";
import { CliError, usageError } from "./exit.ts";
import { folderOf, join, nameOf } from "./program/path.ts";
import { entryAt, exists, failureOf, isFolder, type Talk } from "./program/talk.ts";

/** What a till lives on, by name and wherever it lies: journal, trace, log, lock, settings, program and plug-in. */
const OF_A_TILL = [
  /^\d{8}-\d{8}\.jsonl(\.damaged.*)?$/,
  /^\d{8}\.(trace|keep|log)$/,
  /^till\.lock$/,
  /^(gama-rrpay\.json|gama-shop\.txt|bundle\.sha256|rrpay\.plugin\.js|rrpay\.prg)$/,
  /\.(dll|exe|so)$/,
];

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
  if (yield* isFolder(path))
    throw new CliError({ en: `${path} is a folder, not a file.`, lt: `${path} – tai aplankas, o ne failas.` });
  yield* refuseNowhere(option, path);
}

/** A folder that is not there is said by its own name: that the file "does not exist" is what its name is for. */
function* refuseNowhere(option: string, path: string): Talk<void> {
  // a drive's root, not the folder that was last used on that drive
  const folder = folderOf(path).replace(/^[A-Za-z]:$/, "$&\\");
  const there = yield* entryAt(folder);
  if (there === "file") throw failureOf(STATUS.isFile, folder);
  if (there === "none")
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
