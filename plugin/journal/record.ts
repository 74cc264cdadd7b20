/** All records of the journal. One table holds every kind, so that a new kind cannot be forgotten. */
import type {
  AdoptedRecord,
  BehindRecord,
  CarriedRecord,
  CheckpointRecord,
  CloseRecord,
  DecisionRecord,
  EvidenceRecord,
  NamedRecord,
  PaymentRecord,
  PinRecord,
  RefusalRecord,
  ResentRecord,
  SentRecord,
  UnpaidRecord,
} from "../../schemas/generated/types.ts";
import * as validators from "../../schemas/generated/validators.js";
import { parseJson, stringifyAscii } from "../text/ascii.ts";

export type JournalRecord =
  | CheckpointRecord
  | CarriedRecord
  | PinRecord
  | SentRecord
  | ResentRecord
  | PaymentRecord
  | EvidenceRecord
  | CloseRecord
  | UnpaidRecord
  | BehindRecord
  | NamedRecord
  | AdoptedRecord
  | DecisionRecord
  | RefusalRecord;

const KINDS: { readonly [T in JournalRecord["t"]]: (value: unknown) => boolean } = {
  checkpoint: validators.validateCheckpointRecord,
  carried: validators.validateCarriedRecord,
  pin: validators.validatePinRecord,
  sent: validators.validateSentRecord,
  resent: validators.validateResentRecord,
  payment: validators.validatePaymentRecord,
  evidence: validators.validateEvidenceRecord,
  close: validators.validateCloseRecord,
  adopted: validators.validateAdoptedRecord,
  unpaid: validators.validateUnpaidRecord,
  behind: validators.validateBehindRecord,
  named: validators.validateNamedRecord,
  decision: validators.validateDecisionRecord,
  refusal: validators.validateRefusalRecord,
};

/** A record as a line of the journal. The body was made as ASCII and is not escaped again. */
export function lineOf(record: JournalRecord): string {
  if (record.t !== "sent") return stringifyAscii(record);
  const { body, ...rest } = record;
  return `${stringifyAscii(rest).slice(0, -1)},"body":${JSON.stringify(body)}}`;
}

/** Whether a value from the disk is a record that this version understands. */
export function isJournalRecord(value: unknown): value is JournalRecord {
  if (typeof value !== "object" || value === null || !("t" in value)) return false;
  const kind = value.t;
  return typeof kind === "string" && Object.hasOwn(KINDS, kind) && KINDS[kind as JournalRecord["t"]](value);
}

/** The record of a line that the host has verified, or undefined if this version does not understand it. */
export function recordOf(line: string): JournalRecord | undefined {
  const parsed = parseJson(line);
  return parsed.ok && isJournalRecord(parsed.value) ? parsed.value : undefined;
}
