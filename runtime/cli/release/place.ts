/**
 * Puts the files of a release, or a plug-in alone, into a till's folder. They are staged and checked first, then
 * exchanged.
 */
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { PACKING, VERDICT } from "../../../schemas/generated/program.ts";
import { join } from "../program/path.ts";
import { ask, attempt, exists, fact, isFolder, readFile, type Talk } from "../program/talk.ts";
import { codeOf } from "../sentences.ts";
import { hex } from "../verify.ts";
import { type Exchanged, finishInterrupted, refuseExchangedAgain, swap, sweep } from "./exchange.ts";
import { MadeFolders } from "./folders.ts";
import { machineOf } from "./library.ts";
import { Refusal } from "./refusal.ts";
import {
  BUNDLE,
  digestOf,
  isArchive,
  LIBRARY,
  PRG,
  PROGRAM,
  type Source,
  type SourceFile,
  subfolderOf,
  unpack,
} from "./source.ts";
import { parseSums, SUMS } from "./sums.ts";

/** What was put there. */
export interface Placed {
  readonly release: string;
  /** The files that have changed. Empty if everything was already there. */
  readonly files: readonly string[];
}

/** Cleans up after an interrupted exchange, and removes files that were in use then. */
export function* prepare(folder: string): Talk<void> {
  yield* finishInterrupted(folder);
  yield* sweep(folder);
}

/** What becomes of an rrpay.prg that the shop has changed: the release is refused, or it is replaced. */
export type ChangedPrg = "refused" | "replaced";

/** Puts a whole release into the folder. */
export function* placeRelease(folder: string, source: Source, changedPrg: ChangedPrg): Talk<Placed> {
  const folders = new MadeFolders();
  try {
    return yield* placeFiles(folder, source, changedPrg, folders);
  } catch (error) {
    yield* folders.removeEmpty();
    throw error;
  }
}

function* placeFiles(folder: string, source: Source, changedPrg: ChangedPrg, folders: MadeFolders): Talk<Placed> {
  const staged: Exchanged[] = [];
  try {
    for (const file of inOrder(source.files)) yield* stageIfOther(folder, file, staged, folders);
    const isNew = (name: string) => staged.some((one) => one.name === name);
    yield* refuseOtherLibrary(join(folder, isNew(LIBRARY) ? `${LIBRARY}.new` : LIBRARY));
    if (changedPrg === "refused" && isNew(PRG)) yield* refuseChangedPrg(folder);
    // one that is there already may be another than the config has named since
    yield* refuseUnwanted(folder, yield* sealOf(join(folder, isNew(BUNDLE) ? `${BUNDLE}.new` : BUNDLE)));
  } catch (error) {
    for (const { name } of staged) yield* attempt<"remove">({ type: "remove", path: join(folder, `${name}.new`) });
    throw error;
  }
  if (staged.length > 0) yield* swapWhole(folder, source, staged);
  return { release: source.name, files: staged.map(({ name }) => name) };
}

/** Exchanges what was staged. Behind it the folder has the whole release, whoever else has changed it meanwhile. */
function* swapWhole(folder: string, { name: release, files }: Source, staged: readonly Exchanged[]): Talk<void> {
  const isNew = staged.some(({ name }) => name === SUMS);
  const list = yield* digestOf(join(folder, isNew ? `${SUMS}.new` : SUMS));
  yield* swap(folder, release, staged);
  for (const { name, sha256 } of files) yield* refuseExchangedAgain(folder, name, sha256 === "" ? list : sha256);
}

/** Stages a file if the folder has a different one, and adds it to the list. */
function* stageIfOther(folder: string, file: SourceFile, staged: Exchanged[], folders: MadeFolders): Talk<void> {
  const path = join(folder, file.name);
  const present = yield* digestOf(path);
  if (file.sha256 !== "" && present === file.sha256) return;
  const subfolder = subfolderOf(file.name);
  if (subfolder !== undefined) yield* folders.makeBelow(folder, subfolder);
  yield* stage(folder, file);
  staged.push({ name: file.name, isOld: present !== undefined });
  // The list of digests is not in itself, so it is compared after it was staged.
  if (file.sha256 !== "" || present !== (yield* digestOf(`${path}.new`))) return;
  yield* attempt<"remove">({ type: "remove", path: `${path}.new` });
  staged.pop();
}

/**
 * Puts a plug-in alone into the folder, if it belongs to the library there. Only the staged copy is checked: whoever may
 * write where the file came from can exchange it at any moment. `sha256` is the digest that somebody has given.
 */
export function* placeBundle(folder: string, file: string, programFolder: string, sha256 = ""): Talk<Placed> {
  const copy = yield* copied(folder, BUNDLE, file);
  let present: string | undefined;
  let seal: string;
  let digest: string | undefined;
  try {
    present = yield* digestOf(join(folder, BUNDLE));
    digest = yield* digestOf(copy);
    if (sha256 !== "" && digest !== sha256.toLowerCase()) throw new Refusal("archive-other", file);
    seal = yield* sealOfPlugin(folder, copy, file, programFolder);
  } catch (error) {
    yield* attempt<"remove">({ type: "remove", path: copy });
    throw error;
  }
  const release = `${BUNDLE} ${seal.slice(0, 12)}`;
  if (digest === present) {
    yield* attempt<"remove">({ type: "remove", path: copy });
    return { release, files: [] };
  }
  yield* swap(folder, release, [{ name: BUNDLE, isOld: present !== undefined }]);
  yield* refuseExchangedAgain(folder, BUNDLE, digest);
  return { release, files: [BUNDLE] };
}

