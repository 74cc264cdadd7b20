/**
 * `gama-rrpay journal resolve`: a person decides where GAMA cannot ask. The till's own session does the work, hook by
 * hook, so that its lock, its rules and its journal apply: it first asks RRPay, then records the decision. Without a
 * decision on the command line it asks, as GAMA's dialogs do.
 */
import { parseArguments, takesNone } from "../arguments.ts";
import { configOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { fieldsOf } from "../fields.ts";
import { ask, remark, say, sayJson, type Talk } from "../program/talk.ts";
import { codeOf, inLanguage } from "../sentences.ts";
import { type Ended, type Session, withSession } from "../session.ts";
import { readConfig } from "../till.ts";
import { joined, type Language, plain } from "../words.ts";
import { isDecision } from "./decision-words.ts";
import { askAll, describeItem, notYet } from "./dialog.ts";
import { refuseInUse } from "./hold.ts";

/** Which attempt: by its id, or by its sale. */
interface Wanted {
  readonly key?: string | undefined;
  readonly attempt?: string | undefined;
  readonly kind?: string | undefined;
}

/** An attempt that waits for a person. */
export interface Item {
  readonly kind: "sale" | "return" | "void";
  readonly saleKey: string;
  readonly attemptId: string;
  readonly payment: string;
  readonly totalCents: number;
  readonly advice: string;
  readonly decisions: readonly string[];
  /** Where nothing may be decided yet: how long until it may, at the earliest. */
  readonly manualInMs?: number;
}

/** What waits for a person, and why the till refuses everything, if it does. */
export interface List {
  readonly items: readonly Item[];
  readonly refusal: string;
}

const OPTIONS = {
  config: "text",
  key: "text",
  attempt: "text",
  kind: "text",
  decision: "text",
  operator: "text",
  note: "text",
  document: "text",
  payment: "texts",
  rounding: "text",
  change: "text",
  engine: "text",
  json: "flag",
} as const;

/** The command. Only a recorded decision is done; a superseded or refused one says why. */
export function* resolve(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  takesNone(positionals, "journal resolve");
  const { key, attempt, decision, operator, engine = "" } = values;
  const named = key !== undefined || attempt !== undefined;
  if (named && (decision === undefined || operator === undefined)) throw INCOMPLETE;
  if (!named && decision !== undefined) throw NAMELESS;
  const payments = values.payment.map(paymentOf);
  const decided = {
    decision,
    operator,
    note: values.note,
    documentNo: values.document,
    payments: payments.length === 0 ? undefined : payments,
    roundingCents: centsOf("--rounding", values.rounding),
    changeCents: centsOf("--change", values.change),
  };
  const config = yield* configOf(values.config, setting);
  const { codepage, spoken = setting.language } = yield* readConfig(config);
  // nobody types a receipt that cannot be written; the list alone can be read
  yield* refuseHeld(config, !named && setting.isInteractive && !values.json);
  // half of what is said here comes from the till, which speaks its config's language
  const { asked: language = spoken } = setting;
  return yield* withSession({ ...setting, config, codepage, language, engine }, function* (session, boot) {
    const waiting = yield* list(session, language);
    if (!named)
      return yield* askAll({
        session,
        waiting,
        boot,
        operator,
        setting: { ...setting, language },
        isJson: values.json,
      });
    const item = pickItem(waiting, values);
    const { kind, saleKey, attemptId, decisions } = item;
    if (!isDecision(decision)) throw noDecision(decision, item);
    const ended = yield* session.call("resolve", JSON.stringify({ kind, saleKey, attemptId, ...decided }));
    const code = yield* values.json ? toldAsJson(ended, attemptId, language) : told(ended, language);
    if (code !== EXIT.done && decisions.length === 0) yield* remark(notYet(item)[language]);
    return code;
  });
}

const INCOMPLETE = usageError({
  en: "journal resolve needs --decision NAME and --operator NAME",
  lt: "journal resolve reikia --decision VARDAS ir --operator VARDAS",
});
const NAMELESS = usageError({
  en: "journal resolve needs --key KEY or --attempt ID",
  lt: "journal resolve reikia --key RAKTAS arba --attempt ID",
});

/** A name that no decision has, beside those that this attempt waits for. */
function noDecision(decision: string | undefined, item: Item): CliError {
  const names = item.decisions.join(", ");
  const { en, lt } = notYet(item);
  if (names === "")
    return usageError({
      en: `There is no decision "${decision}". ${en}`,
      lt: `Sprendimo „${decision}“ nėra. ${lt}`,
    });
  return usageError({
    en: `There is no decision "${decision}"; possible here: ${names}`,
    lt: `Sprendimo „${decision}“ nėra; čia galimi: ${names}`,
  });
}

/** Before a session begins, names the program that holds the folder. */
function* refuseHeld(config: string, writes: boolean): Talk<void> {
  const { code, dataDir } = yield* ask<"config">({ type: "config", path: config }, config);
  // The session reports a mistake in the config with the sentence of its code.
  if (code === 0) yield* refuseInUse(dataDir, writes);
}

/** `2:258`: GAMA's credit number, and cents. */
function paymentOf(text: string): { method: number; amountCents: number } {
  const [, method, cents] = /^(-1|\d{1,4}):(\d{1,12})$/.exec(text) ?? [];
  if (method === undefined || cents === undefined)
    throw usageError({
      en: `--payment takes METHOD:CENTS, not "${text}"`,
      lt: `--payment reikia KREDITO_NUMERIS:CENTAI, o ne „${text}“`,
    });
  return { method: Number(method), amountCents: Number(cents) };
}

function centsOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,12}$/.test(text))
    throw usageError({ en: `${option} takes cents, not "${text}"`, lt: `${option} reikia centų, o ne „${text}“` });
  return Number(text);
}

