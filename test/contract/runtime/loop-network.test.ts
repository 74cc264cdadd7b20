// The host's connections: what is sent, what arrives and in what pieces, how they end.

import * as assert from "uvu/assert";
import { FIRST_SEGMENT, onEveryEngine, withHost, withPeer } from "../../spec/runtime/host.ts";
import type { Seen } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

const ignore = (): void => undefined;

onEveryEngine((engine) => {
  const test = suite(`the loop's connections on ${engine}`);

  test("the token's line is put into what is sent, and is nowhere else", () =>
    withPeer(ignore, (peer) =>
      withHost({ engine, port: peer.port, token: "s3cret-t0ken", puppet: FIRST_SEGMENT }, async (host) => {
        await host.run({
          do: [["connect", 1]],
          connected: [
            ["send", 1, "GET / HTTP/1.1\r\n", 1, "\r\n"],
            ["send", 1, "plain", 0, "!"],
            ["log", 1, "sent"],
            ["append", "{}"],
            ["reply", ""],
          ],
        });
        await peer.until(() => peer.text().endsWith("!"));
        assert.is(peer.text(), "GET / HTTP/1.1\r\nAuthorization: Bearer s3cret-t0ken\r\n\r\nplain!");
        const [boot] = await host.seen();
        assert.is(JSON.parse(boot?.config ?? "").rrpay.token, "*");
        for (const kind of ["journal", "log", "trace"] as const) assert.not.match(host.file(kind), "s3cret-t0ken");
      }),
    ));

  test("data arrives in pieces of at most 64 KiB, in order and complete", () => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index & 0x7f));
    return withPeer(
      (socket) => socket.end(body),
      (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          await host.run({ do: [["connect", 1]], connected: [["send", 1, "?", 0, ""]], closed: [["reply", ""]] });
          const seen = await host.seen();
          const pieces = seen.filter(({ kind }) => kind === "data");
          assert.ok(pieces.every(({ bytes }) => bytes !== undefined && bytes > 0 && bytes <= 65536));
          assert.is(pieces.map(({ text }) => text).join(""), body.toString("latin1"));
          const closed = seen.find(({ kind }) => kind === "closed");
          assert.is(closed?.reason, 0);
          assert.ok(seen.indexOf(closed as Seen) > seen.lastIndexOf(pieces.at(-1) as Seen));
        }),
    );
  });

  test("a refused connection is closed with reason 1", () =>
    withPeer(ignore, async (peer) => {
      let freePort = 0;
      await withPeer(ignore, async (other) => {
        freePort = other.port;
      });
      assert.is.not(freePort, peer.port);
      await withHost({ engine, port: freePort }, async (host) => {
        await host.run({ do: [["connect", 1]], closed: [["reply", ""]] });
        const closed = (await host.seen()).filter(({ kind }) => kind === "closed");
        assert.equal(
          closed.map(({ conn, reason }) => [conn, reason]),
          [[1, 1]],
        );
      });
    }));

  test("a connection that the peer resets is closed with reason 2", () =>
    withPeer(
      (socket) => socket.resetAndDestroy(),
      (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          await host.run({ do: [["connect", 1]], connected: [["send", 1, "?", 0, ""]], closed: [["reply", ""]] });
          assert.is((await host.seen()).find(({ kind }) => kind === "closed")?.reason, 2);
        }),
    ));

  test("after a disconnect nothing more is heard of the connection", () =>
    withPeer(
      (socket) => socket.write("late"),
      (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          await host.run({
            do: [["connect", 1]],
            connected: [
              ["send", 1, "?", 0, ""],
              ["disconnect", 1],
              ["send", 1, "no", 0, ""],
              ["reply", ""],
            ],
          });
          await peer.until(() => peer.sockets.every((socket) => socket.destroyed));
          await host.settle();
          assert.not((await host.seen()).some(({ kind }) => kind === "data" || kind === "closed"));
        }),
    ));

  test("after a disconnect another connection may be made", () =>
    withPeer(
      (socket, bytes) => socket.write(bytes),
      (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          await host.run({
            do: [["connect", 1]],
            connected: [
              ["disconnect", 1],
              ["reply", ""],
            ],
          });
          const answer = await host.run({
            do: [["connect", 2]],
            connected: [["send", 2, "echo", 0, ""]],
            data: [["report"]],
          });
          assert.is((JSON.parse(answer) as Seen[]).at(-1)?.text, "echo");
        }),
    ));

  test.run();
});
