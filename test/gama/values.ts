// FoxPro's values: what each type is, and how one is read as a number, a text or a condition.

export type Value = string | number | boolean | null | Date | FoxObject;

export type Method = (args: Value[]) => Value | Promise<Value>;

/** A window, `_SCREEN`, or an exception: properties and methods by upper-case name. */
export class FoxObject {
  readonly members = new Map<string, Value | Method>();

  constructor(members: Record<string, Value | Method> = {}) {
    for (const [name, member] of Object.entries(members)) this.members.set(name.toUpperCase(), member);
  }
}

/** An array of rows and columns, counted from 1. */
export class FoxArray extends FoxObject {
  rows: Value[][] = [];
}

/** An amount of the type currency, of which arithmetic makes currency again: nobody has tried that with money here. */
export class Currency extends FoxObject {
  readonly euros: number;

  constructor(euros: number) {
    super();
    this.euros = euros;
  }
}

/** CANCEL of GAMA's own: everything that runs ends there and then, past every CATCH and FINALLY. */
export class Cancelled extends Error {}

/** An error of the program, with the innermost place that it came from. */
export class FoxError extends Error {
  /** The number of what the command ERROR raises. */
  static readonly RAISED = 1098;

  readonly errorNo: number;
  readonly line: number | undefined;
  readonly procedure: string | undefined;

  constructor(message: string, errorNo = 1, place: { readonly line?: number; readonly procedure?: string } = {}) {
    super(message);
    this.errorNo = errorNo;
    this.line = place.line;
    this.procedure = place.procedure;
  }

  /** The same error with what is not known of its place yet. */
  static at(error: unknown, place: { readonly line?: number; readonly procedure?: string }): FoxError {
    if (error instanceof Cancelled) throw error;
    const inner =
      error instanceof FoxError ? error : new FoxError(error instanceof Error ? error.message : String(error));
    const line = inner.line ?? place.line;
    const procedure = inner.procedure ?? place.procedure;
    return new FoxError(inner.message, inner.errorNo, {
      ...(line === undefined ? {} : { line }),
      ...(procedure === undefined ? {} : { procedure }),
    });
  }
}

/** What an expression is evaluated in. */
export interface Frame {
  readonly locals: Map<string, Value>;
  readonly argumentCount: number;
  /** A name that is no local: `_SCREEN`. */
  global(name: string): Value | undefined;
  /** A field of an open table; undefined when there is none. */
  field(alias: string, name: string): Value | undefined;
  call(name: string, args: Value[], references: (string | undefined)[], frame: Frame): Promise<Value>;
}

export const same = (value: Value): Value => (value instanceof Date ? value.getTime() : value);

/** The types are never converted silently: Visual FoxPro answers with error 107 or 9. */
export function numeric(value: Value): number {
  if (typeof value !== "number") throw new Error(`Operator/operand type mismatch: ${String(value)} is no number`);
  return value;
}

export function text(value: Value): string {
  if (typeof value !== "string") throw new Error(`Operator/operand type mismatch: ${String(value)} is no text`);
  return value;
}

export function logical(value: Value): boolean {
  if (typeof value !== "boolean") throw new Error(`Operator/operand type mismatch: ${String(value)} is not logical`);
  return value;
}
