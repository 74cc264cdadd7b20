/**
 * `gama-rrpay journal resolve --config F`: a person decides where GAMA cannot ask him. The till's own session does it, hook
 * by hook, so that its lock, its rules and its journal hold: first a look at RRPay, then the decision.
 */
import { parseArgs } from "node:util";
import { makeGrp } from "./engines.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { type Ended, Gama } from "./gama.ts";
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
  config: { type: "string" },
  key: { type: "string" },
  attempt: { type: "string" },
  kind: { type: "string" },
  decision: { type: "string" },
  operator: { type: "string" },
  note: { type: "string" },
  document: { type: "string" },
  payment: { type: "string", multiple: true },
  rounding: { type: "string" },
  change: { type: "string" },
  engine: { type: "string" },
} as const;

/** The command. Recorded is done; superseded and refused are not, and say why. */
export async function resolve(args: string[]): Promise<ExitCode> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { config, key, attempt, decision, operator } = values;
  if (config === undefined) throw usageError("journal resolve needs --config FILE");
  if (key === undefined && attempt === undefined) throw usageError("journal resolve needs --key KEY or --attempt ID");
  if (decision === undefined || operator === undefined)
    throw usageError("journal resolve needs --decision NAME and --operator NAME");
  const decided = {
    decision,
    operator,
    note: values.note,
    documentNo: values.document,
    payments: values.payment?.map(paymentOf),
    roundingCents: centsOf("--rounding", values.rounding),
    changeCents: centsOf("--change", values.change),
  };
  const gama = await Gama.open(await makeGrp(values.engine), config, readConfig(config).codepage);
  try {
    const { kind, saleKey, attemptId } = pickItem(await list(gama), values);
    const ended = await gama.call("resolve", JSON.stringify({ kind, saleKey, attemptId, ...decided }));
    return told(ended);
  } finally {
    await gama.close();
  }
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
async function list(gama: Gama): Promise<List> {
  const ended = await gama.call("status", JSON.stringify({ refresh: true }));
  if (ended.kind !== "result") throw new CliError(ended.sentence);
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

function told(ended: Ended): ExitCode {
  if (ended.kind !== "result") {
    console.error(`${ended.code}: ${ended.sentence}`);
    return ended.kind === "lost" ? EXIT.unknown : EXIT.notDone;
  }
  console.log(ended.text.trim().replace(/\r\n/g, "\n"));
  return fieldsOf(ended.text).get("status") === "recorded" ? EXIT.done : EXIT.notDone;
}
