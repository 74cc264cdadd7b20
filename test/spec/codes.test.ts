// The table of codes and what is made of it for C, FoxPro and TypeScript.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { codesC, codesFoxPro, headerC, loadCodes, loadWords, UNKNOWN_NUMBER } from "../../build/generate/codes.ts";
import { encodeWindows1257 } from "../../build/generate/windows-1257.ts";
import { inLanguage, sentence } from "../../plugin/messages/sentence.ts";
import { CODE_BY_NUMBER, CODES, NUMBERS } from "../../schemas/generated/codes.ts";
import { PRINTED_BEFORE, PROGRESS, REASONS, SENTENCES, type Spoken } from "../../schemas/generated/sentences.ts";
import { suite } from "../support/suite.ts";

const codes = loadCodes(fileURLToPath(new URL("../../schemas/codes.json", import.meta.url)));
const plugin = fileURLToPath(new URL("../../plugin", import.meta.url));
const sources = readdirSync(plugin, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(`${plugin}/${name}`, "utf8") }));
const numbered = codes.filter(({ number }) => number !== null);

/** Every code that contracts A to D name. */
const CONTRACT_CODES = `
  too-many-calls already-open closing bad-call bad-session call-pending in-use bundle-abi engine-failed
  sale-changed sale-voided blocked old-attempt-open method-unmapped amounts-differ
  rrpay-changed till-mismatch emulator-not-allowed journal-corrupt rrpay-not-ready fiscal-offline
  saved-unpaid saved-then-unsaved conflict outcome-not-stored still-in-progress store-readonly disk-full
  id-conflict sale-known invalid busy not-found unauthorized
  approved declined cancelled not-accepted unknown refused voided not-voided nothing-to-void
  acknowledged recorded unsaved open superseded ready attention`
  .trim()
  .split(/\s+/);
/** Outcomes that are always explained by a code of their own, and so are no codes. */
const EXPLAINED = new Set(["not-accepted", "refused"]);

const test = suite("codes");

test("every code has one entry, and every number one code", () => {
  assert.is(new Set(codes.map(({ code }) => code)).size, codes.length);
  assert.is(new Set(numbered.map(({ number }) => number)).size, numbered.length);
});

test("a number is negative, and what an export never returns has none", () => {
  for (const { code, number, class: kind } of codes) {
    assert.is(number === null, kind === "business", code);
    assert.ok(number === null || (Number.isInteger(number) && number < 0), code);
  }
});

