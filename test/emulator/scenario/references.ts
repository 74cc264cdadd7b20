/**
 * "$transactions.last.id" in a scenario file: a value by its path; and the comparison of an actual value with an
 * expected one.
 */
import { isDeepStrictEqual } from "node:util";

/** The possible first parts of a path. */
export type Roots = Readonly<Record<string, unknown>>;

/** The value with every reference into these roots replaced. Other references are left for later. */
export function resolveReferences(value: unknown, roots: Roots): unknown {
  if (typeof value === "string") return isReference(value, roots) ? lookUp(value, roots) : value;
  if (Array.isArray(value)) return value.map((one) => resolveReferences(one, roots));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveReferences(one, roots)]));
}

function isReference(text: string, roots: Roots): boolean {
  const root = /^\$([a-z][a-z0-9-]*)/.exec(text)?.[1];
  return root !== undefined && Object.hasOwn(roots, root);
}

/** Throws when there is nothing, because two misspelt paths must not compare as equal. */
function lookUp(reference: string, roots: Roots): unknown {
  const found = follow(roots, reference.slice(1).split("."));
  if (found === undefined) throw new Error(`there is no ${reference}`);
  return found;
}

function follow(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || value === undefined || value === null) return value ?? undefined;
  if (!Array.isArray(value)) return Object.hasOwn(value, key) ? follow((value as Roots)[key], rest) : undefined;
  if (key === "*") return value.map((one) => follow(one, rest));
  return follow(value.at(key === "last" ? -1 : Number(key)), rest);
}

/**
 * What is wrong with an actual value; undefined if it is as expected. Objects may have more fields. Lists must have the
 * same length (a number expects only a length). null expects nothing. `atLeast` expects that number or more.
 */
export function mismatch(wanted: unknown, found: unknown, place: string): string | undefined {
  if (wanted === null) return found === undefined ? undefined : wrong(wanted, found, place);
  if (typeof wanted !== "object") {
    const counted = typeof wanted === "number" && Array.isArray(found) ? found.length : found;
    return isDeepStrictEqual(wanted, counted) ? undefined : wrong(wanted, counted, place);
  }
  if ("atLeast" in wanted) {
    const count = Array.isArray(found) ? found.length : found;
    return typeof count === "number" && count >= Number(wanted.atLeast) ? undefined : wrong(wanted, count, place);
  }
  if (typeof found !== "object" || found === null || Array.isArray(found) !== Array.isArray(wanted))
    return wrong(wanted, found, place);
  if (Array.isArray(wanted) && wanted.length !== (found as unknown[]).length) return wrong(wanted, found, place);
  for (const [key, one] of Object.entries(wanted)) {
    const fault = mismatch(one, (found as Roots)[key], `${place}.${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A sentence for people who read why a scenario failed. */
function wrong(wanted: unknown, found: unknown, place: string): string {
  const text = (value: unknown) => (value === undefined || value === null ? "absent" : plain(value));
  return `${place} is ${text(found)}, not ${text(wanted)}`;
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
