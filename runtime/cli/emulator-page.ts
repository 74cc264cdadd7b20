/** `gama-rrpay emulator --ui`: the page, bundled with the esbuild of the checkout. */
import { resolve } from "node:path";
import { type Page, startPage } from "../../test/emulator/page/server.ts";
import type { EmulatorOptions } from "../../test/emulator/rrpay/run.ts";
import type { Rrpay } from "../../test/emulator/rrpay/server.ts";
import { engineNames } from "./engines.ts";
import type { Language } from "./words.ts";

const PAGE = { en: "The page:", lt: "Puslapis:" };

/** Opens the page for this RRPay and a till of its own, in the engine that is closest to the shop's. */
export async function openPage(rrpay: Rrpay, { dir, token }: EmulatorOptions, language: Language): Promise<Page> {
  const engine = engineNames().includes("native") ? "native" : "quickjs";
  const page = await startPage({ rrpay, dir: resolve(dir, "till"), engine, ...(token === undefined ? {} : { token }) });
  console.log(`${PAGE[language]} ${page.url}`);
  return page;
}
