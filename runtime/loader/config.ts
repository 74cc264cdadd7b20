/**
 * Reads the host's keys of the config file: the endpoint, the token, the folders and the limits. The bundle judges
 * everything else by its schema, even unknown keys of these objects, so a new bundle may bring new keys.
 */
import { parseJson, stringifyAscii } from "../../plugin/text/ascii.ts";
import { tidied, untrailed } from "../../plugin/text/tidied.ts";
import { decodeUtf8, encodeUtf8 } from "../../plugin/text/utf8.ts";
import { LOG_LEVEL, POLICY_VERSION, TILL_SOURCE } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { CONFIG_DEFAULTS, CONFIG_RANGES } from "../../schemas/generated/config.ts";
import { type Places, placeIn, placesOf } from "./place.ts";
import { encodePolicy, type Policy, refusal } from "./policy.ts";

const MAX_BYTES = 64 * 1024;
const LANGUAGES = ["lt", "en"];
const LEVELS = ["error", "warn", "info", "debug"] as const;

/** Names that Windows takes for a device in any folder. */
export const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?$/i;

type Fields = Readonly<Record<string, unknown>>;

/** Why a config is refused: the code's number, and an ASCII sentence that names the field. */
class Refused extends Error {
  readonly code: number;
  /** The field, if there is one. */
  readonly path: string;
  constructor(code: number, detail: string, path = "") {
    super(detail);
    this.code = code;
    this.path = path;
  }
}

/**
 * The loader's step: `bytes till · bytes file` in, the policy record out. `till` is empty in the first call. If the
 * record names a source for it, the host resolves the name and calls again.
 */
export function step(input: ArrayBuffer): ArrayBuffer {
  const bytes = new Uint8Array(input);
  const fileAt = 4 + new DataView(input).getUint32(0, true);
  return encodePolicy(readPolicy(bytes.subarray(fileAt + 4), bytes.subarray(4, fileAt)));
}

/** The policy that a config file asks for, or the record that refuses it. */
export function readPolicy(file: Uint8Array, resolvedTill = new Uint8Array(0)): Policy {
  let places: Places | undefined;
  try {
    const config = parse(file, (read) => {
      places = read;
    });
    // a name that is not valid UTF-8 is refused like any broken text
    return policyOf(config, decodeUtf8(resolvedTill) ?? "\ud800");
  } catch (error) {
    if (error instanceof Refused)
      return refusal(error.code, encodeUtf8(`${error.message}${placeOf(places, error.path)}`));
    throw error;
  }
}

/**
 * The place of the wrong value, for a person who has the file open. For a missing value, the place where it belongs.
 */
function placeOf(places: Places | undefined, path: string): string {
  if (path === "file") return "";
  const place = places && placeIn(places, path);
  return place ? ` (line ${place.line}, column ${place.column})` : "";
}

function parse(file: Uint8Array, note: (places: Places) => void): Fields {
  if (file.length > MAX_BYTES) throw new Refused(-NUMBERS["config-too-large"], "file: must be at most 65536 bytes");
  if (isUtf16(file)) return invalid("file", "must be UTF-8, and this is UTF-16: save it as UTF-8");
  const bytes = hasBom(file) ? file.subarray(3) : file;
  const text = decodeUtf8(bytes);
  if (text === null) return invalid("file", `must be UTF-8 (line ${foreignLine(bytes)}): save it as UTF-8`);
  if (text.trim() === "") return invalid("file", "must be JSON, and it is empty");
  const parsed = parseJson(text);
  if (!parsed.ok && parsed.reason === "depth") return invalid("file", "must nest at most 32 deep");
  const places = placesOf(text);
  note(places);
  if (places.type === "fault") {
    const { line, column, cause } = places.fault;
    return invalid("file", `line ${line}, column ${column}: ${ascii(cause)}`);
  }
  return parsed.ok ? asFields(tidied(parsed.value), "file") : invalid("file", "must be JSON");
}

/** Whether the file is Notepad's "Unicode": it has the UTF-16 mark, or a NUL beside every letter. */
function isUtf16(file: Uint8Array): boolean {
  const [first, second] = file;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0;
}

/** The line that is not UTF-8, because it has a letter of another code page. */
function foreignLine(bytes: Uint8Array): number {
  let from = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0 || decodeUtf8(bytes.subarray(from, end)) === null) return line;
    from = end + 1;
  }
}

