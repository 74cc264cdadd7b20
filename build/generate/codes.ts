// Everything made of schemas/codes.json: the tables of TypeScript, C and FoxPro, and the page of the docs.
import { readFileSync } from "node:fs";
import { GENERATED, NOTICE } from "./banner.ts";
import { phrasesOf, SEPARATOR } from "./phrases.ts";
import { encodeWindows1257 } from "./windows-1257.ts";

export interface CodeEntry {
  readonly code: string;
  readonly number: number | null;
  readonly class: "argument" | "host" | "script" | "limit" | "business";
  readonly lt: string;
  readonly en: string;
  /** The same of a return, where the sentence speaks of money or of what is to be done with the sale. */
  readonly return?: { readonly lt: string; readonly en: string };
}

/** A code that an export can return. */
type NumberedCode = CodeEntry & { readonly number: number };

/** What grp_error_text says of a number that is not in the table; %d is the number. */
export const UNKNOWN_NUMBER = {
  lt: "Nežinomas klaidos numeris %d. Paleiskite GAMA iš naujo; jei kartojasi, praneškite diegėjui.",
  en: "Unknown error number %d. Restart GAMA; if it comes back, tell the consultant.",
} as const;

/** Reads the code table. */
export function loadCodes(file: string): readonly CodeEntry[] {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** schemas/generated/codes.ts */
export function codesTypeScript(codes: readonly CodeEntry[]): string {
  const entries = codes.map(({ code, ...entry }) => `  ${JSON.stringify(code)}: ${JSON.stringify(entry)},`);
  const numbers = numbered(codes).map(({ code, number }) => `  ${JSON.stringify(code)}: ${number},`);
  const byNumber = numbered(codes).map(({ code, number }) => `  [${number}, ${JSON.stringify(code)}],`);
  return `${GENERATED}

/** Every code of the contracts. */
export type Code =
${codes.map(({ code }) => `  | ${JSON.stringify(code)}`).join("\n")};

/** What a code is, and the sentences that say what happened and what to do. */
export interface CodeEntry {
  /** What an export returns for it; null when none does. */
  readonly number: number | null;
  readonly class: "argument" | "host" | "script" | "limit" | "business";
  readonly lt: string;
  readonly en: string;
  /** The same of a return, where it has words of its own. */
  readonly return?: { readonly lt: string; readonly en: string };
}

export const CODES: Readonly<Record<Code, CodeEntry>> = {
${entries.join("\n")}
};

/** The codes that an export can return. */
export const NUMBERS = {
${numbers.join("\n")}
} as const satisfies Partial<Record<Code, number>>;

/** The code of an export's number. */
export const CODE_BY_NUMBER: ReadonlyMap<number, Code> = /* @__PURE__ */ new Map<number, Code>([
${byNumber.join("\n")}
]);

/** What is said of a number that is not in the table; %d is the number. */
export const UNKNOWN_NUMBER = ${JSON.stringify(UNKNOWN_NUMBER, null, 2)} as const;
`;
}

/** What hosts say and the bundle finds too: in a payload, in the configuration. */
const SHARED = new Set(["payload-too-large", "config-invalid"]);
/** A word of RRPay's that no hook repeats. */
const RRPAY_ONLY = "not-found";

/** The codes that the bundle itself can say: every other one would cost bytes that it does not have. */
function isSpoken({ code, class: kind }: CodeEntry): boolean {
  return kind === "business" ? code !== RRPAY_ONLY : SHARED.has(code);
}

/** A text of schemas/words.json in both languages. */
export interface Word {
  readonly lt: string;
  readonly en: string;
}

/** What the bundle says besides the sentences of codes: schemas/words.json. */
export interface Words {
  /** What the cashier reads while waiting: one text for all kinds, or one for each. */
  readonly progress: Readonly<Record<string, Word | Readonly<Record<"sale" | "return" | "void", Word>>>>;
  /** Why a value does not fit. */
  readonly reasons: Readonly<Record<string, Word>>;
  /** What stands before the number of the receipt that RRPay printed before an attempt. */
  readonly printedBefore: Word;
}

/** Reads the words. */
export function loadWords(file: string): Words {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** schemas/generated/sentences.ts: what the bundle says, in as few bytes as it takes. */
export function sentencesTypeScript(codes: readonly CodeEntry[], { progress, reasons, printedBefore }: Words): string {
  const spoken = codes.filter(isSpoken);
  const phases = Object.entries(progress).map(([phase, word]) => {
    const each = isWord(word) ? [["", word] as const] : Object.entries(word);
    return { phase, each };
  });
  const words = [
    ...phases.flatMap(({ each }) => each.map(([, word]) => word)),
    ...Object.values(reasons),
    printedBefore,
  ];
  const { dictionary, written } = phrasesOf([...spoken.flatMap(textsOf), ...words.flatMap(({ lt, en }) => [lt, en])]);
  let at = 0;
  const rows = spoken.map((entry) => {
    const texts = textsOf(entry).map(() => JSON.stringify(written[at++]));
    return `  ${JSON.stringify(entry.code)}: [${texts.join(", ")}],`;
  });
  const both = () => JSON.stringify(`${written[at++]}${SEPARATOR}${written[at++]}`);
  const phaseRows = phases.map(({ phase, each }) => {
    const texts = each.map(([kind]) => (kind === "" ? both() : `${kind}: ${both()}`)).join(", ");
    return `  ${phase}: ${each.length === 1 ? texts : `{ ${texts} }`},`;
  });
  const reasonRows = Object.keys(reasons).map((reason) => `  ${JSON.stringify(reason)}: ${both()},`);
  return `${GENERATED}

/** The codes that the bundle says. */
export type Spoken =
${spoken.map(({ code }) => `  | ${JSON.stringify(code)}`).join("\n")};

/** Phrases that sentences share, each one mark in them. */
export const PHRASES = ${JSON.stringify(dictionary)};

/** Lithuanian, English: what happened and what to do now, packed; \`sentence\` of plugin/messages reads them. Then the same of a return, where it has words of its own. */
export const SENTENCES: Readonly<
  Record<Spoken, readonly [lt: string, en: string, returnLt?: string, returnEn?: string]>
> = {
${rows.join("\n")}
};

/** What the cashier reads while waiting: one text for all kinds, or one for each, both languages packed. */
export const PROGRESS = {
${phaseRows.join("\n")}
} as const;

/** Why a value does not fit, both languages packed. */
export const REASONS: Readonly<Record<string, string>> & { readonly other: string } = {
${reasonRows.join("\n")}
};

/** What stands before the number of the receipt that RRPay printed before an attempt, both languages packed. */
export const PRINTED_BEFORE = ${both()};
`;
}

function isWord(word: object): word is Word {
  return "lt" in word;
}

function textsOf({ lt, en, return: other }: CodeEntry): string[] {
  return other ? [lt, en, other.lt, other.en] : [lt, en];
}

/** runtime/native/generated/codes.h */
export function codesC(codes: readonly CodeEntry[]): string {
  const rows = numbered(codes).map(
    ({ number, lt, en }) =>
      `    {${number},\n     ${cBytes(encodeWindows1257(lt))},\n     ${cBytes(Buffer.from(lt))},\n     ${cBytes(Buffer.from(en))}},`,
  );
  return `/* ${NOTICE} */
#ifndef GRP_GENERATED_CODES_H
#define GRP_GENERATED_CODES_H

#include "../gama_rrpay.h" /* the codes' names */

#endif

/* The sentences, for the one file that asks for them. */
#if defined(GRP_WITH_CODE_TEXTS) && !defined(GRP_CODE_TEXT_COUNT)
#define GRP_CODE_TEXT_COUNT ${numbered(codes).length}

typedef struct {
    int32_t number;
    const char *lt_1257; /* Lithuanian, windows-1257 */
    const char *lt_utf8; /* Lithuanian, UTF-8 */
    const char *en;      /* English, ASCII */
} grp_code_text;

static const grp_code_text grp_code_texts[GRP_CODE_TEXT_COUNT] = {
${rows.join("\n")}
};

/* For a number that is not in the table: each has one %d, the number. */
#define GRP_UNKNOWN_NUMBER_LT_1257 ${cBytes(encodeWindows1257(UNKNOWN_NUMBER.lt))}
#define GRP_UNKNOWN_NUMBER_LT_UTF8 ${cBytes(Buffer.from(UNKNOWN_NUMBER.lt))}
#define GRP_UNKNOWN_NUMBER_EN ${cBytes(Buffer.from(UNKNOWN_NUMBER.en))}
#endif
`;
}

const HEADER_BEGINS = "This part is generated from schemas/codes.json: run `npm run generate`. */\n";
const HEADER_ENDS = "/* End of the generated part. */";

/** runtime/native/gama_rrpay.h, whose text has the codes' names between two comments. */
export function headerC(header: string, codes: readonly CodeEntry[]): string {
  const begin = header.indexOf(HEADER_BEGINS) + HEADER_BEGINS.length;
  const end = header.indexOf(HEADER_ENDS);
  if (begin < HEADER_BEGINS.length || end < begin) throw new Error("gama_rrpay.h has no generated part");
  return `${header.slice(0, begin)}${numbered(codes).map(defineC).join("\n")}\n${header.slice(end)}`;
}

/** runtime/gama/generated/codes.h, for \`#INCLUDE\` in Visual FoxPro: ASCII with CRLF. */
export function codesFoxPro(codes: readonly CodeEntry[]): string {
  const lines = [
    `* ${NOTICE}`,
    ...numbered(codes).map(({ code, number }) => `#DEFINE ${constantName(code)} ${number}`),
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** docs/codes.md */
export function codesMarkdown(codes: readonly CodeEntry[]): string {
  const rows = codes.map(
    ({ code, number, class: kind, lt, en }) => `| \`${code}\` | ${number ?? "–"} | ${kind} | ${lt} | ${en} |`,
  );
  const returns = codes.flatMap(({ code, return: other }) =>
    other ? [`| \`${code}\` | ${other.lt} | ${other.en} |`] : [],
  );
  return `<!-- ${NOTICE} -->
# Codes

Every code of the contracts, with the sentences that the cashier sees. A code with a number is what an export of the DLL returns;
the others are found in results only. Codes are only ever added, never changed.

| code | number | class | Lithuanian | English |
|---|---|---|---|---|
${rows.join("\n")}

For a number that is not in the table: “${UNKNOWN_NUMBER.lt}” · “${UNKNOWN_NUMBER.en}”

## Of a return

Where a sentence speaks of money, or of what is to be done with the sale, a return has its own. A void has codes of its own (\`void-…\`).

| code | Lithuanian | English |
|---|---|---|
${returns.join("\n")}

${TRANSLATORS}`;
}

/** What whoever writes a sentence has to know; test/spec/codes.test.ts holds the rules that a machine can hold. */
const TRANSLATORS = `## For whoever writes or translates a sentence

The texts are in \`schemas/codes.json\`: \`lt\` and \`en\`, and \`return\` with the same two of a return. Everything else is made of them.

- **Who reads it**: a cashier with a customer in front of her. What happened comes first, then the one thing to do now. Two orders may follow each other
  (“see to the paper and check again”), never contradict each other. What must not be done comes last, behind a semicolon.
- **Where it is shown**: in a box, in a wait window, in a list, on paper, on the page. So it names no key (Esc, F8, space): whoever shows it adds what
  the keys do there. “Check again”, “open that receipt”, “in the list” are said instead.
- **What it may claim**: only what is known wherever the code is used. “Nothing was sent”, “not printed”, “no money was taken” stand only where
  the code itself proves them of that very sale. What a sentence claims is listed in \`test/sim/claims.ts\` and tried in the simulation.
- **No ids, no hashes, no English in the Lithuanian text.** File names, names of settings and commands stand only in sentences that begin with the consultant
  or end with him (“Tell the consultant to check rrpay.port”).
- **Lithuanian**: letters of windows-1257 only; quotes „“; the cashier is addressed politely (bandykite, patikrinkite); the sale is *pardavimas*, the
  receipt *kvitas*, a return *grąžinimas*, a void *anuliavimas*, the consultant *diegėjas*, a setting *nuostata*, the list *sąrašas*.
- **English**: ASCII only.
- **Length**: at most 250 characters, because a wait window of FoxPro takes 254.
`;

function numbered(codes: readonly CodeEntry[]): readonly NumberedCode[] {
  return codes.filter((entry): entry is NumberedCode => entry.number !== null);
}

function constantName(code: string): string {
  return `GRP_E_${code.toUpperCase().replaceAll("-", "_")}`;
}

function defineC({ code, number }: NumberedCode): string {
  return `#define ${constantName(code)} (${number})`;
}

/** A C string literal. Octal escapes, because a hexadecimal one would swallow the digits that follow it. */
function cBytes(bytes: Uint8Array): string {
  const escaped = Array.from(bytes, (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
