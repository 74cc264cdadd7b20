/**
 * The operator's interface over HTTP, on a port of its own, so that it answers even while RRPay refuses connections or
 * is dead. Loopback only. Pages of other sites cannot use it: Host and Origin are checked, and bodies must be declared
 * as JSON.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkBody, checkScript, NotAcceptable } from "./check.ts";
import type { Rrpay } from "./server.ts";

export interface OperatorServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Checks the body and then does one thing. Throws NotAcceptable, or the objection of the desk. */
export type Action = (rrpay: Rrpay, json: unknown, id: string) => unknown;

const BODY_BYTES_MAX = 1024 * 1024;

/** What can be looked at. */
const VIEWS: Readonly<Record<string, (rrpay: Rrpay) => unknown>> = {
  state: (rrpay) => stateOf(rrpay),
  transactions: (rrpay) => rrpay.transactions(),
  receipts: (rrpay) => rrpay.receipts(),
  requests: (rrpay) => rrpay.requests.map(({ raw: _, headers, ...rest }) => ({ ...rest, headers: visible(headers) })),
};

/** What can be done to RRPay as a whole. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  policy: (rrpay, json) => rrpay.setPolicy(checkBody("policy", json)),
  switches: (rrpay, json) => {
    const { busy, ...switches } = checkBody("switches", json);
    rrpay.operator.set(busy === undefined ? switches : { ...switches, busy: busy ?? undefined });
  },
  script: (rrpay, json) => rrpay.script(checkScript(json)),
  release: (rrpay, json) => {
    checkBody("nothing", json);
    return rrpay.release();
  },
  "z-report": (rrpay, json) => {
    checkBody("nothing", json);
    rrpay.operator.zReport();
  },
  crash: (rrpay, json) => {
    checkBody("nothing", json);
    rrpay.crash();
  },
  restart: (rrpay, json) => rrpay.restart(checkBody("restart", json)),
};

/** What can be done to one transaction. */
export const TRANSACTION_ACTIONS: Readonly<Record<string, Action>> = {
  pay: (rrpay, json, id) => rrpay.operator.pay(id, checkBody("pay", json).tenders),
  step: (rrpay, json, id) => {
    checkBody("nothing", json);
    rrpay.operator.step(id);
  },
  discount: (rrpay, json, id) => rrpay.operator.discount(id, checkBody("discount", json).cents),
  decline: (rrpay, json, id) => rrpay.operator.decline(id, checkBody("end", json).message),
  cancel: (rrpay, json, id) => rrpay.operator.cancel(id, checkBody("end", json).message),
  print: (rrpay, json, id) => {
    checkBody("nothing", json);
    rrpay.operator.print(id);
  },
};

/** Serves the operator of this RRPay. */
export async function serveOperator(rrpay: Rrpay, port = 0): Promise<OperatorServer> {
  const server = createServer((request, response) => {
    void respond(rrpay, request, portOf(server), response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: portOf(server),
    url: `http://127.0.0.1:${portOf(server)}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function respond(rrpay: Rrpay, request: IncomingMessage, port: number, response: ServerResponse): Promise<void> {
  const { status, body } = await replyTo(rrpay, request, port);
  const text = JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  response.end(text);
}

async function replyTo(rrpay: Rrpay, request: IncomingMessage, port: number): Promise<Reply> {
  const refusal = refuseStrangers(request, port);
  if (refusal) return refusal;
  const [, emulator, version, ...place] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
  if (emulator !== "emulator" || version !== "v1") return failure(404, "there is nothing here");
  try {
    return request.method === "GET" ? look(rrpay, place) : await act(rrpay, place, request);
  } catch (error) {
    const status = error instanceof NotAcceptable ? 422 : 409;
    return failure(status, error instanceof Error ? error.message : String(error));
  }
}

/**
 * For requests of other sites, a browser sends their Origin; for a host name that was rebound to us, it sends that
 * Host.
 */
function refuseStrangers({ method, headers }: IncomingMessage, port: number): Reply | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(headers.host ?? "")) return failure(403, "the Host header names another host");
  if (headers.origin !== undefined && !own.includes(headers.origin.replace(/^http:\/\//, ""))) {
    return failure(403, "another site may not do this");
  }
  if (method === "GET") return undefined;
  if (method !== "POST") return failure(405, "GET and POST only");
  return headers["content-type"]?.split(";")[0] === "application/json"
    ? undefined
    : failure(415, "Content-Type must be application/json");
}

function look(rrpay: Rrpay, [name = "", ...rest]: readonly string[]): Reply {
  const view = rest.length === 0 && Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
  return view ? { status: 200, body: view(rrpay) } : failure(404, "there is nothing here");
}

/** Carries out an action and replies with the state after it. */
async function act(rrpay: Rrpay, place: readonly string[], request: IncomingMessage): Promise<Reply> {
  const [first = "", id = "", last = "", ...rest] = place;
  const one = first === "transactions" && rest.length === 0;
  const name = one ? last : first;
  const actions = one ? TRANSACTION_ACTIONS : ACTIONS;
  const known = Object.hasOwn(actions, name) && (one || place.length === 1);
  if (!known) return failure(404, "there is nothing here");
  await actions[name]?.(rrpay, await readJson(request), decodeURIComponent(id));
  return { status: 200, body: stateOf(rrpay) };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw new NotAcceptable("the body is too large");
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString("utf8");
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new NotAcceptable("the body is not JSON");
  }
}

function stateOf(rrpay: Rrpay): object {
  const { running, listening, held, openConnections, policy, switches, storeId, epoch, till, port } = rrpay;
  return { running, listening, held, openConnections, policy, switches, storeId, epoch, till, port };
}

/** The headers without the token, which must not be shown. */
function visible(headers: ReadonlyMap<string, string>): object {
  return Object.fromEntries([...headers].filter(([name]) => name !== "authorization"));
}

function failure(status: number, message: string): Reply {
  return { status, body: { error: message } };
}
