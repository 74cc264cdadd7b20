/** Contract C, statement by statement: requests in, answers out, in the precedence it states. */
import { isDeepStrictEqual } from "node:util";
import type { RrpayHealth, RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { validateRrpayTransactionRequest } from "../../../schemas/generated/validators.js";
import type { Desk } from "./desk.ts";
import type { Feature, Stored, Switches } from "./model.ts";
import type { Store } from "./store.ts";

/** What a request asks for. */
export type Target =
  | { readonly on: "health" }
  | { readonly on: "post" }
  | { readonly on: "get"; readonly id: string; readonly afterRevision: number; readonly waitMs: number }
  | { readonly on: "cancel"; readonly id: string }
  | { readonly on: "print"; readonly id: string }
  | { readonly on: "other"; readonly status: 400 | 404 | 405 };

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** RRPay as the interface sees it. */
export interface Counter {
  readonly name: string;
  readonly till: string;
  readonly tills: readonly string[];
  readonly token: string | undefined;
  readonly store: Store;
  readonly desk: Desk;
  readonly switches: Switches;
  /** Resolves when the condition holds, when `ms` have passed, or when nobody is interested any more. */
  readonly wait: (condition: () => boolean, ms: number) => Promise<void>;
}

const WAIT_MS_MAX = 25_000;

/** Reads method and path. */
export function targetOf(method: string, url: string): Target {
  const [path = "", query = ""] = url.split("?", 2);
  const [version, place, encodedId, action, ...rest] = path.slice(1).split("/");
  const expect = (wanted: string, target: Target): Target =>
    method === wanted ? target : { on: "other", status: 405 };
  if (version !== "v1" || rest.length > 0) return { on: "other", status: 404 };
  if (place === "health" && encodedId === undefined) return expect("GET", { on: "health" });
  if (place !== "transactions") return { on: "other", status: 404 };
  if (encodedId === undefined) return expect("POST", { on: "post" });
  const id = decode(encodedId);
  if (id === undefined) return { on: "other", status: 400 };
  if (action === undefined) return expect("GET", getOf(id, new URLSearchParams(query)));
  if (action === "cancel" || action === "print") return expect("POST", { on: action, id });
  return { on: "other", status: 404 };
}

function getOf(id: string, query: URLSearchParams): Target {
  const [afterRevision, waitMs] = [query.get("afterRevision") ?? "0", query.get("waitMs") ?? "0"];
  if (!/^\d{1,15}$/.test(afterRevision) || !/^\d{1,15}$/.test(waitMs)) return { on: "other", status: 400 };
  return { on: "get", id, afterRevision: Number(afterRevision), waitMs: Math.min(Number(waitMs), WAIT_MS_MAX) };
}

function decode(text: string): string | undefined {
  try {
    const id = decodeURIComponent(text);
    return id.length >= 1 && id.length <= 64 ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Answers one request. `jams`: the receipt of a transaction taken up now will not come out. */
export async function answer(
  counter: Counter,
  target: Target,
  authorization: string | undefined,
  body: Uint8Array,
  jams: boolean,
): Promise<Answer> {
  if (counter.token !== undefined && authorization !== `Bearer ${counter.token}`) return unauthorized();
  switch (target.on) {
    case "health":
      return { status: 200, body: healthOf(counter) };
    case "post":
      return post(counter, body, jams);
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

function healthOf({ name, till, store, switches }: Counter): RrpayHealth {
  const { lastDocumentNo, lastTransactionId } = store;
  return {
    name,
    version: "1.0.0",
    protocol: 1,
    ready: switches.ready,
    emulator: true,
    till,
    storeId: store.storeId,
    epoch: store.epoch,
    fiscal: { online: switches.fiscalOnline, ...(lastDocumentNo === undefined ? {} : { lastDocumentNo }) },
    ...(lastTransactionId === undefined ? {} : { lastTransactionId }),
    features: [...switches.features],
  };
}

/** 401 → known id → sale-known → 422 → 423 → 201. Identity is looked at before validity. */
function post(counter: Counter, body: Uint8Array, jams: boolean): Answer {
  const { desk, switches } = counter;
  const json = parse(body);
  if (json === undefined) return invalid("", "the body is not JSON in UTF-8");
  const { id, till, kind, saleKey } = json as Partial<RrpayTransactionRequest>;
  const known = typeof id === "string" ? desk.find(id) : undefined;
  if (known) return repeated(known, json);
  const holder = till && kind && saleKey ? desk.holderOf({ till, kind, saleKey }) : undefined;
  if (holder) return saleKnown(holder.id, holder.answer.state);
  const content = check(counter, json);
  if ("status" in content) return content;
  const open = desk.underWay();
  const other = switches.busy ?? (open ? { id: open.id, till: open.content.till } : undefined);
  if (other) return error(423, "busy", "Vyksta kitas mokėjimas", { id: other.id, till: other.till });
  return { status: 201, body: desk.take(content, jams).answer };
}

function repeated(known: Stored, json: unknown): Answer {
  if (known.type === "transaction" && !isDeepStrictEqual(known.content, json)) {
    return error(409, "id-conflict", "Šis numeris jau panaudotas su kitu turiniu");
  }
  return { status: 200, body: bodyOf(known) };
}

function saleKnown(id: string, state: string): Answer {
  return error(409, "sale-known", "Šis pardavimas jau vykdomas arba apmokėtas", { id, state });
}

/** The content where it is acceptable, else the 422. */
function check(counter: Counter, json: unknown): RrpayTransactionRequest | Answer {
  if (!validateRrpayTransactionRequest(json)) {
    const [first] = validateRrpayTransactionRequest.errors ?? [];
    return invalid(first?.instancePath ?? "", `does not match the schema: ${first?.keyword} ${first?.detail ?? ""}`);
  }
  if (!counter.tills.includes(json.till)) return invalid("/till", "this till is not served here");
  const numbers = new Set(json.lines.map(({ no }) => no));
  if (numbers.size !== json.lines.length) return invalid("/lines", "two lines share a number");
  const sumCents = json.lines.reduce((sum, line) => sum + line.totalCents, 0);
  if (json.lines.length > 0 && sumCents !== json.totalCents)
    return invalid("/totalCents", "is not the sum of the lines");
  if (json.kind !== "void") return json;
  const sold = counter.desk.soldBefore(json);
  if (sold === undefined) return invalid("/original", "no approved sale to void");
  if (counter.desk.voidedBefore(json)) return invalid("/original", "the sale is voided already");
  return sold.totalCents === json.totalCents ? json : invalid("/totalCents", "is not the total of the voided sale");
}

async function get(counter: Counter, id: string, afterRevision: number, waitMs: number): Promise<Answer> {
  if (!offers(counter, "status")) return unsupported("status");
  const { desk } = counter;
  const changed = () => revisionOf(desk.find(id)) > afterRevision;
  if (desk.find(id) && !changed() && waitMs > 0) await counter.wait(changed, waitMs);
  const stored = desk.find(id);
  return stored ? { status: 200, body: bodyOf(stored) } : notFound(counter);
}

function cancel(counter: Counter, id: string): Answer {
  if (!offers(counter, "cancel")) return unsupported("cancel");
  if (!counter.desk.find(id) && !offers(counter, "tombstone")) return notFound(counter);
  return { status: 202, body: bodyOf(counter.desk.cancel(id)) };
}

function print(counter: Counter, id: string): Answer {
  if (!offers(counter, "print")) return unsupported("print");
  return counter.desk.find(id)?.type === "transaction"
    ? { status: 202, body: counter.desk.print(id).answer }
    : notFound(counter);
}

/** A stored transaction as it goes over the wire. */
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

function parse(body: Uint8Array): object | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
    return typeof json === "object" && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function notFound({ store }: Counter): Answer {
  return { status: 404, body: { error: "not-found", storeId: store.storeId, epoch: store.epoch } };
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
