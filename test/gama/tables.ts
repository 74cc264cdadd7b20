/** Tables that GAMA has open, and the one query that rrpay.prg makes of them: it does not see SET FILTER. */
import type { Value } from "./values.ts";

export interface Table {
  readonly records: Record<string, Value>[];
  /** From 0; the number of records is the end. */
  at: number;
  /** Which records are marked as deleted. */
  readonly deleted?: readonly number[];
  /** A record like any of it, where it may be empty. */
  readonly structure?: Readonly<Record<string, Value>>;
  /** What SET FILTER says: an expression over its fields. */
  filter?: string;
  /** Whether it is behind its last record, where fields are blank and REPLACE does nothing. */
  readonly isAtEnd?: boolean;
  /** What SET KEY leaves of it, from and to. */
  readonly range?: readonly [Value, Value];
  /** Whether somebody else has locked its record. */
  locked?: boolean;
  /** "row": what is edited of the record that it stands on is committed by leaving it, and by a query that reads buffers. */
  readonly buffering?: "row" | "table";
  /** How the record that it stands on is on the disk, where it is being edited. */
  onDisk?: Readonly<Record<string, Value>> | undefined;
  /** Records that are new and not on the disk yet: their numbers are below zero. */
  fresh?: Record<string, Value>[] | undefined;
  /** Whether somebody's moving about has committed it. */
  committed?: boolean;
}

/** The selected work area of each data session. */
export class Areas {
  session = 1;
  readonly #selected = new Map<number, string>();

  get selected(): string {
    return this.#selected.get(this.session) ?? "";
  }

  set selected(alias: string) {
    this.#selected.set(this.session, alias);
  }
}

/** Open tables by alias, in whatever case it is written: one set of them, but for data sessions that have their own. */
export class Tables {
  readonly #shared = new Map<string, Table>();
  readonly #own = new Map<number, Map<string, Table>>();
  readonly #areas: Areas;

  constructor(areas: Areas) {
    this.#areas = areas;
  }

  /** From now on this data session sees its own tables alone. */
  setApart(session: number): void {
    this.#own.set(session, new Map());
  }

  get #tables(): Map<string, Table> {
    return this.#own.get(this.#areas.session) ?? this.#shared;
  }

  /** By number of the work area, from 1. */
  get aliases(): readonly string[] {
    return [...this.#tables.keys()];
  }

  has(alias: string): boolean {
    return this.#tables.has(alias.toUpperCase());
  }

  get(alias: string): Table | undefined {
    return this.#tables.get(alias.toUpperCase());
  }

  set(alias: string, table: Table): void {
    this.#tables.set(alias.toUpperCase(), table);
  }

  delete(alias: string): void {
    this.#tables.delete(alias.toUpperCase());
  }
}

const isDeleted = ({ deleted }: Table, index: number): boolean => deleted?.includes(index) ?? false;

export const isFresh = ({ records, fresh }: Table, index: number): boolean =>
  fresh?.some((record) => record === records[index]) ?? false;

/** As RECNO() tells it: what is new and buffered has a number below zero. */
export function numberOf(table: Table, index: number): number {
  return isFresh(table, index) ? -1 - table.fresh!.indexOf(table.records[index]!) : index + 1;
}

/** As GO n does it. */
export function goTo(table: Table, number: number): void {
  const at = table.records.findIndex((_, index) => numberOf(table, index) === number);
  if (at < 0) throw new Error("Record is out of range.");
  table.at = at;
}

/** Under row buffering what is edited is on the disk once its row is left. */
export function leaveRow(table: Table): void {
  if (table.buffering !== "row") return;
  table.committed = true;
  table.onDisk = undefined;
  table.fresh = undefined;
}

/** A copy of the rows that are not deleted, as they are being edited; the source's pointer stays where it is. */
export function copyOf(source: Table | undefined): Table {
  if (source === undefined) throw new Error("File does not exist.");
  // As the documentation of the query's WITH clause says.
  if (source.onDisk !== undefined || source.fresh !== undefined) leaveRow(source);
  const records = source.records.filter((_, index) => !isDeleted(source, index)).map((record) => ({ ...record }));
  return { records, at: 0 };
}

/** A copy of the rows as they are on the disk, each with its number in a column more, but without a row that is gone. */
export function copyFromDisk(source: Table | undefined, numberColumn: string, gone: number | undefined): Table {
  if (source === undefined) throw new Error("File does not exist.");
  const { onDisk, at } = source;
  const records = source.records.flatMap((record, index) => {
    const number = numberOf(source, index);
    // A row that is being edited is asked for by its number, whatever the disk says of it.
    if (number < 0 || number === gone || (index !== at && isDeleted(source, index))) return [];
    return [{ ...(index === at ? (onDisk ?? record) : record), [numberColumn.toUpperCase()]: number }];
  });
  return { records, at: 0, structure: { ...source.structure, ...source.records[0], [numberColumn.toUpperCase()]: 0 } };
}
