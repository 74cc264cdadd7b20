// Only on Node: it reads sources, which are the same for every host.
/** What GAMA runs, checked without a Visual FoxPro; each check is shown to fail on a spoiled input. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { checkGama } from "../../build/gama/check.ts";
import { checkDeclares, checkExports, readExports, readHeader } from "../../build/gama/declares.ts";
import type { Finding } from "../../build/gama/foxpro.ts";
import { programText } from "../../build/gama/program.ts";
import { checkSyntax } from "../../build/gama/syntax.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "latin1");
const program = read("runtime/gama/rrpay.prg");
const header = read("runtime/native/gama_rrpay.h");

const test = suite("what GAMA runs");

test("rrpay.prg, INIT.txt and CLOSE.txt pass every check", () => {
  assert.equal(checkGama(), []);
});

test("the header is read whole: every export of the contract", () => {
  const names = readHeader(header).map(({ name }) => name);
  assert.is(names.length, 12);
  assert.equal(readHeader(header).find(({ name }) => name === "grp_start")?.parameters, [
    "integer",
    "in",
    "in",
    "integer",
  ]);
});

test("INIT and CLOSE are two lines each, which may be run one by one, and the folder stands in one place", () => {
  for (const [name, action] of [
    ["INIT", "INIT"],
    ["CLOSE", "CLOSE"],
  ] as const) {
    const text = read(`runtime/gama/${name}.txt`);
    const lines = text.split("\r\n").filter((line) => line !== "" && !line.startsWith("*"));
    assert.is(lines.length, 2);
    assert.is(lines[0], '=_SCREEN.AddProperty("cRRPayFolder", "C:\\gama-rrpay\\")');
    assert.ok(lines[1]?.startsWith(`=IIF(FILE(_SCREEN.cRRPayFolder + "rrpay.prg"), EXECSCRIPT(`));
    assert.ok(lines[1]?.includes(`"${action}", THISFORM`));
    assert.is(text.split("C:\\").length, 2);
  }
});

test("rrpay.prg is what its parts give", () => {
  assert.is(programText(root), program);
});

/** Every line of a source spoiled by one change, and what must then be said. */
const spoiledDeclares: readonly (readonly [name: string, from: string, to: string, says: RegExp])[] = [
  ["a name in another case", "DECLARE INTEGER grp_poll ", "DECLARE INTEGER grp_Poll ", /grp_Poll is not in the header/],
  ["a parameter too few", "nCall, INTEGER nWaitMs", "nCall", /grp_poll has 2 parameters, the header 3/],
  ["a parameter of another type", "STRING cHook", "INTEGER cHook", /grp_start: parameter 2 is integer/],
  [
    "a text that cannot come back",
    "STRING @cOut",
    "STRING cOut",
    /grp_progress: parameter 3 is in, the header says out/,
  ],
  [
    "a text by reference that only goes in",
    "STRING cConfigPath",
    "STRING @cConfigPath",
    /grp_open: parameter 1 is out/,
  ],
  ["a type that no export returns", "DECLARE INTEGER grp_open", "DECLARE DOUBLE grp_open", /returns DOUBLE/],
  ["an integer by reference", "INTEGER nCode", "INTEGER @nCode", /neither INTEGER n, STRING c nor STRING @c/],
  [
    "a library searched for along PATH",
    "grp_cancel IN (lcDll)",
    "grp_cancel IN gama_rrpay.dll",
    /a DECLARE that is not/,
  ],
  ["a call without its mark", "@lcOut, lnCap", "lcOut, lnCap", /grp_result: argument 3 needs an @/],
  [
    "a mark too many in a call",
    "grp_cancel(tnSession, tnCall)",
    "grp_cancel(tnSession, @tnCall)",
    /argument 2 has an @/,
  ],
  ["a call with too few arguments", "grp_release(tnSession, tnCall)", "grp_release(tnSession)", /1 arguments of 2/],
  [
    "a call of what is not declared",
    "grp_release(tnSession",
    "grp_forget(tnSession",
    /grp_forget is called but not declared/,
  ],
];

for (const [name, from, to, says] of spoiledDeclares)
  test(`the DECLARE checker finds ${name}`, () => {
    assert.ok(program.includes(from), "the program has what is spoiled");
    assert.match(
      sentences(
        checkDeclares(
          program.replace(from, () => to),
          header,
        ),
      ),
      says,
    );
  });

test("the DECLARE checker finds a header that has changed", () => {
  const changed = header.replace("int32_t session, int32_t call, int32_t wait_ms", "int32_t session, int32_t call");
  assert.match(sentences(checkDeclares(program, changed)), /grp_poll has 3 parameters, the header 2/);
});

test("a header with a parameter that Visual FoxPro cannot pass is an error", () => {
  assert.throws(() => readHeader("GRP_API int32_t GRP_CALL grp_x(int64_t big);"), /cannot pass/);
});

