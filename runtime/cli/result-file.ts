/** The file that a person names for a command's result. */
import { CliError, usageError } from "./exit.ts";
import { join, nameOf } from "./program/path.ts";
import { exists, isFolder, type Talk } from "./program/talk.ts";

/** What a till lives on, by name and wherever it lies: journal, trace, log, lock, settings, program and plug-in. */
const OF_A_TILL = [
  /^\d{8}-\d{8}\.jsonl(\.damaged.*)?$/,
  /^\d{8}\.(trace|keep|log)$/,
  /^till\.lock$/,
  /^(gama-rrpay\.json|gama-shop\.txt|bundle\.sha256|rrpay\.plugin\.js|rrpay\.prg)$/,
  /\.(dll|exe|so)$/,
];

/** Before any work: a result never replaces a file of a till, which nothing could bring back, and is no folder. */
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
