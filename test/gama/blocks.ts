/** The blocks of Visual FoxPro: conditions, loops, TRY. */
import type { Statement, Token } from "../../build/gama/foxpro.ts";
import { command } from "./commands.ts";
import { compile, compileText } from "./expression.ts";
import { endOf, head, kindOf, OPENS, splitAt } from "./statements.ts";
import { leaveRow, type Table } from "./tables.ts";
import { Cancelled, FoxError, FoxObject, type Frame, logical, numeric, type Value } from "./values.ts";
import type { Step, World } from "./world.ts";

/** Compiles statements to one step. */
export function block(statements: readonly Statement[], world: World): Step {
  const steps: { line: number; step: Step }[] = [];
  for (let at = 0; at < statements.length; ) {
    const end = OPENS[kindOf(statements[at]!)] === undefined ? at : endOf(statements, at);
    steps.push({ line: statements[at]!.line, step: statementOf(statements.slice(at, end + 1), world) });
    at = end + 1;
  }
  return async (frame) => {
    for (const { line, step } of steps) {
      const signal = await step(frame).catch((error: unknown) => {
        throw FoxError.at(error, { line });
      });
      if (signal !== undefined) return signal;
    }
    return undefined;
  };
}

/** One statement, or a whole block from its first to its last line. */
function statementOf(lines: readonly Statement[], world: World): Step {
  const statement = lines[0]!;
  const inner = lines.slice(1, -1);
  const { tokens } = statement;
  switch (kindOf(statement)) {
    case "IF":
      return cases(splitAt([statement, ...inner], ["IF", "ELSE"]), world);
    case "DO CASE":
      return cases(splitAt(inner, ["CASE", "OTHERWISE"]), world);
    case "DO WHILE":
      return whileLoop(compile(tokens.slice(2)), block(inner, world));
    case "FOR":
      return forLoop(tokens, block(inner, world));
    case "SCAN":
      return scanLoop(tokens.length > 1 ? compile(tokens.slice(2)) : async () => true, block(inner, world), world);
    case "TRY":
      return tryBlock(splitAt([statement, ...inner], ["TRY", "CATCH", "FINALLY"]), world);
    default:
      return command(statement, world);
  }
}

function cases(parts: readonly (readonly Statement[])[], world: World): Step {
  const branches = parts.map(([first, ...body]) => {
    const isElse = ["ELSE", "OTHERWISE"].includes(head(first!));
    return { condition: isElse ? undefined : compile(first!.tokens.slice(1)), body: block(body, world) };
  });
  return async (frame) => {
    for (const { condition, body } of branches)
      if (condition === undefined || logical(await condition(frame))) return body(frame);
    return undefined;
  };
}

function whileLoop(condition: (frame: Frame) => Promise<Value>, body: Step): Step {
  return async (frame) => {
    while (logical(await condition(frame))) {
      const signal = await body(frame);
      if (signal?.kind === "return") return signal;
      if (signal?.kind === "exit") return undefined;
    }
    return undefined;
  };
}

function forLoop(tokens: readonly Token[], body: Step): Step {
  const to = tokens.findIndex(({ text }) => text.toUpperCase() === "TO");
  const [name, from, until] = [
    tokens[1]!.text.toUpperCase(),
    compile(tokens.slice(3, to)),
    compile(tokens.slice(to + 1)),
  ];
  return async (frame) => {
    const last = numeric(await until(frame));
    for (let at = numeric(await from(frame)); at <= last; at++) {
      frame.locals.set(name, at);
      const signal = await body(frame);
      if (signal?.kind === "return") return signal;
      if (signal?.kind === "exit") return undefined;
    }
    return undefined;
  };
}

function scanLoop(condition: (frame: Frame) => Promise<Value>, body: Step, world: World): Step {
  return async (frame) => {
    const table = world.tables.get(world.selected);
    if (table === undefined) throw new Error("No table is open in the current work area.");
    leaveRow(table);
    const isShown = shownBy(table);
    for (table.at = 0; table.at < table.records.length; table.at++) {
      if (!(await isShown(frame)) || !logical(await condition(frame))) continue;
      const signal = await body(frame);
      if (signal?.kind === "return") return signal;
      if (signal?.kind === "exit") return undefined;
    }
    return undefined;
  };
}

/** Whether SET FILTER shows the current record: its fields come before variables of the same name. */
function shownBy(table: Table): (frame: Frame) => Promise<boolean> {
  const filter = compileText(table.filter || ".T.");
  return async (frame) => {
    const locals = new Map([...frame.locals, ...Object.entries(table.records[table.at] ?? {})]);
    return logical(await filter({ ...frame, locals }));
  };
}

function tryBlock(parts: readonly (readonly Statement[])[], world: World): Step {
  const part = (word: string) => parts.find(([first]) => head(first!) === word);
  const [tried, caught, last] = ["TRY", "CATCH", "FINALLY"].map((word) => block(part(word)?.slice(1) ?? [], world));
  const name = part("CATCH")?.[0]?.tokens[2]?.text.toUpperCase() ?? "";
  const guarded: Step = async (frame) => {
    try {
      return await tried!(frame);
    } catch (error) {
      if (part("CATCH") === undefined) throw error;
      frame.locals.set(name, exceptionOf(error));
      return await caught!(frame);
    }
  };
  return async (frame) => {
    const signal = await guarded(frame).catch(async (error: unknown) => {
      if (!(error instanceof Cancelled)) await last!(frame);
      throw error;
    });
    await last!(frame);
    return signal;
  };
}

/** What CATCH TO gets. */
function exceptionOf(error: unknown): FoxObject {
  const { message, errorNo, line, procedure } = FoxError.at(error, {});
  return new FoxObject({
    Message: message,
    ErrorNo: errorNo,
    LineNo: line ?? 0,
    Procedure: procedure ?? "",
    Details: "",
  });
}
