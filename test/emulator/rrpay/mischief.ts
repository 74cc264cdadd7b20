/** What each fault does to one exchange: a complete table from a fault to a change of the plan. */
import type { RrpayTransaction } from "../../../schemas/generated/types.ts";
import { type Answer, error, invalid, unauthorized } from "./api.ts";
import type { Fault, FaultType } from "./faults.ts";
import type { Message } from "./message.ts";
import type { Mishap } from "./model.ts";
import { METHOD } from "./money.ts";

/** What a spoilt answer may be made from. */
export interface Surroundings {
  /** The present state of another transaction, if there is one. */
  readonly previous: object | undefined;
  /** A document number that was given before this one. */
  readonly earlierDocumentNo: string;
}

/** How an answer is sent. */
export type Ending =
  | { readonly type: "whole"; readonly close: boolean }
  | { readonly type: "silence" }
  /** Only this many bytes of the answer are sent, then the connection is cut; half of the answer if absent. */
  | { readonly type: "cut"; readonly afterBytes: number | "half"; readonly reset: boolean };

/** How one exchange will go. */
export interface Plan {
  /** Cut: before the body is read. */
  arrival: "read" | "cut";
  reset: boolean;
  /** Skipped: RRPay never learns of the request. */
  processing: "done" | "skipped";
  /** Sent instead of RRPay's answer. */
  standIn: Answer | undefined;
  mishap: Mishap;
  /** RRPay's epoch changes after this request is processed. */
  renewsEpoch: boolean;
  crash: Extract<Fault, { type: "crash" }> | undefined;
  refusal: Extract<Fault, { type: "refuse-connection" }> | undefined;
  bends: ((body: object, surroundings: Surroundings) => object)[];
  dresses: ((message: Message) => Message)[];
  spoils: ((bytes: Buffer) => Buffer)[];
  /** Where the answer is cut into separate writes. */
  splits: readonly number[] | "everywhere";
  gapMs: number;
  /** Held back until it is released, or for this time. */
  held: "no" | "until-released" | number;
  ending: Ending;
}

export function planFor(faults: readonly Fault[]): Plan {
  const plan: Plan = {
    arrival: "read",
    reset: false,
    processing: "done",
    standIn: undefined,
    mishap: { jams: false, discountCents: 0 },
    renewsEpoch: false,
    crash: undefined,
    refusal: undefined,
    bends: [],
    dresses: [],
    spoils: [],
    splits: [],
    gapMs: 0,
    held: "no",
    ending: { type: "whole", close: false },
  };
  for (const fault of faults) applyFault(plan, fault);
  return plan;
}

/** Adds one more fault to the plan. */
export function applyFault(plan: Plan, fault: Fault): void {
  const effect = EFFECTS[fault.type] as (plan: Plan, fault: Fault) => void;
  effect(plan, fault);
}

type Effects = { readonly [T in FaultType]: (plan: Plan, fault: Extract<Fault, { type: T }>) => void };

