import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { parseArguments, takesNone } from "../arguments.ts";
import { configOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { now, remark, replaceFile, say, sayJson, type Talk } from "../program/talk.ts";
import { refuseAsResult } from "../result-file.ts";
import { formatTime } from "../time.ts";
import type { Language, Words } from "../words.ts";
import { LAST } from "./answers.ts";
import type { Check } from "./check.ts";
import { CONTENT } from "./content.ts";
import { DAY } from "./day.ts";
import { shown } from "./evidence.ts";
import { FLOW } from "./flow.ts";
import { GOODS } from "./goods.ts";
import { IDENTITY } from "./identity.ts";
import { Lab } from "./lab.ts";
import { maskedSentence } from "./masked-text.ts";
import { meaningOf } from "./meaning.ts";
import { ORDER } from "./order.ts";
import { PAID_CARD } from "./paid-card.ts";
import { PART_PAID } from "./part-paid.ts";
import { PERSON } from "./person.ts";
import { PREPAID_ALONE, PREPAID_PAID } from "./prepaid.ts";
import { jsonOf, pageOf, type Report, type Row, textOf } from "./report.ts";
import { type Target, targetOf } from "./target.ts";
import { UNDO } from "./undo.ts";
import { DECLINED_UNASKED, FORGOT, GONE, HeldUp, ODD, PAID_UNASKED, STRANGER, Unmeasured } from "./unmeasured.ts";
import { WIRE } from "./wire.ts";
import { type Got, type Json, LOST } from "./wires.ts";

/** In the order in which they run. Checks that need nobody come first. */
export const CHECKS: readonly Check[] = [
  ...IDENTITY,
  ...ORDER,
  ...CONTENT,
  ...GOODS,
  ...PREPAID_ALONE,
  ...FLOW,
  ...WIRE,
  ...PAID_CARD,
  ...PERSON,
  ...PART_PAID,
  ...PREPAID_PAID,
  ...UNDO,
  ...DAY,
  ...LAST,
];

export function* conformance(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { config: "text", json: "flag", html: "text", only: "texts" });
  takesNone(positionals, "conformance");
  const unknown = values.only.find((name) => CHECKS.every(({ id }) => id !== name));
  // a name that is mistyped would measure nothing, and find nothing wrong
  if (unknown !== undefined)
    throw usageError({ en: `There is no check '${unknown}'`, lt: `Patikros '${unknown}' nėra` });
  const { language } = setting;
  yield* refuseAsResult("--html", values.html);
  const target = yield* targetOf(yield* configOf(values.config, setting));
  const report = yield* measure(target, setting, values.only);
  // what took an hour is said before a disk can refuse its page
  if (values.json) yield* sayJson(jsonOf(report, language));
  else yield* say(textOf(report, language));
  if (values.html !== undefined) yield* replaceFile(values.html, encodeUtf8(pageOf(report, language)));
  return exitOf(report);
}

function exitOf(report: Report): ExitCode {
  const { rows } = report;
  // a feature that is not listed fails nothing, and may be one without which no shop should sell
  const isGrave = meaningOf(report, "en").some(({ kind }) => kind === "grave");
  if (isGrave || rows.some(({ verdict }) => verdict === "fails")) return EXIT.notDone;
  return rows.some(({ verdict }) => verdict === "unmeasured") ? EXIT.unknown : EXIT.done;
}

/** Runs the checks one after another. */
export function* measure(
  target: Target,
  { language }: Pick<Setting, "language">,
  only: readonly string[] = [],
): Talk<Report> {
  const { wallMs, utcOffsetMin } = yield* now();
  const lab = new Lab(target, language, { wallMs, utcOffsetMin });
  const health = yield* lab.getHealth();
  if (health.lost !== undefined || health.status !== 200) throw noAnswer(target, health);
  if (health.json.ready === false) throw new CliError(NOT_READY);
  lab.health = health.json;
  const rrpay = nameOf(health.json, target, language, (text) => maskedSentence(text, target.token));
  const rows: Row[] = [];
  // a service that is no RRPay gets neither the token nor a sale (docs/contracts.md C2)
  const isStranger = health.json.protocol !== 1;
  let isGone = false;
  for (const check of CHECKS.filter(({ id }) => only.length === 0 || only.includes(id))) {
    lab.begin(check.id);
    yield* remark(`${check.id}: ${check.title[language]}`);
    const isLeftOut = (isGone || (isStranger && check.id !== "health")) && !LAST.includes(check);
    const row: Row = isLeftOut ? unmeasured(check, isGone ? GONE : STRANGER) : yield* judged(check, lab);
    const sequel: Sequel =
      row.verdict === "fails" && !isGone && !LAST.includes(check) ? yield* sequelOf(check, lab) : "none";
    // what a check has begun and could not measure must not stand in the way of the next
    if (row.verdict === "unmeasured" && !isGone) yield* lab.clear();
    isGone ||= sequel === "gone";
    rows.push(sequel === "forgot" ? unmeasured(check, FORGOT) : row);
  }
  const at = formatTime(wallMs, utcOffsetMin);
  return {
    rrpay,
    at,
    offsetMin: utcOffsetMin,
    all: CHECKS.length,
    isWhole: only.length === 0,
    rows: rows.map((row) => withoutSecrets(row, target.token)),
    traffic: lab.wires.traffic,
    left: lab.notes.left,
  };
}

