/** The command line in each of its hosts, run as a user runs it: a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { library, program } from "../native/available.ts";
import { builtLibrary, builtProgram, NOT_BUILT } from "./built.ts";
import { skip } from "./skip.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How a run ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Goes to its standard input once `after` has been printed. */
  readonly input?: string;
  readonly after?: string;
  /** Called with all that standard output has so far, whenever there is more of it. */
  readonly said?: (stdout: string) => void;
  /** Called once it runs with what is as Ctrl+C is for it. Windows programs have none here. */
  readonly interruptible?: (interrupt: () => void) => void;
  /** Called once it runs with what ends it at once. */
  readonly killable?: (kill: () => void) => void;
  /** A file that standard output goes to; a Windows program has one of its own. */
  readonly into?: string;
  /** The current folder; a Windows program has one of its own. */
  readonly cwd?: string;
  /** As a user whom rights stop: root without its power to pass them by. Not under Wine. */
  readonly hasRightsOnly?: boolean;
  /** More variables of its environment; a Windows program gets none. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The command line in one host. */
export interface Program {
  readonly name: string;
  /** What makes it take the engine that is everywhere; a till's program has one only. */
  readonly engine: readonly string[];
  /** Whether it has the commands of a developer's machine, and gives standard input. */
  readonly isNode: boolean;
  /** Whether a lock of this machine's programs keeps it out: Wine has locks of its own. */
  readonly sharesLocks: boolean;
  /** Where a test may make folders that it sees. */
  readonly folders: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
}

/** The host that runs the tests, Node or Bun. */
const here: Program = {
  name: process.versions.bun === undefined ? "Node" : "Bun",
  engine: ["--engine", "quickjs"],
  isNode: true,
  sharesLocks: true,
  folders: tmpdir(),
  run: (args, options) => runProgram(process.execPath, [join(root, "build/gama-rrpay.mjs"), ...args], options),
};

/** The command line on this machine: on the host of the tests and, where it is built, as a till's program. */
export function programs(): Program[] {
  const native = builtLibrary() === undefined ? undefined : builtProgram();
  if (native === undefined) {
    skip("the native program", NOT_BUILT);
    return [here];
  }
  const run = (args: readonly string[], options?: RunOptions) => runProgram(native, args, options);
  return [here, { name: "the native program", engine: [], isNode: false, sharesLocks: true, folders: tmpdir(), run }];
}

/** gama-rrpay.exe under Wine; undefined where there is none, and why is told. */
export async function windowsProgram(bits: 32 | 64): Promise<Program | undefined> {
  const target = bits === 32 ? "win-x86" : "win-x64";
  const parts = [await program(target), await library(target)];
  const absent = parts.flatMap((part) => (part.type === "absent" ? [part.reason] : []))[0];
  const reason = absent ?? (await ensureWine(bits))?.reason;
  if (reason !== undefined) {
    skip(`gama-rrpay.exe, ${bits} bits`, reason);
    return undefined;
  }
  const folders = wineFolders(bits);
  const run = (args: readonly string[], options?: RunOptions) =>
    runExe(bits, join(root, "dist", target), args, options);
  return { name: `gama-rrpay.exe, ${bits} bits`, engine: [], isNode: false, sharesLocks: false, folders, run };
}

/** A place of its own for each run, as a till's folder is: the program beside its library. */
async function runExe(
  bits: 32 | 64,
  built: string,
  args: readonly string[],
  { said, killable }: RunOptions = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(wineFolders(bits), "exe-"));
  const text = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");
  // its standard output is a file there (build/native/wine.mjs)
  const watcher = watch(folder, () => {
    const file = readdirSync(folder).find((name) => /^gama-rrpay\.exe-\d+\.txt$/.test(name));
    if (file !== undefined) said?.(text(readFileSync(join(folder, file), "latin1")));
  });
  try {
    for (const file of ["gama-rrpay.exe", "gama_rrpay.dll"]) copyFileSync(join(built, file), join(folder, file));
    const inside = args.map((arg) => (bits === 32 ? arg.replaceAll(wineFolders(32), "/grp") : arg));
    const { status, out, error } = await runWine(bits, folder, "gama-rrpay.exe", inside, (child) =>
      killable?.(() => void child.kill("SIGKILL")),
    );
    return { code: typeof status === "number" ? status : null, stdout: text(out), stderr: text(error) };
  } finally {
    watcher.close();
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Of util-linux, which every Linux has. */
const WITHOUT_POWER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];

export async function runProgram(
  file: string,
  args: readonly string[],
  {
    input = "",
    after = "",
    env = {},
    into,
    cwd,
    hasRightsOnly = false,
    said,
    interruptible,
    killable,
  }: RunOptions = {},
): Promise<Ended> {
  const output = into === undefined ? "pipe" : openSync(into, "w");
  const isRoot = process.getuid?.() === 0;
  const [first = "", ...rest] = [...(hasRightsOnly && isRoot ? WITHOUT_POWER : []), file, ...args];
  const child = spawn(first, rest, {
    cwd,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
    stdio: ["pipe", output, "pipe"],
  });
  if (typeof output === "number") closeSync(output);
  interruptible?.(() => void child.kill("SIGINT"));
  killable?.(() => void child.kill("SIGKILL"));
  let [stdout, stderr, sent] = ["", "", false];
  const send = () => {
    if (sent || !stdout.includes(after)) return;
    sent = true;
    child.stdin?.end(input);
  };
  // one that has ended meanwhile reads no more
  child.stdin?.on("error", () => {});
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    said?.(stdout);
    send();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  if (after === "") send();
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}
