/** `gama-rrpay doctor`: what is wrong with a till and what to do about it, before anybody works at it. */
import type { Attempt, DoctorResult, Kind } from "../../schemas/generated/types.ts";
import { parseArguments } from "./arguments.ts";
import { configOf, type Setting } from "./config.ts";
import { takesToken } from "./conformance/token.ts";
import { checkAssumptions } from "./doctor-assumptions.ts";
import { bench, hasStarted, notStarted } from "./doctor-bench.ts";
import { askBundle } from "./doctor-boot.ts";
import { type Check, failing, fault, found, type Status, told } from "./doctor-check.ts";
import { placed, readConfig } from "./doctor-config.ts";
import { checkLibrary } from "./doctor-library.ts";
import { checkPort, checkRights } from "./doctor-machine.ts";
import { checkShop } from "./doctor-shop.ts";
import { checkDataFolder, checkStore } from "./doctor-store.ts";
import { checkUpdate } from "./doctor-update.ts";
import { usageError } from "./exit.ts";
import { KIND_WORDS, paymentWords } from "./journal/attempt-text.ts";
import { folderOf, join } from "./program/path.ts";
import { entryAt, fact, say, sayJson, type Talk, WITHHELD } from "./program/talk.ts";
import { inLanguage } from "./sentences.ts";
import type { Codepage } from "./session.ts";
import { verifyBundle } from "./verify.ts";
import type { Language, Words } from "./words.ts";

/** The doctor's own exit codes: everything is fine, something needs a look, something does not work. */
const EXIT_OF: Record<Status, 0 | 1 | 2> = { ok: 0, warn: 1, fail: 2 };

const BALTIC_CODE_PAGE = "1257";

const TEXTS = {
  codePage: {
    lt: "Windows kalba ne Unicode programoms nėra lietuvių: lietuviškos raidės bus iškraipytos. Pakeiskite ją Windows srities nustatymuose.",
    en: "Windows' language for non-Unicode programs is not Lithuanian: Lithuanian letters will be spoilt. Change it in Windows' region settings.",
  },
  unmapped: {
    lt: "Nuostata payments tuščia, todėl GAMA gautų kiekvieną mokėjimą be savo kredito numerio. Įrašykite mokėjimo būdus, kaip gama-rrpay.example.json, arba payments pašalinkite: tada 0 – grynieji, 2 – banko kortelė.",
    en: "The setting payments is empty, so GAMA would get every payment without its own credit number. Write the ways to pay as in gama-rrpay.example.json, or remove payments: then 0 is cash and 2 a bank card.",
  },
  list: {
    lt: "Sąrašas: STATUS lange GAMA arba, uždarius GAMA, gama-rrpay journal resolve.",
    en: "The list: STATUS in GAMA or, with GAMA closed, gama-rrpay journal resolve.",
  },
  statusless: {
    lt: "Be status kasa negali paklausti, kas tapo mokėjimui: kiekvienas, kurio RRPay neužbaigia iš karto, lieka neaiškus, ir jį užbaigia tik žmogus. Su tokiu RRPay prekiauti negalima.",
    en: "Without status the till cannot ask what became of a payment: each that RRPay does not end at once stays unknown, and is closed by a person only. No shop should sell with such an RRPay.",
  },
  trial: {
    lt: "Jei tai bandymas, faile gama-rrpay.json nustatykite rrpay.allowEmulator: true, o prieš tikrą darbą vėl false.",
    en: "For a trial set rrpay.allowEmulator to true in gama-rrpay.json, and to false again before real work.",
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
    ...(yield* checkBundle(settings.bundleFile, settings.bundleSha256, language)),
    ...(yield* checkUpdate(configPath, language)),
    ...(yield* told("library", language, () => checkLibrary(configPath, language))),
    ...(yield* told("shop-names", language, () => checkShop(configPath, language))),
    ...(yield* checkAssumptions(configPath, language)),
    ...(yield* checkDataFolder(settings, language)),
    yield* checkCodePage(settings.codepage, language),
    ...checkPayments(settings.isUnmapped, language),
  ];
  // After a known problem a boot would only report it again.
  if (checks.some(({ status, id }) => status === "fail" || (id === "lock" && status === "warn")))
    return resultOf(checks);
  const answered = yield* placed(
    configPath,
    yield* askBundle({ config: configPath, codepage: settings.codepage, language, engine, programFolder }),
    language,
  );
  const { dataDir, bundleFile, accessGroup, port, isAtLoopback, isOwnDialect } = settings;
  const isAnswered = answered.some(({ id, status }) => id === "rrpay" && status === "ok");
  // GAMA runs rrpay.prg, and the names in gama-shop.txt are evaluated by it.
  const run = ["rrpay.prg", "gama-shop.txt"].map((name) => join(folderOf(configPath), name));
  const trusted = [programFolder, join(programFolder, "gama_rrpay.dll"), bundleFile, configPath, ...run];
  return resultOf([
    ...checks,
    ...answered.map((check) => withWay({ ...check, fix: inLanguage(check.fix, language) }, language)),
    ...(isAnswered && isOwnDialect ? yield* checkToken(configPath, language) : []),
    ...(yield* checkRights({ trusted, dataDir, group: accessGroup }, language)),
    ...(isAtLoopback ? yield* checkPort(port, language) : []),
  ]);
}

