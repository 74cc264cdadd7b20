/**
 * Asks the questions of GAMA's dialogs: each open attempt with its advice, its decisions by number, and what they need.
 */

import type { Setting } from "../config.ts";
import type { ExitCode } from "../exit.ts";
import { EXIT } from "../exit.ts";
import { fieldsOf } from "../fields.ts";
import { centsIn } from "../money-text.ts";
import { question, say, sayJson, type Talk } from "../program/talk.ts";
import { inLanguage } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { Language, Words } from "../words.ts";
import { KIND_WORDS } from "./attempt-text.ts";
import { decisionName } from "./decision-words.ts";
import { askReceipt, type Receipt } from "./entry.ts";
import type { Item, List } from "./resolve.ts";
import { askShort } from "./short-text.ts";

/** Everything that a round of questions needs. */
export interface Round {
  readonly session: Session;
  readonly waiting: List;
  /** The boot's report. It has the ways to pay. */
  readonly boot: ReadonlyMap<string, string>;
  readonly operator: string | undefined;
  readonly setting: Setting;
  readonly isJson: boolean;
}

/** Lists what is open and, if somebody can answer, asks about each. Done when no decision is left. */
export function* askAll(round: Round): Talk<ExitCode> {
  const { waiting, setting, isJson } = round;
  const { language } = setting;
  if (isJson) {
    yield* sayJson(waiting);
    return waiting.items.length === 0 && waiting.refusal === "" ? EXIT.done : EXIT.notDone;
  }
  if (waiting.refusal !== "") yield* say(waiting.refusal);
  if (waiting.items.length === 0) {
    if (waiting.refusal === "") yield* say(NOTHING[language]);
    return waiting.refusal === "" ? EXIT.done : EXIT.notDone;
  }
  let operator = round.operator ?? "";
  let left = 0;
  for (const item of waiting.items) {
    yield* say(`${headline(item)[language]}\n${item.advice}`);
    if (item.decisions.length === 0 || !setting.isInteractive) {
      yield* tell(item, language);
      left++;
      continue;
    }
    const answer = yield* askDecision(item, round);
    if (answer === undefined) {
      left++;
      continue;
    }
    if (operator === "") operator = yield* askOperator(language);
    if (operator === "" || !(yield* decide(round, item, { ...answer, operator }))) left++;
  }
  if (left > 0) yield* say(`${LEFT[language]} ${left}.`);
  return left === 0 ? EXIT.done : EXIT.notDone;
}

/** Lists the decisions where nobody can be asked, as in a scheduled task, and says how one is passed. */
function* tell(item: Item, language: Language): Talk<void> {
  if (item.decisions.length === 0) return yield* say(`  ${notYet(item)[language]}`);
  for (const name of item.decisions) yield* say(`  ${name} - ${decisionName(name, item)[language]}`);
  yield* say(`  ${passedAs(item)[language]}`);
}

function passedAs({ attemptId }: Item): Words {
  const command = `journal resolve --attempt ${attemptId}`;
  return {
    en: `Nobody can be asked here. Decide with ${command} --decision NAME --operator NAME; --help lists what else a decision takes.`,
    lt: `Čia nėra ko paklausti. Nuspręskite su ${command} --decision SPRENDIMAS --operator VARDAS; ko sprendimui dar reikia, išvardija --help.`,
  };
}

/** Who decides. Asked until it is said, so that no typed receipt is lost by a line too many; empty if nobody answers. */
function* askOperator(language: Language): Talk<string> {
  for (;;) {
    const typed = yield* askShort(WHO[language], language);
    if (typed !== "") return typed ?? "";
  }
}

/** A decision, with what it needs. */
type Decided = { readonly decision: string } & Receipt;

/** A number chooses, as in GAMA, and one that is none is asked again. An empty answer postpones the decision. */
function* askDecision(item: Item, { setting, boot }: Round): Talk<Decided | undefined> {
  const { language } = setting;
  const { kind, decisions, totalCents } = item;
  for (const [at, name] of decisions.entries()) yield* say(`  ${at + 1} - ${decisionName(name, item)[language]}`);
  const decision = yield* askNumber(decisions, language);
  if (decision === undefined) return undefined;
  if (decision === "receipt-printed") {
    const receipt = yield* askReceipt({ kind, totalCents, boot, language });
    return receipt && { decision, ...receipt };
  }
  if (decision !== "voided-elsewhere") return { decision };
  const documentNo = (yield* askShort(VOID_DOCUMENT[language], language)) ?? "";
  return documentNo === "" ? undefined : { decision, documentNo };
}

