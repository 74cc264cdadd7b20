/** A request as a check asks for it, and its text on the wire. */
import { FITS_HEADER } from "../../../plugin/rrpay/http-request.ts";
import { stringifyAscii } from "../../../plugin/text/ascii.ts";
import { asUtf8 } from "../../../plugin/text/utf8.ts";
import type { Target } from "./target.ts";
import type { Json } from "./wires.ts";

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Sent as JSON in ASCII. A text is sent unchanged. */
  readonly body?: object | string;
  readonly epoch?: string;
  /** Names of headers in small letters, without blanks, and more of them, as other programs write them. */
  readonly isOtherwise?: boolean;
  /** Absent: the token of the config. */
  readonly token?: string | undefined;
}

/** Method and path, as evidence names a request. */
export const askedBy = ({ method, path }: Request): string => `${method} ${path}`;

/** How a transaction stands, asked with both parameters, as the till asks: an RRPay may know no other form. */
export const asking = (id: string, afterRevision = 0, waitMs = 0): Request => ({
  method: "GET",
  path: `/v1/transactions/${id}?afterRevision=${afterRevision}&waitMs=${waitMs}`,
});

/** That a receipt is printed. */
export const printing = (id: string): Request => ({ method: "POST", path: `/v1/transactions/${id}/print`, body: {} });

/** The epoch that health tells, which guards an order and a cancel. */
export function guardOf({ epoch }: Json): Pick<Request, "epoch"> {
  return typeof epoch === "string" && FITS_HEADER.test(epoch) ? { epoch } : {};
}

/** A text inside a path: every byte of it but letters and digits is escaped. */
export function encodeText(text: string): string {
  return asUtf8(text).replace(/[^A-Za-z0-9]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** The text of a request, each character one byte. */
export function textOf({ address, port, token: own }: Target, request: Request): string {
  const { method, path, body, epoch } = request;
  const token = "token" in request ? request.token : own;
  const content = body === undefined ? "" : asUtf8(typeof body === "string" ? body : stringifyAscii(body));
  const lines = [
    ...[`${method} ${path} HTTP/1.1`, `Host: ${address}:${port}`, "Accept: application/json"],
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(epoch === undefined ? [] : [`RRPay-Epoch: ${epoch}`]),
    ...(body === undefined ? [] : ["Content-Type: application/json", `Content-Length: ${content.length}`]),
  ];
  const written = request.isOtherwise === true ? otherwise(lines) : lines;
  return `${written.join("\r\n")}\r\n\r\n${content}`;
}

/** The same lines as HTTP/1.1 lets them be written too. */
function otherwise([first = "", ...headers]: readonly string[]): readonly string[] {
  const spelt = headers.map((line) => line.replace(/^([^:]+): /, (_, name: string) => `${name.toLowerCase()}:`));
  return [first, "user-agent:conformance", ...spelt.map((line) => line.replace(/\/json$/, "/json; charset=utf-8"))];
}