/** Copies a whole file to `NAME.new` in the folder, and returns its path. */
function* copied(folder: string, name: string, file: string): Talk<string> {
  const { sizeBytes } = yield* ask<"stat">({ type: "stat", path: file }, file);
  const packed = { offset: 0, packedBytes: sizeBytes, sizeBytes, method: PACKING.stored };
  yield* stage(folder, { name, archive: file, packed, sha256: "" });
  return `${join(folder, name)}.new`;
}

/** A release whose digest somebody has given: a copy is checked, and it is the copy that is unpacked. */
export function* withRelease(
  folder: string,
  file: string,
  sha256: string | undefined,
  body: (file: string) => Talk<Placed>,
): Talk<Placed> {
  if (sha256 === undefined) return yield* body(file);
  if ((yield* isFolder(file)) || !(yield* isArchive(file))) throw new Refusal("archive-damaged", file);
  const copy = yield* copied(folder, "release.zip", file);
  try {
    if ((yield* digestOf(copy)) !== sha256.toLowerCase()) throw new Refusal("archive-other", file);
    return yield* body(copy);
  } finally {
    yield* attempt<"remove">({ type: "remove", path: copy });
  }
}

/** The seal of a plug-in's staged copy, if it may be installed here. The refusal names the file that was given. */
function* sealOfPlugin(folder: string, copy: string, file: string, programFolder: string): Talk<string> {
  const { verdict, sha256 } = yield* ask<"engine">({ type: "engine", path: copy }, file);
  if (verdict === VERDICT.damaged) throw new Refusal("bundle-damaged", file);
  yield* refuseOtherLibrary(join(folder, LIBRARY));
  yield* refuseOtherProgram(folder, programFolder);
  if (verdict === VERDICT.wrongAbi) throw new Refusal("bundle-abi", file);
  const seal = hex(sha256);
  yield* refuseUnwanted(folder, seal);
  return seal;
}

/**
 * The other files first and the till's own programs last, so that at each moment one of them is complete and can repair
 * things.
 */
function inOrder(files: readonly SourceFile[]): SourceFile[] {
  const last = [PRG, BUNDLE, LIBRARY, PROGRAM, SUMS];
  const rank = ({ name }: SourceFile) => last.indexOf(name);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

/** Stages a file, and checks that it is the one in the list. */
function* stage(folder: string, { name, archive, packed, sha256 }: SourceFile): Talk<void> {
  const to = `${join(folder, name)}.new`;
  const digest = yield* unpack(archive, packed, to);
  if (digest !== undefined && (sha256 === "" || digest === sha256)) return;
  yield* attempt<"remove">({ type: "remove", path: to });
  throw new Refusal(digest === undefined ? "archive-damaged" : "release-incomplete", `${archive}: ${name}`);
}

/** The seal of a staged plug-in. Refuses one without a seal. */
function* sealOf(path: string): Talk<string> {
  const { sha256 } = yield* ask<"engine">({ type: "engine", path }, path);
  if (sha256.length === 0) throw new Refusal("bundle-damaged", path);
  return hex(sha256);
}

/** Checks the folder's own config. A plug-in that would not start is not installed. */
function* refuseUnwanted(folder: string, seal: string): Talk<void> {
  const path = join(folder, "gama-rrpay.json");
  if (!(yield* exists(path))) return;
  const { code } = yield* ask<"config">({ type: "config", path }, path);
  // A rollout may lack the environment of the till's user, which may have the till's name.
  if (code !== 0 && codeOf(code) !== "till-unresolved") throw new Refusal("config-refused", path);
  const { file, sha256 } = bundleIn(decodeUtf8(yield* readFile(path), { stripBom: true }) ?? "");
  if (file !== "" && file !== BUNDLE) throw new Refusal("bundle-elsewhere", path);
  if (sha256 !== "" && sha256 !== seal) throw new Refusal("bundle-pinned", path);
}

/** The plug-in that a config names, trimmed as its reader does. The reader has already accepted the text. */
function bundleIn(text: string): { readonly file: string; readonly sha256: string } {
  const { bundle } = JSON.parse(text) as { bundle?: { file?: string; sha256?: string } | null };
  return { file: bundle?.file?.trim() ?? "", sha256: bundle?.sha256?.trim().toLowerCase() ?? "" };
}

/** GAMA loads libraries for 32 bits only. */
function* refuseOtherLibrary(path: string): Talk<void> {
  const machine = yield* machineOf(path);
  if (machine === "x64" || machine === "other") throw new Refusal("library-other", path);
}

/** The program checks what the library will accept, so both must be of the same release. */
function* refuseOtherProgram(folder: string, programFolder: string): Talk<void> {
  const there = yield* digestOf(join(folder, LIBRARY));
  const beside = yield* digestOf(join(programFolder, LIBRARY));
  const [library = "", program = ""] = [yield* fact("libraryVersion"), yield* fact("programVersion")];
  const product = (line: string) => /^gama-rrpay [^\s,]+/.exec(line)?.[0];
  if (there !== beside || product(library) !== product(program)) throw new Refusal("program-other", folder);
}

/** Refuses to overwrite the shop's own changes in rrpay.prg without asking. */
function* refuseChangedPrg(folder: string): Talk<void> {
  const present = yield* digestOf(join(folder, PRG));
  if (present === undefined) return;
  const list = join(folder, SUMS);
  const isListed = yield* exists(list);
  const sums = isListed ? parseSums(yield* readFile(list)) : undefined;
  if (sums?.get(PRG) !== present) throw new Refusal("prg-changed", join(folder, PRG));
}