/** The detail goes to hosts that print only ASCII. */
function ascii(text: string): string {
  return text.replace(/[^ -~]/g, "?").slice(0, 200);
}

function hasBom(file: Uint8Array): boolean {
  return file[0] === 0xef && file[1] === 0xbb && file[2] === 0xbf;
}

function policyOf(config: Fields, resolvedTill: string): Policy {
  const till = tillOf(config, resolvedTill);
  const rrpay = section(config, "rrpay");
  const bundle = section(config, "bundle");
  const limits = section(config, "limits");
  const log = section(config, "log");
  const trace = section(config, "trace");
  const journal = section(config, "journal");
  const access = section(config, "access");
  const address = parseLoopback(text(rrpay, "rrpay.host", 64, CONFIG_DEFAULTS.rrpay.host));
  const token = text(rrpay, "rrpay.token", 512, "");
  // Every JSON writer escapes " and \: if RRPay wrote such a token into an answer, the host would not know it again.
  if (!/^[!#-[\]-~]*$/.test(token)) return invalid("rrpay.token", 'must be visible ASCII without " and \\');
  return {
    version: POLICY_VERSION,
    code: 0,
    detail: encodeUtf8(""),
    family: address.length === 4 ? 4 : 6,
    address,
    port: integer(rrpay, "rrpay.port"),
    token: encodeUtf8(token),
    dataDir: encodeUtf8(dataDirOf(text(config, "dataDir", 1024), till.name)),
    bundleFile: encodeUtf8(text(bundle, "bundle.file", 1024, CONFIG_DEFAULTS.bundle.file)),
    bundleSha256: parseHash(text(bundle, "bundle.sha256", 64, "")),
    memoryMb: integer(limits, "limits.memoryMb", CONFIG_DEFAULTS.limits.memoryMb),
    stepMs: integer(limits, "limits.stepMs", CONFIG_DEFAULTS.limits.stepMs),
    language: LANGUAGES.indexOf(choice(config, "language", LANGUAGES, CONFIG_DEFAULTS.language)),
    logLevel: LOG_LEVEL[choice(log, "log.level", LEVELS, CONFIG_DEFAULTS.log.level)],
    logKeepDays: integer(log, "log.keepDays", CONFIG_DEFAULTS.log.keepDays),
    traceEnabled: flag(trace, "trace.enabled", CONFIG_DEFAULTS.trace.enabled) ? 1 : 0,
    traceMaxMb: integer(trace, "trace.maxMb", CONFIG_DEFAULTS.trace.maxMb),
    keepDays: integer(journal, "journal.keepDays", CONFIG_DEFAULTS.journal.keepDays),
    till: encodeUtf8(till.name),
    tillSource: TILL_SOURCE[till.source],
    tillName: encodeUtf8(till.variable),
    accessGroup: encodeUtf8(text(access, "access.group", 256, "")),
    dialect: encodeUtf8(text(rrpay, "rrpay.dialect", 64, "rrpay")),
    configJson: encodeUtf8(stringifyAscii(withoutToken(config))),
  };
}

interface TillName {
  /** Empty until the host has resolved it. */
  readonly name: string;
  readonly source: keyof typeof TILL_SOURCE;
  /** The environment variable. */
  readonly variable: string;
}

/** The till's name, or the source from which the host takes it. One config file can then serve every till of a shop. */
function tillOf(config: Fields, resolved: string): TillName {
  const stated = text(config, "till", 64);
  const variable = /^\{env:([A-Za-z_][A-Za-z0-9_]{0,63})\}$/.exec(stated)?.[1];
  const isPlaceholder = stated === "{computer}" || variable !== undefined;
  // `till` is the key that the reader of a refusal must look at
  if (isPlaceholder && resolved !== "")
    return { name: text({ till: resolved }, "till", 64), source: "literal", variable: "" };
  if (stated === "{computer}") return { name: "", source: "computer", variable: "" };
  return variable === undefined
    ? { name: stated, source: "literal", variable: "" }
    : { name: "", source: "env", variable };
}

/** Names under which somebody may write the token: `Token`, `rrpayToken`, `token` outside of `rrpay`. */
const SECRET = /token|secret|password/i;

/**
 * The config for the bundle, whose trace may leave the till. It shows that there is a token, but not the token itself,
 * and not where it stands under a wrong name either: that config is refused, and was shown all the same.
 */
function withoutToken(value: unknown, name = ""): unknown {
  if (typeof value === "string") return SECRET.test(name) && value !== "" ? "*" : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutToken(item, name));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutToken(item, key)]));
}

