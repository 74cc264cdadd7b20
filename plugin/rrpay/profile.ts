/**
 * RRPay's local interface as this project speaks it (docs/contracts.md C): paths, and what each answer means.
 * RASO publishes no description of it, so this whole folder is our assumption.
 */
import { ANSWERS } from "../../schemas/generated/answers.ts";
import type {
  Fiscal,
  RrpayError,
  RrpayFiscal,
  RrpayHealth,
  RrpayTombstone,
  RrpayTransaction,
} from "../../schemas/generated/types.ts";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayNotFound,
  validateRrpayTombstone,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import type { RefusalCode, Statement, Tombstone } from "../payment/statement.ts";
import { parseJson } from "../text/ascii.ts";
import { asUtf8, decodeUtf8 } from "../text/utf8.ts";
import type { Exchange, ExchangeEnd } from "./client.ts";
import { maskedAnswer } from "./masking.ts";
import type { Endpoint, Health, HealthOutcome, PaymentOutcome, Request } from "./requests.ts";
import { pruned } from "./tolerance.ts";

/**
 * The refusals that docs/contracts.md C10 lists, by status. Any other one means unknown (docs/payment-rules.md, rule
 * 12).
 */
const REFUSALS: ReadonlyMap<string, RefusalCode> = new Map([
  ["412 epoch-changed", "epoch-changed"],
  ["409 id-conflict", "id-conflict"],
  ["409 sale-known", "sale-known"],
  ["422 invalid", "invalid"],
  ["423 busy", "busy"],
]);

/** The exchange for a request. A health check goes without the token, unless the config says that RRPay wants it. */
export function exchangeOf(request: Request, { till, healthToken }: Pick<Endpoint, "till" | "healthToken">): Exchange {
  const { timeoutMs } = request;
  switch (request.type) {
    case "health":
      return {
        method: "GET",
        path: `/v1/health?till=${escaped(till)}`,
        withToken: healthToken,
        forAnyone: true,
        timeoutMs,
      };
    case "send": {
      const { body, epoch, written } = request;
      return { method: "POST", path: "/v1/transactions", withToken: true, body, epoch, timeoutMs, beforeSend: written };
    }
    case "query": {
      const { id, afterRevision, waitMs } = request;
      const path = `/v1/transactions/${id}?afterRevision=${afterRevision}&waitMs=${waitMs}`;
      return { method: "GET", path, withToken: true, timeoutMs: timeoutMs + waitMs };
    }
    case "cancel":
      return { ...act(request.id, "cancel"), epoch: request.epoch, timeoutMs, beforeSend: request.written };
    case "print":
      return { ...act(request.id, "print"), timeoutMs };
  }
}

function act(id: string, name: "cancel" | "print"): Omit<Exchange, "timeoutMs"> {
  return { method: "POST", path: `/v1/transactions/${id}/${name}`, withToken: true, body: "{}" };
}

/** A text inside a path. Every byte except letters and digits is escaped. */
function escaped(text: string): string {
  let path = "";
  for (const character of asUtf8(text)) {
    const byte = character.charCodeAt(0);
    path += /[A-Za-z0-9]/.test(character) ? character : `%${byte < 16 ? "0" : ""}${byte.toString(16).toUpperCase()}`;
  }
  return path;
}

/** Reads the answer to a health request. */
export function readHealth(end: ExchangeEnd): HealthOutcome {
  if (end.type === "unsent") return { type: "down" };
  if (end.type === "lost") return { type: end.why === "garbage" ? "foreign" : "down" };
  const value = jsonOf(end.body);
  const health = pruned(value, ANSWERS.health);
  if (end.status === 200 && validateRrpayHealth(health))
    return { type: "health", health: healthOf(maskedAnswer(health)) };
  if (end.status === 200 && isOtherProtocol(value)) return { type: "other-protocol" };
  if (end.status === 401 && validateRrpayError(pruned(value, ANSWERS.error))) return { type: "unauthorized" };
  return { type: end.status >= 500 ? "down" : "foreign" };
}

/**
 * Reads the answer to a request about a transaction. An answer that is not listed proves nothing: it is never an
 * approval or a decline.
 */
export function readTransaction(end: ExchangeEnd): PaymentOutcome {
  if (end.type === "unsent") return end;
  if (end.type === "lost") return { type: "nothing", why: WHY[end.why] };
  const value = jsonOf(end.body);
  const { status } = end;
  if (status === 200 || status === 201 || status === 202) {
    const known = pruned(value, ANSWERS.transaction);
    if (validateRrpayTransaction(known)) return { type: "statement", statement: statementOf(maskedAnswer(known)) };
    // a tombstone with more fields of a transaction is a transaction that cannot be read; it proves nothing
    if (hasOnly(known, ANSWERS.tombstone) && validateRrpayTombstone(known))
      return { type: "tombstone", tombstone: tombstoneOf(maskedAnswer(known)) };
  }
  const missing = status === 404 ? pruned(value, ANSWERS.notFound) : undefined;
  if (validateRrpayNotFound(missing)) return { type: "not-found", storeId: missing.storeId, epoch: missing.epoch };
  const refusal = errorOf(value);
  if (refusal) {
    const code = status === 401 ? "unauthorized" : REFUSALS.get(`${status} ${refusal.error}`);
    const otherId = refusal.details?.id;
    if (code !== undefined) return { type: "refusal", code, ...(otherId === undefined ? {} : { otherId }) };
  }
  return { type: "nothing", why: "answer-invalid" };
}

/** What `pruned` has left is all that the domain has a name for. */
function healthOf({ protocol: _protocol, ...rest }: RrpayHealth): Health {
  return rest;
}

function statementOf({ fiscal, ...rest }: RrpayTransaction): Statement {
  return { ...rest, fiscal: receiptOf(fiscal) };
}

function tombstoneOf({ state: _state, fiscal, ...rest }: RrpayTombstone): Tombstone {
  return fiscal ? { ...rest, fiscal: receiptOf(fiscal) } : rest;
}

/** An empty number is none. */
function receiptOf({ documentNo, ...rest }: RrpayFiscal): Fiscal {
  return documentNo ? { ...rest, documentNo } : rest;
}

/** An error with unknown details is still the same refusal: RRPay did not accept what it refused. */
function errorOf(value: unknown): RrpayError | undefined {
  const known = pruned(value, ANSWERS.error);
  if (validateRrpayError(known)) return known;
  if (typeof known !== "object" || known === null) return undefined;
  const bare = { ...known, details: undefined };
  return validateRrpayError(bare) ? (bare as RrpayError) : undefined;
}

function hasOnly(value: unknown, fields: object): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).every((name) => Object.hasOwn(fields, name));
}

/** A future RRPay: it names a protocol version, and it is not this one. */
function isOtherProtocol(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("protocol" in value)) return false;
  return typeof value.protocol === "number" && value.protocol !== PROTOCOL;
}

const PROTOCOL = 1;

const WHY = { cut: "connection-lost", timeout: "no-answer", garbage: "answer-invalid" } as const;

function jsonOf(body: Uint8Array): unknown {
  const text = decodeUtf8(body);
  if (text === null) return undefined;
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}
