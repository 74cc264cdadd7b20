/** A check: which promise of docs/contracts.md C and which row of docs/assumptions.md it measures, and how. */
import type { Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import { differs, type Seen } from "./evidence.ts";
import type { Lab } from "./lab.ts";

export type Feature = "status" | "cancel" | "tombstone" | "print" | "fiscal" | "prepaid" | "epoch-guard";

export interface Check {
  readonly id: string;
  /** The promise and the assumptions that it measures. */
  readonly promises: string;
  /** Measured only if RRPay lists this feature. If the check fails, RRPay must not list it. */
  readonly feature?: Feature;
  /** A second feature without which this one is not used. */
  readonly needs?: Feature;
  readonly title: Words;
  /** What was seen instead. Undefined if the promise holds. */
  readonly run: (lab: Lab) => Talk<Seen>;
}

/** That an id which was refused is not stored. Only where RRPay answers for ids (`status`) can it be asked. */
export function* isNotStored(lab: Lab, id: string): Talk<Seen> {
  if (!lab.offers("status")) return undefined;
  const got = yield* lab.get(id);
  // which body a 404 has, is measured elsewhere
  return got.status === 404 ? undefined : differs(got, 404);
}
