/** Holds the DECLAREs of rrpay.prg, and each call through them, to the header of the DLL and to the DLL itself. */
import { argumentsAt, type Finding, readFoxPro, type Statement } from "./foxpro.ts";

/** How a parameter travels: an integer, bytes in, or bytes out (by reference). */
export type ParameterKind = "integer" | "in" | "out";

export interface Signature {
  readonly name: string;
  readonly parameters: readonly ParameterKind[];
}

export interface Declare extends Signature {
  readonly line: number;
  readonly returns: string;
}

/** The functions that the header exports. */
export function readHeader(header: string): Signature[] {
  const code = header.replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(/GRP_API\s+int32_t\s+GRP_CALL\s+(\w+)\s*\(([^)]*)\)\s*;/g)].map(
    ([, name = "", list = ""]) => ({
      name,
      parameters: list.trim() === "void" ? [] : list.split(",").map(headerKind),
    }),
  );
}

function headerKind(parameter: string): ParameterKind {
  const text = parameter.replace(/\s+/g, " ").trim();
  if (/^const char ?\* ?\w+$/.test(text)) return "in";
  if (/^char ?\* ?\w+$/.test(text)) return "out";
  if (/^int32_t \w+$/.test(text)) return "integer";
  throw new Error(`the header has a parameter that Visual FoxPro cannot pass: ${text}`);
}

/** The DECLAREs of a source. A form that is not read is a finding, never passed over. */
function readDeclares(statements: readonly Statement[]): { declares: Declare[]; findings: Finding[] } {
  const declares: Declare[] = [];
  const findings: Finding[] = [];
  for (const { line, text, tokens } of statements) {
    if (tokens[0]?.text.toUpperCase() !== "DECLARE") continue;
    const match = /^DECLARE\s+(\w+)\s+(\w+)\s+IN\s+\(lcDll\)\s*(.*)$/i.exec(text);
    if (match === null) {
      findings.push({ line, message: "a DECLARE that is not: DECLARE INTEGER name IN (lcDll) parameters" });
      continue;
    }
    const [, returns = "", name = "", list = ""] = match;
    const parameters = list === "" ? [] : list.split(",").map(declareKind);
    const bad = parameters.indexOf(undefined);
    if (bad >= 0)
      findings.push({ line, message: `${name}: parameter ${bad + 1} is neither INTEGER n, STRING c nor STRING @c` });
    else declares.push({ line, name, returns: returns.toUpperCase(), parameters: parameters as ParameterKind[] });
  }
  return { declares, findings };
}

function declareKind(parameter: string): ParameterKind | undefined {
  const [, type, mark] = /^\s*(INTEGER|STRING)\s+(@?)\s*\w+\s*$/i.exec(parameter) ?? [];
  if (type === undefined) return undefined;
  if (type.toUpperCase() === "INTEGER") return mark === "@" ? undefined : "integer";
  return mark === "@" ? "out" : "in";
}

/** Compares every DECLARE with the header, and every call with its DECLARE. */
export function checkDeclares(source: string, header: string): Finding[] {
  const { statements } = readFoxPro(source);
  const { declares, findings } = readDeclares(statements);
  const exported = new Map(readHeader(header).map((signature) => [signature.name, signature]));
  const seen = new Set<string>();
  for (const { line, name, returns, parameters } of declares) {
    const signature = exported.get(name);
    if (seen.has(name)) findings.push({ line, message: `${name} is declared twice` });
    seen.add(name);
    if (returns !== "INTEGER") findings.push({ line, message: `${name} returns ${returns}, the header says int32_t` });
    if (signature === undefined)
      findings.push({ line, message: `${name} is not in the header (names are case-sensitive)` });
    else findings.push(...compare(line, name, parameters, signature.parameters));
  }
  return [...findings, ...checkCalls(statements, declares)];
}

function compare(
  line: number,
  name: string,
  has: readonly ParameterKind[],
  wants: readonly ParameterKind[],
): Finding[] {
  if (has.length !== wants.length)
    return [{ line, message: `${name} has ${has.length} parameters, the header ${wants.length}` }];
  return wants.flatMap((kind, index) =>
    kind === has[index]
      ? []
      : [{ line, message: `${name}: parameter ${index + 1} is ${has[index]}, the header says ${kind}` }],
  );
}

/** Visual FoxPro wants `@` in the call too, and a wrong count of arguments spoils the stack. */
function checkCalls(statements: readonly Statement[], declares: readonly Declare[]): Finding[] {
  const known = new Map(declares.map((declare) => [declare.name, declare]));
  return statements.flatMap(({ line, tokens }) => {
    if (tokens[0]?.text.toUpperCase() === "DECLARE") return [];
    return tokens.flatMap((token, at) => {
      if (!/^grp_/i.test(token.text) || token.kind !== "word") return [];
      const declare = known.get(token.text);
      if (declare === undefined) return [{ line, message: `${token.text} is called but not declared` }];
      const passed = argumentsAt(tokens, at + 1).map((part) => part[0]?.text === "@");
      if (passed.length !== declare.parameters.length)
        return [
          {
            line,
            message: `${declare.name} is called with ${passed.length} arguments of ${declare.parameters.length}`,
          },
        ];
      return declare.parameters.flatMap((kind, index) =>
        (kind === "out") === passed[index]
          ? []
          : [{ line, message: `${declare.name}: argument ${index + 1} ${kind === "out" ? "needs" : "has"} an @` }],
      );
    });
  });
}

/** The names that a 32- or 64-bit DLL exports. */
export function readExports(dll: Uint8Array): string[] {
  const view = new DataView(dll.buffer, dll.byteOffset, dll.length);
  const pe = view.getUint32(0x3c, true);
  if (view.getUint32(pe, true) !== 0x4550) throw new Error("not a DLL");
  const optional = pe + 24;
  const directories = optional + (view.getUint16(optional, true) === 0x20b ? 112 : 96);
  const sections = optional + view.getUint16(pe + 20, true);
  const count = view.getUint16(pe + 6, true);
  const offsetOf = (rva: number): number => {
    for (let at = sections; at < sections + count * 40; at += 40) {
      const start = view.getUint32(at + 12, true);
      if (rva >= start && rva < start + view.getUint32(at + 16, true))
        return rva - start + view.getUint32(at + 20, true);
    }
    throw new Error("an address outside all sections");
  };
  const table = offsetOf(view.getUint32(directories, true));
  const names = offsetOf(view.getUint32(table + 32, true));
  return Array.from({ length: view.getUint32(table + 24, true) }, (_, index) => {
    const start = offsetOf(view.getUint32(names + index * 4, true));
    return Buffer.from(dll.subarray(start, dll.indexOf(0, start))).toString("latin1");
  });
}

/** What a source declares and a DLL does not export under exactly that name. */
export function checkExports(source: string, dll: Uint8Array): Finding[] {
  const exported = new Set(readExports(dll));
  const { declares } = readDeclares(readFoxPro(source).statements);
  return declares
    .filter(({ name }) => !exported.has(name))
    .map(({ line, name }) => ({ line, message: `${name} is not exported by the DLL` }));
}
