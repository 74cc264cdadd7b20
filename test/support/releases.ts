/** Small releases for the commands that install and update: real plug-in and prg, stand-ins for the programs. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { archiveOf } from "../../build/release/archive.ts";
import type { ReleaseFile } from "../../build/release/contents.ts";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { ABI } from "../../schemas/generated/boundary.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import { checkoutFile } from "./checkout.ts";

export interface Said {
  readonly out: string;
  readonly error: string;
  readonly code: number;
}

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

/** The least that an engine takes for a plug-in of that ABI, sealed. */
export function otherBundle(mark: string, abi = ABI): string {
  const body = `globalThis.grp = { abi: ${abi}, version: "${mark}", step: () => new ArrayBuffer(0) };\n`;
  return `${body}//# sha256=${sha256(body)}\n`;
}

/** The seal of a plug-in. */
export function sealIn(text: string): string {
  return /sha256=([0-9a-f]{64})\n$/.exec(text)?.[1] ?? "";
}

/** The files of a release of that version; `more` replaces or adds some before the sums are made. */
export function releaseOf(version: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    "gama_rrpay.dll": `${libraryFor(0x14c).toString("latin1")} ${version}`,
    "x64/gama-rrpay.exe": `wide program ${version}`,
    "gama-rrpay.exe": `program ${version}`,
    "rrpay.plugin.js": otherBundle(version),
    "rrpay.prg": `* rrpay.prg ${version}\r\n`,
    "licences/ajv.txt": "the same in every version\r\n",
    ...more,
  };
}

export function sumsOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  return Object.entries(files)
    .map(([name, text]) => `${sha256(text)}  ${name}\n`)
    .join("");
}

/** As `npm run package` packs it. */
export function zipOf(version: string, files: Readonly<Record<string, string>>, sums = sumsOf(files)): Uint8Array {
  const all: ReleaseFile[] = Object.entries({ ...files, SHA256SUMS: sums }).map(([path, text]) => ({
    path,
    bytes: Buffer.from(text),
  }));
  return archiveOf(`gama-rrpay-${version}`, all);
}

/** A library for a processor with one section, as Windows reads it: 0x14c is x86, 0x8664 is x64. */
export function libraryFor(machine: number, isLibrary = true): Buffer {
  const bytes = Buffer.alloc(160);
  bytes.write("MZ", "latin1");
  bytes.writeUInt32LE(64, 0x3c);
  bytes.write("PE\0\0", 64, "latin1");
  bytes.writeUInt16LE(machine, 68);
  bytes.writeUInt16LE(1, 70);
  bytes.writeUInt16LE(isLibrary ? 0x2002 : 2, 86);
  // the section ends with the file; every byte is ASCII
  bytes.writeUInt32LE(60, 88 + 16);
  bytes.writeUInt32LE(100, 88 + 20);
  return bytes;
}

/** Every file below a folder with its text. */
export function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const),
  );
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A folder of its own for a test. */
export async function inFolder(body: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The config of any till, as the example has it. */
export function configText(more: object = {}): string {
  const example = JSON.parse(readFileSync(checkoutFile("runtime/gama/gama-rrpay.example.json"), "utf8")) as object;
  return JSON.stringify({ ...example, dataDir: "data", ...more });
}

/** What came of each text that an engine was asked to load: to load it once is enough. */
const verdicts = new Map<string, Promise<Reply>>();

function carryOut(host: NodeHost, request: Request): Promise<Reply> {
  if (request.type !== "engine" || !existsSync(request.path)) return host.carryOut(request);
  const text = readFileSync(request.path, "latin1");
  const verdict = verdicts.get(text) ?? host.carryOut(request);
  verdicts.set(text, verdict);
  return verdict;
}

/**
 * Runs a command as the program that lies in `folder`, until it ends or is to be killed before one of its requests; then
 * its code is −1.
 */
export async function runUntil(
  folder: string,
  args: readonly string[],
  isKilledAt: (request: Request) => boolean,
): Promise<Said> {
  const said = { out: "", error: "" };
  const host = new NodeHost({
    print: (stream, text) => {
      said[stream === STREAM.error ? "error" : "out"] += text;
    },
    ask: async () => undefined,
  });
  const talk = run({ args: [...args], language: "en", isInteractive: 0, programFolder: folder });
  let told: Reply = { status: 0 } as Reply;
  for (;;) {
    const next = talk.next(told);
    if (next.done) return { code: next.value, ...said };
    if (isKilledAt(next.value)) break;
    told = await carryOut(host, next.value);
  }
  // the system gives a killed program's locks free
  host.carryOutNow({ type: "unlock" });
  return { code: -1, ...said };
}

export function runIn(folder: string, args: readonly string[]): Promise<Said> {
  return runUntil(folder, args, () => false);
}

/** Requests that change something on the disk. */
const CHANGES = new Set<Request["type"]>(["write", "rename", "remove", "unpack", "makeFolder", "removeFolder"]);

/** The same, killed before its `nth` change; undefined when it did not come to an end. */
export async function killedAt(folder: string, args: readonly string[], nth: number): Promise<number | undefined> {
  let changes = 0;
  const { code } = await runUntil(folder, args, ({ type }) => CHANGES.has(type) && ++changes === nth);
  return code < 0 ? undefined : code;
}