/** What waits for a person, after RRPay was asked once more. The manual-entry rule needs a query that was tried. */
function* list(session: Session, language: Language): Talk<List> {
  const ended = yield* session.call("status", JSON.stringify({ refresh: true }));
  if (ended.type !== "result") throw new CliError(plain(ended.sentence));
  const fields = fieldsOf(ended.text);
  const items: Item[] = [];
  for (let at = 0; fields.has(`unresolved.${at}.attemptId`); at++) {
    const field = (name: string) => fields.get(`unresolved.${at}.${name}`) ?? "";
    const decisions: string[] = [];
    for (let n = 0; fields.has(`unresolved.${at}.decisions.${n}`); n++) decisions.push(field(`decisions.${n}`));
    items.push({
      kind: field("kind") as Item["kind"],
      saleKey: field("saleKey"),
      attemptId: field("attemptId"),
      totalCents: Number(field("totalCents")),
      payment: field("payment"),
      advice: inLanguage(field("advice"), language),
      decisions,
      ...(field("manualInMs") === "" ? {} : { manualInMs: Number(field("manualInMs")) }),
    });
  }
  const refusal = fields.get("status") === "refused" ? inLanguage(fields.get("message") ?? "", language) : "";
  return { items, refusal };
}

function pickItem({ items, refusal }: List, { key, attempt, kind }: Wanted): Item {
  const fits = items.filter(
    (item) =>
      (key === undefined || item.saleKey === key) &&
      (attempt === undefined || item.attemptId === attempt) &&
      (kind === undefined || item.kind === kind),
  );
  const [item, ...others] = fits;
  const [all, fitting] = [items, fits].map((some) => joined(some.map(describeItem), "; "));
  if (item === undefined)
    throw new CliError(
      {
        en: `${attempt ?? key} waits for no decision; waiting: ${all?.en || "nothing"}. ${refusal}`.trim(),
        lt: `${attempt ?? key} sprendimo nelaukia; laukia: ${all?.lt || "niekas"}. ${refusal}`.trim(),
      },
      EXIT.notDone,
    );
  if (others.length > 0)
    throw new CliError(
      {
        en: `Several fit, name one with --attempt: ${fitting?.en}`,
        lt: `Tinka keli, nurodykite vieną su --attempt: ${fitting?.lt}`,
      },
      EXIT.notDone,
    );
  return item;
}

/** The result of a decision for another program, in a form of its own: the hook's is as the config wants it. */
function* toldAsJson(ended: Ended, attemptId: string, language: Language): Talk<ExitCode> {
  if (ended.type !== "result") {
    const { type: status, code, sentence } = ended;
    yield* sayJson({ attemptId, status, code: codeOf(code), message: sentence });
    return status === "lost" ? EXIT.unknown : EXIT.notDone;
  }
  const fields = fieldsOf(ended.text);
  const [status, code, outcome] = ["status", "code", "result.outcome"].map((name) => fields.get(name));
  const message = inLanguage(fields.get("message") ?? "", language);
  yield* sayJson({ attemptId, status, code, message, ...(outcome === undefined ? {} : { outcome }) });
  return status === "recorded" ? EXIT.done : EXIT.notDone;
}

/** The result of a decision, in the words of the hook. */
function* told(ended: Ended, language: Language): Talk<ExitCode> {
  if (ended.type !== "result") {
    yield* remark(`${ended.code}: ${ended.sentence}`);
    return ended.type === "lost" ? EXIT.unknown : EXIT.notDone;
  }
  for (const line of ended.text.trim().split(/\r?\n/)) {
    const [, name = "", said] = /^([\w.]*(?:message|reason)=)(.*)$/.exec(line) ?? [];
    yield* say(said === undefined ? line : name + inLanguage(said, language));
  }
  return fieldsOf(ended.text).get("status") === "recorded" ? EXIT.done : EXIT.notDone;
}
