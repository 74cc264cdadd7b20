/** The commands of Visual FoxPro that rrpay.prg uses, other than blocks. */
import type { Statement, Token } from "../../build/gama/foxpro.ts";
import { compile, FoxArray, FoxError, FoxObject, type Frame, numeric, text } from "./expression.ts";
import { head } from "./statements.ts";
import { copyOf } from "./tables.ts";
import type { Step, World } from "./world.ts";

/** Compiles a statement that is no block. */
export function command(statement: Statement, world: World): Step {
  const { tokens } = statement;
  const after = (word: string) => tokens.slice(tokens.findIndex(({ text }) => text.toUpperCase() === word) + 1);
  const done =
    (action: (frame: Frame) => Promise<unknown>): Step =>
    async (frame) => {
      await action(frame);
      return undefined;
    };
  switch (head(statement)) {
    case "LOCAL":
      return done(async ({ locals }) => {
        for (const [at, { kind, text }] of tokens.entries())
          if (at > 0 && kind === "word")
            locals.set(text.toUpperCase(), tokens[at + 1]?.text === "[" ? new FoxArray() : false);
      });
    case "RETURN": {
      const value = tokens.length > 1 ? compile(tokens.slice(1)) : async () => true;
      return async (frame) => ({ kind: "return", value: await value(frame) });
    }
    case "EXIT":
      return async () => ({ kind: "exit" });
    case "LOOP":
      return async () => ({ kind: "loop" });
    case "DECLARE":
      return done(async () => world.command(`DECLARE ${tokens[2]?.text}`));
    case "ERROR": {
      const message = compile(tokens.slice(1));
      return done(async (frame) => {
        throw new FoxError(text(await message(frame)), FoxError.RAISED);
      });
    }
    case "SELECT":
      return select(statement, world);
    case "USE": {
      const alias = /^USE IN (\w+)$/.exec(statement.text)?.[1];
      if (alias === undefined) throw new Error(`not known: ${statement.text}`);
      return done(async () => world.tables.delete(alias));
    }
    case "CLEAR":
      return done(async () => world.command(statement.text));
    case "GO":
      return done(async (frame) => {
        world.tables.get(world.selected)!.at = numeric(await compile(tokens.slice(1))(frame)) - 1;
      });
    case "STORE":
      return store(tokens, world);
    case "REPLACE":
      return replace(tokens, world);
    case "WAIT":
      if (tokens[1]?.text === "CLEAR") return done(async () => world.command("WAIT CLEAR"));
      return done(async (frame) => world.command("WAIT WINDOW", await compile(tokens.slice(2, -2))(frame)));
    case "KEYBOARD":
      return done(async (frame) => world.command("KEYBOARD", await compile(tokens.slice(1, 2))(frame)));
    case "ON": {
      const [, macro, command = ""] = /^ON KEY LABEL F8 (?:&(\w+)|(=.*))$/.exec(statement.text) ?? [];
      if (macro === undefined && command === "") throw new Error(`not known: ${statement.text}`);
      return done(async (frame) =>
        world.command("ON KEY LABEL F8", macro === undefined ? command : frame.locals.get(macro.toUpperCase())),
      );
    }
    case "SET": {
      const value = tokens[2]?.text === "TO" ? compile(after("TO")) : undefined;
      return done(async (frame) => world.command(statement.text, await value?.(frame)));
    }
    case "PUSH":
    case "POP":
      return done(async () => world.command(statement.text));
    case "&":
      return done(async (frame) => world.command("MACRO", frame.locals.get(tokens[1]!.text.toUpperCase())));
    case "=":
      return done(compile(tokens.slice(1)));
  }
  return done(assignment(tokens));
}

/** name = value, object.member = value, or an expression alone. */
function assignment(tokens: readonly Token[]): (frame: Frame) => Promise<unknown> {
  if (tokens[1]?.text === "." && tokens[3]?.text === "=") {
    const [owner, member, value] = [tokens[0]!.text.toUpperCase(), tokens[2]!.text, compile(tokens.slice(4))];
    return async (frame) => {
      const object = frame.locals.get(owner);
      if (!(object instanceof FoxObject)) throw new Error(`${owner} is not an object.`);
      object.members.set(member.toUpperCase(), await value(frame));
    };
  }
  if (tokens[1]?.text !== "=") return compile(tokens);
  const [name, value] = [tokens[0]!.text.toUpperCase(), compile(tokens.slice(2))];
  return async (frame) => frame.locals.set(name, await value(frame));
}

/** SELECT alias, SELECT (alias), or the one query there is. */
function select({ text: words, tokens }: Statement, world: World): Step {
  const query =
    /^SELECT \* FROM \((\w+)\) WITH \(BUFFERING = \.T\.\) WHERE NOT DELETED\(\) INTO CURSOR (\w+) NOFILTER$/;
  const [, source, cursor = ""] = query.exec(words) ?? [];
  const isNamed = tokens.length === 2 && tokens[1]?.kind === "word";
  if (source === undefined && !isNamed && tokens[1]?.text !== "(") throw new Error(`not known: ${words}`);
  const alias = isNamed || source !== undefined ? undefined : compile(tokens.slice(1));
  return async (frame) => {
    if (source !== undefined)
      world.tables.set(cursor, copyOf(world.tables.get(text(frame.locals.get(source.toUpperCase()) ?? ""))));
    world.selected = source !== undefined ? cursor : alias === undefined ? tokens[1]!.text : text(await alias(frame));
    return undefined;
  };
}

/** STORE value TO names, or to the property that a text names. */
function store(tokens: readonly Token[], world: World): Step {
  const to = tokens.findIndex(({ text }) => text.toUpperCase() === "TO");
  const value = compile(tokens.slice(1, to));
  const targets = tokens.slice(to + 1);
  const isNamed = targets[0]?.text === "(";
  return async (frame) => {
    const stored = await value(frame);
    if (!isNamed) {
      for (const { kind, text: name } of targets) if (kind === "word") frame.locals.set(name.toUpperCase(), stored);
      return undefined;
    }
    const [owner, member = ""] = text(await compile(targets)(frame))
      .toUpperCase()
      .split(".");
    if (owner !== "_SCREEN") throw new Error("only _SCREEN is stored to by name");
    world.screen.members.set(member, stored);
    return undefined;
  };
}

/** REPLACE (field) WITH value IN (alias). */
function replace(tokens: readonly Token[], world: World): Step {
  const at = (word: string) => tokens.findIndex(({ text }) => text.toUpperCase() === word);
  const [field, value] = [compile(tokens.slice(1, at("WITH"))), compile(tokens.slice(at("WITH") + 1, at("IN")))];
  const alias = compile(tokens.slice(at("IN") + 1));
  return async (frame) => {
    const table = world.tables.get(text(await alias(frame)))!;
    table.records[table.at]![text(await field(frame))] = await value(frame);
    return undefined;
  };
}
