/** The conversation on one connection: requests in order, each with what the fault script does to it. */
import { type Answer, type Asked, answer, bodyOf, type Counter, error, type Held } from "./api.ts";
import type { CrashPoint } from "./desk.ts";
import type { Fault, FaultType, Occasion } from "./faults.ts";
import { type BadHead, isLoopback, type RequestHead } from "./head.ts";
import type { Link } from "./link.ts";
import { jsonMessage, render } from "./message.ts";
import { applyFault, type Plan, planFor, type Surroundings } from "./mischief.ts";
import type { Stored } from "./model.ts";
import type { Store } from "./store.ts";
import { type Target, targetOf } from "./target.ts";

/** A request as it arrived. */
export interface LoggedRequest {
  readonly connection: number;
  readonly on: Occasion | "other";
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The exact bytes of the body; empty if the connection was cut before they were read. */
  readonly raw: Buffer;
  /** The body as text. */
  readonly body: string;
  readonly faults: readonly FaultType[];
  /** The answer. Absent until it is sent, and if the connection ended before that. */
  answer?: LoggedAnswer;
}

export type LoggedAnswer =
  | { readonly type: "silence" }
  /** `whole`: all of it was sent, even if a fault has spoilt it. */
  | { readonly type: "answer"; readonly status: number; readonly text: string; readonly whole: boolean };

/** A request in the form in which the interface handles it. */
export interface Asking {
  readonly target: Target;
  readonly asked: Asked;
  readonly body: Uint8Array;
}

/** An RRPay that breaks a promise: it sees each request, and may ask the honest RRPay anything. */
export type Warp = (request: Asking, honest: (request: Asking) => Promise<Answer>) => Promise<Answer>;

const asIs: Warp = (request, honest) => honest(request);

/** What a conversation needs from its RRPay. */
export interface Host {
  readonly counter: Counter;
  /** Resolves when the condition holds, when `ms` have passed, or when nobody waits any more. */
  readonly wait: (condition: () => boolean, ms: number) => Promise<void>;
  readonly warp?: Warp | undefined;
  /** What goes wrong at this request. Counts the request. */
  readonly faultsAt: (on: Occasion) => Fault[];
  /** What goes wrong because of the amount, if amounts decide. */
  readonly faultByAmount: (body: Buffer) => Fault | undefined;
  readonly log: (request: LoggedRequest) => void;
  readonly answered: (request: LoggedRequest, answer: LoggedAnswer) => void;
  readonly refuse: (fault: Extract<Fault, { type: "refuse-connection" }>) => void;
  readonly arm: (crash: Plan["crash"]) => void;
  readonly reach: (point: CrashPoint) => void;
  /** Resolves when the held answer may be sent. */
  readonly hold: (ms: number | undefined) => Promise<void>;
}

/** Some clients, such as those of .NET, wait for this before they send a body. */
const CONTINUE = Buffer.from("HTTP/1.1 100 Continue\r\n\r\n");

/** Serves a connection until it ends. A crash of RRPay is thrown to the caller. */
export function converse(link: Link, connection: number, host: Host): Promise<void> {
  return link.answering((head) => ("status" in head ? refuseHead(link, head) : exchange(link, connection, host, head)));
}

async function refuseHead(link: Link, { status }: BadHead): Promise<false> {
  await link.write(render(jsonMessage(status, error(status, "bad-request", "Netinkama užklausa").body)));
  link.end();
  return false;
}

