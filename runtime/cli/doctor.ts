/** `gama-rrpay doctor`: what is wrong with a till and what to do about it, before anybody works at it. */
import { decodeUtf8 } from "../../plugin/text/utf8.ts";
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import { STATUS } from "../../schemas/generated/program.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { placeIn, placesOf } from "../loader/place.ts";
import { parseArguments } from "./arguments.ts";
import { configOf, type Setting } from "./config.ts";
import { checkAssumptions } from "./doctor-assumptions.ts";
import { bench, hasStarted, notStarted } from "./doctor-bench.ts";
import { checkSegments } from "./doctor-journal.ts";
import { checkPort, checkRights } from "./doctor-machine.ts";
import { checkShop } from "./doctor-shop.ts";
import { checkUpdate } from "./doctor-update.ts";
import { CliError, usageError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { holder, inUseBy } from "./journal/hold.ts";
import { folderOf, join } from "./program/path.ts";
import { ask, attempt, exists, fact, readFile, say, sayJson, type Talk } from "./program/talk.ts";
import { codeOf, inLanguage } from "./sentences.ts";
import { type Codepage, withSession } from "./session.ts";
import { hex, verifyBundle } from "./verify.ts";
import type { Language } from "./words.ts";

type Check = DoctorResult["checks"][number];
type Status = Check["status"];

/** The doctor's own exit codes: everything is fine, something needs a look, something does not work. */
const EXIT_OF: Record<Status, 0 | 1 | 2> = { ok: 0, warn: 1, fail: 2 };

/** Below this there may be no room for the journal, log and trace of a busy week. */
const ROOM_BYTES = 100 * 1024 * 1024;
/** A new send needs this much. */
const LEAST_BYTES = 1024 * 1024;
const BALTIC_CODE_PAGE = "1257";

const TEXTS = {
  noConfig: {
    lt: "Tokio failo nėra. gama-rrpay.example.json nukopijuokite pavadinimu gama-rrpay.json į aplanką, kuriame yra gama_rrpay.dll, ir užpildykite, arba nurodykite kitą su --config.",
    en: "There is no such file. Copy gama-rrpay.example.json as gama-rrpay.json into the folder of gama_rrpay.dll and fill it in, or name another with --config.",
  },
  withheld: {
    lt: "Šiam naudotojui neleista jo skaityti. Suteikite kasos naudotojui teisę skaityti šį failą („Ypatybės“, „Sauga“) ir bandykite dar kartą.",
    en: "This user may not read it. Give the till's user the right to read this file (Properties, Security) and try again.",
  },
  room: {
    lt: "Diske lieka mažai vietos. Atlaisvinkite bent 100 MB tame diske, kuriame yra dataDir aplankas.",
    en: "The disk is nearly full. Free at least 100 MB on the drive of dataDir.",
  },
  codePage: {
    lt: "Windows kalba ne Unicode programoms nėra lietuvių: lietuviškos raidės bus iškraipytos. Pakeiskite ją Windows srities nustatymuose.",
    en: "Windows' language for non-Unicode programs is not Lithuanian: Lithuanian letters will be spoilt. Change it in Windows' region settings.",
  },
} as const;

export function* doctor(args: readonly string[], setting: Setting): Talk<0 | 1 | 2> {
  const { values, positionals } = parseArguments(args, { config: "text", json: "flag", bench: "flag", engine: "text" });
  const { json, bench: isBench, engine = "" } = values;
  const { asked, language: started, programFolder } = setting;
  const [named, another] = values.config === undefined ? positionals : [values.config, ...positionals];
  if (another !== undefined) throw usageError({ en: "doctor takes one config", lt: "doctor reikia vienų nuostatų" });
  const config = yield* configOf(named, setting);
  const options = { asked, started, engine, programFolder };
  const result = yield* isBench ? measure(config, options) : examine(config, options);
  if (json) yield* sayJson(result);
  else yield* say(describeChecks(result));
  return EXIT_OF[result.status];
}

/** One line for each check, and below a problem what to do. */
export function describeChecks({ checks, status }: DoctorResult): string {
  const lines = checks.flatMap((check) => [
    `${check.status.padEnd(4)}  ${check.id.padEnd(14)}  ${check.detail}`,
    ...(check.fix === "" ? [] : [`      -> ${check.fix}`]),
  ]);
  return [...lines, status].join("\n");
}

export interface ExamineOptions {
  /** The language that was asked for. Otherwise the config's is used. */
  readonly asked?: Language | undefined;
  /** The language if no config gives one. */
  readonly started?: Language;
  /** The engine in which the till boots. Empty for the host's own. */
  readonly engine?: string;
  /** The folder of the library. */
  readonly programFolder?: string;
}

/** Examines from the file inwards: each check comes after those that it depends on. */
export function* examine(
  configPath: string,
  { asked, started = "lt", engine = "", programFolder = "" }: ExamineOptions = {},
): Talk<DoctorResult> {
  const outcome = yield* readConfig(configPath, asked ?? started);
  if (outcome.type === "fault") return resultOf([outcome.check]);
  const { settings } = outcome;
  const language = asked ?? settings.language;
  const checks = [
    found("config-file", configPath),
    yield* checkBundle(settings.bundleFile, settings.bundleSha256, language),
    ...(yield* checkUpdate(configPath, language)),
    ...(yield* checkShop(configPath, language)),
    ...(yield* checkAssumptions(configPath, language)),
    ...(yield* checkDataFolder(settings, language)),
    yield* checkCodePage(settings.codepage, language),
  ];
  // After a known problem a boot would only report it again.
  if (checks.some(({ status, id }) => status === "fail" || (id === "lock" && status === "warn")))
    return resultOf(checks);
  const answered = yield* placed(
    configPath,
    yield* askBundle({ config: configPath, codepage: settings.codepage, language, engine }),
  );
  const { dataDir, bundleFile, accessGroup, port, isAtLoopback } = settings;
  // GAMA runs rrpay.prg, and the names in gama-shop.txt are evaluated by it.
  const run = ["rrpay.prg", "gama-shop.txt"].map((name) => join(folderOf(configPath), name));
  const trusted = [programFolder, join(programFolder, "gama_rrpay.dll"), bundleFile, configPath, ...run];
  return resultOf([
    ...checks,
    ...answered.map((check) => ({ ...check, fix: inLanguage(check.fix, language) })),
    ...(yield* checkRights({ trusted, dataDir, group: accessGroup }, language)),
    ...(isAtLoopback ? yield* checkPort(port, language) : []),
  ]);
}

/** Measures a till whose files are in order and that nobody runs. RRPay is not asked. */
export function* measure(
  configPath: string,
  { asked, started = "lt", engine = "" }: ExamineOptions = {},
): Talk<DoctorResult> {
  const outcome = yield* readConfig(configPath, asked ?? started);
  if (outcome.type === "fault") return resultOf([outcome.check]);
  const { settings } = outcome;
  const { dataDir, codepage, bundleFile, bundleSha256 } = settings;
  const language = asked ?? settings.language;
  const checks = [found("config-file", configPath), yield* checkBundle(bundleFile, bundleSha256, language)];
  if (dataDir === "") checks.push(fault("data-dir", "data-dir-unusable", settings.dataDirAsked, language));
  else if (!(yield* hasStarted(dataDir))) checks.push(notStarted(dataDir, language));
  else checks.push(...(yield* checkStore(dataDir, language)));
  if (checks.some(({ status, id }) => status === "fail" || (status === "warn" && id !== "disk-space")))
    return resultOf(checks);
  return resultOf([...checks, ...(yield* bench(dataDir, { config: configPath, codepage, language, engine }))]);
}

/** The bundle sees only the config's values, so the place of a refused value is looked up in the file. */
function* placed(configPath: string, checks: Check[]): Talk<Check[]> {
  if (!checks.some(({ id, status }) => id === "config" && status === "fail")) return checks;
  const places = placesOf(decodeUtf8(yield* readFile(configPath), { stripBom: true }) ?? "");
  return checks.map((check) => {
    const [, path = ""] = /^([A-Za-z0-9_.$-]+):/.exec(check.detail) ?? [];
    const place = check.id === "config" && check.status === "fail" && path !== "" && placeIn(places, path);
    if (!place) return check;
    return { ...check, detail: `${configPath}: ${check.detail} (line ${place.line}, column ${place.column})` };
  });
}

function resultOf(checks: Check[]): DoctorResult {
  const worst = (["fail", "warn"] as const).find((status) => checks.some((check) => check.status === status));
  return { checks, status: worst ?? "ok" };
}

function found(id: string, detail: string): Check {
  return { id, status: "ok", detail, fix: "" };
}

function fault(id: string, code: Code, detail: string, language: Language, status: Status = "fail"): Check {
  return { id, status, detail, fix: CODES[code][language] };
}

/** What the host's loader reads from the config, and what is needed only to show it to people. */
interface Settings {
  /** The folder that the host resolved. Empty if it could not. */
  readonly dataDir: string;
  /** The folder as written in the config. */
  readonly dataDirAsked: string;
  readonly bundleFile: string;
  /** As hexadecimal digits. Empty if any bundle is allowed. */
  readonly bundleSha256: string;
  readonly language: Language;
  readonly codepage: Codepage;
  readonly accessGroup: string;
  readonly port: number;
  /** Whether RRPay is asked at 127.0.0.1, whose listeners are known. */
  readonly isAtLoopback: boolean;
}

type ConfigOutcome =
  | { readonly type: "settings"; readonly settings: Settings }
  | { readonly type: "fault"; readonly check: Check };

/** A file that is there and that the user may not read: to call it missing would have it made or copied anew. */
function* withheld(id: string, path: string, language: Language): Talk<Check | undefined> {
  const { status } = yield* attempt<"stat">({ type: "stat", path });
  return status === STATUS.denied ? { id, status: "fail", detail: path, fix: TEXTS.withheld[language] } : undefined;
}

function* readConfig(path: string, language: Language): Talk<ConfigOutcome> {
  const check = yield* withheld("config-file", path, language);
  if (check) return { type: "fault", check };
  if (!(yield* exists(path)))
    return {
      type: "fault",
      check: { id: "config-file", status: "fail", detail: path, fix: TEXTS.noConfig[language] },
    };
  const read = yield* ask<"config">({ type: "config", path }, path);
  const { code, detail, dataDir, bundleFile, accessGroup, port, bundleSha256, configJson } = read;
  if (code !== 0)
    return { type: "fault", check: fault("config-file", codeOf(code), detail ? `${path}: ${detail}` : path, language) };
  const config = JSON.parse(decodeUtf8(configJson) ?? "{}") as {
    dataDir?: string;
    language?: Language;
    gama?: { codepage?: Codepage };
    rrpay?: { host?: string };
  };
  const settings: Settings = {
    dataDir,
    dataDirAsked: config.dataDir ?? "",
    bundleFile,
    accessGroup,
    port,
    isAtLoopback: ["127.0.0.1", "localhost"].includes((config.rrpay?.host ?? "127.0.0.1").trim()),
    bundleSha256: hex(bundleSha256),
    language: config.language === "en" ? "en" : "lt",
    codepage: config.gama?.codepage ?? "windows-1257",
  };
  return { type: "settings", settings };
}

function* checkBundle(file: string, wanted: string, language: Language): Talk<Check> {
  const hidden = yield* withheld("bundle-file", file, language);
  if (hidden) return hidden;
  if (!(yield* exists(file))) return fault("bundle-file", "bundle-missing", file, language);
  const verdict = yield* verifyBundle(file);
  if (!verdict.ok) return fault("bundle-file", verdict.code, file, language);
  if (wanted !== "" && wanted !== verdict.sha256)
    return fault("bundle-file", "bundle-mismatch", `${file}: ${verdict.sha256}`, language);
  return found("bundle-file", `${file}, sha256 ${verdict.sha256}`);
}

/** If the host could not resolve the folder, it is not on this machine, so the check shows the config's own text. */
function* checkDataFolder({ dataDir, dataDirAsked }: Settings, language: Language): Talk<Check[]> {
  if (dataDir === "") return [fault("data-dir", "data-dir-unusable", dataDirAsked, language)];
  return [...(yield* checkStore(dataDir, language)), ...(yield* checkSegments(dataDir, language))];
}

/** Takes the lock, writes, flushes and removes a file, and releases the lock, as a session would. */
function* checkStore(folder: string, language: Language): Talk<Check[]> {
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
  if (freeBytes < ROOM_BYTES) return { id: "disk-space", status: "warn", detail, fix: TEXTS.room[language] };
  return found("disk-space", detail);
}

/** GAMA passes bytes in Windows' own code page, so the config must name the same one. */
function* checkCodePage(codepage: Codepage, language: Language): Talk<Check> {
  const actual = yield* fact("ansiCodePage");
  if (actual === "") return found("code-page", codepage);
  const detail = `${codepage}, Windows ${actual}`;
  if (codepage === "utf-8" || actual === BALTIC_CODE_PAGE) return found("code-page", detail);
  return { id: "code-page", status: "warn", detail, fix: TEXTS.codePage[language] };
}

/** Boots the till and asks its bundle, which knows RRPay, the journal and the clock. */
function* askBundle(options: {
  readonly config: string;
  readonly codepage: Codepage;
  readonly language: Language;
  readonly engine: string;
}): Talk<Check[]> {
  try {
    return yield* withSession(options, function* (session) {
      const ended = yield* session.call("doctor", "");
      if (ended.type !== "result")
        return [{ id: "doctor", status: "fail" as const, detail: String(ended.code), fix: ended.sentence }];
      return [found("version", yield* fact("libraryVersion")), ...checksIn(fieldsOf(ended.text))];
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [{ id: "boot", status: "fail", detail: options.config, fix: error.words[options.language] }];
  }
}

function checksIn(fields: ReadonlyMap<string, string>): Check[] {
  const checks: Check[] = [];
  for (let at = 0; ; at++) {
    const id = fields.get(`checks.${at}.id`);
    if (id === undefined) return checks;
    const status = fields.get(`checks.${at}.status`);
    checks.push({
      id,
      status: status === "ok" || status === "warn" ? status : "fail",
      detail: fields.get(`checks.${at}.detail`) ?? "",
      fix: fields.get(`checks.${at}.fix`) ?? "",
    });
  }
}
