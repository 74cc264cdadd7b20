/** Which build this is. esbuild writes the constants in; code that runs from the sources reads package.json. */
import { readFileSync } from "node:fs";
import { EXPORTS_ABI } from "../../schemas/generated/boundary.ts";

declare const PRODUCT_VERSION: string | undefined;
declare const PRODUCT_COMMIT: string | undefined;

function productVersion(): string {
  if (typeof PRODUCT_VERSION === "string") return PRODUCT_VERSION;
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** One line: product, ABI, engine, commit. */
export function productLine(engine: string): string {
  const commit = typeof PRODUCT_COMMIT === "string" ? PRODUCT_COMMIT : "source";
  return `gama-rrpay ${productVersion()}, ABI ${EXPORTS_ABI}, ${engine}, commit ${commit}`;
}
