// Time limit: 600 s
// Only on Node: the program's host on Bun has the same sockets
/** `gama-rrpay conformance` against answers that are spoilt: it believes none of them, and always ends. */
import { connect, createServer, type Server, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { CHECKS } from "../../runtime/cli/conformance/command.ts";
import { sampledSuite } from "../support/tier.ts";
import { bend, bendBody, put } from "./breaking.ts";
import { conformanceOf, failing, only, SOME, verdicts } from "./measuring.ts";

const test = sampledSuite("conformance and spoilt answers", 3);

/** Stands before RRPay and may spoil what RRPay says: the count is of answers. */
const spoiling =
  (spoil: (bytes: Buffer, count: number, client: Socket) => Buffer | undefined) =>
  (port: number): Promise<Server> => {
    let count = 0;
    const server = createServer((client) => {
      const rrpay = connect(port, "127.0.0.1");
      for (const socket of [client, rrpay]) socket.on("error", () => {});
      client.on("data", (bytes) => rrpay.write(bytes));
      client.on("close", () => rrpay.destroy());
      rrpay.on("close", () => client.end());
      rrpay.on("data", (bytes) => {
        const spoiled = spoil(bytes, ++count, client);
        if (spoiled !== undefined && !client.destroyed) client.write(spoiled);
      });
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
  };

/** The same answer with another body. */
function withBody(bytes: Buffer, body: Buffer): Buffer {
  const head = bytes.subarray(0, bytes.indexOf("\r\n\r\n") + 4).toString("latin1");
  return Buffer.concat([Buffer.from(head.replace(/content-length: \d+/i, `Content-Length: ${body.length}`)), body]);
}
const bodyIn = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf("\r\n\r\n") + 4);

for (const [what, spoiled] of [
  ["in UTF-16", (bytes: Buffer) => withBody(bytes, Buffer.from(bodyIn(bytes).toString("utf8"), "utf16le"))],
  ["in windows-1257", (bytes: Buffer) => withBody(bytes, Buffer.from('{"message":"\xe0\xe8"}', "latin1"))],
  ["with a byte order mark", (bytes: Buffer) => withBody(bytes, Buffer.concat([Buffer.from("\ufeff"), bodyIn(bytes)]))],
  ["that are a list", (bytes: Buffer) => withBody(bytes, Buffer.from("[1]"))],
  ["that are null", (bytes: Buffer) => withBody(bytes, Buffer.from("null"))],
  ["nested a thousand deep", (bytes: Buffer) => withBody(bytes, Buffer.from("[".repeat(1000) + "]".repeat(1000)))],
  ["of twenty megabytes", (bytes: Buffer) => withBody(bytes, Buffer.alloc(20 * 1024 * 1024, 0x20))],
  [
    "that never end",
    (bytes: Buffer) =>
      Buffer.from(
        bytes
          .toString("latin1")
          .replace(/content-length: \d+/i, "Transfer-Encoding: chunked")
          .replace(/\r\n\r\n[\s\S]*/, "\r\n\r\nfffff\r\n"),
      ),
  ],
  ["of another protocol", () => Buffer.from("220 smtp ready\r\n")],
] as const satisfies readonly (readonly [string, (bytes: Buffer) => Buffer])[]) {
  test(`answers ${what} make nothing hold and stop nothing`, async () => {
    // the first answer is the health that the run begins with
    const front = spoiling((bytes, count) => (count === 1 ? bytes : spoiled(bytes)));
    const said = await conformanceOf(
      {},
      only(["health", "post", "cancel", "pay-card", "void", "restart", "answers-fit"]),
      {
        front,
        answerMs: 300,
      },
    );
    assert.equal(
      said.checks.filter(({ id, verdict }) => verdict === "holds" && id !== "never-lost"),
      [],
    );
    assert.is(said.code, 1);
    assert.match(said.page, /<\/html>/);
    assert.ok(said.page.length < 2_000_000);
  });
}

test("answers that are cut halfway are told as that, and the rest is measured", async () => {
  const front = spoiling((bytes, count, client) => {
    if (count !== 4) return bytes;
    client.end(bytes.subarray(0, 40));
    return undefined;
  });
  const said = await conformanceOf({}, only([...SOME, "never-lost"]), { front });
  assert.match(
    failing(said)
      .map(({ seen }) => seen)
      .join("\n"),
    /the connection ended before a whole answer/,
  );
  assert.is(verdicts(said)["never-lost"], "fails");
  assert.is(verdicts(said)["epoch-guard"], "holds");
});

test("words that are no texts stop nothing", async () => {
  const odd = { toString: 1, valueOf: 1 };
  const warp = bend("all", (answer) =>
    answer.status === 401
      ? answer
      : put(answer, () => ({
          payments: odd,
          fiscal: odd,
          totalCents: odd,
          revision: odd,
          code: odd,
          error: odd,
          features: odd,
          lastTransactionId: odd,
        })),
  );
  const said = await conformanceOf({ warp: warp }, []);
  assert.is(said.checks.length, CHECKS.length);
  assert.is(verdicts(said)["answers-fit"], "fails");
});

test("payments of every wrong form stop nothing", async () => {
  for (const payments of [null, "2.58", [null], [[]], { length: 3 }]) {
    const said = await conformanceOf(
      { warp: bendBody(() => ({ payments })) },
      only(["pay-card", "card-masked", "void", "answers-fit"]),
    );
    assert.is.not(verdicts(said)["pay-card"], "holds", JSON.stringify(payments));
    assert.is(said.checks.length, 4);
  }
});

const NUMBER = "4111111111111111";
/** What of a number or a token is shown at most, where a text that RRPay wrote was cut. */
const PARTS = /4111111|secr/;

for (const [field, warp] of [
  ["a state", bendBody(() => ({ state: `${NUMBER} secret` }))],
  ["an error", bend("post", (answer) => put(answer, () => ({ error: `${NUMBER} secret` })))],
  ["its own name", bend("health", (answer) => put(answer, () => ({ name: `${NUMBER} secret` })))],
  ["a moment", bendBody(({ fiscal }) => ({ fiscal: { ...fiscal, printedAt: `${NUMBER} secret` } }))],
  ["an answer of no schema", bendBody(() => ({ message: NUMBER, roundingCents: "secret" }))],
  [
    "a text that is cut there",
    bendBody(() => ({ state: `${"x".repeat(190)}${NUMBER}`, currency: `${"x".repeat(195)}secret` })),
  ],
] as const)
  test(`no card number and no token that RRPay writes into ${field} stands in result or page`, async () => {
    const checks = ["health", "post", "sale-known", "pay-card", "receipt", "receipt-moment", "answers-fit"];
    const { out, page } = await conformanceOf({ warp }, only(checks));
    assert.not.match(out, PARTS);
    assert.not.match(page, PARTS);
  });

test("answers with all the room filled that the till gives them end no run of the till's own program, and are judged as they came", async () => {
  const more = Array.from({ length: 42_000 }, () => ({}));
  const large = bend("all", (answer) => put(answer, () => ({ more })));
  const checks = [
    "health-steady",
    "post",
    "post-again",
    "post-parsed",
    "id-conflict",
    "concurrent-posts",
    "answers-fit",
  ];
  const said = await conformanceOf({ warp: large }, only(checks), { isInEngine: true, answerMs: 10_000 });
  assert.equal(failing(said), []);
});

test.run();
