/** A headless Chromium for the browser tests: Debian's own, installed where this process may, else a reason why not. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

export type Chromium =
  | { readonly kind: "there"; readonly path: string }
  | { readonly kind: "absent"; readonly reason: string };

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Nothing of it may reach the network: the page needs none. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Finds Chromium, or installs Debian's where this process is root. */
export function ensureChromium(): Chromium {
  const found = PATHS.find((path) => existsSync(path));
  if (found !== undefined) return { kind: "there", path: found };
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    return { kind: "absent", reason: "Chromium is not installed, and only root on Debian can install it here" };
  const apt = (...args: string[]) => spawnSync("apt-get", args, { stdio: "ignore" }).status === 0;
  if (!apt("install", "-y", "chromium")) apt("update") && apt("install", "-y", "chromium");
  const installed = PATHS.find((path) => existsSync(path));
  return installed === undefined
    ? { kind: "absent", reason: "apt-get could not install chromium" }
    : { kind: "there", path: installed };
}

export function launch(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, headless: true, args: FLAGS });
}
