/**
 * What was seen instead of what was promised. Every sentence is in both languages; what RRPay said itself stands in it
 * unchanged.
 */
import type { Words } from "../words.ts";
import { maskedSentence } from "./masked-text.ts";
import { type Got, type Json, LOST } from "./wires.ts";

/**
 * One sentence, and what it means for a shop where that is less than the check's own harm: RRPay refuses, but by an
 * answer that the till does not know; or it does what it promises, but says so by another status. Or that is graver than
 * the check's own harm: RRPay is held up.
 */
export interface Evidence extends Words {
  readonly kind?: "unknown-refusal" | "other-status" | "held-up";
  /** What RRPay ends by itself is told apart from it: that excuses nothing. */
  readonly isCertain?: true;
}

/** Undefined if the promise holds. */
export type Seen = Evidence | undefined;

/** One sentence in both languages. */
export const said = (en: string, lt: string): Words => ({ en, lt });

/** The check could not be made as it had to be, and RRPay's not listening is why. */
export const NO_CONNECTION = said("no connection could be made", "nepavyko prisijungti");

type Expected = { readonly [field: string]: Json };

/** How an answer differs from what it should be. Undefined if it does not. */
export function differs(got: Got, status: number | readonly number[], fields: Expected = {}): Seen {
  const wanted = typeof status === "number" ? [status] : status;
  const asked = got.asked === undefined ? "" : `${got.asked}: `;
  const due = [wanted.join(" or "), wanted.join(" arba ")] as const;
  if (got.lost !== undefined) {
    const { en, lt } = LOST[got.lost];
    return said(`${asked}${en}, expected ${due[0]}`, `${asked}${lt}, turėjo būti ${due[1]}`);
  }
  const word = got.json.error ?? got.json.state;
  const told = `${got.status}${typeof word === "string" ? ` ${cut(word)}` : ""}`;
  if (!wanted.includes(got.status))
    return said(`${asked}answered ${told}, expected ${due[0]}`, `${asked}atsakyta ${told}, turėjo būti ${due[1]}`);
  if (got.body === undefined) return bodiless(`${asked}${told}`, got);
  for (const [path, value] of Object.entries(fields)) {
    const seen = path.split(".").reduce((json: Json, name) => json?.[name], got.json);
    if (!isSame(seen, value)) return isNot(`${asked}${path}`, seen, value);
  }
  return undefined;
}

/** That an answer has a body that is no JSON, and why: what came behind it may be the end of it. */
export function bodiless(told: string, { behind = 0 }: Got): Words {
  return behind === 0
    ? said(`${told} with a body that is not JSON in UTF-8`, `${told}, bet turinys – ne UTF-8 JSON`)
    : said(
        `${told} with a body that ends too early: ${behind} more bytes came than its Content-Length says (bytes, not characters)`,
        `${told}, bet turinys baigiasi per anksti: atėjo ${behind} B daugiau, nei nurodo Content-Length (baitai, o ne ženklai)`,
      );
}

/** That something has another value than it should have. */
export function isNot(name: string, seen: Json, wanted: Json): Words {
  const [is, due] = [seen ?? undefined, wanted ?? undefined];
  // a number and a text of its digits look the same without quotes
  const show = typeof is !== typeof due && shown(is) === shown(due) ? quoted : shown;
  return said(
    `${name} is ${is === undefined ? "absent" : show(is)}, expected ${due === undefined ? "none" : show(due)}`,
    `${name} ${is === undefined ? "nėra" : `yra ${show(is)}`}, turėjo ${due === undefined ? "nebūti" : `būti ${show(due)}`}`,
  );
}

/** Whether an answer says what was expected, as the till reads it: it may say more, and null is absent. */
function isSame(seen: Json, wanted: Json): boolean {
  if (typeof wanted !== "object" || wanted === null) return (seen ?? undefined) === (wanted ?? undefined);
  if (typeof seen !== "object" || seen === null || Array.isArray(seen) !== Array.isArray(wanted)) return false;
  if (Array.isArray(wanted) && seen.length !== wanted.length) return false;
  return Object.keys(wanted).every((name) => isSame(seen[name], wanted[name]));
}

/** Evidence, and in which of several cases it was seen. */
export function within(en: string, lt: string, seen: Seen): Seen {
  return seen && { ...seen, en: `${en}: ${seen.en}`, lt: `${lt}: ${seen.lt}` };
}

/** A value that RRPay gave, as JSON and not too long; a text as it is. */
export function shown(value: Json): string {
  return cut(typeof value === "string" ? value : (JSON.stringify(value) ?? "–"));
}

const quoted = (value: Json): string => cut(JSON.stringify(value));

/** How much of a value of RRPay's is told, and how much of that is looked at for card numbers, before it is cut. */
const TOLD = 200;
const LOOKED_AT = 2000;

/** What RRPay said, without card numbers and not too long: half a number would pass for none. */
export function cut(text: string, most = TOLD): string {
  const shown = maskedSentence(text.slice(0, LOOKED_AT));
  return shown.length > most ? `${shown.slice(0, most)}…` : shown;
}

/** The first difference, if there is any. */
export function first(...seen: readonly (Evidence | undefined | false)[]): Seen {
  return seen.find((one): one is Evidence => typeof one === "object");
}

/** What the till reads as a transaction. That a new one is 201 measures `post` alone. */
export const TAKEN: readonly number[] = [201, 200, 202];

export function isTaken({ status, json }: Got, { id }: { readonly id: string }): boolean {
  return TAKEN.includes(status) && json.id === id;
}

/** How the answer to a POST that must be taken differs. */
export function taken(got: Got, order: { readonly id: string }, fields: Expected = {}): Seen {
  return TAKEN.includes(got.status) ? differs(got, TAKEN, { id: order.id, ...fields }) : differs(got, 201);
}

/** How an answer differs from what it should be; if only by its status, which the till takes all the same, as that. */
export function answeredBy(got: Got, status: number, fields: Expected = {}): Seen {
  const seen = differs(got, TAKEN, fields);
  const other = differs(got, status);
  return seen ?? (other && { ...other, kind: "other-status" });
}

/** The refusals that the till knows (docs/contracts.md C3, C10). */
const REFUSALS = ["409 id-conflict", "409 sale-known", "412 epoch-changed", "422 invalid", "423 busy"];

/** How a refusal differs, if nothing was stored of what was refused. */
export function refused(got: Got, status: number, fields: Expected = {}, stored: Seen = undefined): Seen {
  const seen = differs(got, status, fields);
  // what was taken although it had to be refused is stored of course
  if (seen !== undefined && got.status < 400) return seen;
  if (seen === undefined || stored !== undefined) return stored ?? seen;
  const isKnown = got.status === 401 || REFUSALS.includes(`${got.status} ${got.json.error}`);
  return got.status >= 400 && got.status < 500 && !isKnown ? { ...seen, kind: "unknown-refusal" } : seen;
}
