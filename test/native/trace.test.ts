// The trace and the token, as the shim does them, and whose turn it is on a connection.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { readTrace } from "../../runtime/cli/trace/lines.ts";
import { eventOf } from "../../runtime/cli/trace/steps.ts";
import { ABI, CONTRACTS_VERSION, TRACE_VERSION } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { skip } from "../support/skip.ts";
import { library } from "./available.ts";
import { withPuppet } from "./puppet.ts";
import { puppetSuite } from "./puppet-journal.ts";

const { test: trace, run } = puppetSuite("the shim's trace");

/** A server that sends pieces one after the other; `next` is asked when the one before has left. */
async function withServer(serve: (socket: Socket) => void, body: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => {
    socket.setNoDelay(true).on("error", () => {});
    socket.once("data", () => serve(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body((server.address() as { port: number }).port);
  } finally {
    server.close();
  }
}

const available = await library("linux-x64");
if (available.type === "absent") skip("the shim's trace", available.reason);
else {
  const path = available.value;

  trace("a batch may be a string of one character a byte, and one beyond 255 costs the engine", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("text as it was, \xe9 \xff"), "as it was, \xe9 \xff");
      assert.is(await puppet.do("wide"), NUMBERS["engine-failed"]);
    }),
  );

  const traceOf = (folder: string): string =>
    readdirSync(join(folder, "data", "trace"))
      .map((name) => readFileSync(join(folder, "data", "trace", name), "latin1"))
      .join("");

  trace("a trace is lines of JSON behind its engine's header, and an engine's loss marks its file", () =>
    withPuppet(path, {}, async (puppet) => {
      await puppet.do("throw");
      assert.is(await puppet.do("text on"), "on");
      const trace = readTrace([{ text: traceOf(puppet.folder), follows: true }]);
      assert.equal([trace.unreadableLines, trace.headlessSteps], [0, 0]);
      const [first, second] = trace.runs;
      assert.is(first?.lost, "exception");
      assert.ok(trace.runs.every(({ steps }) => steps.every((step) => eventOf(step) !== undefined)));
      const { trace: form, abi, contracts, bundle = "" } = second?.header ?? {};
      assert.equal([form, abi, contracts, bundle.length], [TRACE_VERSION, ABI, CONTRACTS_VERSION, 64]);
      assert.ok(readdirSync(join(puppet.folder, "data", "trace")).includes("00000001.keep"));
    }),
  );

  trace("an event is traced after its step: what batches name is blanked, and what is held waits for it", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("hold 4111111111111111"), "held");
      assert.not.match(traceOf(puppet.folder), "hold 4111");
      // The event: 36 of header, call, hook, length, then the payload.
      assert.is(await puppet.do("blank 1 50 16"), "blanked");
      assert.match(traceOf(puppet.folder), `hold ${"*".repeat(16)}`);
    }),
  );

  trace("after a loss what was held is traced without long numbers, identifiers of twelve digits with", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("hold 4111 1111 1111 1111 rrn 123456789012"), "held");
      assert.is(await puppet.do("throw"), NUMBERS["engine-failed"]);
      assert.match(traceOf(puppet.folder), "hold **** **** **** **** rrn 123456789012");
    }),
  );

  trace("more than is held is traced without long numbers", () =>
    withPuppet(path, {}, async (puppet) => {
      for (let count = 0; count < 70; count++) assert.is(await puppet.do(`hold 4111111111111111 no ${count}`), "held");
      assert.not.match(traceOf(puppet.folder), "4111111111111111");
      assert.match(traceOf(puppet.folder), `hold ${"*".repeat(16)} no 3`);
    }),
  );

  for (const [name, pieces] of [
    ["in one piece", ["<s3cret-token-of-32-characters-xyz>"]],
    ["in two", ["<s3cret-token-of", "-32-characters-xyz>"]],
    ["byte by byte", [..."<s3cret-token-of-32-characters-xyz>"]],
  ] as const)
    trace(`a token that comes back ${name} is handed on as stars`, () =>
      withServer(
        (socket) => {
          const send = (at: number): void => {
            const piece = pieces[at];
            if (piece === undefined) socket.end();
            else socket.write(piece, () => setTimeout(send, 2, at + 1));
          };
          send(0);
        },
        (port) =>
          withPuppet(path, { port, token: "s3cret-token-of-32-characters-xyz" }, async (puppet) => {
            assert.is(await puppet.do("collect GET / HTTP/1.1"), `<${"*".repeat(33)}>`);
            assert.not.match(traceOf(puppet.folder), "s3cret-token-of-32-characters");
          }),
      ),
    );

  trace("an answer that ends as the token begins is not kept back", () =>
    withServer(
      (socket) => void socket.write("{}s3cr"),
      (port) =>
        withPuppet(path, { port, token: "s3cret-token" }, async (puppet) => {
          assert.is(await puppet.do("collect6 GET / HTTP/1.1"), "{}s3cr");
        }),
    ),
  );

  trace("a stream of bytes keeps neither a timer nor a cancel waiting", () =>
    withServer(
      (socket) => {
        const flood = (): void => void (socket.writable && socket.write("x".repeat(60_000), flood));
        flood();
      },
      (port) =>
        withPuppet(path, { port }, async (puppet) => {
          const flooded = puppet.start("collect GET / HTTP/1.1");
          assert.is(await puppet.do("timer 50"), "rang");
          const waits = puppet.start("nothing");
          puppet.grp.cancel(puppet.session, waits);
          assert.is(await puppet.end(waits), "cancelled");
          assert.is(await puppet.grp.poll(puppet.session, flooded, 0), 0);
        }),
    ),
  );
}

run();
