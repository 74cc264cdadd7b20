/** Only the page itself, with its token, may use its interface: no other site, and no host name that was rebound. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export const JSON_TYPE = "application/json";

/** Why this request is refused, whatever it asks for; undefined when it is allowed. */
export function refuseStrangers({ method, headers }: IncomingMessage, port: number): Refusal | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(headers.host ?? "")) return { status: 403, message: "the Host header names another host" };
  const { origin } = headers;
  if (origin !== undefined && !own.some((host) => origin === `http://${host}`))
    return { status: 403, message: "another site may not do this" };
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return { status: 403, message: "another site may not do this" };
  if (method !== "GET" && method !== "POST") return { status: 405, message: "GET and POST only" };
  return undefined;
}

/** Why this request to the interface is refused. */
export function refuseGuests({ method, headers }: IncomingMessage, token: string): Refusal | undefined {
  if (!isToken(headers.authorization ?? "", `Bearer ${token}`)) return { status: 401, message: "the token is wrong" };
  if (method === "POST" && headers["content-type"]?.split(";")[0] !== JSON_TYPE)
    return { status: 415, message: `Content-Type must be ${JSON_TYPE}` };
  return undefined;
}

function isToken(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
