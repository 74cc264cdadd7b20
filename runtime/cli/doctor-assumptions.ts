/**
 * The doctor's check of docs/assumptions.md: which rows about RRPay somebody has confirmed, in `confirmed.json` beside
 * the config.
 */
import { parseJson } from "../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../plugin/text/utf8.ts";
import { validateConfirmed } from "../../schemas/generated/validators.js";
import { type Check, failing } from "./doctor-check.ts";
import { folderOf, join } from "./program/path.ts";
import { entryAt, now, readFile, type Talk, WITHHELD } from "./program/talk.ts";
import { formatDate } from "./time.ts";
import type { Language, Words } from "./words.ts";

/** The rows R1 … R21. A test keeps the number right. */
export const ASSUMPTIONS = 21;

const NAME = "confirmed.json";

const TEXTS = {
  open: {
    en: "{open} of {all} assumptions about RRPay are not confirmed",
    lt: "nepatvirtintų prielaidų apie RRPay: {open} iš {all}",
  },
  bad: {
    en: 'confirmed.json is {"R3": {"by": "who", "at": "YYYY-MM-DD", "seen": "what"}}, rows R1 to R21 of ASSUMPTIONS.md: correct it, nothing in it counts until then.',
    lt: 'confirmed.json yra {"R3": {"by": "kas", "at": "MMMM-MM-DD", "seen": "kas matyta"}}, ASSUMPTIONS.md eilutės R1–R21: pataisykite, iki tol jis neįskaitomas.',
  },
  late: {
    en: "confirmed.json: {rows} dated later than today, {today}: correct the day, or this computer's clock; what is still to come confirms nothing.",
    lt: "confirmed.json: {rows} – vėlesnė diena nei šiandien, {today}: pataisykite dieną arba kompiuterio laikrodį; kas dar bus, nieko nepatvirtina.",
  },
} as const satisfies Readonly<Record<string, Words>>;

type Confirmed = Readonly<Record<string, { readonly at: string }>>;

/** One check: how many rows are open. An unreadable file is reported and confirms nothing. */
export function* checkAssumptions(configPath: string, language: Language): Talk<Check[]> {
  const path = join(folderOf(configPath), NAME);
  const there = yield* entryAt(path);
  const read = there === "file" ? yield* failing("assumptions", language, () => readFile(path)) : undefined;
  const confirmed = there === "none" ? {} : read?.type === "done" ? readConfirmed(read.result) : undefined;
  const { wallMs, utcOffsetMin } = yield* now();
  const today = formatDate(wallMs, utcOffsetMin);
  const late = Object.entries(confirmed ?? {}).flatMap(([row, { at }]) => (at > today ? [row] : []));
  const count = Object.keys(confirmed ?? {}).length - late.length;
  const detail = TEXTS.open[language]
    .replace("{open}", String(ASSUMPTIONS - count))
    .replace("{all}", String(ASSUMPTIONS));
  const isBad = confirmed === undefined;
  if (read?.type === "failed") return [{ ...read.check, status: "warn", detail }];
  const lateFix = TEXTS.late[language].replace("{rows}", late.join(", ")).replace("{today}", today);
  const wrong = isBad ? TEXTS.bad[language] : late.length > 0 ? lateFix : "";
  const fix = there === "withheld" ? `${path}: ${WITHHELD[language]}` : wrong;
  return [{ id: "assumptions", status: wrong === "" ? "ok" : "warn", detail, fix }];
}

function readConfirmed(bytes: Uint8Array): Confirmed | undefined {
  const parsed = parseJson(decodeUtf8(bytes, { stripBom: true }) ?? "");
  return parsed.ok && validateConfirmed(parsed.value) ? (parsed.value as Confirmed) : undefined;
}
