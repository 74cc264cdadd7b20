// Wine, to run the DLLs: Debian's 64-bit one as it is, the 32-bit one in a small i386 Debian of its own, because installing
// it beside the machine's own packages fails on version skew.
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { run } from "./compile.mjs";
import { root } from "./places.mjs";
import { canInstall, ensureTools } from "./tools.mjs";

const cache = `${root}/.cache`;
const root32 = `${cache}/wine32`;
const partialName = /^wine32\.partial-(\d+)$/;
/** Where 32-bit Wine keeps its registry and its C: drive, as it sees it itself. */
const inside32 = "/var/lib/wine32";
/** The same of either width, as this system sees it. */
const prefixes = { 32: `${root32}${inside32}`, 64: `${cache}/wine64` };
/** Says that a prefix is whole: Wine writes its own files there before that, and after it. */
const MADE = ".made";

/** Makes sure that programs of a width run. Returns undefined, or why they do not and what a person can do. */
export async function ensureWine(bits, log = () => {}) {
  if (process.platform !== "linux") return { reason: "Wine is used on Linux only", how: "test on Windows itself" };
  const missing = bits === 64 ? ensureTools(["wine64"], log) : await ensureRoot32(log);
  if (missing || existsSync(`${prefixes[bits]}/${MADE}`)) return missing;
  try {
    await makePrefix(bits);
    return undefined;
  } catch (error) {
    return { reason: `${bits}-bit Wine does not start: ${String(error).slice(-400)}`, how: "see the message" };
  }
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

async function ensureRoot32(log) {
  if (!runs32BitPrograms())
    return { reason: "this kernel runs no 32-bit programs", how: "boot it with ia32_emulation=on, or test elsewhere" };
  if (existsSync(`${root32}/usr/lib/wine/wine`)) return undefined;
  if (!canInstall()) return { reason: "no 32-bit Wine", how: "run the build once as root on Debian 12" };
  const missing = ensureTools(["debootstrap", "unshare"], log);
  if (missing) return missing;
  log("Making a 32-bit Debian with Wine in .cache/wine32 (once, about a minute and 1.1 GB) …");
  try {
    await makeRoot32();
    return undefined;
  } catch (error) {
    return { reason: `32-bit Wine could not be made: ${String(error).slice(-400)}`, how: "see the message" };
  }
}

/** Asks the kernel itself: some run 64-bit programs only, whatever is installed. */
function runs32BitPrograms() {
  const folder = mkdtempSync(join(tmpdir(), "elf32-"));
  try {
    const program = join(folder, "exit");
    writeFileSync(program, exit32(), { mode: 0o755 });
    return spawnSync(program).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The smallest 32-bit program for Linux: one segment, which says exit(0). */
function exit32() {
  const code = Buffer.from("b80100000031dbcd80", "hex");
  const [base, headerSize, segmentSize] = [0x08048000, 52, 32];
  const size = headerSize + segmentSize + code.length;
  const header = Buffer.alloc(headerSize);
  header.write("\x7fELF\x01\x01\x01", "latin1");
  // An executable (2) for the 80386 (3).
  for (const [at, value] of Object.entries({ 16: 2, 18: 3, 40: headerSize, 42: segmentSize, 44: 1 }))
    header.writeUInt16LE(value, Number(at));
  for (const [at, value] of Object.entries({ 20: 1, 24: base + headerSize + segmentSize, 28: headerSize }))
    header.writeUInt32LE(value, Number(at));
  const segment = Buffer.alloc(segmentSize);
  // To be loaded (1), from the file's beginning, readable and executable (5).
  for (const [at, value] of [1, 0, base, base, size, size, 5, 4096].entries()) segment.writeUInt32LE(value, at * 4);
  return Buffer.concat([header, segment, code]);
}

/** Made beside its place and moved there when it is whole, so that two processes at once do not get in each other's way. */
async function makeRoot32() {
  const partial = `${root32}.partial-${process.pid}`;
  await removeLeftovers();
  const { uri, suite } = debianMirror();
  await run("debootstrap", ["--arch=i386", "--variant=minbase", suite, partial, uri]);
  cpSync("/etc/resolv.conf", `${partial}/etc/resolv.conf`, { dereference: true });
  const install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wine32"];
  await run("chroot", [partial, "env", "DEBIAN_FRONTEND=noninteractive", ...install]);
  rmSync(`${partial}/var/cache/apt`, { recursive: true, force: true });
  if (existsSync(root32)) await remove(partial);
  else renameSync(partial, root32);
}

/** What processes that are no more have left half made. */
async function removeLeftovers() {
  for (const name of readdirSync(cache)) {
    const owner = partialName.exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) await remove(`${cache}/${name}`);
  }
}

async function remove(folder) {
  await unmountBelow(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** A set-up that was interrupted leaves the machine's own /proc mounted below: nothing may be removed while it is there. */
async function unmountBelow(folder) {
  const mounted = () =>
    readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "")
      .filter((place) => place.startsWith(`${folder}/`));
  for (const place of mounted().reverse()) await run("umount", [place]);
  if (mounted().length > 0) throw new Error(`something is still mounted below ${basename(folder)}: unmount it first`);
}

/** The mirror that the machine's own apt uses. */
function debianMirror() {
  const folder = "/etc/apt/sources.list.d";
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : []),
  ];
  const text = files
    .filter((file) => existsSync(file) && /\.(list|sources)$/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const uri = /^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+debian)\/?\s/m.exec(text)?.[1];
  const suite = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  if (!uri || !suite) throw new Error("no Debian mirror in the sources of apt");
  return { uri, suite };
}

/** Where a test may make folders that Windows programs of a width see. */
export function wineFolders(bits) {
  if (bits === 64) return tmpdir();
  mkdirSync(`${root32}/grp`, { recursive: true });
  return `${root32}/grp`;
}

/**
 * Runs a Windows program that lies in `folder`, in that folder. What it prints goes to a file there, because Wine's own
 * servers would keep a pipe open after it. Resolves with { status, output }.
 */
export function runWine(bits, folder, program, args) {
  const output = `${program}-${process.hrtime.bigint()}.txt`;
  const child =
    bits === 64 ? spawnWine64(folder, [program, ...args], output) : spawnWine32(folder, [program, ...args], output);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status, signal) => {
      const path = `${folder}/${output}`;
      resolve({ status: signal ?? status, output: existsSync(path) ? readFileSync(path, "latin1") : "" });
    });
  });
}

