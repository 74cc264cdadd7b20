/** What GAMA asks, in words: a hook's payload as one sentence. */
import { parseFlat } from "../../../plugin/gama/flat-lines.ts";
import { parseText, type Request } from "../../../plugin/gama/payload.ts";
import { reasonText } from "../../../plugin/messages/sentence.ts";
import { fromBytes, isAscii } from "../../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { readWindows1257 } from "../../../plugin/text/windows1257.ts";
import { HOOK, type HookName } from "../../../schemas/generated/boundary.ts";
import { SHAPES } from "../../../schemas/generated/shapes.ts";
import { KIND_WORDS } from "../journal/attempt-text.ts";
import { decidedWords } from "../journal/decision-words.ts";
import { centsIn } from "../money-text.ts";
import { describeTyped } from "../record-text.ts";
import { type Language, plain } from "../words.ts";
import type { Message } from "./messages.ts";
import type { Codepage } from "./values.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What GAMA asks. The rows of a receipt that the plug-in has taken are not read again: they are nine tenths of it, and no
 * sentence tells of them.
 */
export function hookMessage(number: number, payload: string, codepage: Codepage, isTaken: boolean): Message {
  const name = Object.entries(HOOK).find(([, value]) => value === number)?.[0] as HookName | undefined;
  if (name === undefined) return { words: plain(`GAMA: hook ${number}`) };
  const settled = isTaken && name === "init" ? settledIn(decoded(withoutRows(payload), codepage)) : undefined;
  if (settled !== undefined) return settleMessage(settled, "settle");
  const parsed = parseText(name, decoded(payload, codepage));
  if (!parsed.ok) {
    const { path, reason, saleKey } = parsed.fault;
    const where = (language: Language) => (path === "" ? "" : `${path}: `) + reasonText(reason, language);
    return {
      words: {
        en: `GAMA calls ${name} with something that cannot be read (${where("en")}).`,
        lt: `GAMA kviečia ${name}, bet to perskaityti negalima (${where("lt")}).`,
      },
      saleKey: saleKey === "" ? undefined : saleKey,
    };
  }
  return asked(parsed.request);
}

/** What of a receipt is told. */
interface Settled {
  readonly kind: keyof typeof KIND_WORDS;
  readonly saleKey: string;
  readonly currency: string;
  readonly operator: string;
  readonly totalCents: number;
}

/** Flat lines without those of the receipt's rows. */
function withoutRows(payload: string): string {
  return payload
    .split("\n")
    .filter((line) => !line.startsWith("lines."))
    .join("\n");
}

/** What is told of a receipt in flat lines. Undefined if it is in another form, or something of it is missing. */
function settledIn(text: string | null): Settled | undefined {
  if (text === null || !/(?:^|\n)window=settlement *[\r\n]/.test(text)) return undefined;
  const parsed = parseFlat(text, SHAPES.initSettlement);
  if (!parsed.ok) return undefined;
  const { kind, saleKey, currency, operator, totals } = parsed.value as Fields;
  const totalCents = typeof totals === "object" && totals !== null ? (totals as Fields).totalCents : undefined;
  if (typeof saleKey !== "string" || typeof operator !== "string" || typeof currency !== "string") return undefined;
  if (typeof kind !== "string" || !Object.hasOwn(KIND_WORDS, kind) || typeof totalCents !== "number") return undefined;
  return { kind: kind as Settled["kind"], saleKey, currency, operator, totalCents };
}

function settleMessage(
  { kind, saleKey, currency, operator, totalCents }: Settled,
  verb: "preview" | "settle",
): Message {
  const sum = (language: Language) => `${centsIn(language, totalCents)} ${currency}`;
  const settle = kind === "return" ? "grąžinti" : "apmokėti";
  return {
    saleKey,
    words: {
      en: `GAMA asks to ${verb} ${KIND_WORDS[kind].en} ${saleKey}, ${sum("en")} (${operator}).`,
      lt: `GAMA prašo ${verb === "preview" ? "parodyti" : settle}: ${KIND_WORDS[kind].lt} ${saleKey}, ${sum("lt")} (${operator}).`,
    },
  };
}

/** Only what is UTF-8 indeed has to become bytes again, which costs the engine more than to read it. */
function decoded(payload: string, codepage: Codepage): string | null {
  if (isAscii(payload)) return payload;
  return codepage === "utf-8" ? decodeUtf8(fromBytes(payload)) : readWindows1257(payload);
}

function asked(request: Request): Message {
  switch (request.hook) {
    case "init-pos": {
      const { operator } = request.request;
      return {
        words: { en: `GAMA opens the till's window (${operator}).`, lt: `GAMA atveria kasos langą (${operator}).` },
      };
    }
    case "init-settlement":
    case "preview": {
      const { totals, ...settled } = request.request;
      return settleMessage(
        { ...settled, totalCents: totals.totalCents },
        request.hook === "preview" ? "preview" : "settle",
      );
    }
    case "close": {
      const { kind, saleKey, saved } = request.request;
      return {
        saleKey,
        words: {
          en: `GAMA says that ${KIND_WORDS[kind].en} ${saleKey} is ${saved ? "saved" : "not saved"}.`,
          lt: `GAMA praneša: ${KIND_WORDS[kind].lt} ${saleKey} ${saved ? "išsaugotas" : "neišsaugotas"}.`,
        },
      };
    }
    case "void": {
      const { saleKey, scope, operator } = request.request;
      const what = {
        en: scope === "open" ? "to stop the payment of" : "to take back the receipt of",
        lt: scope === "open" ? "nutraukti mokėjimą" : "anuliuoti kvitą",
      };
      return {
        saleKey,
        words: {
          en: `GAMA asks ${what.en} ${saleKey} (${operator}).`,
          lt: `GAMA prašo ${what.lt}: ${saleKey} (${operator}).`,
        },
      };
    }
    case "resolve": {
      const { saleKey, attemptId, decision, operator, note } = request.request;
      const typed = (language: Language) => describeTyped(request.request, language);
      const what = decidedWords(decision);
      const why = note === undefined || note === "" ? "" : ` (${note})`;
      return {
        saleKey,
        attemptId,
        words: {
          en: `${operator} decides about ${saleKey}: ${what.en}${why}${typed("en")}.`,
          lt: `${operator} nusprendžia dėl ${saleKey}: ${what.lt}${why}${typed("lt")}.`,
        },
      };
    }
    case "status":
      return {
        saleKey: request.request.saleKey,
        words: { en: "GAMA asks what is unresolved.", lt: "GAMA klausia, kas neužbaigta." },
      };
    case "doctor":
      return { words: { en: "GAMA asks whether all is in order.", lt: "GAMA klausia, ar viskas tvarkoje." } };
  }
}