/** Puts the till's name into the folder name. The name can never lead out of the folder. */
function dataDirOf(dataDir: string, till: string): string {
  if (!dataDir.includes("{till}") || till === "") return dataDir;
  if (/[<>:"/\\|?*]/.test(till) || /\.$/.test(till) || DEVICE.test(till))
    return invalid("till", "must be usable as a folder name, because dataDir has {till}");
  return dataDir.split("{till}").join(till);
}

/** The raw bytes of a numeric loopback address, or of `localhost`. */
function parseLoopback(host: string): Uint8Array {
  if (host === "localhost") return Uint8Array.of(127, 0, 0, 1);
  const parts = host.split(".");
  if (
    parts.length === 4 &&
    parts.every((part) => /^[0-9]{1,3}$/.test(part) && Number(part) < 256) &&
    Number(parts[0]) === 127
  ) {
    return Uint8Array.from(parts, Number);
  }
  // ::1 in any spelling: seven groups of zeros, of which at most one run is written as "::".
  if (
    /^(0{1,4}:){7}0{0,3}1$/.test(host) ||
    (/^(0{1,4}(:0{1,4}){0,5})?::(0{1,4}:){0,5}0{0,3}1$/.test(host) && host.split(":").length <= 8)
  ) {
    return Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? 1 : 0));
  }
  return invalid("rrpay.host", "must be a numeric loopback address or localhost");
}

function parseHash(hex: string): Uint8Array {
  if (hex === "") return new Uint8Array(0);
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) return invalid("bundle.sha256", "must be 64 hexadecimal digits");
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

/** A string without trailing spaces. An empty one counts as absent. Without a fallback the field is required. */
function text(fields: Fields, path: string, maxLength: number, fallback?: string): string {
  const value = own(fields, path);
  if (value !== undefined && typeof value !== "string") return invalid(path, "must be a string");
  const trimmed = untrailed(value ?? "");
  if (trimmed === "") return fallback ?? invalid(path, "is required");
  if (trimmed.length > maxLength) return invalid(path, `must have at most ${maxLength} characters`);
  // JSON reads "C:\temp" as a tab and "emp"
  if (/[\t\n\r\b\f]/.test(trimmed))
    return invalid(path, "has a control character: a single \\ in a path, write \\\\ or /");
  if (!isCleanText(trimmed)) return invalid(path, "must not contain control characters or broken characters");
  return trimmed;
}

function isCleanText(value: string): boolean {
  for (const character of value) {
    const point = character.codePointAt(0) as number;
    if (point < 0x20 || (point > 0x7e && point < 0xa0) || (point >= 0xd800 && point < 0xe000)) return false;
  }
  return true;
}

function integer(fields: Fields, path: keyof typeof CONFIG_RANGES, fallback?: number): number {
  const value = own(fields, path);
  if (value === undefined) return fallback ?? invalid(path, "is required");
  const { min, max } = CONFIG_RANGES[path];
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
    ? value
    : invalid(path, `must be a whole number from ${min} to ${max}`);
}

function flag(fields: Fields, path: string, fallback: boolean): boolean {
  const value = own(fields, path);
  if (value === undefined) return fallback;
  return typeof value === "boolean" ? value : invalid(path, "must be true or false");
}

function choice<T extends string>(fields: Fields, path: string, choices: readonly T[], fallback: T): T {
  const value = text(fields, path, 64, fallback);
  return choices.find((one) => one === value) ?? invalid(path, `must be one of ${choices.join(", ")}`);
}

function section(config: Fields, name: string): Fields {
  const value = own(config, name);
  return value === undefined ? {} : asFields(value, name);
}

function asFields(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return invalid(path, "must be an object");
  return value as Fields;
}

/** The value of a path's last segment, never one that is inherited from Object.prototype. */
function own(fields: Fields, path: string): unknown {
  const name = path.slice(path.lastIndexOf(".") + 1);
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function invalid(path: string, rule: string): never {
  throw new Refused(-NUMBERS["config-invalid"], `${path}: ${rule}`, path);
}
