/** What the doctor knows of a till's config, and what it says of one that cannot be read. */
import { decodeUtf8 } from "../../plugin/text/utf8.ts";
import { STATUS } from "../../schemas/generated/program.ts";
import { placeIn, placesOf } from "../loader/place.ts";
import { type Check, fault } from "./doctor-check.ts";
import { ask, attempt, exists, readFile, type Talk } from "./program/talk.ts";
import { codeOf } from "./sentences.ts";
import type { Codepage } from "./session.ts";
import { hex } from "./verify.ts";
import type { Language } from "./words.ts";

const TEXTS = {
  noConfig: {
    lt: "Tokio failo nėra. gama-rrpay.example.json nukopijuokite pavadinimu gama-rrpay.json į aplanką, kuriame yra gama_rrpay.dll, ir užpildykite, arba nurodykite kitą su --config.",
    en: "There is no such file. Copy gama-rrpay.example.json as gama-rrpay.json into the folder of gama_rrpay.dll and fill it in, or name another with --config.",
  },
  withheld: {
    lt: "Šiam naudotojui neleista jo skaityti. Suteikite kasos naudotojui teisę skaityti šį failą („Ypatybės“, „Sauga“) ir bandykite dar kartą.",
    en: "This user may not read it. Give the till's user the right to read this file (Properties, Security) and try again.",
  },
} as const;

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
  readonly port: number;
  /** Whether RRPay is asked at 127.0.0.1, whose listeners are known. */
  readonly isAtLoopback: boolean;
}

export type ConfigOutcome =
  | { readonly type: "settings"; readonly settings: Settings }
  | { readonly type: "fault"; readonly check: Check };

/** A file that is there and that the user may not read: to call it missing would have it made or copied anew. */
export function* withheld(id: string, path: string, language: Language): Talk<Check | undefined> {
  const { status } = yield* attempt<"stat">({ type: "stat", path });
  return status === STATUS.denied ? { id, status: "fail", detail: path, fix: TEXTS.withheld[language] } : undefined;
}

export function* readConfig(path: string, language: Language): Talk<ConfigOutcome> {
  const check = yield* withheld("config-file", path, language);
  if (check) return { type: "fault", check };
  if (!(yield* exists(path)))
    return {
      type: "fault",
      check: { id: "config-file", status: "fail", detail: path, fix: TEXTS.noConfig[language] },
    };
  const read = yield* ask<"config">({ type: "config", path }, path);
  const { code, detail, dataDir, bundleFile, accessGroup, port, bundleSha256, configJson } = read;
  if (code !== 0)
    return { type: "fault", check: fault("config-file", codeOf(code), detail ? `${path}: ${detail}` : path, language) };
  const config = JSON.parse(decodeUtf8(configJson) ?? "{}") as {
    dataDir?: string;
    language?: Language;
    gama?: { codepage?: Codepage };
    rrpay?: { host?: string };
  };
  const settings: Settings = {
    dataDir,
    dataDirAsked: config.dataDir ?? "",
    bundleFile,
    accessGroup,
    port,
    isAtLoopback: ["127.0.0.1", "localhost"].includes((config.rrpay?.host ?? "127.0.0.1").trim()),
    bundleSha256: hex(bundleSha256),
    language: config.language === "en" ? "en" : "lt",
    codepage: config.gama?.codepage ?? "windows-1257",
  };
  return { type: "settings", settings };
}

/** The bundle sees only the config's values, so the place of a refused value is looked up in the file. */
export function* placed(configPath: string, checks: Check[]): Talk<Check[]> {
  if (!checks.some(({ id, status }) => id === "config" && status === "fail")) return checks;
  const places = placesOf(decodeUtf8(yield* readFile(configPath), { stripBom: true }) ?? "");
  return checks.map((check) => {
    const [, path = ""] = /^([A-Za-z0-9_.$-]+):/.exec(check.detail) ?? [];
    const place = check.id === "config" && check.status === "fail" && path !== "" && placeIn(places, path);
    if (!place) return check;
    return { ...check, detail: `${configPath}: ${check.detail} (line ${place.line}, column ${place.column})` };
  });
}
