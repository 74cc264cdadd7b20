// Output that cannot be written: a result that nobody can read is none, and a proxy goes on without its record.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import * as assert from "uvu/assert";
import { programs } from "../support/programs.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";

const test = suite("output that cannot be written");
/** Linux's file of a disk that is full. */
const FULL = "/dev/full";

/** Answers each byte with itself. */
async function withEcho(body: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => void socket.on("error", () => {}).pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await body((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** What comes back of these bytes, through whatever will listen there. */
async function sentThrough(port: number, bytes: string): Promise<string> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    if (!isOpen) {
      await new Promise((done) => setImmediate(done));
      continue;
    }
    socket.end(bytes);
    let back = "";
    for await (const piece of socket.setEncoding("utf8")) back += piece;
    return back;
  }
}

if (!existsSync(FULL)) skip("output on a full disk", `there is no ${FULL}`);
else
  for (const program of programs()) {
    const named = `a command whose result cannot be written says so and is not done, on ${program.name}`;
    if (program.name === "Bun") skip(named, "Bun does not say that standard output was not written");
    else
      test(named, async () => {
        const { code, stderr } = await program.run(["--help"], { into: FULL });
        assert.is(code, 69, stderr);
        assert.match(stderr, /The result cannot be written: the disk may be full/);
        assert.not.match(stderr, /\bat .*:\d+|Error:/);
      });

    test(`listen passes on without its record, and says so once, on ${program.name}`, () =>
      withEcho(async (to) => {
        const port = await freePort();
        const args = ["listen", "--port", String(port), "--to", String(to), "--connections", "2", "--language", "en"];
        const listening = program.run(args, { into: FULL });
        assert.is(await sentThrough(port, "one"), "one");
        assert.is(await sentThrough(port, "two"), "two");
        const { code, stderr } = await listening;
        assert.is(code, 1, stderr);
        assert.is(stderr.split("The record cannot be written any more").length, 2, stderr);
      }));
  }

test.run();
