/** What a request of docs/contracts.md C asks for, read from its method and path. */
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";

/** What a request asks for. */
export type Target =
  | { readonly on: "health"; readonly till: string | undefined }
  | { readonly on: "post" }
  | { readonly on: "get"; readonly id: string; readonly afterRevision: number; readonly waitMs: number }
  | { readonly on: "cancel"; readonly id: string }
  | { readonly on: "print"; readonly id: string }
  | { readonly on: "other"; readonly status: 400 | 404 | 405 };

const WAIT_MS_MAX = 25_000;

/** Reads method and path. */
export function targetOf(method: string, url: string): Target {
  const [path = "", query = ""] = url.split("?", 2);
  const [version, place, encodedId, action, ...rest] = path.slice(1).split("/");
  const expect = (wanted: string, target: Target): Target =>
    method === wanted ? target : { on: "other", status: 405 };
  if (version !== "v1" || rest.length > 0) return { on: "other", status: 404 };
  if (place === "health" && encodedId === undefined)
    return expect("GET", { on: "health", till: queryOf(query).get("till") });
  if (place !== "transactions") return { on: "other", status: 404 };
  if (encodedId === undefined) return expect("POST", { on: "post" });
  const id = decode(encodedId);
  if (id === undefined) return { on: "other", status: 400 };
  if (action === undefined) return expect("GET", getOf(id, queryOf(query)));
  if (action === "cancel" || action === "print") return expect("POST", { on: action, id });
  return { on: "other", status: 404 };
}

/** The first value of each name. */
function queryOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const [name, value] = [at < 0 ? part : part.slice(0, at), at < 0 ? "" : part.slice(at + 1)].map(fromQuery);
    if (name !== undefined && value !== undefined && !values.has(name)) values.set(name, value);
  }
  return values;
}

function fromQuery(text: string): string {
  return unescaped(text.replaceAll("+", " ")) ?? text;
}

function getOf(id: string, query: ReadonlyMap<string, string>): Target {
  const [afterRevision, waitMs] = [query.get("afterRevision") ?? "0", query.get("waitMs") ?? "0"];
  if (!/^\d{1,15}$/.test(afterRevision) || !/^\d{1,15}$/.test(waitMs)) return { on: "other", status: 400 };
  return { on: "get", id, afterRevision: Number(afterRevision), waitMs: Math.min(Number(waitMs), WAIT_MS_MAX) };
}

function decode(text: string): string | undefined {
  const id = unescaped(text);
  return id !== undefined && id.length >= 1 && id.length <= 64 ? id : undefined;
}

/**
 * Replaces each `%XX`; undefined when one is malformed or the text is not UTF-8. The engine has no function for this.
 */
function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const bytes = encodeUtf8(text);
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] === PERCENT) {
      plain.push(Number.parseInt(String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0), 16));
      at += 2;
    } else plain.push(bytes[at] ?? 0);
  return decodeUtf8(Uint8Array.from(plain)) ?? undefined;
}

const PERCENT = 0x25;
