/**
 * `gama-rrpay report --day YYYY-MM-DD`: a day of one till or of a shop, to look at and to print. It changes nothing but
 * its page.
 */
import { PRODUCT, VERSION } from "../../../plugin/product.ts";
import { parseArguments } from "../arguments.ts";
import { dataFoldersOf, type Setting } from "../config.ts";
import { type ExitCode, usageError } from "../exit.ts";
import { type CashMethods, cashMethodsOf } from "../journal/cash.ts";
import { readShopDay } from "../journal/day.ts";
import { tellLack } from "../journal/trust.ts";
import { outputTo, writeText } from "../program/output.ts";
import { now, remark, sayJson, type Talk } from "../program/talk.ts";
import { refuseAsResult } from "../result-file.ts";
import { formatTime } from "../time.ts";
import type { Language } from "../words.ts";
import { type Report, reportOf } from "./figures.ts";
import { reportPage } from "./page.ts";

/**
 * The command. The page goes to a file or to standard output. With --json the figures go to standard output and the
 * page only to a file.
 */
export function* reportCommand(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, {
    ...{ day: "text", dir: "texts", out: "text", config: "text", json: "flag" },
  });
  const { day, out } = values;
  if (day === undefined)
    throw usageError({ en: "report needs --day YYYY-MM-DD", lt: "report reikia --day YYYY-MM-DD" });
  yield* refuseAsResult("--out", out);
  const folders = yield* dataFoldersOf([...positionals, ...values.dir], values.config, setting, {
    en: "report needs a till's data folder: --dir DIR",
    lt: "report reikia kasos duomenų aplanko: --dir APLANKAS",
  });
  const cash = yield* cashMethodsOf(values.config, setting);
  const { report, page } = yield* makeReport(folders, day, { language, cash });
  if (out !== undefined || !values.json) yield* writeText(outputTo(out, "data"), page);
  if (values.json) yield* sayJson(report);
  return yield* tell(report, language);
}

/** One line for the person who started it. A journal that could not be read completely is `not done`. */
function* tell({ day, tills, conflicts, open, left, elsewhere, ...lack }: Report, language: Language): Talk<ExitCode> {
  const counted = {
    en: `${day}: conflicts ${conflicts.length}, unfinished ${open.length}, left to the accountant ${left.length}, of other days ${elsewhere.length}.`,
    lt: `${day}: prieštaravimų ${conflicts.length}, neužbaigta ${open.length}, palikta buhalteriui ${left.length}, kitomis dienomis ${elsewhere.length}.`,
  };
  yield* remark(counted[language]);
  return yield* tellLack(lack, tills.length, { en: "report", lt: "Ataskaitoje" }, language);
}

/** The figures of a day and their page. */
export function* makeReport(
  folders: readonly string[],
  day: string,
  { language, cash }: { readonly language: Language; readonly cash: CashMethods },
): Talk<{ readonly report: Report; readonly page: string }> {
  const shop = yield* readShopDay(folders, day, language);
  const report = reportOf(shop, cash);
  const { wallMs, utcOffsetMin } = yield* now();
  const made = `${formatTime(wallMs, utcOffsetMin).slice(0, 16)}, ${PRODUCT} ${VERSION}`;
  return { report, page: reportPage(report, { language, made }) };
}
