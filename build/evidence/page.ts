/**
 * docs/evidence.md, which `npm run generate` writes: the test that breaks when a promise is no longer kept. The promises are
 * the fault scenarios, the rules and the invariants of the project; a test or a scenario file proves one by naming it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineName } from "../../runtime/node/api.ts";
import { PROMISED } from "./gama-side.ts";
import { promisedRows, reviewRows } from "./review.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Promises by the word that a test's name uses for them, and by their number, which stays their own. */
export const PROMISES: Readonly<Record<"F" | "rule" | "invariant", Readonly<Record<number, string>>>> = {
  F: {
    1: "RRPay not running",
    2: "refused, then up",
    3: "a foreign service on the port",
    4: "busy with another sale",
    5: "not ready",
    6: "a second start while one is open",
    7: "duplicate id",
    8: "disk full",
    9: "link lost before the first byte",
    10: "after some bytes",
    11: "after the whole request",
    12: "answer split over packets",
    13: "truncated",
    14: "garbage",
    15: "accepted, then silence",
    16: "answer after our timeout",
    17: "answer twice",
    18: "answer for the previous sale",
    19: "bytes nobody asked for",
    20: "revisions out of order",
    21: "declined, the sale stays open",
    22: "customer cancels",
    23: "cashier cancels before the card",
    24: "cancel past the point of no return",
    25: "cancel with nothing open",
    26: "cancel never answered",
    27: "partly paid, still in progress",
    28: "mixed: card approved, cash abandoned",
    29: "amount off by a cent",
    30: "approved with a warning code",
    31: "query: in progress",
    32: "query: not found, same epoch",
    33: "query: not found, other epoch",
    34: "query: malformed",
    35: "query: found without payments",
    36: "query: times out",
    37: "query: another id",
    38: "till killed in each state",
    39: "killed again during recovery",
    40: "RRPay killed mid-sale",
    41: "both lose power",
    42: "printed, answer lost",
    43: "paid, out of paper",
    44: "counter unreadable",
    45: "Z report between send and query",
    46: "long receipt, slow printing",
    47: "void answer lost",
    48: "manual entry, then the true result",
    49: "document number repeated",
    50: "storeId changed",
    51: "a receipt of a day that the journal does not have",
    52: "a lost void, typed with the sale's own number",
    53: "manual entry with another sale's document",
    54: "a void typed as printed, then declined",
    55: "the words of a void that is declined",
    56: "a receipt number used again after it was saved",
    57: "a discount given in RRPay",
    58: "known money, and another epoch",
    59: "the money typed rightly, the number not",
    60: "space after a manual record was accepted",
    62: "what stays of a note in the drawer",
    63: "document numbers that begin anew each day",
    64: "a void with another document number",
    68: "still in progress, and no end of it",
    69: "a sale known under another id",
    71: "an RRPay of a later version",
    72: "closed after every answer, unsaid",
    73: "an RRPay that does not know what is printed",
    74: "another epoch between health and the send",
    75: "paid before in GAMA",
    76: "the tax authority out of reach",
  },
  rule: {
    1: "one open attempt per till",
    2: "durable before the first byte leaves",
    3: "after sent, what is not an answer is unknown",
    4: "unknown only queries; the same id goes again only on proof",
    5: "not found proves something only where the store remembers",
    6: "an answer counts only if it echoes the sale",
    7: "payment and receipt are two facts; paid is never charged again",
    8: "stored before it is applied; applied any number of times",
    9: "cancel is a request",
    10: "states never go back",
    11: "a void names its document and has an id of its own",
    12: "what is not listed is unknown; a warning can mean accepted",
    13: "the customer's clock is not RRPay's",
  },
  invariant: {
    1: "no byte leaves before its record is flushed",
    2: "one sale key: at most one charge and one document",
    3: "final states only on RRPay's evidence",
    4: "a final payment never changes, facts only move forward",
    5: "step is a function of its events",
    6: "plugin/ imports no runtime",
    7: "no export waits, follows a wrong pointer or writes past cap",
    8: "no text from outside is interpreted in C",
    9: "every code has its two sentences",
  },
};

type Word = keyof typeof PROMISES;

const TITLES: Readonly<Record<Word, string>> = {
  F: "Fault scenarios",
  rule: "Rules of payment",
  invariant: "Invariants",
};

/** A test that names a promise. */
export interface Proof {
  readonly word: Word;
  readonly number: number;
  readonly test: string;
  readonly file: string;
  readonly runsOn: string;
}

const ENGINES: readonly EngineName[] = ["direct", "quickjs", "native"];

/** Scenario files are played on every engine by test/contract/scenarios.ts. */
const SCENARIOS = "test/emulator/scenario/files";

/** Every proof: the scenario files first, then the tests, file by file in the order of their names. */
export function findProofs(): Proof[] {
  return [...scenarioProofs(), ...testProofs()];
}

