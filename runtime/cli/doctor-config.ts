/** What the doctor knows of a till's config, and what it says of one that cannot be read. */
import { decodeUtf8 } from "../../plugin/text/utf8.ts";
import { placeIn, placesOf } from "../loader/place.ts";
import { configDetail, placeWords } from "./config-words.ts";
import { type Check, fault } from "./doctor-check.ts";
import { ask, entryAt, readFile, type Talk, WITHHELD } from "./program/talk.ts";
import { codeOf } from "./sentences.ts";
import type { Codepage } from "./session.ts";
import { hex } from "./verify.ts";
import type { Language } from "./words.ts";

const NO_CONFIG = {
  lt: "Tokio failo nėra. gama-rrpay.example.json nukopijuokite pavadinimu gama-rrpay.json į aplanką, kuriame yra gama_rrpay.dll, ir užpildykite, arba nurodykite kitą su --config.",
  en: "There is no such file. Copy gama-rrpay.example.json as gama-rrpay.json into the folder of gama_rrpay.dll and fill it in, or name another with --config.",
};

/** What the host's loader reads from the config, and what is needed only to show it to people. */
export interface Settings {
  /** The folder that the host resolved. Empty if it could not. */
  readonly dataDir: string;
  /** The folder as written in the config. */
  readonly dataDirAsked: string;
  readonly bundleFile: string;
  /** As hexadecimal digits. Empty if any bundle is allowed. */
  readonly bundleSha256: string;
  readonly language: Language;
  readonly codepage: Codepage;
  readonly accessGroup: string;
  /** Whether the config has a map of the ways to pay, and nothing in it. */
  readonly isUnmapped: boolean;
  readonly port: number;
  /** Whether RRPay speaks this project's own protocol (docs/contracts.md C). */
  readonly isOwnDialect: boolean;
  /** Whether RRPay is asked at 127.0.0.1, whose listeners are known. */
  readonly isAtLoopback: boolean;
}

export type ConfigOutcome =
  | { readonly type: "settings"; readonly settings: Settings }
  | { readonly type: "fault"; readonly check: Check };

export function* readConfig(path: string, language: Language): Talk<ConfigOutcome> {
  const there = yield* entryAt(path);
  if (there === "none" || there === "withheld") {
    const fix = there === "none" ? NO_CONFIG[language] : WITHHELD[language];
    return { type: "fault", check: { id: "config-file", status: "fail", detail: path, fix } };
  }
  const read = yield* ask<"config">({ type: "config", path }, path);
  const { code, detail, dataDir, bundleFile, accessGroup, port, bundleSha256, configJson } = read;
  if (code !== 0) {
    const said = detail === "" ? path : `${path}: ${configDetail(detail, language)}`;
    return { type: "fault", check: fault("config-file", codeOf(code), said, language) };
  }
  const config = JSON.parse(decodeUtf8(configJson) ?? "{}") as {
    dataDir?: string;
    language?: Language;
    gama?: { codepage?: Codepage };
    payments?: unknown;
    rrpay?: { host?: string; dialect?: string };
  };
  const settings: Settings = {
    dataDir,
    dataDirAsked: config.dataDir ?? "",
    bundleFile,
    accessGroup,
    port,
    isUnmapped: Array.isArray(config.payments) && config.payments.length === 0,
    isOwnDialect: (config.rrpay?.dialect?.trim() || "rrpay") === "rrpay",
    isAtLoopback: ["127.0.0.1", "localhost"].includes((config.rrpay?.host ?? "127.0.0.1").trim()),
    bundleSha256: hex(bundleSha256),
    language: config.language === "en" ? "en" : "lt",
    codepage: config.gama?.codepage ?? "windows-1257",
  };
  return { type: "settings", settings };
}

/** The bundle sees only the config's values, so the place of a refused value is looked up in the file. */
export function* placed(configPath: string, checks: Check[], language: Language): Talk<Check[]> {
  if (!checks.some(({ id, status }) => id === "config" && status === "fail")) return checks;
  const places = placesOf(decodeUtf8(yield* readFile(configPath), { stripBom: true }) ?? "");
  return checks.map((check) => {
    const [, path = ""] = /^([A-Za-z0-9_.$-]+):/.exec(check.detail) ?? [];
    const place = check.id === "config" && check.status === "fail" && path !== "" && placeIn(places, path);
    if (!place) return check;
    const detail = configDetail(check.detail, language);
    return { ...check, detail: `${configPath}: ${detail} (${placeWords(place)[language]})` };
  });
}
