/**
 * `gama-rrpay journal resolve --config F`: a person decides where GAMA cannot ask him. The till's own session does it, hook
 * by hook, so that its lock, its rules and its journal hold: first a look at RRPay, then the decision.
 */
import { parseArguments } from "./arguments.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { remark, say, type Talk } from "./program/talk.ts";
import { type Ended, type Language, type Session, withSession } from "./session.ts";
import { readConfig } from "./till.ts";

/** Which attempt: by its id, or by its sale. */
interface Wanted {
  readonly key?: string | undefined;
  readonly attempt?: string | undefined;
  readonly kind?: string | undefined;
}

interface Item {
  readonly kind: string;
  readonly saleKey: string;
  readonly attemptId: string;
  readonly decisions: readonly string[];
}

/** What waits for a person, and why the till refuses everything, if it does. */
interface List {
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
} as const;

/** The command. Recorded is done; superseded and refused are not, and say why. */
export function* resolve(args: readonly string[], language: Language): Talk<ExitCode> {
  const { values } = parseArguments(args, OPTIONS);
  const { config, key, attempt, decision, operator, engine = "" } = values;
  if (config === undefined) throw usageError("journal resolve needs --config FILE");
  if (key === undefined && attempt === undefined) throw usageError("journal resolve needs --key KEY or --attempt ID");
  if (decision === undefined || operator === undefined)
    throw usageError("journal resolve needs --decision NAME and --operator NAME");
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
  const { codepage } = yield* readConfig(config);
  return yield* withSession({ config, codepage, language, engine }, function* (session) {
    const { kind, saleKey, attemptId } = pickItem(yield* list(session), values);
    const ended = yield* session.call("resolve", JSON.stringify({ kind, saleKey, attemptId, ...decided }));
    return yield* told(ended);
  });
}

/** `2:258`: GAMA's credit number and cents. */
function paymentOf(text: string): { method: number; amountCents: number } {
  const [, method, cents] = /^(-1|\d{1,4}):(\d{1,12})$/.exec(text) ?? [];
  if (method === undefined || cents === undefined) throw usageError(`--payment takes METHOD:CENTS, not "${text}"`);
  return { method: Number(method), amountCents: Number(cents) };
}

function centsOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,12}$/.test(text)) throw usageError(`${option} takes cents, not "${text}"`);
  return Number(text);
}

/** What waits for a person, after RRPay was asked once more: the manual-entry rule wants a query to have been tried. */
function* list(session: Session): Talk<List> {
  const ended = yield* session.call("status", JSON.stringify({ refresh: true }));
  if (ended.type !== "result") throw new CliError(ended.sentence);
  const fields = fieldsOf(ended.text);
  const items: Item[] = [];
  for (let at = 0; fields.has(`unresolved.${at}.attemptId`); at++) {
    const field = (name: string) => fields.get(`unresolved.${at}.${name}`) ?? "";
    const decisions: string[] = [];
    for (let n = 0; fields.has(`unresolved.${at}.decisions.${n}`); n++) decisions.push(field(`decisions.${n}`));
    items.push({
      kind: field("kind"),
      saleKey: field("saleKey"),
      attemptId: field("attemptId"),
      decisions,
    });
  }
  const refusal = fields.get("status") === "refused" ? (fields.get("message") ?? "") : "";
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
  if (item === undefined)
    throw new CliError(
      `${attempt ?? key} waits for no decision; waiting: ${items.map(describe).join("; ") || "nothing"}. ${refusal}`.trim(),
      EXIT.notDone,
    );
  if (others.length > 0)
    throw new CliError(`Several fit, name one with --attempt: ${fits.map(describe).join("; ")}`, EXIT.notDone);
  return item;
}

function describe({ kind, saleKey, attemptId, decisions }: Item): string {
  return `${kind} ${saleKey} ${attemptId} (${decisions.join(", ") || "no decision is possible yet"})`;
}

function* told(ended: Ended): Talk<ExitCode> {
  if (ended.type !== "result") {
    yield* remark(`${ended.code}: ${ended.sentence}`);
    return ended.type === "lost" ? EXIT.unknown : EXIT.notDone;
  }
  yield* say(ended.text.trim().replace(/\r\n/g, "\n"));
  return fieldsOf(ended.text).get("status") === "recorded" ? EXIT.done : EXIT.notDone;
}
