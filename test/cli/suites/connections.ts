/**
 * `gama-rrpay listen` in any of its hosts: everything is passed on as it came, in both directions. Its connections are
 * those of every command that has any.
 */
import { once } from "node:events";
import { connect, type Server, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { startRrpay } from "../../emulator/rrpay/server.ts";
import { call, sale } from "../../emulator/support.ts";
import type { Ended, Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { converse, eventsOf, type Heard, linesOf, listenerOf, manyBytes, portOf, serverOf } from "./listening.ts";

/** So many programs are connected at once. */
const HOLDS = 24;

/** The suite over one host. */
export function connectionsSuite({ name, folders, sharesLocks, run }: Program): void {
  const test = sampledSuite(`connections on ${name}`, 2);
  const { listening, withFolder } = listenerOf({ folders, run });

  test("a sale goes through as if nothing stood between, and both directions are written with their times", () =>
    withFolder(async (dir) => {
      const rrpay = await startRrpay({ dir, policy: "card", token: "top-secret-token" });
      const { port, ended } = await listening(["--to", String(rrpay.port), "--connections", "1"]);
      const reply = await call(port, "POST", "/v1/transactions", { body: sale("a"), token: "top-secret-token" });
      assert.is(reply.status, 201);
      const end = await ended;
      await rrpay.stop();
      assert.is(end.code, 0);
      const [header, opened, asked, answered, finished, over] = linesOf(end);
      assert.equal(header, { listen: 1, port, to: rrpay.port });
      assert.is(opened?.event, "opened");
      assert.is(asked?.from, "program");
      assert.match(String(asked?.text), /^POST \/v1\/transactions HTTP\/1\.1\r\n/);
      assert.is(answered?.from, "server");
      assert.match(String(answered?.text), /^HTTP\/1\.1 201 /);
      assert.equal([finished?.event, over?.event], ["finished", "ended"]);
      assert.ok(Number(asked?.atMs) <= Number(answered?.atMs));
      assert.not.match(end.stdout, /top-secret-token/);
      assert.match(String(asked?.text), /Authorization: Bearer \*/);
    }));

  test("a program that sends nothing more behind its request still gets the whole answer", async () => {
    const answer = manyBytes(300_000);
    const server = await serverOf(
      (socket) => {
        const pieces: Buffer[] = [];
        socket.on("data", (piece: Buffer) => pieces.push(piece));
        // it answers only once it knows that it has everything
        socket.on("end", () => socket.end(Buffer.concat([...pieces, answer])));
      },
      { allowHalfOpen: true },
    );
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
    const heard = new Promise<Heard>((resolve) => {
      const all: Buffer[] = [];
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.end("ask"));
      socket.on("data", (piece: Buffer) => all.push(piece));
      socket.on("close", () => resolve({ bytes: Buffer.concat(all), how: "closed" }));
    });
    const { bytes } = await heard;
    const end = await ended;
    server.close();
    assert.ok(bytes.equals(Buffer.concat([Buffer.from("ask"), answer])), `${bytes.length} bytes`);
    assert.equal(eventsOf(end), ["program opened", "program finished", "server ended"]);
  });

  test("a server that sends nothing more still hears the rest, and a program that vanishes meanwhile is told", async () => {
    const up = manyBytes(300_000);
    const received = new Promise<Buffer>((resolve) => {
      serverOf(
        (socket) => {
          const pieces: Buffer[] = [];
          socket.end("no more from here");
          socket.on("data", (piece: Buffer) => pieces.push(piece));
          socket.on("end", () => resolve(Buffer.concat(pieces)));
        },
        { allowHalfOpen: true },
      ).then(begin);
    });
    let server: Server | undefined;
    let ended: Promise<Ended> | undefined;
    async function begin(started: Server): Promise<void> {
      server = started;
      const listens = await listening(["--to", String(portOf(started)), "--connections", "1"]);
      ended = listens.ended;
      const socket = connect({ port: listens.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.resume().on("end", () => socket.end(up));
    }
    const bytes = await received;
    const end = await ended;
    server?.close();
    assert.ok(bytes.equals(up), `${bytes.length} bytes`);
    assert.equal(end && eventsOf(end), ["program opened", "server finished", "program ended"]);
  });

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
    const event = String(linesOf(end).at(-1)?.event);
    // Wine sends and tells of a reset only now and then: it shuts a socket down first, and its select may take the error
    // away. What it keeps is that the other side ends.
    if (sharesLocks) assert.equal({ how, event }, { how: "reset", event: "reset" });
    else assert.ok(["reset", "ended"].includes(event), event);
    assert.is(linesOf(end).find(({ event }) => event === "reset" || event === "finished")?.from, "server");
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

  test("while all that it can hold wait for answers, one more is ended at once, and the others go on", async () => {
    const held: Socket[] = [];
    let isFull: () => void = () => {};
    const full = new Promise<void>((resolve) => {
      isFull = resolve;
    });
    const server = await serverOf((socket) => {
      socket.once("data", () => {
        if (held.push(socket) === HOLDS) isFull();
      });
    });
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", String(HOLDS + 1)]);
    const all = Array.from({ length: HOLDS }, (_, at) => converse(port, `${at}`));
    await full;
    const refused = await converse(port, "one more");
    for (const socket of held) socket.end("done");
    const ends = await Promise.all(all);
    const { code } = await ended;
    server.close();
    assert.is(refused.bytes.length, 0);
    assert.is(code, 0);
    assert.is(ends.filter(({ bytes }) => bytes.toString() === "done").length, HOLDS);
  });

  for (const [what, word] of [
    ["on which nothing was said", ""],
    ["that were answered", "ask"],
  ] as const)
    test(`connections ${what} keep nobody out: the oldest gives way`, async () => {
      const server = await serverOf((socket) => socket.on("data", (bytes: Buffer) => socket.write(`heard ${bytes}`)));
      const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", String(HOLDS + 1)]);
      const holders: Socket[] = [];
      let gone: Promise<unknown> | undefined;
      for (let at = 0; at < HOLDS; at++) {
        const socket = connect(port, "127.0.0.1", () => socket.write(word));
        socket.on("error", () => {});
        gone ??= new Promise((resolve) => socket.once("close", resolve));
        holders.push(socket);
        // one after another, so that it is known which is the oldest
        await once(socket, word === "" ? "connect" : "data");
      }
      const till = connect(port, "127.0.0.1", () => till.write("sell"));
      const [bytes] = (await once(till, "data")) as [Buffer];
      await gone;
      assert.is(bytes.toString(), "heard sell");
      for (const socket of [...holders, till]) socket.destroy();
      const end = await ended;
      server.close();
      const gaveWay = linesOf(end).filter(({ event }) => event === "gave-way");
      assert.equal(
        gaveWay.map(({ connection }) => connection),
        [1],
      );
    });

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
