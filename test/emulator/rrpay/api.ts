/**
 * docs/contracts.md C, statement by statement: takes requests and gives answers, with the precedence that it states.
 */
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import type { RrpayHealth, RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { validateRrpayTransactionRequest } from "../../../schemas/generated/validators.js";
import type { Desk } from "./desk.ts";
import { dueCents, type Feature, type Mishap, type Stored, type Switches } from "./model.ts";
import type { Store } from "./store.ts";
import type { Target } from "./target.ts";

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** RRPay from the point of view of the interface. */
export interface Counter {
  readonly name: string;
  readonly till: string;
  readonly tills: readonly string[];
  readonly token: string | undefined;
  /** Whether a health request also needs the token. */
  readonly healthToken: boolean;
  readonly store: Store;
  readonly desk: Desk;
  readonly switches: Switches;
}

/** An answer that is due when `isDue` holds, or after `ms`, because the caller waits for news. */
export interface Held {
  readonly isDue: () => boolean;
  readonly ms: number;
  readonly answer: () => Answer;
}

/** What the interface reads from the head of a request. */
export interface Asked {
  readonly authorization: string | undefined;
  /** The epoch that the caller knows. */
  readonly epoch: string | undefined;
}

/**
 * Answers one request, now or when there is news. `mishap` is what goes wrong with a transaction that is accepted now.
 */
export function answer(
  counter: Counter,
  target: Target,
  { authorization, epoch }: Asked,
  body: Uint8Array,
  mishap: Mishap,
): Answer | Held {
  const open = target.on === "health" && !counter.healthToken;
  if (!open && counter.token !== undefined && authorization !== `Bearer ${counter.token}`) return unauthorized();
  const acts = target.on === "post" || target.on === "cancel";
  if (acts && offers(counter, "epoch-guard") && epoch !== undefined && epoch !== counter.store.epoch) {
    return epochChanged(counter);
  }
  switch (target.on) {
    case "health":
      return { status: 200, body: healthOf(counter, target.till ?? counter.till) };
    case "post":
      return post(counter, body, mishap);
    case "get":
      return get(counter, target.id, target.afterRevision, target.waitMs);
    case "cancel":
      return cancel(counter, target.id);
    case "print":
      return print(counter, target.id);
    case "other":
      return error(target.status, "no-such-request", "Tokios užklausos nėra");
  }
}

function healthOf({ name, till, store, switches }: Counter, asking: string): RrpayHealth {
  const fiscal = switches.features.includes("fiscal") ? store.lastDocumentNo : undefined;
  const lastTransactionId = store.lastTransactionId(asking);
  return {
    name,
    version: "1.0.0",
    protocol: 1,
    ready: switches.ready,
    emulator: true,
    till,
    storeId: store.storeId,
    epoch: store.epoch,
    fiscal: {
      online: switches.fiscalOnline,
      ...(switches.reporting ? {} : { reporting: false }),
      ...(fiscal === undefined ? {} : { lastDocumentNo: fiscal }),
    },
    ...(lastTransactionId === undefined ? {} : { lastTransactionId }),
    features: [...switches.features],
  };
}

/** 401 → 412 → known id → sale-known → 422 → 423 → 201. Identity is checked before validity. */
function post(counter: Counter, body: Uint8Array, mishap: Mishap): Answer {
  const { desk, switches } = counter;
  const json = parse(body);
  if (json === undefined) return invalid("", "the body is not JSON in UTF-8");
  const { id, till, kind, saleKey, original } = json as Partial<RrpayTransactionRequest>;
  const known = typeof id === "string" ? desk.find(id) : undefined;
  if (known) return repeated(counter, known, json);
  const name = till && kind && saleKey ? { till, kind, saleKey, ...(original ? { original } : {}) } : undefined;
  const holder = name && desk.holderOf(name);
  if (holder) return saleKnown(holder.id, holder.answer.state);
  const content = check(counter, json);
  if ("status" in content) return content;
  const open = desk.underWay();
  const other = switches.busy ?? (open ? { id: open.id, till: open.content.till } : undefined);
  if (other) return error(423, "busy", "Vyksta kitas mokėjimas", { id: other.id, till: other.till });
  return { status: 201, body: viewOf(counter, desk.take(content, mishap)) };
}

function repeated(counter: Counter, known: Stored, json: unknown): Answer {
  if (known.type === "transaction" && !isSame(known.content, json)) {
    return error(409, "id-conflict", "Šis numeris jau panaudotas su kitu turiniu");
  }
  return { status: 200, body: viewOf(counter, known) };
}

function saleKnown(id: string, state: string): Answer {
  return error(409, "sale-known", "Šis pardavimas jau vykdomas arba apmokėtas", { id, state });
}

/** The content if it is acceptable, otherwise the 422. */
function check(counter: Counter, json: unknown): RrpayTransactionRequest | Answer {
  if (!validateRrpayTransactionRequest(json)) {
    const [first] = validateRrpayTransactionRequest.errors ?? [];
    return invalid(first?.instancePath ?? "", `does not match the schema: ${first?.keyword} ${first?.detail ?? ""}`);
  }
  if (!counter.tills.includes(json.till)) return invalid("/till", "this till is not served here");
  const numbers = new Set(json.lines.map(({ no }) => no));
  if (numbers.size !== json.lines.length) return invalid("/lines", "two lines share a number");
  const sumCents = json.lines.reduce((sum, line) => sum + line.totalCents, 0);
  const prepaid = json.prepaid ?? [];
  if (prepaid.length > 0 && !offers(counter, "prepaid")) return invalid("/prepaid", "is not known here");
  if (dueCents(json.totalCents, prepaid) < 0) return invalid("/prepaid", "is more than the total");
  if (json.kind !== "void") {
    return sumCents === json.totalCents ? json : invalid("/totalCents", "is not the sum of the lines");
  }
  return checkVoid(counter, json);
}

/** The lines of a void need not add up, because its total is what RRPay took. */
function checkVoid(counter: Counter, json: RrpayTransactionRequest): RrpayTransactionRequest | Answer {
  const sold = counter.desk.soldBefore(json);
  if (sold === undefined) return invalid("/original", "no approved sale to void");
  if (counter.desk.voidedBefore(json)) return invalid("/original", "the sale is voided already");
  if (sold.totalCents !== json.totalCents) return invalid("/totalCents", "is not the total of the voided sale");
  const paidHere = dueCents(sold.totalCents, sold.prepaid) === dueCents(json.totalCents, json.prepaid);
  return paidHere ? json : invalid("/prepaid", "is not what the voided sale had");
}

function get(counter: Counter, id: string, afterRevision: number, waitMs: number): Answer | Held {
  if (!offers(counter, "status")) return unsupported("status");
  const { desk } = counter;
  const changed = () => revisionOf(desk.find(id)) > afterRevision;
  const answerNow = () => {
    const stored = desk.find(id);
    return stored ? { status: 200, body: viewOf(counter, stored) } : notFound(counter);
  };
  if (desk.find(id) && !changed() && waitMs > 0) return { isDue: changed, ms: waitMs, answer: answerNow };
  return answerNow();
}

function cancel(counter: Counter, id: string): Answer {
  if (!offers(counter, "cancel")) return unsupported("cancel");
  if (!counter.desk.find(id) && !offers(counter, "tombstone")) return notFound(counter);
  return { status: 202, body: viewOf(counter, counter.desk.cancel(id)) };
}

function print(counter: Counter, id: string): Answer {
  if (!offers(counter, "print")) return unsupported("print");
  return counter.desk.find(id)?.type === "transaction"
    ? { status: 202, body: viewOf(counter, counter.desk.print(id)) }
    : notFound(counter);
}

/** What RRPay reports about a transaction. If it does not know what is printed, it cannot report that. */
function viewOf(counter: Counter, stored: Stored): object {
  const body = bodyOf(stored);
  return offers(counter, "fiscal") ? body : { ...body, fiscal: { state: "unknown" } };
}

/** A stored transaction in the form in which it is sent. */
export function bodyOf(stored: Stored): object {
  if (stored.type === "transaction") return stored.answer;
  const nothing = { payments: [], roundingCents: 0, changeCents: 0, fiscal: { state: "not-printed" } };
  return { id: stored.id, state: "cancelled", revision: 1, ...nothing };
}

function revisionOf(stored: Stored | undefined): number {
  return stored?.type === "transaction" ? stored.answer.revision : 1;
}

function offers({ switches }: Counter, feature: Feature): boolean {
  return switches.features.includes(feature);
}

/** Whether two values are the same JSON, whatever the order of names. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  const of = (value: object, name: string) => (value as Readonly<Record<string, unknown>>)[name];
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(of(one, name), of(other, name)))
  );
}

function parse(body: Uint8Array): object | undefined {
  try {
    const json: unknown = JSON.parse(decodeUtf8(body) ?? "");
    return typeof json === "object" && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function notFound({ store }: Counter): Answer {
  return { status: 404, body: { error: "not-found", storeId: store.storeId, epoch: store.epoch } };
}

function epochChanged({ store: { storeId, epoch } }: Counter): Answer {
  return error(412, "epoch-changed", "RRPay epocha pasikeitė", { storeId, epoch });
}

function unsupported(feature: Feature): Answer {
  return error(501, "not-supported", `Neturi galimybės „${feature}“`);
}

export function unauthorized(): Answer {
  return error(401, "unauthorized", "Netinkamas raktas");
}

export function invalid(path: string, reason: string): Answer {
  return error(422, "invalid", "Netinkamas turinys", { path, reason });
}

export function error(status: number, code: string, message: string, details?: Record<string, unknown>): Answer {
  return { status, body: { error: code, message, ...(details ? { details } : {}) } };
}
