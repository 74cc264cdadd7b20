/** `gama-rrpay doctor`: what is wrong with a till, and what to do about it, before anybody stands at it. */
import { readFileSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import koffi from "koffi";
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { DIRECT } from "../node/direct.ts";
import { readSettings, type Settings } from "../node/policy.ts";
import { Store } from "../node/store/store.ts";
import { makeGrp } from "./engines.ts";
import { CliError, usageError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { type Codepage, Gama } from "./gama.ts";
import { verifyBundle } from "./verify.ts";

type Check = DoctorResult["checks"][number];
type Status = Check["status"];
type Language = "lt" | "en";

/** The doctor's own exit codes: everything is fine, something should be looked at, something does not work. */
const EXIT_OF: Record<Status, 0 | 1 | 2> = { ok: 0, warn: 1, fail: 2 };

/** Below this a journal, a log and a trace of a busy week may not find room. */
const ROOM_BYTES = 100 * 1024 * 1024;
/** New sends need this much. */
const LEAST_BYTES = 1024 * 1024;
const BALTIC_CODE_PAGE = 1257;

const TEXTS = {
  room: {
    lt: "Diske lieka mažai vietos. Atlaisvinkite bent 100 MB tame diske, kuriame yra dataDir aplankas.",
    en: "The disk is nearly full. Free at least 100 MB on the drive of dataDir.",
  },
  codePage: {
    lt: "Windows kalba ne Unicode programoms nėra lietuvių: lietuviškos raidės bus iškraipytos. Pakeiskite ją Windows srities nustatymuose.",
    en: "Windows' language for non-Unicode programs is not Lithuanian: Lithuanian letters will be spoilt. Change it in Windows' region settings.",
  },
  inUse: {
    lt: "Šią kasą dabar laiko atidariusi GAMA ar kita programa. Kad būtų patikrinta viskas, uždarykite GAMA ir pakartokite.",
    en: "GAMA or another program has this till open. To check everything, close GAMA and repeat.",
  },
} as const;

export async function doctor(args: string[]): Promise<0 | 1 | 2> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: "string", default: "gama-rrpay.json" },
      json: { type: "boolean", default: false },
      language: { type: "string" },
      engine: { type: "string" },
    },
  });
  const { config, language, json } = values;
  if (language !== undefined && language !== "lt" && language !== "en") throw usageError("--language takes lt or en");
  const result = await examine(config, language, values.engine);
  console.log(json ? JSON.stringify(result, null, 2) : describeChecks(result));
  return EXIT_OF[result.status];
}

/** One line a check, and under what is not in order what to do. */
export function describeChecks({ checks, status }: DoctorResult): string {
  const lines = checks.flatMap((check) => [
    `${check.status.padEnd(4)}  ${check.id.padEnd(14)}  ${check.detail}`,
    ...(check.fix === "" ? [] : [`      -> ${check.fix}`]),
  ]);
  return [...lines, status].join("\n");
}

/** Looks from the file inwards: what a later check needs is looked at before it. */
export async function examine(configPath: string, asked?: Language, engine?: string): Promise<DoctorResult> {
  const outcome = await readConfig(configPath, asked ?? "lt");
  if (outcome.kind === "fault") return resultOf([outcome.check]);
  const { settings } = outcome;
  const config = JSON.parse(Buffer.from(settings.configJson).toString("utf8")) as {
    language?: Language;
    gama?: { codepage?: Codepage };
  };
  const language = asked ?? (config.language === "en" ? "en" : "lt");
  const base = dirname(resolve(configPath));
  const checks = [
    found("config-file", configPath),
    await checkBundle(resolve(base, settings.bundleFile), settings.bundleSha256, language),
    ...checkStore(resolve(base, settings.dataDir), language),
    checkCodePage(config.gama?.codepage ?? "windows-1257", language),
  ];
  // A boot over what is wrong already would only say it again.
  if (checks.some(({ status, id }) => status === "fail" || (id === "lock" && status === "warn")))
    return resultOf(checks);
  const answered = await askBundle(configPath, config.gama?.codepage ?? "windows-1257", engine);
  return resultOf([...checks, ...answered.map((check) => ({ ...check, fix: inLanguage(check.fix, language) }))]);
}