const EFFECTS: Effects = {
  "refuse-connection": (plan, fault) => {
    plan.refusal = fault;
    cut(plan, "skipped", false);
  },
  "cut-before": (plan, { reset = false }) => {
    plan.arrival = "cut";
    plan.reset = reset;
  },
  "cut-before-process": (plan, { reset = false }) => cut(plan, "skipped", reset),
  "cut-after-request": (plan, { reset = false }) => cut(plan, "done", reset),
  "cut-mid-answer": (plan, { bytes, reset = false }) => {
    plan.ending = { type: "cut", afterBytes: bytes ?? "half", reset };
  },
  silence: (plan) => {
    plan.processing = "skipped";
    plan.ending = { type: "silence" };
  },
  "printed-but-silent": (plan) => {
    plan.ending = { type: "silence" };
  },
  "paid-but-not-printed": (plan) => {
    plan.mishap = { ...plan.mishap, jams: true };
  },
  discount: (plan, { cents = 20 }) => {
    plan.mishap = { ...plan.mishap, discountCents: cents };
  },
  "epoch-changes": (plan) => {
    plan.renewsEpoch = true;
  },
  "never-printed": (plan) => bendTransaction(plan, (body) => ({ ...body, fiscal: { state: "unknown" } })),
  unsolicited: (plan, fault) => {
    plan.spoils.push((bytes) => Buffer.concat([bytes, unsolicitedBytes(fault)]));
  },
  slow: (plan, { gapMs = 0 }) => {
    plan.splits = "everywhere";
    plan.gapMs = gapMs;
  },
  split: (plan, { at, gapMs = 0 }) => {
    plan.splits = at;
    plan.gapMs = gapMs;
  },
  late: (plan, { forMs }) => {
    plan.held = forMs ?? "until-released";
  },
  duplicate: (plan) => {
    plan.spoils.push((bytes) => Buffer.concat([bytes, bytes]));
  },
  garbage: (plan, { bytes = 512 }) => {
    plan.spoils.push(() => Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 37 + 11) % 256)));
  },
  truncate: (plan, { bytes }) => {
    dress(plan, (body) => body.subarray(0, bytes ?? body.length >> 1));
  },
  "not-json": (plan) => dress(plan, () => Buffer.from("<html><body>RRPay</body></html>")),
  huge: (plan, { megabytes = 2 }) => {
    // It is still the right answer, only too large: spaces are allowed before JSON.
    dress(plan, (body) => Buffer.concat([Buffer.alloc(megabytes * 1024 * 1024, " "), body]));
  },
  "huge-header": (plan, { kilobytes = 64 }) => header(plan, "X-Padding", "x".repeat(kilobytes * 1024)),
  chunked: (plan) => {
    plan.dresses.push((message) => ({ ...message, chunked: true }));
  },
  "connection-close": (plan) => {
    header(plan, "Connection", "close");
    plan.ending = { type: "whole", close: true };
  },
  "close-unsaid": (plan) => {
    plan.ending = { type: "whole", close: true };
  },
  "added-fields": (plan) => bend(plan, (body) => grown(body, ABSENT) as object),
  "long-texts": (plan) => bend(plan, (body) => stretched(body) as object),
  status: (plan, { status, processed = false }) => {
    plan.processing = processed ? "done" : "skipped";
    plan.standIn = error(status, "trouble", "RRPay klaida");
  },
  unauthorized: (plan) => standIn(plan, unauthorized()),
  busy: (plan) => standIn(plan, error(423, "busy", "Vyksta kitas mokėjimas", { id: "another", till: "another" })),
  invalid: (plan) => standIn(plan, invalid("/lines", "refused by the fault script")),
  "wrong-schema": (plan) => bend(plan, misshapen),
  "wrong-id": (plan) => bendField(plan, "id", "another-id"),
  "wrong-kind": (plan) =>
    bendTransaction(plan, (body) => ({ ...body, kind: body.kind === "sale" ? "return" : "sale" })),
  "wrong-till": (plan) => bendField(plan, "till", "another"),
  "wrong-currency": (plan) => bendTransaction(plan, (body) => ({ ...body, currency: "USD" })),
  "wrong-amount": (plan, { cents = 1 }) =>
    bendTransaction(plan, (body) => ({ ...body, totalCents: body.totalCents + cents })),
  "wrong-store": (plan) => bendField(plan, "storeId", "EMU-another"),
  "wrong-epoch": (plan) => bendField(plan, "epoch", "another"),
  "previous-sale": (plan) => bend(plan, (body, { previous }) => previous ?? { ...body, id: "previous" }),
  "revision-backwards": (plan) => bendTransaction(plan, atFirst),
  "document-repeated": (plan) =>
    bendTransaction(plan, (body, { earlierDocumentNo }) => ({
      ...body,
      fiscal: { ...body.fiscal, documentNo: earlierDocumentNo },
    })),
  "printed-before": (plan, { days = 1 }) =>
    bendTransaction(plan, (body) => ({ ...body, fiscal: printedBefore(body.fiscal, days) })),
  "no-payments": (plan) =>
    bendTransaction(plan, (body) => ({ ...body, payments: [], changeCents: 0, roundingCents: 0 })),
  "money-in-declined": (plan) => bendTransaction(plan, declinedWithMoney),
  warning: (plan, { code = "W-PAPER-LOW", message = "Baigiasi popierius" }) =>
    bendTransaction(plan, (body) => ({ ...body, code, message })),
  "counter-unreadable": (plan) =>
    bend(plan, (body) => {
      if (!("fiscal" in body) || !("protocol" in body)) return body;
      const { lastDocumentNo: _, ...fiscal } = body.fiscal as Record<string, unknown>;
      return { ...body, fiscal };
    }),
  crash: (plan, fault) => {
    plan.crash = fault;
  },
};

