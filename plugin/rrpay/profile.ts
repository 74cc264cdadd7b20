/**
 * RRPay's local interface as this project speaks it (contract C): paths, and what each answer means.
 * RASO publishes no description: the whole of this file, with client.ts and mapping.ts beside it, is our assumption.
 */
import type { RrpayError, RrpayHealth, RrpayTombstone, RrpayTransaction } from "../../schemas/generated/types.ts";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayNotFound,
  validateRrpayTombstone,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import { parseJson } from "../text/ascii.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import type { Exchange, ExchangeEnd } from "./client.ts";
import { masked } from "./masking.ts";

/** How long RRPay may hold an answer back: short, so that a cancel is never far (contract C). */
export const LONG_POLL_MS = 1000;

export type Feature = "status" | "cancel" | "tombstone" | "print";

/** What came of an exchange that asked for health. */
export type HealthAnswer =
  | { readonly type: "health"; readonly health: RrpayHealth }
  | { readonly type: "unauthorized" }
  /** Something answered that is not RRPay. */
  | { readonly type: "foreign" }
  | { readonly type: "down" };

/** What came of an exchange about one transaction. */
export type TransactionAnswer =
  | { readonly type: "transaction"; readonly transaction: RrpayTransaction }
  /** Stored by a cancel of an id that RRPay had never seen: proof that nothing was taken. */
  | { readonly type: "tombstone"; readonly transaction: RrpayTombstone }
  | { readonly type: "not-found"; readonly storeId: string; readonly epoch: string }
  | { readonly type: "error"; readonly code: RefusalCode; readonly details: NonNullable<RrpayError["details"]> }
  /** Whatever else: it proves nothing (rule 3). */
  | { readonly type: "nothing"; readonly why: "no-answer" | "connection-lost" | "answer-invalid" }
  | { readonly type: "unsent"; readonly why: "unreachable" | "not-stored" };

/** The refusals that contract C lists, by status: anything else means unknown (rule 12). */
export type RefusalCode = "unauthorized" | "id-conflict" | "sale-known" | "invalid" | "busy";

const REFUSALS: ReadonlyMap<string, RefusalCode> = new Map([
  ["409 id-conflict", "id-conflict"],
  ["409 sale-known", "sale-known"],
  ["422 invalid", "invalid"],
  ["423 busy", "busy"],
]);

export const request = {
  health: (timeoutMs: number): Exchange => ({ method: "GET", path: "/v1/health", timeoutMs }),
  post: (body: string, timeoutMs: number, beforeSend: () => boolean): Exchange => ({
    method: "POST",
    path: "/v1/transactions",
    body,
    timeoutMs,
    beforeSend,
  }),
  get: (id: string, afterRevision: number, waitMs: number, answerMs: number): Exchange => ({
    method: "GET",
    path: `/v1/transactions/${id}?afterRevision=${afterRevision}&waitMs=${waitMs}`,
    timeoutMs: answerMs + waitMs,
  }),
  cancel: (id: string, timeoutMs: number, beforeSend: () => boolean): Exchange => ({
    method: "POST",
    path: `/v1/transactions/${id}/cancel`,
    body: "{}",
    timeoutMs,
    beforeSend,
  }),
  print: (id: string, timeoutMs: number): Exchange => ({
    method: "POST",
    path: `/v1/transactions/${id}/print`,
    body: "{}",
    timeoutMs,
  }),
};

/** Reads the answer to a health request. */
export function readHealth(end: ExchangeEnd): HealthAnswer {
  if (end.type === "unsent") return { type: "down" };
  if (end.type === "lost") return { type: end.why === "garbage" ? "foreign" : "down" };
  const value = jsonOf(end.body);
  if (end.status === 200 && validateRrpayHealth(value)) return { type: "health", health: value };
  if (end.status === 401 && validateRrpayError(value)) return { type: "unauthorized" };
  return { type: end.status >= 500 ? "down" : "foreign" };
}

/** Reads the answer to a request about a transaction. Never an approval or a decline by accident: what is not listed is nothing. */
export function readTransaction(end: ExchangeEnd): TransactionAnswer {
  if (end.type === "unsent") return end;
  if (end.type === "lost") return { type: "nothing", why: WHY[end.why] };
  const value = jsonOf(end.body);
  const { status } = end;
  if (status === 200 || status === 201 || status === 202) {
    if (validateRrpayTransaction(value)) return { type: "transaction", transaction: masked(value) };
    if (validateRrpayTombstone(value)) return { type: "tombstone", transaction: masked(value) };
  }
  if (status === 404 && validateRrpayNotFound(value)) {
    return { type: "not-found", storeId: value.storeId, epoch: value.epoch };
  }
  const refusal = refusalOf(value);
  if (refusal) {
    const code = status === 401 ? "unauthorized" : REFUSALS.get(`${status} ${refusal.error}`);
    if (code !== undefined) return { type: "error", code, details: refusal.details ?? {} };
  }
  return { type: "nothing", why: "answer-invalid" };
}

/** An error whose details are not those that we know is the same refusal all the same: what was refused was not taken. */
function refusalOf(value: unknown): RrpayError | undefined {
  if (validateRrpayError(value)) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const bare = { ...value, details: undefined };
  return validateRrpayError(bare) ? (bare as RrpayError) : undefined;
}

const WHY = { cut: "connection-lost", timeout: "no-answer", garbage: "answer-invalid" } as const;

function jsonOf(body: Uint8Array): unknown {
  const text = decodeUtf8(body);
  if (text === null) return undefined;
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}
