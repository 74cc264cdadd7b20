/** Files of the checkout, for code that also runs inside what is built in dist/. */
import { fileURLToPath } from "node:url";

const root = /\/dist\/[\w-]+\.mjs$/.test(import.meta.url) ? "../" : "../../";

/** Where this file of the checkout is. */
export function checkoutFile(path: string): string {
  return fileURLToPath(new URL(root + path, import.meta.url));
}
