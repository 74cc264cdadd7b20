/** Checks everything that GAMA runs: rrpay.prg, INIT.txt and CLOSE.txt against the language, the header and the DLLs. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDeclares, checkExports } from "./declares.ts";
import type { Finding } from "./foxpro.ts";
import { checkSyntax } from "./syntax.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DLLS = ["dist/win-x86/gama_rrpay.dll", "dist/win-x64/gama_rrpay.dll"];

/** All findings, each as `file:line: message`. DLLs that are not built are left out. */
export function checkGama(): string[] {
  const read = (path: string) => readFileSync(`${root}${path}`, "latin1");
  const program = read("runtime/gama/rrpay.prg");
  const texts = ["INIT.txt", "CLOSE.txt"].flatMap((name) =>
    told(`runtime/gama/${name}`, checkSyntax(read(`runtime/gama/${name}`), { names: ["THISFORM"], lineMax: 800 })),
  );
  return [
    ...told("runtime/gama/rrpay.prg", [
      ...checkSyntax(program),
      ...checkDeclares(program, read("runtime/native/gama_rrpay.h")),
      ...DLLS.filter((dll) => existsSync(`${root}${dll}`)).flatMap((dll) =>
        checkExports(program, readFileSync(`${root}${dll}`)),
      ),
    ]),
    ...texts,
  ];
}

function told(file: string, findings: readonly Finding[]): string[] {
  return findings.map(({ line, message }) => `${file}:${line}: ${message}`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const findings = checkGama();
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) process.exitCode = 1;
  else
    console.log("rrpay.prg, INIT.txt and CLOSE.txt agree with the language, the header and the DLLs that are built.");
}