/** All faults. */
export const FAULT_TYPES = Object.keys(EFFECTS) as readonly FaultType[];

/** What `unsolicited` sends: a whole answer that nobody asked for, unless the fault has a text. */
export function unsolicitedBytes({ text }: Extract<Fault, { type: "unsolicited" }>): Buffer {
  return Buffer.from(text ?? 'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"state":"nobody"}');
}

function cut(plan: Plan, processing: Plan["processing"], reset: boolean): void {
  plan.processing = processing;
  plan.ending = { type: "cut", afterBytes: 0, reset };
}

function standIn(plan: Plan, answer: Answer): void {
  plan.processing = "skipped";
  plan.standIn = answer;
}

function dress(plan: Plan, change: (body: Buffer) => Buffer): void {
  plan.dresses.push((message) => ({ ...message, body: change(message.body) }));
}

function header(plan: Plan, name: string, value: string): void {
  plan.dresses.push((message) => ({ ...message, headers: [...message.headers, [name, value]] }));
}

function bend(plan: Plan, change: Plan["bends"][number]): void {
  plan.bends.push(change);
}

/** Only if the answer has the field. */
function bendField(plan: Plan, field: string, value: string): void {
  bend(plan, (body) => (field in body ? { ...body, [field]: value } : body));
}

/** Tombstones, errors and health stay as they are. */
function bendTransaction(
  plan: Plan,
  change: (body: RrpayTransaction, surroundings: Surroundings) => RrpayTransaction,
): void {
  bend(plan, (body, surroundings) => ("saleKey" in body ? change(body as RrpayTransaction, surroundings) : body));
}

/** The transaction as it was at revision 1. */
function atFirst(body: RrpayTransaction): RrpayTransaction {
  const { code: _, message: __, ...kept } = body;
  const nothing = { payments: [], roundingCents: 0, changeCents: 0 };
  return { ...kept, ...nothing, state: "in-progress", revision: 1, fiscal: { state: "unknown" } };
}

function declinedWithMoney(body: RrpayTransaction): RrpayTransaction {
  const payments = [{ method: METHOD.card, name: "Banko kortelė", amountCents: body.totalCents }];
  return { ...body, state: "declined", payments, roundingCents: 0, changeCents: 0 };
}

/** Optional fields of an answer, which another RRPay may send as null instead of leaving them out. */
const ABSENT = ["code", "message", "original", "lastTransactionId", "details"];
const ABSENT_BELOW: Readonly<Record<string, readonly string[]>> = {
  fiscal: ["documentNo", "printedAt", "lastDocumentNo", "reporting"],
  payments: ["card"],
  card: ["maskedPan", "authCode", "rrn", "terminalId"],
};

/** The answer of a later version: unknown fields in every object, and null for each optional field that it lacks. */
function grown(value: unknown, absent: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => grown(item, absent));
  if (typeof value !== "object" || value === null) return value;
  const nulls = Object.fromEntries(absent.map((name) => [name, null]));
  const known = Object.entries(value).map(([name, child]) => [name, grown(child, ABSENT_BELOW[name])]);
  return { ...nulls, ...Object.fromEntries(known), addedLater: { since: 2, list: [1, "two", null] } };
}

/** Texts for people. Ids, keys, states and document numbers are not among them. */
const TEXTS = new Set(["message", "name", "version"]);

function stretched(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stretched);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      TEXTS.has(name) && typeof child === "string" ? child.padEnd(3000, ".") : stretched(child),
    ]),
  );
}

/** A known field with another type than agreed. */
function misshapen(body: object): object {
  if ("revision" in body) return { ...body, revision: String(body.revision) };
  if ("ready" in body) return { ...body, ready: String(body.ready) };
  return { ...body, error: 1 };
}

/** The receipt as if its own date were some days earlier. */
function printedBefore(fiscal: RrpayTransaction["fiscal"], days: number): RrpayTransaction["fiscal"] {
  const { printedAt } = fiscal;
  if (printedAt === undefined) return fiscal;
  const date = new Date(Date.parse(printedAt.slice(0, 10)) - days * 86_400_000).toISOString().slice(0, 10);
  return { ...fiscal, printedAt: date + printedAt.slice(10) };
}
