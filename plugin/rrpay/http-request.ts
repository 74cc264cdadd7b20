/** The head of an HTTP/1.1 request (RFC 9112, section 3), cut at the place for the token. */

/** An epoch that fits into a header. Another one is left out (docs/contracts.md C3). */
export const FITS_HEADER = /^[!-~]([ -~]*[!-~])?$/;

export interface RequestOptions {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly host: string;
  /** The host puts its token line between `head` and `rest`. The bundle never sees the token. */
  readonly withToken: boolean;
  readonly bodyLength?: number;
  readonly contentType?: string;
  /** RRPay's epoch as we know it. It is left out if it does not fit into a header. */
  readonly epoch?: string;
}

export interface RequestHead {
  readonly withToken: boolean;
  readonly head: string;
  readonly rest: string;
}

/**
 * The head of a request, cut at the place for the token. Throws on a path or host that could break the request's lines.
 */
export function requestHead({
  method,
  path,
  host,
  withToken,
  bodyLength,
  contentType,
  epoch,
}: RequestOptions): RequestHead {
  if (!/^\/[!-~]*$/.test(path) || !/^[!-~]+$/.test(host)) throw new RangeError("not a request target");
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, "Accept: application/json"];
  if (contentType !== undefined) lines.push(`Content-Type: ${contentType}`);
  if (bodyLength !== undefined) lines.push(`Content-Length: ${bodyLength}`);
  if (epoch !== undefined && FITS_HEADER.test(epoch)) lines.push(`RRPay-Epoch: ${epoch}`);
  const head = `${lines.join("\r\n")}\r\n`;
  return { withToken, head, rest: "\r\n" };
}