/** One request and its answer. False when the connection is over. */
async function exchange(link: Link, connection: number, host: Host, head: RequestHead): Promise<boolean> {
  const target = targetOf(head.method, head.url);
  const faults = target.on === "other" ? [] : host.faultsAt(target.on);
  const plan = planFor(faults);
  const cutEarly = plan.arrival === "cut";
  if (!cutEarly && head.headers.get("expect")?.toLowerCase() === "100-continue") await link.write(CONTINUE);
  const raw = cutEarly ? Buffer.alloc(0) : await link.body(head.bodyBytes);
  if (raw === undefined) return refuseHead(link, { status: 400 });
  const byAmount = target.on === "post" ? host.faultByAmount(raw) : undefined;
  if (byAmount) applyFault(plan, byAmount);
  const types = [...faults, ...(byAmount ? [byAmount] : [])].map(({ type }) => type);
  const { method, url, headers } = head;
  const logged: LoggedRequest = {
    connection,
    on: target.on,
    method,
    url,
    headers,
    raw,
    get body() {
      return raw.toString("utf8");
    },
    faults: types,
  };
  host.log(logged);
  if (plan.refusal) host.refuse(plan.refusal);
  if (cutEarly) {
    link.cut(plan.reset);
    return false;
  }
  const given = await process(host, head, target, raw, plan);
  return deliver(link, host, head, plan, given, logged);
}

async function process(
  host: Host,
  head: RequestHead,
  target: ReturnType<typeof targetOf>,
  raw: Buffer,
  plan: Plan,
): Promise<Answer> {
  host.arm(plan.crash);
  if (head.headers.has("origin")) return error(403, "forbidden", "Naršyklės puslapiams čia negalima");
  if (!isLoopback(head.headers.get("host"))) return error(403, "forbidden", "Kito kompiuterio vardu čia neatsakoma");
  const skipped = { status: 503, body: {} };
  const honest = (request: Asking) =>
    inTime(host, answer(host.counter, request.target, request.asked, request.body, plan.mishap));
  const asking: Asking = { target, asked: askedBy(head), body: raw };
  const own = plan.processing === "skipped" ? skipped : await (host.warp ?? asIs)(asking, honest);
  if (plan.renewsEpoch) host.counter.store.renewEpoch();
  host.reach("before-answer");
  return plan.standIn ?? own;
}

/** Waits for an answer that is held. */
export async function inTime(host: Host, given: Answer | Held): Promise<Answer> {
  if (!("isDue" in given)) return given;
  await host.wait(given.isDue, given.ms);
  return given.answer();
}

function askedBy({ headers }: RequestHead): Asked {
  return { authorization: headers.get("authorization"), epoch: headers.get("rrpay-epoch") };
}

async function deliver(
  link: Link,
  host: Host,
  head: RequestHead,
  plan: Plan,
  given: Answer,
  logged: LoggedRequest,
): Promise<boolean> {
  if (plan.ending.type === "silence") {
    host.answered(logged, { type: "silence" });
    await link.silent();
    return false;
  }
  const bent = plan.bends.reduce((body, bend) => bend(body, surroundingsOf(host.counter.store, body)), given.body);
  const message = plan.dresses.reduce((dressed, dress) => dress(dressed), jsonMessage(given.status, bent));
  const bytes = plan.spoils.reduce((spoiled, spoil) => spoil(spoiled), render(message));
  if (plan.held !== "no") await host.hold(plan.held === "until-released" ? undefined : plan.held);
  const whole = plan.ending.type !== "cut";
  host.answered(logged, { type: "answer", status: given.status, text: JSON.stringify(bent), whole });
  if (plan.ending.type === "cut") {
    const { afterBytes, reset } = plan.ending;
    await link.write(
      bytes.subarray(0, afterBytes === "half" ? bytes.length >> 1 : afterBytes),
      plan.splits,
      plan.gapMs,
    );
    link.cut(reset);
    return false;
  }
  await link.write(bytes, plan.splits, plan.gapMs);
  if (!plan.ending.close && head.headers.get("connection")?.toLowerCase() !== "close") return true;
  link.end();
  return false;
}

/** How far back another sale is searched for, to spoil an answer with. */
const NEAR = 20;

export function surroundingsOf(store: Store, body: object): Surroundings {
  const id = "id" in body ? body.id : undefined;
  const isEarlier = (stored: Stored) => stored.type === "transaction" && stored.id !== id;
  const previous = store.transactions.latest(NEAR).filter(isEarlier).at(-1);
  const earlier = store.receipts
    .latest(NEAR)
    .filter(({ transactionId }) => transactionId !== id)
    .at(-1);
  return { previous: previous && bodyOf(previous), earlierDocumentNo: earlier?.documentNo ?? "000000" };
}
