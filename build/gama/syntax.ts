/** Checks what a Visual FoxPro compiler, and one run of every line, would find: there is none where this is developed. */

import { argumentsAt, type Finding, readFoxPro, type Statement, type Token } from "./foxpro.ts";
import { ASSIGNING, COMMANDS, NATIVE, SYSTEM_NAMES } from "./language.ts";

/** What a snippet may use that it does not define, such as THISFORM in a window's INIT. */
export interface Surroundings {
  readonly names?: readonly string[];
  /** A snippet's statements stand in one line each, however long: GAMA may run them line by line. */
  readonly lineMax?: number;
}

interface Routine {
  readonly name: string;
  readonly line: number;
  readonly parameters: readonly string[];
  readonly body: readonly Statement[];
}

/** All findings of a source, in the order of its lines. */
export function checkSyntax(text: string, { names = [], lineMax }: Surroundings = {}): Finding[] {
  const { statements, findings } = readFoxPro(text, lineMax);
  const routines = readRoutines(statements);
  const defines = definesOf(statements);
  const globals = new Set([...SYSTEM_NAMES, ...names].map((name) => name.toUpperCase()));
  return [
    ...findings,
    ...checkBlocks(statements),
    ...checkDefines(statements),
    ...routines.flatMap((routine) => checkRoutine(routine, routines, defines, globals)),
  ].sort((a, b) => a.line - b.line);
}

const word = (statement: Statement, at = 0): string => statement.tokens[at]?.text.toUpperCase() ?? "";

/** What opens a block, what may stand inside it, and what ends it. */
const BLOCKS: Record<string, { readonly middle: readonly string[]; readonly end: string }> = {
  IF: { middle: ["ELSE"], end: "ENDIF" },
  "DO CASE": { middle: ["CASE", "OTHERWISE"], end: "ENDCASE" },
  "DO WHILE": { middle: [], end: "ENDDO" },
  FOR: { middle: [], end: "ENDFOR" },
  SCAN: { middle: [], end: "ENDSCAN" },
  TRY: { middle: ["CATCH", "FINALLY"], end: "ENDTRY" },
  FUNCTION: { middle: [], end: "ENDFUNC" },
};
const LOOPS = ["DO WHILE", "FOR", "SCAN"];

function checkBlocks(statements: readonly Statement[]): Finding[] {
  const findings: Finding[] = [];
  const open: { kind: string; line: number }[] = [];
  for (const statement of statements) {
    const { line } = statement;
    const first = word(statement);
    const kind = first === "DO" ? `DO ${word(statement, 1)}` : first;
    const inner = open.at(-1);
    if (kind === "FUNCTION" && open.length > 0)
      findings.push({ line, message: `FUNCTION inside ${inner?.kind} of line ${inner?.line}` });
    if (Object.hasOwn(BLOCKS, kind)) open.push({ kind, line });
    else if (Object.values(BLOCKS).some(({ end }) => end === first)) {
      if (inner === undefined || BLOCKS[inner.kind]?.end !== first)
        findings.push({ line, message: `${first} where ${inner === undefined ? "nothing" : inner.kind} is open` });
      else open.pop();
    } else if (Object.values(BLOCKS).some(({ middle }) => middle.includes(first))) {
      if (inner === undefined || !BLOCKS[inner.kind]?.middle.includes(first))
        findings.push({ line, message: `${first} where ${inner === undefined ? "nothing" : inner.kind} is open` });
    } else
      findings.push(
        ...leavings(
          first,
          line,
          open.map((block) => block.kind),
        ),
      );
  }
  return [...findings, ...open.map(({ kind, line }) => ({ line, message: `${kind} is not ended` }))];
}

/** Visual FoxPro refuses RETURN inside TRY, and EXIT or LOOP that would leave one. */
function leavings(first: string, line: number, open: readonly string[]): Finding[] {
  const inTry = open.lastIndexOf("TRY");
  const inLoop = Math.max(...LOOPS.map((loop) => open.lastIndexOf(loop)));
  if (first === "RETURN" && inTry >= 0) return [{ line, message: "RETURN inside TRY" }];
  if (first !== "EXIT" && first !== "LOOP") return [];
  if (inLoop < 0) return [{ line, message: `${first} outside a loop` }];
  return inTry > inLoop ? [{ line, message: `${first} leaves a TRY` }] : [];
}

function definesOf(statements: readonly Statement[]): Map<string, number> {
  const defines = statements.filter((statement) => word(statement) === "#DEFINE");
  return new Map(defines.map((statement) => [word(statement, 1), statement.line]));
}

function checkDefines(statements: readonly Statement[]): Finding[] {
  const names = new Map<string, number>();
  return statements.flatMap((statement) => {
    if (word(statement) !== "#DEFINE") return [];
    const name = word(statement, 1);
    const known = names.has(name);
    names.set(name, statement.line);
    return known ? [{ line: statement.line, message: `${name} is defined twice` }] : [];
  });
}

