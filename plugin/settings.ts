/** The configuration (docs/contracts.md D2) with all defaults of its schema filled in. */

import { CONFIG_DEFAULTS, CONFIG_RULES } from "../schemas/generated/config.ts";
import type { Config, PaymentMethod } from "../schemas/generated/types.ts";
import { validateConfig } from "../schemas/generated/validators.js";
import type { Language } from "./messages/sentence.ts";
import { decodeAscii, parseJson } from "./text/ascii.ts";
import { tidied } from "./text/tidied.ts";
import { pathOf } from "./validation.ts";

export interface Settings {
  readonly till: string;
  readonly rrpay: {
    readonly host: string;
    readonly port: number;
    readonly hasToken: boolean;
    readonly allowEmulator: boolean;
    /** The protocol that RRPay speaks. The host has compared it with the one that this bundle was built for. */
    readonly dialect: string;
    /** Whether RRPay wants the token for its health check too. */
    readonly healthToken: boolean;
  };
  readonly gama: { readonly codepage: "windows-1257" | "utf-8"; readonly format: "lines" | "json" };
  readonly language: Language;
  readonly payments: readonly Readonly<PaymentMethod>[];
  readonly timeouts: {
    readonly connectMs: number;
    readonly answerMs: number;
    readonly customerMs: number;
    readonly manualAfterMs: number;
  };
  readonly journal: { readonly keepDays: number };
}

/** GAMA's defaults: how answers look while there is no valid configuration. */
export const DEFAULTS: Pick<Settings, "gama" | "language" | "payments" | "timeouts" | "journal"> = CONFIG_DEFAULTS;

const DEFAULTS_OF_RRPAY = CONFIG_DEFAULTS.rrpay;

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | {
      readonly ok: false;
      readonly path: string;
      readonly reason: string;
      /** What may stand there, if the field is a known one. */
      readonly rule: string | undefined;
      readonly settings: Pick<Settings, "gama" | "language">;
    };

/** Reads the config that the host passes: ASCII JSON in which the token, if there is one, is blanked. */
export function readSettings(bytes: Uint8Array): ReadSettings {
  const parsed = parseJson(decodeAscii(bytes));
  const value = parsed.ok ? tidied(parsed.value) : undefined;
  if (!validateConfig(value)) {
    const error = validateConfig.errors?.[0];
    const path = pathOf(error);
    const place = path.replace(/\d+/, "0");
    // a field of the file may be called as one that every object has
    const rule = Object.hasOwn(CONFIG_RULES, place) ? CONFIG_RULES[place] : undefined;
    return wrong(value, path, error?.keyword ?? "syntax", rule);
  }
  const twice = repeatedMethod(value.payments ?? []);
  if (twice >= 0) return wrong(value, `payments.${twice}.rrpay`, "repeated", undefined);
  return { ok: true, settings: withDefaults(value) };
}

/** The index of a row whose number already stands in a row above, or −1. */
function repeatedMethod(payments: readonly PaymentMethod[]): number {
  return payments.findIndex(({ rrpay }, at) => payments.findIndex((row) => row.rrpay === rrpay) < at);
}

function wrong(value: unknown, path: string, reason: string, rule: string | undefined): ReadSettings {
  const settings = { gama: { ...DEFAULTS.gama, ...formOf(value) }, language: languageOf(value) };
  return { ok: false, path, reason, rule, settings };
}

function languageOf(value: unknown): Language {
  return typeof value === "object" && value !== null && "language" in value && value.language === "en" ? "en" : "lt";
}

/** The form in which GAMA wants its answers. A wrong config still gives it when this part of it is right. */
function formOf(value: unknown): Partial<Settings["gama"]> {
  if (typeof value !== "object" || value === null || !("gama" in value)) return {};
  const { gama } = value;
  if (typeof gama !== "object" || gama === null) return {};
  const form: { -readonly [key in keyof Settings["gama"]]?: Settings["gama"][key] } = {};
  if ("codepage" in gama && gama.codepage === "utf-8") form.codepage = "utf-8";
  if ("format" in gama && gama.format === "json") form.format = "json";
  return form;
}

function withDefaults(config: Config): Settings {
  const { rrpay } = config;
  return {
    till: config.till,
    rrpay: {
      host: rrpay.host?.includes(":") ? `[${rrpay.host}]:${rrpay.port}` : `${rrpay.host ?? "127.0.0.1"}:${rrpay.port}`,
      port: rrpay.port,
      hasToken: rrpay.token !== undefined,
      allowEmulator: rrpay.allowEmulator ?? DEFAULTS_OF_RRPAY.allowEmulator,
      dialect: rrpay.dialect ?? DEFAULTS_OF_RRPAY.dialect,
      healthToken: rrpay.healthToken ?? DEFAULTS_OF_RRPAY.healthToken,
    },
    gama: { ...DEFAULTS.gama, ...config.gama },
    language: config.language ?? DEFAULTS.language,
    payments: config.payments ?? DEFAULTS.payments,
    timeouts: { ...DEFAULTS.timeouts, ...config.timeouts },
    journal: { ...DEFAULTS.journal, ...config.journal },
  };
}
