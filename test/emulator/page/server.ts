/** The page over RRPay's emulator and GAMA's POS. It is reachable only on the loopback, and only with its token. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { EngineName } from "../../../runtime/node/api.ts";
import type { Pos } from "../pos/pos.ts";
import { type Developed, openShop, type ShopOptions } from "../pos/shop.ts";
import { checkScript, NotAcceptable } from "../rrpay/check.ts";
import type { Rule } from "../rrpay/faults.ts";
import { ACTIONS, TRANSACTION_ACTIONS } from "../rrpay/operator-http.ts";
import type { Rrpay } from "../rrpay/server.ts";
import { POS_ACTIONS } from "./actions.ts";
import { type Asset, buildAssets, CONTENT_SECURITY_POLICY } from "./assets.ts";
import { JSON_TYPE, refuseGuests, refuseStrangers } from "./guard.ts";
import { Player, shippedScenarios } from "./player.ts";
import { Recorder } from "./recorder.ts";
import { snapshotOf } from "./snapshot.ts";
import { STORY_POLICY, Stories } from "./stories.ts";
import { Stream } from "./stream.ts";

export interface PageOptions {
  readonly rrpay: Rrpay;
  /** Where the till's config, data and GAMA's tables are kept. */
  readonly dir: string;
  readonly engine: EngineName;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The token that RRPay asks for. */
  readonly token?: string;
  readonly timeouts?: NonNullable<ShopOptions["timeouts"]>;
  /** A developer's own bundle in place of the built one. */
  readonly developed?: Developed;
}

export interface Page {
  /** The token is in the fragment, which no browser sends anywhere. */
  readonly url: string;
  readonly pos: Pos;
  /** Starts the till again, with the bundle that is there now, when no call runs. Open pages load again. */
  reload(): Promise<void>;
  /** Builds the page's own files again. Open pages load again. Throws what esbuild says. */
  rebuild(): Promise<void>;
  /** Shows what is wrong outside the page; empty when it is over. */
  tell(trouble: string): void;
  stop(): Promise<void>;
}

const BODY_BYTES_MAX = 256 * 1024;
/** A trace that somebody opens: the largest ring with what is kept beside it, and its quotes. */
const TRACE_BYTES_MAX = 256 * 1024 * 1024;

/** Serves the page and opens GAMA's POS window. */
export async function startPage(options: PageOptions): Promise<Page> {
  const site = new Site(options, await buildAssets());
  await site.listen(options.port ?? 0);
  return site;
}

class Site implements Page {
  readonly pos: Pos;
  readonly #rrpay: Rrpay;
  readonly #server: Server;
  readonly #stream: Stream;
  #assets: ReadonlyMap<string, Asset>;
  readonly #stories: Stories;
  readonly #recorder: Recorder;
  readonly #player: Player;
  readonly #token = randomBytes(16).toString("hex");
  #script: readonly Rule[] = [];
  #trouble = "";
  #outside = "";
  #version = 0;
  #stopped = false;