function scenarioProofs(): Proof[] {
  return readdirSync(join(root, SCENARIOS))
    .filter((file) => /^F\d/.test(file))
    .sort()
    .flatMap((file) => {
      const { name } = JSON.parse(readFileSync(join(root, SCENARIOS, file), "utf8")) as { name: string };
      return proofsIn(OF_A_SCENARIO, name, `${SCENARIOS}/${file}`, ENGINES.join(", "));
    });
}

function testProofs(): Proof[] {
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((file) => `test/${file.split(sep).join("/")}`)
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .flatMap((file) => proofsOf(file, readFileSync(join(root, file), "utf8")));
}

function proofsOf(file: string, source: string): Proof[] {
  const runsOn = source.includes("forEachEngine(")
    ? ENGINES.join(", ")
    : source.startsWith("// Only on Node: ")
      ? "Node"
      : "Node, Bun";
  return namesIn(source).flatMap((test) => proofsIn(OF_A_TEST, test, file, runsOn));
}

/** What a test or a scenario of this name proves. */
function proofsIn(promise: RegExp, test: string, file: string, runsOn: string): Proof[] {
  return [...test.matchAll(promise)].map(([, word = "F", number]) => ({
    word: word as Word,
    number: Number(number),
    test,
    file,
    runsOn,
  }));
}

/** The name of a scenario file begins with the number of its fault. */
const OF_A_SCENARIO = /(?:(?:^|\()F|\b(rule|invariant) )(\d{1,2})\b/g;
/** In a test's name it stands in brackets, or before a colon: `F8 on a paid receipt` is about a key of the till. */
const OF_A_TEST = /(?:(?:^(?=F\d{1,2}: )|\()F|\b(rule|invariant) )(\d{1,2})\b/g;

/** Names of tests as they are written: quoted or as a template, on a line of `test(` or of the table that it goes through. */
function namesIn(source: string): string[] {
  const literals = source.matchAll(
    /^ *(?:test\(|\[)(["`])((?:F|rule |invariant |[^"`\n]*[ (](?:F|rule |invariant ))\d[^"`\n]*)\1/gm,
  );
  return [...literals].map(([, , name = ""]) => name.replace(/\$\{[^}]*\}/g, "…"));
}

/** The page as it should be. */
export function evidencePage(proofs: readonly Proof[] = findProofs()): string {
  const sections = (Object.keys(PROMISES) as Word[]).map((word) => section(word, proofs));
  return `# What is promised, and which test breaks it

<!-- Written by npm run generate from the names of the tests and scenario files; npm test fails when it is out of date. -->

A promise is only made where a test can break it. Each row passes on everything that it names when \`npm test -- --all\`
ends with \`0 failed\`; what a machine cannot run (native without a compiler, Bun without Bun) is skipped by name, never in silence.
Engines: \`direct\` is the sources on the host's own engine, \`quickjs\` the built bundle in its sandbox, \`native\` the same
bundle in the shim. The files run on Node and on Bun.
A row that leads to a scenario file is played by \`test/contract\`, and by \`gama-rrpay scenario run FILE\` without the tests.

${sections.join("\n")}
## What a hostile review broke

Its findings in its own order. Their names are looked for in the files when this page is written.

| | finding | test |
|---|---|---|
${reviewRows(escaped).join("\n")}

## GAMA's side

What \`rrpay.prg\`, the page and the first visit promise; a word in the first column says what the rows from there on are
about. \`test/gama/without.ts\` takes each mend out of \`rrpay.prg\`, row by row, and sees the test go red.

| | promise | test |
|---|---|---|
${promisedRows(PROMISED, escaped).join("\n")}
`;
}

function section(word: Word, proofs: readonly Proof[]): string {
  const rows = Object.entries(PROMISES[word]).flatMap(([number, promise]) =>
    proofs
      .filter((proof) => proof.word === word && proof.number === Number(number))
      .map(({ test, file, runsOn }, nth) => {
        const name = word === "F" ? `F${number}` : number;
        return `| ${nth === 0 ? `${name} | ${promise}` : " | "} | [${escaped(test)}](../${file}) | ${runsOn} |`;
      }),
  );
  const what = word === "F" ? "fault" : "promise";
  return [`## ${TITLES[word]}`, "", `| | ${what} | test | runs on |`, "|---|---|---|---|", ...rows, ""].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[[\]|\\<>*_`]/g, "\\$&");
}

/** The promises that no test names. */
export function unproven(proofs: readonly Proof[] = findProofs()): string[] {
  return (Object.keys(PROMISES) as Word[]).flatMap((word) =>
    Object.keys(PROMISES[word])
      .map(Number)
      .filter((number) => !proofs.some((proof) => proof.word === word && proof.number === number))
      .map((number) => (word === "F" ? `F${number}` : `${word} ${number}`)),
  );
}
