/** The hash of what is paid under a key. Another hash under the same key means another sale (docs/contracts.md B1). */
import { type ObjectShape, SHAPES, type Shape } from "../../schemas/generated/shapes.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { BY_NAME } from "../payment/order.ts";
import { fromBytes, stringifyAscii } from "../text/ascii.ts";
import { contentHash } from "../text/hash.ts";

/** Operator, customer and receipt number are left out, because they change nothing that was paid. */
const CONTENT = ["kind", "lines", "original", "prepaid", "totals"] as const;

/** The hash of a settlement's content. */
export function hashOf(request: InitSettlementRequest): string {
  const named: Readonly<Record<string, unknown>> = { ...request };
  const { fields } = SHAPES.initSettlement;
  const content = CONTENT.flatMap((name) => {
    const value = named[name];
    const isAbsent = value === undefined || (Array.isArray(value) && value.length === 0);
    return isAbsent ? [] : [name, byName(value, fields[name]?.shape ?? "s")];
  });
  return `${BY_NAME}${contentHash(fromBytes(stringifyAscii(content)))}`;
}

/**
 * A value as a list of its field names and values, sorted by name. GAMA may write fields in any order. An absent field
 * adds nothing, so a field of a later version changes no old hash.
 */
function byName(value: unknown, shape: Shape): unknown {
  if (typeof shape === "string") return value;
  if ("items" in shape) return columnsOf(value as Record<string, unknown>[], shape.items);
  const named = value as Record<string, unknown>;
  return namesOf(shape).flatMap((name) =>
    named[name] === undefined ? [] : [name, byName(named[name], shape.fields[name]!.shape)],
  );
}

/** A list of objects as columns. If every line repeated its names, they would be three quarters of the hashed text. */
function columnsOf(items: readonly Record<string, unknown>[], shape: Shape): unknown {
  if (typeof shape === "string" || "items" in shape) return items;
  const columns: unknown[] = [items.length];
  for (const name of namesOf(shape)) {
    const field = shape.fields[name]!.shape;
    const column = items.map((item) => item[name]);
    if (column.every((value) => value === undefined)) continue;
    columns.push(name, typeof field === "string" ? column : column.map((value) => value && byName(value, field)));
  }
  return columns;
}

const NAMES = new WeakMap<ObjectShape, string[]>();

function namesOf(shape: ObjectShape): string[] {
  const known = NAMES.get(shape);
  if (known) return known;
  const names = Object.keys(shape.fields).sort();
  NAMES.set(shape, names);
  return names;
}