  constructor({ rrpay, dir, engine, token, timeouts, developed }: PageOptions, assets: ReadonlyMap<string, Asset>) {
    const given = { ...(token === undefined ? {} : { token }), ...(timeouts === undefined ? {} : { timeouts }) };
    const own = developed === undefined ? {} : { developed };
    const shop = openShop({ dir, rrpay, engine, ...given, ...own, changed: () => this.#stream.changed() });
    this.pos = shop.pos;
    this.#rrpay = rrpay;
    this.#assets = assets;
    this.#stories = new Stories(shop.dataDir, shop.bundle);
    this.#recorder = new Recorder(shop.pos, rrpay, shop.timeouts);
    this.#player = new Player(engine, () => this.#stream.changed(), developed?.bundle);
    this.#stream = new Stream(() => ({
      version: this.#version,
      ...snapshotOf(shop, rrpay, this.#script, this.#outside || this.#trouble),
      scenario: { recorded: this.#recorder.count, play: this.#player.last },
    }));
    this.#server = createServer((request, response) => void this.#respond(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/#${this.#token}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    // This condition is checked at every change of RRPay, so it works as a subscription that ends with the page.
    void this.#rrpay.until(() => {
      this.#stream.changed();
      return this.#stopped;
    });
    this.#goOn(this.pos.open());
  }

  async reload(): Promise<void> {
    await this.pos.reload();
    this.#version++;
    this.tell("");
  }

  async rebuild(): Promise<void> {
    this.#assets = await buildAssets();
    this.#version++;
    this.tell("");
  }

  tell(trouble: string): void {
    this.#outside = trouble;
    this.#stream.changed();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stream.stop();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    await this.pos.stop();
    await this.#player.stop();
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const language = query === "language=lt" ? "lt" : "en";
    const stranger = refuseStrangers(request, this.#port);
    if (stranger) return reply(response, stranger.status, { error: stranger.message });
    const asset = request.method === "GET" ? this.#assets.get(path) : undefined;
    if (asset) return serve(response, asset, CONTENT_SECURITY_POLICY);
    const story = request.method === "GET" ? this.#stories.page(path, language) : undefined;
    if (story !== undefined) return serve(response, { type: "text/html", text: story }, STORY_POLICY);
    const guest = refuseGuests(request, this.#token);
    if (guest) return reply(response, guest.status, { error: guest.message });
    if (request.method === "GET" && path === "/api/events") return this.#stream.add(response);
    if (request.method === "GET" && path === "/api/scenario/shipped") return reply(response, 200, shippedScenarios());
    try {
      if (request.method === "GET" && path === "/api/scenario/recorded")
        return reply(response, 200, this.#recorder.scenario());
      if (request.method === "GET" && path === "/api/trace/saved")
        return reply(response, 200, { text: await this.#stories.save(language) });
      if (request.method === "POST" && path === "/api/trace/open")
        return reply(response, 200, { path: this.#openStory(await readJson(request, TRACE_BYTES_MAX)) });
      const known = request.method === "POST" && (await this.#act(path.split("/").slice(1), request));
      reply(response, known ? 200 : 404, known ? {} : { error: "there is nothing here" });
    } catch (error) {
      const status = error instanceof NotAcceptable ? 422 : 409;
      reply(response, status, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Carries out an action; false when there is none of that name. */
  async #act([api, side, name = "", ...rest]: readonly string[], request: IncomingMessage): Promise<boolean> {
    if (api !== "api") return false;
    if (side === "pos" && rest.length === 0 && Object.hasOwn(POS_ACTIONS, name)) {
      await this.#actOnPos(name, await readJson(request));
      return true;
    }
    if (side === "scenario" && rest.length === 0) return this.#actOnScenario(name, await readJson(request));
    const one = side === "rrpay" && name === "transactions" && rest.length === 2;
    const actions = one ? TRANSACTION_ACTIONS : ACTIONS;
    const [id = "", last = ""] = rest.map(decodeURIComponent);
    const wanted = one ? last : name;
    if (side !== "rrpay" || (!one && rest.length > 0) || !Object.hasOwn(actions, wanted)) return false;
    const json = await readJson(request);
    const obeyed = this.#recorder.before({ side, name: wanted, body: json, ...(one ? { id } : {}) });
    await actions[wanted]?.(this.#rrpay, json, id);
    obeyed(false);
    if (wanted === "script") this.#script = checkScript(json);
    this.#stream.changed();
    return true;
  }

  async #actOnPos(name: string, json: unknown): Promise<void> {
    const obeyed = this.#recorder.before({ side: "pos", name, body: json });
    let isHook = false;
    await POS_ACTIONS[name]?.(this.pos, json, (hook) => {
      isHook = true;
      this.#goOn(hook);
    });
    obeyed(isHook);
    this.#stream.changed();
  }

  #openStory(json: unknown): string {
    const { text, language } = (json ?? {}) as { readonly text?: unknown; readonly language?: unknown };
    if (typeof text !== "string") throw new NotAcceptable("a trace is opened by its text");
    return this.#stories.open(text, language === "lt" ? "lt" : "en");
  }

  #actOnScenario(name: string, json: unknown): boolean {
    if (name === "play") this.#player.begin(json);
    else if (name === "begin") this.#recorder.begin();
    else return false;
    this.#stream.changed();
    return true;
  }

  /** The hook goes on after the request. Nobody waits for it, so what it throws is shown. */
  #goOn(hook: Promise<void>): void {
    this.#trouble = "";
    hook.catch((error: unknown) => {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#stream.changed();
    });
  }
}

function serve(response: ServerResponse, { type, text }: Asset, policy: string): void {
  response.writeHead(200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
  });
  response.end(text);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": `${JSON_TYPE}; charset=utf-8`, "X-Content-Type-Options": "nosniff" });
  response.end(JSON.stringify(body));
}

async function readJson(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bytesMax) throw new NotAcceptable("the body is too large");
    parts.push(part);
  }
  try {
    return bytes === 0 ? {} : JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new NotAcceptable("the body is not JSON");
  }
}