function* askNumber(decisions: readonly string[], language: Language): Talk<string | undefined> {
  for (;;) {
    const typed = ((yield* question(NUMBER[language])) ?? "").trim();
    if (typed === "") return undefined;
    const decision = /^\d$/.test(typed) ? decisions[Number(typed) - 1] : undefined;
    if (decision !== undefined) return decision;
    yield* say(`${NO_NUMBER[language]} ${typed}.`);
  }
}

/** Records the decision. False if it was not recorded; the sentence then says why. */
function* decide(
  { session, setting }: Round,
  item: Item,
  decided: Decided & { readonly operator: string },
): Talk<boolean> {
  const { language } = setting;
  const { kind, saleKey, attemptId } = item;
  const ended = yield* session.call("resolve", JSON.stringify({ kind, saleKey, attemptId, ...decided }));
  if (ended.type !== "result") {
    yield* say(ended.sentence);
    return false;
  }
  const fields = fieldsOf(ended.text);
  for (const said of wordsOf(fields, language)) yield* say(said);
  return fields.get("status") === "recorded" || fields.get("status") === "superseded";
}

/** What a decision came to. Where RRPay overtook it, "its answer stands" alone does not say what that is. */
export function wordsOf(fields: ReadonlyMap<string, string>, language: Language): string[] {
  const names = fields.get("status") === "superseded" ? ["message", "result.message"] : ["message"];
  return names.flatMap((name) => inLanguage(fields.get(name) ?? "", language) || []);
}

/** The first line of GAMA's box: which receipt, and how much. */
function headline({ kind, saleKey, totalCents }: Item): Words {
  const of = (language: Language) => `${HEADS[kind][language]} ${saleKey}, ${centsIn(language, totalCents)} EUR`;
  return { en: of("en"), lt: of("lt") };
}

const HEADS: Readonly<Record<Item["kind"], Words>> = {
  sale: { en: "Sale, receipt", lt: "Pardavimas, kvitas" },
  return: { en: "Return, receipt", lt: "Grąžinimas, kvitas" },
  void: { en: "Void, receipt", lt: "Anuliavimas, kvitas" },
};

/**
 * That nothing can be decided, and when to come again. The time counts from this session's start; the next session may
 * begin a wait that ends later, by up to half of it (docs/contracts.md B7), and says so.
 */
export function notYet({ manualInMs }: Item): Words {
  if (manualInMs === undefined) return { en: "Nothing can be decided yet.", lt: "Kol kas nieko spręsti negalima." };
  const inSeconds = Math.ceil(manualInMs / 1000);
  return {
    en: `Nothing can be decided yet: if it is still under way in RRPay's window, finish or cancel it there; if RRPay does not answer for it, repeat in ${inSeconds} s. Where that is too early still, it says how long yet.`,
    lt: `Kol kas nieko spręsti negalima: jei RRPay lange jis dar neužbaigtas, užbaikite arba atšaukite jį ten; jei RRPay apie jį neatsakys, pakartokite po ${inSeconds} s. Jei tada dar bus per anksti, bus parašyta, kiek laukti.`,
  };
}

/** One line for a person who types ids. */
export function describeItem(item: Item): Words {
  const { kind, saleKey, attemptId, decisions } = item;
  const none = notYet(item);
  const of = (language: Language) =>
    `${KIND_WORDS[kind][language]} ${saleKey} ${attemptId} (${decisions.join(", ") || none[language]})`;
  return { en: of("en"), lt: of("lt") };
}

const NOTHING = { en: "Nothing waits for a decision.", lt: "Sprendimo nelaukia niekas." };
const LEFT = { en: "Not decided:", lt: "Nenuspręsta:" };
const WHO = { en: "Who decides (name): ", lt: "Kas sprendžia (vardas): " };
const NUMBER = { en: "Number (empty - later): ", lt: "Numeris (tuščia - vėliau): " };
const NO_NUMBER = { en: "There is no such number:", lt: "Tokio numerio nėra:" };
const VOID_DOCUMENT = { en: "Number of the void's receipt: ", lt: "Anuliavimo kvito numeris: " };
