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
  /** "row": a record is being edited, and leaving it commits it. */
  readonly buffering?: "row" | "table";
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

/** Open tables by alias, in whatever case it is written. */
export class Tables {
  readonly #tables = new Map<string, Table>();

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

/** A copy of the rows that are not deleted, as they are being edited; the source's pointer stays where it is. */
export function copyOf(source: Table | undefined): Table {
  if (source === undefined) throw new Error("File does not exist.");
  const records = source.records
    .filter((_, index) => !source.deleted?.includes(index))
    .map((record) => ({ ...record }));
  return { records, at: 0 };
}
