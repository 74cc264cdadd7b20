/** `gama-rrpay adapt gama-inspect-*.txt`: shows what a shop's GAMA has, and writes the gama-shop.txt that it needs. */
import { decodeUtf8, encodeUtf8 } from "../../plugin/text/utf8.ts";
import { placesOf } from "../loader/place.ts";
import { type Candidate, creditsIn, windowsOf } from "./adapt-find.ts";
import { type Inspection, readInspection } from "./adapt-inspection.ts";
import { type Judgement, judge, type Missing, type Report } from "./adapt-judge.ts";
import { isName, Names, readShop, textOf, unknownLines, withProposed } from "./adapt-names.ts";
import { paymentsOf, withPayments } from "./adapt-payments.ts";
import { type Choose, propose } from "./adapt-propose.ts";
import { parseArguments } from "./arguments.ts";
import type { Setting } from "./config.ts";
import { causeWords, placeWords } from "./config-words.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { folderOf, join, nameOf } from "./program/path.ts";
import { exists, list, question, readFile, remark, replaceFile, say, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

const OPTIONS = { shop: "text", config: "text", set: "texts", dry: "flag" } as const;

/** Done if every assumption that can be judged holds and no question is open. */
export function* adapt(args: readonly string[], { language, programFolder }: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const inspections = yield* readInspections(positionals, programFolder);
  const folder = folderOf(inspections[0]?.file ?? "");
  const shopPath = values.shop ?? join(folder, "gama-shop.txt");
  const shopFile = (yield* exists(shopPath)) ? yield* readFile(shopPath) : new Uint8Array(0);
  if (shopFile.includes(0))
    throw new CliError({
      en: `${shopPath} is saved as UTF-16. Save it in Notepad as ANSI or UTF-8 and run adapt again.`,
      lt: `${shopPath} išsaugotas UTF-16 koduote. Programoje „Notepad“ išsaugokite jį kaip ANSI arba UTF-8 ir paleiskite adapt iš naujo.`,
    });
  const shopText = textOf(shopFile);
  const shop = readShop(shopText);
  const answers = answersIn(values.set);
  const names = new Names(shop);
  const open: string[] = [];
  const choose = chooser(open, language);
  for (const [name, value] of answers) names.answer(name, value);
  if (windowsOf(inspections, names.get("window.settlement")).settlement === undefined) {
    const captions = inspections.map(({ caption, file }) => ({ value: caption, why: file }));
    const caption = yield* choose("window.settlement", captions);
    if (caption !== undefined) names.answer("window.settlement", caption);
  }
  const windows = windowsOf(inspections, names.get("window.settlement"));
  const found = yield* propose(windows, names, choose);
  yield* fillMissing(judge(windows, found, names, language).missing, names, choose);
  const report = judge(windows, found, names, language);
  yield* tell(report, names, open, unknownLines(shopText), language);
  if (!values.dry && names.proposed.size > 0) {
    yield* replaceFile(shopPath, withProposed(shopFile, names.proposed));
    yield* say(`${WORDS.written[language]} ${shopPath}`);
  }
  yield* tellPayments(values.config ?? join(folder, "gama-rrpay.json"), windows.settlement, values.dry, language);
  const fails = report.judgements.some(({ verdict }) => verdict === "does-not-hold");
  return fails || report.missing.length > 0 || open.length > 0 ? EXIT.notDone : EXIT.done;
}

/**
 * Files by name, or by a pattern with `*`, which Windows does not expand. Without any, those in this folder or beside
 * the program.
 */
function* readInspections(positionals: readonly string[], programFolder: string): Talk<Inspection[]> {
  const files: string[] = [];
  for (const path of positionals) files.push(...(path.includes("*") ? yield* matching(path) : [path]));
  for (const folder of positionals.length === 0 ? [".", programFolder] : [])
    if (files.length === 0) files.push(...(yield* matching(join(folder, "gama-inspect-*.txt"))));
  const asked = positionals.length === 0 ? "gama-inspect-*.txt" : positionals.join(", ");
  if (files.length === 0)
    throw new CliError({
      en: `There is no ${asked}: run INSPECT in both of GAMA's windows.`,
      lt: `Failų ${asked} nėra: įvykdykite INSPECT abiejuose GAMA languose.`,
    });
  const inspections: Inspection[] = [];
  for (const file of files) {
    const inspection = readInspection(file, textOf(yield* readFile(file)));
    if (inspection === undefined)
      throw new CliError({
        en: `${file} is not what INSPECT of rrpay.prg writes.`,
        lt: `${file} įrašė ne rrpay.prg INSPECT.`,
      });
    inspections.push(inspection);
  }
  return inspections;
}

/** The files of a folder whose names match a pattern. */
function* matching(path: string): Talk<string[]> {
  const pattern = new RegExp(
    `^${nameOf(path)
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")}$`,
    "i",
  );
  const folder = folderOf(path);
  const entries = (yield* exists(folder)) ? yield* list(folder) : [];
  return entries.filter(({ name }) => pattern.test(name)).map(({ name }) => join(folder, name));
}

/** `--set NAME=VALUE` answers a question in advance. */
function answersIn(settings: readonly string[]): Map<string, string> {
  return new Map(
    settings.map((setting): [string, string] => {
      const at = setting.indexOf("=");
      const name = setting.slice(0, at);
      if (at < 1 || !isName(name))
        throw usageError({
          en: `--set takes NAME=VALUE; rrpay.prg has no name "${name}"`,
          lt: `--set reikia VARDAS=REIKŠMĖ; rrpay.prg vardo „${name}“ neturi`,
        });
      return [name, setting.slice(at + 1)];
    }),
  );
}

/** Asks the person at the keyboard. If there is none, the question stays open. */
function chooser(open: string[], language: Language): Choose {
  return function* choose(name: string, candidates: readonly Candidate[]) {
    yield* remark(`${WORDS.which[language]} ${name}?`);
    for (const [at, { value, why }] of candidates.entries()) yield* remark(`  ${at + 1}  ${value}  ${why}`.trimEnd());
    const line = (yield* question(WORDS.number[language]))?.trim();
    const chosen = line === undefined ? undefined : candidates[Number(line) - 1]?.value;
    if (chosen === undefined) open.push(`${name}: ${candidates.map(({ value }) => value).join(", ")}`);
    return chosen;
  };
}

/** Nobody can guess the VAT group of a rate, but a person at the keyboard may know it. */
function* fillMissing(missing: readonly Missing[], names: Names, choose: Choose): Talk<void> {
  for (const { name } of missing) {
    if (!name.startsWith("vat.")) continue;
    const value = yield* choose(
      name,
      ["A", "B", "C", "D", "E", "F"].map((group) => ({ value: group, why: "" })),
    );
    if (value !== undefined) names.propose(name, value);
  }
}

function* tell(
  { judgements, missing }: Report,
  names: Names,
  open: readonly string[],
  unknown: readonly string[],
  language: Language,
): Talk<void> {
  for (const one of judgements) yield* say(lineOf(one, language));
  for (const { name, evidence } of missing) yield* say(`${WORDS.missing[language]} ${name}=  ${evidence}`);
  for (const [name, value] of names.proposed) yield* say(`+ ${name}=${value}`);
  for (const one of open) yield* say(`? ${one}`);
  for (const line of unknown) yield* say(`! ${WORDS.unknown[language]}: ${line}`);
}

const lineOf = ({ name, verdict, evidence }: Judgement, language: Language): string =>
  `${name.padEnd(6)}  ${WORDS[verdict][language].padEnd(15)}  ${evidence}`;

/** Writes the payment map into the config only if the shop has none of its own. */
function* tellPayments(
  path: string,
  settlement: Inspection | undefined,
  isDry: boolean,
  language: Language,
): Talk<void> {
  const methods = settlement === undefined ? [] : creditsIn(settlement);
  if (methods.length === 0 || !(yield* exists(path))) return;
  yield* say(`${WORDS.payments[language]} ${methods.map(({ number, name }) => `${number} ${name}`).join(", ")}`);
  const changed = withPayments(yield* readSound(path), paymentsOf(methods));
  if (changed === undefined || isDry) return;
  yield* replaceFile(path, encodeUtf8(changed));
  yield* say(`${WORDS.written[language]} ${path}`);
}

/** The config as a value. If it is not JSON, reports its first fault and the place. */
function* readSound(path: string): Talk<unknown> {
  const text = decodeUtf8(yield* readFile(path), { stripBom: true }) ?? "";
  const places = placesOf(text);
  if (places.type === "sound") return JSON.parse(text);
  const [at, cause] = [placeWords(places.fault), causeWords(places.fault.cause)];
  throw new CliError({
    en: `${path}: ${at.en}: ${cause.en}. Correct the file and run adapt again.`,
    lt: `${path}: ${at.lt}: ${cause.lt}. Ištaisykite failą ir paleiskite adapt iš naujo.`,
  });
}

const WORDS = {
  holds: { lt: "galioja", en: "holds" },
  "does-not-hold": { lt: "negalioja", en: "does not hold" },
  "cannot-tell": { lt: "neaišku", en: "cannot tell" },
  missing: { lt: "trūksta eilutės", en: "a line is missing:" },
  unknown: { lt: "tokios eilutės rrpay.prg neskaito", en: "rrpay.prg does not read this line" },
  written: { lt: "įrašyta:", en: "written:" },
  which: { lt: "Kuris laukas ar vardas yra", en: "Which is" },
  number: { lt: "Numeris (tuščia - palikti): ", en: "Number (empty: leave it): " },
  payments: { lt: "GAMA mokėjimo būdai:", en: "GAMA's ways to pay:" },
} as const;