/** A result without what RRPay wrote into its answers and no page may show. */
function withoutSecrets(row: Row, token: string | undefined): Row {
  if (row.seen === undefined) return row;
  const { en, lt } = row.seen;
  return { ...row, seen: { ...row.seen, en: maskedSentence(en, token), lt: maskedSentence(lt, token) } };
}

/** Which RRPay this is: a page without it proves nothing later. Its own words are masked, and the address is ours. */
function nameOf(
  { name, version, storeId, epoch }: Json,
  { address, port }: Target,
  language: Language,
  mask: (text: string) => string,
): string {
  const [who, which, store, since] = [name, version, storeId, epoch].map((one) =>
    typeof one === "string" ? shown(one) : "?",
  );
  const [storeWord, epochWord] = language === "en" ? ["store", "epoch"] : ["saugykla", "epocha"];
  return `${mask(`${who} ${which}`)}, ${address}:${port}, ${mask(`${storeWord} ${store}, ${epochWord} ${since}`)}`;
}

type Sequel = "none" | "gone" | "forgot";

/** These judge the epoch themselves. */
const OF_EPOCHS = ["health-steady", "z-report", "restart", "forgotten"];

/**
 * What became of RRPay in a check that failed: whether it answers no more, which says nothing of the checks that
 * follow, or says that it may have forgotten, which excuses this one.
 */
function* sequelOf({ id }: Check, lab: Lab): Talk<Sequel> {
  const { status, json } = yield* lab.back(lab.target.answerMs);
  if (status !== 200) return "gone";
  yield* lab.clear();
  const isSame = json.epoch === lab.health.epoch && json.storeId === lab.health.storeId;
  if (isSame) return "none";
  lab.forget(json);
  return OF_EPOCHS.includes(id) ? "none" : "forgot";
}

/** These need a sale that waits for somebody (a test holds the list to be complete, with none too many). */
export const OF_WAITING_SALES = [
  ...["sale-free-again", "token-everywhere", "cancel", "cancel-twice", "cancel-own", "revision", "print-unpaid"],
  ...["poll-wakes", "vanished-client", "pay-card", "cash-rounding", "cash-change", "declined", "discount"],
  ...["prepaid-cash", "prepaid-restarted", "z-under-way"],
];

/** A check, made; an RRPay that pays or refuses whatever comes, before anybody can, breaks no promise by that. */
function* judged(check: Check, lab: Lab): Talk<Row> {
  const { losses } = lab.wires;
  const before = losses.length;
  const row = yield* made(check, lab);
  const isExcusable = row.verdict === "fails" && row.seen?.isCertain !== true;
  const end = isExcusable ? yield* lab.endedUnasked() : undefined;
  const isPaid = end === "approved" && OF_WAITING_SALES.includes(check.id);
  if (!isPaid && end !== "declined" && end !== "cancelled") return row;
  losses.length = before;
  return unmeasured(check, isPaid ? PAID_UNASKED : DECLINED_UNASKED);
}

function* made(check: Check, lab: Lab): Talk<Row> {
  const { id, promises, feature, needs, title } = check;
  const row = { id, promises, ...(feature ? { feature } : {}), title };
  const lacking = [feature, needs].find((one) => one !== undefined && !lab.offers(one));
  if (lacking !== undefined) return { ...row, verdict: "not-offered", lacking };
  try {
    const seen = yield* check.run(lab);
    return seen === undefined ? { ...row, verdict: "holds" } : { ...row, verdict: "fails", seen };
  } catch (error) {
    if (error instanceof Unmeasured) return unmeasured(check, error.words);
    if (error instanceof HeldUp) return { ...row, verdict: "fails", seen: error.seen };
    // an answer of a form that no schema has, and no check reads; `answers-fit` says which
    if (error instanceof TypeError) return unmeasured(check, ODD);
    throw error;
  }
}

function unmeasured({ id, promises, feature, title }: Check, seen: Words): Row {
  return { id, promises, ...(feature ? { feature } : {}), title, verdict: "unmeasured", seen };
}

function noAnswer({ address, port }: Target, { lost, status }: Got): CliError {
  if (lost !== undefined)
    return new CliError({
      en: `RRPay does not answer at ${address}:${port}: ${LOST[lost].en}.`,
      lt: `RRPay neatsako (${address}:${port}): ${LOST[lost].lt}.`,
    });
  const hint = status === 401 ? WANTS_TOKEN : { en: "", lt: "" };
  return new CliError({
    en: `What answers at ${address}:${port} says ${status} to health, expected 200.${hint.en}`,
    lt: `${address}:${port} į būsenos užklausą atsako ${status}, turėjo būti 200.${hint.lt}`,
  });
}

const WANTS_TOKEN: Words = {
  en: ' Where RRPay wants the token for health too, the config says so: "healthToken": true in rrpay, beside the token.',
  lt: ' Jei RRPay rakto reikalauja ir tikrinant būseną, įrašykite konfigūracijoje: "healthToken": true (rrpay dalyje, šalia token).',
};
const NOT_READY: Words = {
  en: "RRPay is not ready (health says ready: false): log a cashier in at RRPay, then run it again.",
  lt: "RRPay nepasirengęs (būsenoje ready: false): prisijunkite prie RRPay kaip kasininkas ir pakartokite.",
};
