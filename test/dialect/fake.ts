/** An RRPay that speaks "lines": the emulator's desk, store and fault script with another protocol in front. */
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { type Answer, answer, bodyOf } from "../emulator/rrpay/api.ts";
import { type Host, inTime, type LoggedRequest, surroundingsOf } from "../emulator/rrpay/conversation.ts";
import type { Link } from "../emulator/rrpay/link.ts";
import { jsonMessage } from "../emulator/rrpay/message.ts";
import { type Plan, planFor } from "../emulator/rrpay/mischief.ts";
import type { Target } from "../emulator/rrpay/target.ts";
import { opOf, orderOf } from "./words.ts";

const TARGETS: Readonly<Record<string, Target["on"]>> = { hello: "health", pay: "post", last: "get", stop: "cancel" };
const REFUSALS: Readonly<Record<string, string>> = {
  "sale-known": "known",
  "id-conflict": "conflict",
  invalid: "invalid",
  busy: "busy",
  "not-found": "unknown",
};
const FOR_EVER_MS = 2 ** 30;

interface Asking {
  readonly do: string;
  readonly nr?: string;
  readonly till: string;
}

/** Serves a connection until it ends. Lines are answered in order, and changes are reported as they happen. */
export async function converseInLines(link: Link, connection: number, host: Host): Promise<void> {
  let watched: { readonly id: string; revision: number } | undefined;
  const { counter } = host;
  const now = () => (watched === undefined ? undefined : transactionIn(counter.desk.find(watched.id)));
  const push = async (): Promise<void> => {
    while (!link.closed) {
      await host.wait(() => link.closed || (now()?.revision ?? 0) > (watched?.revision ?? 0), FOR_EVER_MS);
      const transaction = now();
      if (!watched || !transaction || transaction.revision <= watched.revision) return;
      watched.revision = transaction.revision;
      await link.write(lineOf({ re: "push", op: opOf(transaction) }));
    }
  };
  let isWatching = false;
  for (;;) {
    const line = await link.line();
    const asking = line === undefined ? undefined : read(line);
    if (line === undefined || asking === undefined) return link.end();
    const told = await exchange(link, connection, host, asking, line);
    if (told === "over") return;
    if (told) watched = { id: told.id, revision: told.revision };
    if (!isWatching) void push().catch(() => {});
    isWatching = true;
  }
}

/** One line and its answer. Returns the transaction that was reported, if any, or that the connection is over. */
async function exchange(
  link: Link,
  connection: number,
  host: Host,
  asking: Asking,
  line: string,
): Promise<RrpayTransaction | undefined | "over"> {
  const { counter } = host;
  const on = TARGETS[asking.do] ?? "other";
  const plan = planFor(on === "other" ? [] : host.faultsAt(on));
  const raw = Buffer.from(on === "post" ? JSON.stringify(orderOf(JSON.parse(line))) : "");
  const logged = logOf(connection, on, plan.arrival === "cut" ? Buffer.alloc(0) : raw);
  host.log(logged);
  if (plan.refusal) host.refuse(plan.refusal);
  if (plan.arrival === "cut") {
    link.cut(plan.reset);
    return "over";
  }
  host.arm(plan.crash);
  const id = asking.do === "last" ? (counter.store.lastTransactionId(asking.till) ?? "") : (asking.nr ?? "");
  const target = { on, id, till: asking.till, afterRevision: 0, waitMs: 0, status: 404 } as Target;
  const none = { authorization: undefined, epoch: undefined };
  const skipped: Answer = { status: 503, body: {} };
  const own =
    plan.processing === "skipped" ? skipped : await inTime(host, answer(counter, target, none, raw, plan.mishap));
  if (plan.renewsEpoch) counter.store.renewEpoch();
  host.reach("before-answer");
  const given = plan.standIn ?? own;
  if (plan.ending.type === "silence") {
    host.answered(logged, { type: "silence" });
    await link.silent();
    return "over";
  }
  const bent = plan.bends.reduce((body, bend) => bend(body, surroundingsOf(counter.store, body)), given.body);
  const told = said(asking, bent, counter.store.storeId, counter.store.epoch);
  return (await deliver(link, host, logged, plan, told)) ? transactionIn({ type: "answer", body: bent }) : "over";
}

async function deliver(link: Link, host: Host, logged: LoggedRequest, plan: Plan, told: object): Promise<boolean> {
  const message = plan.dresses.reduce((dressed, dress) => dress(dressed), jsonMessage(200, told));
  const whole: Buffer = Buffer.concat([message.body, Buffer.from("\n")]);
  const bytes = plan.spoils.reduce((spoiled, spoil) => spoil(spoiled), whole);
  if (plan.held !== "no") await host.hold(plan.held === "until-released" ? undefined : plan.held);
  const cut = plan.ending.type === "cut" ? plan.ending : undefined;
  host.answered(logged, { type: "answer", status: 200, text: JSON.stringify(told), whole: cut === undefined });
  const most = cut?.afterBytes === "half" ? bytes.length >> 1 : (cut?.afterBytes ?? bytes.length);
  await link.write(bytes.subarray(0, most), plan.splits, plan.gapMs);
  if (cut) link.cut(cut.reset);
  else if (plan.ending.type === "whole" && plan.ending.close) link.end();
  return cut === undefined;
}

/** The answer of the interface, in the words of this protocol. */
function said({ do: re, nr }: Asking, body: object, store: string, epoch: string): object {
  if ("protocol" in body) {
    const { name, version, ready, emulator, till, storeId, fiscal, lastTransactionId: last } = body as unknown as Hello;
    return { re, name, version, ready, test: emulator, till, store: storeId, epoch, fiscal: fiscal.online, last };
  }
  if ("error" in body) {
    if (re === "last") return { re, op: null, store, epoch };
    const details = "details" in body ? (body.details as { id?: string }) : {};
    return { re, no: REFUSALS[String(body.error)] ?? "broken", nr: details.id ?? nr, store, epoch };
  }
  const transaction = transactionIn({ type: "answer", body });
  return transaction ? { re, op: opOf(transaction) } : { re, no: "broken" };
}

interface Hello {
  readonly [name: string]: unknown;
  readonly fiscal: { readonly online: boolean };
}

/** A stored transaction or an answer, if it is a transaction and not a tombstone. */
function transactionIn(
  stored: Parameters<typeof bodyOf>[0] | { type: "answer"; body: object } | undefined,
): RrpayTransaction | undefined {
  const body = stored === undefined ? {} : stored.type === "answer" ? stored.body : bodyOf(stored);
  return "saleKey" in body ? (body as RrpayTransaction) : undefined;
}

function read(line: string): Asking | undefined {
  try {
    return JSON.parse(line) as Asking;
  } catch {
    return undefined;
  }
}

function logOf(connection: number, on: LoggedRequest["on"], raw: Buffer): LoggedRequest {
  const nothing = { method: "", url: "", headers: new Map<string, string>(), faults: [] };
  return { connection, on, ...nothing, raw, body: raw.toString("utf8") };
}

function lineOf(told: object): Buffer {
  return Buffer.from(`${JSON.stringify(told)}\n`);
}