const settings = { LANG: "C.UTF-8", WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
const intoFile = 'out=$1; shift; exec "$@" > "$out" 2>&1';

function spawnWine64(folder, command, output) {
  mkdirSync(prefixes[64], { recursive: true });
  const env = { ...process.env, ...settings, WINEPREFIX: prefixes[64], WINEARCH: "win64" };
  const args = ["-c", intoFile, "sh", output, "/usr/lib/wine/wine64", ...command];
  return spawn("sh", args, { cwd: folder, env, stdio: "ignore" });
}

/** In the i386 root, with /proc mounted in a namespace of its own, so that nothing is left behind. */
function spawnWine32(folder, command, output) {
  const env = Object.entries({
    ...settings,
    HOME: "/root",
    PATH: "/usr/bin:/bin",
    WINEPREFIX: inside32,
    WINEARCH: "win32",
  });
  const assignments = env.map(([name, value]) => `${name}=${value}`);
  const inside = `/grp/${basename(folder)}`;
  const script = 'root=$1; shift; mount -t proc proc "$root/proc" && exec chroot "$root" /usr/bin/env -i "$@"';
  const start = ["sh", "-c", `cd "$1"; shift; ${intoFile}`, "sh", inside, output, "/usr/lib/wine/wine", ...command];
  return spawn(
    "unshare",
    ["-m", "--propagation", "private", "sh", "-c", script, "sh", root32, ...assignments, ...start],
    {
      stdio: "ignore",
    },
  );
}
