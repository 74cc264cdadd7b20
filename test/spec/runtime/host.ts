/** A session with a bundle of the test's own, in a folder of the test's own, on any engine. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineName, Grp } from "../../../runtime/node/api.ts";
import { createGrp, type Faults } from "../../../runtime/node/exports.ts";
import { createNativeGrp } from "../../../runtime/node/native-grp.ts";
import { encodeLine } from "../../../runtime/node/store/segment.ts";
import { builtLibrary, NOT_BUILT } from "../../support/built.ts";
import { skip } from "../../support/skip.ts";
import { type Plan, PUPPET, type Seen } from "./puppet.ts";

/** The engines of runtime/node, whose disk a test may make fail and which tell a developer why they were lost. */
export const NODE_ENGINES = ["direct", "quickjs"] as const;

/** Describes a rule of the host's once for each engine: both runtimes behave alike. */
export function onEveryEngine(describe: (engine: EngineName) => void): void {
  for (const engine of NODE_ENGINES) describe(engine);
  if (builtLibrary() === undefined) skip("native", NOT_BUILT);
  else describe("native");
}

/** What a process gets by loading the library, or what stands for one; `onLoss` is heard of on runtime/node only. */
export function makeGrp(engine: EngineName, options: { onLoss?: (why: string) => void; faults?: Faults } = {}): Grp {
  return engine === "native" ? createNativeGrp(builtLibrary() ?? "") : createGrp({ engine, ...options });
}

/** What a test changes; the config is merged into one that works. */
export interface Setup {
  readonly engine: EngineName;
  readonly bundle?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly puppet?: Plan;
  readonly port?: number;
  readonly token?: string;
  readonly faults?: Faults;
}

/** Journal of a till whose first segment has a checkpoint. */
export const FIRST_SEGMENT: Plan = { first: [["rotate", 1, 20260101, "{}"]] };

/** A journal line with its checksum, as it is on the disk. */
export const line = (json: string): string => Buffer.from(encodeLine(Buffer.from(json, "latin1"))).toString("latin1");

/** The first line of a segment that follows another one. */
export function linked(json: string, before: number, content: string): string {
  const digest = createHash("sha256").update(Buffer.from(content, "latin1")).digest("hex");
  return linkedAs(json, `${String(before).padStart(8, "0")}:${digest}`);
}

/** A first line with any link. */
export const linkedAs = (json: string, link: string): string =>
  Buffer.from(encodeLine(Buffer.from(json, "latin1"), Buffer.from(link, "latin1"))).toString("latin1");

/** Several of them. */
export const lines = (...jsons: string[]): string => jsons.map(line).join("");

