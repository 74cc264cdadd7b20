// What the native build needs from the system, and how it gets there: by apt on Debian as root, else by a readable line.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian packages by the command that proves them. */
const packageOf = {
  gcc: "gcc libc6-dev",
  objcopy: "binutils",
  wasm2c: "wabt",
  "i686-w64-mingw32-gcc-win32": "gcc-mingw-w64-i686-win32",
  "i686-w64-mingw32-windres": "binutils-mingw-w64-i686",
  "x86_64-w64-mingw32-gcc-win32": "gcc-mingw-w64-x86-64-win32",
  "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
  clang: "clang libclang-rt-14-dev",
  valgrind: "valgrind libc6-dbg",
  mmdebstrap: "mmdebstrap",
  unshare: "util-linux",
  wine64: "wine64",
  chromium: "chromium",
};

/** Commands that live outside PATH. */
const placeOf = { wine64: "/usr/lib/wine/wine64" };

let listsAreFresh = false;

/**
 * Makes sure that the commands exist, installing their packages where that is possible.
 * Returns undefined when all is there, else why not and what a person can do about it.
 */
export function ensureTools(commands, log) {
  const missing = commands.filter((command) => !hasCommand(command));
  if (missing.length === 0) return undefined;
  const packages = missing.map((command) => packageOf[command]).join(" ");
  const how = `on Debian 12: apt-get install --no-install-recommends ${packages}`;
  const reason = `${missing.join(", ")} not found`;
  if (!canInstall()) return { reason, how };
  log(`Installing ${packages} (once) …`);
  if (!listsAreFresh) {
    apt(["update", "-qq"]);
    listsAreFresh = true;
  }
  if (!apt(["install", "-y", "-qq", "--no-install-recommends", ...packages.split(" ")]))
    return { reason: `${reason}, and apt-get could not install ${packages}`, how };
  const left = missing.filter((command) => !hasCommand(command));
  return left.length === 0 ? undefined : { reason: `${left.join(", ")} not found after the installation`, how };
}

/** True where packages may be installed without asking: Debian, as root, and not where the caller forbids it. */
export function canInstall() {
  if (process.env.GRP_INSTALL === "never") return false;
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");
}

/** Where a command is, or undefined. */
function hasCommand(command) {
  const place = placeOf[command];
  if (place) return existsSync(place);
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", command], { stdio: "ignore" }).status === 0;
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Another process may be installing: two test files at once, or the machine's own updates.
  return (
    spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], { env, stdio: ["ignore", "ignore", "inherit"] })
      .status === 0
  );
}
