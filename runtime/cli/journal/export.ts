/**
 * `gama-rrpay journal export DIR… --day YYYY-MM-DD`: a day of the tills as a table for the accountant. It changes
 * nothing.
 */
import type { Named } from "../../../plugin/journal/named.ts";
import { isOpen } from "../../../plugin/payment/attempt.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import { parseArguments } from "../arguments.ts";
import { dataFoldersOf, type Setting } from "../config.ts";
import { type ExitCode, usageError } from "../exit.ts";
import { outputTo, writeText } from "../program/output.ts";
import { remark, sayJson, type Talk } from "../program/talk.ts";
import { refuseAsResult } from "../result-file.ts";
import { counted, type Language } from "../words.ts";
import { type CashMethods, cashMethodsOf } from "./cash.ts";
import { readShopDay } from "./day.ts";
import { dayTable } from "./table.ts";
import { tillNames } from "./till-names.ts";
import { gapsOfTills, type TillGap, tellLack } from "./trust.ts";

/** A day's table, and how far it can be trusted. */
export interface DayExport {
  readonly csv: string;
  readonly attempts: readonly Attempt[];
  readonly tills: readonly string[];
  /** What RRPay has named and nobody has answered for. It is in no sum. */
  readonly named: readonly Named[];
  /** Lines of the journal that could not be read. Their records are missing here. */
  readonly unreadableLines: number;
  /** Files of the journal that are not there, and the till's name. */
  readonly gaps: readonly TillGap[];
}

/** The command. The table goes to a file or to standard output, everything else to standard error. */
export function* exportCommand(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, {
    ...{ day: "text", dir: "texts", out: "text", config: "text", json: "flag" },
  });
  const { day, out } = values;
  if (day === undefined)
    throw usageError({ en: "journal export needs --day YYYY-MM-DD", lt: "journal export reikia --day YYYY-MM-DD" });
  yield* refuseAsResult("--out", out);
  const folders = yield* dataFoldersOf([...positionals, ...values.dir], values.config, setting, {
    en: "journal export needs a folder",
    lt: "journal export reikia aplanko",
  });
  const cash = yield* cashMethodsOf(values.config, setting);
  const { csv, attempts, tills, named, unreadableLines, gaps } = yield* exportDay(folders, day, { language, cash });
  const openCount = attempts.filter(isOpen).length;
  if (out !== undefined || !values.json) yield* writeText(outputTo(out, "data"), csv);
  if (values.json) yield* sayJson({ day, tills, attempts, openCount, named, unreadableLines, gaps });
  const summed = {
    en: `${day}: ${counted(attempts.length, "attempt")}, ${openCount} of them with an unknown outcome.`,
    lt: `${day}: mokėjimo bandymų ${attempts.length}, iš jų su nežinoma baigtimi ${openCount}.`,
  };
  yield* remark(summed[language]);
  return yield* tellLack({ named, gaps, unreadableLines }, tills.length, { en: "table", lt: "Lentelėje" }, language);
}

/** The table of one day. Each folder is a till's data folder or its journal folder. */
export function* exportDay(
  folders: readonly string[],
  day: string,
  options: { readonly language: Language; readonly cash: CashMethods },
): Talk<DayExport> {
  const shop = yield* readShopDay(folders, day, options.language);
  const { tills } = shop;
  return {
    csv: dayTable(shop, options),
    attempts: tills.flatMap(({ attempts }) => attempts.map(({ attempt }) => attempt)),
    tills: tillNames(tills),
    named: tills.flatMap((till) => till.named),
    unreadableLines: tills.reduce((count, till) => count + till.unreadableLines, 0),
    gaps: gapsOfTills(tills),
  };
}
