/** Where RRPay is, by the till's config. */
import { parseJson } from "../../../plugin/text/ascii.ts";
import { tidied } from "../../../plugin/text/tidied.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { ask, readFile, type Talk } from "../program/talk.ts";
import { refusedConfig } from "../sentences.ts";
import type { Json } from "./wires.ts";

export interface Target {
  readonly address: string;
  readonly port: number;
  readonly till: string;
  readonly token: string | undefined;
  readonly healthToken: boolean;
  readonly answerMs: number;
  /** The methods that count as cash, and the others that the config knows. */
  readonly cashMethods: readonly number[];
  readonly cardMethods: readonly number[];
  /** How long a poll waits that a change must end. */
  readonly longMs: number;
}

/** Methods of payment, as in RASO Retail (docs/assumptions.md R8). */
const CASH = 0;
const CARD = 2;

/** The longest that a poll may wait (docs/contracts.md C11). */
const WAIT_MS_MAX = 25_000;

/** The token in a config's bytes, so that it can be kept out of all output. */
export function secretOf(config: Uint8Array): string | undefined {
  const token = configIn(config).rrpay?.token;
  return typeof token === "string" ? token.trim() : undefined;
}

/** The config as both of its readers see it: without blanks behind texts, an empty one absent. */
function configIn(bytes: Uint8Array): Json {
  const parsed = parseJson(decodeUtf8(bytes, { stripBom: true }) ?? "");
  return parsed.ok && typeof parsed.value === "object" && parsed.value !== null ? tidied(parsed.value) : {};
}

/** What is cash, and what is not, by the rows of the config; without rows by assumption R8. */
function methodsOf(rows: Json): Pick<Target, "cashMethods" | "cardMethods"> {
  if (!Array.isArray(rows) || rows.length === 0) return { cashMethods: [CASH], cardMethods: [CARD] };
  const isCash = (row: Json) => row?.cash ?? row?.rrpay === CASH;
  const numbers = (wanted: boolean) => rows.filter((row) => isCash(row) === wanted).map(({ rrpay }) => rrpay);
  return { cashMethods: numbers(true), cardMethods: numbers(false) };
}

/** Where RRPay is and how to ask it, by the config. The token stays in this program. */
export function* targetOf(path: string): Talk<Target> {
  const { code, detail, port, till } = yield* ask<"config">({ type: "config", path }, path);
  if (code !== 0) throw refusedConfig(code, detail, path);
  const config = configIn(yield* readFile(path));
  const host = config.rrpay?.host ?? "127.0.0.1";
  return {
    ...{ address: host === "localhost" ? "127.0.0.1" : host, port, till },
    ...{ token: config.rrpay?.token, healthToken: config.rrpay?.healthToken === true },
    answerMs: config.timeouts?.answerMs ?? 10_000,
    ...methodsOf(config.payments),
    longMs: Math.min(WAIT_MS_MAX, 3 * (config.timeouts?.answerMs ?? 10_000)),
  };
}
