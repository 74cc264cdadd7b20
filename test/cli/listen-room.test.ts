/** Half a request on each connection through `gama-rrpay listen`: a minute later it keeps nobody out any more. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Talk } from "../../runtime/cli/program/talk.ts";
import type { Reply } from "../../runtime/cli/program/wire.ts";
import { suite } from "../support/suite.ts";
import { portOf, serverOf } from "./suites/listening.ts";

const test = suite("room in listen");

/** So many programs are connected at once. */
const HOLDS = 24;

/** The same talk, for which it is later than for the host. */
function* withClock<Result>(talk: Talk<Result>, laterMs: () => number): Talk<Result> {
  let next = talk.next({ status: 0 } as Reply);
  while (!next.done) {
    const reply = yield next.value;
    const { fields } = reply as { readonly fields?: { readonly wallMs?: number } };
    const isClock = next.value.type === "clock" && fields?.wallMs !== undefined;
    next = talk.next(
      isClock ? ({ ...reply, fields: { ...fields, wallMs: fields.wallMs + laterMs() } } as Reply) : reply,
    );
  }
  return next.value;
}

test("of connections that all wait for an answer the oldest gives way after a minute", async () => {
  let laterMs = 0;
  let out = "";
  const host = new NodeHost({
    print: (_stream, text) => {
      out += text;
    },
    ask: async () => undefined,
  });
  let heard = 0;
  let allHeard = () => {};
  const held = new Promise<void>((resolve) => {
    allHeard = resolve;
  });
  const server = await serverOf((socket) =>
    socket.on("data", (bytes: Buffer) => {
      if (bytes.toString() === "sell") socket.end("sold");
      else if (++heard === HOLDS) allHeard();
    }),
  );
  // the first one that gives way, and the till's
  const args = ["listen", "--to", String(portOf(server)), "--connections", "2"];
  const talk = run({ args, language: "en", isInteractive: 0, programFolder: "." });
  const ended = host.run(withClock(talk, () => laterMs));
  const listens = () => /"port":(\d+)/.exec(out)?.[1];
  while (listens() === undefined) await new Promise((done) => setImmediate(done));
  const port = Number(listens());
  const holders: Socket[] = [];
  for (let at = 0; at < HOLDS; at++) {
    const socket = connect(port, "127.0.0.1", () => socket.write("GE"));
    socket.on("error", () => {});
    holders.push(socket);
    await once(socket, "connect");
  }
  await held;
  laterMs = 61_000;
  const till = connect(port, "127.0.0.1", () => till.write("sell"));
  const [bytes] = (await once(till, "data")) as [Buffer];
  assert.is(bytes.toString(), "sold");
  till.end();
  await ended;
  for (const socket of holders) socket.destroy();
  server.close();
  assert.match(out, /"connection":\d+,"from":"program","event":"gave-way"/);
});

test.run();
