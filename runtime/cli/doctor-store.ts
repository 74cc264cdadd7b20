/** The doctor's checks of the data folder: whether a session can take it, write it, and has room there. */
import { STATUS } from "../../schemas/generated/program.ts";
import { type Check, fault, found } from "./doctor-check.ts";
import type { Settings } from "./doctor-config.ts";
import { checkSegments } from "./doctor-journal.ts";
import { holder, inUseBy, LEAST_BYTES } from "./journal/hold.ts";
import { ask, attempt, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

/** Below this there may be no room for the journal, log and trace of a busy week. */
const ROOM_BYTES = 100 * 1024 * 1024;

const ROOM = {
  lt: "Diske lieka mažai vietos. Atlaisvinkite bent 100 MB tame diske, kuriame yra dataDir aplankas.",
  en: "The disk is nearly full. Free at least 100 MB on the drive of dataDir.",
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
  if (lock.fields === undefined)
    return [fault("data-dir", lock.status === STATUS.link ? "data-dir-link" : "data-dir-unusable", folder, language)];
  const isWritable = lock.fields.isWritable === 1;
  const room = yield* checkRoom(folder, language);
  yield* ask<"unlock">({ type: "unlock" });
  // A full disk cannot be written either; its rights may be in order.
  if (!isWritable && room?.status === "fail") return [room];
  // Another user's folder may hide itself and its disk, and one that may not be made is not there.
  if (!isWritable || !room) return [fault("data-dir", "store-readonly", folder, language)];
  return [found("lock", folder), found("data-dir", folder), room];
}

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
