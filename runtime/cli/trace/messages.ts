/** What comes back to GAMA, and what crosses RRPay's wire, in words. What GAMA asks is told by `hook-message.ts`. */
import { decodeAscii, fromBytes, isAscii } from "../../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { decodeWindows1257 } from "../../../plugin/text/windows1257.ts";
import { CLOSE_REASON } from "../../../schemas/generated/boundary.ts";
import type { Kind } from "../../../schemas/generated/types.ts";
import { DONE_WORDS, KIND_WORDS } from "../journal/attempt-text.ts";
import { centsIn, formatCents, formatEuros } from "../money-text.ts";
import { counted, joined, type Language, plain, type Words } from "../words.ts";

/** A message, and its sale if the message names it. */
export interface Message {
  readonly words: Words;
  readonly saleKey?: string | undefined;
  readonly attemptId?: string | undefined;
}

/** A text of bytes in readable form, whatever its code page. */
export function textOf(bytes: string): string {
  return isAscii(bytes) ? bytes : readable(fromBytes(bytes));
}

function readable(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? decodeWindows1257(bytes) ?? decodeAscii(bytes);
}

/** The fields of one of our results by path, in either form. */
export function resultFields(bytes: string): ReadonlyMap<string, string> {
  const text = textOf(bytes);
  const fields = new Map<string, string>();
  if (/^\s*\{/.test(text)) {
    flatten(parsed(text), "", fields);
    return fields;
  }
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf("=");
    if (equals > 0) fields.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return fields;
}

function flatten(value: unknown, path: string, fields: Map<string, string>): void {
  if (typeof value !== "object" || value === null) fields.set(path, String(value));
  else
    for (const [name, inner] of Object.entries(value)) flatten(inner, path === "" ? name : `${path}.${name}`, fields);
}

/** What GAMA is told: the outcome, and the sentence that the cashier reads. */
export function resultWords(fields: ReadonlyMap<string, string>): Words {
  const outcome = fields.get("outcome") ?? fields.get("status") ?? fields.get("result") ?? "";
  const code = fields.get("code") ?? "";
  const message = fields.get("message") ?? "";
  const what = code === "" || code === outcome ? outcome : `${outcome} (${code})`;
  const said = message === "" ? "" : ` «${message}»`;
  return { en: `GAMA is told: ${what}.${said}`, lt: `GAMA sužino: ${what}.${said}` };
}

/** The way out, if somebody must find one. Undefined if nothing is left to do. */
export function wayOut(fields: ReadonlyMap<string, string>): Words | undefined {
  const ways: Words[] = [];
  const outcome = fields.get("outcome") ?? "";
  if (outcome === "unknown") {
    const reason = fields.get("manualEntry.reason") ?? "";
    const isAllowed = fields.get("manualEntry.allowed") === "true";
    ways.push({
      en: `Way out: ${isAllowed ? "what the receipt says may be entered by hand" : "ask again, RRPay is asked on"}. ${reason}`,
      lt: `Išeitis: ${isAllowed ? "kas atspausdinta kvite, galima įvesti ranka" : "klausti dar kartą, RRPay klausiama toliau"}. ${reason}`,
    });
  }
  const isListed = [...fields.keys()].some((name) => name.startsWith("unresolved."));
  for (let at = 0; isListed && at < 100; at++) {
    const of = (name: string) => fields.get(`unresolved.${at}.${name}`) ?? fields.get(`unresolved.${at + 1}.${name}`);
    if (!fields.has(`unresolved.${at}.saleKey`)) continue;
    ways.push(plain(`${of("saleKey")}: ${of("advice") ?? ""}`));
  }
  return ways.length === 0 ? undefined : joined(ways);
}

/** A request to RRPay, from its first line and its body. */
export interface Question extends Message {
  /** Requests of one kind about one attempt are repeated while somebody waits. */
  readonly key: string;
}

/** Reads one of our requests. */
export function question(head: string, rest: string): Question {
  const [method = "", target = ""] = head.split(" ");
  const path = target.split("?")[0] ?? "";
  const [, , resource = "", id = "", verb = ""] = path.split("/");
  const action = resource === "health" ? "health" : verb === "" ? (method === "POST" ? "post" : "get") : verb;
  const of = id === "" ? {} : { attemptId: id };
  const key = `${action} ${id}`;
  switch (action) {
    case "health":
      return { key, words: { en: "RRPay is asked how it is.", lt: "RRPay klausiama, ar veikia." } };
    case "post": {
      const body = parsed(rest.split("\r\n\r\n")[1] ?? rest) as Readonly<Record<string, unknown>>;
      const { kind = "sale", saleKey = "", totalCents = 0, id: made } = body ?? {};
      const word = KIND_WORDS[kind as Kind] ?? plain(String(kind));
      const asked = ASKED[kind as Kind] ?? ASKED.sale;
      return {
        key,
        saleKey: String(saleKey),
        attemptId: typeof made === "string" ? made : undefined,
        words: {
          en: `RRPay is asked to ${asked.en} ${formatCents(Number(totalCents))} for ${word.en} ${saleKey}.`,
          lt: `RRPay prašoma ${asked.lt} ${formatEuros(Number(totalCents))}: ${word.lt} ${saleKey}.`,
        },
      };
    }
    case "cancel":
      return { key, ...of, words: { en: "RRPay is asked to cancel it.", lt: "RRPay prašoma atšaukti." } };
    case "print":
      return {
        key,
        ...of,
        words: { en: "RRPay is asked to print the receipt.", lt: "RRPay prašoma spausdinti kvitą." },
      };
    default:
      return { key, ...of, words: { en: "RRPay is asked what became of it.", lt: "RRPay klausiama, kuo baigėsi." } };
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** What RRPay answers. */
export function answerWords(status: number, body: Uint8Array): Words {
  const value = parsed(readable(body)) as Fields | undefined;
  if (typeof value !== "object" || value === null)
    return {
      en: `RRPay answers ${status} with something that is no answer (${counted(body.length, "byte")}).`,
      lt: `RRPay atsako ${status}, bet tai ne atsakymas (baitų: ${body.length}).`,
    };
  if (typeof value.ready === "boolean") return healthWords(value);
  if (typeof value.error === "string") return errorWords(status, value);
  if (typeof value.state === "string") return stateWords(value);
  return { en: `RRPay answers ${status}, without a state.`, lt: `RRPay atsako ${status}, būsenos nepasako.` };
}

function healthWords({ ready, storeId, epoch }: Fields): Words {
  const where = `${String(storeId)}, ${String(epoch)}`;
  return ready === true
    ? { en: `RRPay is ready (${where}).`, lt: `RRPay pasirengęs (${where}).` }
    : { en: `RRPay is not ready (${where}).`, lt: `RRPay nepasirengęs (${where}).` };
}

function errorWords(status: number, { error, message }: Fields): Words {
  const said = typeof message === "string" && message !== "" ? ` «${message}»` : "";
  if (error === "not-found") return { en: "RRPay does not know it.", lt: "RRPay jo nežino." };
  return {
    en: `RRPay refuses: ${String(error)} (${status}).${said}`,
    lt: `RRPay atsisako: ${String(error)} (${status}).${said}`,
  };
}

const STATES: Readonly<Record<string, Words>> = {
  "in-progress": { en: "in progress", lt: "vyksta" },
  declined: { en: "declined", lt: "atmesta" },
  cancelled: { en: "cancelled", lt: "atšaukta" },
};

/** What is asked of RRPay. A tombstone has no kind. */
const ASKED: Readonly<Record<Kind, Words>> = {
  sale: { en: "take", lt: "priimti" },
  return: { en: "give back", lt: "grąžinti" },
  void: { en: "take back", lt: "anuliuoti" },
};

function stateWords({ state, kind, payments, fiscal, message }: Fields): Words {
  const done = DONE_WORDS[kind as Kind] ?? DONE_WORDS.sale;
  const word = state === "approved" ? done : (STATES[String(state)] ?? plain(String(state)));
  const rows = Array.isArray(payments) ? (payments as Fields[]) : [];
  const money = (language: Language) => {
    const list = rows.map(({ name, amountCents }) => `${String(name)} ${centsIn(language, Number(amountCents))}`);
    return list.length === 0 ? "" : `: ${list.join(", ")}`;
  };
  const { state: printed, documentNo = "" } = (fiscal ?? {}) as Fields;
  const receipt =
    printed === "printed"
      ? { en: `; receipt ${String(documentNo)} is printed`, lt: `; kvitas ${String(documentNo)} atspausdintas` }
      : state === "approved"
        ? { en: "; no receipt is printed", lt: "; kvitas neatspausdintas" }
        : plain("");
  const said = typeof message === "string" && message !== "" ? ` «${message}»` : "";
  return {
    en: `RRPay says: ${word.en}${money("en")}${receipt.en}.${said}`,
    lt: `RRPay sako: ${word.lt}${money("lt")}${receipt.lt}.${said}`,
  };
}

/** Why a connection ended while somebody waited for it or for its answer. */
export function closedWords(reason: number): Words {
  switch (reason) {
    case CLOSE_REASON.refused:
      return {
        en: "RRPay cannot be reached: nobody takes the connection.",
        lt: "RRPay nepasiekiamas: ryšio niekas nepriima.",
      };
    case CLOSE_REASON.unreachable:
      return { en: "RRPay cannot be reached from here.", lt: "RRPay iš čia nepasiekiamas." };
    default:
      return {
        en: "The connection ends before the whole answer has come.",
        lt: "Ryšys nutrūko anksčiau, nei atėjo visas atsakymas.",
      };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
