/** A check: which promise of docs/contracts.md C and which row of docs/assumptions.md it measures, and how. */
import type { Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import type { Lab } from "./lab.ts";
import { type Got, type Json, LOST } from "./wires.ts";

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
  readonly run: (lab: Lab) => Talk<string | undefined>;
}

type Expected = { readonly [field: string]: Json };

/** How an answer differs from what it should be. Undefined if it does not. */
export function differs(got: Got, status: number | readonly number[], fields: Expected = {}): string | undefined {
  const wanted = typeof status === "number" ? [status] : status;
  if (got.lost !== undefined) return `${saysLost(got.lost)}, expected ${wanted.join(" or ")}`;
  const word = got.json.error ?? got.json.state;
  if (!wanted.includes(got.status))
    return `${got.status} ${typeof word === "string" ? shown(word) : ""}, expected ${wanted.join(" or ")}`;
  if (got.body === undefined) return `${got.status} with a body that is not JSON in UTF-8`;
  for (const [path, value] of Object.entries(fields)) {
    const seen = path.split(".").reduce((json: Json, name) => json?.[name], got.json);
    if (!isSame(seen, value)) return `${path} is ${shown(seen)}, expected ${shown(value)}`;
  }
  return undefined;
}

/** Whether an answer says what was expected, as the till reads it: it may say more, and null is absent. */
function isSame(seen: Json, wanted: Json): boolean {
  if (typeof wanted !== "object" || wanted === null) return (seen ?? undefined) === (wanted ?? undefined);
  if (typeof seen !== "object" || seen === null || Array.isArray(seen) !== Array.isArray(wanted)) return false;
  if (Array.isArray(wanted) && seen.length !== wanted.length) return false;
  return Object.keys(wanted).every((name) => isSame(seen[name], wanted[name]));
}

function shown(value: Json): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "absent");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Why there is no answer, in words. */
function saysLost(why: NonNullable<Got["lost"]>): string {
  return LOST[why] ?? `what came is no answer of HTTP/1.1 that a till reads (${why})`;
}

/** The first difference, if there is any. */
export function first(...seen: readonly (string | undefined | false)[]): string | undefined {
  return seen.find((one): one is string => typeof one === "string");
}

/** That an id which was refused is not stored. Only where RRPay answers for ids (`status`) can it be asked. */
export function* isNotStored(lab: Lab, id: string): Talk<string | undefined> {
  return lab.offers("status") ? differs(yield* lab.get(id), 404) : undefined;
}
