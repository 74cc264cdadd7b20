/**
 * docs/api.md: what a developer of rules and tests calls, from the doc comments of the sources. The sources are formatted by
 * Biome, so their lines say where a declaration begins and ends, and no compiler is needed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NOTICE } from "./banner.ts";

/** A part of the page: its sources, and the names that it shows where it does not show every exported one. */
interface Part {
  readonly title: string;
  readonly about: string;
  readonly files: readonly string[];
  readonly only?: readonly string[];
}

/** Generated together with this page. */
const TYPES = "schemas/generated/types.ts";

const PARTS: readonly Part[] = [
  {
    title: "The kit",
    about: '`import { … } from "gama-rrpay/kit"`, in Node and Bun: a till over an emulated RRPay in virtual time.',
    files: ["test/kit/till.ts", "test/kit/sale.ts", "test/kit/matchers.ts"],
  },
  {
    title: "What a rule reads and returns",
    about: "Types of the payloads, made of [schemas/](../schemas): a sale as GAMA passes it, and what GAMA is told.",
    files: [TYPES],
    only: ["InitSettlementRequest", "Line", "Totals", "Customer", "Tender", "Payment", "Fiscal", "SettlementResult"],
  },
  {
    title: "Where a rule is written",
    about: "From GAMA's payload to an order, and from RRPay's tenders to GAMA's payments.",
    files: ["plugin/gama/mapping.ts", "plugin/payment/order.ts", "plugin/money/cents.ts"],
  },
  {
    title: "A conversation with RRPay",
    about: "What `plugin/conversation/` is written in; RRPay itself is behind the port ([dialect.md](dialect.md)).",
    files: ["plugin/conversation/runner.ts", "plugin/rrpay/requests.ts"],
  },
];

/** One exported declaration. */
interface Declared {
  readonly name: string;
  readonly doc: string;
  readonly code: string;
}

/** The page. `types` is what the generator makes of the schemas. Throws where what should be shown is not there. */
export function apiPage(root: string, types: string): string {
  const parts = PARTS.map(({ title, about, files, only }) => {
    const sections = files.map((file) => {
      const all = declarationsOf(file === TYPES ? types : readFileSync(join(root, file), "utf8"));
      const shown = only === undefined ? all : only.map((name) => found(all, name, file));
      return `Source: [${file}](../${file})\n\n${shown.map(section).join("\n")}`;
    });
    return `## ${title}\n\n${about}\n\n${sections.join("\n")}`;
  });
  return `<!-- ${NOTICE.replace("schemas/", "doc comments")} -->

# API reference

For the developer of a rule and its tests; a first one is written in ten minutes in [first-rule.md](first-rule.md).
What outsiders may rely on is in [contracts.md](contracts.md).

${parts.join("\n")}`;
}

function found(all: readonly Declared[], name: string, file: string): Declared {
  const one = all.find((declared) => declared.name === name);
  if (one === undefined) throw new Error(`${file} exports no ${name}: build/generate/api.ts names it`);
  return one;
}

function section({ name, doc, code }: Declared): string {
  return `### ${name}\n\n${doc === "" ? "" : `${doc}\n\n`}\`\`\`ts\n${code}\n\`\`\`\n`;
}

const EXPORTED = /^export (?:abstract )?(?:async )?(function\*?|class|interface|type|const) (\w+)/;

/** The exported declarations of a source, each with its doc comment and without what is inside of functions. */
export function declarationsOf(source: string): Declared[] {
  const lines = source.split("\n");
  return lines.flatMap((line, at) => {
    const [, kind, name = ""] = EXPORTED.exec(line) ?? [];
    if (kind === undefined) return [];
    return [{ name, doc: docAbove(lines, at), code: codeOf(lines, at, kind) }];
  });
}

function codeOf(lines: readonly string[], at: number, kind: string): string {
  if (kind.startsWith("function")) return headOf(lines, at, "");
  if (kind === "const") return (lines[at] ?? "").replace(/ = .*[^;]$/, ";");
  if (kind === "class") return classOf(lines, at);
  if (/;$/.test(lines[at] ?? "")) return lines[at] ?? "";
  const isLast = (line: string) => (kind === "interface" ? line === "}" : /^ {2}\S.*;$|^\S.*;$/.test(line));
  const end = lines.findIndex((line, index) => index > at && isLast(line));
  return lines.slice(at, end + 1).join("\n");
}

/** A function's head, up to the brace that opens its body. */
function headOf(lines: readonly string[], at: number, indent: string): string {
  const end = lines.findIndex(
    (line, index) => index >= at && line.startsWith(indent) && / \{$/.test(line) && !/^\s*\S+: \{$/.test(line),
  );
  const head = lines.slice(at, end + 1).join("\n");
  return `${head.replace(/ \{$/, "")};`;
}

/** A class: its public members with their comments. */
function classOf(lines: readonly string[], at: number): string {
  const members: string[] = [];
  for (let index = at + 1; lines[index] !== "}" && index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (
      /^ {2}(?:\*|async |get |static |readonly )*[a-zA-Z]\w*[(<:?]/.test(line) ||
      /^ {2}(?:get|async) \w+\(/.test(line)
    ) {
      const doc = docAbove(lines, index);
      const comment =
        doc === ""
          ? ""
          : `${doc
              .split("\n")
              .map((one) => `  // ${one}`)
              .join("\n")}\n`;
      members.push(comment + (/;$/.test(line) ? line : headOf(lines, index, "  ")));
    }
  }
  return [lines[at], ...members, "}"].join("\n");
}

/** The text of the doc comment that ends on the line before. */
function docAbove(lines: readonly string[], at: number): string {
  if (!/\*\/$/.test(lines[at - 1] ?? "")) return "";
  let from = at - 1;
  while (!/^\s*\/\*\*/.test(lines[from] ?? "")) from--;
  return lines
    .slice(from, at)
    .map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*)? ?/, "").replace(/ ?\*\/$/, ""))
    .join("\n")
    .trim();
}
