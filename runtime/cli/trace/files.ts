/** Which files a trace has, and which of them are read. */
import { CONFIG_RANGES } from "../../../schemas/generated/config.ts";
import { ENTRY } from "../../../schemas/generated/program.ts";
import { join } from "../program/path.ts";
import { isFolder, list, remark, type Talk } from "../program/talk.ts";
import type { Language, Words } from "../words.ts";

/** In capitals too: Windows opens one file by both. */
const NAME = /^([0-9]{8})\.trace$/i;

/** Twice what a till keeps by default, with what it keeps of faults. */
const FOLDER_BYTES_MOST = 64 * 1024 * 1024;

/** A ring has four files, so a host writes no larger ones. */
const FILE_BYTES_MOST = (CONFIG_RANGES["trace.maxMb"].max / 4) * 1024 * 1024;

export interface TraceFile {
  readonly path: string;
  readonly follows: boolean;
  /** Up to here it is read, so that each reading sees the same while the till writes on. */
  readonly sizeBytes: number;
}

/** The files of a trace folder, or of the one in a data folder; what is left out is told. */
export function* filesIn(path: string, language: Language): Talk<TraceFile[]> {
  const inner = join(path, "trace");
  const folder = (yield* isFolder(inner)) ? inner : path;
  // a pipe, a link or a folder of such a name is none of ours
  const entries = (yield* list(folder)).filter(({ kind, name }) => kind === ENTRY.file && NAME.test(name));
  const found = entries
    .map(({ name, sizeBytes }) => ({ path: join(folder, name), sizeBytes, number: Number(NAME.exec(name)?.[1]) }))
    .sort((a, b) => a.number - b.number);
  const taken = newestOf(found);
  const left = found.filter((file) => !taken.includes(file));
  if (left.length > 0) yield* remark(leftOut(left)[language]);
  let before = 0;
  return taken.map(({ number, ...file }) => {
    const follows = number === before + 1;
    before = number;
    return { ...file, follows };
  });
}

/** The newest files, as many as are read at a time, but one at least. What no host has written is passed over. */
function newestOf<File extends { readonly sizeBytes: number }>(files: readonly File[]): File[] {
  const taken: File[] = [];
  let sum = 0;
  for (const file of files.filter(({ sizeBytes }) => sizeBytes <= FILE_BYTES_MOST).reverse()) {
    sum += file.sizeBytes;
    if (sum > FOLDER_BYTES_MOST && taken.length > 0) break;
    taken.unshift(file);
  }
  return taken;
}

/** A trace that has grown beyond its ring would keep a person waiting for hours. */
function leftOut(files: readonly Pick<TraceFile, "path" | "sizeBytes">[]): Words {
  const mb = Math.ceil(inMb(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)));
  const [name, most] = [files.at(-1)?.path, inMb(FOLDER_BYTES_MOST)];
  return {
    en: `Files of the trace that are left out: ${files.length} (${mb} MB). Of a folder the newest ${most} MB are read, and no file that is larger than a till writes. To read one of them, name the file itself: gama-rrpay trace explain ${name}`,
    lt: `Praleista pėdsako failų: ${files.length} (${mb} MB). Iš aplanko skaitoma ${most} MB naujausių failų ir nė vieno didesnio, nei įrašo kasa. Norėdami perskaityti kurį nors iš jų, nurodykite patį failą: gama-rrpay trace explain ${name}`,
  };
}

export function inMb(bytes: number): number {
  return bytes / 1024 / 1024;
}
