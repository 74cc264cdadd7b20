// Only on Node: the program's host on Bun has the same sockets
/** `gama-rrpay listen`: everything is passed on as it came and written masked; nothing of a secret is in the record. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import { call, sale, withFolder, withRrpay } from "../emulator/support.ts";
import { suite } from "../support/suite.ts";

const test = suite("listen");

interface Listening {
  readonly port: number;
  readonly ended: Promise<number>;
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  readonly text: () => string;
}

/** Starts the command; resolves when it listens. */
async function listening(args: readonly string[], programFolder: string): Promise<Listening> {
  let out = "";
  let heard: () => void = () => {};
  const listens = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const host = new NodeHost({
    print: (stream, text) => {
      if (stream === STREAM.error) return;
      out += text;
      heard();
    },
    ask: async () => undefined,
  });
  const ended = host.run(run({ args: ["listen", ...args], language: "en", isInteractive: 0, programFolder }));
  await Promise.race([listens, ended]);
  const lines = () =>
    out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  return { port: Number(lines()[0]?.port), ended, lines, text: () => out };
}

/** A server that answers each receipt with the same bytes. */
function serverOf(answer: Buffer): Promise<Server> {
  const server = createServer((socket) => socket.on("data", () => socket.end(answer)));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

test("a sale goes through as if nothing stood between, and both directions are written with their times", () =>
  withRrpay({ policy: "card", token: "top-secret-token" }, async (rrpay, dir) => {
    const { port, ended, lines, text } = await listening(["--to", String(rrpay.port), "--connections", "1"], dir);
    const reply = await call(port, "POST", "/v1/transactions", { body: sale("a"), token: "top-secret-token" });
    assert.is(reply.status, 201);
    assert.is(await ended, 0);
    const [header, opened, asked, answered, over] = lines();
    assert.equal(header, { listen: 1, port, to: rrpay.port });
    assert.is(opened?.event, "opened");
    assert.is(asked?.from, "program");
    assert.match(String(asked?.text), /^POST \/v1\/transactions HTTP\/1\.1\r\n/);
    assert.is(answered?.from, "server");
    assert.match(String(answered?.text), /^HTTP\/1\.1 201 /);
    assert.is(over?.event, "ended");
    assert.ok(Number(asked?.atMs) <= Number(answered?.atMs));
    assert.not.match(text(), /top-secret-token/);
    assert.match(String(asked?.text), /Authorization: Bearer \*/);
  }));

test("a card number is masked, also where it comes in pieces, and passed on whole", () =>
  withFolder(async (dir) => {
    const server = await serverOf(Buffer.from('{"pan":"4111111111111111"}\n'));
    const { port, ended, lines, text } = await listening(["--to", String(portOf(server)), "--connections", "1"], dir);
    const received = await new Promise<string>((resolve) => {
      let all = "";
      const socket = connect(port, "127.0.0.1", () => socket.write("ask\n"));
      socket.on("data", (bytes) => {
        all += bytes.toString();
      });
      socket.on("close", () => resolve(all));
    });
    assert.is(await ended, 0);
    server.close();
    assert.is(received, '{"pan":"4111111111111111"}\n');
    assert.not.match(text(), /4111111111111111/);
    assert.is(lines().find(({ from, text: said }) => from === "server" && said)?.text, '{"pan":"411111******1111"}\n');
  }));

test("bytes that are no text are passed on as they are", () =>
  withFolder(async (dir) => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
    const server = await serverOf(bytes);
    const { port, ended, lines } = await listening(["--to", String(portOf(server)), "--connections", "1"], dir);
    const received = await new Promise<Buffer>((resolve) => {
      const all: Buffer[] = [];
      const socket = connect(port, "127.0.0.1", () => socket.write("ask"));
      socket.on("data", (piece: Buffer) => all.push(piece));
      socket.on("close", () => resolve(Buffer.concat(all)));
    });
    assert.is(await ended, 0);
    server.close();
    assert.ok(received.equals(bytes));
    assert.is(lines().find(({ from, bytes: count }) => from === "server" && count)?.bytes, 512);
  }));

test("where nobody listens behind it, that is written and the program hears it", () =>
  withFolder(async (dir) => {
    const server = await serverOf(Buffer.from(""));
    const free = portOf(server);
    await new Promise((done) => server.close(done));
    const { port, ended, lines } = await listening(["--to", String(free), "--connections", "1"], dir);
    await new Promise((resolve) =>
      connect(port, "127.0.0.1")
        .on("close", resolve)
        .on("error", () => {}),
    );
    assert.is(await ended, 0);
    assert.is(lines()[1]?.event, "refused");
  }));

test("without --to the config says where RRPay is, and its token is never written, wherever it stands", async () => {
  const server = await serverOf(Buffer.from("echo of s3cr3t-t0k3n\n"));
  const dir = mkdtempSync(join(tmpdir(), "listen-"));
  const config = join(dir, "gama-rrpay.json");
  writeFileSync(
    config,
    JSON.stringify({ till: "1", rrpay: { port: portOf(server), token: "s3cr3t-t0k3n" }, dataDir: "data" }),
  );
  const { port, ended, text } = await listening(["--config", config, "--connections", "1"], dir);
  await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("ask"));
    socket.on("close", resolve).resume();
  });
  assert.is(await ended, 0);
  server.close();
  rmSync(dir, { recursive: true });
  assert.match(text(), /echo of \*/);
  assert.not.match(text(), /s3cr3t/);
});

test("a port that is no number, or taken, is told", () =>
  withRrpay({}, async (rrpay, dir) => {
    const host = new NodeHost({ print: () => {}, ask: async () => undefined });
    const code = (args: string[]) =>
      host.run(run({ args: ["listen", ...args], language: "en", isInteractive: 0, programFolder: dir }));
    assert.is(await code(["--to", "70000"]), 64);
    assert.is(await code(["--port", "x", "--to", "1"]), 64);
    assert.is(await code(["--port", String(rrpay.port), "--to", "1"]), 69);
  }));

test.run();
