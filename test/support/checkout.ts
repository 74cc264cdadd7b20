/** Files of the checkout, for code that also runs inside the built command line. */
import { fileURLToPath } from "node:url";

const root = import.meta.url.endsWith("/dist/gama-rrpay.mjs") ? "../" : "../../";

/** Where this file of the checkout is. */
export function checkoutFile(path: string): string {
  return fileURLToPath(new URL(root + path, import.meta.url));
}
