/** Pieces of a page. What is put into one as text stays text. */
import { printable } from "../terminal-text.ts";

/** A piece that is already markup. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

/** A piece of a page. Every text and number in it is escaped; every piece is inserted unchanged. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = strings[0] ?? "";
  for (const [at, part] of parts.entries()) out += markupOf(part) + (strings[at + 1] ?? "");
  return { html: out };
}

function markupOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "html" in part ? part.html : part.map((one) => one.html).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text that may stand between tags and in a quoted attribute. Characters that change the direction of writing are
 * shown.
 */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}

/** The empty piece. */
export const NOTHING: Html = { html: "" };

/** A piece that is shown only under a condition. */
export function when(isThere: boolean, piece: () => Html): Html {
  return isThere ? piece() : NOTHING;
}

/** A longer text may be broken anywhere. */
const KEPT_CHARS = 24;

/** A table of cells. Texts are on the left, sums on the right. `total` is its last row, in bold. */
export function table(options: {
  readonly head: readonly string[];
  /** One letter for each column: `t` for text, `k` for a word that is not broken, `n` for a number. */
  readonly columns: string;
  readonly rows: readonly (readonly (string | Html)[])[];
  readonly total?: readonly (string | Html)[];
}): Html {
  const { head, columns, rows, total } = options;
  const of = (at: number, cell: string | Html) => {
    if (columns[at] === "n") return html` class="n"`;
    return columns[at] === "k" && String(cell).length <= KEPT_CHARS ? html` class="k"` : NOTHING;
  };
  const cells = (row: readonly (string | Html)[]) => row.map((cell, at) => html`<td${of(at, cell)}>${cell}</td>`);
  return html`<table><thead><tr>${head.map((name, at) => html`<th${of(at, name)}>${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody>
${total === undefined ? NOTHING : html`<tfoot><tr>${cells(total)}</tr></tfoot>`}</table>
`;
}
