/** Visual FoxPro source as logical lines of tokens: as much of the language as rrpay.prg uses, and strict about it. */

export interface Token {
  readonly kind: "word" | "number" | "string" | "literal" | "sign";
  readonly text: string;
}

/** A statement: physical lines joined at `;`, without comments. */
export interface Statement {
  /** The first physical line, from 1. */
  readonly line: number;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** What is wrong, and where. */
export interface Finding {
  readonly line: number;
  readonly message: string;
}

export interface Source {
  readonly statements: readonly Statement[];
  readonly findings: readonly Finding[];
}

const LINE_MAX = 120;

/** Reads a source, with what is wrong with its bytes, lines, continuations and tokens. */
export function readFoxPro(text: string, lineMax = LINE_MAX): Source {
  const findings = [...physicalFindings(text, lineMax)];
  const statements: Statement[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const isComment = raw.trimStart().startsWith("*");
    if (open !== undefined && (isComment || raw.trim() === ""))
      findings.push({ line, message: "a comment or blank line inside a continued statement" });
    if (isComment || raw.trim() === "") continue;
    const code = withoutComment(raw).trimEnd();
    const isContinued = code.endsWith(";");
    const piece = isContinued ? code.slice(0, -1) : code;
    const joined: { line: number; text: string } =
      open === undefined ? { line, text: piece } : { line: open.line, text: `${open.text} ${piece.trim()}` };
    open = isContinued ? joined : undefined;
    if (isContinued) continue;
    const { tokens, fault } = tokenize(joined.text);
    if (fault !== undefined) findings.push({ line: joined.line, message: fault });
    statements.push({ ...joined, text: joined.text.trim(), tokens });
  }
  if (open !== undefined) findings.push({ line: open.line, message: "the last statement is continued into nothing" });
  return { statements, findings };
}

function* physicalFindings(text: string, lineMax: number): Generator<Finding> {
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    if (isLast ? line !== "" : !line.endsWith("\r"))
      yield { line: index + 1, message: "the line does not end with CRLF" };
    const content = line.replace(/\r$/, "");
    if (!/^[\x20-\x7e]*$/.test(content)) yield { line: index + 1, message: "a character that is not printable ASCII" };
    if (content.length > lineMax) yield { line: index + 1, message: `longer than ${lineMax} characters` };
  }
}

/** Cuts an `&&` comment that is not inside a string. */
function withoutComment(line: string): string {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (line.startsWith("&&", at)) return line.slice(0, at);
  }
  return line;
}

const TOKEN =
  /\s*(?:("[^"]*"|'[^']*')|(\.(?:T|F|NULL|AND|OR|NOT)\.)|(\d+(?:\.\d+)?|\.\d+)|(#?[A-Za-z_]\w*)|(==|<>|<=|>=|[-+*/=<>$(),.@&[\]]))/iy;

function tokenize(text: string): { tokens: Token[]; fault?: string } {
  const tokens: Token[] = [];
  const kinds = [undefined, "string", "literal", "number", "word", "sign"] as const;
  let at = 0;
  let depth = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return { tokens, fault: `cannot read: ${text.slice(at).trim().slice(0, 20)}` };
    const index = match.findIndex((group, number) => number > 0 && group !== undefined);
    const token: Token = { kind: kinds[index] ?? "sign", text: match[index] ?? "" };
    if (token.text === "(") depth++;
    if (token.text === ")" && --depth < 0) return { tokens, fault: "a closing bracket too many" };
    tokens.push(token);
    at = TOKEN.lastIndex;
  }
  if (/^(==|<>|<=|>=|[-+*/=<>$,.@&])$/.test(tokens.at(-1)?.text ?? "")) return { tokens, fault: "ends in an operator" };
  return depth === 0 ? { tokens } : { tokens, fault: "a bracket is not closed" };
}

/** The number of arguments of a call whose opening bracket is at `open`, and each one's tokens. */
export function argumentsAt(tokens: readonly Token[], open: number): readonly (readonly Token[])[] {
  const list: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(open)) {
    if ((token.text === ")" || token.text === "]") && --depth === 0) break;
    if (token.text === "," && depth === 1) list.push([]);
    else if (depth > 0) list.at(-1)?.push(token);
    if (token.text === "(" || token.text === "[") depth++;
  }
  return list.length === 1 && list[0]?.length === 0 ? [] : list;
}
