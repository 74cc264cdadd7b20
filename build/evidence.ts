/**
 * docs/evidence.md, which `npm run generate` writes: the test that breaks when a promise is no longer kept. The promises are
 * the fault scenarios, the rules and the invariants of the project; a test or a scenario file proves one by naming it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineName } from "../runtime/node/api.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Promises by the word that a test's name uses for them; their order is their number. */
export const PROMISES: Readonly<Record<"F" | "rule" | "invariant", readonly string[]>> = {
  F: [
    ...["RRPay not running", "refused, then up", "a foreign service on the port", "busy with another sale"],
    ...["not ready", "a second start while one is open", "duplicate id", "disk full"],
    ...["link lost before the first byte", "after some bytes", "after the whole request", "answer split over packets"],
    ...["truncated", "garbage", "accepted, then silence", "answer after our timeout", "answer twice"],
    ...["answer for the previous sale", "bytes nobody asked for", "revisions out of order"],
    ...["declined, the sale stays open", "customer cancels", "cashier cancels before the card"],
    ...["cancel past the point of no return", "cancel with nothing open", "cancel never answered"],
    ...["partly paid, still in progress", "mixed: card approved, cash abandoned", "amount off by a cent"],
    "approved with a warning code",
    ...["query: in progress", "query: not found, same epoch", "query: not found, other epoch", "query: malformed"],
    ...["query: found without payments", "query: times out", "query: another id", "till killed in each state"],
    ...["killed again during recovery", "RRPay killed mid-sale", "both lose power"],
    ...["printed, answer lost", "paid, out of paper", "counter unreadable", "Z report between send and query"],
    ...["long receipt, slow printing", "void answer lost", "manual entry, then the true result"],
    ...["document number repeated", "storeId changed"],
  ],
  rule: [
    "one open attempt per till",
    "durable before the first byte leaves",
    "after sent, what is not an answer is unknown",
    "unknown only queries; the same id goes again only on proof",
    "not found proves something only where the store remembers",
    "an answer counts only if it echoes the sale",
    "payment and receipt are two facts; paid is never charged again",
    "stored before it is applied; applied any number of times",
    "cancel is a request",
    "states never go back",
    "a void names its document and has an id of its own",
    "what is not listed is unknown; a warning can mean accepted",
    "the customer's clock is not RRPay's",
  ],
  invariant: [
    "no byte leaves before its record is flushed",
    "one sale key: at most one charge and one document",
    "final states only on RRPay's evidence",
    "a final payment never changes, facts only move forward",
    "step is a function of its events",
    "plugin/ imports no runtime",
    "no export waits, follows a wrong pointer or writes past cap",
    "no text from outside is interpreted in C",
    "every code has its two sentences",
  ],
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
      return proofsIn(name, `${SCENARIOS}/${file}`, ENGINES.join(", "));
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
  return namesIn(source).flatMap((test) => proofsIn(test, file, runsOn));
}

/** What a test or a scenario of this name proves. */
function proofsIn(test: string, file: string, runsOn: string): Proof[] {
  return [...test.matchAll(PROMISE)].map(([, word = "F", number]) => ({
    word: word as Word,
    number: Number(number),
    test,
    file,
    runsOn,
  }));
}

/** A scenario begins the name or stands in brackets: elsewhere F8 is a key of the till. */
const PROMISE = /(?:(?:^|\()F|\b(rule|invariant) )(\d{1,2})\b/g;

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

A promise is only made where a test can break it. Each row passes on everything that it names when \`npm test\` ends with
\`0 failed\`; what a machine cannot run (native without a compiler, Bun without Bun) is skipped by name, never in silence.
Engines: \`direct\` is the sources on the host's own engine, \`quickjs\` the built bundle in its sandbox, \`native\` the same
bundle in the shim. The files run on Node and on Bun.
A row that leads to a scenario file is played by \`test/contract\`, and by \`gama-rrpay scenario run FILE\` without the tests.

${sections.join("\n")}`;
}

function section(word: Word, proofs: readonly Proof[]): string {
  const rows = PROMISES[word].flatMap((promise, at) =>
    proofs
      .filter((proof) => proof.word === word && proof.number === at + 1)
      .map(({ test, file, runsOn }, nth) => {
        const name = word === "F" ? `F${at + 1}` : `${at + 1}`;
        return `| ${nth === 0 ? `${name} | ${promise}` : " | "} | [${escaped(test)}](../${file}) | ${runsOn} |`;
      }),
  );
  return [`## ${TITLES[word]}`, "", "| | promise | test | runs on |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[[\]|\\<>*_`]/g, "\\$&");
}

/** The promises that no test names. */
export function unproven(proofs: readonly Proof[] = findProofs()): string[] {
  return (Object.keys(PROMISES) as Word[]).flatMap((word) =>
    PROMISES[word]
      .map((_, at) => at + 1)
      .filter((number) => !proofs.some((proof) => proof.word === word && proof.number === number))
      .map((number) => (word === "F" ? `F${number}` : `${word} ${number}`)),
  );
}
