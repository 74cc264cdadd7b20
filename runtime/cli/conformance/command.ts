import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { parseArguments } from "../arguments.ts";
import { configOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode } from "../exit.ts";
import { now, remark, replaceFile, say, sayJson, type Talk } from "../program/talk.ts";
import { formatTime } from "../time.ts";
import { LAST } from "./answers.ts";
import type { Check } from "./check.ts";
import { DAY } from "./day.ts";
import { FLOW } from "./flow.ts";
import { IDENTITY } from "./identity.ts";
import { type Json, Lab, type Target, Unmeasured } from "./lab.ts";
import { PERSON } from "./person.ts";
import { jsonOf, pageOf, type Report, type Row, textOf } from "./report.ts";
import { targetOf } from "./target.ts";
import { WIRE } from "./wire.ts";

/** In the order in which they run. Checks that need nobody come first. */
export const CHECKS: readonly Check[] = [...IDENTITY, ...FLOW, ...WIRE, ...PERSON, ...DAY, ...LAST];

export function* conformance(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values } = parseArguments(args, { config: "text", json: "flag", html: "text", only: "texts" });
  const { language } = setting;
  const target = yield* targetOf(yield* configOf(values.config, setting));
  const report = yield* measure(target, setting, values.only);
  if (values.html !== undefined) yield* replaceFile(values.html, encodeUtf8(pageOf(report, language)));
  if (values.json) yield* sayJson(jsonOf(report, language));
  else yield* say(textOf(report, language));
  return exitOf(report);
}

function exitOf({ rows }: Report): ExitCode {
  if (rows.some(({ verdict }) => verdict === "fails")) return EXIT.notDone;
  return rows.some(({ verdict }) => verdict === "unmeasured") ? EXIT.unknown : EXIT.done;
}

/** Runs the checks one after another. */
export function* measure(
  target: Target,
  { language }: Pick<Setting, "language">,
  only: readonly string[] = [],
): Talk<Report> {
  const { wallMs, utcOffsetMin } = yield* now();
  const lab = new Lab(target, language, wallMs);
  const health = yield* lab.getHealth();
  if (health.lost !== undefined || health.status !== 200)
    throw new CliError({
      en: `RRPay does not answer at ${target.address}:${target.port} (${health.lost ?? health.status}).`,
      lt: `RRPay neatsako: ${target.address}:${target.port} (${health.lost ?? health.status}).`,
    });
  lab.health = health.json ?? {};
  const rows: Row[] = [];
  for (const check of CHECKS.filter(({ id }) => only.length === 0 || only.includes(id))) {
    lab.begin(check.id);
    yield* remark(`${check.id}: ${check.title[language]}`);
    rows.push(yield* made(check, lab));
  }
  const { name, version, epoch, storeId } = lab.health;
  const rrpay = `${name} ${version}, ${target.address}:${target.port}, ${storeId}, ${epoch}`;
  return { rrpay, at: formatTime(wallMs, utcOffsetMin), offsetMin: utcOffsetMin, rows, traffic: lab.traffic };
}

function* made({ id, promises, feature, title, run }: Check, lab: Lab): Talk<Row> {
  const row = { id, promises, ...(feature ? { feature } : {}), title };
  const features: Json = lab.health.features;
  if (feature !== undefined && !(Array.isArray(features) && features.includes(feature)))
    return { ...row, verdict: "not-offered", seen: "" };
  try {
    const seen = yield* run(lab);
    return { ...row, verdict: seen === undefined ? "holds" : "fails", seen: seen ?? "" };
  } catch (error) {
    if (!(error instanceof Unmeasured)) throw error;
    return { ...row, verdict: "unmeasured", seen: error.words[lab.language] };
  }
}
