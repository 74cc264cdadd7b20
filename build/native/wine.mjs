// Wine, to run the DLLs: Debian's 64-bit one as it is, the 32-bit one in an i386 Debian.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { debian32, ensureDebian32, spawn32 } from "./i386.mjs";
import { root } from "./places.mjs";
import { ensureTools } from "./tools.mjs";

/** Where 32-bit Wine keeps its registry and its C: drive, as it sees it itself. */
const inside32 = "/var/lib/wine";
/** The same of either width, as this system sees it. */
const prefixes = { 32: `${debian32}${inside32}`, 64: `${root}/.cache/wine64` };
/** libc-bin has the locale without which Wine finds no file whose name has Lithuanian letters. */
const packages32 = ["wine32", "libc-bin"];
/** Says that a prefix is whole: Wine writes its own files there before that, and after it. */
const MADE = ".made";

/** Makes sure that programs of a width run. Returns undefined, or why they do not and what a person can do. */
export async function ensureWine(bits, log = () => {}) {
  if (process.platform !== "linux") return { reason: "Wine is used on Linux only", how: "test on Windows itself" };
  const missing = bits === 64 ? ensureTools(["wine64"], log) : await ensureDebian32(packages32, finishWine32, log);
  if (missing || existsSync(`${prefixes[bits]}/${MADE}`)) return missing;
  try {
    await makePrefix(bits);
    return undefined;
  } catch (error) {
    return { reason: `${bits}-bit Wine does not start: ${String(error).slice(-400)}`, how: "see the message" };
  }
}

/** What the set-up of Debian's package does: Wine loads another package's zlib1.dll once it is marked as Wine's own. */
function finishWine32(folder) {
  const library = readFileSync(`${folder}/usr/i686-w64-mingw32/lib/zlib1.dll`);
  const mark = Buffer.alloc(32);
  mark.write("Wine builtin DLL");
  mark.copy(library, 64);
  writeFileSync(`${folder}/usr/lib/i386-linux-gnu/wine/i386-windows/zlib1.dll`, library);
  for (const made of [inside32, "/grp", "/root"]) mkdirSync(`${folder}${made}`, { recursive: true });
}

/** Wine makes its prefix when it first starts, and two programs that start at once would spoil it for each other. */
async function makePrefix(bits) {
  const folder = mkdtempSync(join(wineFolders(bits), "prefix-"));
  try {
    const { status, output } = await runWine(bits, folder, "wineboot", ["--init"]);
    if (status !== 0) throw new Error(`wineboot ended with ${status}: ${output}`);
    writeFileSync(`${prefixes[bits]}/${MADE}`, "");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Where a test may make folders that Windows programs of a width see. */
export function wineFolders(bits) {
  if (bits === 64) return tmpdir();
  mkdirSync(`${debian32}/grp`, { recursive: true });
  return `${debian32}/grp`;
}

/**
 * Starts a Windows program that lies in `folder` and goes on until it is killed: { child, output }, the second being the
 * file to which it prints.
 */
export function startWine(bits, folder, program, args) {
  const output = join(folder, `${program}-${process.hrtime.bigint()}.txt`);
  const start = bits === 64 ? startWine64 : startWine32;
  return { child: start(folder, [program, ...args], output), output };
}

/**
 * Runs a Windows program that lies in `folder`, in that folder. What it prints goes to a file there, because Wine's own
 * servers would keep a pipe open after it. Resolves with { status, out, error }, and both texts as `output`; `started` is
 * called with its process.
 */
export function runWine(bits, folder, program, args, started = () => {}) {
  const { child, output } = startWine(bits, folder, program, args);
  started(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status, signal) => {
      const [out, error] = [output, `${output}.error`].map((file) =>
        existsSync(file) ? readFileSync(file, "latin1") : "",
      );
      resolve({ status: signal ?? status, out, error, output: out + error });
    });
  });
}

/**
 * Runs a line of cmd.exe in `folder` in a console of its own, which has a code page: 64-bit Wine in a terminal. What it prints
 * there is lost; resolves when it has ended.
 */
export function runInConsole(folder, line) {
  const child = startInConsole(folder, `cmd /c '${line}'`, "ignore");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
}

/** Starts a command in `folder` in a console that is its alone. With pipes what it shows can be read, and keys pressed. */
export function startInConsole(folder, command, stdio = "pipe") {
  const env = { ...process.env, ...settings, WINEPREFIX: prefixes[64], WINEARCH: "win64" };
  return spawn("script", ["-qec", `exec /usr/lib/wine/wine64 ${command}`, "/dev/null"], { cwd: folder, env, stdio });
}

const settings = { LANG: "C.UTF-8", WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };

function startWine64(folder, command, output) {
  mkdirSync(prefixes[64], { recursive: true });
  const env = { ...process.env, ...settings, WINEPREFIX: prefixes[64], WINEARCH: "win64" };
  const intoFile = 'out=$1; shift; exec "$@" > "$out" 2> "$out.error"';
  const args = ["-c", intoFile, "sh", output, "/usr/lib/wine/wine64", ...command];
  return spawn("sh", args, { cwd: folder, env, stdio: "ignore" });
}

function startWine32(folder, command, output) {
  const own = { HOME: "/root", WINEPREFIX: inside32, WINEARCH: "win32", WINESERVER: "/usr/lib/wine/wineserver32" };
  return spawn32(`/grp/${basename(folder)}`, ["/usr/lib/wine/wine", ...command], output, { ...settings, ...own });
}
