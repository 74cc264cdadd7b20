/** What stands where a till needs a folder or a file of its own. No right would help against it. */
import { ENTRY, STATUS } from "../../schemas/generated/program.ts";
import { join } from "./program/path.ts";
import { attempt, type Talk } from "./program/talk.ts";
import type { Words } from "./words.ts";

/** What a session cannot do without, and what each has to be. */
const OWN = [
  ["", ENTRY.folder],
  ["journal", ENTRY.folder],
  ["till.lock", ENTRY.file],
  ["journal/probe", ENTRY.file],
] as const;

/** The first of a till's own places that something else has. Undefined if none has. */
export function* inTheWay(dataDir: string): Talk<Words | undefined> {
  for (const [name, kind] of OWN) {
    const path = name.split("/").reduce((folder, part) => (part === "" ? folder : join(folder, part)), dataDir);
    const { status, fields } = yield* attempt<"stat">({ type: "stat", path });
    if (status === STATUS.isFile) return throughFile(path);
    if (fields === undefined || fields.kind === kind) continue;
    return kind === ENTRY.folder ? noFolder(path) : noFile(path);
  }
  return undefined;
}

/**
 * The link that keeps a till from its data folder, as its host finds it: the folder itself, or the first one where the
 * till writes. What is said of it names it.
 */
export function* linkIn(dataDir: string): Talk<string> {
  for (const name of ["", "journal", "log", "trace"]) {
    const folder = name === "" ? dataDir : join(dataDir, name);
    const { fields: own } = yield* attempt<"stat">({ type: "stat", path: folder });
    if (own?.kind === ENTRY.other) return folder;
    const { fields } = yield* attempt<"list">({ type: "list", path: folder });
    const link = fields?.entries.find(({ kind }) => kind === ENTRY.other);
    if (link !== undefined) return join(folder, link.name);
  }
  return dataDir;
}

function throughFile(path: string): Words {
  return {
    en: `${path} leads through a file, in which no folder can be. Correct the path, or move that file elsewhere.`,
    lt: `Kelias ${path} eina per failą, kuriame aplanko būti negali. Pataisykite kelią arba tą failą perkelkite kitur.`,
  };
}

function noFolder(path: string): Words {
  return {
    en: `${path} is not a folder, and the till needs one of its own there. Close GAMA and move it elsewhere. If this till has sold before, put its folder back there; a new till makes it itself.`,
    lt: `${path} – ne aplankas, o kasai čia reikia savo aplanko. Uždarykite GAMA ir perkelkite tai kitur. Jei šia kasa jau parduota, grąžinkite čia jos aplanką; nauja kasa jį susikurs pati.`,
  };
}

function noFile(path: string): Words {
  return {
    en: `${path} is not a file, and the till needs one of its own there. Close GAMA and move it elsewhere; the till makes the file itself.`,
    lt: `${path} – ne failas, o kasai čia reikia savo failo. Uždarykite GAMA ir perkelkite tai kitur; failą kasa susikurs pati.`,
  };
}