test("a code is written in lower case with hyphens", () => {
  for (const { code } of codes) assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("invariant 9: every code has a Lithuanian and an English sentence", () => {
  for (const { code, lt, en } of codes) {
    assert.match(lt, /^\p{Lu}.*[.!]$/u, code);
    assert.match(en, /^[A-Z].*[.!]$/, code);
    assert.is.not(lt, en, code);
  }
});

/** Every sentence of a code, those of a return included. */
const textsOf = ({ lt, en, return: other }: (typeof codes)[number]) => [{ lt, en }, ...(other ? [other] : [])];

test("no sentence names a key: whoever shows it says what the keys do there", () => {
  for (const entry of codes)
    for (const { lt, en } of textsOf(entry)) {
      assert.not.match(lt, /\bF\d|\bEsc|tarpo klaviš|spauskite|Enter/, entry.code);
      assert.not.match(en, /\bF\d|\bEsc|space bar|press |Enter\b(?! the| a| them| it)/i, entry.code);
    }
});

test("A5: no sentence of a boot that failed says to try again, because rrpay.prg never closes that session", () => {
  const failsBoot = ({ number }: (typeof codes)[number]) => number !== null && number <= -20 && number > -40;
  for (const { code, lt, en } of codes.filter(failsBoot)) {
    assert.not.match(lt, /bandykite dar|patikrinkite dar/i, code);
    assert.not.match(en, /try again|check again/i, code);
  }
});

test("B12: that nothing was sent is said only where the code itself proves it", () => {
  const PROVEN = ["not-sent", "void-not-sent", "previewed"];
  for (const entry of codes.filter(({ code }) => !PROVEN.includes(code)))
    for (const { lt, en } of textsOf(entry)) {
      assert.not.match(lt, /nieko neišsiųsta|niekas neišsiųsta|neišsiuntus|niekas neapmokėta/i, entry.code);
      assert.not.match(en, /nothing was sent|before anything/i, entry.code);
    }
});

test("a sentence fits a wait window of FoxPro", () => {
  for (const entry of codes)
    for (const { lt, en } of textsOf(entry))
      assert.ok(lt.length <= 250 && en.length <= 250, `${entry.code} ${lt.length}`);
});

test("a return never speaks of a sale's payment, nor a void of either", () => {
  for (const { code, lt, return: other } of codes) {
    if (other) assert.not.match(other.lt, /pmokėta|umokėta|Mokėjimo nekartokite|Išsaugokite pardavimą/, code);
    if (code.startsWith("void")) assert.not.match(lt, /pmokėta|umokėta|okėjimo nekartokite|okėjimas/, code);
  }
});

test("every text of a return is written like any other", () => {
  const decoder = new TextDecoder("windows-1257");
  for (const { code, return: other } of codes) {
    if (!other) continue;
    assert.is(decoder.decode(encodeWindows1257(other.lt)), other.lt, code);
    assert.match(other.en, /^[A-Z][\x20-\x7e]*[.!]$/, code);
  }
});

test("every Lithuanian sentence can be written in windows-1257, every English one in ASCII", () => {
  const decoder = new TextDecoder("windows-1257");
  for (const { lt, en } of [...codes, UNKNOWN_NUMBER]) {
    assert.is(decoder.decode(encodeWindows1257(lt)), lt);
    assert.match(en, /^[\x20-\x7e]*$/);
  }
});

test("a character that windows-1257 does not have is an error, not a question mark", () => {
  assert.throws(() => encodeWindows1257("日"));
  assert.throws(() => encodeWindows1257("\u0081"));
});

test("every code that the contracts name is in the table", () => {
  const table = new Set(codes.map(({ code }) => code));
  assert.equal(
    CONTRACT_CODES.filter((code) => !table.has(code) && !EXPLAINED.has(code)),
    [],
  );
});

test("the TypeScript tables say the same as codes.json", () => {
  assert.is(Object.keys(CODES).length, codes.length);
  for (const { code, ...entry } of codes) assert.equal(CODES[code as keyof typeof CODES], entry, code);
  assert.equal(
    Object.entries(NUMBERS),
    numbered.map(({ code, number }) => [code, number]),
  );
  assert.equal(
    [...CODE_BY_NUMBER],
    numbered.map(({ code, number }) => [number, code]),
  );
});

test("the bundle's sentences are those of codes.json, though they share their phrases", () => {
  for (const code of Object.keys(SENTENCES) as Spoken[]) {
    const { lt, en } = CODES[code];
    assert.equal([sentence(code, "lt"), sentence(code, "en")], [lt, en], code);
  }
});

test("the bundle's words are those of words.json, though they share the sentences' phrases", () => {
  const words = loadWords(fileURLToPath(new URL("../../schemas/words.json", import.meta.url)));
  const read = (packed: unknown): unknown =>
    typeof packed === "string" ? { lt: inLanguage(packed, "lt"), en: inLanguage(packed, "en") } : mapped(packed);
  const mapped = (table: unknown) =>
    Object.fromEntries(Object.entries(table as object).map(([name, packed]) => [name, read(packed)]));
  const printedBefore = read(PRINTED_BEFORE);
  assert.equal({ progress: mapped(PROGRESS), reasons: mapped(REASONS), printedBefore }, words);
});

test("no source of the bundle has Lithuanian of its own: its words stand in schemas/", () => {
  assert.equal(
    sources
      .filter(({ name, text }) => name !== "text/windows1257.ts" && /[ąčęėįšųūž]/i.test(text))
      .map(({ name }) => name),
    [],
  );
});

test("the bundle carries a sentence for each code that it names, and for no other", () => {
  const all = sources.map(({ text }) => text).join();
  assert.equal(
    // what `void-x` says is asked for by `x`
    Object.keys(SENTENCES).filter(
      (code) => ![code, code.replace(/^void-/, "")].some((named) => all.includes(`"${named}"`)),
    ),
    [],
  );
});

test("C gets every number as a constant and every sentence in both encodings", () => {
  const begins = "/* Names. This part is generated from schemas/codes.json: run `npm run generate`. */\n";
  const ends = "/* End of the generated part. */";
  const header = headerC(`int before;\n${begins}#define GRP_E_OLD (-1)\n${ends}\nint after;\n`, codes);
  assert.match(header, /^int before;[\s\S]*\nint after;\n$/);
  assert.match(header, "#define GRP_E_TOO_MANY_CALLS (-12)\n");
  assert.is(header.split("#define GRP_E_").length - 1, numbered.length);
  // Octal escapes: ė is 0xEB in windows-1257 and 0xC4 0x97 in UTF-8.
  assert.match(
    codesC([{ code: "x", number: -1, class: "host", lt: 'ė1 "', en: "E." }]),
    '{-1,\n     "\\3531 \\"",\n     "\\304\\2271 \\"",\n     "E."}',
  );
});

test("FoxPro gets every number as a #DEFINE, in ASCII with CRLF", () => {
  const header = codesFoxPro(codes);
  assert.match(header, "#DEFINE GRP_E_TOO_MANY_CALLS -12\r\n");
  assert.match(header, /^(?:[\x20-\x7e]*\r\n)*$/);
});

test("the page of the docs has a row for every code", () => {
  const page = readFileSync(fileURLToPath(new URL("../../docs/codes.md", import.meta.url)), "utf8");
  for (const { code, lt } of codes) assert.ok(page.includes(`| \`${code}\` |`) && page.includes(lt), code);
});

test.run();
