/** Holds a till's data folder for a command that changes it, with the till's own lock and flushes. */

import { CODES } from "../../../schemas/generated/codes.ts";
import { STATUS } from "../../../schemas/generated/program.ts";
import { CliError } from "../exit.ts";
import { inTheWay, linkIn } from "../in-the-way.ts";
import { join } from "../program/path.ts";
import { ask, attempt, isFolder, type Talk } from "../program/talk.ts";

/** A till sends nothing new with less room on its disk, and repairs nothing. */
export const LEAST_BYTES = 1024 * 1024;

/** Runs a command on a folder that it holds alone. A running till keeps the command out, and the other way round. */
export function* holding<Result>(folder: string, body: () => Talk<Result>): Talk<Result> {
  if (!(yield* isFolder(join(folder, "journal")))) {
    const words = yield* inTheWay(folder);
    if (words !== undefined) throw new CliError(words);
    throw new CliError({
      en: `${folder} holds no journal: name the till's data folder.`,
      lt: `Aplanke ${folder} žurnalo nėra: nurodykite kasos duomenų aplanką (dataDir).`,
    });
  }
  const { isWritable } = yield* take(folder);
  try {
    if (!isWritable) throw yield* unwritable(folder);
    return yield* body();
  } finally {
    yield* ask<"unlock">({ type: "unlock" });
  }
}

/** Why a folder cannot be written: a full disk has another remedy than a right that is missing. */
function* unwritable(folder: string): Talk<CliError> {
  const words = yield* inTheWay(folder);
  if (words !== undefined) return new CliError(words);
  const { fields } = yield* attempt<"stat">({ type: "stat", path: folder });
  const isFull = fields !== undefined && fields.freeBytes < LEAST_BYTES;
  const why = isFull
    ? { en: "the disk is full. Free some room and repeat.", lt: "diskas pilnas. Atlaisvinkite vietos ir pakartokite." }
    : {
        en: "this user has no right to. Run this as the till's user, or grant the right to write.",
        lt: "šiam naudotojui neleista. Paleiskite kasos naudotojo vardu arba suteikite teisę rašyti.",
      };
  return new CliError({
    en: `${folder} cannot be written: ${why.en}`,
    lt: `Į aplanką ${folder} įrašyti nepavyksta: ${why.lt}`,
  });
}

/**
 * Ends the command if another program holds the folder, and names that program; also where nothing could be written of
 * what `writes`.
 */
export function* refuseInUse(folder: string, writes: boolean): Talk<void> {
  const { isWritable } = yield* take(folder);
  yield* ask<"unlock">({ type: "unlock" });
  if (writes && !isWritable) throw yield* unwritable(folder);
}

function* take(folder: string): Talk<{ isWritable: boolean }> {
  const { status, fields } = yield* attempt<"lock">({ type: "lock", folder });
  if (fields !== undefined) return { isWritable: fields.isWritable === 1 };
  if (status === STATUS.inUse) throw new CliError(inUseBy(yield* holder(folder)));
  if (status === STATUS.link) {
    const { en, lt } = CODES["data-dir-link"];
    const link = yield* linkIn(folder);
    throw new CliError({ en: `${link}: ${en}`, lt: `${link}: ${lt}` });
  }
  throw new CliError((yield* inTheWay(folder)) ?? CODES["data-dir-unusable"]);
}

/** The program that holds a data folder. Empty if the system does not say. */
export function* holder(folder: string): Talk<string> {
  return (yield* attempt<"holder">({ type: "holder", folder })).fields?.name ?? "";
}

/** The program that holds the folder, and what to do. */
export function inUseBy(name: string): { en: string; lt: string } {
  if (name === "")
    return {
      en: "GAMA or another program has this till's data folder open. Close it and repeat.",
      lt: "Šios kasos duomenų aplanką atidariusi GAMA arba kita programa. Uždarykite ją ir pakartokite.",
    };
  return {
    en: `${name} has this till's data folder open. Close it and repeat.`,
    lt: `Šios kasos duomenų aplanką atidariusi programa ${name}. Uždarykite ją ir pakartokite.`,
  };
}
