/**
 * What stays of an answer once it was read: a run has hundreds of them, and RRPay may write 128 KiB into each.
 * Whether it fits a schema is judged while it is whole.
 */
import { pruned } from "../../../plugin/rrpay/tolerance.ts";
import { ANSWERS } from "../../../schemas/generated/answers.ts";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayNotFound,
  validateRrpayTombstone,
  validateRrpayTransaction,
} from "../../../schemas/generated/validators.js";
import type { Json } from "./wires.ts";

const FITS: readonly ((json: Json) => boolean)[] = [
  (json) => validateRrpayHealth(pruned(json, ANSWERS.health)),
  (json) => validateRrpayTransaction(pruned(json, ANSWERS.transaction)),
  (json) => validateRrpayTombstone(pruned(json, ANSWERS.tombstone)),
  (json) => validateRrpayError(pruned(json, ANSWERS.error)),
  (json) => validateRrpayNotFound(pruned(json, ANSWERS.notFound)),
];

/** Whether an answer is one that the till reads. */
export const isFit = (body: unknown): boolean => FITS.some((fits) => fits(body));

/** A body of more characters is kept in part, and of that no field that is larger. */
const LARGE = 16 * 1024;
const LARGE_FIELD = 4 * 1024;
const KNOWN = [...new Set(Object.values(ANSWERS).flatMap((answer) => Object.keys(answer)))];

/** The body as it is kept. Of a large one that is what a till reads. */
export function keptOf(body: Json, length: number): unknown {
  if (length <= LARGE || typeof body !== "object" || body === null)
    return typeof body === "string" ? body.slice(0, LARGE) : body;
  if (Array.isArray(body)) return [];
  const isSmall = (value: unknown) => (JSON.stringify(value) ?? "").length <= LARGE_FIELD;
  return Object.fromEntries(
    KNOWN.filter((name) => Object.hasOwn(body, name) && isSmall(body[name])).map((name) => [name, body[name]]),
  );
}
