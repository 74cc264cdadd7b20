/** Which ways to pay are cash. The journal does not say this, but the till's config does. */
import { reasonText } from "../../../plugin/messages/sentence.ts";
import { readSettings } from "../../../plugin/settings.ts";
import { encodeAscii, parseJson, stringifyAscii } from "../../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import type { Config } from "../../../schemas/generated/types.ts";
import { configOf, type Setting } from "../config.ts";
import { ask, exists, readFile, type Talk } from "../program/talk.ts";
import { codeOf, refusedConfig } from "../sentences.ts";

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

/**
 * The map of the named config, otherwise of the till's own if there is one. A config that is there and cannot be read
 * ends the command: without its map every sum of cash might be another one.
 */
export function* cashMethodsOf(given: string | undefined, setting: Setting): Talk<CashMethods> {
  const config = yield* configOf(given, setting);
  if (given === undefined && !(yield* exists(config))) return [];
  const { code, detail } = yield* ask<"config">({ type: "config", path: config }, config);
  // the till's name may stand in the environment of the till's user only, and nobody needs it here
  if (code !== 0 && codeOf(code) !== "till-unresolved") throw refusedConfig(code, detail, config);
  const parsed = parseJson(decodeUtf8(yield* readFile(config), { stripBom: true }) ?? "");
  const read = readSettings(encodeAscii(stringifyAscii(parsed.ok ? parsed.value : undefined)));
  if (read.ok) return read.settings.payments;
  const { path, reason, rule } = read;
  throw refusedConfig(
    NUMBERS["config-invalid"],
    `${path}: ${reasonText(reason, "en")}${rule === undefined ? "" : `: ${rule}`}`,
    config,
  );
}
