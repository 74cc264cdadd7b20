/** The commands of Visual FoxPro that rrpay.prg uses, other than blocks. */
import type { Statement, Token } from "../../build/gama/foxpro.ts";
import { compile } from "./expression.ts";
import { head } from "./statements.ts";
import { copyFromDisk, copyOf, goTo, type Table } from "./tables.ts";
import { Cancelled, FoxArray, FoxError, FoxObject, type Frame, numeric, text, type Value } from "./values.ts";
import type { Step, World } from "./world.ts";

/** Compiles a statement that is no block. */
export function command(statement: Statement, world: World): Step {
  const { tokens } = statement;
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
        const said = text(await message(frame));
        // How much of it an error keeps nobody has written down.
        if (said.length > 250) throw new Error(`an error of ${said.length} characters: ${said}`);
        throw new FoxError(said, FoxError.RAISED);
      });
    }
    case "SELECT":
      return select(statement, world);
    case "USE": {
      const alias = /^USE IN (\w+)$/.exec(statement.text)?.[1];
      if (alias === undefined) throw new Error(`not known: ${statement.text}`);
      return done(async () => world.tables.delete(alias));
    }
    case "ERASE": {
      const path = compile(tokens.slice(1));
      return done(async (frame) => world.command("ERASE", await path(frame)));
    }
    case "CLEAR":
      return done(async () => world.command(statement.text));
    case "GO":
      return done(go(statement, world));
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
      const [, key, macro, command = ""] = /^ON KEY LABEL &(\w+) (?:&(\w+)|(=.*))$/.exec(statement.text) ?? [];
      if (key === undefined) throw new Error(`not known: ${statement.text}`);
      const named = (frame: Frame, name: string) => text(frame.locals.get(name.toUpperCase()) ?? "");
      return done(async (frame) =>
        world.command(`ON KEY LABEL ${named(frame, key)}`, macro === undefined ? command : named(frame, macro)),
      );
    }
    case "APPEND":
      return append(statement, world);
    case "SET":
      return set(statement, world);
    case "PUSH":
    case "POP":
      return done(async () => world.command(statement.text));
    case "&":
      return done(async (frame) => world.command("MACRO", frame.locals.get(tokens[1]!.text.toUpperCase())));
    case "=":
      return done(compile(tokens.slice(1)));
  }
  return done(assignment(tokens, world));
}

/** GO BOTTOM, or GO number. */
function go({ text: words, tokens }: Statement, world: World): (frame: Frame) => Promise<unknown> {
  return async (frame) => {
    const table = world.tables.get(world.selected)!;
    if (words === "GO BOTTOM") table.at = table.records.length - 1;
    else goTo(table, numeric(await compile(tokens.slice(1))(frame)));
  };
}

/** name = value, object.member = value, or an expression alone. */
function assignment(tokens: readonly Token[], world: World): (frame: Frame) => Promise<unknown> {
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
  return async (frame) => {
    frame.locals.set(name, await value(frame));
    world.settings.talk();
  };
}

/** SELECT alias, SELECT (alias), or one of the two queries there are. */
function select({ text: words, tokens }: Statement, world: World): Step {
  const query = queryOf(words, world);
  const isNamed = tokens.length === 2 && tokens[1]?.kind === "word";
  if (query === undefined && !isNamed && tokens[1]?.text !== "(") throw new Error(`not known: ${words}`);
  const alias = isNamed || query !== undefined ? undefined : compile(tokens.slice(1));
  return async (frame) => {
    if (query !== undefined) {
      world.tables.set(query.cursor, query.rows(frame));
      world.settings.talk();
    }
    const chosen = query !== undefined ? query.cursor : alias === undefined ? tokens[1]!.text : await alias(frame);
    // By name, or by number as SELECT(0) gave it: each area's number is its place, from 1.
    world.selected = typeof chosen === "number" ? (world.tables.aliases[chosen - 1] ?? "") : text(chosen);
    return undefined;
  };
}