/** The main program, nameless, and each FUNCTION. */
function readRoutines(statements: readonly Statement[]): Routine[] {
  const main: Statement[] = [];
  const routines: Routine[] = [];
  let body = main;
  for (const statement of statements) {
    const first = word(statement);
    if (first === "FUNCTION") {
      body = [];
      const parameters = argumentsAt(statement.tokens, 2).map((part) => part[0]?.text.toUpperCase() ?? "");
      routines.push({ name: statement.tokens[1]?.text ?? "", line: statement.line, parameters, body });
    } else if (first === "ENDFUNC") body = main;
    else body.push(statement);
  }
  const parameters = main
    .filter((statement) => word(statement) === "LPARAMETERS")
    .flatMap(({ tokens }) => namesIn(tokens.slice(1)));
  return [{ name: "", line: 1, parameters, body: main }, ...routines];
}

const namesIn = (tokens: readonly Token[]): string[] =>
  tokens.filter(({ kind }) => kind === "word").map(({ text }) => text.toUpperCase());

function checkRoutine(
  { line, parameters, body }: Routine,
  routines: readonly Routine[],
  defines: ReadonlyMap<string, number>,
  globals: ReadonlySet<string>,
): Finding[] {
  const locals = new Map<string, number>(parameters.map((name) => [name, line]));
  const used = new Set<string>(parameters);
  const findings: Finding[] = [];
  const say = (at: number, message: string) => findings.push({ line: at, message });
  const declaredNames = new Set(
    body.filter((statement) => word(statement) === "DECLARE").map(({ tokens }) => tokens[2]?.text.toUpperCase() ?? ""),
  );
  for (const statement of body) {
    const first = word(statement);
    if (first === "LOCAL") {
      for (const name of namesIn(statement.tokens.slice(1))) {
        if (locals.has(name)) say(statement.line, `${name} is declared twice`);
        locals.set(name, statement.line);
      }
      continue;
    }
    if (["LPARAMETERS", "DECLARE", "#DEFINE"].includes(first)) continue;
    const tokens = expressionTokens(statement);
    if (tokens === undefined) {
      say(statement.line, `not a statement that this checker knows: ${statement.text.slice(0, 40)}`);
      continue;
    }
    const target = assigned(statement);
    if (target !== undefined && !locals.has(target)) say(statement.line, `${target} is assigned but not LOCAL`);
    for (const [at, token] of tokens.entries()) {
      if (token.kind !== "word" || tokens[at - 1]?.text === ".") continue;
      const name = token.text.toUpperCase();
      if (tokens[at + 1]?.text === "(" && !isOperator(name)) {
        const fault = callFault(name, argumentsAt(tokens, at + 1).length, routines);
        if (fault !== undefined && !declaredNames.has(name)) say(statement.line, fault);
        continue;
      }
      used.add(name);
      const definedAt = defines.get(name);
      if (definedAt !== undefined && definedAt > statement.line)
        say(statement.line, `${name} is used before its #DEFINE`);
      if (!locals.has(name) && definedAt === undefined && !globals.has(name) && !isOperator(name))
        say(statement.line, `${name} is not declared`);
    }
  }
  const evaluated = body
    .flatMap(({ tokens }) => tokens.filter(({ kind }) => kind === "string"))
    .map(({ text }) => text);
  for (const [name, at] of locals) {
    const isEvaluated = evaluated.some((text) => new RegExp(`\\b${name}\\b`, "i").test(text));
    if (!used.has(name) && !isEvaluated) say(at, `${name} is never used`);
  }
  return findings;
}

const isOperator = (name: string): boolean => ["AND", "OR", "NOT"].includes(name);

/** The tokens of a statement that are expressions; undefined when it is no statement. */
function expressionTokens(statement: Statement): readonly Token[] | undefined {
  const { tokens } = statement;
  const first = word(statement);
  if (tokens[0]?.text === "=" || tokens[0]?.text === "&") return tokens;
  const second = tokens[1]?.text;
  if (tokens[0]?.kind === "word" && ["=", "(", "."].includes(second ?? "") && !Object.hasOwn(COMMANDS, first))
    return tokens;
  const words = COMMANDS[first];
  if (words === undefined) return undefined;
  // A keyword becomes a mark, so that what follows it in brackets is no call.
  return tokens
    .slice(1)
    .map((token) => (words.includes(token.text.toUpperCase()) ? { kind: "sign" as const, text: ";" } : token));
}

/** The variable that a statement gives a value; undefined when it is none or a property. */
function assigned(statement: Statement): string | undefined {
  const { tokens } = statement;
  if (tokens[0]?.kind === "word" && tokens[1]?.text === "=") return word(statement);
  const at = ASSIGNING[word(statement)];
  if (at === undefined) return undefined;
  const token =
    typeof at === "number" ? tokens[at] : tokens[tokens.findIndex(({ text }) => text.toUpperCase() === at) + 1];
  return token?.kind === "word" ? token.text.toUpperCase() : undefined;
}

function callFault(name: string, count: number, routines: readonly Routine[]): string | undefined {
  if (name.startsWith("GRP_")) return undefined;
  const native = NATIVE[name];
  if (native !== undefined)
    return count >= native[0] && count <= native[1]
      ? undefined
      : `${name} takes ${native.join(" to ")} arguments, not ${count}`;
  const routine = routines.find((one) => one.name.toUpperCase() === name);
  if (routine === undefined) return `${name} is no function here`;
  const isOptional = routine.body.some(({ text }) => text.toUpperCase().includes("PCOUNT()"));
  const most = routine.parameters.length;
  if (count === most || (isOptional && count < most)) return undefined;
  return `${routine.name} takes ${most} arguments, not ${count}`;
}
