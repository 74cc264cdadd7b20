// 32-bit Linux programs, in a small i386 Debian of their own: installing them beside the machine's own packages fails on
// version skew. Its packages are unpacked and not set up, so that nothing in it has to run to make it. Where the kernel
// runs 64-bit programs only, they run in an emulated processor.
import { spawn, spawnSync } from "node:child_process";
import {
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
import { join } from "node:path";
import { run } from "./compile.mjs";
import { root } from "./places.mjs";
import { canInstall, ensureTools } from "./tools.mjs";

const cache = `${root}/.cache`;
const partialName = /^(?:i386|qemu-user)\.partial-(\d+)$/;
const emulator = { folder: `${cache}/qemu-user`, program: `${cache}/qemu-user/usr/bin/qemu-i386` };
/** The same emulator for 64-bit programs: what 32-bit ones take in theirs compares with what these take in it. */
export const emulator64 = `${emulator.folder}/usr/bin/qemu-x86_64`;
/** The i386 Debian's folder, as this system sees it. */
export const debian32 = `${cache}/i386`;

/**
 * Makes sure that 32-bit programs of Debian's packages run; `finish` does in the new folder what their set-up would have
 * done. Returns undefined, or why they do not run and what a person can do.
 */
export async function ensureDebian32(packages, finish, log) {
  const made = [debian32, ...(emulates32() ? [emulator.folder] : [])];
  if (made.every((folder) => existsSync(folder))) return undefined;
  if (!canInstall()) return { reason: "no 32-bit programs", how: "run the build once as root on Debian 12" };
  const missing = ensureTools(["mmdebstrap", "unshare"], log);
  if (missing) return missing;
  mkdirSync(cache, { recursive: true });
  removeLeftovers();
  try {
    if (!existsSync(debian32)) {
      log(`Unpacking an i386 Debian with ${packages.join(", ")} into .cache/i386 (once, half a minute and 0.8 GB) …`);
      await unpack(debian32, { options: ["--architectures=i386"], packages, finish });
    }
    if (made.includes(emulator.folder) && !existsSync(emulator.folder)) {
      log("This kernel runs no 32-bit programs: unpacking an emulator into .cache/qemu-user (once, 0.4 GB) …");
      await unpack(emulator.folder, { packages: ["qemu-user"], suite: emulatorSuite() });
    }
    return undefined;
  } catch (error) {
    return { reason: `32-bit programs could not be unpacked: ${String(error).slice(-400)}`, how: "see the message" };
  }
}

let emulated;

/** True where the kernel runs 64-bit programs only, whatever is installed: x86 code is then emulated, and slow. */
export function emulates32() {
  emulated ??= !kernelRuns32();
  return emulated;
}

/** Asks the kernel itself. */
function kernelRuns32() {
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

/**
 * Packages in a folder; of another suite than this machine's where one is named. Made beside its place and moved there when
 * it is whole, so that two processes at once do not get in each other's way.
 */
async function unpack(folder, { packages, suite = release(), options = [], finish = () => {} }) {
  const partial = `${folder}.partial-${process.pid}`;
  const sources = [...new Set([release(), suite])].map((one) => `deb ${debianMirror()} ${one} main`);
  // Named, because apt by itself leaves backports alone.
  const included = packages.map((name) => (suite === release() ? name : `${name}/${suite}`));
  const args = ["--variant=extract", ...options, `--include=${included.join(",")}`, release(), partial, ...sources];
  await run("mmdebstrap", args);
  mkdirSync(`${partial}/proc`, { recursive: true });
  await finish(partial);
  if (existsSync(folder)) rmSync(partial, { recursive: true, force: true });
  else renameSync(partial, folder);
}

/** What processes that are no more have left half made. */
function removeLeftovers() {
  for (const name of readdirSync(cache)) {
    const owner = partialName.exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      rmSync(`${cache}/${name}`, { recursive: true, force: true });
  }
}

/** Bookworm's own emulator is 7.2, which goes through every page of the gigabytes that Wine reserves: minutes a program. */
function emulatorSuite() {
  return release() === "bookworm" ? "bookworm-backports" : release();
}

/** The code name of this machine's Debian. */
function release() {
  const suite = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  if (!suite) throw new Error("no code name in os-release");
  return suite;
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
  if (!uri) throw new Error("no Debian mirror in the sources of apt");
  return uri;
}

/** By the kernel's words: an ELF file, 32 bits, little-endian, an executable or a library, for the 80386. */
const binfmt = [
  ":rrpay-i386:M:",
  String.raw`\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x03\x00`,
  String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`,
  emulator.program,
  "F",
].join(":");

const enter = `set -e
root=$1; folder=$2; format=$3; out=$4; shift 4
if [ -n "$format" ]; then
  mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  printf %s "$format" > /proc/sys/fs/binfmt_misc/register
fi
mount --rbind /proc "$root/proc"
exec unshare --root="$root" --wd="$folder" "$@" > "$out" 2> "$out.error"`;

/**
 * Starts a program of the i386 Debian in `folder`, which is a path there; what it says goes to the file `output`, a path
 * here, and what it complains of to `output.error`. In namespaces of its own, so that neither what is mounted nor the emulator is left behind.
 */
export function spawn32(folder, command, output, env) {
  const namespaces = ["--user", "--map-root-user", "--mount", "--propagation", "private"];
  const args = ["sh", "-c", enter, "sh", debian32, folder, emulates32() ? binfmt : "", output, ...command];
  return spawn("unshare", [...namespaces, ...args], {
    env: { ...env, PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    stdio: "ignore",
  });
}
