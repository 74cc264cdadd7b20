/** The doctor's checks of the data folder: whether a session can take it, write it, and has room there. */
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import type { Code } from "../../schemas/generated/codes.ts";
import { STATUS, WRITE } from "../../schemas/generated/program.ts";
import { type Check, fault, found } from "./doctor-check.ts";
import type { Settings } from "./doctor-config.ts";
import { checkSegments } from "./doctor-journal.ts";
import { inTheWay, linkIn } from "./in-the-way.ts";
import { holder, inUseBy, LEAST_BYTES } from "./journal/hold.ts";
import { join } from "./program/path.ts";
import { ask, attempt, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

/** Below this there may be no room for the journal, log and trace of a busy week. */
const ROOM_BYTES = 100 * 1024 * 1024;

const ROOM = {
  lt: "Diske lieka mažai vietos. Atlaisvinkite bent 100 MB tame diske, kuriame yra dataDir aplankas.",
  en: "The disk is nearly full. Free at least 100 MB on the drive of dataDir.",
};

/** What is written besides the journal. Nothing waits for it, so a till that cannot write it says nothing. */
const BESIDE = ["log", "trace"] as const;

const UNKEPT = {
  lt: "Čia rašyti nepavyksta, todėl įrašų apie kasos darbą nelieka; parduoti galima. Jei tai ne aplankas, uždarykite GAMA ir perkelkite kitur: aplanką kasa susikurs pati. Jei aplankas, suteikite kasos naudotojui teisę į jį rašyti.",
  en: "Nothing can be written here, so no record of the till's work is kept; selling goes on. If it is no folder, close GAMA and move it elsewhere: the till makes the folder itself. If it is one, grant the till's user the right to write in it.",
};

/** If the host could not resolve the folder, it is not on this machine, so the check shows the config's own text. */
export function* checkDataFolder({ dataDir, dataDirAsked }: Settings, language: Language): Talk<Check[]> {
  if (dataDir === "") return [fault("data-dir", "data-dir-unusable", dataDirAsked, language)];
  return [...(yield* checkStore(dataDir, language)), ...(yield* checkSegments(dataDir, language))];
}

/** Takes the lock, writes, flushes and removes a file, and releases the lock, as a session would. */
export function* checkStore(folder: string, language: Language): Talk<Check[]> {
  const lock = yield* attempt<"lock">({ type: "lock", folder });
  if (lock.status === STATUS.inUse) {
    const fix = inUseBy(yield* holder(folder));
    return [{ id: "lock", status: "warn", detail: folder, fix: fix[language] }];
  }
  if (lock.status === STATUS.link) return [fault("data-dir", "data-dir-link", yield* linkIn(folder), language)];
  if (lock.fields === undefined) return [yield* unusable("data-dir-unusable", folder, language)];
  const isWritable = lock.fields.isWritable === 1;
  const room = yield* checkRoom(folder, language);
  const beside = isWritable ? yield* checkBeside(folder, language) : [];
  yield* ask<"unlock">({ type: "unlock" });
  // A full disk cannot be written either; its rights may be in order.
  if (!isWritable && room?.status === "fail") return [room];
  // Another user's folder may hide itself and its disk, and one that may not be made is not there.
  if (!isWritable || !room) return [yield* unusable("store-readonly", folder, language)];
  return [found("lock", folder), found("data-dir", folder), room, ...beside];
}

/** Why a folder cannot be used: what stands in the way, else what the code says. */
function* unusable(code: Code, folder: string, language: Language): Talk<Check> {
  const words = yield* inTheWay(folder);
  if (words === undefined) return fault("data-dir", code, folder, language);
  return { id: "data-dir", status: "fail", detail: folder, fix: words[language] };
}

/** Log and trace that cannot be written, where they are there. Only writing shows it. */
function* checkBeside(folder: string, language: Language): Talk<Check[]> {
  const checks: Check[] = [];
  for (const id of BESIDE) {
    const path = join(folder, id);
    if ((yield* attempt<"stat">({ type: "stat", path })).status === STATUS.missing) continue;
    const probe = join(path, "probe");
    const { status } = yield* attempt<"write">({ type: "write", path: probe, mode: WRITE.replace, bytes: PROBE });
    if (status === STATUS.ok) yield* attempt<"remove">({ type: "remove", path: probe });
    else if (status !== STATUS.full) checks.push({ id, status: "warn", detail: path, fix: UNKEPT[language] });
  }
  return checks;
}

const PROBE = encodeUtf8("probe");

/** Nothing where the folder does not let itself be asked. */
function* checkRoom(folder: string, language: Language): Talk<Check | undefined> {
  const { fields } = yield* attempt<"stat">({ type: "stat", path: folder });
  if (fields === undefined) return undefined;
  const { freeBytes } = fields;
  const detail = `${Math.floor(freeBytes / 1024 / 1024)} MiB`;
  if (freeBytes < LEAST_BYTES) return fault("disk-space", "disk-full", detail, language);
  if (freeBytes < ROOM_BYTES) return { id: "disk-space", status: "warn", detail, fix: ROOM[language] };
  return found("disk-space", detail);
}
