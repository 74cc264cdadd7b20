/** A headless Chromium for the browser tests: Debian's own, installed where this process may, else a reason why not. */
import { type Browser, chromium } from "playwright-core";
import { ensureTools } from "../../../build/native/tools.mjs";

export type Chromium =
  | { readonly kind: "there"; readonly path: string }
  | { readonly kind: "absent"; readonly reason: string };

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
  const missing = ensureTools(["chromium"], console.log);
  return missing === undefined
    ? { kind: "there", path: "/usr/bin/chromium" }
    : { kind: "absent", reason: `${missing.reason} (${missing.how})` };
}

export function launch(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, headless: true, args: FLAGS });
}
