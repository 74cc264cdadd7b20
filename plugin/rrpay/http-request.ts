/** The head of an HTTP/1.1 request, cut where the host puts the token. */

export interface RequestOptions {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly host: string;
  /** The host puts its line with the token between `head` and `rest`; the bundle never sees it. */
  readonly withToken: boolean;
  readonly bodyLength?: number;
  readonly contentType?: string;
  /** RRPay's epoch as we know it; one that does not fit into a header is left out. */
  readonly epoch?: string;
}

export interface RequestHead {
  readonly withToken: boolean;
  readonly head: string;
  readonly rest: string;
}

/** The head of a request, cut where the token's line goes. Throws on a path or host that would not stay in its place. */
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
  if (epoch !== undefined && /^[!-~]{1,64}$/.test(epoch)) lines.push(`RRPay-Epoch: ${epoch}`);
  const head = `${lines.join("\r\n")}\r\n`;
  return { withToken, head, rest: "\r\n" };
}
