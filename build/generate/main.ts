// Writes everything that is made of schemas/, and the evidence page that is made of the tests' names. With --check nothing is written and drift ends with 1.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readArguments } from "../arguments.mjs";
import { evidencePage } from "../evidence/page.ts";
import { programText } from "../gama/program.ts";
import { generateAnswers } from "./answers.ts";
import { apiPage } from "./api.ts";
import { boundaryC, boundaryTypeScript, loadBoundary } from "./boundary.ts";
import { cardHtml } from "./card.ts";
import {
  codesC,
  codesFoxPro,
  codesMarkdown,
  codesTypeScript,
  headerC,
  loadCodes,
  loadWords,
  sentencesTypeScript,
} from "./codes.ts";
import { configC, generateConfig } from "./config.ts";
import { exchangesMarkdown, loadSequences } from "./exchanges.ts";
import { generateOpenApi } from "./openapi.ts";
import { loadProgramSeam, programC, programTypeScript } from "./program.ts";
import { loadSchemaTable } from "./schemas.ts";
import { generateSensitive } from "./sensitive.ts";
import { generateShapes } from "./shapes.ts";
import { generateTypes } from "./types.ts";
import { generateValidators } from "./validators.ts";
import { generateVectors, VECTOR_FOLDER } from "./vectors.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every generated file by its path from the root of the project. */
async function generateAll(): Promise<ReadonlyMap<string, string>> {
  const table = loadSchemaTable(join(root, "schemas"));
  const codes = loadCodes(join(root, "schemas/codes.json"));
  const words = loadWords(join(root, "schemas/words.json"));
  const boundary = loadBoundary(join(root, "schemas/boundary.json"));
  const program = loadProgramSeam(join(root, "schemas/program.json"));
  const sequences = loadSequences(join(root, "schemas/rrpay-exchanges.json"));
  const [types, validators] = await Promise.all([generateTypes(table), generateValidators(table)]);
  return new Map([
    ["schemas/generated/types.ts", types],
    ["schemas/generated/validators.js", validators.code],
    ["schemas/generated/validators.d.ts", validators.declarations],
    ["schemas/generated/shapes.ts", generateShapes(table)],
    ["schemas/generated/sensitive.ts", generateSensitive(table)],
    ["schemas/generated/answers.ts", generateAnswers(table)],
    ["schemas/generated/config.ts", generateConfig(table)],
    ["schemas/generated/codes.ts", codesTypeScript(codes)],
    ["schemas/generated/sentences.ts", sentencesTypeScript(codes, words)],
    ["schemas/generated/boundary.ts", boundaryTypeScript(boundary)],
    ["runtime/native/gama_rrpay.h", headerC(readFileSync(join(root, "runtime/native/gama_rrpay.h"), "utf8"), codes)],
    ["runtime/native/generated/codes.h", codesC(codes)],
    ["runtime/native/generated/boundary.h", boundaryC(boundary)],
    ["runtime/native/generated/config.h", configC(table)],
    ["schemas/generated/program.ts", programTypeScript(program)],
    ["runtime/native/generated/program.h", programC(program)],
    ["runtime/gama/generated/codes.h", codesFoxPro(codes)],
    ["runtime/gama/rrpay.prg", programText(root)],
    ["docs/codes.md", codesMarkdown(codes)],
    ["docs/card.lt.html", cardHtml(codes, "lt")],
    ["docs/card.en.html", cardHtml(codes, "en")],
    ["docs/evidence.md", evidencePage()],
    ["docs/api.md", apiPage(root, types)],
    ["schemas/rrpay.openapi.json", generateOpenApi(table, sequences)],
    ["docs/rrpay-exchanges.md", exchangesMarkdown(sequences)],
    ...generateVectors(boundary),
  ]);
}

/** The files whose content is not what the generator would write, and vectors that it would not write at all. */
export async function findDrift(): Promise<readonly string[]> {
  return driftOf(await generateAll());
}

/** Writes what has changed, removes vectors that are no more, and returns the paths. */
async function writeAll(): Promise<readonly string[]> {
  const files = await generateAll();
  const drifted = driftOf(files);
  for (const path of drifted) {
    const text = files.get(path);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === undefined) rmSync(join(root, path));
    else writeFileSync(join(root, path), text);
  }
  return drifted;
}

function driftOf(files: ReadonlyMap<string, string>): readonly string[] {
  const changed = [...files].filter(([path, text]) => readIfThere(join(root, path)) !== text).map(([path]) => path);
  const vectors = existsSync(join(root, VECTOR_FOLDER)) ? readdirSync(join(root, VECTOR_FOLDER)) : [];
  const stray = vectors
    .map((name) => `${VECTOR_FOLDER}/${name}`)
    .filter((path) => path.endsWith(".hex") && !files.has(path));
  return [...changed, ...stray];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const help = `npm run generate -- [options]

  --check   writes nothing; ends with 1 when a file is not what would be written
  --help    this text`;

async function main(): Promise<void> {
  const { check } = readArguments({ help, options: { check: { type: "boolean", default: false } } });
  if (!check) {
    for (const path of await writeAll()) console.log(`wrote ${path}`);
    return;
  }
  const drifted = await findDrift();
  for (const path of drifted) console.error(`${path} is not what the generator writes: run npm run generate`);
  if (drifted.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
