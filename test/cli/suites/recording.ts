/** `gama-rrpay listen` in any of its hosts: what it writes of a conversation, masked and with its times. */
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { checkoutFile } from "../../support/checkout.ts";
import type { Program } from "../../support/programs.ts";
import { suite } from "../../support/suite.ts";
import { converse, joinedBy, linesOf, listenerOf, piecewise, portOf, serverOf } from "./listening.ts";

/** The suite over one host. */
export function recordingSuite({ name, folders, sharesLocks, run }: Program): void {
  const test = suite(`recordings on ${name}`);
  const { listening, withFolder } = listenerOf({ folders, run });

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

  for (const [what, pieces, shown] of [
    ["a card number", ['{"pan":"4111 1111 11', '11 1111"}]}'], '{"pan":"4111 11** **** 1111"}]}'],
    ["a card number in three", ["4111", "111111", "111111;\n\n"], "411111******1111;\n\n"],
    ["a token", ["key s3cr3t-", "t0k3n;"], "key **;"],
  ] as const)
    test(`${what} that silence cuts is shown no more than in one line`, () =>
      withFolder(async (dir) => {
        const { on, said } = piecewise(pieces);
        const server = await serverOf((socket) => socket.resume());
        const config = join(dir, "gama-rrpay.json");
        const rrpay = { port: portOf(server), token: "s3cr3t-t0k3n" };
        writeFileSync(config, JSON.stringify({ till: "1", rrpay, dataDir: "data" }));
        const { port, ended } = await listening(["--config", config, "--connections", "1"], said);
        const socket = connect(port, "127.0.0.1", () => on(socket));
        const end = await ended;
        server.close();
        assert.is(linesOf(end).filter(({ text }) => text !== undefined).length, pieces.length);
        assert.is(joinedBy(end, "program"), shown);
      }));

  test("a card number that the other side interrupts is shown no more than in one line", async () => {
    const server = await serverOf((socket) => socket.on("data", (bytes) => socket.write(bytes)));
    const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
    let [rest, echoed] = ["4111111111111111", ""];
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      const next = () => {
        if (rest === "") return void socket.end();
        socket.write(rest.slice(0, 2));
        rest = rest.slice(2);
      };
      socket.on("connect", next);
      socket.on("data", (bytes) => {
        echoed += bytes;
        next();
      });
      socket.on("close", () => resolve());
    });
    const end = await ended;
    server.close();
    assert.is(echoed, "4111111111111111");
    // of a number at the end of what was said more may come
    for (const from of ["program", "server"]) assert.is(joinedBy(end, from), "411111**********");
  });

  if (sharesLocks)
    test("Ctrl+C writes what has come and is not written yet, masked, and ends in order", async () => {
      const server = await serverOf((socket) => socket.on("data", () => socket.write('{"pan":"4111111111111111"}}}')));
      const { port, ended, interrupt } = await listening(["--to", String(portOf(server))]);
      const socket = connect(port, "127.0.0.1", () => socket.write("ask"));
      socket.on("error", () => {});
      // it has passed the answer on, and waits whether more of it comes
      await new Promise((resolve) => socket.once("data", resolve));
      interrupt();
      const end = await ended;
      socket.destroy();
      server.close();
      assert.is(end.code, 0);
      assert.is(joinedBy(end, "program"), "ask");
      assert.is(joinedBy(end, "server"), '{"pan":"411111******1111"}}}');
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

  test("what listen has written is no trace: replay and explain say what it is", () =>
    withFolder(async (dir) => {
      const server = await serverOf((socket) => socket.once("data", () => socket.end("told\n")));
      const { port, ended } = await listening(["--to", String(portOf(server)), "--connections", "1"]);
      await converse(port, "ask");
      const { stdout } = await ended;
      server.close();
      const path = join(dir, "recorded.jsonl");
      writeFileSync(path, stdout);
      const bundle = ["--bundle", checkoutFile("dist/rrpay.plugin.js")];
      for (const args of [
        ["replay", path, ...bundle],
        ["trace", "explain", path],
      ]) {
        const { code, stderr } = await run([...args, "--language", "en"]);
        assert.is(code, 69, args[0]);
        assert.match(stderr, /recorded\.jsonl is what listen has written: a conversation, to be read as it stands\./);
      }
    }));

  test.run();
}
