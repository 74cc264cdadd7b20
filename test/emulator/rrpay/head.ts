/** The head of a request, as it is read from the wire. It needs no machine. */

export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The length of its body, or that it comes in chunks. */
  readonly bodyBytes: number | "chunked";
}

/** A head that cannot be accepted. The connection ends with this status. */
export interface BadHead {
  readonly status: 400 | 413 | 431 | 501;
}

export const HEAD_BYTES_MAX = 16 * 1024;
export const BODY_BYTES_MAX = 2 * 1024 * 1024;

/** Reads a head; what cannot be accepted has the status with which the connection ends. */
export function readHead(text: string): RequestHead | BadHead {
  const [start = "", ...lines] = text.split("\r\n");
  const [, method, url] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(start) ?? [];
  if (method === undefined || url === undefined) return { status: 400 };
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined || headers.has(name.toLowerCase())) return { status: 400 };
    headers.set(name.toLowerCase(), value);
  }
  const coding = headers.get("transfer-encoding")?.toLowerCase();
  if (coding !== undefined && headers.has("content-length")) return { status: 400 };
  if (coding !== undefined) return coding === "chunked" ? { method, url, headers, bodyBytes: coding } : { status: 501 };
  const length = headers.get("content-length") ?? "0";
  if (!/^\d{1,15}$/.test(length)) return { status: 400 };
  const bodyBytes = Number(length);
  return bodyBytes > BODY_BYTES_MAX ? { status: 413 } : { method, url, headers, bodyBytes };
}

/** Without this check, a page whose own host name was made to lead here could read health; it must send that name. */
export function isLoopback(host: string | undefined): boolean {
  return host === undefined || /^(localhost|127(\.\d{1,3}){3}|\[[0:]*:0{0,3}1\])(:\d{1,5})?$/i.test(host);
}
