/** A check: which promise of docs/contracts.md C and which row of docs/assumptions.md it measures, and how. */
import type { Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import type { Got, Json, Lab } from "./lab.ts";

export type Feature = "status" | "cancel" | "tombstone" | "print" | "fiscal" | "prepaid" | "epoch-guard";

export interface Check {
  readonly id: string;
  /** The promise and the assumptions that it measures. */
  readonly promises: string;
  /** Measured only if RRPay lists this feature. If the check fails, RRPay must not list it. */
  readonly feature?: Feature;
  readonly title: Words;
  /** What was seen instead. Undefined if the promise holds. */
  readonly run: (lab: Lab) => Talk<string | undefined>;
}

type Expected = { readonly [field: string]: Json };

/** How an answer differs from what it should be. Undefined if it does not. */
export function differs(got: Got, status: number | readonly number[], fields: Expected = {}): string | undefined {
  const wanted = typeof status === "number" ? [status] : status;
  if (got.lost !== undefined) return `no answer (${got.lost}), expected ${wanted.join(" or ")}`;
  if (!wanted.includes(got.status))
    return `${got.status} ${got.json?.error ?? got.json?.state ?? ""}, expected ${wanted.join(" or ")}`;
  for (const [path, value] of Object.entries(fields)) {
    const seen = path.split(".").reduce((json: Json, name) => json?.[name], got.json);
    if (JSON.stringify(seen) !== JSON.stringify(value))
      return `${path} is ${JSON.stringify(seen)}, expected ${JSON.stringify(value)}`;
  }
  return undefined;
}

/** The first difference, if there is any. */
export function first(...seen: readonly (string | undefined | false)[]): string | undefined {
  return seen.find((one): one is string => typeof one === "string");
}
