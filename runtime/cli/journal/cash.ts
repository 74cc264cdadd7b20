/** Which ways to pay are cash. The journal does not say this, but the till's config does. */
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import type { Config } from "../../../schemas/generated/types.ts";
import { configOf, type Setting } from "../config.ts";
import { CliError } from "../exit.ts";
import { ask, exists, type Talk } from "../program/talk.ts";
import { codeOf, sentenceOf } from "../sentences.ts";

/** The config's map of ways to pay. Empty if there is no config. */
export type CashMethods = readonly NonNullable<Config["payments"]>[number][];

/**
 * Decides as the till does: by RRPay's number, and with method 0 as cash unless the map says otherwise
 * (docs/contracts.md D2).
 */
export function isCashTender(
  map: CashMethods,
  { method, rrpayMethod }: { readonly method?: number; readonly rrpayMethod?: number | undefined },
): boolean {
  const number = rrpayMethod ?? map.find(({ gama }) => gama === method)?.rrpay ?? method;
  return map.find(({ rrpay }) => rrpay === number)?.cash ?? number === 0;
}

/** The map of the named config, otherwise of the till's own if there is one. */
export function* cashMethodsOf(given: string | undefined, setting: Setting): Talk<CashMethods> {
  const config = yield* configOf(given, setting);
  if (given === undefined && !(yield* exists(config))) return [];
  const { code, detail, configJson } = yield* ask<"config">({ type: "config", path: config }, config);
  if (code !== 0) {
    if (given === undefined) return [];
    throw new CliError(sentenceOf(codeOf(code), detail || config));
  }
  return (JSON.parse(decodeUtf8(configJson) ?? "{}") as Partial<Config>).payments ?? [];
}
