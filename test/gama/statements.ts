/** How statements make blocks: IF … ENDIF and the like, and the constants of #DEFINE. */
import type { Statement, Token } from "../../build/gama/foxpro.ts";

/** The word that ends the block which a word opens. */
export const OPENS: Record<string, string> = {
  IF: "ENDIF",
  "DO CASE": "ENDCASE",
  "DO WHILE": "ENDDO",
  FOR: "ENDFOR",
  SCAN: "ENDSCAN",
  TRY: "ENDTRY",
};

/** The first word of a statement. */
export const head = (statement: Statement): string => statement.tokens[0]?.text.toUpperCase() ?? "";
/** The first word, or both words of DO CASE and DO WHILE. */
export const kindOf = (statement: Statement): string =>
  head(statement) === "DO" ? `DO ${statement.tokens[1]?.text.toUpperCase()}` : head(statement);

/** Where the block that begins at `at` ends. */
export function endOf(statements: readonly Statement[], at: number): number {
  let depth = 0;
  for (let index = at; index < statements.length; index++) {
    if (OPENS[kindOf(statements[index]!)] !== undefined) depth++;
    if (Object.values(OPENS).includes(head(statements[index]!)) && --depth === 0) return index;
  }
  throw new Error(`line ${statements[at]?.line}: not ended`);
}

/** The parts of a block, each from one of the words at the block's own level on. */
export function splitAt(statements: readonly Statement[], words: readonly string[]): Statement[][] {
  const parts: Statement[][] = [];
  for (let at = 0; at < statements.length; ) {
    const opens = OPENS[kindOf(statements[at]!)] !== undefined && parts.length > 0;
    const end = opens ? endOf(statements, at) : at;
    if (!opens && words.includes(head(statements[at]!))) parts.push([]);
    parts.at(-1)?.push(...statements.slice(at, end + 1));
    at = end + 1;
  }
  return parts;
}

/** Constants are replaced in the text before anything is compiled, as the preprocessor does. */
export function withDefines(statements: readonly Statement[]): Statement[] {
  const defines = new Map<string, readonly Token[]>();
  return statements.flatMap((statement) => {
    if (head(statement) === "#DEFINE") {
      defines.set(statement.tokens[1]?.text ?? "", statement.tokens.slice(2));
      return [];
    }
    return [{ ...statement, tokens: statement.tokens.flatMap((token) => defines.get(token.text) ?? [token]) }];
  });
}
