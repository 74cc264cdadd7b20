/** What the suites over `gama-rrpay listen` share. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type ServerOpts, type Socket } from "node:net";
import { join } from "node:path";
import type { Ended, Program } from "../../support/programs.ts";

export type Line = Readonly<Record<string, unknown>>;

export interface Listening {
  readonly port: number;
  readonly ended: Promise<Ended>;
  /** Ctrl+C. */
  readonly interrupt: () => void;
}

export const linesOf = ({ stdout }: Ended): readonly Line[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

export function serverOf(serve: (socket: Socket) => void, options: ServerOpts = {}): Promise<Server> {
  const server = createServer(options, (socket) => {
    socket.on("error", () => {});
    serve(socket);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

export const portOf = (server: Server): number => (server.address() as { port: number }).port;

export interface Heard {
  readonly bytes: Buffer;
  readonly how: "closed" | "reset";
}

/** Sends bytes, and resolves with all that came until the connection ended. */
export function converse(
  port: number,
  bytes: Uint8Array | string,
  onOpen: (socket: Socket) => void = () => {},
): Promise<Heard> {
  return new Promise((resolve) => {
    const all: Buffer[] = [];
    let how: Heard["how"] = "closed";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(bytes);
      onOpen(socket);
    });
    socket.on("data", (piece: Buffer) => all.push(piece));
    socket.on("error", () => {
      how = "reset";
    });
    socket.on("close", () => resolve({ bytes: Buffer.concat(all), how }));
  });
}

/** Sends these pieces, each once the one before has been written as a line of its own. */
export interface Pieces {
  /** Called with all that the command has printed. */
  readonly said: (stdout: string) => void;
  /** The socket on which they are sent. */
  readonly on: (socket: Socket) => void;
}

export function piecewise(pieces: readonly string[]): Pieces {
  let socket: Socket | undefined;
  let sent = 0;
  const send = () => {
    if (sent < pieces.length) socket?.write(pieces[sent++] as string);
    else socket?.end();
  };
  return {
    on: (one) => {
      socket = one;
      send();
    },
    said: (stdout) => {
      if (sent > 0 && stdout.split('"text":').length - 1 === sent) send();
    },
  };
}

/** Letters in an order that does not repeat, so that nothing lost, doubled or moved goes unseen. */
export function manyBytes(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, at) => 97 + ((Math.imul(at, 2_654_435_761) >>> 13) & 15)));
}

/** What one side said, joined over the lines. */
export const joinedBy = (end: Ended, from: string): string =>
  linesOf(end)
    .flatMap((line) => (line.from === from && line.text !== undefined ? [String(line.text)] : []))
    .join("");

/** What was written of connections that came and ended. */
export const eventsOf = (end: Ended): string[] =>
  linesOf(end).flatMap(({ from, event }) => (event === undefined ? [] : [`${from} ${event}`]));

/** The command in one host. */
export interface Listener {
  /** Starts it; resolves when it listens. `heard` is called with all that it has printed. */
  listening(args: readonly string[], heard?: (stdout: string) => void): Promise<Listening>;
  withFolder(body: (folder: string) => Promise<void>): Promise<void>;
}

export function listenerOf({ folders, run }: Pick<Program, "folders" | "run">): Listener {
  function listening(args: readonly string[], heard: (stdout: string) => void = () => {}): Promise<Listening> {
    return new Promise((resolve, reject) => {
      let interrupt = () => {};
      const said = (stdout: string) => {
        const [first = "", ...more] = stdout.split("\n");
        if (more.length > 0) resolve({ port: Number(JSON.parse(first).port), ended, interrupt });
        heard(stdout);
      };
      const interruptible = (stop: () => void) => {
        interrupt = stop;
      };
      const ended = run(["listen", "--language", "en", ...args], { said, interruptible });
      ended.then(({ stderr }) => reject(new Error(`it never listened: ${stderr}`)), reject);
    });
  }

  const withFolder = async (body: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(join(folders, "listen-"));
    try {
      await body(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };

  return { listening, withFolder };
}