/** The bundle speaks the config's language: its sentence for the same code in the language that was asked for. */
function inLanguage(text: string, language: Language): string {
  return Object.values(CODES).find(({ lt, en }) => text === lt || text === en)?.[language] ?? text;
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

type ConfigOutcome =
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "fault"; readonly check: Check };

async function readConfig(configPath: string, language: Language): Promise<ConfigOutcome> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(configPath);
  } catch {
    return { kind: "fault", check: fault("config-file", "config-missing", configPath, language) };
  }
  const outcome = await readSettings(DIRECT, bytes);
  if (outcome.type === "settings") return { kind: "settings", settings: outcome.settings };
  const code = codeOf(outcome.code);
  return { kind: "fault", check: fault("config-file", code, outcome.detail || configPath, language) };
}

function codeOf(number: number): Code {
  const name = Object.entries(CODES).find(([, entry]) => entry.number === number)?.[0];
  return (name ?? "host-failed") as Code;
}

async function checkBundle(file: string, expected: Uint8Array, language: Language): Promise<Check> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    return fault("bundle-file", "bundle-missing", file, language);
  }
  const verdict = await verifyBundle(bytes, file);
  if (!verdict.ok) return fault("bundle-file", verdict.code, file, language);
  const wanted = Buffer.from(expected).toString("hex");
  if (wanted !== "" && wanted !== verdict.sha256)
    return fault("bundle-file", "bundle-mismatch", `${file}: ${verdict.sha256}`, language);
  return found("bundle-file", `${file}, sha256 ${verdict.sha256}`);
}

/** Takes the lock, writes, flushes and removes a file, and lets go again, all as a session would. */
function checkStore(folder: string, language: Language): Check[] {
  const outcome = Store.open(folder);
  if (outcome.type === "refused" && outcome.code === "in-use")
    return [{ id: "lock", status: "warn", detail: folder, fix: TEXTS.inUse[language] }];
  if (outcome.type === "refused") return [fault("data-dir", outcome.code, folder, language)];
  try {
    if (!outcome.store.check().writable) return [fault("data-dir", "store-readonly", folder, language)];
    return [found("lock", folder), found("data-dir", folder), checkRoom(folder, language)];
  } finally {
    outcome.store.close();
  }
}

function checkRoom(folder: string, language: Language): Check {
  const { bavail, bsize } = statfsSync(folder);
  const detail = `${Math.floor((bavail * bsize) / 1024 / 1024)} MiB`;
  if (bavail * bsize < LEAST_BYTES) return fault("disk-space", "disk-full", detail, language);
  if (bavail * bsize < ROOM_BYTES) return { id: "disk-space", status: "warn", detail, fix: TEXTS.room[language] };
  return found("disk-space", detail);
}

/** GAMA hands over bytes in Windows' own code page, so the two must be the same. */
function checkCodePage(codepage: Codepage, language: Language): Check {
  if (process.platform !== "win32") return found("code-page", codepage);
  const actual = koffi.load("kernel32.dll").func("uint32_t __stdcall GetACP()")() as number;
  const detail = `${codepage}, Windows ${actual}`;
  if (codepage === "utf-8" || actual === BALTIC_CODE_PAGE) return found("code-page", detail);
  return { id: "code-page", status: "warn", detail, fix: TEXTS.codePage[language] };
}

/** Boots the till and asks its bundle, which knows RRPay, the journal and the clock. */
async function askBundle(configPath: string, codepage: Codepage, engine?: string): Promise<Check[]> {
  const grp = await makeGrp(engine);
  try {
    const gama = await Gama.open(grp, configPath, codepage);
    try {
      const ended = await gama.call("doctor", "");
      if (ended.kind !== "result")
        return [{ id: "doctor", status: "fail", detail: String(ended.code), fix: ended.sentence }];
      return [found("version", grp.version()), ...checksIn(fieldsOf(ended.text))];
    } finally {
      await gama.close();
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [{ id: "boot", status: "fail", detail: configPath, fix: error.message }];
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
