/**
 * `gama-rrpay listen` in any of its hosts: everything is passed on as it came and written masked. Its connections are
 * those of every command that has any.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { startRrpay } from "../../emulator/rrpay/server.ts";
import { call, sale } from "../../emulator/support.ts";
import type { Ended, Program } from "../../support/programs.ts";
import { suite } from "../../support/suite.ts";

type Line = Readonly<Record<string, unknown>>;

interface Listening {
  readonly port: number;
  readonly ended: Promise<Ended>;
}

const linesOf = ({ stdout }: Ended): readonly Line[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function serverOf(serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    serve(socket);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

interface Heard {
  readonly bytes: Buffer;
  readonly how: "closed" | "reset";
}

/** Sends bytes, and resolves with all that came until the connection ended. */
function converse(
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

/** Letters in an order that does not repeat, so that nothing lost, doubled or moved goes unseen. */
function manyBytes(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, at) => 97 + ((Math.imul(at, 2_654_435_761) >>> 13) & 15)));
}

/** The suite over one host. */
export function connectionsSuite({ name, folders, sharesLocks, run }: Program): void {
  const test = suite(`connections on ${name}`);

  /** Starts the command; resolves when it listens. */
  function listening(args: readonly string[]): Promise<Listening> {
    return new Promise((resolve, reject) => {
      const said = (stdout: string) => {
        const [first = "", ...more] = stdout.split("\n");
        if (more.length > 0) resolve({ port: Number(JSON.parse(first).port), ended });
      };
      const ended = run(["listen", "--language", "en", ...args], { said });
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

  test("a sale goes through as if nothing stood between, and both directions are written with their times", () =>
    withFolder(async (dir) => {
      const rrpay = await startRrpay({ dir, policy: "card", token: "top-secret-token" });
      const { port, ended } = await listening(["--to", String(rrpay.port), "--connections", "1"]);
      const reply = await call(port, "POST", "/v1/transactions", { body: sale("a"), token: "top-secret-token" });
      assert.is(reply.status, 201);
      const end = await ended;
      await rrpay.stop();
      assert.is(end.code, 0);
      const [header, opened, asked, answered, over] = linesOf(end);
      assert.equal(header, { listen: 1, port, to: rrpay.port });
      assert.is(opened?.event, "opened");
      assert.is(asked?.from, "program");
      assert.match(String(asked?.text), /^POST \/v1\/transactions HTTP\/1\.1\r\n/);
      assert.is(answered?.from, "server");
      assert.match(String(answered?.text), /^HTTP\/1\.1 201 /);
      assert.is(over?.event, "ended");
      assert.ok(Number(asked?.atMs) <= Number(answered?.atMs));
      assert.not.match(end.stdout, /top-secret-token/);
      assert.match(String(asked?.text), /Authorization: Bearer \*/);
    }));

  test("a card number is masked, also where it comes in pieces, and passed on whole", async () => {
    const server = await serverOf((socket) => {
      socket.setNoDelay(true);
      socket.once("data", () => {
        socket.write('{"pan":"41111111', () => socket.end('11111111"}\n'));
      });
    });
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
    const { bytes } = await converse(port, "ask\n");
    const end = await ended;
    server.close();
    assert.is(end.code, 0);
    assert.is(bytes.toString(), '{"pan":"4111111111111111"}\n');
    assert.not.match(end.stdout, /4111111111111111/);
    const said = linesOf(end).find(({ from, text }) => from === "server" && text);
    assert.is(said?.text, '{"pan":"411111******1111"}\n');
  });

  test("what one connection says apart is written apart, with its own times, while another one never rests", async () => {
    const server = await serverOf((socket) =>
      socket.on("data", (bytes) => bytes.includes("ask") && socket.write("told")),
    );
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "2"]);
    const busy = connect(port, "127.0.0.1");
    const asking = setInterval(() => busy.write("ask"), 100);
    const slow = connect(port, "127.0.0.1");
    slow.write("first");
    const end = () => {
      clearInterval(asking);
      busy.end();
      slow.end();
    };
    setTimeout(() => slow.write("second"), 2500);
    setTimeout(end, 3000);
    const lines = linesOf(await ended);
    server.close();
    const said = lines.filter(({ text }) => text === "first" || text === "second");
    assert.equal(
      said.map(({ text }) => text),
      ["first", "second"],
    );
    const [first, second] = said.map(({ atMs }) => Number(atMs)) as [number, number];
    assert.ok(second - first >= 2000, `${second - first} ms apart`);
  });

  test("a long message is cut where it shows neither a part of a card number nor of the token", () =>
    withFolder(async (dir) => {
      const row = (at: number, pan: string, token: string) => `${"x".repeat(at % 40)} pan ${pan} token ${token}\n`;
      const rows = (pan: string, token: string) =>
        Array.from({ length: 4000 }, (_, at) => row(at, pan, token)).join("");
      const sent = rows("4111111111111111", "s3cr3t-t0k3n");
      const server = await serverOf((socket) => socket.once("data", () => socket.end(sent)));
      const config = join(dir, "gama-rrpay.json");
      const rrpay = { port: portOf(server), token: "s3cr3t-t0k3n" };
      writeFileSync(config, JSON.stringify({ till: "1", rrpay, dataDir: "data" }));
      const { port, ended } = await listening(["--config", config, "--connections", "1"]);
      const { bytes } = await converse(port, "ask");
      const end = await ended;
      server.close();
      assert.ok(bytes.equals(Buffer.from(sent)));
      const said = linesOf(end).flatMap(({ from, text }) => (from === "server" && text ? [String(text)] : []));
      assert.ok(said.length > 1);
      assert.ok(said.join("") === rows("411111******1111", "*"));
    }));

  test("bytes that are no text are passed on as they are", async () => {
    const sent = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
    const server = await serverOf((socket) => socket.once("data", () => socket.end(sent)));
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
    const { bytes } = await converse(port, "ask");
    const end = await ended;
    server.close();
    assert.ok(bytes.equals(sent));
    assert.is(linesOf(end).find(({ from, bytes: count }) => from === "server" && count)?.bytes, 512);
  });

  test("where nobody listens behind it, that is written and the program hears it", async () => {
    const server = await serverOf(() => {});
    const free = portOf(server);
    await new Promise((done) => server.close(done));
    const { port, ended } = await listening(["--to", String(free), "--connections", "1"]);
    const { bytes } = await converse(port, "");
    const end = await ended;
    assert.is(bytes.length, 0);
    assert.is(end.code, 0);
    assert.is(linesOf(end)[1]?.event, "refused");
  });

  test("a connection that one side resets is reset on the other, and written as that", async () => {
    const server = await serverOf((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
    const { how } = await converse(port, "ask");
    const end = await ended;
    server.close();
    // Wine neither sends a reset nor tells of one: it shuts a socket down first, and its select takes the error away
    const expected = sharesLocks ? { how: "reset", event: "reset" } : { how: "closed", event: "ended" };
    assert.equal({ how, event: linesOf(end).at(-1)?.event }, expected);
    assert.is(linesOf(end).at(-1)?.from, "server");
  });

  test("what needs many pieces arrives whole in both directions, though its reader is slow", async () => {
    const [up, down] = [manyBytes(200_000), manyBytes(400_000)];
    let received = Buffer.alloc(0);
    let sent: () => void = () => {};
    const server = await serverOf((socket) => {
      const pieces: Buffer[] = [];
      let count = 0;
      socket.on("data", (piece: Buffer) => {
        pieces.push(piece);
        count += piece.length;
        if (count < up.length) return;
        received = Buffer.concat(pieces);
        socket.end(down);
        sent();
      });
    });
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
    const { bytes } = await converse(port, up, (socket) => {
      socket.pause();
      // reads nothing until the other side has said everything
      sent = () => socket.resume();
    });
    const end = await ended;
    server.close();
    assert.is(end.code, 0);
    assert.ok(received.equals(up), `up: ${received.length}`);
    assert.ok(bytes.equals(down), `down: ${bytes.length}`);
  });

  test("twenty connections at once are kept apart", async () => {
    const server = await serverOf((socket) => socket.once("data", (bytes: Buffer) => socket.end(`you said ${bytes}`)));
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "20"]);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => converse(port, `number ${at}.`)));
    const end = await ended;
    server.close();
    assert.is(end.code, 0);
    for (const [at, { bytes }] of answers.entries()) assert.is(bytes.toString(), `you said number ${at}.`);
    const pairs = linesOf(end).flatMap(({ connection }) => (connection === undefined ? [] : [connection]));
    assert.is(new Set(pairs).size, 20);
  });

  test("more connections than it can hold are ended at once, and the others go on", async () => {
    const held: Socket[] = [];
    let isFull: () => void = () => {};
    const full = new Promise<void>((resolve) => {
      isFull = resolve;
    });
    const server = await serverOf((socket) => {
      // each needs two of the sixty; with its first bytes here both are there
      socket.once("data", () => {
        if (held.push(socket) === 30) isFull();
      });
    });
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "30"]);
    const all = Array.from({ length: 30 }, (_, at) => converse(port, `${at}`));
    await full;
    const refused = await converse(port, "one more");
    for (const socket of held) socket.end("done");
    const ends = await Promise.all(all);
    const { code } = await ended;
    server.close();
    assert.is(refused.bytes.length, 0);
    assert.is(code, 0);
    assert.is(ends.filter(({ bytes }) => bytes.toString() === "done").length, 30);
  });

  test("without --to the config says where RRPay is, and its token is never written, wherever it stands", () =>
    withFolder(async (dir) => {
      const server = await serverOf((socket) => socket.once("data", () => socket.end("echo of s3cr3t-t0k3n\n")));
      const config = join(dir, "gama-rrpay.json");
      const rrpay = { port: portOf(server), token: "s3cr3t-t0k3n" };
      writeFileSync(config, JSON.stringify({ till: "1", rrpay, dataDir: "data" }));
      const { port, ended } = await listening(["--config", config, "--connections", "1"]);
      await converse(port, "ask");
      const end = await ended;
      server.close();
      assert.is(end.code, 0);
      assert.match(end.stdout, /echo of \*/);
      assert.not.match(end.stdout, /s3cr3t/);
    }));

  test("a port that is no number, or taken, is told", async () => {
    const server = await serverOf(() => {});
    const code = async (args: string[]) => (await run(["listen", ...args])).code;
    assert.is(await code(["--to", "70000"]), 64);
    assert.is(await code(["--port", "x", "--to", "1"]), 64);
    assert.is(await code(["--port", String(portOf(server)), "--to", "1"]), 69);
    server.close();
  });

  test.run();
}
