/** Visual FoxPro expressions, compiled to functions: as much of them as rrpay.prg uses. Strings are bytes (latin1). */
import { readFoxPro, type Token } from "../../build/gama/foxpro.ts";

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

export type Expression = (frame: Frame) => Promise<Value>;

/** Compiles the text of one expression, as EVALUATE and TYPE need it. */
export function compileText(text: string): Expression {
  const [statement] = readFoxPro(`${text}\r\n`).statements;
  return compile(statement?.tokens ?? []);
}

/** Compiles tokens that are one expression. */
export function compile(tokens: readonly Token[]): Expression {
  const parser = new Parser(tokens);
  const expression = parser.or();
  if (!parser.isAtEnd) throw new Error(`left over: ${tokens.map(({ text }) => text).join(" ")}`);
  return expression;
}

const COMPARE: Record<string, (left: Value, right: Value) => boolean> = {
  "==": (left, right) => same(left) === same(right),
  "=": (left, right) => same(left) === same(right),
  "<>": (left, right) => same(left) !== same(right),
  "<": (left, right) => numeric(left) < numeric(right),
  ">": (left, right) => numeric(left) > numeric(right),
  "<=": (left, right) => numeric(left) <= numeric(right),
  ">=": (left, right) => numeric(left) >= numeric(right),
  $: (left, right) => text(right).includes(text(left)),
};

const LITERALS: Record<string, boolean> = { ".T.": true, ".F.": false };

const same = (value: Value): Value => (value instanceof Date ? value.getTime() : value);

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

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(): Expression {
    let left = this.#and();
    while (this.#takeWord("OR")) {
      const [first, second] = [left, this.#and()];
      left = async (frame) => logical(await first(frame)) || logical(await second(frame));
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takeWord("AND")) {
      const [first, second] = [left, this.#not()];
      left = async (frame) => logical(await first(frame)) && logical(await second(frame));
    }
    return left;
  }

  #not(): Expression {
    if (!this.#takeWord("NOT")) return this.#comparison();
    const inner = this.#not();
    return async (frame) => !logical(await inner(frame));
  }

  #comparison(): Expression {
    const left = this.#sum();
    const compare = COMPARE[this.#peek()];
    if (compare === undefined) return left;
    this.#at++;
    const right = this.#sum();
    return async (frame) => compare(await left(frame), await right(frame));
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.#peek() === "+" || this.#peek() === "-") {
      const sign = this.#take();
      const [first, second] = [left, this.#product()];
      left = async (frame) => {
        const [a, b] = [await first(frame), await second(frame)];
        if (sign === "+" && typeof a === "string") return a + text(b);
        return sign === "+" ? numeric(a) + numeric(b) : numeric(a) - numeric(b);
      };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    while (this.#peek() === "*" || this.#peek() === "/") {
      const sign = this.#take();
      const [first, second] = [left, this.#unary()];
      left = async (frame) => {
        const [a, b] = [numeric(await first(frame)), numeric(await second(frame))];
        return sign === "*" ? a * b : a / b;
      };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#peek() !== "-") return this.#primary();
    this.#at++;
    const inner = this.#unary();
    return async (frame) => -numeric(await inner(frame));
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error("an expression ends too early");
    switch (token.kind) {
      case "number":
        return async () => Number(token.text);
      case "string":
        return async () => token.text.slice(1, -1);
      case "literal":
        return async () => LITERALS[token.text.toUpperCase()] ?? null;
      case "sign": {
        if (token.text !== "(") throw new Error(`unexpected ${token.text}`);
        const inner = this.or();
        this.#expect(")");
        return inner;
      }
      case "word":
        return this.#named(token.text.toUpperCase());
    }
  }

  #named(name: string): Expression {
    if (this.#peek() === "(") {
      const { expressions, references } = this.#arguments();
      if (name === "IIF") return iif(expressions);
      return async (frame) => {
        const args: Value[] = [];
        for (const expression of expressions) args.push(await expression(frame));
        return frame.call(name, args, references, frame);
      };
    }
    if (this.#peek() === "[") return this.#element(name);
    if (this.#peek() !== ".") return async (frame) => variable(frame, name);
    let owner: Expression | undefined;
    for (let alias = name; this.#peek() === "."; alias = "") {
      this.#at++;
      const member = this.#take().toUpperCase();
      const args = this.#peek() === "(" ? this.#arguments().expressions : undefined;
      const inner = owner;
      owner = inner
        ? async (frame) => memberOf(frame, await inner(frame), member, args)
        : async (frame) => firstMember(frame, alias, member, args);
    }
    return owner!;
  }

  /** `array[row, column]` */
  #element(name: string): Expression {
    this.#expect("[");
    const row = this.or();
    this.#expect(",");
    const column = this.or();
    this.#expect("]");
    return async (frame) => {
      const array = variable(frame, name);
      if (!(array instanceof FoxArray)) throw new Error(`${name} is not an array.`);
      const value = array.rows[numeric(await row(frame)) - 1]?.[numeric(await column(frame)) - 1];
      if (value === undefined) throw new Error("Subscript is outside defined range.");
      return value;
    };
  }

  #arguments(): { expressions: Expression[]; references: (string | undefined)[] } {
    this.#expect("(");
    const expressions: Expression[] = [];
    const references: (string | undefined)[] = [];
    while (this.#peek() !== ")") {
      if (expressions.length > 0) this.#expect(",");
      const isReference = this.#peek() === "@";
      if (isReference) this.#at++;
      references.push(isReference ? this.#peek().toUpperCase() : undefined);
      expressions.push(this.or());
    }
    this.#expect(")");
    return { expressions, references };
  }

  #peek(): string {
    return this.#tokens[this.#at]?.text ?? "";
  }

  #take(): string {
    return this.#tokens[this.#at++]?.text ?? "";
  }

  #takeWord(word: string): boolean {
    if (this.#peek().toUpperCase() !== word) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (this.#take() !== sign) throw new Error(`${sign} expected`);
  }
}

/** Only the branch that is asked for is evaluated. */
function iif([condition, yes, no]: Expression[]): Expression {
  if (!condition || !yes || !no) throw new Error("IIF takes three arguments");
  return async (frame) => (logical(await condition(frame)) ? yes(frame) : no(frame));
}

function variable(frame: Frame, name: string): Value {
  const value = frame.locals.has(name) ? frame.locals.get(name) : frame.global(name);
  if (value === undefined) throw new Error(`Variable '${name}' is not found.`);
  return value;
}

/** A field of an open table, or a member of a window that a variable holds. */
async function firstMember(frame: Frame, name: string, member: string, args?: Expression[]): Promise<Value> {
  const owner = frame.locals.get(name) ?? frame.global(name);
  if (owner instanceof FoxObject) return memberOf(frame, owner, member, args);
  const field = frame.field(name, member);
  if (field === undefined) throw new Error(`Alias '${name}' or its field '${member}' is not found.`);
  return field;
}

async function memberOf(frame: Frame, owner: Value, member: string, args?: Expression[]): Promise<Value> {
  if (!(owner instanceof FoxObject)) throw new Error(`${member} is asked of what is no object.`);
  const found = owner.members.get(member);
  if (found === undefined) throw new Error(`Property ${member} is not found.`);
  if (typeof found !== "function") return found;
  const values: Value[] = [];
  for (const arg of args ?? []) values.push(await arg(frame));
  return found(values);
}