/** Measures a till whose files are in order and that nobody runs. RRPay is not asked. */
export function* measure(
  configPath: string,
  { asked, started = "lt", engine = "", programFolder = "" }: ExamineOptions = {},
): Talk<DoctorResult> {
  const outcome = yield* readConfig(configPath, asked ?? started);
  if (outcome.type === "fault") return resultOf([outcome.check]);
  const { settings } = outcome;
  const { dataDir, codepage, bundleFile, bundleSha256 } = settings;
  const language = asked ?? settings.language;
  const checks = [found("config-file", configPath), ...(yield* checkBundle(bundleFile, bundleSha256, language))];
  if (dataDir === "") checks.push(fault("data-dir", "data-dir-unusable", settings.dataDirAsked, language));
  else if (!(yield* hasStarted(dataDir))) checks.push(notStarted(dataDir, language));
  else checks.push(...(yield* checkStore(dataDir, language)));
  if (checks.some(({ status, id }) => status === "fail" || (status === "warn" && id !== "disk-space")))
    return resultOf(checks);
  return resultOf([
    ...checks,
    ...(yield* bench(dataDir, { config: configPath, codepage, language, engine, programFolder })),
  ]);
}

/**
 * The bundle speaks to a cashier, who has the list on the screen and sells to no emulator. Whoever runs the doctor has to be
 * told where the list is, and which setting a trial needs.
 */
export function withWay(check: Check, language: Language): Check {
  if (check.detail === "emulator-not-allowed") return { ...check, fix: `${check.fix} ${TEXTS.trial[language]}` };
  if (check.id === "rrpay-features" && /^missing:.* status\b/.test(check.detail))
    return { ...check, fix: `${check.fix} ${TEXTS.statusless[language]}` };
  return check.id === "attempts" && check.fix !== ""
    ? { ...check, detail: attemptsIn(check.detail, language), fix: `${check.fix} ${TEXTS.list[language]}` }
    : check;
}

const KINDS = Object.keys(KIND_WORDS).join("|");
/** One attempt of the bundle's list, which has the names of the journal: kind, key and state of the payment. */
const LISTED = new RegExp(`(?<=^|; )(${KINDS}) (.+?) ([a-z-]+)(?=; |$)`, "g");

/** The same list in a person's words. English has its own in the journal's names. */
function attemptsIn(detail: string, language: Language): string {
  if (language === "en") return detail;
  return detail.replace(LISTED, (found, kind, saleKey, payment) => {
    const what = KIND_WORDS[kind as Kind];
    const how: Words | undefined = paymentWords({ kind: kind as Kind, payment: payment as Attempt["payment"] });
    return how === undefined ? found : `${what[language]} ${saleKey}: ${how[language]}`;
  });
}

function resultOf(checks: Check[]): DoctorResult {
  const worst = (["fail", "warn"] as const).find((status) => checks.some((check) => check.status === status));
  return { checks, status: worst ?? "ok" };
}

/** No check where RRPay takes the token, or none: the till is then told nothing about it. */
function* checkToken(configPath: string, language: Language): Talk<Check[]> {
  const asked = yield* failing("rrpay-token", language, () => takesToken(configPath));
  if (asked.type === "failed" || asked.result) return [];
  return [fault("rrpay-token", "unauthorized", "unauthorized", language)];
}

function checkBundle(file: string, wanted: string, language: Language): Talk<readonly Check[]> {
  return told("bundle-file", language, function* () {
    return [yield* bundleCheck(file, wanted, language)];
  });
}

function* bundleCheck(file: string, wanted: string, language: Language): Talk<Check> {
  const there = yield* entryAt(file);
  if (there === "withheld") return { id: "bundle-file", status: "fail", detail: file, fix: WITHHELD[language] };
  if (there === "none") return fault("bundle-file", "bundle-missing", file, language);
  const verdict = yield* verifyBundle(file);
  if (!verdict.ok) return fault("bundle-file", verdict.code, file, language);
  if (wanted !== "" && wanted !== verdict.sha256)
    return fault("bundle-file", "bundle-mismatch", `${file}: ${verdict.sha256}`, language);
  return found("bundle-file", `${file}, bundle.sha256 ${verdict.sha256}`);
}

/** Each sale would end with `method-unmapped`. A till that sells only by card lacks cash, and that is its own affair. */
function checkPayments(isUnmapped: boolean, language: Language): Check[] {
  return isUnmapped ? [{ id: "payments", status: "warn", detail: "payments: []", fix: TEXTS.unmapped[language] }] : [];
}

/** GAMA passes bytes in Windows' own code page, so the config must name the same one. */
function* checkCodePage(codepage: Codepage, language: Language): Talk<Check> {
  const actual = yield* fact("ansiCodePage");
  if (actual === "") return found("code-page", codepage);
  const detail = `${codepage}, Windows ${actual}`;
  if (codepage === "utf-8" || actual === BALTIC_CODE_PAGE) return found("code-page", detail);
  return { id: "code-page", status: "warn", detail, fix: TEXTS.codePage[language] };
}
