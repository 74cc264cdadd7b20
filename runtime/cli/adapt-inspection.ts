/** Reads back what INSPECT of rrpay.prg wrote about one of GAMA's windows: lines "name=value". */

/** A field of a cursor, with the values of its first records. */
export interface Field {
  readonly name: string;
  /** One of TYPE()'s letters: C, M, N, Y, D, T, L. */
  readonly type: string;
  readonly width: number;
  /** The value in the current record. */
  readonly value: string;
}

export interface Cursor {
  readonly alias: string;
  readonly fields: readonly Field[];
  readonly recordCount: number;
  /** The first records. Empty if the cursor is large. */
  readonly rows: readonly ReadonlyMap<string, string>[];
  /** How many records are not deleted. Undefined if the cursor is too large to count. */
  readonly rowCount: number | undefined;
  /** What SET KEY leaves of it, as text. Empty if nothing is hidden so. */
  readonly keyRange: string;
}

export interface Inspection {
  readonly file: string;
  /** "pos" or "settlement", as the program judged it. */
  readonly window: string;
  readonly caption: string;
  readonly isVisible: boolean;
  /** Whether the form gets keys before its controls. */
  readonly previewsKeys: boolean;
  readonly day: string;
  readonly foxPro: string;
  readonly codePage: string;
  /** The commands that ON KEY LABEL has bound, by key. */
  readonly keys: ReadonlyMap<string, string>;
  /** How many POS windows had our INIT when this was written: then the void key must be ours. */
  readonly posWindows: number;
  /** The window's members: "Method", or "Property" with its type and value. */
  readonly members: ReadonlyMap<string, string>;
  readonly cursors: readonly Cursor[];
  /** Empty if none could be made; `failed` then says why. */
  readonly payload: string;
  readonly failed: readonly string[];
}

/** Undefined if the text is not an inspection. */
export function readInspection(file: string, text: string): Inspection | undefined {
  const lines = text.split(/\r\n|\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf("=");
    return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
  const values = new Map(lines);
  if (values.get("inspect") !== "1") return undefined;
  const under = (prefix: string) =>
    lines.flatMap(([name, value]): [string, string][] =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    );
  return {
    file,
    window: values.get("inspect.window") ?? "",
    caption: values.get("window.Caption") ?? "",
    isVisible: values.get("window.Visible") !== "false" && values.get("window.Visible") !== ".F.",
    previewsKeys: ["true", ".T."].includes(values.get("window.KeyPreview") ?? ""),
    day: values.get("inspect.day") ?? "",
    foxPro: values.get("foxpro.version") ?? "",
    codePage: values.get("foxpro.codepage") ?? "",
    keys: new Map(under("key.")),
    posWindows: Number(values.get("pos.windows") ?? 0),
    members: new Map(under("member.").map(([name, value]) => [name.toUpperCase(), value])),
    cursors: cursorsOf(lines),
    payload: values.get("payload") ?? "",
    failed: under("inspect.failed.").map(([, why]) => why),
  };
}

function cursorsOf(lines: readonly (readonly [string, string])[]): Cursor[] {
  const aliases = lines.flatMap(([name]) => /^cursor\.([^.]+)$/.exec(name)?.[1] ?? []);
  return aliases.map((alias) => {
    const own = new Map<string, string>();
    const rows: Map<string, string>[] = [];
    let rowCount: number | undefined;
    for (const [name, value] of lines) {
      if (name.startsWith(`cursor.${alias}.`)) own.set(name.slice(alias.length + 8), value);
      if (name === `rows.${alias}`) rowCount = Number(value);
      const [, at, field] = new RegExp(`^row\\.${escaped(alias)}\\.(\\d+)\\.(.+)$`).exec(name) ?? [];
      if (at === undefined || field === undefined) continue;
      rows[Number(at)] ??= new Map();
      rows[Number(at)]?.set(field, value);
    }
    const fields = [...own].flatMap(([name, value]): Field[] => {
      const [, type, width, now = ""] = /^([A-Z]) (\d+) ?(.*)$/.exec(value) ?? [];
      const isField = type !== undefined && !["buffering", "records", "record", "filter", "key"].includes(name);
      if (!isField) return [];
      const field = { name, type, width: Number(width), value: now };
      return [type === "C" && holdsDecimals(field, rows) ? asNumber(field, rows) : field];
    });
    const [recordCount, keyRange] = [Number(own.get("records") ?? 0), own.get("key") ?? ""];
    return { alias, fields, recordCount, rows, rowCount, keyRange };
  });
}

const DECIMAL = /^-?\d{1,9}(?:[.,]\d{1,4})?$/;
/** Names under which GAMA may keep a whole number as a text: a rate, a quantity. Never a code. */
const COUNTED = /TARIF|TAR$|PROC|RATE|KIEK|QTY|FRAK|DAL|NUOL|DISC/i;

/** Whether a text is a number in all records, as rrpay.prg reads it: a sum with a comma, or a rate. */
function holdsDecimals({ name, value }: Field, rows: readonly ReadonlyMap<string, string>[]): boolean {
  const values = [value, ...rows.map((row) => row.get(name) ?? "")].filter(Boolean);
  if (values.length === 0 || !values.every((one) => DECIMAL.test(one))) return false;
  return COUNTED.test(name) || values.some((one) => /[.,]/.test(one));
}

function asNumber(field: Field, rows: readonly Map<string, string>[]): Field {
  for (const row of rows) {
    const value = row.get(field.name);
    if (value !== undefined) row.set(field.name, value.replace(",", "."));
  }
  return { ...field, type: "N", value: field.value.replace(",", ".") };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const cents = (euros: number): number => Math.round(euros * 100);
export const isNumeric = ({ type }: Field): boolean => type === "N" || type === "Y";
/** Whether a field may be a credit number, also where GAMA keeps it as a text. */
export const isWhole = ({ name, type, value }: Field, { rows }: Cursor): boolean =>
  type === "N" ||
  (type === "C" && [value, ...rows.map((row) => row.get(name) ?? "")].every((one) => /^\d{1,4}$/.test(one)));
export const isText = ({ type }: Field): boolean => type === "C" || type === "M";
