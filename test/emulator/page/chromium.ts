/**
 * A headless Chromium for the browser tests: Debian's own, installed if this process may do that; otherwise the reason.
 */
import { type Browser, chromium } from "playwright-core";
import { ensureTools } from "../../../build/native/tools.mjs";

export type Chromium =
  | { readonly type: "there"; readonly path: string }
  | { readonly type: "absent"; readonly reason: string };

/** Nothing in the browser may use the network, because the page needs none. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Finds Chromium, or installs Debian's if this process runs as root. */
export function ensureChromium(): Chromium {
  const missing = ensureTools(["chromium"], console.log);
  return missing === undefined
    ? { type: "there", path: "/usr/bin/chromium" }
    : { type: "absent", reason: `${missing.reason} (${missing.how})` };
}

export function launch(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, headless: true, args: FLAGS });
}
