/** What a consultant gets: the files of the one folder to copy, made from the checkout and from dist/. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { withReleaseLinks } from "./papers.ts";
import { isSignable, type Sign } from "./sign.ts";

export interface ReleaseFile {
  /** Inside the archive, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a file comes from; `text` is rewritten with CRLF for the editors of old Windows. */
interface Origin {
  readonly path: string;
  readonly from: string;
  readonly kind: "binary" | "text";
}

export const ORIGINS: readonly Origin[] = [
  { path: "gama_rrpay.dll", from: "dist/win-x86/gama_rrpay.dll", kind: "binary" },
  { path: "x64/gama_rrpay.dll", from: "dist/win-x64/gama_rrpay.dll", kind: "binary" },
  { path: "x64/gama-rrpay.exe", from: "dist/win-x64/gama-rrpay.exe", kind: "binary" },
  { path: "gama-rrpay.exe", from: "dist/win-x86/gama-rrpay.exe", kind: "binary" },
  // Sealed by its last line: not a byte of it may change.
  { path: "rrpay.plugin.js", from: "dist/rrpay.plugin.js", kind: "binary" },
  { path: "rrpay.prg", from: "runtime/gama/rrpay.prg", kind: "binary" },
  { path: "INIT.txt", from: "runtime/gama/INIT.txt", kind: "binary" },
  { path: "CLOSE.txt", from: "runtime/gama/CLOSE.txt", kind: "binary" },
  { path: "gama-rrpay.example.json", from: "runtime/gama/gama-rrpay.example.json", kind: "text" },
  { path: "gama-rrpay.schema.json", from: "schemas/gama-rrpay.schema.json", kind: "text" },
  { path: "gama-rrpay.output.schema.json", from: "schemas/command-line.json", kind: "text" },
  { path: "DIEGIMAS.md", from: "docs/DIEGIMAS.md", kind: "text" },
  { path: "INSTALL.en.md", from: "docs/INSTALL.en.md", kind: "text" },
  { path: "MANY-TILLS.md", from: "docs/many-tills.md", kind: "text" },
  { path: "KORTELE.html", from: "docs/card.lt.html", kind: "text" },
  { path: "CARD.en.html", from: "docs/card.en.html", kind: "text" },
  { path: "ASSUMPTIONS.md", from: "docs/assumptions.md", kind: "text" },
  // For RASO's engineers, who have no checkout: what `conformance` measures, and how the interface is spoken.
  { path: "rrpay/conformance.md", from: "docs/conformance.md", kind: "text" },
  { path: "rrpay/contracts.md", from: "docs/contracts.md", kind: "text" },
  { path: "rrpay/rrpay-exchanges.md", from: "docs/rrpay-exchanges.md", kind: "text" },
  { path: "rrpay/rrpay.openapi.json", from: "schemas/rrpay.openapi.json", kind: "text" },
  { path: "rrpay/confirmed.schema.json", from: "schemas/confirmed.schema.json", kind: "text" },
  { path: "NOTICE.txt", from: "NOTICE", kind: "text" },
  { path: "LICENSE.txt", from: "LICENSE", kind: "text" },
];

/** The files that a release needs and that are not there: it is whole or it is not made. */
export function missingFiles(root: string): string[] {
  return ORIGINS.map(({ from }) => from).filter((from) => !existsSync(`${root}/${from}`));
}

/** Every file of the release in a fixed order, SHA256SUMS last. `sign` changes the programs before sums are made. */
export async function releaseFiles(root: string, sign: Sign = (_path, bytes) => bytes): Promise<ReleaseFile[]> {
  const copied = ORIGINS.map((origin) => {
    const { path, from, kind } = origin;
    const bytes = readFileSync(`${root}/${from}`);
    if (isSignable(path)) return { path, bytes: sign(path, bytes) };
    if (path.endsWith(".md"))
      return { path, bytes: withCrlf(Buffer.from(withReleaseLinks(bytes.toString("utf8"), origin, ORIGINS))) };
    return { path, bytes: kind === "text" ? withCrlf(bytes) : bytes };
  });
  const files = [
    ...copied,
    ...licences(root),
    { path: "emulator/rrpay-emulator.mjs", bytes: await bundleEmulator(root) },
  ];
  return [...files, { path: "SHA256SUMS", bytes: Buffer.from(sumsOf(files)) }];
}

/** The licences' own texts that NOTICE speaks of: brought by the packages, or kept here. */
const LICENCES: readonly (readonly [name: string, from: string])[] = [
  ["ajv", "node_modules/ajv/LICENSE"],
  ["fflate", "node_modules/fflate/LICENSE"],
  ["fast-deep-equal", "node_modules/fast-deep-equal/LICENSE"],
  ["fast-uri", "node_modules/fast-uri/LICENSE"],
  ["json-schema-traverse", "node_modules/json-schema-traverse/LICENSE"],
  ["quickjs-wasi", "node_modules/quickjs-wasi/LICENSE"],
  ["quickjs-ng", "build/release/licences/quickjs-ng.txt"],
  ["apache-2.0", "build/release/licences/apache-2.0.txt"],
  ["llvm-exception", "build/release/licences/llvm-exception.txt"],
  ["musl-wasi-libc", "build/release/licences/musl-wasi-libc.txt"],
  ["mingw-w64", "build/release/licences/mingw-w64.txt"],
  ["libgcc", "build/release/licences/libgcc.txt"],
];

/** The names under which NOTICE speaks of them. */
export function licenceNames(): string[] {
  return LICENCES.map(([name]) => name);
}

function licences(root: string): ReleaseFile[] {
  return LICENCES.map(([name, from]) => ({
    path: `licences/${name}.txt`,
    bytes: withCrlf(readFileSync(`${root}/${from}`)),
  }));
}

async function bundleEmulator(root: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: ["build/release/emulator.ts"],
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    target: "node20",
    platform: "node",
    charset: "utf8",
    legalComments: "none",
    // The page is bundled with the checkout's esbuild when it is asked for: a shop's folder has neither.
    external: ["./emulator-page.ts"],
    // Packages in it are CommonJS and ask for Node's own modules.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    outfile: "rrpay-emulator.mjs",
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild made no emulator");
  return file.contents;
}

function withCrlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("utf8").replace(/\r?\n/g, "\r\n"));
}

function sumsOf(files: readonly ReleaseFile[]): string {
  return files.map(({ path, bytes }) => `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`).join("");
}