const FROM_BUFFER =
  /^SELECT \* FROM \((\w+)\) WITH \(BUFFERING = \.T\.\) WHERE NOT DELETED\(\) INTO CURSOR (\w+) NOFILTER$/;
const FROM_DISK =
  /^SELECT \*, RECNO\(\) AS (\w+) FROM \((\w+)\) WITH \(BUFFERING = \.F\.\) +WHERE IIF\(RECNO\(\) = (\w+), NOT (\w+), NOT DELETED\(\)\) INTO CURSOR (\w+) READWRITE$/;

/** What a query makes of an open table, and what the cursor of it is called. */
function queryOf(words: string, world: World): { cursor: string; rows(frame: Frame): Table } | undefined {
  const local = ({ locals }: Frame, name: string): Value => locals.get(name.toUpperCase()) ?? "";
  const [, buffered, ofBuffered = ""] = FROM_BUFFER.exec(words) ?? [];
  if (buffered !== undefined)
    return { cursor: ofBuffered, rows: (frame) => copyOf(world.tables.get(text(local(frame, buffered)))) };
  const [, column, stored = "", edited = "", gone = "", ofStored = ""] = FROM_DISK.exec(words) ?? [];
  if (column === undefined) return undefined;
  return {
    cursor: ofStored,
    rows: (frame) =>
      copyFromDisk(
        world.tables.get(text(local(frame, stored))),
        column,
        local(frame, gone) === true ? numeric(local(frame, edited)) : undefined,
      ),
  };
}

/** SET FILTER TO &text for the current table, or what the machine has to know. */
function set({ text: words, tokens }: Statement, world: World): Step {
  const filter = /^SET FILTER TO &(\w+)$/.exec(words)?.[1]?.toUpperCase();
  const given = tokens.slice(3, tokens.at(-1)?.text === "SECONDS" ? -1 : undefined);
  const value = filter === undefined && tokens[2]?.text === "TO" ? compile(given) : undefined;
  return async (frame) => {
    const table = world.tables.get(world.selected);
    if (filter === undefined) world.command(words, await value?.(frame));
    else if (table !== undefined) table.filter = text(frame.locals.get(filter) ?? "");
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
    world.settings.talk();
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
    const [record, name] = [table.records[table.at], text(await field(frame)).toUpperCase()];
    if (record === undefined || !Object.hasOwn(record, name)) throw new Error(`Variable '${name}' is not found.`);
    const replaced = await value(frame);
    world.settings.talk();
    if (table.locked === true) {
      // What waits for ever with ESCAPE off is ended by nothing but the machine's switch.
      if (numeric(world.settings.of("REPROCESS")) <= 0) throw new Cancelled("Attempting to lock");
      throw new FoxError("Record is in use by another user.", 109);
    }
    if (table.isAtEnd !== true) record[name] = replaced;
    return undefined;
  };
}

/** APPEND BLANK IN (alias). */
function append({ text: words, tokens }: Statement, world: World): Step {
  if (!/^APPEND BLANK IN \(\w+\)$/.test(words)) throw new Error(`not known: ${words}`);
  const alias = compile(tokens.slice(3));
  return async (frame) => {
    const table = world.tables.get(text(await alias(frame)));
    if (table === undefined) throw new Error("Alias is not found.");
    const like = Object.entries(table.records[0] ?? table.structure ?? {});
    const record = Object.fromEntries(like.map(([name, value]) => [name, blankOf(value)]));
    table.records.push(record);
    if (table.buffering !== undefined) table.fresh = [...(table.fresh ?? []), record];
    table.at = table.records.length - 1;
    return undefined;
  };
}

/** What a field holds in a new record. */
function blankOf(value: Value): Value {
  if (typeof value === "number") return 0;
  if (typeof value === "boolean") return false;
  return typeof value === "string" ? " ".repeat(value.length) : null;
}
