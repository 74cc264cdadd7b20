// A small shape, and what the parser makes of lines in it.
import * as assert from "uvu/assert";
import { type FlatFault, parseFlat } from "../../plugin/gama/flat-lines.ts";
import type { ObjectShape } from "../../schemas/generated/shapes.ts";

/** Fields have no prototype, as those that are generated. */
export const object = (fields: ObjectShape["fields"]): ObjectShape => ({
  fields: Object.assign(Object.create(null), fields),
});

export const SALE = object({
  saleKey: { shape: "s", optional: false },
  totalCents: { shape: "i", optional: false },
  saved: { shape: "b", optional: true },
  note: { shape: "s", optional: true },
  changeCents: { shape: "i", optional: true },
  customer: {
    shape: object({ code: { shape: "s", optional: false }, name: { shape: "s", optional: false } }),
    optional: true,
  },
  lines: {
    shape: { items: object({ name: { shape: "s", optional: false }, no: { shape: "i", optional: false } }) },
    optional: true,
  },
  tags: { shape: { items: "s" }, optional: true },
  grid: { shape: { items: { items: "i" } }, optional: true },
});

export function parsed(...lines: string[]): unknown {
  const result = parseFlat(lines.join("\r\n"), SALE);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

export function fault(...lines: string[]): [path: string, reason: FlatFault] {
  const result = parseFlat(lines.join("\r\n"), SALE);
  assert.not(result.ok);
  return result.ok ? ["", "count"] : [result.path, result.reason];
}