/** Runs a body in a folder that is removed afterwards. */
export async function withFolder(body: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "grp-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes config and bundle; returns the config's path. The data folder is `data` beside it. */
export function writeTill(folder: string, setup: Omit<Setup, "engine" | "faults">): string {
  const { port = 1, token, config = {}, puppet = {}, bundle = PUPPET } = setup;
  const rrpay = token === undefined ? { port } : { port, token };
  const path = join(folder, "gama-rrpay.json");
  writeFileSync(path, JSON.stringify({ till: "1", rrpay, dataDir: "data", puppet, ...config }));
  writeFileSync(join(folder, "rrpay.plugin.js"), bundle);
  return path;
}

/** A session with the words that tests use. */
export class Host {
  readonly grp: Grp;
  readonly folder: string;
  readonly session: number;
  /** Why engines of runtime/node were lost, as a developer would read it. */
  readonly losses: string[];

  constructor(grp: Grp, folder: string, session: number, losses: string[]) {
    this.grp = grp;
    this.folder = folder;
    this.session = session;
    this.losses = losses;
  }

  /** Starts a hook with a plan, without waiting. */
  start(plan: Plan, hook = "status"): number {
    return this.grp.start(this.session, hook, Buffer.from(JSON.stringify(plan), "latin1"));
  }

  /** Polls until a call ends: 1 or the error that ended it. */
  async end(call: number): Promise<number> {
    let state = 0;
    while (state === 0) state = await this.grp.poll(this.session, call, 1000);
    return state;
  }

  result(call: number): string {
    const result = this.grp.result(this.session, call);
    return typeof result === "number" ? `error ${result}` : Buffer.from(result).toString("latin1");
  }

  /** Runs a hook to its end: its result, or `error` and the number. */
  async run(plan: Plan, hook = "status"): Promise<string> {
    const call = this.start(plan, hook);
    const state = await this.end(call);
    return state === 1 ? this.result(call) : `error ${state}`;
  }

  /** What the present engine has seen, the boot first and this very hook last. */
  async seen(): Promise<readonly Seen[]> {
    return JSON.parse(await this.run({ do: [["report"]] })) as Seen[];
  }

  /** Lets the loop take its turns until a hook comes through. */
  async settle(): Promise<void> {
    await this.run({ do: [["reply", ""]] });
  }

  data(...path: string[]): string {
    return join(this.folder, "data", ...path);
  }

  /** A file of the data folder's subfolder, by a part of its name, as text. */
  file(kind: "journal" | "log" | "trace", name = ""): string {
    const found = readdirSync(this.data(kind))
      .sort()
      .filter((file) => file.includes(name));
    return found.map((file) => readFileSync(this.data(kind, file), "latin1")).join("");
  }
}

/** Opens a session in a folder of its own, waits for the boot, and closes it at the end. */
export function withHost(setup: Setup, body: (host: Host) => Promise<void>): Promise<void> {
  return withFolder((folder) => withHostIn(folder, setup, body));
}

/** Opens a session on a till's folder that may have a history. */
export async function withHostIn(folder: string, setup: Setup, body: (host: Host) => Promise<void>): Promise<void> {
  const config = writeTill(folder, setup);
  const losses: string[] = [];
  const grp = makeGrp(setup.engine, {
    ...(setup.faults ? { faults: setup.faults } : {}),
    onLoss: (detail) => losses.push(detail),
  });
  const host = new Host(grp, folder, grp.open(config), losses);
  try {
    await host.end(0);
    await body(host);
  } finally {
    await closeFully(grp, host.session);
  }
}

/** Closes a session, however long that takes: what its last close said. */
export async function closeFully(grp: Grp, session: number): Promise<number> {
  let state = -7;
  while (state === -7) state = await grp.close(session, 1000);
  return state;
}

/** Writes a journal file of a till that has not been opened yet. */
export function writeSegment(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, "data", "journal"), { recursive: true });
  writeFileSync(join(folder, "data", "journal", name), content);
}

/** A server on loopback that tells what happens to it. */
export class Peer {
  readonly port: number;
  readonly received: Buffer[] = [];
  readonly sockets: Socket[] = [];
  readonly #changed = new Set<() => void>();

  constructor(server: Server, onData: (socket: Socket, bytes: Buffer) => void) {
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    server.on("connection", (socket) => {
      this.sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#change());
      socket.on("data", (bytes) => {
        this.received.push(bytes);
        onData(socket, bytes);
        this.#change();
      });
      this.#change();
    });
  }

  text(): string {
    return Buffer.concat(this.received).toString("latin1");
  }

  /** Resolves as soon as something is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changed.add(resolve));
  }

  #change(): void {
    for (const resolve of this.#changed) resolve();
    this.#changed.clear();
  }
}

/** Runs a server for the body's time. */
export async function withPeer(
  onData: (socket: Socket, bytes: Buffer) => void,
  body: (peer: Peer) => Promise<void>,
): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer = new Peer(server, onData);
  try {
    await body(peer);
  } finally {
    for (const socket of peer.sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The boot event of a till whose journal folder holds these files. */
export async function bootOn(
  files: Readonly<Record<string, string>>,
  body: (boot: Seen, host: Host) => Promise<void> | void,
  puppet: Plan = {},
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) writeSegment(folder, name, Buffer.from(content, "latin1"));
    await withHostIn(folder, { engine: "direct", puppet }, async (host) => body((await host.seen())[0] as Seen, host));
  });
}