const spoiledSyntax: readonly (readonly [name: string, from: string, to: string, says: RegExp])[] = [
  ["an IF that is not ended", "  ENDIF\r\nENDFUNC", "ENDFUNC", /ENDFUNC where IF is open/],
  [
    "an end too many",
    "  RETURN llDone\r\nENDFUNC",
    "  RETURN llDone\r\n  ENDIF\r\nENDFUNC",
    /ENDIF where FUNCTION is open/,
  ],
  ["a CASE outside DO CASE", "  DO CASE\r\n", "  DO WHILE .T.\r\n", /CASE where DO WHILE is open/],
  ["a RETURN inside TRY", "    grp_release(tnSession, tnCall)", "    RETURN lcResult", /RETURN inside TRY/],
  ["an EXIT that leaves a TRY", "    grp_release(tnSession, tnCall)", "    EXIT", /EXIT outside a loop/],
  ["a continuation that is broken off", "tcCode) + ;", "tcCode) +", /ends in an operator/],
  ["a comment inside a continued statement", "tcCode) + ;", "tcCode) + ;\r\n* so", /inside a continued statement/],
  ["a bracket that is not closed", 'RRPayLine("outcome", tcOutcome)', 'RRPayLine("outcome", tcOutcome', /not closed/],
  ["a string that is not closed", '"RRPay")\r\nENDFUNC', '"RRPay)\r\nENDFUNC', /cannot read/],
  ["a variable that is not LOCAL", "LOCAL lnState, lnKey,", "LOCAL lnState,", /LNKEY is assigned but not LOCAL/],
  ["a misspelt variable", "lnState = 0\r\n", "lnStat = 0\r\n", /LNSTAT is not declared/],
  ["a variable that nothing uses", "LOCAL lnState, lnKey,", "LOCAL lnState, lnIdle, lnKey,", /LNIDLE is never used/],
  ["a misspelt function", "= RRPayProgress(", "= RRPayProgres(", /RRPAYPROGRES is no function here/],
  [
    "a call with an argument too few",
    "RRPayWait(lnSession, lnCall)",
    "RRPayWait(lnSession)",
    /RRPayWait takes 2 arguments, not 1/,
  ],
  ["a native function with arguments too many", "SPACE(4096)", "SPACE(4096, 1)", /SPACE takes 1 to 1/],
  [
    "a constant used before its #DEFINE",
    "  llDone = .F.\r\n  lnSession",
    "  llDone = LATER\r\n#DEFINE LATER 1\r\n  lnSession",
    /LATER is used before/,
  ],
  ["a command that is not Visual FoxPro's", "WAIT CLEAR", "WAITCLEAR", /not a statement/],
  ["a line that is too long", "* Something to read.", `* ${"x".repeat(120)}`, /longer than 120/],
  ["a line end without CR", "WAIT CLEAR\r\n", "WAIT CLEAR\n", /does not end with CRLF/],
  ["a letter outside ASCII", "* Something to read.", "* Ar \u00f0?", /not printable ASCII/],
];

for (const [name, from, to, says] of spoiledSyntax)
  test(`the syntax checker finds ${name}`, () => {
    assert.ok(program.includes(from), "the program has what is spoiled");
    assert.match(sentences(checkSyntax(program.replace(from, () => to))), says);
  });

test("EXIT inside a TRY may leave a loop that is inside it too, and no other", () => {
  const loop = (inner: string) => `LOCAL n\r\nn = 1\r\nDO WHILE n = 1\r\n${inner}\r\nENDDO\r\n`;
  const tried = (inner: string) => `TRY\r\n${inner}\r\nFINALLY\r\nENDTRY`;
  assert.equal(checkSyntax(tried(loop("EXIT")).replace("TRY\r\n", "").replace("FINALLY\r\nENDTRY", "")), []);
  assert.match(sentences(checkSyntax(loop(tried("EXIT")))), /EXIT leaves a TRY/);
});

test("a window's snippet may use THISFORM, the program may not", () => {
  const snippet = "=MESSAGEBOX(THISFORM.Caption)\r\n";
  assert.equal(checkSyntax(snippet, { names: ["THISFORM"] }), []);
  assert.match(sentences(checkSyntax(snippet)), /THISFORM is not declared/);
});

test("an export that a DLL does not have under exactly that name is found", () => {
  const names = [
    "grp_abi_version",
    "grp_open",
    "grp_start",
    "grp_poll",
    "grp_progress",
    "grp_result",
    "grp_cancel",
    "grp_release",
  ];
  assert.equal(readExports(dllExporting([...names, "grp_error_text"])), [...names, "grp_error_text"]);
  assert.equal(checkExports(program, dllExporting([...names, "grp_error_text"])), []);
  assert.match(
    sentences(checkExports(program, dllExporting([...names, "_grp_error_text@16"]))),
    /^grp_error_text is not exported/,
  );
});

const sentences = (findings: readonly Finding[]): string => findings.map(({ message }) => message).join("\n");

/** The least PE file that has an export table: one section that holds everything. */
function dllExporting(names: readonly string[]): Uint8Array {
  const bytes = Buffer.alloc(4096);
  const [pe, section, table, pointers] = [0x80, 0x80 + 24 + 224, 0x400, 0x440] as const;
  bytes.writeUInt32LE(pe, 0x3c);
  bytes.write("PE\0\0", pe, "latin1");
  bytes.writeUInt16LE(1, pe + 6);
  bytes.writeUInt16LE(224, pe + 20);
  bytes.writeUInt16LE(0x10b, pe + 24);
  bytes.writeUInt32LE(table, pe + 24 + 96);
  for (const at of [12, 20]) bytes.writeUInt32LE(0x200, section + at);
  bytes.writeUInt32LE(0xe00, section + 16);
  bytes.writeUInt32LE(names.length, table + 24);
  bytes.writeUInt32LE(pointers, table + 32);
  let at = 0x600;
  for (const [index, name] of names.entries()) {
    bytes.writeUInt32LE(at, pointers + index * 4);
    at += bytes.write(`${name}\0`, at, "latin1");
  }
  return bytes;
}

test.run();
